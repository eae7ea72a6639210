"""Sizes of the convolutional networks against published ones; their genes, groups and weights."""

import numpy as np
import pytest
import torch

from evoprune.errors import ConfigError
from evoprune.networks.convolutional import CONVOLUTIONAL, build, rebuild
from evoprune.networks.convolutional.architecture import Architecture
from evoprune.networks.convolutional.dropout import Dropout, resume_at
from evoprune.networks.convolutional.groups import Group, Slot, genes, groups
from evoprune.networks.convolutional.layers import Conv, Dense, Depthwise, Norm, Norm1d, layers
from evoprune.networks.convolutional.residual import PaddedShortcut
from evoprune.provenance import import_closure
from evoprune.pruning.filters.flops import macs, parameters, reference_flops
from evoprune.randomness import Streams
from evoprune.registry import module_of
from tests.unit.convolutional import NAMES, assert_same_state, images, lively, narrow, small, state


def shape(name, widths=None, classes=10, image=None, **switches):
    """A network without memory."""
    with torch.device("meta"):
        return build(name, widths, classes=classes, image=image, **switches)


CORE = ("flops", "inheritance", "saving", "widths")

# Published: reference GFLOPs, million MACs and parameters, in the precision they are given.
PUBLISHED = [
    ("resnet56", 10, 0.25257, 125.49, 853_000),
    ("resnet56", 100, 0.25258, 125.49, 858_900),
    ("vgg16", 10, 0.62788, 313.46, 14_987_700),
]


@pytest.mark.parametrize(("name", "classes", "gflops", "mmacs", "values"), PUBLISHED)
def test_networks_are_as_large_as_the_published_ones(name, classes, gflops, mmacs, values):
    network = shape(name, classes=classes)
    assert round(reference_flops(network) / 1e9, 5) == gflops
    assert round(macs(network) / 1e6, 2) == mmacs
    assert round(parameters(network), -2) == values


# Measured here once. ResNet-34 and MobileNetV2 have the parameters, and MobileNetV2 the MACs, of
# the widely used ones; LeNet-5 those of study 3, and the small ones those of the cost model.
@pytest.mark.parametrize(
    ("name", "classes", "image", "flops", "multiplications", "values"),
    [
        ("resnet8", 10, None, 5_153_994, 2_552_000, 77_754),
        ("resnet14", 10, None, 11_160_330, 5_537_984, 174_970),
        ("resnet20", 10, None, 17_166_666, 8_523_968, 272_186),
        ("resnet8", 10, (1, 8, 8), 1_542_666, 763_520, 77_754),
        ("resnet14", 10, (1, 8, 8), 3_322_890, 1_648_256, 174_970),
        ("resnet56", 10, None, 252_572_938, 125_485_696, 853_018),
        ("vgg16", 10, None, 627_884_042, 313_463_808, 14_987_722),
        ("googlenet", 10, None, 3_066_331_146, 1_521_756_160, 6_166_250),
        ("densenet40", 10, None, 573_304_234, 282_917_328, 1_059_298),
        ("resnet34", 1000, None, 7_340_368_872, 3_663_761_408, 21_797_672),
        ("mobilenetv2", 1000, None, 621_011_560, 300_774_272, 3_504_872),
        ("lenet5", 10, None, 4_631_170, 2_293_000, 431_080),
        ("convnet6", 10, None, 14_831_178, 7_338_880, 72_666),
    ],
)
def test_sizes_do_not_change(name, classes, image, flops, multiplications, values):
    network = shape(name, classes=classes, image=image)
    assert reference_flops(network) == flops
    assert macs(network) == multiplications
    assert parameters(network) == values


LENET_STEPS = [
    ((10, 20, 100), 21.67, 8.89),
    ((5, 12, 45), 7.72, 2.49),
    ((5, 11, 40), 7.30, 2.08),
]
"""Published: widths after each step, and the share of operations and of weights that is left."""


VGG_WIDTHS = (64, 64, 128, 128, *[256] * 3, *[512] * 7)


def weights_of(network):
    """Number of weights of convolutions and dense layers, without their biases."""
    weighty = [layer for _, layer in layers(network) if isinstance(layer, Conv | Dense)]
    return sum(layer.weight.numel() for layer in weighty)


