"""The benchmark of the engines: everything that is measured, and in which order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import torch

from evoprune.benchmarks import contenders, floor, whole_runs, workflow_run
from evoprune.benchmarks.contenders import BASELINE, SIZES, Contender, Setting, engine_epoch
from evoprune.benchmarks.cuda import BATCH
from evoprune.benchmarks.first_call import FirstCalls, first_calls
from evoprune.benchmarks.floor import Floor, Throughput
from evoprune.benchmarks.growth import growth
from evoprune.benchmarks.kinds import TIMED
from evoprune.benchmarks.timing import Spread, interleaved
from evoprune.benchmarks.workflow_share import WorkflowTimes
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.data.splits import Splits
from evoprune.errors import MissingToolError
from evoprune.networks import build

WHOLE_ROUNDS = 3
"""Rounds of whole runs, which take longer than an epoch and vary less."""


@dataclass(frozen=True)
class Measured:
    """What was measured.

    Attributes:
        times: microseconds of a step of one network, by contender.
        growth: mean time of a step over that of the first ones, by mode; numba engine.
        whole: time of a step in whole runs of the numba engine, by mode.
        throughput: of single operations.
        floor: what they make of a step.
        first_calls: time to compile, or to read what was compiled.
        workflow: a whole run of Snakemake; none if it was skipped.
    """

    times: Mapping[Contender, Spread]
    growth: dict[str, float]
    whole: dict[str, float]
    throughput: Throughput
    floor: Floor
    first_calls: FirstCalls
    workflow: WorkflowTimes | None

    def baseline(self, mode: str) -> float:
        """Time of the ordinary loop that all others are compared with."""
        name, networks = BASELINE
        return self.times[Contender(name, networks, mode)].median

    def overhead(self, mode: str) -> float:
        """Share of whole runs that is not spent on plain steps."""
        return 1 - _plain(self.times, mode) * self.growth[mode] / self.whole[mode]


def measure(
    data: BinaryClusters, rounds: int, *, workflow: bool, say: Callable[[str], object] = print
) -> Measured:
    """Measure everything, in this process but for first calls and the workflow.

    Args:
        data: what is trained on.
        rounds: how often each contender is timed.
        workflow: whether Snakemake is timed too.
        say: told what comes next.

    Raises:
        MissingToolError: numba is not installed.
    """
    if find_spec("numba") is None:
        raise MissingToolError("numba is not installed, and the benchmark times its engine")
    torch.set_num_threads(1)
    setting, splits = _setting(data)
    say("first calls of the numba engine")
    calls = first_calls()
    say(f"steps, {rounds} rounds")
    operations, entries = floor.blocks(), contenders.contenders(setting)
    times = interleaved({**operations, **entries}, rounds)
    throughput = floor.throughput_of({name: times[name] for name in operations})
    say("whole runs")
    pieces = interleaved(whole_runs.blocks(splits), min(rounds, WHOLE_ROUNDS))
    grown = {mode: growth(engine_epoch(setting, mode, "numba", 1)) for mode in TIMED}
    if workflow:
        say("the workflow")
    return Measured(
        times={entry: times[entry] for entry in entries},
        growth=grown,
        whole=_whole(times, whole_runs.whole_runs(pieces), grown),
        throughput=throughput,
        floor=floor.floor(setting.architecture, BATCH, throughput),
        first_calls=calls,
        workflow=workflow_run.measure() if workflow else None,
    )


def _setting(data: BinaryClusters) -> tuple[Setting, Splits]:
    splits = data.generate()
    return Setting(build("plain", data.dimensions), splits.train, BATCH), splits


def _plain(times: Mapping[Any, Spread], mode: str) -> float:
    """Time of a step of the numba engine in a stack of the size that jobs have."""
    return times[Contender("numba", max(SIZES["numba"]), mode)].median


def _whole(
    times: Mapping[Any, Spread], first: dict[str, float], grown: dict[str, float]
) -> dict[str, float]:
    """Time of a step in whole runs: as in their first epochs, and what plain steps gain later."""
    return {mode: first[mode] + (grown[mode] - 1) * _plain(times, mode) for mode in first}
