"""Criteria: closed forms, what is known of the released ones, and exact selection."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evoprune.pruning.criteria import CRITERIA
from evoprune.pruning.criteria.base import Criterion
from evoprune.pruning.criteria.bn_scale import BatchNormScale
from evoprune.pruning.criteria.es import EmpiricalSensitivity
from evoprune.pruning.criteria.fpgm import Fpgm
from evoprune.pruning.criteria.front import Front
from evoprune.pruning.criteria.gm import GeometricMedian
from evoprune.pruning.criteria.l1 import L1
from evoprune.pruning.criteria.l2 import L2
from evoprune.pruning.criteria.random import Random
from evoprune.pruning.criteria.selection import keep_highest, kept_count
from evoprune.pruning.criteria.taylor import Taylor
from evoprune.pruning.criteria.weight_magnitude import WeightMagnitude
from evoprune.registry import load
from tests.unit.filters import by_hand

SALIENCY = np.array([[3.0, 4.0], [0.0, 5.0], [1.0, 1.0], [6.0, 0.0]])[:, :, None, None]
"""Four filters of two weights each."""

EQUIVARIANT = ["l1", "l2", "es", "gm", "weight_magnitude", "fpgm", "bn_scale", "taylor"]
"""Criteria that do not know a filter's position."""


def drawn(seed, filters=12):
    """Everything that a criterion may ask for; no two filters tie."""
    rng = np.random.default_rng(seed)
    weight = rng.standard_normal((filters, 3, 2, 2))
    parts = {"norm_scale": rng.standard_normal(filters), "norm_gradient": rng.random(filters)}
    return {"weight": weight, "saliency": np.abs(rng.standard_normal(weight.shape)), **parts}


def scores(name, ratio=0.5, seed=0, **parts):
    criterion = load("criterion", CRITERIA, name)()
    assert isinstance(criterion, Criterion)
    return criterion.score(by_hand(ratio, seed, **parts))


class TestClosedForms:
    def test_l1_adds_up(self):
        np.testing.assert_array_equal(L1().score(by_hand(saliency=SALIENCY)), [7, 5, 2, 6])

    def test_l2_is_the_share_of_the_norm(self):
        found = L2().score(by_hand(saliency=SALIENCY))
        np.testing.assert_allclose(found, np.sqrt([25, 25, 2, 36]) / np.sqrt(88), rtol=1e-15)

    def test_es_is_the_maximum_over_the_sum(self):
        found = EmpiricalSensitivity().score(by_hand(saliency=SALIENCY))
        np.testing.assert_array_equal(found, np.array([4, 5, 1, 6]) / 20)

    def test_gm_zeroes_the_filters_that_point_where_the_others_do(self):
        # Directions at 53, 90, 45 and 0 degrees; chords add up to 1.635, 2.780, 1.668, 3.073.
        found = [GeometricMedian().score(by_hand(r, saliency=SALIENCY)) for r in (0, 0.25, 0.6, 1)]
        expected = [[7, 5, 2, 6], [0, 5, 2, 6], [0, 5, 0, 6], [0, 0, 0, 0]]
        np.testing.assert_array_equal(found, expected)

    def test_weight_magnitude_ignores_signs(self):
        weight = np.array([[1.0, -2.0], [0.5, 0.25], [-4.0, 0.0]])[:, :, None, None]
        np.testing.assert_array_equal(WeightMagnitude().score(by_hand(weight=weight)), [3, 0.75, 4])

    def test_fpgm_adds_up_distances_of_weights(self):
        weight = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 4.0]])[:, :, None, None]
        np.testing.assert_array_equal(Fpgm().score(by_hand(weight=weight)), [9, 8, 7])

    def test_bn_scale_and_taylor_are_magnitudes(self):
        scale, gradient = [-2.0, 1.0, 0.0], [0.5, -3.0, 9.0]
        found = BatchNormScale().score(by_hand(norm_scale=scale))
        np.testing.assert_array_equal(found, [2, 1, 0])
        found = Taylor().score(by_hand(norm_scale=scale, norm_gradient=gradient))
        np.testing.assert_array_equal(found, [1, 3, 0])

    def test_front_keeps_the_first(self):
        found = Front().score(by_hand(weight=np.zeros((5, 1, 1, 1))))
        np.testing.assert_array_equal(keep_highest(found, 2), [True, True, False, False, False])

    def test_random_is_uniform_over_sets(self):
        rng = np.random.default_rng(5)
        counts = np.zeros(5)
        for _ in range(4000):
            context = by_hand(weight=np.zeros((5, 1, 1, 1)))
            context.rng = rng
            counts += keep_highest(Random().score(context), 2)
        # 1600 expected, standard deviation 31
        assert np.abs(counts - 1600).max() < 5 * 31


