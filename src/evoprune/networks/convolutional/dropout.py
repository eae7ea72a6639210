"""Dropout that draws from generators of its own, found by the number of a step."""

import numpy as np
import torch
from torch import Tensor, nn


class Dropout(nn.Module):
    """Sets a share of all values to zero in training, and scales the others up.

    PyTorch's own draws from a global generator. Here what is dropped depends on the place in the
    network and on the step alone, so that it is the same whatever else a process does.

    Attributes:
        step: number of the next step; goes on by one each time, and a training that is resumed
            sets it.
    """

    def __init__(self, share: float, place: int) -> None:
        """Drop a share of all values; `place` tells the dropouts of a network apart."""
        super().__init__()
        self.share, self.place = share, place
        self.step = 0

    def forward(self, values: Tensor) -> Tensor:
        """Values of any shape."""
        if not self.training:
            return values
        # PyTorch's seeds are cut to 32 bits on some devices: both numbers go through a hash.
        (seed,) = np.random.SeedSequence((self.place, self.step)).generate_state(1)
        self.step += 1
        generator = torch.Generator(values.device).manual_seed(int(seed))
        drawn = torch.rand(values.shape, generator=generator, device=values.device)
        return values * (drawn >= self.share) / (1 - self.share)


def resume_at(network: nn.Module, step: int) -> None:
    """Let all dropouts of a network go on at a step."""
    for module in network.modules():
        if isinstance(module, Dropout):
            module.step = step
