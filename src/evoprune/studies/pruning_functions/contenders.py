"""Functions that are tried on tasks after the evolution: found, hand-made, published, controls."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

from evoprune import artifacts
from evoprune.errors import ConfigError
from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.evolution.expressions.tree import Tree
from evoprune.pruning.functions import controls, function
from evoprune.pruning.functions.selecting import Score
from evoprune.randomness import Streams
from evoprune.settings import Settings, canonical_json
from evoprune.studies.pruning_functions.evaluating import score_of
from evoprune.studies.pruning_functions.expressions import expressions
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.settings import FunctionName, Transfer
from evoprune.studies.pruning_functions.words import EVOLVED, RANDOM, champion_name

LIMITS = Limits(nodes=1000, height=80, operations=100_000_000_000)
"""Of functions that are scored once."""


Kind = Literal[
    "evolved", "champion", "handmade", "published", "random", "inverted", "shuffled", "control"
]


class Contender(Settings):
    """A function as it is tried.

    Its seeds number its retrainings; those of the same number share batches with all others.
    """

    name: str
    kind: Kind
    tree: list[str] | None
    """Its expression; none where chance decides."""
    known: FunctionName | None = None
    """The function whose closed form scores channels; others are scored by their expression."""
    seeds: int

    @property
    def digest(self) -> str:
        """What decides its scores: equal trees are tried once."""
        how = self.kind if self.kind in ("random", "inverted", "shuffled") else ""
        return artifacts.sha256(canonical_json([self.tree, how]).encode())[:16]

    def score(self, seed: int, streams: Streams) -> Score:
        """What scores channels.

        Args:
            seed: number of the retraining; chance draws anew for each.
            streams: of the base.
        """
        if self.tree is None:

            def by_chance(layer: LayerOperands, place: int) -> np.ndarray:
                rng = streams.generator("random_scores", node=place, epoch=seed)
                return controls.random(layer.channels, rng)

            return by_chance
        tree = Tree(tuple(self.tree))
        own = score_of(tree, limits=LIMITS) if self.known is None else _closed(self.known)
        if self.kind != "inverted":
            return own
        return lambda layer, place: controls.inverted(own(layer, place))

    def labels(self, own: np.ndarray, seed: int, streams: Streams) -> np.ndarray | None:
        """Labels of the scoring images, if they are not their own: shuffled ones.

        Args:
            own: int, shape (images,).
            seed: number of the retraining; they are shuffled anew for each.
            streams: of the base.
        """
        if self.kind != "shuffled":
            return None
        rng = streams.generator("shuffled_labels", epoch=seed)
        return controls.shuffled(own, rng)


def contenders(
    transfer: Transfer, paths: StudyPaths, runs: Mapping[str, tuple[int, ...]]
) -> list[Contender]:
    """All functions that are tried, in order.

    Args:
        transfer: which.
        paths: of the study; records of the runs are read.
        runs: seeds of each arm whose champions take part.

    Raises:
        ConfigError: the arm whose champion is meant has no runs, or a control is no expression.
        MissingDataError, CorruptFileError: a run is not there or not whole.
    """
    return [*_found(transfer, paths, runs), *_known(transfer)]


def _known(transfer: Transfer) -> Iterator[Contender]:
    """Functions that no run has found."""
    for name in transfer.functions:
        kind: Any = "published" if name.startswith("xi_") else "handmade"
        yield Contender(name=name, kind=kind, tree=_tree(name), known=name, seeds=transfer.seeds)
    yield Contender(name=RANDOM, kind="random", tree=None, seeds=transfer.seeds)
    for kind, names in (("inverted", transfer.inverted), ("shuffled", transfer.shuffled)):
        for name in names:
            yield Contender.model_validate(
                {
                    "name": f"{name}-{kind}",
                    "kind": kind,
                    "tree": _tree(name),
                    "known": name,
                    "seeds": transfer.seeds,
                }
            )
    for name, tree in expressions(transfer).items():
        yield Contender(name=name, kind="control", tree=list(tree.symbols), seeds=transfer.seeds)


def _found(
    transfer: Transfer, paths: StudyPaths, runs: Mapping[str, tuple[int, ...]]
) -> Iterator[Contender]:
    """The best champion of the arm that is asked for, and all champions."""
    records = {
        (arm, seed): artifacts.read_json(paths.run(arm, seed).record)
        for arm, seeds in runs.items()
        for seed in seeds
    }
    if not records:
        return
    own = [record for (arm, _), record in records.items() if arm == transfer.champions_of]
    if not own:
        known = ", ".join(runs)
        raise ConfigError(
            f"pruning_functions.transfer.champions_of: no arm '{transfer.champions_of}'; "
            f"there are: {known}"
        )
    best = max(own, key=lambda record: record["metrics"]["fitness"])
    yield Contender(
        name=EVOLVED, kind="evolved", tree=best["champion"]["tree"], seeds=transfer.seeds
    )
    for (arm, seed), record in records.items():
        yield Contender(
            name=champion_name(arm, seed),
            kind="champion",
            tree=record["champion"]["tree"],
            seeds=transfer.champion_seeds,
        )


def _closed(name: str) -> Score:
    """The closed form of a known function: some need far more operations as an expression."""

    def score(layer: LayerOperands, place: int) -> np.ndarray:
        try:
            return function(name).closed(layer)
        except ConfigError as error:
            raise Unscorable("operand", 0, str(error)) from error

    return score


def _tree(name: str) -> list[str]:
    return list(function(name).TREE)


def read_contenders(path: Path) -> list[Contender]:
    """Functions as `contenders` found them."""
    return [Contender.model_validate_json(json.dumps(c)) for c in artifacts.read_json(path)]
