"""Operators: exact counts, corner cases of the released code, expected shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from evoprune.networks import build
from evoprune.pruning.keep_mask import KeepMask
from evoprune.pruning.operators.conjunctive import ConjunctivePruning, silent_units
from evoprune.pruning.operators.none import NoPruning
from evoprune.pruning.operators.random import RandomPruning
from evoprune.pruning.operators.variance import VariancePruning, keep_probability
from tests.unit.networks import context, layers


def rng(seed=0):
    return np.random.default_rng(seed)


class TestKeepMask:
    def test_writes_zeros_and_counts_what_it_removes(self):
        (layer,) = layers(3, 2)
        mask = KeepMask(np.array([[1, 0, 1], [1, 1, 1]], bool), np.array([1, 0], bool))
        before = layer.weight.copy()
        mask.apply(layer)
        assert mask.removed == 2
        assert layer.zeros() == 2
        assert layer.weight[0, 1] == 0
        assert layer.bias[1] == 0
        np.testing.assert_array_equal(layer.weight[1], before[1])

    def test_refuses_numbers(self):
        with pytest.raises(TypeError, match="keep masks are bool, not float64"):
            KeepMask(np.ones((2, 2)), np.ones(2, bool))


class TestNone:
    def test_keeps_everything(self):
        masks = NoPruning().keep_masks(context(layers(5, 4, 3)), rng())
        assert [mask.removed for mask in masks] == [0, 0]


class TestRandom:
    def test_touches_3034_encoder_and_3133_decoder_entries_of_the_plain_network(self):
        network = build("plain", 1000).initial(rng())
        masks = RandomPruning().keep_masks(context(network.layers), rng(1))
        weights = [int((~mask.weight).sum()) for mask in masks]
        biases = [int((~mask.bias).sum()) for mask in masks]
        assert (weights, biases) == ([3000, 30, 30, 3000], [3, 1, 3, 100])
        assert sum(mask.removed for mask in masks[:2]) == 3034
        assert sum(mask.removed for mask in masks[2:]) == 3133

    @given(st.integers(1, 12), st.integers(1, 12), st.floats(0, 0.999), st.integers(0, 2**32 - 1))
    def test_removes_exactly_the_rounded_share(self, inputs, outputs, amount, seed):
        (mask,) = RandomPruning(amount=amount).keep_masks(
            context(layers(inputs, outputs)), rng(seed)
        )
        assert (~mask.weight).sum() == round(amount * inputs * outputs)
        assert (~mask.bias).sum() == round(amount * outputs)

    def test_chooses_entries_that_are_zero_already(self):
        (layer,) = layers(100, 100)
        layer.weight[:] = 0
        (mask,) = RandomPruning(amount=0.5).keep_masks(context([layer]), rng())
        assert (~mask.weight).sum() == 5000

    def test_is_uniform(self):
        hits = np.zeros((4, 5))
        for seed in range(4000):
            (mask,) = RandomPruning(amount=0.25).keep_masks(context(layers(5, 4)), rng(seed))
            hits += ~mask.weight
        # 1000 hits expected an entry, standard deviation 27
        assert np.abs(hits - 1000).max() < 5 * 27.4


class TestVariance:
    def test_keep_probabilities_are_the_scaled_complement_of_the_score(self):
        np.testing.assert_allclose(
            keep_probability(np.array([[0.0, 0.2, 0.5, 1.0]])), [1.0, 0.8, 0.5, 0.0]
        )

    def test_scores_add_up_over_the_slots_of_the_batch(self):
        deviation = np.array([[0.1, 0.0, 0.3], [0.1, 0.0, 0.1]])
        np.testing.assert_allclose(keep_probability(deviation), [0.5, 1.0, 0.0])

    @pytest.mark.parametrize(("score", "kept"), [(0.0, 1.0), (0.3, 0.7), (1.0, 0.0), (1.5, -0.5)])
    def test_equal_scores_are_not_scaled(self, score, kept):
        np.testing.assert_allclose(keep_probability(np.full((1, 6), score)), kept)

    @pytest.mark.parametrize("score", [1.0, 1.5])
    def test_equal_scores_from_one_on_prune_everything(self, score):
        (mask,) = VariancePruning().keep_masks(
            context(layers(7, 6), deviations=[np.full((1, 6), score)]), rng()
        )
        assert mask.removed == 7 * 6 + 6

    def test_a_silent_layer_loses_nothing(self):
        (mask,) = VariancePruning().keep_masks(
            context(layers(7, 6), deviations=[np.zeros((5, 6))]), rng()
        )
        assert mask.removed == 0

    def test_the_most_variable_unit_loses_all_and_the_least_variable_nothing(self):
        deviation = np.array([[0.0, 0.2, 0.5, 1.0]])
        shares = np.zeros(4)
        for seed in range(200):
            (mask,) = VariancePruning().keep_masks(
                context(layers(100, 4), deviations=[deviation]), rng(seed)
            )
            shares += 1 - mask.weight.mean(axis=1)
            assert mask.bias[0]
            assert not mask.bias[3]
        shares /= 200
        # 20,000 draws a unit: standard deviation of a share at most 0.0036
        np.testing.assert_allclose(shares, [0.0, 0.2, 0.5, 1.0], atol=0.018)
        assert shares[0] == 0.0
        assert shares[3] == 1.0

    def test_refuses_to_guess_without_a_history(self):
        with pytest.raises(ValueError, match="needs the activation history"):
            VariancePruning().keep_masks(context(layers(2, 2)), rng())

    @given(hnp.arrays(np.float64, (5, 4), elements=st.floats(0, 1e6)))
    def test_masks_are_whole_whatever_the_scores(self, deviation):
        (mask,) = VariancePruning().keep_masks(context(layers(3, 4), deviations=[deviation]), rng())
        assert mask.weight.shape == (4, 3)
        scores = deviation.sum(axis=0)
        if scores.max() > scores.min() and np.ptp(1 - scores) > 0:
            assert not mask.weight[scores.argmax()].any()
            assert mask.weight[scores.argmin()].all()


class TestConjunctive:
    def select(self, rows, threshold=0.1):
        return silent_units(np.array(rows, np.float32), threshold).nonzero()[0].tolist()

    def test_selects_units_that_are_silent_on_every_row(self):
        rows = [[0.0, 0.0, 0.05, 1.0, 0.5], [0.0, 0.0, 0.08, 1.0, 0.0]]
        assert self.select(rows) == [0, 1, 2]

    def test_scales_to_the_layer_row_by_row(self):
        # 0.9 is a twentieth of the way from the lowest to the highest value of its row.
        assert self.select([[0.0, 0.9, 20.0, 3.0], [5.0, 5.0, 25.0, 6.9]]) == [0, 1]

    def test_the_threshold_is_exclusive(self):
        assert self.select([[0.0, 0.25, 1.0, 0.1]], threshold=0.25) == [0, 3]

    def test_a_single_candidate_of_the_first_row_is_pruned_unasked(self):
        assert self.select([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]) == [0]

    def test_the_last_candidate_left_is_not_checked_on_the_remaining_rows(self):
        rows = [[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]
        assert self.select(rows) == [0]

    def test_from_two_candidates_to_none_in_one_row_prunes_nothing(self):
        assert self.select([[0.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0]]) == []

    def test_a_row_of_equal_activations_vetoes_two_or_more_candidates(self):
        assert self.select([[0.0, 0.0, 1.0], [0.7, 0.7, 0.7], [0.0, 0.0, 1.0]]) == []

    def test_a_row_of_equal_activations_comes_too_late_for_a_single_candidate(self):
        assert self.select([[0.0, 1.0, 1.0], [0.7, 0.7, 0.7]]) == [0]

    @pytest.mark.parametrize("value", [0.0, 0.7, -3.0])
    def test_equal_activations_in_the_first_row_select_nothing(self, value):
        assert self.select([[value] * 4, [0.0, 0.0, 1.0, 1.0]]) == []

    def test_a_dead_layer_loses_nothing(self):
        assert self.select(np.zeros((100, 30))) == []

    def test_a_layer_of_one_unit_loses_nothing(self):
        assert self.select([[0.0], [3.0]]) == []

    def test_not_a_number_selects_nothing(self):
        assert self.select([[np.nan, 0.0, 1.0], [0.0, 0.0, 1.0]]) == []

    @given(
        hnp.arrays(np.float32, (6, 5), elements=st.floats(-10, 10, width=32)), st.floats(0.01, 1)
    )
    def test_two_or_more_survivors_are_silent_on_every_row(self, rows, threshold):
        selected = silent_units(rows, threshold)
        if selected.sum() >= 2:
            span = np.ptp(rows, axis=1, keepdims=True)
            assert (span > 0).all()
            scaled = (rows - rows.min(axis=1, keepdims=True)) / span
            assert (scaled[:, selected] < threshold).all()

    def test_prunes_whole_units(self):
        of_layers = layers(6, 4)
        (mask,) = ConjunctivePruning().keep_masks(
            context(of_layers, activations=[np.array([[0.0, 1.0, 0.0, 1.0]])]), rng()
        )
        np.testing.assert_array_equal(mask.bias, [False, True, False, True])
        np.testing.assert_array_equal(mask.weight, np.repeat(mask.bias[:, None], 6, axis=1))

    def test_draws_100_rows_with_replacement_and_never_row_zero(self):
        drawn = []

        def activations(rows):
            drawn.append(rows)
            return [np.zeros((len(rows), 4), np.float32)]

        for seed in range(50):
            of_layers = layers(6, 4)
            spy = type(context(of_layers))(of_layers, None, 30, activations)
            ConjunctivePruning().keep_masks(spy, rng(seed))
        rows = np.concatenate(drawn)
        assert [len(d) for d in drawn] == [100] * 50
        assert set(rows.tolist()) == set(range(1, 30))
