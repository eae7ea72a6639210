"""A pruned network in a file: it comes back as it was, or not at all."""

import json

import numpy as np
import pytest
import torch

from evoprune import artifacts
from evoprune.errors import CorruptFileError, MissingDataError
from evoprune.pruning.filters.inheritance import down
from evoprune.pruning.filters.loading import read_network
from evoprune.pruning.filters.saving import write_network
from tests.unit.convolutional import NAMES, assert_same_state, images, masks, shared, state


@pytest.fixture
def pruned():
    full = shared("resnet14")
    return down(full, masks(full))


@pytest.mark.parametrize("name", NAMES)
def test_a_pruned_network_comes_back_as_it_was(name, tmp_path):
    full = shared(name)
    network = down(full, [np.arange(width) % 8 == 0 for width in full.architecture.widths])
    path = tmp_path / f"{name}.safetensors"
    digest = write_network(path, network, {"arm": "mixed"})
    assert digest == write_network(path, network, {"arm": "mixed"})
    back, metadata = read_network(path)
    assert metadata == {"arm": "mixed"}
    assert back.architecture == network.architecture
    assert_same_state(state(back), state(network))
    with torch.no_grad():
        assert torch.equal(back(images(back)), network(images(network)))


def test_switches_come_back(tmp_path):
    path = tmp_path / "network.safetensors"
    write_network(path, shared("resnet56", detached_shortcut=True))
    assert read_network(path)[0].features[4][0].shortcut.detached


def test_truncated_and_absent_files_are_refused(pruned, tmp_path):
    path = tmp_path / "network.safetensors"
    with pytest.raises(MissingDataError, match="no such file"):
        read_network(path)
    write_network(path, pruned)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CorruptFileError, match="does not match"):
        read_network(path)


def described(network, **changes):
    return {"architecture": json.dumps({**network.architecture.describe(), **changes})}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "resnet15"}, "no architecture that can be built .*unknown .*'resnet15'"),
        ({"widths": [16] * 3}, "3 widths for 6 prunable groups"),
        ({"widths": [1] * 6}, "its tensors are not those of its .*resnet14"),
        ({"classes": None}, "not an architecture"),
    ],
)
def test_tensors_of_another_architecture_are_refused(pruned, tmp_path, changes, message):
    path = tmp_path / "network.safetensors"
    arrays = {name: tensor.numpy() for name, tensor in pruned.state_dict().items()}
    artifacts.write_tensors(path, arrays, described(pruned, **changes))
    with pytest.raises(CorruptFileError, match=message):
        read_network(path)


def test_files_of_something_else_are_refused(pruned, tmp_path):
    path = tmp_path / "network.safetensors"
    arrays = {name: tensor.numpy() for name, tensor in pruned.state_dict().items()}
    artifacts.write_tensors(path, arrays)
    with pytest.raises(CorruptFileError, match="no architecture that can be built"):
        read_network(path)
    artifacts.write_tensors(path, dict(list(arrays.items())[1:]), described(pruned))
    with pytest.raises(CorruptFileError, match="its tensors are not those"):
        read_network(path)
