"""Tables: closed forms of every column, and writers that never print NaN."""

import io
import math

import pandas as pd
import pytest
from scipy import stats

from evoprune import artifacts
from evoprune.errors import ConfigError
from evoprune.report import tables as writers
from evoprune.studies.autoencoder import published, tables
from evoprune.studies.autoencoder.results import Results
from tests.unit import synthetic_results as synthetic

ARMS = (("none", "none"), ("random", "exponential"), ("random", "fixed"), ("variance", "fixed"))
STEP = synthetic.SEED_STEP


def merged(*parts):
    runs = pd.concat([part.runs for part in parts], ignore_index=True)
    history = pd.concat([part.history for part in parts], ignore_index=True)
    return Results(runs, history, published.load())


def row(table, operator, schedule, **more):
    data = table.data
    for name, value in {"operator": operator, "schedule": schedule, **more}.items():
        data = data[data[name] == value]
    assert len(data) == 1
    return data.iloc[0]


@pytest.fixture(scope="module")
def summary():
    """Seven seeds; seed 7 of variance, fixed diverged."""
    lost = [("canonical", "variance", "fixed", 7)]
    return tables.build("summary_canonical", synthetic.build(arms=ARMS, seeds=7, diverged=lost))


def test_summary_has_the_quartiles_of_the_runs(summary):
    arm = row(summary, "random", "exponential")
    assert (arm["n"], arm["n_diverged"]) == (7, 0)
    found = arm[["l1_train_q1", "l1_train_median", "l1_train_q3"]].to_list()
    assert found == pytest.approx([0.5 + 1.5 * STEP, 0.5 + 3 * STEP, 0.5 + 4.5 * STEP])


def test_summary_compares_with_no_pruning_by_seed(summary):
    arm = row(summary, "random", "exponential")
    assert arm["pairs"] == 7
    assert arm["effect_vs_none"] == pytest.approx(0.5 - 0.268)
    assert arm["p_wilcoxon"] == pytest.approx(2 / 2**7)
    assert row(summary, "none", "none")[["pairs", "effect_vs_none", "p_wilcoxon"]].isna().all()


def test_summary_corrects_over_all_arms_of_the_table(summary):
    # 2/128 for the two random arms; one diverged run ranks against six equal gains.
    lost = stats.wilcoxon([-1] * 6 + [9], method=stats.PermutationMethod(n_resamples=math.inf))
    assert row(summary, "variance", "fixed")["p_wilcoxon"] == pytest.approx(lost.pvalue)
    assert row(summary, "random", "exponential")["p_holm"] == pytest.approx(3 * 2 / 128)
    assert row(summary, "random", "fixed")["p_holm"] == pytest.approx(3 * 2 / 128)
    assert row(summary, "variance", "fixed")["p_holm"] == pytest.approx(lost.pvalue)


def test_summary_counts_diverged_runs_and_says_what_became_of_them(summary):
    arm = row(summary, "variance", "fixed")
    assert (arm["n"], arm["n_diverged"], arm["pairs"]) == (6, 1, 7)
    assert arm["l1_train_median"] == pytest.approx(0.26 + 2.5 * STEP)
    assert arm["effect_high"] == math.inf
    assert "rank worst" in arm["note"]
    assert summary.display["n"].to_list() == ["7", "7", "7", "6 of 7"]


def test_summary_shows_what_is_preserved_by_both_counts(summary):
    arm = row(summary, "random", "exponential")
    pruned = sum(round(0.15 * parameters) for parameters in synthetic.PARAMETERS.values())
    assert arm["preserved_reported_median"] == pytest.approx(1 - pruned / 61_670)
    assert arm["preserved_nonzero_median"] == pytest.approx(1 - 0.1 * pruned / 61_670, abs=2e-5)


def test_summary_sets_the_published_mean_beside_the_mean_of_all_cells():
    results = synthetic.build(arms=ARMS, seeds=3, modes=("lipi",))
    arm = row(tables.build("summary_lipi", results), "random", "exponential")
    mean = 0.104 + STEP + 4.5 * synthetic.CELL_STEP
    assert arm["l1_train_mean_all_cells"] == pytest.approx(mean)
    assert arm["l1_train_published"] == 0.104
    assert arm["l1_train_difference"] == pytest.approx(mean - 0.104)
    assert arm["l1_train_median"] == pytest.approx(0.104 + STEP)


def test_below_six_common_seeds_there_is_no_p():
    table = tables.build("summary_canonical", synthetic.build(arms=ARMS, seeds=5, epochs=3))
    assert table.data[["p_wilcoxon", "p_holm", "effect_low"]].isna().all(axis=None)
    assert row(table, "random", "fixed")["effect_vs_none"] == pytest.approx(0.26 - 0.268)
    assert row(table, "random", "fixed")["note"] == "fewer than 6 common seeds: effect only, no p"
    assert table.notes[-1] == "a: fewer than 6 common seeds: effect only, no p."
    assert set(table.display["p"]) == {""}


