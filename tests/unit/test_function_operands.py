"""Operands of networks: where maps are read, and what functions see of them."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from evoprune.data.images.labelled import Labelled, Part
from evoprune.errors import ConfigError
from evoprune.pruning.functions.maps import silent_channels
from evoprune.pruning.functions.operands import layers_of
from evoprune.pruning.functions.scoring_sets import balanced
from evoprune.pruning.functions.taps import Tap, taps
from tests.unit.convolutional import images, lively, narrow, shared, small, state

LABELS = np.array([0, 2, 1, 1, 0, 2, 1, 0, 2, 2])


def operands(name="lenet5", tap="after_pool", **switches):
    network = shared(name, **switches)
    return network, layers_of(network, images(network, len(LABELS)), LABELS, tap)


def modules(network, tap="after_pool"):
    return [at.module for at in taps(network, tap)]


def test_maps_are_read_behind_pooling_if_there_is_any():
    lenet = small("lenet5")
    assert modules(lenet) == ["features.2", "features.5", "classifier.2"]
    assert modules(lenet, "after_act") == ["features.1", "features.4", "classifier.2"]
    assert [at.producer for at in taps(lenet)] == ["features.0", "features.3", "classifier.1"]
    with pytest.raises(ConfigError, match=r"tap 'after_bn': there is none behind layer features.0"):
        taps(lenet, "after_bn")


def test_maps_are_read_behind_normalisation_and_relu_in_either_order():
    network = small("convnet6")
    assert modules(network)[:2] == ["features.2", "features.6"]
    assert modules(network, "after_act")[:2] == ["features.2", "features.5"]
    assert modules(network, "after_bn")[:2] == ["features.1", "features.4"]
    # the mean of whole maps is the classifier's
    assert taps(network)[-1] == Tap("features.20", 0, "features.17", "features.18")
    behind = small("convnet6", norm_last=True)
    assert modules(behind)[:2] == ["features.2", "features.6"]
    assert modules(behind, "after_act")[:2] == ["features.1", "features.4"]
    assert modules(behind, "after_bn")[:2] == ["features.2", "features.5"]


def test_hidden_units_are_read_behind_their_normalisation():
    network = small("vgg16_relu_bn")
    first, *_, hidden = taps(network)
    # dropout, which comes last, lets everything through when a network is scored
    assert first == Tap("features.3", 0, "features.0", "features.2")
    assert hidden == Tap("classifier.4", 0, "classifier.1", "classifier.3")
    assert modules(network)[1] == "features.7"
    assert modules(network, "after_bn")[-1] == "classifier.3"
    assert modules(network, "after_act")[-1] == "classifier.2"


def test_a_relu_that_is_used_twice_is_read_at_its_first_call():
    # the block's inner channels go through the same module as its outputs
    network = small("resnet8")
    assert taps(network)[0] == Tap(
        "features.3.0.relu", 0, "features.3.0.conv1", "features.3.0.norm1"
    )
    layer = layers_of(network, images(network, 10), LABELS)[1]
    assert layer.shared["X"].shape[0] == network.architecture.widths[1]


def test_normalisations_of_other_channels_too_are_not_read():
    # in a dense block the next layer's is of everything before it
    assert taps(small("densenet40"))[1] == Tap("features.1.unit.2", 0, "features.1.unit.2", None)


def test_maps_of_lenet_are_those_that_its_second_layer_reads():
    network, (first, second, hidden) = operands()
    shapes = [layer.shared["X"].shape for layer in (first, second, hidden)]
    assert shapes == [(20, 10, 144), (50, 10, 16), (500, 10, 1)]
    batch = images(network, len(LABELS))
    conv, *_ = network.features
    with torch.no_grad():
        made = functional.max_pool2d(functional.conv2d(batch, conv.weight, conv.bias).relu(), 2)
        flat = network.features(batch).flatten(1)
        dense = network.classifier[1](flat).relu()
    expected = made.double().numpy()
    for channel in (0, 7, 19):
        x = first.shared["X"][channel]
        np.testing.assert_array_equal(x, expected[:, channel].reshape(10, 144))
        mean = expected[:, channel].mean(axis=0).reshape(144)
        np.testing.assert_allclose(first.shared["mX"][channel], mean, rtol=1e-14)
    # a filter of the second layer takes 16 neighbouring positions of the flattened maps
    np.testing.assert_array_equal(second.shared["X"][3], flat[:, 48:64].numpy())
    np.testing.assert_array_equal(hidden.shared["X"][:, :, 0], dense.numpy().T)


def test_classes_part_the_rows_in_their_order():
    _, (first, *_) = operands()
    x = first.shared["X"]
    assert x.dtype == np.float64
    assert (first.channels, first.classes, len(first.of_class)) == (20, 3, 3)
    for c, own in enumerate(first.of_class):
        np.testing.assert_array_equal(own["P"], x[:, c == LABELS])
        np.testing.assert_array_equal(own["Q"], x[:, c != LABELS])
        np.testing.assert_array_equal(own["mP"], own["P"].mean(axis=1))
        np.testing.assert_allclose(own["mQ"], own["Q"].mean(axis=1), rtol=1e-14)
        assert own["N"] == (3, 3, 4)[c]
    np.testing.assert_array_equal(first.shared["labels"], np.eye(3)[LABELS][None])


def test_filters_have_their_inputs_last():
    network, (first, second, hidden) = operands()
    weight = network.features[3].weight.detach().double().numpy()
    assert second.shared["WI"].shape == (50, 5, 5, 20)
    assert second.shared["WI"][7, 1, 2, 3] == weight[7, 3, 1, 2]
    assert second.shared["W"].shape == (1, 5, 5, 20, 50)
    assert second.shared["W"][0, 1, 2, 3, 7] == weight[7, 3, 1, 2]
    dense = network.classifier[1].weight.detach().double().numpy()
    np.testing.assert_array_equal(hidden.shared["WI"], dense)
    np.testing.assert_array_equal(hidden.shared["W"][0], dense.T)
    assert "gamma" not in first.shared


def test_operands_of_normalisations_are_theirs():
    network, layers = operands("convnet6")
    norm = network.features[4]
    found = layers[1].shared
    for name, tensor in (
        ("gamma", norm.weight),
        ("beta", norm.bias),
        ("running_mean", norm.running_mean),
        ("running_variance", norm.running_var),
    ):
        np.testing.assert_array_equal(found[name], tensor.detach().numpy())
        assert found[name].dtype == np.float64
    assert [layer.shared["X"].shape[2] for layer in layers] == [256, 64, 64, 16, 16, 4]


@pytest.mark.parametrize("name", ["lenet5", "convnet6", "resnet8"])
def test_networks_are_read_in_eval_mode_and_stay_as_they_are(name):
    network = lively(name).train()
    before = state(network)
    batch = images(network, len(LABELS))
    found = layers_of(network, batch, LABELS)
    assert network.training
    assert all(torch.equal(before[key], value) for key, value in state(network).items())
    assert not any(module._forward_hooks for module in network.modules())
    expected = layers_of(network.eval(), batch, LABELS)
    for layer, again in zip(found, expected, strict=True):
        np.testing.assert_array_equal(layer.shared["X"], again.shared["X"])


def test_chunks_and_choices_of_groups_change_nothing(monkeypatch):
    network, layers = operands("convnet6")
    monkeypatch.setattr("evoprune.pruning.functions.maps.CHUNK", 3)
    batch = images(network, len(LABELS))
    chosen = layers_of(network, batch, LABELS, groups=[4, 1])
    for layer, group in zip(chosen, (1, 4), strict=True):
        np.testing.assert_allclose(layer.shared["X"], layers[group].shared["X"], atol=1e-5)


def test_only_the_samples_of_one_class_are_held():
    _, (first, second, _) = operands()
    zero, one = first.of_class[:2]
    rows = zero["P"]
    assert zero["P"] is rows
    assert zero["mP"] is zero["mP"]
    one["P"]
    assert zero["P"] is not rows
    np.testing.assert_array_equal(zero["P"], rows)
    held = first.shared["X"]
    assert first.shared["X"] is held
    second.shared["X"]
    assert first.shared["X"] is not held
    with pytest.raises(ValueError, match="read-only"):
        held[0] = 0


def test_whether_there_is_an_operand_is_known_without_making_it(monkeypatch):
    _, (first, *_) = operands()
    monkeypatch.setattr(np, "array", None)
    assert "N" in first.of_class[0]
    assert "gamma" not in first.shared
    assert set(first.of_class[0]) == {"P", "Q", "mP", "mQ", "N"}
    assert len(first.shared) == len(set(first.shared)) == 5
    with pytest.raises(TypeError):
        first.of_class[0]["N"]


def test_channels_that_nothing_gets_through_are_counted():
    network = narrow("lenet5")
    layers = network.features[0], network.features[3], network.classifier[1]
    with torch.no_grad():
        for layer, alive in zip(layers, (-1, 1, None), strict=True):
            layer.weight.zero_()
            layer.bias.fill_(-1.0)
            layer.bias[:alive] = 1.0
    second = network.architecture.widths[1]
    assert silent_channels(network, images(network, 4)) == [1, second - 1, 0]


def test_classes_without_images_are_refused():
    network = narrow("lenet5")
    batch = images(network, 4)
    for labels in ([0, 0, 1, 1], [0, 1, 2, 3]):
        with pytest.raises(ValueError, match="images of 3 classes to score on"):
            layers_of(network, batch, np.array(labels))


def test_scoring_sets_have_the_first_images_of_each_class():
    source = Labelled(np.zeros((12, 1, 2, 2), np.uint8), np.array([2, 0, 1] * 4))
    part = Part(source, np.array([11, 3, 0, 7, 8, 10, 1]))
    # classes 1, 2, 2, 0, 1, 0, 0
    np.testing.assert_array_equal(balanced(part, 1).rows, [11, 3, 7])
    np.testing.assert_array_equal(balanced(part, 2).rows, [11, 3, 0, 7, 8, 10])
    with pytest.raises(ConfigError, match="0 images of a class"):
        balanced(part, 0)


def test_scoring_sets_stay_balanced_where_a_class_has_fewer_images():
    source = Labelled(np.zeros((12, 1, 2, 2), np.uint8), np.array([2, 0, 1] * 4))
    part = Part(source, np.array([11, 3, 0, 7, 8, 10, 1]))
    # Classes 1 and 2 have two images, class 0 three.
    np.testing.assert_array_equal(balanced(part, 3).rows, balanced(part, 2).rows)
