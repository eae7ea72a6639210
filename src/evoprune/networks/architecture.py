"""The shape of an autoencoder and its initial weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evoprune.networks.network import Layer, Network

Activation = Literal["relu", "sigmoid", "linear"]


@dataclass(frozen=True)
class Dense:
    """A dense layer with bias, followed by its activation."""

    inputs: int
    outputs: int
    activation: Activation

    @property
    def parameters(self) -> int:
        """Number of weights and biases."""
        return self.outputs * (self.inputs + 1)


@dataclass(frozen=True)
class Architecture:
    """Encoder and decoder as chains of dense layers, input to output.

    Attributes:
        variational: whether the encoder's outputs are the means and then the log-variances of
            latent values that the decoder's inputs are drawn from.
    """

    encoder: tuple[Dense, ...]
    decoder: tuple[Dense, ...]
    variational: bool = False

    @property
    def latent_units(self) -> int:
        """Number of inputs of the decoder."""
        return self.decoder[0].inputs

    @property
    def layers(self) -> tuple[Dense, ...]:
        """All layers, input to output."""
        return self.encoder + self.decoder

    @property
    def parameters_encoder(self) -> int:
        """Number of parameters of the encoder."""
        return sum(layer.parameters for layer in self.encoder)

    @property
    def parameters_decoder(self) -> int:
        """Number of parameters of the decoder."""
        return sum(layer.parameters for layer in self.decoder)

    @property
    def parameters(self) -> int:
        """Number of parameters of the network."""
        return self.parameters_encoder + self.parameters_decoder

    def initial(self, rng: np.random.Generator) -> Network:
        """Random initial weights: all parameters of a layer uniform on +-1/sqrt(inputs).

        Source: spec section 2 (the framework's default for dense layers).
        """
        layers = [_initial_layer(dense, rng) for dense in self.layers]
        return Network.from_layers(layers, len(self.encoder))

    def describe(self) -> dict[str, list[list[int | str]]]:
        """The architecture as JSON: [inputs, outputs, activation] a layer."""

        def rows(layers: Sequence[Dense]) -> list[list[int | str]]:
            return [[layer.inputs, layer.outputs, layer.activation] for layer in layers]

        return {"encoder": rows(self.encoder), "decoder": rows(self.decoder)}


def _initial_layer(dense: Dense, rng: np.random.Generator) -> Layer:
    bound = np.float32(dense.inputs**-0.5)

    def uniform(*shape: int) -> np.ndarray:
        return (rng.random(shape, dtype=np.float32) * 2 - 1) * bound

    return Layer(uniform(dense.outputs, dense.inputs), uniform(dense.outputs))
