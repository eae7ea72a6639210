"""Training that goes on from a kept state: bit by bit as if nothing had happened."""

import copy

import numpy as np
import pytest

from evoprune.training.modes.all_vs_all import AllVsAll
from evoprune.training.modes.canonical import Canonical
from evoprune.training.modes.epoch_node import EpochNode
from evoprune.training.modes.lipi import Lipi
from evoprune.training.modes.lipi_prune_then_evaluate import LipiPruneThenEvaluate
from tests.unit.test_training import DATA, fingerprint, make_job

CASES = {
    "canonical": (Canonical(), {}),
    "canonical, walk": (Canonical(walk_sd=1e-5, decay_factor=1.0), {}),
    "canonical, sign descent": (Canonical(optimizer="fresh"), {}),
    "canonical, persistent mask": (Canonical(), {"pruned_weights": "zero"}),
    "canonical, given back": (Canonical(), {"pruned_weights": "given_back"}),
    "ring": (Lipi(population=4), {}),
    "ring, structure": (Lipi(population=4), {"structure_interval": 1}),
    "ring, persistent optimiser": (Lipi(population=4, optimizer="persistent"), {}),
    "ring, persistent mask": (Lipi(population=4), {"pruned_weights": "zero"}),
    "ring, given back": (Lipi(population=4), {"pruned_weights": "given_back"}),
    "ring, pruned first": (LipiPruneThenEvaluate(population=3), {}),
    "partners": (EpochNode(population=3), {"structure_interval": 1}),
    "pairs": (AllVsAll(population=2), {"structure_interval": 1}),
}


@pytest.fixture(scope="module")
def splits():
    return DATA.generate()


class PowerCut(Exception):  # noqa: N818
    """The power is gone."""


class Kept:
    """Keeps the state after some step and stops there; takes note of the number of steps."""

    def __init__(self, stop=None, latest=None):
        self.stop, self.state, self.steps = stop, latest, 0

    def latest(self):
        return self.state

    def keep(self, done, state):
        self.steps = done
        if done == self.stop:
            # What goes on must not depend on arrays that the first training still holds.
            self.state = (done, {name: np.array(values) for name, values in state().items()})
            raise PowerCut


def train(engine_type, splits, case, operator, snapshots, **more):
    mode, protocol = CASES[case]
    job = make_job(engine_type, splits, operator, [1, 2], epochs=6, **{**protocol, **more})
    return mode.train(replaced(job, snapshots))


def replaced(job, snapshots):
    job = copy.copy(job)
    object.__setattr__(job, "snapshots", snapshots)
    return job


FAST = ("canonical", "ring, structure")


@pytest.mark.parametrize(
    "case", [c if c in FAST else pytest.param(c, marks=pytest.mark.slow) for c in CASES]
)
@pytest.mark.parametrize("operator", ["random", "variance"])
def test_a_resumed_training_is_that_of_one_piece(engine_type, splits, case, operator):
    counted = Kept()
    whole = [fingerprint(o) for o in train(engine_type, splits, case, operator, counted)]
    for stop in sorted({1, counted.steps // 2, counted.steps - 1, counted.steps}):
        interrupted = Kept(stop)
        with pytest.raises(PowerCut):
            train(engine_type, splits, case, operator, interrupted)
        resumed = Kept(latest=interrupted.state)
        again = train(engine_type, splits, case, operator, resumed)
        assert [fingerprint(outcome) for outcome in again] == whole


@pytest.mark.slow
@pytest.mark.parametrize("case", ["canonical", "ring"])
def test_interrupted_after_every_step(engine_type, splits, case):
    counted = Kept()
    whole = [fingerprint(o) for o in train(engine_type, splits, case, "random", counted)]
    state = None
    for stop in range(1, counted.steps):
        snapshots = Kept(stop, state)
        with pytest.raises(PowerCut):
            train(engine_type, splits, case, "random", snapshots)
        state = snapshots.state
        assert state[0] == stop
    again = train(engine_type, splits, case, "random", Kept(latest=state))
    assert [fingerprint(outcome) for outcome in again] == whole


STATE = {
    "canonical": ("variance", ["cells.stack", "cells.moments", "cells.history", "progress"]),
    "canonical, walk": ("random", ["rates"]),
    "canonical, persistent mask": ("random", ["cells.kept"]),
    "canonical, given back": ("random", ["cells.withheld"]),
    "ring": ("random", ["centres.stack", "centres.reported", "rates", "progress"]),
    "ring, structure": ("random", ["diversities"]),
    "ring, persistent optimiser": ("random", ["centres.moments"]),
}


@pytest.mark.parametrize(
    ("case", "part"), [(case, part) for case, (_, parts) in STATE.items() for part in parts]
)
def test_every_part_of_the_state_is_needed(engine_type, splits, case, part):
    """Without a part the rest cannot be taken over, or the training comes out different."""
    operator = STATE[case][0]
    more = {"learning_rate": 1e-3}
    counted = Kept()
    whole = train(engine_type, splits, case, operator, counted, **more)
    interrupted = Kept(counted.steps // 2)
    with pytest.raises(PowerCut):
        train(engine_type, splits, case, operator, interrupted, **more)
    done, arrays = interrupted.state
    assert any(name.startswith(part) for name in arrays), sorted(arrays)
    left = {name: values for name, values in arrays.items() if not name.startswith(part)}
    try:
        again = train(engine_type, splits, case, operator, Kept(latest=(done, left)), **more)
    except KeyError:
        return
    assert [fingerprint(o) for o in again] != [fingerprint(o) for o in whole]