def test_pruned_networks_keep_the_published_shares():
    whole = shape("lenet5")
    # Step by step: 21.67, 7.72 and 7.30 % of the operations, 8.89, 2.49 and 2.08 % of the weights.
    for widths, operations, weights in LENET_STEPS:
        step = shape("lenet5", widths)
        assert round(100 * macs(step) / macs(whole), 2) == operations
        assert round(100 * weights_of(step) / weights_of(whole), 2) == weights
    assert 2 * macs(whole) == 4_586_000
    assert weights_of(whole) == 430_500
    # The six convolutions at about 30 % of their filters: 9.8 % of the multiplications.
    floor = shape("convnet6", (5, 5, 10, 10, 19, 19))
    assert macs(floor) == 719_461
    assert macs(floor) / macs(shape("convnet6")) == pytest.approx(0.098, abs=5e-4)
    # VGG-16, two steps of a fifth of the filters each: 64.62 and 36.94 %, 64.16 and 36.23 %.
    whole = shape("vgg16_relu_bn")
    assert macs(whole) == 313_463_808
    assert weights_of(whole) == 14_977_728
    for removed, operations, weights in ((1, 64.62, 64.16), (2, 36.94, 36.23)):
        widths = [w - removed * {64: 12, 128: 25, 256: 51, 512: 102}[w] for w in VGG_WIDTHS]
        step = shape("vgg16_relu_bn", widths)
        assert round(100 * macs(step) / macs(whole), 2) == operations
        assert round(100 * weights_of(step) / weights_of(whole), 2) == weights
    assert set(widths) == {40, 78, 154, 308}
    # ResNet-56 with one filter in every prunable layer: 4.0 % of the multiplications.
    floor = macs(shape("resnet56", [1] * 27)) / macs(shape("resnet56"))
    assert floor == pytest.approx(0.040, abs=5e-4)
    # ResNet-14 with its inner widths halved: about 90 thousand parameters.
    halved = [width // 2 for width in shape("resnet14").architecture.widths]
    assert parameters(shape("resnet14", halved)) == pytest.approx(90_000, rel=0.01)


EVERY_CONVOLUTION = {
    # name: genes, and the published rule for the prunable ones, ids counted from 1
    "resnet8": (9, lambda i: i in (2, 4, 7)),
    "resnet14": (15, lambda i: i in (2, 4, 6, 9, 11, 14)),
    "resnet20": (21, lambda i: i in (2, 4, 6, 8, 11, 13, 15, 18, 20)),
    "resnet56": (55, lambda i: i % 2 == 0),
    "resnet34": (
        36,
        lambda i: i not in (10, 19, 32) and (i - sum(i > d for d in (10, 19, 32))) % 2 == 0,
    ),
    "vgg16": (14, lambda i: i <= 13),
    "googlenet": (64, lambda i: i > 1 and i % 7 in (3, 5, 6)),
    "densenet40": (39, lambda i: True),
    "mobilenetv2": (52, lambda i: i in range(4, 50, 3)),
    "lenet5": (3, lambda i: True),
    "convnet6": (6, lambda i: True),
}


@pytest.mark.parametrize("name", EVERY_CONVOLUTION)
def test_genes_of_the_published_layout_prune_the_published_layers(name):
    network = small(name)
    count, prunable = EVERY_CONVOLUTION[name]
    layout = genes(network, "all_convs")
    assert [group is not None for group in layout] == [prunable(i) for i in range(1, count + 1)]
    assert [group for group in layout if group is not None] == list(genes(network, "prunable"))


def test_groups_name_everywhere_their_filters_occur():
    # a block: producer, its normalisation, the input of the next convolution
    assert groups(small("resnet14"))[2] == Group(
        "features.4.0.conv1",
        32,
        tuple(
            Slot(f"features.4.0.{layer}", axis)
            for layer, axis in (("conv1", 0), ("norm1", 0), ("conv2", 1))
        ),
    )
    # expansion, its normalisation, depthwise and its normalisation, projection
    body = [Slot(f"features.4.body.{index}", axis) for index, axis in enumerate((0, 0))]
    body += [Slot("features.4.body.3", 0), Slot("features.4.body.4", 0)]
    assert groups(small("mobilenetv2"))[0].slots == (*body, Slot("features.4.body.6", 1))
    # maps of 4x4 that are flattened
    assert groups(small("lenet5"))[1].slots[1:] == (Slot("classifier.1", 1, 0, 16),)


def test_groups_of_a_dense_block_have_the_offsets_of_their_concatenation():
    first, second, third = groups(small("densenet40"))[:3]
    norms = [f"features.{layer}.unit.0" for layer in range(1, 13)]
    for group, offset, since in ((first, 0, 0), (second, 24, 1), (third, 36, 2)):
        of_norms = [slot for slot in group.slots if slot.layer in norms]
        assert of_norms == [Slot(norm, 0, offset) for norm in norms[since:]]
        # producer, and two slots of each layer of the block behind it and of the transition
        assert len(group.slots) == 1 + 2 * (12 - since) + 2
    # in a pruned network offsets are its own
    assert groups(small("densenet40", [5, *[2] * 38]))[2].slots[1].offset == 7


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_takes_part_in_training(name):
    network = narrow(name)
    network.initialise(np.random.default_rng(0))
    logits = network(images(network, 4))
    assert logits.shape == (4, 3)
    torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1, 2, 0])).backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
    assert all(torch.isfinite(parameter.grad).all() for parameter in network.parameters())


