"""Networks from files.

Apart from writing them: reading needs the names of all networks, and what trains one must not
depend on the others.
"""

import json
from pathlib import Path

import torch

from evoprune import artifacts
from evoprune.errors import ConfigError, CorruptFileError
from evoprune.networks.convolutional import rebuild
from evoprune.networks.convolutional.architecture import Architecture
from evoprune.networks.convolutional.network import ConvolutionalNetwork


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
