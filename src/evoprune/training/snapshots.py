"""The state of training as named arrays: what is saved, and put back when training goes on.

Random streams are counted by run, node and epoch, so they need no state of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from evoprune.training.recorder import COLUMNS, Recorder

Arrays = dict[str, np.ndarray]


class Snapshots(Protocol):
    """Where the state of a job is kept."""

    def latest(self) -> tuple[int, Arrays] | None:
        """Number of steps done and the state after them, if there is one."""
        ...

    def keep(self, done: int, state: Callable[[], Arrays]) -> None:
        """Take note that so many steps are done; asks for the state if it is to be saved.

        Raises:
            Interrupted: somebody asked for an end; the state is saved.
        """
        ...


class NoSnapshots:
    """Nothing is kept."""

    def latest(self) -> None:
        """Nothing is there."""

    def keep(self, done: int, state: Callable[[], Arrays]) -> None:
        """Nothing is done."""


class Restorable(Protocol):
    """Something with a state."""

    def arrays(self) -> Arrays:
        """Its state; later steps may change the arrays."""
        ...

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over a state."""
        ...


def together(parts: Mapping[str, Restorable | None]) -> Arrays:
    """States of several parts, each name behind that of its part; absent parts have none."""
    return {
        f"{part}.{name}": array
        for part, state in parts.items()
        if state is not None
        for name, array in state.arrays().items()
    }


def restore(parts: Mapping[str, Restorable | None], arrays: Mapping[str, np.ndarray]) -> None:
    """Give each part its state back."""
    for part, state in parts.items():
        if state is not None:
            start = f"{part}."
            own = {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}
            state.restore(own)


class Progress:
    """What a job has recorded so far, and which of its runs have diverged."""

    def __init__(self, recorders: Sequence[Recorder], diverged_at: list[int | None]) -> None:
        self._recorders, self._diverged_at = recorders, diverged_at

    def arrays(self) -> Arrays:
        """Records by column, shape (runs, epochs, cells), and epochs of divergence, -1 for none."""
        columns = {c: np.stack([r.columns[c] for r in self._recorders]) for c in COLUMNS}
        epochs = [-1 if epoch is None else epoch for epoch in self._diverged_at]
        return columns | {"diverged_at": np.array(epochs)}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over records and divergences."""
        for run, recorder in enumerate(self._recorders):
            for column in COLUMNS:
                recorder.columns[column][:] = arrays[column][run]
        epochs = arrays["diverged_at"].tolist()
        self._diverged_at[:] = [None if epoch < 0 else epoch for epoch in epochs]


class Numbers:
    """A flat array or list of numbers that is changed in place."""

    def __init__(self, values: np.ndarray | list[float]) -> None:
        self._values = values

    def arrays(self) -> Arrays:
        """The numbers."""
        return {"values": np.array(self._values, dtype=np.float64)}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over numbers."""
        self._values[:] = arrays["values"].tolist()
