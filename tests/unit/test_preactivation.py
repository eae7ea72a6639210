"""Pre-activation residual networks: published sizes, what blocks read, where they are scored."""

import numpy as np
import pytest
import torch

from evoprune.networks.convolutional import build
from evoprune.networks.convolutional.layers import Conv, Dense, Norm, layers
from evoprune.networks.convolutional.preactivation import CentredShortcut
from evoprune.networks.convolutional.reading import ReadingNorm
from evoprune.pruning.filters.flops import macs, parameters
from evoprune.pruning.filters.inheritance import down
from evoprune.pruning.functions.operands import layers_of
from evoprune.pruning.functions.taps import Tap, taps
from tests.unit.convolutional import images, lively, masks, shared, small

PREDEFINED = (
    *(6, 5, 0, 4, 11, 10, 8, 8, 8, 10, 15, 15, 6, 1, 7, 0, 7, 11),
    *(4, 8, 22, 28, 8, 24, 30, 30, 18, 30, 30, 30, 8, 4, 10, 12, 12, 14),
    *(20, 52, 16, 0, 18, 18, 32, 44, 48, 52, 32, 32, 18, 18, 0, 8, 12, 20),
)
"""Published: channels that a table removes from ResNet-56, what is read and what is in between."""


def without_memory(name, widths=None, classes=10):
    with torch.device("meta"):
        return build(name, widths, classes=classes)


def counted(network):
    """The published count: weights, and four values for each channel that a block's layer reads."""
    read = {norm for name, norm in layers(network) if isinstance(norm, Norm) and "norm" in name}
    weighty = [layer for _, layer in layers(network) if isinstance(layer, Conv | Dense)]
    return sum(w.weight.numel() for w in weighty) + 4 * sum(norm.num_features for norm in read)


def uniform(name, ratio, classes=10):
    """All groups without this share of their channels, rounded down."""
    whole = without_memory(name).architecture.widths
    return without_memory(name, [w - int(ratio * w) for w in whole], classes)


def test_the_published_network_has_the_published_size():
    assert macs(without_memory("preresnet56")) == 125_485_696
    assert counted(without_memory("preresnet56")) == 856_816
    assert macs(without_memory("preresnet56", classes=100)) == 125_491_456
    assert counted(without_memory("preresnet56", classes=100)) == 862_576


@pytest.mark.parametrize(
    ("name", "mmacs", "thousand_values"),
    [("preresnet38", 57.37, 393), ("preresnet110", 252.89, 1742), ("preresnet164", 244.54, 1710)],
)
def test_other_depths_have_the_published_sizes(name, mmacs, thousand_values):
    network = without_memory(name, classes=100)
    assert round(macs(network) / 1e6, 2) == mmacs
    assert round(counted(network) / 1e3) == thousand_values


def test_uniform_pruning_removes_the_published_shares():
    whole = without_memory("preresnet56", classes=100)
    part = uniform("preresnet56", 0.4, classes=100)
    assert set(part.architecture.widths) == {10, 20, 39}
    assert 100 * (1 - macs(part) / macs(whole)) == pytest.approx(49.39, abs=5e-3)
    assert 100 * (1 - counted(part) / counted(whole)) == pytest.approx(49.70, abs=5e-3)
    removed = [1 - macs(uniform("preresnet56", r)) / 125_485_696 for r in (0.2, 0.3, 0.4, 0.5)]
    assert [round(100 * share, 1) for share in removed] == [26.1, 37.2, 49.4, 62.0]


def test_the_predefined_table_removes_the_published_shares():
    whole = without_memory("preresnet56", classes=100)
    widths = [w - r for w, r in zip(whole.architecture.widths, PREDEFINED, strict=True)]
    part = without_memory("preresnet56", widths, classes=100)
    assert 100 * (1 - macs(part) / macs(whole)) == pytest.approx(57.70, abs=5e-3)
    assert 100 * (1 - counted(part) / counted(whole)) == pytest.approx(52.83, abs=5e-3)


@pytest.mark.parametrize(
    ("name", "multiplications", "values", "left"),
    [("preresnet8", 189_248, 19_090, 0.5435), ("preresnet14", 410_432, 43_506, 0.5242)],
)
def test_small_ones_do_not_change(name, multiplications, values, left):
    network = without_memory(name)
    assert macs(network) == multiplications
    assert parameters(network) == values
    assert macs(uniform(name, 0.4)) / multiplications == pytest.approx(left, abs=5e-5)


