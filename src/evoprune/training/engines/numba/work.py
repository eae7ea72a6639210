"""What an engine's kernels share: the layout and memory to work in."""

from functools import cache

import numpy as np

from evoprune.networks.architecture import Architecture
from evoprune.training.engines.numba.kernels.batch import batch_buffers
from evoprune.training.engines.numba.layout import aligned, layout
from evoprune.training.engines.numba.scratch import scratch
from evoprune.training.engines.numba.tiles.types import extent

OBJECTIVES = {"l1": None, "bce": True}
"""How kernels are told what is minimised: versions for none and for anything else."""


class Work:
    """Arguments that every call of a kernel has in common."""

    def __init__(self, architecture: Architecture, batch_size: int, objective: str) -> None:
        self.layout = layout(architecture, batch_size)
        self.samples = extent(batch_size)
        self.entropy = OBJECTIVES[objective]
        self.buffers = tuple(batch_buffers(self.layout, batch_size) for _ in range(2))
        self.scratch = scratch(self.layout, batch_size)
        self._batch_size = batch_size
        self.latents = cache(self._latents)

    def _latents(self, members: int) -> np.ndarray:
        """Memory for the latent activations of a neighbourhood."""
        width = int(self.layout.widths[self.layout.encoder])
        return aligned((members, self._batch_size * width))
