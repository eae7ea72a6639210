"""A batch of networks as rows of one array, each on a 64-byte boundary."""

from collections.abc import Mapping, Sequence

import numpy as np

from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Layer, Network
from evoprune.training.engines.numba.layout import Layout, aligned, parameters_of


class NumbaStack:
    """S networks of one architecture.

    Attributes:
        parameters: float32, shape (S, P), laid out as `Layout` says.
    """

    def __init__(self, architecture: Architecture, layout: Layout, networks: int) -> None:
        self._architecture, self._layout = architecture, layout
        self.parameters = aligned((networks, parameters_of(layout)))

    def __len__(self) -> int:
        """Number of networks."""
        return len(self.parameters)

    def read(self, index: int) -> Network:
        """A copy of one network, without the padding."""
        layers = []
        for dense, matrix in zip(self._architecture.layers, self._matrices(index), strict=True):
            weight = np.ascontiguousarray(matrix[:-1, : dense.outputs].T)
            layers.append(Layer(weight, matrix[-1, : dense.outputs].copy()))
        return Network.from_layers(layers, len(self._architecture.encoder))

    def write(self, index: int, network: Network) -> None:
        """Replace one network."""
        self.parameters[index] = 0  # the padding of one that is lost may not be
        for layer, matrix in zip(network.layers, self._matrices(index), strict=True):
            outputs = len(layer.bias)
            matrix[:-1, :outputs] = layer.weight.T
            matrix[-1, :outputs] = layer.bias

    def zeros(self, index: int) -> tuple[int, int]:
        """Number of parameters of the encoder and of the decoder that are exactly zero."""
        start = self._decoder
        halves = self.parameters[index, :start], self.parameters[index, start:]
        # The padding is zero, so what is not zero is a parameter.
        # Counting a comparison is four times as fast as counting floats.
        nonzero = [int(np.count_nonzero(half != 0)) for half in halves]
        architecture = self._architecture
        return (
            architecture.parameters_encoder - nonzero[0],
            architecture.parameters_decoder - nonzero[1],
        )

    def take(self, indices: Sequence[int] | np.ndarray) -> "NumbaStack":
        """A new stack of copies of the networks at `indices`."""
        if len(indices) and not 0 <= min(indices) <= max(indices) < len(self):
            raise IndexError(f"no such networks among {len(self)}: {list(indices)}")
        copy = NumbaStack(self._architecture, self._layout, len(indices))
        # Another mode than "clip" would go through a buffer.
        np.take(self.parameters, indices, axis=0, out=copy.parameters, mode="clip")
        return copy

    def put(self, indices: Sequence[int] | np.ndarray, source: "NumbaStack") -> None:
        """Copy the networks of `source` over those at `indices`."""
        self.parameters[indices] = source.parameters

    def take_pairs(self, encoders: np.ndarray, decoders: np.ndarray) -> "NumbaStack":
        """A new stack of encoders and decoders of maybe different networks."""
        copy = self.take(encoders)
        copy.parameters[:, self._decoder :] = self.parameters[decoders, self._decoder :]
        return copy

    def put_pairs(self, encoders: np.ndarray, decoders: np.ndarray, source: "NumbaStack") -> None:
        """Copy encoders and decoders of `source` over those of maybe different networks."""
        self.parameters[encoders, : self._decoder] = source.parameters[:, : self._decoder]
        self.parameters[decoders, self._decoder :] = source.parameters[:, self._decoder :]

    def arrays(self) -> dict[str, np.ndarray]:
        """The parameters with their padding."""
        return {"parameters": self.parameters}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over parameters, in place: their alignment stays."""
        self.parameters[:] = arrays["parameters"]

    @property
    def _decoder(self) -> int:
        """First entry of the decoder among a network's parameters."""
        return int(self._layout.matrices[self._layout.encoder])

    def _matrices(self, index: int) -> list[np.ndarray]:
        """Views of a network's matrices, inputs and bias by padded outputs."""
        layout, matrices = self._layout, []
        for layer, start in enumerate(layout.matrices):
            shape = layout.units[layer] + 1, layout.widths[layer + 1]
            matrices.append(
                self.parameters[index, start : start + shape[0] * shape[1]].reshape(shape)
            )
        return matrices