def test_widths_are_those_that_are_read_and_those_in_between():
    widths = without_memory("preresnet14").architecture.widths
    assert widths == (8, 8, 8, 8, 8, 16, 16, 16, 16, 32, 32, 32)
    bottlenecks = without_memory("preresnet38").architecture.widths
    assert bottlenecks[:6] == (64, 16, 16, 64, 16, 16)
    assert bottlenecks[12:18] == (64, 32, 32, 128, 32, 32)


def test_running_statistics_of_published_depths_are_slow():
    for name, momentum in (("preresnet14", 0.1), ("preresnet56", 0.01), ("preresnet164", 0.01)):
        norms = [layer for _, layer in layers(without_memory(name)) if isinstance(layer, Norm)]
        assert {norm.momentum for norm in norms} == {momentum}


def test_shortcuts_add_zeros_on_both_sides():
    maps = torch.arange(256.0).reshape(2, 8, 4, 4)
    outputs = CentredShortcut(8, 17, 2)(maps)
    assert outputs.shape == (2, 17, 2, 2)
    torch.testing.assert_close(outputs[1, 4 + 3, 0, 1], maps[1, 3, :2, 2:].mean())
    assert (outputs[:, :4] == 0).all()
    assert (outputs[:, 12:] == 0).all()


@torch.no_grad()
def test_blocks_read_what_is_left_of_what_they_read():
    full = shared("preresnet8")
    keep = [np.arange(width) % 3 > 0 for width in full.architecture.widths]
    part = down(full, keep)
    for block, group in ((3, 0), (4, 2), (5, 4)):
        norm, whole = part.features[block].norm1, full.features[block].norm1
        kept = np.flatnonzero(keep[group])
        np.testing.assert_array_equal(norm.index, kept)
        maps = torch.arange(32.0 * whole.full).reshape(2, whole.full, 4, 4)
        torch.testing.assert_close(norm(maps), whole(maps)[:, kept])
    # and again: positions are those of the maps, whose width never changes
    again = masks(part, seed=6)
    smaller = down(part, again)
    np.testing.assert_array_equal(
        smaller.features[5].norm1.index, np.flatnonzero(keep[4])[again[4]]
    )
    assert smaller(images(full)).shape == (2, 3)


def test_a_fresh_normalisation_would_not_know_what_to_read():
    full = lively("preresnet8")
    keep = masks(full)
    with pytest.raises(ValueError, match="does not know the channels that it reads"):
        down(full, keep, bn="fresh")
    narrow = small("preresnet8", [1] * 6)
    narrow.initialise(np.random.default_rng(0))
    assert isinstance(narrow.features[4].norm1, ReadingNorm)
    np.testing.assert_array_equal(narrow.features[4].norm1.index, [0])


def test_channels_are_scored_as_they_are_read():
    network = small("preresnet8")
    found = taps(network)
    assert found[:4] == (
        Tap("features.3.relu1", 0, "features.0", "features.3.norm1"),
        Tap("features.3.relu2", 0, "features.3.conv1", "features.3.norm2"),
        Tap("features.4.relu1", 0, "features.3.conv2", "features.4.norm1"),
        Tap("features.4.relu2", 0, "features.4.conv1", "features.4.norm2"),
    )
    assert taps(network, "after_bn")[2].module == "features.4.norm1"
    bottlenecks = taps(small("preresnet38"))
    assert bottlenecks[5] == Tap("features.4.relu3", 0, "features.4.conv2", "features.4.norm3")


def test_operands_of_what_is_read_follow_it():
    full = shared("preresnet8")
    keep = [np.arange(width) % 3 > 0 for width in full.architecture.widths]
    part = down(full, keep)
    batch, labels = images(full, 9), np.arange(9) % 3
    layer = layers_of(part, batch, labels, groups=[2])[0]
    kept = np.flatnonzero(keep[2])
    assert layer.shared["X"].shape == (len(kept), 9, 256)
    # of the last convolution before the block, the filters of the channels that are read
    conv = part.features[3].conv2.weight.detach().double().numpy()
    np.testing.assert_array_equal(layer.shared["WI"], np.moveaxis(conv[kept], 1, -1))
    gamma = full.features[4].norm1.weight.detach().numpy()[kept]
    np.testing.assert_array_equal(layer.shared["gamma"], gamma)
