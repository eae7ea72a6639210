"""Training by replays on fixed buffers gives the bits of training step by step."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evoprune.networks import build
from evoprune.training.engines.torch import program
from evoprune.training.engines.torch.buffers import capacity
from evoprune.training.engines.torch.engine import TorchEngine
from evoprune.training.engines.torch.program import ReplayTrainer
from tests.unit.tape import Recorder

DIMENSIONS, ROWS, BATCH = 40, 30, 4
ARCHITECTURE = build("plain", DIMENSIONS)
DATA = np.random.default_rng(0).integers(0, 2, (ROWS, DIMENSIONS))


def engines(objective="l1"):
    """An engine that trains step by step, one that replays tapes, and its recorder."""
    eager, replaying = (TorchEngine(ARCHITECTURE, BATCH, "cpu", objective) for _ in range(2))
    recorder = Recorder()
    replaying._trainer = ReplayTrainer(replaying._objective, recorder)
    return eager, replaying, recorder


class Case:
    """Stacks of one engine, made of the same draws for every engine."""

    def __init__(self, engine, networks, seed=0, *, moments, history, masks, rows=None):
        rng = np.random.default_rng(seed)
        self.engine, self.rng = engine, rng
        self.rows = engine.rows(DATA) if rows is None else rows
        self.stack = engine.stack([ARCHITECTURE.initial(rng) for _ in range(networks)])
        self.moments = engine.adam(self.stack) if moments else None
        self.history = engine.history(networks) if history else None
        self.masks = self.stack.take(range(networks)) if masks else None
        if self.masks is not None:
            self.masks.flat.gt_(0)

    def train(self, steps, *, ragged=False):
        networks = len(self.stack)
        batches = self.rng.integers(0, ROWS, (steps, networks, BATCH))
        if ragged:
            batches[steps // 2, : networks // 2 + 1, 1:] = -1
        rates = self.rng.uniform(1e-4, 1e-2, networks)
        if self.moments is not None:
            rates[:] = rates[0]
        return self.engine.train(
            self.stack,
            self.rows,
            batches,
            rates,
            moments=self.moments,
            history=self.history,
            masks=self.masks,
        )

    def held(self):
        tensors = list(self.stack.tensors)
        for part in (self.moments, self.history):
            tensors += part.tensors() if part is not None else []
        counts = [] if self.history is None else [self.history.count]
        return [tensor.numpy() for tensor in tensors] + counts


CHOICES = list(product(("l1", "bce"), *[(False, True)] * 4))


@pytest.mark.parametrize(("objective", "moments", "history", "masks", "ragged"), CHOICES)
def test_replays_give_the_bits_of_steps(objective, moments, history, masks, ragged, monkeypatch):
    monkeypatch.setattr(program, "BLOCK", 5)
    eager, replaying, recorder = engines(objective)
    cases = [
        Case(engine, 3, moments=moments, history=history, masks=masks)
        for engine in (eager, replaying)
    ]
    for steps in (12, 5):
        losses = [case.train(steps, ragged=ragged) for case in cases]
        np.testing.assert_array_equal(*losses)
        for ours, theirs in zip(cases[1].held(), cases[0].held(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    # The first call takes two blocks of one length and one of another, the second one block.
    assert (recorder.captured, recorder.replayed) == (2, 4)


def test_stacks_of_one_capacity_share_what_was_captured_and_leave_no_trace():
    eager, replaying, recorder = engines()
    rows, sizes = replaying.rows(DATA), (17, 18, 2, 17, 16)
    for seed, networks in enumerate(sizes):
        cases = [
            Case(engine, networks, seed, moments=True, history=True, masks=False, rows=shared)
            for engine, shared in ((eager, None), (replaying, rows))
        ]
        np.testing.assert_array_equal(*[case.train(9) for case in cases])
        for ours, theirs in zip(cases[1].held(), cases[0].held(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert recorder.replayed == len(sizes)
    assert recorder.captured == len({capacity(networks) for networks in sizes}) == 2


@pytest.mark.parametrize("ragged", [False, True])
def test_evaluations_of_a_filled_up_stack_have_the_bits_of_the_stack(ragged):
    results = []
    for engine in engines("bce")[:2]:
        case = Case(engine, 5, moments=False, history=True, masks=False)
        members, batches = case.rng.integers(0, 5, (5, 3)), case.rng.integers(0, ROWS, (5, BATCH))
        if ragged:
            batches[:, 2:] = -1
        of_batches = engine.batch_losses(case.stack, case.rows, batches, case.history)
        pairs = engine.pair_losses(case.stack, members, case.rows, batches)
        pairs.add_to(case.history, np.array([0, 2, 1, 0, 2]))
        results.append([of_batches, pairs.losses, *case.held()])
    assert results[0][0].shape == (5,)
    assert results[0][1].shape == (5, 3, 3)
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_kinds_of_training_do_not_share():
    _, replaying, recorder = engines()
    rows = replaying.rows(DATA)
    for moments, history, masks in product(*[(False, True)] * 3):
        case = Case(replaying, 1, moments=moments, history=history, masks=masks, rows=rows)
        case.train(1)
        case.train(1, ragged=True)
    assert recorder.captured == recorder.replayed == 16


def test_the_programs_unused_longest_are_dropped(monkeypatch):
    monkeypatch.setattr(program, "KEPT", 2)
    _, replaying, recorder = engines()
    rows = replaying.rows(DATA)
    captured = []
    for networks in (1, 20, 1, 30, 1, 20):
        plain = Case(replaying, networks, moments=False, history=False, masks=False, rows=rows)
        plain.train(1)
        captured.append(recorder.captured)
    assert captured == [1, 2, 2, 3, 3, 4]
    assert len(replaying._trainer._programs) == 2


def test_capacities_by_hand():
    sizes = [1, 16, 17, 18, 31, 32, 33, 255, 257, 660, 1781, 1980]
    expected = [16, 16, 18, 18, 32, 32, 36, 256, 288, 704, 1792, 2048]
    assert [capacity(size) for size in sizes] == expected
    assert len({capacity(size) for size in range(1, 2049)}) == 1 + 7 * 8


@given(st.integers(1, 10**6))
def test_capacities_hold_the_networks_and_little_more(networks):
    room = capacity(networks)
    assert networks <= room <= max(16, networks * 9 / 8)
    assert capacity(room) == room