def test_arms_are_paired_within_their_variant():
    other = synthetic.build(arms=ARMS[1:2], seeds=6, epochs=3)
    variant = Results(
        other.runs.assign(variant="persistent_mask"),
        other.history.assign(variant="persistent_mask"),
        other.published,
    )
    results = merged(synthetic.build(arms=ARMS[:2], seeds=6, epochs=3), variant)
    table = tables.build("summary_canonical", results)
    assert table.display["variant"].to_list() == ["published", "published", "persistent_mask"]
    alone = row(table, "random", "exponential", variant="persistent_mask")
    assert alone["note"] == "no unpruned arm with this variant, data set and environment"
    assert pd.isna(alone["effect_vs_none"])
    paired = row(table, "random", "exponential", variant="published")
    assert paired["p_holm"] == pytest.approx(2 / 64)


def test_comparison_pools_cells_as_the_published_figures_do():
    results = synthetic.build(arms=ARMS, seeds=3, modes=("lipi",))
    table = tables.build("published_comparison_lipi", results)
    arm = {"environment": "plain", "quantity": "l1_train", "epoch": 399}
    losses = [0.104 + STEP * s + synthetic.CELL_STEP * c for s in range(3) for c in range(10)]
    median = row(table, "random", "exponential", statistic="median", **arm)
    assert (median["published"], median["n"]) == (0.084, 3)
    assert median["ours"] == pytest.approx(pd.Series(losses).median())
    assert median["difference"] == pytest.approx(median["ours"] - 0.084)
    decoder = {"quantity": "decoder_size", "environment": "plain", "epoch": 399}
    third = row(table, "random", "exponential", statistic="q3", **arm)
    assert third["ours"] == pytest.approx(pd.Series(losses).quantile(0.75))
    size = row(table, "random", "exponential", **{**decoder, "statistic": "mean"})
    assert (size["published"], size["ours"]) == (26_400, 31_330 - round(0.15 * 31_330))
    # The best cell has the same size as the others here, but stands in a row of its own.
    best = row(table, "random", "exponential", **{**decoder, "statistic": "best_cell_mean"})
    assert (best["published"], best["ours"], best["n"]) == (26_450, size["ours"], 3)
    whisker = row(table, "random", "exponential", statistic="whisker_low", **arm)
    assert whisker["ours"] == pytest.approx(min(losses))
    # Three runs are too few to be resampled.
    assert table.data["low"].isna().all()


def test_comparison_lists_every_published_value_once():
    results = synthetic.build(arms=ARMS[:1], seeds=1)
    data = tables.build("published_comparison_canonical", results).data
    keys = ["quantity", "environment", "variant", "operator", "schedule", "epoch", "statistic"]
    known = published.select(published.load(), mode="canonical").drop_duplicates(keys)
    assert len(data) == len(known) == 105
    # No pruning: means at five epochs, quartiles and whiskers at the last one.
    assert data["ours"].notna().sum() == 10
    assert data.loc[data["ours"].isna(), "n"].isna().all()


def test_comparison_says_what_agrees():
    # 20 seeds around the published mean; then the same runs far from it.
    near = synthetic.build(arms=ARMS[:1], seeds=20, modes=("lipi",), gain=0.03)
    far = synthetic.build(arms=ARMS[:1], seeds=20, modes=("lipi",), gain=-0.2)
    at = {"statistic": "mean", "epoch": 399, "quantity": "l1_train", "environment": "plain"}
    for results, agrees in ((near, True), (far, False)):
        table = tables.build("published_comparison_lipi", results)
        mean = row(table, "none", "none", **at)
        assert mean["low"] < mean["ours"] < mean["high"]
        assert mean["again_low"] < mean["low"] < mean["high"] < mean["again_high"]
        assert bool(mean["inside"]) is agrees
        shown = table.display[(table.display["statistic"] == "mean")]
        assert ("yes" if agrees else "no") in set(shown["agrees"])
    # Mean of 20 evenly spaced runs: standard error of a resampled mean is the step times
    # sqrt((20^2 - 1)/12)/sqrt(20).
    error = STEP * ((20**2 - 1) / 12 / 20) ** 0.5
    assert mean["high"] - mean["low"] == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert mean["again_high"] - mean["again_low"] == pytest.approx(
        2 * 1.96 * 2**0.5 * error, rel=0.1
    )


