"""Schedules: closed forms, and the expected number of events of the published study."""

import math

import numpy as np
import pytest

from evoprune.pruning.operators.random import RandomPruning
from evoprune.pruning.schedules import SCHEDULES
from evoprune.pruning.schedules.base import Moment
from evoprune.pruning.schedules.exponential import Exponential
from evoprune.pruning.schedules.final_n import FinalN
from evoprune.pruning.schedules.fixed import Fixed
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.training.events import event_happens
from evoprune.training.job import Run

EPOCHS = 400
CANONICAL, RING = (EPOCHS, 1), (EPOCHS - 1, 3)


def probabilities(name, p, final_epoch, solutions):
    schedule = load("schedule", SCHEDULES, name)()
    return [
        schedule.event_probability(p, Moment(epoch, final_epoch, solutions))
        for epoch in range(EPOCHS)
    ]


# Spec section 6: expected events of a run of 400 epochs, for a cell in the ring.
EXPECTED = {
    (0.5, CANONICAL): (200, 99.8, 300.3, 99.8, 113.3, 50, 0),
    (0.5, RING): (200, 100, 300, 33.3, 113.5, 50, 0.5),
    (0.1, CANONICAL): (40, 20, 380.1, 20, 22.7, 10, 0),
    (0.1, RING): (40, 20, 380, 6.7, 22.7, 10, 0.1),
}
NAMES = ("fixed", "increase", "decrease", "population", "exponential", "final_n", "prune_after")


@pytest.mark.parametrize(("case", "expected"), list(EXPECTED.items()))
def test_expected_number_of_events(case, expected):
    p, (final_epoch, solutions) = case
    sums = [sum(probabilities(name, p, final_epoch, solutions)) for name in NAMES]
    # 1e-9 for sums such as 0.05 * 399, which would round away from the published digit
    np.testing.assert_allclose(sums, expected, atol=0.05 + 1e-9)


def test_closed_forms():
    at = Moment(epoch=100, final_epoch=400, solutions=3)
    of = {name: load("schedule", SCHEDULES, name)().event_probability(0.4, at) for name in NAMES}
    assert of["fixed"] == 0.4
    assert of["increase"] == pytest.approx(0.1)
    assert of["decrease"] == pytest.approx(0.9)
    assert of["population"] == pytest.approx(0.1 / 3)
    assert of["exponential"] == pytest.approx(0.4 * (1 - math.exp(-0.5)))
    assert of["final_n"] == 0
    assert of["prune_after"] == 0


def test_final_n_starts_at_three_quarters_inclusive():
    assert FinalN().event_probability(0.5, Moment(299, 400, 1)) == 0
    assert FinalN().event_probability(0.5, Moment(300, 400, 1)) == 0.5
    assert FinalN(share=1.0).event_probability(0.5, Moment(0, 400, 1)) == 0.5


def test_exponential_saturates_at_0865_of_p():
    end = Exponential().event_probability(1.0, Moment(400, 400, 1))
    assert end == pytest.approx(0.8647, abs=5e-5)


def test_prune_after_fires_at_the_last_epoch_of_the_ring_and_never_in_canonical():
    ring = probabilities("prune_after", 1.0, *RING)
    assert ring == [0.0] * 399 + [1.0]
    assert probabilities("prune_after", 1.0, *CANONICAL) == [0.0] * 400


@pytest.mark.parametrize("name", NAMES)
def test_a_ring_of_one_epoch_is_at_its_end(name):
    schedule = load("schedule", SCHEDULES, name)()
    value = schedule.event_probability(0.5, Moment(0, 0, 3))
    expected = {"decrease": 0.5, "population": 0.5 / 3, "exponential": 0.5 * (1 - math.exp(-2))}
    assert value == pytest.approx(expected.get(name, 0.5))


def test_the_coin_lands_as_often_as_it_should():
    run = Run(Streams(1, "autoencoder", 3), "random", RandomPruning(), Fixed())
    events = sum(
        event_happens(run, Moment(e, 400, 1), node) for e in range(400) for node in range(10)
    )
    # 4000 tosses at one half: standard deviation 32
    assert abs(events - 2000) < 5 * 32


def test_a_schedule_with_a_probability_of_its_own_overrides_the_operator():
    always = Run(Streams(1, "autoencoder", 3), "random", RandomPruning(), Fixed(probability=1.0))
    never = Run(Streams(1, "autoencoder", 3), "random", RandomPruning(), Fixed(probability=0.0))
    moments = [Moment(epoch, 400, 1) for epoch in range(50)]
    assert all(event_happens(always, moment, 0) for moment in moments)
    assert not any(event_happens(never, moment, 0) for moment in moments)


def test_the_coin_is_shared_by_operators_of_one_seed():
    tosses = [
        [
            event_happens(
                Run(Streams(1, "a", 3), name, RandomPruning(), Fixed()), Moment(e, 9, 1), 0
            )
            for e in range(60)
        ]
        for name in ("random", "conjunctive")
    ]
    assert tosses[0] == tosses[1]