class TestReleasedCriteria:
    @given(st.integers(0, 2**32 - 1))
    def test_l2_ranks_by_the_norm_and_es_by_the_maximum(self, seed):
        parts = drawn(seed)
        rows = parts["saliency"].reshape(12, -1)
        by_norm, by_maximum = np.linalg.norm(rows, axis=1), rows.max(axis=1)
        np.testing.assert_array_equal(np.argsort(scores("l2", **parts)), np.argsort(by_norm))
        np.testing.assert_array_equal(np.argsort(scores("es", **parts)), np.argsort(by_maximum))

    @given(st.integers(0, 2**32 - 1), st.floats(0, 1))
    def test_gm_is_l1_without_exactly_the_most_central(self, seed, ratio):
        parts = drawn(seed)
        found, plain = scores("gm", ratio, **parts), scores("l1", **parts)
        zeroed = found == 0
        assert zeroed.sum() == int(12 * ratio)
        np.testing.assert_array_equal(found[~zeroed], plain[~zeroed])
        rows = parts["saliency"].reshape(12, -1)
        rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        spread = np.array([sum(np.linalg.norm(a - b) for b in rows) for a in rows])
        if zeroed.any() and not zeroed.all():
            assert spread[zeroed].max() < spread[~zeroed].min()

    def test_gm_zeroes_as_many_as_are_removed(self):
        rng = np.random.default_rng(0)
        filters, ratios = rng.integers(2, 2049, 100_000), rng.random(100_000)
        pairs = list(zip(filters.tolist(), ratios.tolist(), strict=True))
        assert all(int(c * p) == c - kept_count(c, p) for c, p in pairs)

    @pytest.mark.parametrize(("filters", "ratio", "zeroed", "kept"), [(10, 0.7, 7, 4)])
    def test_but_for_rounding_where_that_is_a_whole_number(self, filters, ratio, zeroed, kept):
        assert int(filters * ratio) == zeroed
        assert kept_count(filters, ratio) == kept != filters - zeroed


class TestSilentFilters:
    """One of eight filters has no saliency at all."""

    def saliency(self):
        values = drawn(3, filters=8)["saliency"]
        values[6] = 0
        return values

    def test_as_released_gm_then_goes_by_index(self):
        found = GeometricMedian().score(by_hand(0.5, saliency=self.saliency()))
        np.testing.assert_array_equal(found == 0, [1, 1, 1, 1, 0, 0, 1, 0])
        kept = keep_highest(found, 4).nonzero()[0].tolist()
        assert kept == [4, 5, 6, 7]

    def test_an_epsilon_repairs_gm(self):
        values = self.saliency()
        found = GeometricMedian(epsilon=1e-12).score(by_hand(0.5, saliency=values))
        rows = values.reshape(8, -1)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
        spread = np.array([sum(np.linalg.norm(a - b) for b in rows) for a in rows])
        # The silent one is at distance 1 of all others: far out, and yet its L1 saliency is 0.
        assert spread[6] == pytest.approx(7, rel=1e-14)
        np.testing.assert_array_equal(
            (found == 0).nonzero()[0], sorted([*np.argsort(spread)[:4], 6])
        )
        assert not keep_highest(found, 3)[6]

    @pytest.mark.parametrize("name", ["l1", "l2", "es"])
    def test_others_let_it_go_first(self, name):
        found = scores(name, saliency=self.saliency())
        assert found.argmin() == 6
        assert found[6] == 0

    @pytest.mark.parametrize("name", ["l1", "l2", "es", "gm"])
    @pytest.mark.parametrize("kept", [1, 3, 8])
    def test_a_silent_layer_keeps_its_last_filters(self, name, kept):
        found = scores(name, saliency=np.zeros((8, 3, 2, 2)))
        np.testing.assert_array_equal(found, np.zeros(8))
        # The release scores by 0/0 here.
        expected = np.argsort(np.full(8, np.nan), kind="stable")[::-1][:kept]
        assert set(keep_highest(found, kept).nonzero()[0]) == set(expected)