def test_variants_are_compared_with_their_published_twin():
    arms, mask = ARMS[1:2], {"variant": "persistent_mask"}
    results = synthetic.together(
        synthetic.build(arms=arms, seeds=8),
        synthetic.build(arms=arms, seeds=8, gain=0.02, **mask),
        synthetic.build(arms=arms, seeds=8, gain=0.01, environment="small", **mask),
        synthetic.build(arms=arms, seeds=4, gain=-0.04, variant="amount=0.05"),
    )
    table = tables.build("variants", results)
    # There is no published arm with small networks to compare with.
    assert table.data["environment"].to_list() == ["plain", "plain"]
    found = row(table, "random", "exponential", variant="persistent_mask")
    assert found["change"] == pytest.approx(-0.02)
    assert found["low"] == pytest.approx(found["high"])
    assert (found["pairs"], found["p"]) == (8, pytest.approx(2 / 256))
    # Alone in its family: the sweep is another one, and too small for a p.
    assert found["p_holm"] == found["p"]
    swept = row(table, "random", "exponential", variant="amount=0.05")
    assert swept["change"] == pytest.approx(0.04)
    assert pd.isna(swept["p"])
    assert any(note.startswith("persistent_mask: what an event prunes") for note in table.notes)


def test_comparison_stays_empty_for_other_data_or_epochs():
    for changed in ({"epochs": 3}, {"dataset": "binary_clusters_4_10_100"}):
        results = synthetic.build(arms=ARMS[:1], seeds=1, **changed)
        table = tables.build("published_comparison_canonical", results)
        assert table.data["ours"].isna().all()
        assert "400 epochs on binary_clusters_10_100_1000" in table.notes[-1]


@pytest.mark.parametrize("table_id", tables.available(["epoch_node"]))
def test_a_mode_without_runs_gives_a_table_without_rows(table_id):
    table = tables.build(table_id, synthetic.build(arms=ARMS[:1], seeds=1, epochs=2))
    assert len(table.data) == 0
    assert len(table.notes) == 1
    assert table.notes[0].startswith("No")
    assert f"| {table.display.columns[0]} |" in writers.markdown(table)
    assert r"\begin{tabular}{l" in writers.latex(table)


def test_an_unknown_table_is_refused():
    with pytest.raises(ConfigError, match="summary_MODE, published_comparison_MODE, claims"):
        tables.build("overview", synthetic.build(arms=ARMS[:1], seeds=1, epochs=2))


def test_files_are_whole_deterministic_and_free_of_nan(summary, tmp_path):
    first, second = (writers.write(summary, tmp_path / f / "summary") for f in "ab")
    assert [path.name for path in first] == ["summary.csv", "summary.md", "summary.tex"]
    for one, other in zip(first, second, strict=True):
        content = artifacts.read_bytes(one)
        assert content == artifacts.read_bytes(other)
        assert b"nan" not in content.lower().replace(b"canonical", b"")
    data = pd.read_csv(io.BytesIO(first[0].read_bytes()), keep_default_na=False, na_values=[""])
    assert data["operator"].to_list() == ["none", "random", "random", "variance"]
    assert data["effect_vs_none"].to_numpy() == pytest.approx(
        summary.data["effect_vs_none"].to_numpy(float), nan_ok=True
    )


def test_markdown_and_latex_word_by_word():
    display = pd.DataFrame({"arm_name": ["a_b", "c|d"], "effect": ["-0.10 [-0.2, 0.0]", ""]})
    table = writers.Table(display, display, "Effects & more.", ("95 % intervals.",))
    assert writers.markdown(table) == (
        "Effects & more.\n\n"
        "| arm_name | effect |\n| --- | ---: |\n"
        "| a_b | −0.10 [−0.2, 0.0] |\n| c\\|d | – |\n\n* 95 % intervals.\n"
    )
    assert writers.latex(table).splitlines()[4:] == [
        r"\begin{tabular}{lr}",
        r"\toprule",
        r"arm\_name & effect \\",
        r"\midrule",
        r"a\_b & $-$0.10 [$-$0.2, 0.0] \\",
        r"c|d & -- \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\par\footnotesize 95 \% intervals.",
        r"\end{table}",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.12345, "0.123"), (-0.0001, "0.000"), (None, ""), (math.nan, ""), (-math.inf, "-∞")],
)
def test_numbers(value, text):
    assert writers.number(value, 3) == text


@pytest.mark.parametrize(
    ("p", "text"), [(0.04321, "0.043"), (4.4e-5, "4.4e-05"), (1.0, "1"), (None, "")]
)
def test_probabilities(p, text):
    assert writers.probability(p) == text


def test_the_middle_half_of_the_runs_has_an_interval():
    table = tables.build("summary_canonical", synthetic.build(arms=ARMS[:1], seeds=8, epochs=2))
    (row,) = table.data.to_dict("records")
    # Runs differ by equal steps, so every centre is the median; two of eight go at each end.
    assert row["l1_train_iqm"] == pytest.approx(row["l1_train_median"])
    step = synthetic.SEED_STEP
    assert row["l1_train_iqm_low"] > row["l1_train_median"] - 3.5 * step
    assert row["l1_train_iqm_low"] < row["l1_train_iqm"] < row["l1_train_iqm_high"]
    few = tables.build("summary_canonical", synthetic.build(arms=ARMS[:1], seeds=5, epochs=2))
    assert few.data["l1_train_iqm_low"].isna().all()
