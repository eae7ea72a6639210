"""Compiles what training will need, once, before jobs start side by side."""

from collections.abc import Sequence

from evoprune.data.binary_clusters import BinaryClusters
from evoprune.networks import build
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules.fixed import Fixed
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.studies.autoencoder.arm import Arm
from evoprune.training.engines import ENGINES
from evoprune.training.job import Job, Run
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol

DIMENSIONS = 8
"""Kernels are compiled for a batch size, not for the sizes of layers."""


def kinds(arms: Sequence[Arm]) -> list[str]:
    """What decides which kernels arms need: mode, operator and batch size, in one word each."""
    found = {f"{arm.mode}:{arm.operator}:{arm.protocol['batch_size']}" for arm in arms}
    return sorted(found)


def warm(kind: str) -> None:
    """Train a tiny run of one kind with the numba engine; the kernels stay in the cache."""
    mode, operator, size = kind.split(":")
    protocol = Protocol(epochs=1, batch_size=int(size))
    engine = load("engine", ENGINES, "numba")(build("plain", DIMENSIONS), protocol.batch_size)
    data = BinaryClusters(clusters=1, examples=2 * protocol.batch_size, dimensions=DIMENSIONS)
    pruned = load("operator", OPERATORS, operator)()
    schedule = None if operator == "none" else Fixed(probability=1.0)
    run = Run(Streams(1, "warm", 1), operator, pruned, schedule)
    load("mode", MODES, mode)().train(
        Job(engine, data.generate(), protocol, [run], lambda epochs: None)
    )
