"""Clusters on which Snakemake would never notice that a job has ended."""

import pytest

from evoprune.errors import MissingToolError
from evoprune.slurm import ClusterError, check_status


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Makes a cluster that says what it is asked to."""

    def make(text: str, code: int = 0):
        program = tmp_path / "scontrol"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\necho down >&2\nexit {code}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return make


def settings(accounting="(null)", age=300):
    return f"Configuration data\nAccountingStorageType   = {accounting}\nMinJobAge   = {age} sec\n"


@pytest.mark.parametrize("command", ["squeue", "sacct"])
def test_with_accounting_both_ways_notice(cluster, command):
    cluster(settings("accounting_storage/slurmdbd", age=2))
    assert check_status(command, 40) == []


@pytest.mark.parametrize("accounting", ["(null)", "accounting_storage/none"])
def test_sacct_without_accounting_is_refused(cluster, accounting):
    cluster(settings(accounting))
    with pytest.raises(ClusterError, match="slurm-status-command: squeue"):
        check_status("sacct", 20)
    assert check_status("squeue", 20) == []


@pytest.mark.parametrize(("age", "first", "advice"), [(59, 20, 19), (10, 40, 3), (2, 1, 1)])
def test_jobs_that_are_forgotten_before_the_first_look_are_refused(cluster, age, first, advice):
    """The executor itself falls back to `sacct` below three times the first look."""
    cluster(settings(age=age))
    with pytest.raises(ClusterError, match=rf"status-checks: {advice}`"):
        check_status("squeue", first)


def test_jobs_that_may_be_forgotten_between_two_looks_are_warned_of(cluster):
    cluster(settings(age=180))
    [warning] = check_status("squeue", 20)
    assert "180 s" in warning
    cluster(settings(age=181))
    assert check_status("squeue", 20) == []


def test_a_cluster_that_does_not_answer_is_told(cluster):
    cluster("", code=1)
    with pytest.raises(MissingToolError, match="does not answer: down"):
        check_status("squeue", 20)


def test_no_cluster_at_all_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match="login node"):
        check_status("squeue", 20)
