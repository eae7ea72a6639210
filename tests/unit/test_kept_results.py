"""What README and docs say about kept results is what the kept tables say."""

import csv
import re
from pathlib import Path

import pytest

from evoprune.claims import files
from evoprune.claims.verdicts import VERDICTS
from evoprune.commands.claims import decisions_of

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs/results"
PAGES = {
    "autoencoder": ROOT / "README.md",
    "filter_criteria": KEPT / "filter_criteria/README.md",
    "pruning_functions": KEPT / "pruning_functions/README.md",
}
"""Where the verdicts of a study are told."""
ROW = re.compile(r"^\| ([A-Z]\d+[a-z]?) \| (.+?) \| \*{0,2}([a-z, ]+?)\*{0,2} \| (.*) \|$", re.M)


def kept(study, name):
    with (KEPT / study / name).open() as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("study", PAGES)
def test_the_verdicts_that_are_told_are_those_of_the_kept_table(study):
    said = {name: verdict for name, _, verdict, _ in ROW.findall(PAGES[study].read_text())}
    assert said == {row["claim"]: row["verdict"] for row in kept(study, "claims.csv")}
    assert set(said.values()) <= set(VERDICTS)


@pytest.mark.parametrize("study", PAGES)
def test_every_card_has_a_kept_verdict(study):
    claims = files.of_study(ROOT / "config/claims.yaml", study).cards.of_study(study)
    assert [row["claim"] for row in kept(study, "claims.csv")] == [claim.id for claim in claims]
    statements = {claim.id: claim.statement for claim in claims}
    assert {row["claim"]: row["statement"] for row in kept(study, "claims.csv")} == statements


@pytest.mark.parametrize("study", ["filter_criteria", "pruning_functions"])
def test_the_kept_runs_give_the_kept_verdicts(study):
    decisions = decisions_of(study, KEPT, ROOT / "config/claims.yaml")
    found = {d.claim.id: (d.verdict, d.standing.status) for d in decisions}
    rows = kept(study, "claims.csv")
    assert found == {row["claim"]: (row["verdict"], row["status"]) for row in rows}


def test_the_readme_counts_agreement_as_the_kept_tables_do():
    rows = [
        row
        for mode in ("canonical", "lipi")
        for row in kept("autoencoder", f"published_comparison_{mode}.csv")
    ]
    levels = [row for row in rows if row["level"] == "True" and row["inside"]]
    inside, again = (sum(r[n] == "True" for r in levels) for n in ("inside", "inside_again"))
    text = " ".join((ROOT / "README.md").read_text().split())
    assert f"{inside} of {len(levels)} lie in our intervals, {again} where" in text