class TestSelection:
    @pytest.mark.parametrize(
        ("filters", "ratio", "kept"),
        [
            (16, 0, 16),
            (16, 1, 1),
            (1, 0.9, 1),
            (16, 0.5, 8),
            (16, 0.51, 8),
            (16, 0.49, 9),
            (3, 0.999, 1),
        ],
    )
    def test_counts(self, filters, ratio, kept):
        assert kept_count(filters, ratio) == kept

    @pytest.mark.parametrize("ratio", [-1e-9, 1.0000001, float("nan")])
    def test_refuses_what_is_no_share(self, ratio):
        with pytest.raises(ValueError, match="lies between 0 and 1"):
            kept_count(16, ratio)

    @given(st.lists(st.sampled_from([0.0, 1.0, 2.0, np.nan]), min_size=1, max_size=16), st.data())
    def test_is_the_end_of_the_ascending_order(self, values, data):
        count = data.draw(st.integers(1, len(values)))
        mask = keep_highest(np.array(values), count)
        assert mask.dtype == np.bool_
        # Up to 16 entries NumPy's default sort is stable, too: this is the released expression.
        expected = np.argsort(np.array(values), kind="stable")[::-1][:count]
        assert set(mask.nonzero()[0]) == set(expected)

    def test_ties_favour_the_higher_index(self):
        found = keep_highest(np.array([1.0, 2.0, 1.0, 2.0, 1.0]), 3)
        np.testing.assert_array_equal(found, [False, True, False, True, True])


@pytest.mark.parametrize("name", list(CRITERIA))
class TestEveryCriterion:
    @settings(max_examples=25)
    @given(st.integers(0, 2**32 - 1), st.floats(0, 1))
    def test_keeps_exactly_so_many_of_finite_scores(self, name, seed, ratio):
        parts = drawn(seed)
        found = scores(name, ratio, seed, **parts)
        assert found.shape == (12,)
        assert found.dtype == np.float64
        assert np.isfinite(found).all()
        count = kept_count(12, ratio)
        assert keep_highest(found, count).sum() == count
        np.testing.assert_array_equal(found, scores(name, ratio, seed, **parts))

    def test_no_ratio_keeps_all_and_a_full_one_keeps_one(self, name):
        for ratio, kept in ((0.0, 12), (1.0, 1)):
            found = scores(name, ratio, **drawn(1))
            assert keep_highest(found, kept_count(12, ratio)).sum() == kept


@pytest.mark.parametrize("name", EQUIVARIANT)
class TestSymmetries:
    @settings(max_examples=25)
    @given(st.integers(0, 2**32 - 1), st.randoms(use_true_random=False))
    def test_permuted_filters_have_permuted_masks(self, name, seed, random):
        order = list(range(12))
        random.shuffle(order)
        parts = drawn(seed)
        permuted = {part: values[order] for part, values in parts.items()}
        mask, again = (keep_highest(scores(name, **p), 6) for p in (parts, permuted))
        np.testing.assert_array_equal(again, mask[order])

    @settings(max_examples=25)
    @given(st.integers(0, 2**32 - 1), st.integers(-30, 30))
    def test_units_do_not_matter(self, name, seed, exponent):
        parts = drawn(seed)
        scaled = {part: values * 2.0**exponent for part, values in parts.items()}
        mask, again = (keep_highest(scores(name, **p), 6) for p in (parts, scaled))
        np.testing.assert_array_equal(again, mask)
