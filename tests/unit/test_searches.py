"""Searches: the loop of asking and telling, its state, and what it finds."""

import itertools

import numpy as np
import pytest

from evoprune import artifacts
from evoprune.evolution.crowding import crowding_distances
from evoprune.evolution.genome import CODES, RATIOS, Box, Genome, GenomeSettings
from evoprune.evolution.hypervolume import hypervolume
from evoprune.evolution.searches import SEARCHES
from evoprune.evolution.searches.nsga2 import Nsga2
from evoprune.evolution.searches.random import RandomSearch
from evoprune.evolution.searches.uniform import UniformRatios
from evoprune.evolution.sorting import dominance, fronts, non_dominated
from evoprune.randomness import Streams
from evoprune.registry import load

STREAMS = Streams(1, "filter_criteria", 1)
BOX = Genome(GenomeSettings(lowest_ratio=0.1), 3, [0, 2]).box
SMALL = {"population": 6, "offspring": 4, "generations": 4}
REEVALUATED = Nsga2(**SMALL, reevaluate_survivors=True)
ALL = [
    *(load("search", SEARCHES, name)(**SMALL) for name in SEARCHES),
    REEVALUATED,
    Nsga2(population=5, offspring=3, generations=3),
]
IDS = [*SEARCHES, "re-evaluation", "odd"]


def zdt1(genome):
    first, rest = genome[0], 1 + 9 * np.mean(genome[1:])
    return first, rest * (1 - np.sqrt(first / rest))


def noisy(candidate):
    """Two objectives that depend on the number of the evaluation, too, as a trained network's."""
    first, second = zdt1(candidate.genome)
    return first, second + 0.1 * np.sin(candidate.number)


def finish(search, objectives=noisy):
    asked = []
    while candidate := search.ask():
        asked.append(candidate)
        search.tell(candidate.number, objectives(candidate))
    return asked


def frozen(search):
    return {name: values.tolist() for name, values in search.arrays().items()}


def plain(candidates):
    return [(c.number, c.generation, c.genome.tolist(), c.of) for c in candidates]


@pytest.mark.parametrize("settings", ALL, ids=IDS)
class TestEverySearch:
    def start(self, settings, seed=1):
        return settings.start(BOX, Streams(1, "filter_criteria", seed))

    def test_tries_its_budget_and_numbers_it(self, settings):
        asked = finish(self.start(settings))
        assert [c.number for c in asked] == list(range(len(asked)))
        new = [c for c in asked if c.of == c.number]
        assert len(new) == settings.new_candidates
        sizes = [sum(c.generation == g for c in new) for g in range(1, settings.generations + 1)]
        assert sizes == [settings.population] + [settings.offspring] * (settings.generations - 1)

    def test_stays_in_the_box_and_never_repeats_itself(self, settings):
        asked = finish(self.start(settings))
        genomes = np.array([c.genome for c in asked])
        assert ((genomes >= BOX.lower) & (genomes <= BOX.upper)).all()
        assert len({tuple(c.genome) for c in asked}) == settings.new_candidates

    def test_repeats_with_the_seed_only(self, settings):
        one, again, other = (finish(self.start(settings, seed)) for seed in (1, 1, 2))
        assert plain(one) == plain(again)
        assert not {tuple(c.genome) for c in one} & {tuple(c.genome) for c in other}

    def test_goes_on_from_any_state_as_if_nothing_had_happened(self, settings, tmp_path):
        expected = self.start(settings)
        states = []
        asked = []
        while candidate := expected.ask():
            asked.append(candidate)
            states.append((len(asked) - 1, frozen(expected), _copies(expected)))  # asked, not told
            expected.tell(candidate.number, noisy(candidate))
            states.append((len(asked), frozen(expected), _copies(expected)))
        for done, state, arrays in states:
            resumed = self.start(settings)
            artifacts.write_tensors(tmp_path / "state", arrays)
            resumed.restore(artifacts.read_tensors(tmp_path / "state")[0])
            assert frozen(resumed) == state
            assert plain(finish(resumed)) == plain(asked[done:])
            assert frozen(resumed) == frozen(expected)

    def test_the_order_within_a_generation_does_not_matter(self, settings):
        expected, shuffled = self.start(settings), self.start(settings)
        finish(expected)
        rng = np.random.default_rng(0)
        while pending := shuffled.pending():
            assert len({c.generation for c in pending}) == 1
            for n in rng.permutation(len(pending)):
                shuffled.tell(pending[n].number, noisy(pending[n]))
        assert frozen(shuffled) == frozen(expected)

    def test_asking_changes_nothing_and_genomes_are_copies(self, settings):
        search = self.start(settings)
        before = frozen(search)
        for candidate in [search.ask(), *search.pending()]:
            candidate.genome[:] = 7
        assert frozen(search) == before

    def test_the_front_is_what_nobody_in_the_population_dominates(self, settings):
        search = self.start(settings)
        asked = finish(search)
        told = {c.number: noisy(c) for c in asked}
        front, population = search.front(), search.population
        assert not dominance(front.objectives).any()
        expected = population.objectives[non_dominated(population.objectives)]
        np.testing.assert_array_equal(front.objectives, expected)
        of_number = {c.number: c.genome.tolist() for c in asked}
        for genome, objectives, of in zip(front.genomes, front.objectives, front.of, strict=True):
            assert of_number[of] == genome.tolist()
            assert tuple(objectives) in told.values()

    @pytest.mark.parametrize("objectives", [(0.1,), (0.1, 0.2, 0.3), (0.1, np.nan), (np.inf, 0)])
    def test_refuses_what_are_not_two_finite_numbers(self, settings, objectives):
        search = self.start(settings)
        before = frozen(search)
        with pytest.raises(ValueError, match="evaluation 0 needs two finite objectives"):
            search.tell(0, objectives)
        assert frozen(search) == before

    def test_refuses_what_is_not_pending(self, settings):
        search = self.start(settings)
        search.tell(1, (0.0, 0.0))
        for number in (-1, 1, settings.population):
            with pytest.raises(ValueError, match=f"evaluation {number} is not pending"):
                search.tell(number, (0.0, 0.0))
        finish(search)
        assert search.ask() is None
        assert search.generation == settings.generations + 1


