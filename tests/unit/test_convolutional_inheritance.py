"""Sub-networks compute what a masked network does, and write back what they took and no more."""

import numpy as np
import pytest
import torch

from evoprune.networks.convolutional.layers import Norm, Norm1d, layers
from evoprune.pruning.filters.inheritance import down, masked, up
from evoprune.pruning.filters.widths import kept_width, kept_widths
from tests.unit.convolutional import NAMES, assert_same_state, images, lively, masks, shared, state


@pytest.mark.parametrize("name", NAMES)
@torch.no_grad()
def test_sub_networks_compute_what_the_masked_network_does(name):
    full = shared(name)
    batch = images(full, seed=1)
    unpruned = full(batch)
    for seed in (1, 2):
        keep = masks(full, seed)
        outputs, expected = down(full, keep)(batch), masked(full, keep)(batch)
        scale = expected.abs().max()
        assert (outputs - expected).abs().max() <= 1e-5 * scale
        # ... which is not what the whole one does, nor the same for all images
        assert (expected - unpruned).abs().max() > 1e-2 * scale
        assert (expected[0] - expected[1]).abs().max() > 1e-3 * scale


@pytest.mark.parametrize("name", NAMES)
def test_keeping_everything_changes_nothing(name):
    full = shared(name)
    everything = [np.ones(width, dtype=bool) for width in full.architecture.widths]
    assert_same_state(state(down(full, everything)), state(full))
    assert_same_state(state(masked(full, everything)), state(full))


@pytest.mark.parametrize("name", NAMES)
def test_down_and_up_again_leaves_every_bit(name):
    full = lively(name)
    before = state(full)
    keep = masks(full)
    up(full, down(full, keep), keep)
    assert_same_state(state(full), before)


@pytest.mark.parametrize("name", NAMES)
@torch.no_grad()
def test_up_writes_what_was_taken_and_nothing_else(name):
    full = lively(name)
    keep = masks(full)
    before = state(full)
    part = down(full, keep)
    for tensor in part.state_dict().values():
        tensor.add_(1)
    # a sub-network has memory of its own
    assert_same_state(state(full), before)
    up(full, part, keep)
    after = state(full)
    changed = {key: int((after[key] != before[key]).sum()) for key in after}
    assert changed == {key: tensor.numel() for key, tensor in state(part).items()}
    assert_same_state(state(down(full, keep)), state(part))


@pytest.mark.parametrize("name", NAMES)
def test_pruning_twice_is_pruning_once_by_both_masks(name):
    full = shared(name)
    first = masks(full, 3)
    once = down(full, first)
    second = masks(once, 4)
    both = [mask.copy() for mask in first]
    for mask, again in zip(both, second, strict=True):
        mask[np.flatnonzero(mask)[~again]] = False
    assert_same_state(state(down(once, second)), state(down(full, both)))


@pytest.mark.parametrize("name", ["vgg16", "densenet40"])
def test_fresh_normalisations_are_copied_neither_down_nor_up(name):
    full = lively(name)
    before = state(full)
    keep = masks(full)
    part = down(full, keep, bn="fresh")
    for _, layer in layers(part):
        if isinstance(layer, Norm | Norm1d):
            assert (layer.weight == full.start.gamma).all()
            assert (layer.bias == 0).all()
            assert (layer.running_mean == 0).all()
            assert (layer.running_var == 1).all()
    inherited = state(down(full, keep))
    norms = {name for name, layer in layers(full) if isinstance(layer, Norm | Norm1d)}
    for key, tensor in state(part).items():
        assert key.rpartition(".")[0] in norms or torch.equal(tensor, inherited[key])
    up(full, part, keep, bn="fresh")
    assert_same_state(state(full), before)


def test_sub_networks_are_trained_or_not_as_their_super_network_is():
    full = lively("resnet8")
    assert not down(full, masks(full)).training
    assert down(full.train(), masks(full)).training


def test_sub_networks_have_the_precision_of_their_super_network():
    full = lively("vgg16").double()
    keep = masks(full)
    part = down(full, keep)
    assert {tensor.dtype for tensor in state(part).values()} == {torch.float64, torch.int64}
    batch = images(full).double()
    with torch.no_grad():
        torch.testing.assert_close(part(batch), masked(full, keep)(batch), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda keep: keep[:2], "2 keep masks for 3 prunable groups"),
        (lambda keep: [keep[0].astype(int), *keep[1:]], "group 0: a keep mask of int64"),
        (lambda keep: [*keep[:2], keep[1]], r"group 2: .* \(32,\) .* expected bool \(64,\)"),
        (lambda keep: [keep[0], np.zeros(32, dtype=bool), keep[2]], "keeps 0; expected .* one"),
    ],
)
@pytest.mark.parametrize("function", [down, masked])
def test_masks_that_do_not_fit_are_refused(function, change, message):
    full = shared("resnet8")
    with pytest.raises(ValueError, match=message):
        function(full, change(masks(full)))


def test_sub_networks_are_not_written_back_by_masks_of_other_widths():
    full = lively("resnet8")
    keep = masks(full)
    part = down(full, keep)
    with pytest.raises(ValueError, match="keep masks of widths"):
        up(full, part, [np.ones(width, dtype=bool) for width in full.architecture.widths])


def test_widths_are_rounded_up_and_never_zero():
    assert [kept_width(16, ratio) for ratio in (0, 0.05, 0.5, 0.51, 0.93, 0.94, 1)] == [
        *(16, 16, 8, 8, 2, 1, 1)
    ]
    assert kept_width(1, 0.999) == 1
    assert kept_widths((16, 32, 64), (0.5, 0.0, 1.0)) == (8, 32, 1)
    # what is removed is the whole number below width x ratio, as the published criteria assume
    rng = np.random.default_rng(0)
    for width, ratio in zip(rng.integers(1, 513, 2000), rng.random(2000), strict=True):
        removed = int(width) - kept_width(int(width), float(ratio))
        assert removed == min(int(width * ratio), width - 1)
