"""Files of networks: their tensors, and beside them in the header what they are tensors of."""

import json
from collections.abc import Mapping
from pathlib import Path

import torch

from evoprune import artifacts
from evoprune.errors import ConfigError, CorruptFileError
from evoprune.networks.convolutional import rebuild
from evoprune.networks.convolutional.architecture import Architecture
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


def read_network(path: Path) -> tuple[ConvolutionalNetwork, dict[str, str]]:
    """A network as it was written, in eval mode, and the metadata given then.

    Raises:
        MissingDataError: the file or its checksum is not there.
        CorruptFileError: its checksum does not match, or it is no file of a network.
    """
    arrays, metadata = artifacts.read_tensors(path)
    try:
        network = rebuild(Architecture.described(json.loads(metadata.pop("architecture"))))
    except (KeyError, json.JSONDecodeError, ConfigError) as error:
        raise CorruptFileError(f"{path}: no architecture that can be built ({error})") from error
    own = network.state_dict()
    # The writer gives single values an axis.
    shapes = {name: tuple(tensor.shape) or (1,) for name, tensor in own.items()}
    if shapes != {name: array.shape for name, array in arrays.items()}:
        raise CorruptFileError(f"{path}: its tensors are not those of its {network.architecture}")
    for name, tensor in own.items():
        tensor.copy_(torch.from_numpy(arrays[name]).reshape(tensor.shape))
    return network.eval(), metadata
