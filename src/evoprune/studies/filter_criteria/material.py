"""What a run is made from: its images in batches, its random streams, its device."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.batches import Batch, Batches
from evoprune.data.images.labelled import Part
from evoprune.data.images.normalisation import Normalisation
from evoprune.data.images.splits import ImageSplits
from evoprune.networks.convolutional import build
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.randomness import Streams
from evoprune.studies.filter_criteria import STUDY
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.training.classifiers.evaluation import Evaluation


@dataclass(frozen=True)
class Material:
    """What the parts of a run share.

    Attributes:
        arm: what is run.
        seed: of the run.
        splits: the images; the test part is read at the end.
        device: where networks are.
    """

    arm: Arm
    seed: int
    splits: ImageSplits
    device: torch.device

    def streams(self, part: str = "") -> Streams:
        """Random streams of the run; those of a part have orders and draws of their own.

        No arm enters them: arms of one seed share initial weights and batches.
        """
        study = f"{STUDY}/{part}" if part else STUDY
        return Streams(self.arm.root_seed, study, self.seed)

    def network(
        self, widths: tuple[int, ...] | None, draw: np.random.Generator | None
    ) -> ConvolutionalNetwork:
        """A network on the device: whole, or of some widths; with random weights if drawn."""
        images = self.arm.images
        network: ConvolutionalNetwork = build(
            self.arm.network, widths, classes=images.classes, image=images.shape
        )
        if draw is not None:
            network.initialise(draw)
        return network.to(self.device)

    def batches(self, part: Part, size: int, name: str) -> Batches:
        """Training batches without end.

        Args:
            part: the images.
            size: of a batch, at most that of the part.
            name: of the streams that order and augment them.
        """
        return Batches(
            part,
            min(size, part.size),
            self.streams(name),
            self.augmentation,
            self.normalisation,
            device=self.device,
        )

    @cached_property
    def normalisation(self) -> Normalisation:
        """Constants of the training part."""
        made: Normalisation = self.arm.images.normalised_by(self.splits.train)
        return made

    @cached_property
    def augmentation(self) -> Augmentation:
        """What changes training images."""
        made: Augmentation = self.arm.images.augmentation()
        return made

    @cached_property
    def validation(self) -> Evaluation:
        """What candidates are compared on."""
        return Evaluation(self.splits.validation, self.normalisation, self.device)

    @cached_property
    def fresh_validation(self) -> Evaluation:
        """Images that no candidate was chosen by, where there are any."""
        extra = self.splits.extra_validation
        if not extra.size:
            return self.validation
        return Evaluation(extra, self.normalisation, self.device)

    @cached_property
    def _scoring(self) -> Batches:
        assert self.arm.scoring is not None
        assert self.arm.switches is not None
        whole = self.arm.switches.score_rows == "whole"
        part = self.splits.whole if whole else self.splits.train
        return self.batches(part, self.arm.scoring.batch_size, "scoring")

    def scored_on(self, scoring: int) -> Batch:
        """The batch that filters are scored on, by the number of the scoring."""
        return self._scoring.batch(scoring)
