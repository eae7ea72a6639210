"""One network outside an engine: plain arrays, layer by layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass
class Layer:
    """Parameters of a dense layer.

    Attributes:
        weight: float32, shape (outputs, inputs).
        bias: float32, shape (outputs,).
    """

    weight: np.ndarray
    bias: np.ndarray

    def zeros(self) -> int:
        """Number of parameters that are exactly zero."""
        nonzero = int(np.count_nonzero(self.weight)) + int(np.count_nonzero(self.bias))
        return self.size - nonzero

    @property
    def size(self) -> int:
        """Number of parameters."""
        return self.weight.size + self.bias.size


@dataclass
class Network:
    """An autoencoder: the layers of its encoder and of its decoder, input to output."""

    encoder: list[Layer]
    decoder: list[Layer]

    @property
    def layers(self) -> list[Layer]:
        """All layers, input to output."""
        return [*self.encoder, *self.decoder]

    def tensors(self) -> dict[str, np.ndarray]:
        """Parameters by name, e.g. `encoder.0.weight`."""
        named = {}
        for part, layers in (("encoder", self.encoder), ("decoder", self.decoder)):
            for index, layer in enumerate(layers):
                named[f"{part}.{index}.weight"] = layer.weight
                named[f"{part}.{index}.bias"] = layer.bias
        return named

    @classmethod
    def from_layers(cls, layers: Sequence[Layer], encoder_layers: int) -> "Network":
        """Cut a list of layers, input to output, into encoder and decoder."""
        return cls(list(layers[:encoder_layers]), list(layers[encoder_layers:]))