@pytest.mark.parametrize("name", NAMES)
def test_weights_come_from_the_named_stream_alone(name):
    def drawn(seed):
        network = narrow(name)
        network.initialise(Streams(0, "filter_criteria", seed).generator("initial_weights"))
        return network

    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    first, again, other = drawn(1), drawn(1), drawn(2)
    assert torch.equal(torch.get_rng_state(), before[0])
    np.testing.assert_array_equal(np.random.get_state()[1], before[1])  # noqa: NPY002
    assert_same_state(state(first), state(again))
    drawn_layers = [name for name, layer in layers(first) if isinstance(layer, Conv | Dense)]
    ours, theirs = state(first), state(other)
    assert not any(torch.equal(ours[f"{n}.weight"], theirs[f"{n}.weight"]) for n in drawn_layers)


@pytest.mark.parametrize("name", NAMES)
def test_initial_weights_have_the_published_spread(name):
    network = narrow(name, 4)
    network.initialise(np.random.default_rng(0))
    for _, layer in layers(network):
        weight = layer.weight.detach().numpy()
        if isinstance(layer, Conv | Dense | Depthwise):
            expected = spread(name, layer)
            # the estimate from n values is off by less than 1/sqrt(2n) of it, usually
            assert weight.std() == pytest.approx(expected, rel=5 / (2 * weight.size) ** 0.5)
        else:
            assert (weight == (0.5 if name == "vgg16" else 1)).all()
            assert (layer.running_mean == 0).all()
            assert (layer.running_var == 1).all()
        no_bias = name in ("vgg16", "mobilenetv2", *TRUNCATED)
        has_bias = isinstance(layer, Dense) and not no_bias
        assert layer.bias is None or bool((layer.bias != 0).any()) == has_bias


TRUNCATED = ("lenet5", "vgg16_relu_bn", *(name for name in NAMES if name.startswith("preresnet")))


def spread(name, layer):
    """Standard deviation of the initial weights of a layer."""
    if name in TRUNCATED:  # normal, cut at two deviations
        return 0.1 * 0.8796
    if isinstance(layer, Dense):
        own = name in ("vgg16", "mobilenetv2")
        return 0.01 if own else (3 * layer.in_features) ** -0.5
    return (2 / (layer.kernel_size[0] ** 2 * layer.out_channels)) ** 0.5


def test_the_order_of_normalisation_and_relu_is_a_switch():
    before, behind = small("convnet6"), small("convnet6", norm_last=True)
    orders = [[type(m) for m in network.features[:4]] for network in (before, behind)]
    relu, pool = torch.nn.ReLU, torch.nn.MaxPool2d
    assert orders == [[Conv, Norm, relu, Conv], [Conv, relu, Norm, Conv]]
    assert [type(network.features[6]) for network in (before, behind)] == [pool, pool]
    # ... with biases, which a normalisation right behind a convolution would take away
    assert parameters(behind) - parameters(before) == sum(before.architecture.widths)
    assert macs(behind) == macs(before)


def test_normalisation_behind_relu_is_that_of_the_release():
    network = small("vgg16_relu_bn")
    kinds = [type(m) for m in network.features[:8]]
    relu = torch.nn.ReLU
    assert kinds == [Conv, relu, Norm, Dropout, Conv, relu, Norm, torch.nn.MaxPool2d]
    norms = [layer for _, layer in layers(network) if isinstance(layer, Norm | Norm1d)]
    assert {(norm.eps, norm.momentum) for norm in norms} == {(1e-3, 0.01)}
    assert len(norms) == 14
    dropouts = [m for m in network.modules() if isinstance(m, Dropout)]
    assert len({dropout.place for dropout in dropouts}) == len(dropouts) == 9
    assert {dropout.share for dropout in dropouts} == {0.15}
    assert network.architecture.widths == VGG_WIDTHS


