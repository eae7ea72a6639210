"""A task at work: a whole network of it is pruned by functions and trained again, over and over."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from evoprune.data.images.batches import Batches, in_order
from evoprune.data.images.labelled import Part
from evoprune.data.images.splits import ImageSplits
from evoprune.data.places import data_root
from evoprune.errors import ConfigError
from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.inheritance import down
from evoprune.pruning.filters.loading import read_network
from evoprune.pruning.functions.operands import layers_of
from evoprune.pruning.functions.scoring_sets import balanced
from evoprune.pruning.functions.selecting import Score, at_once, front_to_back
from evoprune.randomness import Streams
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.settings import Fitness, Scoring, Task
from evoprune.training.classifiers.evaluation import Evaluation
from evoprune.training.classifiers.phases import steps_of
from evoprune.training.classifiers.settings import TrainingSettings
from evoprune.training.classifiers.trainer import Trainer


class Retrained(NamedTuple):
    """A network that was pruned and trained again.

    Attributes:
        network: as it is at the end.
        accuracy: on validation images, by the last look.
        best: the best of all looks.
        keep_masks: of the first step of pruning.
        seconds: of a processor, by what they went into.
    """

    network: ConvolutionalNetwork
    accuracy: float
    best: float
    keep_masks: list[np.ndarray]
    seconds: dict[str, float]


class Bench:
    """A task with one of its whole networks.

    Args:
        task: what is done.
        scoring: images that channels are scored on, and how.
        fitness: what networks are compared on.
        whole: the network that is pruned; it stays as it is.
        splits: the images.

    Raises:
        ConfigError: the network has other groups than the task has widths, or narrower ones.
    """

    def __init__(
        self,
        task: Task,
        scoring: Scoring,
        fitness: Fitness,
        whole: ConvolutionalNetwork,
        splits: ImageSplits,
    ) -> None:
        self.task, self._scoring, self.splits = task, scoring, splits
        self.whole = whole
        _check_widths(task, whole.architecture.widths)
        self._device = next(whole.parameters()).device
        self._normalisation = task.dataset.normalised_by(splits.train)
        looked = splits.validation
        if fitness.validation_images is not None:
            looked = looked.first(fitness.validation_images)
        self._validation = Evaluation(looked, self._normalisation, self._device)

    @classmethod
    def at(
        cls,
        paths: StudyPaths,
        name: str,
        number: int,
        task: Task,
        scoring: Scoring,
        fitness: Fitness,
        *,
        files: Path | None = None,
        device: torch.device,
    ) -> "Bench":
        """The task with a whole network that was trained before.

        Raises:
            MissingDataError, CorruptFileError: network or images are not there or not whole.
            ConfigError: the task's widths do not fit the network.
        """
        whole, _ = read_network(paths.base(name, number).model)
        splits = task.dataset.splits(data_root(files))
        return cls(task, scoring, fitness, whole.to(device), splits)

    @cached_property
    def layers(self) -> list[LayerOperands]:
        """What functions see of the whole network: computed once for all of them."""
        return self.operands(self.whole)

    def operands(
        self,
        network: ConvolutionalNetwork,
        labels: np.ndarray | None = None,
        groups: Sequence[int] | None = None,
    ) -> list[LayerOperands]:
        """What functions see of a network.

        Args:
            network: of the task.
            labels: of the scoring images; by default their own.
            groups: prunable groups; by default all.
        """
        images, own = self._scored
        labels = own if labels is None else labels
        return layers_of(network, images, labels, self._scoring.tap, groups=groups)

    def layers_on(self, per_class: int) -> list[LayerOperands]:
        """What functions see of the whole network on other scoring images.

        Args:
            per_class: images of each class, or as many as the smallest class has.
        """
        images, labels = self._training_images(per_class)
        return layers_of(self.whole, images, labels, self._scoring.tap)

    @property
    def scored_labels(self) -> np.ndarray:
        """Labels of the scoring images."""
        return self._scored[1]

    @property
    def some_images(self) -> torch.Tensor:
        """The first of the scoring images."""
        return self._scored[0][:100]

    @cached_property
    def _scored(self) -> tuple[torch.Tensor, np.ndarray]:
        """Images that channels are scored on, and their labels."""
        return self._training_images(self._scoring.per_class)

    def _training_images(self, per_class: int | None) -> tuple[torch.Tensor, np.ndarray]:
        """Training images, all or as many of each class, and their labels."""
        part: Part = self.splits.train
        if per_class is not None:
            part = balanced(part, per_class)
        batches = list(in_order(part, part.size, self._normalisation, self._device))
        return batches[0].images, part.labels

    def retrained(
        self,
        score: Score,
        streams: Streams,
        *,
        looks: int = 1,
        longer: float = 1.0,
        labels: np.ndarray | None = None,
        first: Callable[[], list[np.ndarray]] | None = None,
    ) -> Retrained:
        """Prune the whole network by a function and train what is left, step by step of widths.

        Args:
            score: the function.
            streams: for the batches of the retraining.
            looks: how often each retraining is looked at.
            longer: how many times as long as the task says.
            labels: of the scoring images, in every step; by default their own.
            first: gives the keep masks of the first step of pruning; by default `masks`.

        Raises:
            Unscorable: the function gives no scores.
        """
        seconds: dict[str, float] = {}
        network, seen = self.whole, [0.0]
        masks: list[np.ndarray] = []
        for number, widths in enumerate(self.task.widths):
            with _timed(seconds, "scoring"):
                if first is not None and number == 0:
                    step = first()
                else:
                    step = self.masks(score, network, widths, labels)
            masks = masks or step
            with _timed(seconds, "removal"):
                network = down(network, step)
            settings = _longer(self.task.retrain, longer)
            seen = list(self._trained(network, settings, streams, number, looks, seconds))
        return Retrained(network, seen[-1], max(seen), masks, seconds)

    def accuracy(self, network: ConvolutionalNetwork) -> float:
        """Share of the validation images that a network gets right."""
        return 1 - self._validation.error_rate(network)

    def accuracy_on_test(self, network: ConvolutionalNetwork, test: Part) -> float:
        """Share of the test images that a network gets right."""
        return 1 - Evaluation(test, self._normalisation, self._device).error_rate(network)

    def masks(
        self,
        score: Score,
        network: ConvolutionalNetwork | None = None,
        widths: Sequence[int] | None = None,
        labels: np.ndarray | None = None,
    ) -> list[np.ndarray]:
        """Keep masks of a step of pruning: by default of the first.

        Args:
            score: the function.
            network: what is pruned; by default the whole network.
            widths: channels that stay of each group; by default those of the first step.
            labels: of the scoring images; by default their own.

        Raises:
            Unscorable: the function gives no scores.
        """
        network = self.whole if network is None else network
        widths = self.task.widths[0] if widths is None else widths
        if self._scoring.order == "front_to_back":
            return front_to_back(
                network,
                lambda so_far, group: self.operands(so_far, labels, groups=[group])[0],
                score,
                widths,
            )
        known = network is self.whole and labels is None
        layers = self.layers if known else self.operands(network, labels)
        return at_once(layers, score, widths)

    def _trained(
        self,
        network: ConvolutionalNetwork,
        settings: TrainingSettings,
        streams: Streams,
        number: int,
        looks: int,
        seconds: dict[str, float],
    ) -> Iterator[float]:
        """Train a network in place; accuracies on validation images, the last at the end."""
        part = self.splits.train
        batches = Batches(
            part,
            min(settings.batch_size, part.size),
            Streams(streams.root_seed, f"{streams.study}/step_{number}", streams.seed),
            self.task.dataset.augmentation(),
            self._normalisation,
            device=self._device,
        )
        total = steps_of(settings, batches)
        trainer = Trainer(network, settings, batches)
        borders = sorted({round(total * (look + 1) / looks) for look in range(looks)} - {0})
        for first, until in zip([0, *borders], borders, strict=False):
            with _timed(seconds, "retraining"):
                trainer.train(first, until)
            with _timed(seconds, "validation"):
                accuracy = self.accuracy(network)
            yield accuracy


def _check_widths(task: Task, full: Sequence[int]) -> None:
    """Raise a ConfigError unless every step leaves of every group what is there, or less."""
    for step, widths in enumerate(task.widths, start=1):
        if len(widths) != len(full):
            raise ConfigError(
                f"step {step}: {len(widths)} widths for the {len(full)} prunable groups of "
                f"{task.network}"
            )
        for group, (width, there) in enumerate(zip(widths, full, strict=True)):
            if width > there:
                raise ConfigError(
                    f"step {step}: group {group} has {there} channels, {width} are to stay"
                )
        full = widths


def _longer(settings: TrainingSettings, factor: float) -> TrainingSettings:
    return settings.model_copy(update={"epochs": settings.epochs * factor})


@contextmanager
def _timed(seconds: dict[str, float], what: str) -> Iterator[None]:
    """Add the processor's time that goes by."""
    start = time.process_time()
    yield
    seconds[what] = seconds.get(what, 0.0) + time.process_time() - start
