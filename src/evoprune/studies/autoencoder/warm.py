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
    """What decides which kernels arms need, in a word each.

    These are the mode, its optimiser, the operator, the batch size, the objective and whether what
    is pruned stays zero.
    """
    return sorted({_kind(arm) for arm in arms})


def _kind(arm: Arm) -> str:
    protocol = arm.protocol
    words = [arm.mode, arm.mode_settings.get("optimizer", "-"), arm.operator]
    words += [str(protocol["batch_size"]), protocol["objective"]]
    return ":".join([*words, "kept" if protocol["pruned_weights"] == "zero" else "free"])


def warm(kind: str) -> None:
    """Train a tiny run of one kind with the numba engine; the kernels stay in the cache."""
    mode, optimizer, operator, size, objective, kept = kind.split(":")
    values = {"epochs": 1, "batch_size": int(size), "objective": objective}
    protocol = Protocol.model_validate(
        {**values, "pruned_weights": "zero" if kept == "kept" else "trainable"}
    )
    engine = load("engine", ENGINES, "numba")(
        build("plain", DIMENSIONS), protocol.batch_size, objective=objective
    )
    data = BinaryClusters(clusters=1, examples=2 * protocol.batch_size, dimensions=DIMENSIONS)
    pruned = load("operator", OPERATORS, operator)()
    schedule = None if operator == "none" else Fixed(probability=1.0)
    run = Run(Streams(1, "warm", 1), operator, pruned, schedule)
    settings = {} if optimizer == "-" else {"optimizer": optimizer}
    load("mode", MODES, mode)(**settings).train(
        Job(engine, data.generate(), protocol, [run], lambda epochs: None)
    )
