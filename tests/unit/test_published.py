"""Published values, and how results are read and selected."""

import io

import numpy as np
import pandas as pd
import pytest

from evoprune import artifacts
from evoprune.errors import CorruptFileError, MissingDataError
from evoprune.studies.autoencoder import published
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.results import ARM, Results, known_first, read_runs
from tests.unit import synthetic_results as synthetic

ALL = published.load()
LIPI = {"mode": "lipi", "environment": "plain"}
CANONICAL = {"mode": "canonical", "environment": "plain"}


@pytest.mark.parametrize(
    ("setting", "arm", "values"),
    [
        (LIPI, ("none", "none"), [0.492, 0.169, 0.148, 0.145, 0.145]),
        (LIPI, ("random", "exponential"), [0.493, 0.175, 0.126, 0.105, 0.104]),
        (CANONICAL, ("variance", "exponential"), [0.498, 0.316, 0.498, 0.500, 0.500]),
        (
            {"mode": "lipi", "environment": "small"},
            ("conjunctive", "final_n"),
            [0.495, 0.249, 0.248, 0.272, 0.300],
        ),
    ],
)
def test_curves_of_the_best_schedules(setting, arm, values):
    operator, schedule = arm
    curve = published.curve(
        ALL, quantity="l1_train", operator=operator, schedule=schedule, **setting
    )
    assert list(curve.index) == [0, 100, 200, 300, 399]
    assert list(curve) == values


@pytest.mark.parametrize(
    ("operator", "schedule", "values"),
    [
        ("conjunctive", "fixed", [0.266, 0.267, 0.276, 0.281]),
        ("random", "final_n", [0.170, 0.151, 0.195, 0.125]),
        ("variance", "decrease", [0.500, 0.500, 0.499, 0.499]),
    ],
)
def test_curves_of_the_schedule_sweeps(operator, schedule, values):
    sweep = published.curve(ALL, source="cells 21-25", operator=operator, schedule=schedule)
    assert list(sweep.index) == [100, 200, 300, 399]
    assert list(sweep) == values


def test_sweep_orders_the_schedules_as_published():
    def order(operator):
        final = published.select(ALL, source="cells 21-25", operator=operator, epoch=399)
        return " ".join(final.sort_values("value")["schedule"])

    assert order("random") == "exponential increase final_n population fixed decrease"
    assert order("variance") == "population exponential increase final_n fixed decrease"
    assert order("conjunctive") == "final_n population increase exponential fixed decrease"


@pytest.mark.parametrize(
    ("setting", "arm", "quantity", "value"),
    [
        (LIPI, ("conjunctive", "final_n"), "encoder_size", 18_740),
        (LIPI, ("conjunctive", "final_n"), "decoder_size", 31_050),
        (CANONICAL, ("variance", "exponential"), "decoder_size", 2_110),
        (CANONICAL, ("conjunctive", "exponential"), "encoder_size", 17_370),
    ],
)
def test_sizes(setting, arm, quantity, value):
    curve = published.curve(ALL, quantity=quantity, operator=arm[0], schedule=arm[1], **setting)
    assert curve.to_dict() == {399: value}


def test_quartiles_of_capacity_and_loss():
    capacity = published.quartiles(
        ALL, quantity="preserved_reported", operator="random", schedule="exponential", **LIPI
    )
    assert capacity == (0.860, 0.871, 0.887, 0.822, 0.899, 0.782, 0.782)
    loss = published.quartiles(
        ALL, quantity="l1_train", operator="variance", schedule="prune_after", **LIPI
    )
    assert loss == (0.329, 0.350, 0.388, 0.302, 0.475, None, 0.495)
    assert published.quartiles(ALL, operator="variance", schedule="fixed", **LIPI) is None


def test_canonical_prune_after_is_one_box_three_times():
    boxes = {
        published.quartiles(ALL, operator=operator, schedule="prune_after", **CANONICAL)
        for operator in ("random", "variance", "conjunctive")
    }
    assert boxes == {(0.262, 0.269, 0.272, 0.254, 0.282, 0.246, 0.246)}


def test_values_given_twice_agree():
    keys = [name for name in ALL.columns if name not in ("source", "value")]
    assert ALL.groupby(keys)["value"].nunique().max() == 1


