"""The numba engine: the fastest on a CPU."""

from collections.abc import Sequence

import numba
import numpy as np

from evoprune.errors import ConfigError
from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Network
from evoprune.training.engines.base import Noise
from evoprune.training.engines.numba.history import NumbaHistory
from evoprune.training.engines.numba.kernels import evaluation, training
from evoprune.training.engines.numba.kernels.recording import Sums
from evoprune.training.engines.numba.kernels.updates import Moments
from evoprune.training.engines.numba.pairs import NumbaPairs
from evoprune.training.engines.numba.rows import NumbaRows
from evoprune.training.engines.numba.stack import NumbaStack
from evoprune.training.engines.numba.work import Work
from evoprune.training.engines.service import numba_refuses


class NumbaEngine:
    """Serves `evoprune.training.engines.base.Engine` for ReLU autoencoders of binary data.

    Networks are trained one after the other; none's bits depend on the others.
    """

    name = "numba"
    version = str(numba.__version__)
    device = "cpu"

    def __init__(
        self,
        architecture: Architecture,
        batch_size: int,
        device: str = "auto",
        objective: str = "l1",
    ) -> None:
        refused = numba_refuses(architecture, batch_size, device, objective)
        if refused:
            raise ConfigError(f"the numba engine does not serve {refused}; use 'auto' or 'torch'")
        self.architecture, self.batch_size, self.objective = architecture, batch_size, objective
        self._work = Work(architecture, batch_size, objective)

    def rows(self, values: np.ndarray) -> NumbaRows:
        """Data rows (N, D) of zeros and ones."""
        return NumbaRows(values, self._work.layout)

    def stack(self, networks: Sequence[Network]) -> NumbaStack:
        """A new batch of networks."""
        stack = NumbaStack(self.architecture, self._work.layout, len(networks))
        for index, network in enumerate(networks):
            stack.write(index, network)
        return stack

    def history(self, networks: int) -> NumbaHistory:
        """Empty activation histories."""
        return NumbaHistory(self._work.layout, networks, self.batch_size)

    def adam(self, stack: NumbaStack, *, individual: bool = False) -> Moments:
        """Moments of a persistent Adam for `stack`, all zero; networks may always differ."""
        return Moments.zero(stack.parameters.shape)

    def train(
        self,
        stack: NumbaStack,
        rows: NumbaRows,
        batches: np.ndarray,
        rates: np.ndarray,
        *,
        moments: Moments | None = None,
        history: NumbaHistory | None = None,
        masks: NumbaStack | None = None,
        noise: Noise | None = None,
    ) -> np.ndarray:
        """One optimiser step a batch; see `Engine.train`."""
        if noise is not None:
            raise ConfigError("the numba engine does not serve noise; use 'auto' or 'torch'")
        work = self._work
        losses = np.empty(batches.shape[:2], dtype=np.float32)
        training.train(
            work.layout,
            stack.parameters,
            moments,
            None if masks is None else masks.parameters,
            _sums(history),
            work.entropy,
            rows.bits,
            rows.indices(batches, self.batch_size),
            np.asarray(rates, dtype=np.float64),
            losses,
            work.buffers,
            work.scratch,
            work.samples,
        )
        if history is not None:
            history.count += (batches >= 0).sum(axis=0)
        return losses

    def batch_losses(
        self,
        stack: NumbaStack,
        rows: NumbaRows,
        batches: np.ndarray,
        history: NumbaHistory | None = None,
    ) -> np.ndarray:
        """Objective of each network on its own batch; see `Engine.batch_losses`."""
        work = self._work
        losses = np.empty(len(batches), dtype=np.float32)
        evaluation.batch_losses(
            work.layout,
            stack.parameters,
            _sums(history),
            work.entropy,
            rows.bits,
            rows.indices(batches, self.batch_size),
            losses,
            work.buffers[0],
            work.scratch,
            work.samples,
        )
        if history is not None:
            history.count += batches >= 0
        return losses

    def pair_losses(
        self, stack: NumbaStack, members: np.ndarray, rows: NumbaRows, batches: np.ndarray
    ) -> NumbaPairs:
        """All encoder x decoder pairs of each neighbourhood; see `Engine.pair_losses`."""
        return NumbaPairs(self._work, stack, members, rows, batches)

    def row_losses(
        self,
        stack: NumbaStack,
        index: int,
        rows: NumbaRows,
        *,
        order: np.ndarray | None = None,
        history: NumbaHistory | None = None,
    ) -> np.ndarray:
        """Mean L1 of one network on every row; see `Engine.row_losses`."""
        work = self._work
        losses = np.empty(len(rows) + 1, dtype=np.float32)
        batches = self._cut(np.arange(len(rows)) if order is None else order)
        evaluation.row_losses(
            work.layout,
            stack.parameters[index],
            None if history is None else Sums(*(values[index] for values in history.moments)),
            rows.bits,
            rows.indices(batches, self.batch_size),
            losses,
            work.buffers[0],
            work.scratch,
            work.samples,
        )
        if history is not None:
            history.count[index] += (batches >= 0).sum(axis=0)
        return losses[:-1]

    def activations(
        self, stack: NumbaStack, index: int, rows: NumbaRows, selection: np.ndarray
    ) -> list[np.ndarray]:
        """Activations of one network on some rows; see `Engine.activations`."""
        work, layout = self._work, self._work.layout
        batches = self._cut(selection)
        values = np.empty((len(batches), layout.activations[-1]), dtype=np.float32)
        evaluation.activations(
            layout,
            stack.parameters[index],
            rows.bits,
            rows.indices(batches, self.batch_size),
            values,
            work.buffers[0],
            work.scratch,
            work.samples,
        )
        bounds = zip(layout.activations[1:], layout.activations[2:], strict=False)
        layers = [values[:, start:stop] for start, stop in bounds]
        return [
            layer.reshape(-1, width)[: len(selection), :units]
            for layer, width, units in zip(layers, layout.widths[1:], layout.units[1:], strict=True)
        ]

    def _cut(self, order: np.ndarray) -> np.ndarray:
        """Rows in batches of B; the last one ends with -1 where no row is left."""
        batches = np.full((-(-len(order) // self.batch_size), self.batch_size), -1)
        batches.reshape(-1)[: len(order)] = order
        return batches


def _sums(history: NumbaHistory | None) -> Sums | None:
    return None if history is None else history.moments
