"""The chain from canonical training to the ring with random pruning: its arms and their runs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evoprune.studies.autoencoder.results import Results, select
from evoprune.studies.autoencoder.scopes import ENVIRONMENTS
from evoprune.studies.autoencoder.variants import PUBLISHED


class Step(NamedTuple):
    """An arm of the chain.

    Attributes:
        mode: of the arm.
        operator: of the arm.
        schedule: of the arm.
        variant: of the arm.
        label: what it is, for readers.
    """

    mode: str
    operator: str
    schedule: str
    variant: str
    label: str

    @property
    def names(self) -> dict[str, str]:
        """Name columns of the arm."""
        return {name: getattr(self, name) for name in ("mode", "operator", "schedule", "variant")}


def _alone(variant: str, label: str) -> Step:
    return Step("canonical", "none", "none", variant, label)


def _ring(variant: str, label: str) -> Step:
    return Step("lipi", "none", "none", variant, label)


def _pruned(variant: str, label: str) -> Step:
    return Step("lipi", "random", "exponential", variant, label)


CHAIN = (
    _alone(PUBLISHED, "canonical training, as published"),
    _alone("constant_rate", "constant rate of 1e-5"),
    _alone("constant_rate_1e-4", "constant rate of 1e-4"),
    _alone("sign_descent", "sign descent"),
    _alone("constant_rate+sign_descent", "sign descent, constant rate of 1e-5"),
    _alone("rate_walk", "walking rate"),
    _ring("walk_off+population=1", "ring of one cell, rate fixed"),
    _ring("population=1", "ring of one cell"),
    _alone("epochs=4000", "canonical training, 4000 epochs"),
    _alone("rate_walk+sign_descent+epochs=4000", "as a ring of one cell, 4000 epochs"),
    _ring("epochs=40", "ring, 40 epochs"),
    _ring(PUBLISHED, "ring, as published"),
    _pruned("given_back", "ring, random pruning, given back"),
    _pruned("persistent_mask", "ring, random pruning, masks that stay"),
    _pruned(PUBLISHED, "ring, random pruning, as published"),
)


class Row(NamedTuple):
    """A step that was run.

    Attributes:
        step: which.
        losses: final L1 of the completed runs by seed, shape (runs,).
        runs: number of runs, diverged ones too.
        passes: over the training rows, of all cells of a run together.
    """

    step: Step
    losses: NDArray[np.float64]
    runs: int
    passes: int


def rows(results: Results) -> list[Row]:
    """The steps that were run, in the order of the chain."""
    sizes = results.history.groupby("arm", observed=True)[["epoch", "cell"]].max() + 1
    passes = sizes["epoch"] * sizes["cell"]
    plain = {"environment": ENVIRONMENTS[0], "dataset": results.dataset}
    found = []
    for step in CHAIN:
        runs = select(results.runs, {**plain, **step.names})
        if len(runs):
            completed = runs[runs["status"] == "ok"].sort_values("seed")
            losses = completed["l1_train"].to_numpy(dtype=np.float64)
            found.append(Row(step, losses, len(runs), int(passes[runs["arm"].iloc[0]])))
    return found
