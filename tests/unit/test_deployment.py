"""Forms of a pruned network, how fast they are said to be, and networks loaded by a path."""

import numpy as np
import pytest
import torch

from evoprune.deployment import load_network, speed
from evoprune.deployment.checking import Agreement
from evoprune.deployment.forms import dense, masked_form
from evoprune.deployment.runtimes import some_images
from evoprune.errors import CorruptFileError, MissingDataError
from evoprune.pruning.filters.inheritance import down
from evoprune.pruning.filters.saving import write_network
from tests.unit.convolutional import NAMES, assert_same_state, masks, shared, state


def pruned(name):
    full = shared(name)
    return down(full, masks(full)), masks(full)


@pytest.mark.parametrize(
    ("difference", "rounding", "holds"),
    [(1e-5, 0, True), (1.1e-5, 0, False), (4e-4, 1e-4, True), (4.1e-4, 1e-4, False)],
)
def test_a_difference_is_allowed_that_rounding_makes(difference, rounding, holds):
    assert Agreement(difference, rounding).holds == holds


def test_all_forms_of_a_pruned_network_fit_each_other():
    compacted, keep_masks = pruned("resnet8")
    masked = masked_form(compacted, keep_masks)
    assert masked.architecture.widths == tuple(len(mask) for mask in keep_masks)
    images = torch.from_numpy(some_images(compacted, 16))
    with torch.no_grad():
        torch.testing.assert_close(masked(images), compacted(images), rtol=1e-5, atol=1e-5)
    whole = dense(compacted, [len(mask) for mask in keep_masks])
    assert whole.architecture == masked.architecture
    assert not whole.training
    assert_same_state(state(whole), state(dense(compacted, whole.architecture.widths)))
    with pytest.raises(ValueError, match="keep masks of widths"):
        masked_form(compacted, [np.ones_like(mask) for mask in keep_masks])


class Slow:
    """Runs nothing; a clock of its own goes on by so many seconds an image."""

    now = 0.0

    def __init__(self, seconds):
        self.seconds, self.sizes = seconds, []

    def __call__(self, images):
        Slow.now += self.seconds * len(images)
        self.sizes.append(len(images))
        return images


def test_speed_up_is_dense_over_own_time_in_each_round(monkeypatch):
    original = speed.by_round
    monkeypatch.setattr(speed, "by_round", lambda b, r: original(b, r, lambda: Slow.now))
    forms = {"dense": {"torch": Slow(4e-6)}, "compacted": {"torch": Slow(1e-6)}}
    found = speed.measured(forms, np.zeros((256, 1), dtype=np.float32), rounds=7)
    assert [(s.form, s.batch_size) for s in found] == [
        (form, size) for form in forms for size in speed.BATCH_SIZES
    ]
    for entry in found:
        ratio, time = (1, 4) if entry.form == "dense" else (4, 1)
        assert entry.speed_up == pytest.approx(ratio)
        assert (entry.low, entry.high) == pytest.approx((ratio, ratio))
        assert entry.time.median == pytest.approx(time)
    # Once before the clock, then each round; single images eight at a time.
    assert forms["dense"]["torch"].sizes == [1] * 8 + [32, 256] + ([1] * 8 + [32, 256]) * 7


@pytest.mark.parametrize("name", NAMES)
def test_a_network_is_loaded_by_its_path_alone(name, tmp_path):
    network, _ = pruned(name)
    path = tmp_path / "network.safetensors"
    write_network(path, network, {"arm": "repaired-mixed"})
    loaded = load_network(str(path))
    assert loaded.architecture == network.architecture
    assert not loaded.training
    assert_same_state(state(loaded), state(network))


def test_files_that_are_absent_or_altered_are_not_loaded(tmp_path):
    path = tmp_path / "network.safetensors"
    with pytest.raises(MissingDataError, match="no such file"):
        load_network(path)
    write_network(path, pruned("lenet5")[0])
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CorruptFileError, match="does not match"):
        load_network(path)
