"""Dominance, non-dominated sorting, crowding, survival, tournaments and hypervolume."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from evoprune.evolution.crowding import INFINITE, crowding_distances
from evoprune.evolution.hypervolume import hypervolume
from evoprune.evolution.sorting import dominance, fronts, non_dominated
from evoprune.evolution.survival import least_crowded, survivors
from evoprune.evolution.tournament import winners

# Few values, so that ties and duplicates are frequent.
POINTS = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 14), st.integers(1, 3)),
    elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
)
PLANE = hnp.arrays(
    np.float64, st.tuples(st.integers(0, 8), st.just(2)), elements=st.integers(0, 6).map(float)
)


def rng(seed=0):
    return np.random.default_rng(seed)


def dominates(one, other):
    pairs = list(zip(one, other, strict=True))
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


def peeled(objectives):
    """Fronts by their definition: again and again those that nobody left dominates."""
    left, found = list(range(len(objectives))), []
    while left:
        front = [i for i in left if not any(dominates(objectives[j], objectives[i]) for j in left)]
        found.append(front)
        left = [i for i in left if i not in front]
    return found


class TestSorting:
    @given(POINTS)
    def test_fronts_are_those_of_the_definition(self, objectives):
        assert [front.tolist() for front in fronts(objectives)] == peeled(objectives.tolist())

    @given(POINTS)
    def test_dominance_is_that_of_the_definition(self, objectives):
        expected = [[dominates(a, b) for b in objectives] for a in objectives]
        assert dominance(objectives).tolist() == expected

    @given(POINTS)
    def test_the_first_front_is_not_dominated(self, objectives):
        assert non_dominated(objectives).tolist() == fronts(objectives)[0].tolist()

    def test_nobody_has_no_fronts(self):
        assert fronts(np.zeros((0, 2))) == []
        assert non_dominated(np.zeros((0, 2))).size == 0


class TestCrowding:
    def test_by_hand(self):
        found = crowding_distances(np.array([[0, 10], [1, 6], [3, 5], [8, 1], [10, 0]], float))
        # (3-0)/10 + (10-5)/10, (8-1)/10 + (6-1)/10, (10-3)/10 + (5-0)/10, halved
        np.testing.assert_allclose(found, [INFINITE, 0.4, 0.6, 0.6, INFINITE], rtol=1e-15)

    def test_objectives_are_scaled_to_the_range_of_the_front(self):
        front = np.array([[0, 10], [1, 6], [3, 5], [8, 1], [10, 0]], float)
        np.testing.assert_allclose(
            crowding_distances(front * [1e-3, 1e6] + [5, -7]), crowding_distances(front), rtol=1e-9
        )

    @pytest.mark.parametrize("count", [0, 1, 2])
    def test_at_most_two_are_infinitely_far(self, count):
        found = crowding_distances(np.arange(2.0 * count).reshape(count, 2))
        assert found.tolist() == [1e14] * count

    def test_an_objective_without_range_counts_nothing(self):
        found = crowding_distances(np.array([[0, 7], [1, 7], [3, 7], [4, 7]], float))
        np.testing.assert_allclose(found, [INFINITE, 3 / 4 / 2, 3 / 4 / 2, INFINITE])
        assert crowding_distances(np.ones((5, 2))).tolist() == [0.0] * 5

    def test_equal_candidates_share_the_room_by_index(self):
        found = crowding_distances(np.array([[0, 4], [2, 2], [2, 2], [4, 0]], float))
        np.testing.assert_allclose(found, [INFINITE, 0.5, 0.5, INFINITE])
        # The end of three equal ones is the last by index.
        found = crowding_distances(np.array([[1, 1], [0, 2], [1, 1], [1, 1]], float))
        assert (found == INFINITE).tolist() == [True, True, False, True]


class TestSurvival:
    def test_a_front_that_fits_is_kept_whole(self):
        objectives = np.array([[0, 3], [5, 5], [1, 2], [6, 6], [2, 1], [3, 0], [7, 7]], float)
        kept = survivors(objectives, 5, rng())
        assert kept.indices.tolist() == [0, 2, 4, 5, 1]
        assert kept.crowding.tolist() == [
            1e14,
            pytest.approx(2 / 3),
            pytest.approx(2 / 3),
            1e14,
            1e14,
        ]

    def test_a_front_that_does_not_fit_keeps_its_ends_and_its_emptier_parts(self):
        front = np.array([[0, 10], [1, 6], [3, 5], [8, 1], [10, 0]], float)
        for seed in range(20):
            kept = survivors(front, 4, rng(seed))
            assert sorted(kept.indices.tolist()) == [0, 2, 3, 4]
            # Crowding stays that of the whole front.
            assert dict(zip(kept.indices.tolist(), kept.crowding.tolist(), strict=True)) == {
                0: 1e14,
                2: pytest.approx(0.6),
                3: pytest.approx(0.6),
                4: 1e14,
            }

    def test_ties_of_crowding_fall_by_chance(self):
        room = np.array([1.0, 1.0, 1.0, 2.0])
        chosen = [tuple(least_crowded(room, 2, rng(seed)).tolist()) for seed in range(300)]
        assert {pair[0] for pair in chosen} == {3}
        counts = [sum(pair[1] == index for pair in chosen) for index in range(3)]
        assert min(counts) > 60  # 100 expected, standard deviation 8

    @given(POINTS, st.data())
    def test_nobody_dominates_a_survivor_and_dies(self, objectives, data):
        count = data.draw(st.integers(1, len(objectives)))
        kept = survivors(objectives, count, rng()).indices.tolist()
        assert len(kept) == len(set(kept)) == count
        rank = {i: r for r, front in enumerate(peeled(objectives)) for i in front}
        dead = set(rank) - set(kept)
        assert all(rank[i] <= rank[j] for i, j in itertools.product(kept, dead))


class TestTournament:
    def test_dominance_beats_room(self):
        objectives, room = np.array([[0, 0], [1, 1]], float), np.array([0.0, 1e14])
        assert winners(objectives, room, 50, rng()).tolist() == [0] * 50

    def test_room_decides_between_the_incomparable(self):
        objectives, room = np.array([[0, 1], [1, 0]], float), np.array([0.1, 0.2])
        assert winners(objectives, room, 50, rng()).tolist() == [1] * 50

    def test_a_coin_decides_between_equals(self):
        objectives, room = np.array([[0, 1], [1, 0]], float), np.full(2, 1e14)
        # 500 expected, standard deviation 16
        assert abs(winners(objectives, room, 1000, rng()).sum() - 500) < 80

    def test_all_meet_before_anyone_meets_again(self):
        # In a chain, the best wins every time it is entered: once in each permutation.
        objectives = np.repeat(np.arange(6.0)[:, None], 2, axis=1)
        for seed in range(20):
            won = winners(objectives, np.zeros(6), 9, rng(seed))
            assert np.count_nonzero(won == 0) == 3
            assert 5 not in won

    def test_in_an_odd_population_one_may_meet_itself(self):
        objectives = np.repeat(np.arange(3.0)[:, None], 2, axis=1)
        won = np.concatenate([winners(objectives, np.zeros(3), 3, rng(seed)) for seed in range(99)])
        # Tournament 2 joins two permutations: the worst meets itself with probability 1/9.
        assert 0 < np.count_nonzero(won == 2) < 30


class TestHypervolume:
    @given(PLANE, st.integers(0, 7), st.integers(0, 7))
    def test_is_the_number_of_dominated_unit_squares(self, points, right, top):
        squares = itertools.product(range(right), range(top))
        covered = sum(any(a <= x and b <= y for a, b in points) for x, y in squares)
        assert hypervolume(points, (right, top)) == covered

    @given(hnp.arrays(np.float64, (7, 2), elements=st.floats(0, 1)))
    def test_is_the_union_of_rectangles(self, points):
        xs, ys = (np.unique([*points[:, n], 1.0]) for n in (0, 1))
        area = sum(
            (x1 - x0) * (y1 - y0)
            for (x0, x1), (y0, y1) in itertools.product(
                itertools.pairwise(xs), itertools.pairwise(ys)
            )
            if any(a <= x0 and b <= y0 for a, b in points)
        )
        assert hypervolume(points, (1.0, 1.0)) == pytest.approx(area, rel=1e-12, abs=1e-15)

    def test_by_hand(self):
        front = np.array([[0.1, 0.8], [0.5, 0.5], [0.9, 0.2], [0.6, 0.6], [2.0, 0.0]])
        assert hypervolume(front, (1.0, 1.0)) == pytest.approx(0.4 * 0.2 + 0.4 * 0.5 + 0.1 * 0.8)
