"""Channels that functions keep alike, against sets of channels and closed forms."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evoprune.pruning.functions import HANDMADE, PUBLISHED, function
from evoprune.studies.pruning_functions import tables
from evoprune.studies.pruning_functions.overlaps import bits, by_chance, distinct, overlaps
from evoprune.studies.pruning_functions.tables.overlap import CHANCE, nearest
from tests.unit import synthetic_functions as synthetic
from tests.unit.synthetic_functions import LAYERS, TASKS

THREE = synthetic.build()
SHARES = overlaps(THREE)
KEPT = sum(kept for _, kept in LAYERS)


def channels(task, name, base):
    """What a function keeps, as a set of layers and channels."""
    layers = enumerate(synthetic.masks(task, name, base))
    return {(layer, i) for layer, mask in layers for i, bit in enumerate(mask) if bit == "1"}


def test_functions_with_the_same_tree_are_one_and_controls_are_others():
    found = distinct(THREE)
    # Evolved and all even champions have trees of known functions; odd ones have another root.
    own = [f"{named.arm}.2" for named in synthetic.SEVERAL]
    controls = [f"{n}-{how}" for how, n in (("inverted", "l1"), ("inverted", "xi_b"))]
    controls += [f"{n}-shuffled" for n in ("fisher", "xi_b")]
    assert found == [*HANDMADE, *PUBLISHED, *own, *controls]


def test_a_control_gives_its_name_to_champions_but_not_to_known_functions():
    def added(tree):
        return distinct(synthetic.build(controls=[("own", tree)], seeds=1, tasks=("a",), longer=()))

    assert added(("var", "X"))[len(HANDMADE) + len(PUBLISHED)] == "own"
    assert added(synthetic.champion(0, 1))[len(HANDMADE) + len(PUBLISHED) :] == [
        "own" if name == f"{synthetic.SEVERAL[0].arm}.2" else name
        for name in distinct(THREE)[len(HANDMADE) + len(PUBLISHED) :]
    ]
    assert added(function("fisher").TREE) == distinct(THREE)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    ("one", "other"), [("l1", "fisher"), ("mmd", "xi_d"), ("xi_b-shuffled", "xi_a")]
)
def test_shares_are_means_over_networks_of_channels_in_common(task, one, other):
    both = [
        len(channels(task, one, base) & channels(task, other, base)) / KEPT
        for base in (1, 2, 3)
        if not (synthetic.failed(task, one, base) or synthetic.failed(task, other, base))
    ]
    assert SHARES[task].loc[one, other] == pytest.approx(np.mean(both))
    assert SHARES[task].loc[other, one] == SHARES[task].loc[one, other]


def test_every_function_keeps_what_it_keeps():
    for task, own in SHARES.items():
        there = [n for n in own.index if (task, n) != ("e", "discriminant_information")]
        assert np.diag(own.loc[there, there]) == pytest.approx(1.0)
    assert SHARES["e"].loc["discriminant_information"].isna().all()


def test_longer_retrainings_do_not_count_twice():
    longer = THREE.transfer["longer"] > 1
    pd.testing.assert_frame_equal(
        overlaps(replace(THREE, transfer=THREE.transfer[~longer]))["a"], SHARES["a"]
    )


def test_chance_is_what_random_masks_have_in_common():
    expected = sum(kept**2 / size for size, kept in LAYERS) / KEPT
    assert by_chance(THREE) == pytest.approx(dict.fromkeys(TASKS, expected))
    generator = np.random.default_rng(3)
    pairs = [
        sum(
            np.isin(*(generator.choice(size, kept, replace=False) for _ in range(2))).sum()
            for size, kept in LAYERS
        )
        / KEPT
        for _ in range(20_000)
    ]
    assert np.mean(pairs) == pytest.approx(expected, abs=0.005)


@given(st.lists(st.text("01", min_size=1), min_size=1))
def test_masks_are_read_layer_by_layer(masks):
    assert bits(masks).tolist() == [int(bit) for mask in masks for bit in mask]


class TestNearest:
    def test_by_the_mean_over_tasks(self):
        names = ["x", "y", "z"]
        first = pd.DataFrame([[1, 0.9, 0.5], [0.9, 1, 0.2], [0.5, 0.2, 1]], names, names)
        second = pd.DataFrame([[1, 0.1, 0.6], [0.1, 1, 0.2], [0.6, 0.2, 1]], names, names)
        assert nearest({"a": first}) == {"x": "y", "y": "x", "z": "x"}
        assert nearest({"a": first, "b": second}) == {"x": "z", "y": "x", "z": "x"}

    def test_tasks_without_scores_are_left_out_and_functions_without_any(self):
        names = ["x", "y", "z"]
        first = pd.DataFrame([[1, 0.3, np.nan], [0.3, 1, np.nan], [np.nan] * 3], names, names)
        second = pd.DataFrame(np.full((3, 3), np.nan), names, names)
        assert nearest({"a": first, "b": second}) == {"x": "y", "y": "x"}
        assert nearest({}) == {}


def test_the_table_has_a_row_a_function_and_chance():
    table = tables.build("overlap", THREE)
    rows = table.data.set_index("function")
    assert list(rows.index) == [*distinct(THREE), CHANCE]
    row = rows.loc["xi_d"]
    others = [name for name in distinct(THREE) if name != "xi_d"]
    means = {n: np.nanmean([SHARES[task].loc["xi_d", n] for task in TASKS]) for n in others}
    assert means[row["nearest"]] == pytest.approx(max(means.values()))
    for task in TASKS:
        assert row[f"overlap_{task}"] == SHARES[task].loc["xi_d", row["nearest"]]
    shown = table.display.set_index("function")
    assert shown.loc[CHANCE, "a"] == f"{by_chance(THREE)['a']:.2f}" == "0.45"
    assert shown.loc["discriminant_information", "e"] == ""


def test_trials_without_masks_are_no_rows():
    table = tables.build("overlap", replace(THREE, transfer=THREE.transfer.assign(keep_masks=None)))
    assert table.data.empty
    assert table.notes == ("No transfer.",)
