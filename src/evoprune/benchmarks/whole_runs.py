"""Whole runs, as the modes train them: with selection, events, records and evaluations.

A run of the published length is put together from short ones: its first epochs, many more epochs,
and reports, which are the evaluations on all training rows.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from evoprune.benchmarks.cuda import BATCH, STEPS
from evoprune.benchmarks.kinds import TIMED
from evoprune.benchmarks.timing import Block, Spread
from evoprune.data.splits import Splits
from evoprune.networks import build
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.training.engines import ENGINES
from evoprune.training.job import Job, Run
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol

ARMS = {"none": 1, "random": 7, "variance": 7, "conjunctive": 7}
"""Arms of the published study in each mode: an operator with each of seven schedules."""

RUNS = {"canonical": 8, "lipi": 3}
"""Runs of a job; the study's own are larger, which the numba engine does not mind."""

SHORT, LONG = 4, 24
"""Epochs of the runs that are timed."""


class Piece(NamedTuple):
    """A timed run: mode, operator, its length, and the epochs between its reports."""

    mode: str
    operator: str
    epochs: int
    interval: int


def blocks(splits: Splits, engine: str = "numba") -> dict[Piece, Block]:
    """What is timed, for every mode and operator; one unit is a run."""
    never = LONG + 1
    lengths = ((SHORT, never), (LONG, never), (SHORT, 1))
    pieces = [Piece(mode, arm, *length) for mode in TIMED for arm in ARMS for length in lengths]
    return {piece: Block(RUNS[piece.mode], _Training(piece, splits, engine)) for piece in pieces}


def whole_runs(times: Mapping[Piece, Spread]) -> dict[str, float]:
    """Microseconds of a step of one network in whole runs, mean over the arms of each mode."""
    weights = list(ARMS.values())
    return {
        mode: float(np.average([_of_arm(times, mode, arm) for arm in ARMS], weights=weights))
        for mode in TIMED
    }


def published_length(short: float, long: float, reported: float) -> float:
    """Time of a run of 400 epochs with five reports.

    Args:
        short: time of `SHORT` epochs with two reports, at the first and the last.
        long: the same of `LONG` epochs.
        reported: time of `SHORT` epochs with a report each.
    """
    epoch, report = (long - short) / (LONG - SHORT), (reported - short) / (SHORT - 2)
    protocol = Protocol()
    reports = sum(protocol.reports_at(epoch) for epoch in range(protocol.epochs))
    return short + (protocol.epochs - SHORT) * epoch + (reports - 2) * report


def _of_arm(times: Mapping[Piece, Spread], mode: str, operator: str) -> float:
    never = LONG + 1
    lengths = ((SHORT, never), (LONG, never), (SHORT, 1))
    run = published_length(*(times[Piece(mode, operator, *length)].median for length in lengths))
    cells: int = load("mode", MODES, mode)().cells
    return run / (Protocol().epochs * STEPS * cells)


class _Training:
    """A job that can be done again and again."""

    def __init__(self, piece: Piece, splits: Splits, engine: str) -> None:
        self.piece, self.splits = piece, splits
        self.mode = load("mode", MODES, piece.mode)()
        architecture = build("plain", splits.train.shape[1])
        self.engine = load("engine", ENGINES, engine)(architecture, BATCH, "cpu")

    def __call__(self) -> None:
        """Train all runs of the job."""
        protocol = Protocol(epochs=self.piece.epochs, report_interval=self.piece.interval)
        runs = [self._run(seed) for seed in range(RUNS[self.piece.mode])]
        self.mode.train(Job(self.engine, self.splits, protocol, runs, lambda _: None))

    def _run(self, seed: int) -> Run:
        name = self.piece.operator
        schedule = None if name == "none" else load("schedule", SCHEDULES, "fixed")()
        return Run(
            Streams(1, "benchmark", seed), name, load("operator", OPERATORS, name)(), schedule
        )
