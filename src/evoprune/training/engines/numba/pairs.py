"""All encoder x decoder pairs of some neighbourhoods."""

from typing import Any

import numpy as np

from evoprune.training.engines.numba.history import NumbaHistory
from evoprune.training.engines.numba.kernels import evaluation
from evoprune.training.engines.numba.rows import NumbaRows
from evoprune.training.engines.numba.stack import NumbaStack


class NumbaPairs:
    """Losses of V neighbourhoods of M members.

    Attributes:
        losses: float32, shape (V, M, M): neighbourhood, encoder, decoder.
    """

    def __init__(
        self,
        work: Any,
        stack: NumbaStack,
        members: np.ndarray,
        rows: NumbaRows,
        batches: np.ndarray,
    ) -> None:
        self._work, self._stack, self._rows = work, stack, rows
        self._members, self._batches = members, rows.indices(batches, len(work.samples))
        self.losses = np.empty((*members.shape, members.shape[1]), dtype=np.float32)
        evaluation.pair_losses(
            work.layout,
            stack.parameters,
            work.entropy,
            rows.bits,
            members,
            self._batches,
            self.losses,
            work.latents(members.shape[1]),
            work.buffers[0],
            work.scratch,
            work.samples,
        )

    def add_to(self, history: NumbaHistory, winners: np.ndarray) -> None:
        """Add the passes that member `winners[v]` of neighbourhood v took part in.

        They are made once more: hardly any arm wants them.
        """
        work = self._work
        evaluation.record_pairs(
            work.layout,
            self._stack.parameters,
            history.moments,
            self._rows.bits,
            self._members,
            winners,
            self._batches,
            work.latents(self._members.shape[1]),
            work.buffers[0],
            work.scratch,
            work.samples,
        )
        history.count += self._members.shape[1] * (self._batches >= 0)
