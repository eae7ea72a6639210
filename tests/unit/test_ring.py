"""The ring: neighbourhoods, tournament, and groups of visits that commute."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evoprune.training.neighbours import levels, neighbourhood, tournament


def test_neighbourhoods_start_with_the_cell_then_right_and_left():
    assert neighbourhood(0, 10, 1) == [0, 1, 9]
    assert neighbourhood(9, 10, 2) == [9, 0, 8, 1, 7]
    assert neighbourhood(0, 1, 1) == [0, 0, 0]
    assert neighbourhood(3, 10, 0) == [3]


@given(st.lists(st.permutations(range(10)), min_size=1, max_size=4), st.integers(0, 3))
def test_groups_keep_the_order_of_visits_that_touch_each_other(orders, radius):
    groups = levels(orders, radius)
    level = {visit: index for index, group in enumerate(groups) for visit in group}
    visits = [(epoch, cell) for epoch, order in enumerate(orders) for cell in order]
    assert sorted(level) == sorted(visits)
    for position, later in enumerate(visits):
        for earlier in visits[:position]:
            step = later[1] - earlier[1]
            if min(step % 10, -step % 10) <= radius:
                assert level[earlier] < level[later]


def test_groups_are_as_cut_by_hand():
    # 0 and 3 are neighbours in a ring of four, so each visit waits for the one before it.
    assert levels([range(4)], 1) == [[(0, 0)], [(0, 1)], [(0, 2)], [(0, 3)]]
    assert levels([[0, 2, 1, 3]], 1) == [[(0, 0), (0, 2)], [(0, 1), (0, 3)]]
    # The next epoch starts where the first is done: 1 and 3 go on while 0 and 2 wait for them.
    assert levels([[0, 2, 1, 3], [1, 3, 0, 2]], 0) == [
        [(0, 0), (0, 2), (0, 1), (0, 3)],
        [(1, 1), (1, 3), (1, 0), (1, 2)],
    ]


def test_random_orders_of_ten_cells_need_369_groups_on_average():
    rng = np.random.default_rng(0)
    depth = [len(levels([rng.permutation(10).tolist()], 1)) for _ in range(4000)]
    assert np.mean(depth) == pytest.approx(3.69, abs=0.06)


def test_epochs_overlap():
    rng = np.random.default_rng(0)
    groups = levels([rng.permutation(10).tolist() for _ in range(400)], 1)
    assert len(groups) < 0.95 * 3.69 * 400


def test_tournament_favours_the_better_as_rank_selection_does():
    rng, wins = np.random.default_rng(0), np.zeros(3)
    for _ in range(9000):
        wins[tournament(np.array([0.3, 0.1, 0.2]), rng)] += 1
    # best 5/9, middle 3/9, worst 1/9; standard deviation of a count at most 48
    np.testing.assert_allclose(wins, [1000, 5000, 3000], atol=5 * 48)


def test_ties_go_to_the_second_index():
    class Draws:
        def integers(self, count, size):
            return np.array([2, 0])

    assert tournament(np.array([0.5, 0.5, 0.5]), Draws()) == 0
    assert tournament(np.array([0.5, 0.5, 0.4]), Draws()) == 2
    assert tournament(np.array([0.5, 0.5, np.nan]), Draws()) == 0