def test_known_names_come_first():
    assert known_first(["zeta", "random", "alpha", "none", "random"], ("none", "random")) == [
        "none",
        "random",
        "alpha",
        "zeta",
    ]


def test_none_is_a_name_and_an_empty_cell_is_missing():
    text = b"arm,mode,operator,schedule,variant,dataset,environment,seed,status,l1_train\n"
    rows = b"a,canonical,none,none,published,NA,plain,1,diverged,\n"
    runs = read_runs(text + rows)
    assert list(runs.loc[0, ["operator", "schedule", "dataset"]]) == ["none", "none", "NA"]
    assert np.isnan(runs.loc[0, "l1_train"])


def test_load_reads_what_was_written_and_refuses_what_was_altered(tmp_path):
    results = synthetic.build(arms=[("none", "none")], seeds=2, epochs=3)
    paths = StudyPaths(tmp_path)
    runs, history = paths.runs, paths.history
    buffer = io.BytesIO()
    results.history.to_parquet(buffer, index=False)
    artifacts.write_bytes(runs, results.runs.to_csv(index=False).encode())
    with pytest.raises(MissingDataError):
        Results.load(paths)
    artifacts.write_bytes(history, buffer.getvalue())
    loaded = Results.load(paths)
    pd.testing.assert_frame_equal(loaded.runs, results.runs, check_dtype=False)
    names = ["arm", *ARM]
    assert {str(loaded.history[name].dtype) for name in names} == {"category"}
    plain = loaded.history.astype(dict.fromkeys(names, str))
    pd.testing.assert_frame_equal(plain, results.history, check_dtype=False)
    runs.write_bytes(runs.read_bytes().replace(b"0.", b"1.", 1))
    with pytest.raises(CorruptFileError):
        Results.load(paths)


def test_curves_average_the_cells_of_each_run_and_leave_out_diverged_ones():
    arm = ("random", "exponential")
    results = synthetic.build(
        arms=[arm], seeds=3, epochs=102, modes=("lipi",), diverged=[("lipi", *arm, 2)]
    )
    curves = results.curves(*arm, "l1_train")
    assert list(curves.index) == [1, 3]
    assert list(curves.columns) == [0, 100, 101]
    first = synthetic.final_loss("lipi", *arm) + 4.5 * synthetic.CELL_STEP
    assert curves[101].to_list() == pytest.approx([first, first + 2 * synthetic.SEED_STEP])


def test_headline_takes_the_published_schedule_or_what_there_is():
    arms = [("none", "none"), ("random", "fixed"), ("random", "exponential")]
    arms += [("variance", "fixed"), ("conjunctive", "prune_after"), ("magnitude", "cosine")]
    headline = synthetic.build(arms=arms, seeds=1, epochs=2).headline()
    assert headline == {
        "none": "none",
        "random": "exponential",
        "variance": "fixed",
        "magnitude": "cosine",
    }
    both = [("variance", "exponential"), ("variance", "population")]
    lipi = synthetic.build(arms=both, seeds=1, epochs=2, modes=("lipi",))
    assert lipi.headline() == {"variance": "population"}


def test_published_values_compare_only_with_the_same_data_and_epochs():
    arms = [("none", "none")]
    assert synthetic.build(arms=arms, seeds=1).comparable
    assert not synthetic.build(arms=arms, seeds=1, epochs=300).comparable
    assert not synthetic.build(arms=arms, seeds=1, dataset="binary_clusters_4_10_100").comparable


def test_variants_may_train_for_longer_or_shorter():
    arm = [("none", "none")]
    longer = synthetic.build(arms=arm, seeds=2, epochs=800, variant="epochs=800", gain=0.1)
    shorter = synthetic.build(arms=arm, seeds=2, epochs=40, variant="epochs=40")
    results = synthetic.together(longer, synthetic.build(arms=arm, seeds=2), shorter)
    assert results.last_epoch == published.FINAL_EPOCH
    last = results.last_cells.groupby("variant")["epoch"].agg(["min", "max"])
    assert last.loc["epochs=800"].tolist() == [799, 799]
    assert last.loc["published"].tolist() == [399, 399]
    assert last.loc["epochs=40"].tolist() == [39, 39]
    assert results.comparable