def _copies(search):
    return {name: values.copy() for name, values in search.arrays().items()}


class TestNsga2:
    def test_survivors_keep_their_objectives(self):
        search = Nsga2(**SMALL).start(BOX, STREAMS)
        told = {c.number: noisy(c) for c in finish(search)}
        population = search.population
        expected = [told[of] for of in population.of.tolist()]
        np.testing.assert_array_equal(population.objectives, expected)
        assert len(population.of) == 6

    def test_or_are_measured_again_behind_the_offspring(self):
        search = REEVALUATED.start(BOX, STREAMS)
        asked = finish(search)
        told = {c.number: noisy(c) for c in asked}
        for generation in (2, 3, 4):
            cohort = [c for c in asked if c.generation == generation]
            assert [c.of == c.number for c in cohort] == [True] * 4 + [False] * 6
        last = {c.of: told[c.number] for c in asked if c.generation == 4}
        np.testing.assert_array_equal(
            search.population.objectives, [last[of] for of in search.population.of.tolist()]
        )
        assert len(asked) == 6 + 3 * (4 + 6)

    def test_parents_meet_with_the_crowding_that_they_survived_with(self):
        search = Nsga2(**SMALL).start(BOX, STREAMS)
        for candidate in search.pending():
            search.tell(candidate.number, noisy(candidate))
        population = search.population
        for front in fronts(population.objectives):
            expected = crowding_distances(population.objectives[front])
            np.testing.assert_array_equal(population.crowding[front], expected)
        assert sorted(population.of.tolist()) == list(range(6))

    def test_elitism_never_loses_ground(self):
        search = Nsga2(population=10, offspring=10, generations=15).start(BOX, STREAMS)
        volumes = []
        while pending := search.pending():
            for candidate in pending:
                search.tell(candidate.number, zdt1(candidate.genome))
            volumes.append(hypervolume(search.population.objectives, (11.0, 11.0)))
        assert all(later >= earlier for earlier, later in itertools.pairwise(volumes))
        assert volumes[-1] > volumes[0] + 1

    def test_a_box_without_room_ends_the_search(self):
        point = Box(np.full(4, 0.5), np.full(4, 0.5))
        search = Nsga2(population=2, offspring=2, generations=9).start(point, STREAMS)
        assert len(finish(search)) == 2
        assert search.generation == 2

    def test_arms_with_a_fixed_criterion_search_ratios_alike(self):
        mixed, fixed = (
            Genome(GenomeSettings(criteria=name), 3, [0, 2]) for name in ("mixed", "l1")
        )
        one, two = (finish(Nsga2(**SMALL).start(layout.box, STREAMS)) for layout in (mixed, fixed))
        assert plain(one) == plain(two)

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_comes_near_the_front_of_zdt1(self, seed):
        unit = Box(np.zeros(5), np.ones(5))
        settings = Nsga2(population=40, offspring=40, generations=80)
        search = settings.start(unit, Streams(1, "toy", seed))
        while pending := search.pending():
            for candidate in pending:
                search.tell(candidate.number, zdt1(candidate.genome))
        # The front is 1 - sqrt(x): its area is 0.1 * 1.1 + 0.1 + 2/3 = 0.8767 within (1.1, 1.1).
        assert 0.86 < hypervolume(search.front().objectives, (1.1, 1.1)) < 0.8767


class TestControls:
    def test_random_search_begins_as_nsga2_and_is_uniform(self):
        settings = RandomSearch(population=6, offspring=4, generations=500)
        genomes = np.array([c.genome for c in finish(settings.start(BOX, STREAMS))])
        start = Nsga2(**SMALL).start(BOX, STREAMS).pending()
        np.testing.assert_array_equal(genomes[:6], [c.genome for c in start])
        shares = (genomes - BOX.lower) / (BOX.upper - BOX.lower)
        # 2002 draws: standard deviations 0.0065 of the mean and 0.0017 of the variance
        np.testing.assert_allclose(shares.mean(axis=0), 0.5, atol=5 * 0.0065)
        np.testing.assert_allclose(shares.var(axis=0), 1 / 12, atol=5 * 0.0017)

    def test_everybody_counts_in_the_result_of_random_search(self):
        search = RandomSearch(**SMALL).start(BOX, STREAMS)
        told = np.array([noisy(c) for c in finish(search)])
        np.testing.assert_array_equal(search.population.objectives, told)
        np.testing.assert_array_equal(search.front().objectives, told[non_dominated(told)])

    def test_uniform_ratios_are_the_same_in_all_layers_and_evenly_spread(self):
        settings = UniformRatios(**SMALL)
        genomes = np.array([c.genome for c in finish(settings.start(BOX, STREAMS))])
        ratios = genomes[:, RATIOS]
        assert (ratios == ratios[:, :1]).all()
        expected = np.maximum((np.arange(18) + 0.5) / 18, 0.1)
        np.testing.assert_allclose(np.sort(ratios[:, 0]), expected)
        assert ratios[:, 0].tolist() != sorted(ratios[:, 0])
        drawn = np.array([c.genome for c in finish(RandomSearch(**SMALL).start(BOX, STREAMS))])
        np.testing.assert_array_equal(genomes[:, CODES], drawn[:, CODES])
