"""A batch of networks as stacked tensors whose slices all start on a 128-byte boundary.

Two things make the bits of a network depend on who shares its batch, and the padding avoids both.
The bits of a matrix product depend on how its operands are aligned to 64 bytes; and element-wise
kernels treat two vectors of 16 floats at a time and the rest one by one, with a sigmoid that can
differ in its last bit. So every width is padded to a multiple of 32 floats. The padding is exact:
padded weights, activations and gradients are zero and stay zero.
"""

from collections.abc import Sequence

import numpy as np
import torch

from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Layer, Network

BLOCK = 32
"""Floats in two 64-byte vectors."""


def padded(width: int) -> int:
    """`width` rounded up to whole blocks, but not to a multiple of 512 bytes.

    Rows at such a distance fall into few sets of the cache: a width of 1024 instead of 1056 made a
    step a quarter slower.
    """
    blocks = -(-width // BLOCK)
    return (blocks + (blocks % 4 == 0)) * BLOCK


class TorchStack:
    """S networks of one architecture.

    Attributes:
        flat: all parameters, one tensor after the other, each stacked over the networks.
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
        self.flat = torch.zeros(sum(sizes), dtype=torch.float32, device=device)
        parts = torch.split(self.flat, sizes)
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


def _to_numpy(tensor: torch.Tensor) -> np.ndarray:
    return np.array(tensor.cpu().numpy(), order="C", copy=True)
