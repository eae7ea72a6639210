"""Random initial weights, drawn layer by layer from a generator that the caller owns."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from evoprune.networks.convolutional.layers import Conv, Dense, Depthwise, Norm, Norm1d, layers

Weighty = Conv | Depthwise | Dense
Draw = Callable[[Weighty, np.random.Generator], None]
"""Fills the weight and the bias of a layer."""


def fan_out(layer: Weighty, rng: np.random.Generator) -> None:
    """N(0, s) with s^2 = 2/(kernel area x outputs); no bias. Source: spec section 3."""
    area = layer.weight[0, 0].numel()
    _normal(layer, rng, (2 / (area * layer.weight.shape[0])) ** 0.5)


def normal(layer: Weighty, rng: np.random.Generator) -> None:
    """N(0, 0.01); no bias. Source: spec section 3 (dense layers of VGG)."""
    _normal(layer, rng, 0.01)


def uniform(layer: Weighty, rng: np.random.Generator) -> None:
    """Weight and bias uniform on +-1/sqrt(inputs): the framework's default for dense layers."""
    bound = np.float32(layer.weight[0].numel() ** -0.5)
    _fill(layer.weight, (rng.random(layer.weight.shape, dtype=np.float32) * 2 - 1) * bound)
    if layer.bias is not None:
        _fill(layer.bias, (rng.random(layer.bias.shape, dtype=np.float32) * 2 - 1) * bound)


def truncated(layer: Weighty, rng: np.random.Generator) -> None:
    """N(0, 0.1), drawn again beyond 0.2; no bias. Source: study 3, released behaviour."""
    values = rng.standard_normal(layer.weight.shape, dtype=np.float32)
    while (far := np.abs(values) > 2).any():
        values[far] = rng.standard_normal(int(far.sum()), dtype=np.float32)
    _fill(layer.weight, values * np.float32(0.1))
    _clear_bias(layer)


@dataclass(frozen=True)
class Start:
    """How the weights of an architecture begin.

    Attributes:
        convolution: draws the convolutions.
        dense: draws the dense layers.
        gamma: scale of each batch normalisation; its shift is zero.
    """

    convolution: Draw = fan_out
    dense: Draw = uniform
    gamma: float = 1.0

    def initialise(self, network: torch.nn.Module, rng: np.random.Generator) -> None:
        """Draw all weights of a network in place, in module order."""
        for _, layer in layers(network):
            if isinstance(layer, Norm | Norm1d):
                self.refresh(layer)
            else:
                draw = self.dense if isinstance(layer, Dense) else self.convolution
                draw(layer, rng)

    def refresh(self, norm: Norm | Norm1d) -> None:
        """A batch normalisation that has seen nothing yet."""
        norm.reset_running_stats()
        with torch.no_grad():
            norm.weight.fill_(self.gamma)
            norm.bias.zero_()


def _normal(layer: Weighty, rng: np.random.Generator, deviation: float) -> None:
    drawn = rng.standard_normal(layer.weight.shape, dtype=np.float32)
    _fill(layer.weight, drawn * np.float32(deviation))
    _clear_bias(layer)


def _clear_bias(layer: Weighty) -> None:
    if layer.bias is not None:
        layer.bias.detach().zero_()


def _fill(parameter: torch.Tensor, values: np.ndarray) -> None:
    parameter.detach().copy_(torch.from_numpy(values))
