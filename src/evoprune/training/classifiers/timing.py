"""How long a network takes, from a few steps timed on this machine.

No images are read: noise of their shape takes as long, so that a plan needs no data.
"""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from evoprune.data.images.augmentations.none import Unchanged
from evoprune.data.images.batches import Batches
from evoprune.data.images.labelled import Labelled, Part
from evoprune.data.images.normalisation import Normalisation
from evoprune.networks.convolutional import build
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.flops import reference_flops
from evoprune.randomness import Streams
from evoprune.training.classifiers.settings import TrainingSettings
from evoprune.training.classifiers.trainer import Trainer

BATCH = 128
"""Images of a step that is timed, where they are not too many."""
TIMED = 3
"""Steps that are timed, after one that is not."""
OPERATIONS = 2e10
"""Operations of a step that is timed on a CPU, about: larger batches are cut and scaled."""


class Seconds(NamedTuple):
    """What a network of some width takes."""

    step: float
    """Of a training step with 128 images."""
    image: float
    """Of an image that is evaluated."""


def timed(name: str, widths: Sequence[int] | None, images: Any, device: torch.device) -> Seconds:
    """Time of a training step, and of an evaluated image.

    Args:
        name: of the network, as registered.
        widths: of its prunable groups; by default those of the whole network.
        images: settings of the data set.
        device: what it is timed on.
    """
    whole = build(name, None, classes=images.classes, image=images.shape)
    network = build(name, widths, classes=images.classes, image=images.shape)
    network.initialise(np.random.default_rng(0))
    network.to(device)
    size = BATCH
    if device.type == "cpu":
        size = int(np.clip(OPERATIONS / (3 * reference_flops(whole)), 4, BATCH))
    batches = _noise(images.shape, images.classes, size, device)
    trainer = Trainer(network, TrainingSettings(batch_size=size), batches)
    trainer.train(0, 1)
    start = _now(device)
    trainer.train(1, 1 + TIMED)
    step = (_now(device) - start) / TIMED
    return Seconds(step * BATCH / size, _evaluation(network, batches, device) / size)


def _evaluation(network: ConvolutionalNetwork, batches: Batches, device: torch.device) -> float:
    """Time of a batch that is evaluated only."""
    network.eval()
    with torch.no_grad():
        network(batches.batch(0).images)
        start = _now(device)
        network(batches.batch(0).images)
        return _now(device) - start


def _noise(shape: tuple[int, ...], classes: int, size: int, device: torch.device) -> Batches:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (size, *shape), dtype=np.uint8)
    part = Part(Labelled(pixels, rng.integers(0, classes, size)), np.arange(size))
    constants = (0.5,) * shape[0]
    return Batches(
        part,
        size,
        Streams(0, "plan", 0),
        Unchanged(),
        Normalisation(constants, constants),
        device=device,
    )


def _now(device: torch.device) -> float:
    """A clock: other programs do not count, except where a GPU computes."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        return time.perf_counter()
    return time.process_time()