def test_dropout_depends_on_its_place_and_step_alone():
    values = torch.arange(1.0, 100_001.0).reshape(100, 1000)
    first, second = Dropout(0.15, 3), Dropout(0.15, 4)
    before = torch.get_rng_state()
    dropped = [first(values), first(values), second(values)]
    assert torch.equal(torch.get_rng_state(), before)
    for outputs in dropped:
        # each value by itself; three deviations of the share
        assert (outputs == 0).float().mean() == pytest.approx(0.15, abs=3 * (0.1275e-5) ** 0.5)
        kept = outputs != 0
        torch.testing.assert_close(outputs[kept], values[kept] / 0.85)
    assert not torch.equal(dropped[0], dropped[1])
    assert not torch.equal(dropped[0], dropped[2])
    again = torch.nn.Sequential(Dropout(0.15, 3))
    resume_at(again, 1)
    assert torch.equal(again(values), dropped[1])
    assert first.eval()(values) is values


def test_weights_of_lenet_stay_within_two_deviations():
    network = small("lenet5")
    network.initialise(np.random.default_rng(0))
    weight = network.classifier[1].weight.detach()
    assert 0.199 < weight.abs().max() <= 0.2


def test_padded_shortcuts_halve_maps_and_add_channels_of_zeros():
    network = small("resnet56")
    shortcut = network.features[4][0].shortcut
    maps = images(network, 1).reshape(1, 16, 4, 4)
    outputs = shortcut(maps)
    assert outputs.shape == (1, 32, 2, 2)
    torch.testing.assert_close(outputs[0, 3, 0, 1], maps[0, 3, :2, 2:].mean())
    assert (outputs[:, 16:] == 0).all()


def test_detached_shortcuts_give_the_same_outputs_and_other_gradients():
    clean, detached = lively("resnet56"), lively("resnet56", detached_shortcut=True)
    batch = images(clean)
    assert torch.equal(clean(batch), detached(batch))
    for network in (clean, detached):
        network(batch).square().sum().backward()
    last = "features.5.8.conv2.weight"  # behind all stage changes
    assert torch.equal(*(dict(net.named_parameters())[last].grad for net in (clean, detached)))
    stems = [network.features[0].weight.grad for network in (clean, detached)]
    assert (stems[0] - stems[1]).norm() > 0.1 * stems[0].norm()
    shortcut = detached.features[4][0].shortcut
    assert isinstance(shortcut, PaddedShortcut)
    assert not shortcut(torch.ones(1, 16, 2, 2, requires_grad=True)).requires_grad


def test_training_one_network_does_not_depend_on_the_others():
    names = [module_of(CONVOLUTIONAL, "resnet14"), *(f"evoprune.pruning.filters.{m}" for m in CORE)]
    closure = import_closure(names)
    assert "evoprune.networks.convolutional" not in closure  # the registry
    assert not {module_of(CONVOLUTIONAL, name) for name in ("vgg16", "resnet56")} & set(closure)


def test_norms_of_a_network_are_no_larger_than_its_widths():
    network = small("vgg16", range(1, 14))
    norms = [layer.num_features for _, layer in layers(network) if isinstance(layer, Norm)]
    assert norms == list(range(1, 14))
    assert network.architecture.widths == tuple(range(1, 14))


def test_architectures_survive_json():
    architecture = shape("resnet56", [3] * 27, detached_shortcut=True).architecture
    assert Architecture.described(architecture.describe()) == architecture
    with torch.device("meta"):
        assert rebuild(architecture).architecture == architecture
    with pytest.raises(ConfigError, match="not an architecture"):
        Architecture.described({"name": "resnet56"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "alexnet"}, "unknown convolutional network 'alexnet'; allowed: lenet5"),
        ({"name": "resnet8", "widths": [16, 32]}, "resnet8: 2 widths for 3 prunable groups"),
        ({"name": "resnet8", "widths": [1] * 4}, "resnet8: 4 widths for 3 prunable groups"),
        ({"name": "resnet8", "widths": [16, 0, 1]}, r"width 0 of group 1 is not in 1\.\.32"),
        ({"name": "resnet8", "widths": [17, 1, 1]}, r"width 17 of group 0 is not in 1\.\.16"),
        ({"name": "resnet8", "detached": True}, "unknown switch 'detached'; allowed: none"),
        ({"name": "resnet56", "x": True}, "unknown switch 'x'; allowed: detached_shortcut"),
        ({"name": "resnet8", "image": (1, 28, 8)}, "not square"),
    ],
)
def test_what_cannot_be_built_is_refused(arguments, message):
    with pytest.raises(ConfigError, match=message):
        build(**arguments, classes=10)
