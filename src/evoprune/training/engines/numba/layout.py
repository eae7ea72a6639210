"""Where everything of a network stands in flat arrays.

A layer's matrix has a row for each input and one for the bias, which is the weight of an input that
is always one. Rows and activations are padded to whole vectors; the padding of a matrix is zero and
stays zero.
"""

from typing import NamedTuple

import numpy as np

from evoprune.networks.architecture import Architecture
from evoprune.training.engines.numba.tiles.types import LANES


class Layout(NamedTuple):
    """Sizes and places of the layers, as kernels take them.

    Attributes:
        units: of the input and of each layer, shape (L + 1,).
        widths: padded to whole vectors, with room for the constant one, shape (L + 1,).
        matrices: first entry of each layer's matrix among the parameters, shape (L,).
        activations: first entry of each layer's activations (B, width) among those, shape (L + 1,).
        encoder: number of layers of the encoder.
    """

    units: np.ndarray
    widths: np.ndarray
    matrices: np.ndarray
    activations: np.ndarray
    encoder: int


def layout(architecture: Architecture, batch_size: int) -> Layout:
    """The layout of an architecture."""
    units = [architecture.layers[0].inputs, *(dense.outputs for dense in architecture.layers)]
    widths = [padded(count + 1) for count in units]
    sizes = [(inputs + 1) * width for inputs, width in zip(units[:-1], widths[1:], strict=True)]
    return Layout(
        units=np.array(units),
        widths=np.array(widths),
        matrices=_starts(sizes)[:-1],
        activations=_starts([batch_size * width for width in widths]),
        encoder=len(architecture.encoder),
    )


def parameters_of(layout: Layout) -> int:
    """Entries of a network's parameters, padding included."""
    return int(layout.matrices[-1] + (layout.units[-2] + 1) * layout.widths[-1])


def padded(count: int) -> int:
    """`count` floats rounded up to whole vectors, but not to a multiple of 512 bytes.

    Rows at such a distance fall into few sets of the cache.
    """
    vectors = -(-count // LANES)
    return (vectors + (vectors % 8 == 0)) * LANES


def aligned(shape: tuple[int, ...], kind: type = np.float32) -> np.ndarray:
    """Zeros that start on a 64-byte boundary."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    memory = np.zeros(size + 64, dtype=np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size].view(kind).reshape(shape)


def _starts(sizes: list[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)])
