"""Batch normalisation that reads some of the channels that there are: those behind a shortcut."""

import numpy as np
import torch
from torch import Tensor

from evoprune.networks.convolutional.channels import Channels
from evoprune.networks.convolutional.layers import Norm, Norm1d
from evoprune.networks.convolutional.start import Start


class ReadingNorm(Norm):
    """Normalises some channels of its maps, which keep all of theirs for the shortcut.

    `index` is a tensor of the layer and cut like its scales: a sub-network reads what is left of
    what its super-network read.

    Attributes:
        index: positions of the channels that are read, ascending, int64, shape (channels,).
    """

    index: Tensor

    def __init__(self, channels: Channels, full: int) -> None:
        """Read the first channels of maps of `full` channels."""
        super().__init__(channels)
        self.full = full
        self.register_buffer("index", torch.arange(channels.size))

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, full, height, width) to (batch, channels, height, width)."""
        whole = self.num_features == self.full
        read = maps if whole else maps.index_select(1, self.index)
        return super().forward(read)


class ReadingStart(Start):
    """Initial weights of networks whose normalisations know which channels they read."""

    def initialise(self, network: torch.nn.Module, rng: np.random.Generator) -> None:
        """Draw all weights of a network in place, whatever it reads."""
        Start(self.convolution, self.dense, self.gamma).initialise(network, rng)

    def refresh(self, norm: Norm | Norm1d) -> None:
        """A batch normalisation that has seen nothing yet; of a sub-network it cannot be made.

        Raises:
            ValueError: it reads some channels only, and would forget which.
        """
        if isinstance(norm, ReadingNorm) and norm.num_features < norm.full:
            raise ValueError("a fresh batch normalisation does not know the channels that it reads")
        super().refresh(norm)
