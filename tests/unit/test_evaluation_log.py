"""The log of evaluations: what is written is read, crashes lose at most a torn line."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evoprune.errors import CorruptFileError, WriteError
from evoprune.evolution.evaluation import Evaluation, bits, keep_mask
from evoprune.evolution.log import EvaluationLog, read


def evaluation(number):
    rng = np.random.default_rng(number)
    masks = [rng.random(8) < 0.5, rng.random(16) < 0.5]
    return Evaluation(
        number=number,
        generation=1 + number // 4,
        of=number,
        genome=rng.random(4).tolist(),
        widths=[int(mask.sum()) for mask in masks],
        keep_masks=[bits(mask) for mask in masks],
        seeds={"scoring": number},
        flops=1.25e6,
        errors={"error_validation": rng.random(), "error_test": rng.random()},
        steps=[40 * number, 40 * number + 40],
    )


EVALUATIONS = [evaluation(number) for number in range(6)]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "search" / "log.jsonl"
    log = EvaluationLog(path, keep=0)
    for entry in EVALUATIONS:
        log.append(entry)
    return path


def test_what_is_written_is_read_bit_by_bit(path):
    assert read(path) == EVALUATIONS
    assert path.read_bytes().count(b"\n") == 6
    assert keep_mask(read(path)[2].keep_masks[1]).tolist() == [
        digit == "1" for digit in EVALUATIONS[2].keep_masks[1]
    ]


@given(st.lists(st.booleans(), max_size=40))
def test_masks_survive_as_text(kept):
    mask = np.array(kept, dtype=bool)
    np.testing.assert_array_equal(keep_mask(bits(mask)), mask)
    assert keep_mask(bits(mask)).dtype == np.bool_


def test_nothing_is_there_before_the_first_line(tmp_path):
    assert read(tmp_path / "log.jsonl") == []
    EvaluationLog(tmp_path / "log.jsonl", keep=0)
    assert (tmp_path / "log.jsonl").read_bytes() == b""


def test_a_line_torn_anywhere_is_passed_over_and_written_again(path):
    whole = path.read_bytes()
    start = whole.rindex(b"\n", 0, -1) + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])
        assert read(path) == EVALUATIONS[:5]
    log = EvaluationLog(path, keep=5)
    log.append(EVALUATIONS[5])
    assert path.read_bytes() == whole


@pytest.mark.parametrize("tail", [b"\0" * 50, b"\0" * 50 + b"\n", b"{}\n", b"[1]\n", b"\xff\n"])
def test_a_last_line_of_nonsense_is_torn(path, tail):
    path.write_bytes(path.read_bytes() + tail)
    assert read(path) == EVALUATIONS


def test_an_older_line_of_nonsense_is_damage(path):
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2][:20] + b"\n"
    path.write_bytes(b"".join(lines))
    for attempt in (lambda: read(path), lambda: EvaluationLog(path, keep=2)):
        with pytest.raises(CorruptFileError, match=r"log.jsonl: '.*' is no evaluation"):
            attempt()


@pytest.mark.parametrize("keep", [0, 3, 6])
def test_going_on_from_an_older_state_cuts_off_the_rest(path, keep):
    log = EvaluationLog(path, keep=keep)
    assert read(path) == EVALUATIONS[:keep]
    other = replace(EVALUATIONS[0], number=keep)
    log.append(other)
    assert read(path) == [*EVALUATIONS[:keep], other]


def test_a_state_newer_than_the_log_is_refused(path):
    before = path.read_bytes()
    with pytest.raises(CorruptFileError, match="6 evaluations are there, not 7"):
        EvaluationLog(path, keep=7)
    assert path.read_bytes() == before


def test_what_is_not_a_number_is_not_written(path):
    log = EvaluationLog(path, keep=6)
    with pytest.raises(ValueError, match="JSON compliant"):
        log.append(replace(EVALUATIONS[0], errors={"error_validation": float("nan")}))
    assert read(path) == EVALUATIONS


def test_a_disk_without_space_leaves_whole_lines(path, monkeypatch):
    log = EvaluationLog(path, keep=6)
    before = path.read_bytes()
    failures = iter([OSError(28, "No space left on device")])

    def full(handle):
        for error in failures:
            raise error

    monkeypatch.setattr("evoprune.evolution.log.os.fsync", full)
    with pytest.raises(WriteError, match="no evaluation added"):
        log.append(EVALUATIONS[0])
    assert path.read_bytes() == before
    log.append(EVALUATIONS[0])
    assert read(path) == [*EVALUATIONS, EVALUATIONS[0]]
