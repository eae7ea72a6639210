"""Training of study 2's candidates, against a bare loop on the same network.

The bare loop has its batches as tensors before it starts and a fixed learning rate. A candidate's
come from bytes: ordered, moved and normalised for every step, as searches train.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from evoprune.benchmarks.timing import Block, Spread, Times, by_round, spread
from evoprune.data.images.batches import Batch, Batches
from evoprune.data.images.fashion_mnist import FashionMnistImages
from evoprune.data.images.splits import ImageSplits
from evoprune.networks.convolutional import build
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.widths import kept_widths
from evoprune.randomness import Streams
from evoprune.training.classifiers.settings import TrainingSettings
from evoprune.training.classifiers.trainer import Trainer

NETWORK = "resnet14"
DATA = FashionMnistImages(rows=20_000)
SETTINGS = TrainingSettings(epochs=16.0)
STEPS = 20
"""Training steps that are timed at once."""
RATIOS = {"whole": 0.0, "half": 0.5, "a tenth": 0.9}
"""Share of the filters that a candidate has lost, by what is left of it."""
GOAL = 0.9
"""Share of the bare loop's speed that candidates are to be trained with."""


class Speed(NamedTuple):
    """A candidate's training beside the bare loop.

    Attributes:
        candidate: microseconds of a step.
        bare: the same of the bare loop.
        share: of the bare loop's speed, median of the rounds.
    """

    candidate: Spread
    bare: Spread
    share: float


def measure(splits: ImageSplits, rounds: int) -> dict[str, Speed]:
    """Time candidates of several sizes and their bare loops in turn.

    Args:
        splits: the images.
        rounds: how often.
    """
    torch.set_num_threads(1)
    batches = Batches(
        splits.train,
        SETTINGS.batch_size,
        Streams(1, "benchmark", 1),
        DATA.augmentation(),
        DATA.normalised_by(splits.train),
    )
    blocks: dict[tuple[str, str], Block] = {}
    for name, ratio in RATIOS.items():
        blocks[name, "candidate"] = Block(STEPS, trained(_network(ratio), batches))
        ready = [batches.batch(step) for step in range(STEPS)]
        blocks[name, "bare"] = Block(STEPS, bare(_network(ratio), ready))
    return speeds(by_round(blocks, rounds))


def speeds(times: Mapping[tuple[str, str], Times]) -> dict[str, Speed]:
    """What the times of each round say; those of one round are compared with each other."""
    names = list(dict.fromkeys(name for name, _ in times))
    found = {}
    for name in names:
        candidate, plain = times[name, "candidate"], times[name, "bare"]
        share = float(np.median(plain / candidate))
        found[name] = Speed(spread(candidate), spread(plain), share)
    return found


def trained(network: ConvolutionalNetwork, batches: Batches) -> Callable[[], None]:
    """What trains a network some steps on, as searches do."""
    trainer, done = Trainer(network, SETTINGS, batches), [0]

    def work() -> None:
        trainer.train(done[0], done[0] + STEPS)
        done[0] += STEPS

    return work


def bare(network: ConvolutionalNetwork, batches: Sequence[Batch]) -> Callable[[], None]:
    """What trains a network on batches that are there, with nothing around it."""
    optimiser = torch.optim.SGD(
        network.parameters(),
        lr=SETTINGS.learning_rate,
        momentum=SETTINGS.momentum,
        weight_decay=SETTINGS.weight_decay,
    )
    network.train()

    def work() -> None:
        for images, labels in batches:
            optimiser.zero_grad()
            loss = functional.cross_entropy(network(images), labels)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()

    return work


def _network(ratio: float) -> ConvolutionalNetwork:
    """A network that has lost a share of the filters of each group."""
    whole: ConvolutionalNetwork = build(NETWORK, classes=DATA.classes, image=DATA.shape)
    widths = whole.architecture.widths
    network = whole.resized(kept_widths(widths, [ratio] * len(widths)))
    network.initialise(np.random.default_rng(1))
    return network
