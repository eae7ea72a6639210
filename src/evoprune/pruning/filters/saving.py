"""Files of networks: their tensors, and beside them in the header what they are tensors of."""

import json
from collections.abc import Mapping
from pathlib import Path

from evoprune import artifacts
from evoprune.networks.convolutional.network import ConvolutionalNetwork


def write_network(
    path: Path, network: ConvolutionalNetwork, metadata: Mapping[str, str] | None = None
) -> str:
    """Write a network, pruned or whole, as safetensors with its architecture; return the checksum.

    Raises:
        WriteError: there is no space, no permission; what was there before stays.
    """
    described = json.dumps(network.architecture.describe(), sort_keys=True)
    arrays = {name: tensor.cpu().numpy() for name, tensor in network.state_dict().items()}
    return artifacts.write_tensors(path, arrays, {**(metadata or {}), "architecture": described})
