"""What is written of claims: no NaN anywhere, numbers of the deciding part, words for readers."""

import csv
import io
import json
import math

import pytest

from evoprune import artifacts
from evoprune.claims import output
from evoprune.claims.decide import decide
from evoprune.claims.registration import Standing
from evoprune.report.tables import csv_text, latex, markdown
from evoprune.studies.autoencoder import tables
from evoprune.studies.autoencoder.results import Results
from tests.unit import synthetic_results as synthetic
from tests.unit.claimed import MARGIN, SEEDS, Fake, cards, part, wave

DIVERGED = {seed: 0.2 for seed in SEEDS} | {seed: math.nan for seed in range(1, 20)}
CLAIMS = cards(
    [part("superiority", says="first"), part("equivalence", b="c", says="second")],
    part("superiority", a="d"),
    part("superiority", a="nowhere"),
    {"type": "rate", "metric": "l1", "a": "a", "b": "d", "above": 0.45},
    {"type": "ranking", "metric": "l1", "among": ["a", "b", "c"], "best": ["a"]},
    part("equivalence", b="", reference=0.21, published={"a": 0.213}),
    part("superiority", a="few"),
)
SAMPLES = Fake(
    a=wave(0.20, 1.0),
    b=wave(0.25, 2.0),
    c=wave(0.2, 3.0, size=0.02),
    d=DIVERGED,
    few={1: 0.3, 2: 0.1, 3: 0.2},
)


@pytest.fixture(scope="module")
def decisions():
    standing = {"C1": Standing("confirmatory")}
    return decide(
        CLAIMS,
        "autoencoder",
        SAMPLES,
        lambda claim: standing.get(claim.id, Standing("exploratory", "declared so")),
    )


@pytest.fixture(scope="module")
def results(decisions):
    empty = synthetic.build(arms=[("none", "none")], seeds=1, epochs=2)
    claims = json.loads(json.dumps([output.describe(d) for d in decisions], allow_nan=False))
    return Results(empty.runs, empty.history, empty.published, claims=claims)


def test_both_files_are_written_without_nan(decisions, tmp_path):
    paths = tmp_path / "claims.json", tmp_path / "claims.csv"
    output.write(decisions, *paths)
    described = artifacts.read_json(paths[0])
    assert [claim["claim"] for claim in described] == [f"C{n}" for n in range(1, 8)]
    text = artifacts.read_bytes(paths[1]).decode()
    assert "nan" not in text.lower()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == output.COLUMNS
    assert rows[0]["part"] == "2"  # the equivalence has the larger p
    assert float(rows[0]["p"]) == pytest.approx(decisions[0].findings[1].p, rel=1e-9)
    assert (rows[1]["failed"], rows[1]["a_median"], rows[1]["verdict"]) == (
        "19",
        "inf",
        "contradicted",
    )
    assert (rows[2]["verdict"], rows[2]["reason"]) == ("not testable", "not run: nowhere")
    effect, base = float(rows[6]["effect"]), float(rows[6]["b_median"])
    assert float(rows[6]["percent"]) == pytest.approx(100 * effect / base)


def test_the_deciding_part_is_the_one_with_the_largest_p(decisions):
    number, part_of = output.decisive(output.describe(decisions[0]))
    assert (number, part_of["says"]) == (2, "second")


def test_the_table_has_a_row_a_claim(results):
    table = tables.build("claims", results)
    assert list(table.data["claim"]) == [f"C{n}" for n in range(1, 8)]
    shown = table.display.set_index("claim")
    assert shown.loc["C1", "statement"] == "it is so (part 2: second)"
    assert shown.loc["C1", "verdict"] == "supported"
    assert shown.loc["C2", "verdict"] == "contradicted (exploratory)"
    assert shown.loc["C3", ["n", "difference [95 %]", "p (Holm)"]].tolist() == ["", "", ""]
    assert shown.loc["C6", "published"] == "0.003"
    assert shown.loc["C2", "difference [95 %]"].startswith("∞")
    assert any(note.startswith("not testable") and note.endswith("(1).") for note in table.notes)


def test_the_table_of_parts_has_a_row_a_part_that_was_tested(results):
    table = tables.build("claim_parts", results)
    assert list(table.display["claim"]) == ["C1.1", "C1.2", "C2.1", "C4.1", "C5.1", "C6.1", "C7.1"]
    shown = table.display.set_index("claim")
    assert shown.loc["C5.1", "first side"] == "not beaten: a, c"
    assert shown.loc["C4.1", "second side"].startswith("d: 0.633 [0.4")
    assert shown.loc["C1.1", "wins"] == "1.00"
    data = table.data.set_index(["claim", "part"])
    assert data.loc[("C1", 1), "a12"] == 0.0
    assert data.loc[("C1", 2), "margin"] == MARGIN["value"]


@pytest.mark.parametrize("name", ["claims", "claim_parts"])
def test_all_formats_are_written_without_nan(results, name):
    table = tables.build(name, results)
    for text in (csv_text(table.data), markdown(table), latex(table)):
        assert "nan" not in text.lower().replace("dominant", "")


def test_a_study_without_claims_has_empty_tables(results):
    nothing = Results(results.runs, results.history, results.published)
    assert tables.build("claims", nothing).data.empty
    assert tables.build("claim_parts", nothing).notes == ("No claims were tested.",)


class TestAllPairs:
    ARMS = (("none", "none"), ("random", "exponential"), ("variance", "population"))

    def test_every_pair_once_with_both_corrections(self):
        results = synthetic.build(arms=self.ARMS, seeds=8, modes=("lipi",), epochs=102)
        table = tables.build("all_pairs_lipi", results)
        assert len(table.data) == 3
        # All pairs differ by a constant: the smallest p of eight pairs, 2 / 2**8.
        assert table.data["p"].tolist() == pytest.approx([2 / 256] * 3)
        assert table.data["q"].tolist() == pytest.approx([2 / 256] * 3)
        assert table.data["q_by"].tolist() == pytest.approx([2 / 256 * (1 + 1 / 2 + 1 / 3)] * 3)
        assert table.data["flagged"].all()
        assert not any("significant" in note for note in table.notes)

    def test_too_few_seeds_give_no_pairs(self):
        results = synthetic.build(arms=self.ARMS, seeds=5, modes=("lipi",), epochs=3)
        table = tables.build("all_pairs_lipi", results)
        assert table.data.empty
        assert table.notes == ("No pairs with 6 common seeds.",)
        assert "No pairs" in markdown(table)
