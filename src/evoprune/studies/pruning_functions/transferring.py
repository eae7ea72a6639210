"""Functions on a task that they may never have seen, paired by whole network and retraining.

Every network is retrained before the test images are opened, and nothing is chosen after that.
Source: sections 3.1 and 6.6 (V3 to V5, V7 to V9).
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from evoprune.evolution.evaluation import bits
from evoprune.evolution.expressions.failures import Unscorable
from evoprune.pruning.filters.flops import macs, parameters
from evoprune.pruning.filters.inheritance import down
from evoprune.randomness import Streams
from evoprune.studies.pruning_functions import STUDY
from evoprune.studies.pruning_functions.bench import Bench, Retrained
from evoprune.studies.pruning_functions.contenders import Contender

Row = dict[str, Any]
Masks = dict[str, list[np.ndarray]]
"""Keep masks by the digest of a function."""
BY_CHANCE = ("random", "shuffled")
"""Kinds of functions that keep other channels each time."""


class Trial(NamedTuple):
    """A function that is tried once.

    Attributes:
        contender: the function.
        seed: number of the retraining, from 1.
        longer: how many times as long as the task says.
    """

    contender: Contender
    seed: int
    longer: float = 1.0

    @property
    def key(self) -> tuple[str, int, float]:
        """Trials of the same key come to the same."""
        return self.contender.digest, self.seed, self.longer


def trials(
    contenders: Sequence[Contender], *, factor: float = 1.0, long_seeds: int = 0
) -> list[Trial]:
    """All trials on a task: functions one after the other; the longer ones of known functions."""
    short = [Trial(c, seed) for c in contenders for seed in range(1, c.seeds + 1)]
    known = [c for c in contenders if c.kind in ("handmade", "published", "random", "evolved")]
    return short + [Trial(c, s, factor) for c in known for s in range(1, long_seeds + 1)]


def tried(
    bench: Bench, trial: Trial, streams: Callable[[int], Streams], masks: Masks
) -> tuple[Row, Retrained | None]:
    """Prune and retrain; what came out, and the network unless the function gave no scores.

    Args:
        bench: the task with one of its whole networks.
        trial: what is tried.
        streams: of each retraining, by its number; the same for all functions.
        masks: keep masks of functions that were tried before, unless chance was part of them.
    """
    contender, seed = trial.contender, trial.seed
    own = streams(seed)
    row: Row = {"seed": seed, "longer": trial.longer, "reason": None}
    score = contender.score(seed, own)
    labels = contender.labels(bench.scored_labels, seed, own)

    def first() -> list[np.ndarray]:
        key = contender.digest
        found = masks.get(key) or bench.masks(score, labels=labels)
        if contender.kind not in BY_CHANCE:
            masks[key] = found
        return found

    try:
        done = bench.retrained(score, own, longer=trial.longer, labels=labels, first=first)
    except Unscorable as error:
        return row | {"reason": error.reason}, None
    kept = [bits(mask) for mask in done.keep_masks]
    return row | {
        "accuracy_validation": done.accuracy,
        "accuracy_pruned": bench.accuracy(down(bench.whole, done.keep_masks)),
        "keep_masks": kept,
        "macs_share": macs(done.network) / macs(bench.whole),
        "parameters_share": parameters(done.network) / parameters(bench.whole),
        "seconds": done.seconds,
    }, done


def retraining_streams(root_seed: int, task: str, base: int) -> Callable[[int], Streams]:
    """Random streams of retrainings by their number."""
    return lambda seed: Streams(root_seed, f"{STUDY}/transfer/{task}/base_{base}", seed)
