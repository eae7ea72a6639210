"""Crossover, mutation and duplicates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import kstest

from evoprune.evolution.genome import Box
from evoprune.evolution.variation import new_ones, polynomial_mutation, two_point_crossover

UNIT = Box(np.zeros(1), np.ones(1))


def rng(seed=0):
    return np.random.default_rng(seed)


class TestCrossover:
    @given(st.integers(1, 6), st.integers(2, 12), st.integers(0, 2**32 - 1))
    def test_every_position_keeps_its_two_values(self, pairs, variables, seed):
        mothers, fathers = rng(seed).random((2, pairs, variables))
        children = two_point_crossover(mothers, fathers, rng(seed))
        together = np.sort(children.reshape(2, pairs, variables), axis=0)
        np.testing.assert_array_equal(together, np.sort([mothers, fathers], axis=0))

    @given(st.integers(3, 12), st.integers(0, 2**32 - 1))
    def test_one_segment_in_the_middle_is_swapped(self, variables, seed):
        child, other = two_point_crossover(
            np.zeros((1, variables)), np.ones((1, variables)), rng(seed)
        )
        np.testing.assert_array_equal(child + other, 1)
        ups = np.diff(child)
        assert child[0] == 0
        assert child.any()
        assert np.count_nonzero(ups == 1) == 1
        assert np.count_nonzero(ups == -1) == 1 - child[-1]

    def test_two_distinct_cuts_fall_evenly(self):
        children = two_point_crossover(np.zeros((6000, 5)), np.ones((6000, 5)), rng())[:6000]
        segments, counts = np.unique(children, axis=0, return_counts=True)
        # Cuts 1 to 4: six pairs of them. Never up to the end: a segment there would need cut 5.
        assert segments.tolist() == sorted(
            [[float(a <= n < b) for n in range(5)] for a in range(1, 5) for b in range(a + 1, 5)]
        )
        assert np.abs(counts - 1000).max() < 5 * 29

    def test_children_that_begin_as_their_mothers_come_first(self):
        children = two_point_crossover(np.zeros((3, 4)), np.ones((3, 4)), rng())
        assert children[:, 0].tolist() == [0, 0, 0, 1, 1, 1]

    def test_of_two_variables_the_second_is_swapped(self):
        children = two_point_crossover(np.zeros((1, 2)), np.ones((1, 2)), rng())
        assert children.tolist() == [[0, 1], [1, 0]]


def density(step, below, above, eta):
    """Density of a step of the bounded polynomial mutation: half down, half up, both cut off."""
    room = below if step < 0 else above
    return 0.5 * (eta + 1) * (1 - abs(step)) ** eta / (1 - (1 - room) ** (eta + 1))


class TestMutation:
    def steps(self, start, eta, count=100_000):
        there = polynomial_mutation(np.full((count, 1), start), UNIT, 1.0, eta, rng(1))
        return there[:, 0] - start

    @pytest.mark.parametrize("start", [0.02, 0.3, 0.5, 0.9])
    @pytest.mark.parametrize("eta", [3.0, 20.0])
    def test_moments_are_those_of_the_published_density(self, start, eta):
        steps = self.steps(start, eta)

        def moment(power):
            halves = [(-start, 0), (0, 1 - start)]
            return sum(
                quad(lambda d: d**power * density(d, start, 1 - start, eta), low, high)[0]
                for low, high in halves
            )

        assert moment(0) == pytest.approx(1, rel=1e-10)
        for power in (1, 2, 3):
            spread = np.sqrt(moment(2 * power) - moment(power) ** 2) / np.sqrt(len(steps))
            assert np.mean(steps**power) == pytest.approx(moment(power), abs=4.5 * spread)

    @pytest.mark.parametrize("start", [0.3, 0.9])
    def test_steps_are_distributed_as_published(self, start):
        def distribution(steps):
            down = ((1 + steps) ** 4 - (1 - start) ** 4) / (1 - (1 - start) ** 4) / 2
            up = 0.5 + (1 - (1 - steps) ** 4) / (1 - start**4) / 2
            return np.where(steps < 0, down, up)

        assert kstest(self.steps(start, 3.0), distribution).pvalue > 1e-3

    @pytest.mark.parametrize(("start", "sign"), [(0.0, 1), (1.0, -1)])
    def test_at_a_bound_half_of_the_steps_lead_nowhere(self, start, sign):
        steps = self.steps(start, 3.0)
        assert (sign * steps >= 0).all()
        # 50,000 expected, standard deviation 158
        assert abs(np.count_nonzero(steps == 0) - 50_000) < 5 * 158

    @given(
        st.integers(0, 2**32 - 1), st.floats(0, 1), st.floats(0, 100), st.sampled_from([0.1, 1.0])
    )
    def test_stays_in_the_box(self, seed, floor, eta, rate):
        box = Box(np.array([floor, 0.0, 0.5, -3.0]), np.array([1.0, 1.0, 0.5, 1e6]))
        start = box.uniform(50, rng(seed))
        start[0], start[1] = box
        there = polynomial_mutation(start, box, rate, eta, rng(seed))
        assert ((there >= box.lower) & (there <= box.upper)).all()
        np.testing.assert_array_equal(there[:, 2], 0.5)

    def test_steps_scale_with_the_box(self):
        wide = Box(np.array([-3.0]), np.array([7.0]))
        start = np.full((100, 1), 0.3)
        there = polynomial_mutation(start, UNIT, 1.0, 3.0, rng())
        scaled = polynomial_mutation(10 * start - 3, wide, 1.0, 3.0, rng())
        np.testing.assert_allclose(scaled, 10 * there - 3, rtol=1e-12, atol=1e-12)

    @pytest.mark.parametrize("rate", [0.0, 1 / 110, 0.3, 1.0])
    def test_moves_each_variable_at_the_rate(self, rate):
        box = Box(np.zeros(20), np.ones(20))
        start = np.full((5000, 20), 0.4)
        moved = polynomial_mutation(start, box, rate, 3.0, rng()) != start
        spread = np.sqrt(rate * (1 - rate) / moved.size)
        assert moved.mean() == pytest.approx(rate, abs=4.5 * spread)

    @pytest.mark.parametrize(
        ("variables", "effective", "published"),
        [(110, 54, 0.61), (104, 32, 0.73), (72, 32, 0.64), (54, 54, 0.36)],
        ids=["resnet56", "mobilenetv2", "resnet34", "prunable only"],
    )
    def test_often_no_variable_that_counts_is_moved(self, variables, effective, published):
        chance = (1 - 1 / variables) ** effective
        assert round(chance, 2) == published
        box = Box(np.zeros(variables), np.ones(variables))
        start = np.full((8000, variables), 0.4)
        there = polynomial_mutation(start, box, 1 / variables, 3.0, rng())
        untouched = (there == start)[:, :effective].all(axis=1).mean()
        assert untouched == pytest.approx(chance, abs=4.5 * np.sqrt(chance * (1 - chance) / 8000))


class TestDuplicates:
    def test_children_seen_before_or_among_themselves_go(self):
        children = np.array([[0.1, 0.2], [0.3, 0.4], [0.1, 0.2], [0.5, 0.6], [0.5, 0.6 + 1e-15]])
        found = new_ones(children, np.array([[0.3, 0.4], [0.9, 0.9]]))
        assert found.tolist() == [[0.1, 0.2], [0.5, 0.6], [0.5, 0.6 + 1e-15]]

    def test_distances_below_1e_20_are_none(self):
        children = np.array([[0.0, 0.0], [9e-21, 0.0], [2e-20, 0.0]])
        assert new_ones(children, np.zeros((0, 2))).tolist() == [[0.0, 0.0], [2e-20, 0.0]]
