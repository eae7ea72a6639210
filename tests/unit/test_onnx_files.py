"""Networks as ONNX files: other programs compute the same, whatever the batch."""

import logging
import warnings

import numpy as np
import onnx
import pytest

from evoprune.deployment import checking
from evoprune.deployment.checking import ExportError, agreement, checked
from evoprune.deployment.onnx_files import exported
from evoprune.deployment.runtimes import onnx_runner, some_images, torch_runner
from evoprune.deployment.speed import measured
from evoprune.pruning.filters.inheritance import down
from tests.unit.convolutional import NAMES, assert_same_state, masks, shared, state

pytestmark = pytest.mark.slow
REPEATED = ("resnet14", "resnet20", "preresnet14", "preresnet38")
KINDS = [name for name in NAMES if name not in REPEATED]
"""Networks that are built differently."""


def pruned(name):
    full = shared(name)
    return down(full, masks(full)), masks(full)


@pytest.fixture(scope="module")
def small():
    network, keep_masks = pruned("resnet8")
    return network, keep_masks, exported(network)


@pytest.mark.parametrize("name", KINDS)
def test_outputs_are_those_of_pytorch_for_any_batch(name):
    network, _ = pruned(name)
    model = exported(network)
    found = agreement(network, model)
    assert found.holds
    assert found.difference <= 1e-5 or found.difference <= 4 * found.rounding
    for batch in (1, 32):
        images = some_images(network, batch, seed=7)
        theirs = onnx_runner(model)(images)
        assert theirs.shape == (batch, 3)
        scale = max(1.0, np.abs(theirs).max())
        apart = np.abs(theirs - torch_runner(network)(images)).max() / scale
        assert apart <= max(1e-5, 8 * found.rounding)


def test_a_file_has_one_input_and_one_output_of_any_number_of_images(small):
    network, _, model = small
    read = onnx.load_from_string(model)
    (images,), (logits,) = read.graph.input, read.graph.output
    assert (images.name, logits.name) == ("images", "logits")
    sides = [d.dim_param or d.dim_value for d in images.type.tensor_type.shape.dim]
    assert sides == ["batch", *network.architecture.image]
    assert '"widths": [' in read.metadata_props[0].value
    assert [p.key for p in read.metadata_props] == ["architecture"]


def test_a_file_tells_nothing_of_the_machine_and_is_the_same_again(small):
    network, _, model = small
    assert b".py" not in model
    assert b"site-packages" not in model
    assert exported(network) == model


def test_exporting_changes_neither_network_nor_logger(small):
    network, _, _ = small
    before, mode = state(network), network.training
    logger = logging.getLogger("torch.onnx._internal.exporter._registration")
    level, filters = logger.level, list(warnings.filters)
    exported(network)
    assert_same_state(state(network), before)
    assert (network.training, logger.level, warnings.filters) == (mode, level, filters)


def test_another_network_is_no_agreement(small):
    network, keep_masks, model = small
    other = down(shared("resnet8"), [np.roll(mask, 1) for mask in keep_masks])
    assert agreement(other, model).difference > 0.01
    with pytest.raises(ExportError, match=r"resnet8: outputs of its ONNX file differ by 0\.\d+"):
        checked(other, model)
    assert checked(network, model) == agreement(network, model)


def test_differences_are_relative_to_large_outputs(small, monkeypatch):
    network, _, model = small
    ours, scale = torch_runner(network), 1000.0
    images = some_images(network, 32)
    monkeypatch.setattr(checking, "onnx_runner", lambda _: lambda x: ours(x) * scale)
    monkeypatch.setattr(checking, "torch_runner", lambda _: lambda x: ours(x) * (scale + 1))
    largest = max(np.abs(ours(some_images(network, n))).max() for n in (1, 32))
    found = agreement(network, model)
    assert np.abs(ours(images)).max() <= largest
    assert found.difference == pytest.approx(largest / max(1.0, largest), rel=1e-3)


def test_few_rounds_give_no_interval(small):
    _, _, model = small
    runner = onnx_runner(model)
    images = some_images(small[0], 256)
    found = measured({"dense": {"onnxruntime": runner}}, images, rounds=2)
    assert [(s.low, s.high) for s in found] == [(None, None)] * 3
    assert all(s.time.low <= s.time.median <= s.time.high for s in found)
