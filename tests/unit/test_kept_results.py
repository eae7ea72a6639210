"""What the README says about kept results is what the kept tables say."""

import csv
import re
from pathlib import Path

from evoprune.claims import cards
from evoprune.claims.verdicts import VERDICTS

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs/results/autoencoder"
ROW = re.compile(r"^\| ([A-Z]\d+[a-z]?) \| (.+?) \| \*{0,2}([a-z, ]+?)\*{0,2} \| (.*) \|$", re.M)


def kept(name):
    with (KEPT / name).open() as stream:
        return list(csv.DictReader(stream))


def test_the_verdicts_in_the_readme_are_those_of_the_kept_table():
    said = {name: verdict for name, _, verdict, _ in ROW.findall((ROOT / "README.md").read_text())}
    table = {row["claim"]: row["verdict"] for row in kept("claims.csv")}
    assert said == table
    assert set(said.values()) <= set(VERDICTS)


def test_every_card_about_the_study_has_a_kept_verdict():
    claims = cards.read(ROOT / "config/claims.yaml").of_study("autoencoder")
    assert [row["claim"] for row in kept("claims.csv")] == [claim.id for claim in claims]
    statements = {claim.id: claim.statement for claim in claims}
    assert {row["claim"]: row["statement"] for row in kept("claims.csv")} == statements


def test_the_readme_counts_agreement_as_the_kept_tables_do():
    rows = [r for mode in ("canonical", "lipi") for r in kept(f"published_comparison_{mode}.csv")]
    levels = [row for row in rows if row["level"] == "True" and row["inside"]]
    inside, again = (sum(r[n] == "True" for r in levels) for n in ("inside", "inside_again"))
    text = " ".join((ROOT / "README.md").read_text().split())
    assert f"{inside} of {len(levels)} lie in our intervals, {again} where" in text
