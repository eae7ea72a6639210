"""Who is timed: an ordinary training loop in two forms, and the engines at some sizes of stacks."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from evoprune.benchmarks.eager import RATE, indexed_epoch, loader_epoch
from evoprune.benchmarks.kinds import TIMED
from evoprune.benchmarks.timing import Block
from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Network
from evoprune.registry import load
from evoprune.training.engines import ENGINES
from evoprune.training.modes import MODES

SIZES = {"torch": (1, 4, 8, 16, 30), "numba": (1, 8)}
"""Networks of the stacks of each engine S."""

EPOCHS = {"torch": 1, "numba": 5}
"""Epochs that are timed at once: more where one is over in milliseconds."""

LOADER, EAGER = "eager, DataLoader", "eager"


class Contender(NamedTuple):
    """What is timed in which mode.

    Attributes:
        name: of the loop or engine.
        networks: size of its stack S.
        mode: training mode.
    """

    name: str
    networks: int
    mode: str


BASELINE = EAGER, 1
"""Name and size of the contender that all others are compared with."""


class Setting(NamedTuple):
    """What all contenders train.

    Attributes:
        architecture: of the networks.
        rows: training rows (N, D), zeros and ones; B divides N.
        batch_size: rows of a batch B.
    """

    architecture: Architecture
    rows: np.ndarray
    batch_size: int

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        return len(self.rows) // self.batch_size

    @property
    def network(self) -> Network:
        """The initial weights, the same for all."""
        return self.architecture.initial(np.random.default_rng(0))

    def orders(self, networks: int) -> np.ndarray:
        """Shuffles of the rows cut into batches, shape (T, S, B)."""
        rng, shape = np.random.default_rng(1), (self.steps, self.batch_size)
        shuffles = [rng.permutation(len(self.rows)).reshape(shape) for _ in range(networks)]
        return np.stack(shuffles, axis=1)


def contenders(setting: Setting) -> dict[Contender, Block]:
    """All contenders in both modes, each as epochs that go on where the last one ended."""
    return {
        contender: block
        for mode in TIMED
        for contender, block in (*_loops(setting, mode), *_engines(setting, mode))
    }


def _loops(setting: Setting, mode: str) -> list[tuple[Contender, Block]]:
    fresh = not load("mode", MODES, mode)().persistent_moments
    rows, size = setting.rows, setting.batch_size
    naive = loader_epoch(setting.network, rows, size, fresh)
    indexed = indexed_epoch(setting.network, rows, setting.orders(1)[:, 0], fresh)
    return [
        (Contender(LOADER, 1, mode), Block(setting.steps, naive)),
        (Contender(EAGER, 1, mode), Block(setting.steps, indexed)),
    ]


def _engines(setting: Setting, mode: str) -> list[tuple[Contender, Block]]:
    return [
        (Contender(name, networks, mode), _stack(setting, mode, name, networks))
        for name, sizes in SIZES.items()
        for networks in sizes
    ]


def _stack(setting: Setting, mode: str, name: str, networks: int) -> Block:
    epoch, epochs = engine_epoch(setting, mode, name, networks), EPOCHS[name]

    def work() -> None:
        for _ in range(epochs):
            epoch()

    return Block(epochs * setting.steps * networks, work)


def engine_epoch(setting: Setting, mode: str, name: str, networks: int) -> Callable[[], object]:
    """What trains a stack for an epoch with one of our engines."""
    engine = load("engine", ENGINES, name)(setting.architecture, setting.batch_size, "cpu")
    stack = engine.stack([setting.network]).take([0] * networks)
    moments = engine.adam(stack) if load("mode", MODES, mode)().persistent_moments else None
    rows, batches = engine.rows(setting.rows), setting.orders(networks)
    rates = np.full(networks, RATE)
    return lambda: engine.train(stack, rows, batches, rates, moments=moments)
