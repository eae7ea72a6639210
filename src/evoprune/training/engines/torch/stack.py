"""A batch of networks as stacked tensors whose slices all start on a 64-byte boundary.

The bits of a matrix product depend on how its operands are aligned. So every width is padded to a
multiple of 16 floats, and each network's slice of each tensor starts on a 64-byte boundary: then a
network's results do not depend on how many others share the batch, nor on its place among them.
The padding is exact: padded weights, activations and gradients are zero and stay zero.

Element-wise kernels have a trap of their own: they treat two vectors of 16 floats at a time and
what is left one by one, which may round differently. Buffers that they run over as a whole are
therefore multiples of 32 floats (`whole_vectors`).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Layer, Network

VECTOR = 16
"""Floats in 64 bytes."""


def padded(width: int) -> int:
    """`width` rounded up to whole vectors, but not to a multiple of 512 bytes.

    Rows at such a distance fall into few sets of the cache: a width of 1024 instead of 1008 made a
    step a quarter slower.
    """
    vectors = -(-width // VECTOR)
    return (vectors + (vectors % 8 == 0)) * VECTOR


def whole_vectors(size: int) -> int:
    """`size` rounded up so that element-wise kernels leave no rest."""
    return -(-size // (2 * VECTOR)) * 2 * VECTOR


class TorchStack:
    """S networks of one architecture.

    Attributes:
        flat: all parameters, one tensor after the other, each stacked over the networks; then
            zeros up to whole vectors.
        weights: per layer a view of `flat`, shape (S, padded inputs, padded outputs).
        biases: per layer a view of `flat`, shape (S, 1, padded outputs).
    """

    def __init__(self, architecture: Architecture, networks: int, device: torch.device) -> None:
        self.architecture = architecture
        self._networks = networks
        shapes: list[tuple[int, int, int]] = []
        for dense in architecture.layers:
            shapes.append((networks, padded(dense.inputs), padded(dense.outputs)))
            shapes.append((networks, 1, padded(dense.outputs)))
        sizes = [int(np.prod(shape)) for shape in shapes]
        total = sum(sizes)
        self.flat = torch.zeros(whole_vectors(total), dtype=torch.float32, device=device)
        parts = torch.split(self.flat[:total], sizes)
        self.tensors = [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]
        self.weights, self.biases = self.tensors[0::2], self.tensors[1::2]

    def __len__(self) -> int:
        """Number of networks."""
        return self._networks

    def read(self, index: int) -> Network:
        """A copy of one network, without the padding."""
        layers = []
        for dense, weight, bias in zip(
            self.architecture.layers, self.weights, self.biases, strict=True
        ):
            block = weight[index, : dense.inputs, : dense.outputs].T
            layers.append(Layer(_to_numpy(block), _to_numpy(bias[index, 0, : dense.outputs])))
        return Network.from_layers(layers, len(self.architecture.encoder))

    def write(self, index: int, network: Network) -> None:
        """Replace one network."""
        for layer, weight, bias in zip(network.layers, self.weights, self.biases, strict=True):
            outputs, inputs = layer.weight.shape
            weight[index, :inputs, :outputs] = torch.from_numpy(layer.weight.T).to(weight.device)
            bias[index, 0, :outputs] = torch.from_numpy(layer.bias).to(bias.device)

    def zeros(self, index: int) -> tuple[int, int]:
        """Number of parameters of the encoder and of the decoder that are exactly zero."""
        # The padding is zero, so what is not zero is a parameter.
        counts = [torch.count_nonzero(tensor[index]) for tensor in self.tensors]
        nonzero = torch.stack(counts).tolist()  # one transfer, not one a tensor
        encoder = 2 * len(self.architecture.encoder)
        return (
            self.architecture.parameters_encoder - sum(nonzero[:encoder]),
            self.architecture.parameters_decoder - sum(nonzero[encoder:]),
        )

    def take(self, indices: Sequence[int] | np.ndarray) -> "TorchStack":
        """A new stack of copies of the networks at `indices`."""
        index = torch.as_tensor(np.asarray(indices), device=self.flat.device)
        copy = TorchStack(self.architecture, len(index), self.flat.device)
        for target, source in zip(copy.tensors, self.tensors, strict=True):
            torch.index_select(source, 0, index, out=target)
        return copy

    def put(self, indices: Sequence[int] | np.ndarray, source: "TorchStack") -> None:
        """Copy the networks of `source` over those at `indices`."""
        index = torch.as_tensor(np.asarray(indices), device=self.flat.device)
        for mine, theirs in zip(self.tensors, source.tensors, strict=True):
            mine.index_copy_(0, index, theirs)

    def take_pairs(self, encoders: np.ndarray, decoders: np.ndarray) -> "TorchStack":
        """A new stack of encoders and decoders of maybe different networks."""
        copy = self.take(encoders)
        other = self.take(decoders)
        for mine, theirs in zip(copy._decoder, other._decoder, strict=True):
            mine.copy_(theirs)
        return copy

    def put_pairs(self, encoders: np.ndarray, decoders: np.ndarray, source: "TorchStack") -> None:
        """Copy encoders and decoders of `source` over those of maybe different networks."""
        depth = len(self.tensors) - len(self._decoder)
        for first, stop, indices in ((0, depth, encoders), (depth, None, decoders)):
            index = torch.as_tensor(np.asarray(indices), device=self.flat.device)
            for mine, theirs in zip(
                self.tensors[first:stop], source.tensors[first:stop], strict=True
            ):
                mine.index_copy_(0, index, theirs)

    def arrays(self) -> dict[str, np.ndarray]:
        """All parameters with their padding, in host memory."""
        return {"flat": self.flat.cpu().numpy()}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over parameters, in place."""
        self.flat.copy_(torch.from_numpy(arrays["flat"]))

    @property
    def _decoder(self) -> list[torch.Tensor]:
        """The tensors of the decoder."""
        return self.tensors[2 * len(self.architecture.encoder) :]


def _to_numpy(tensor: torch.Tensor) -> np.ndarray:
    return np.array(tensor.cpu().numpy(), order="C", copy=True)
