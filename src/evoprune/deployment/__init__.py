"""Deployment: compressed networks as files that other programs run, and how fast they really are.

Fewer operations are no faster network: what they save shows only where it is measured.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # torch takes seconds to import
    from evoprune.networks.convolutional.network import ConvolutionalNetwork


def load_network(path: str | Path) -> "ConvolutionalNetwork":
    """A network that a run left, e.g. `results/filter_criteria/models/ARM/SEED.safetensors`.

    Its file says what it is: no config and no other file is needed but the checksum beside it.

    Args:
        path: of the file.

    Returns:
        A PyTorch module in eval mode. `network.architecture.image` are channels, height and width
        of the images that it takes, float32 and normalised as in training; it gives logits.

    Raises:
        MissingDataError: the file or its checksum is not there.
        CorruptFileError: its checksum does not match, or it is no file of a network.
    """
    from evoprune.pruning.filters.loading import read_network

    return read_network(Path(path))[0]
