"""What becomes of genomes: which filters they keep, and what these are worth."""

from collections.abc import Iterable, Sequence

import numpy as np

from evoprune.data.images.batches import Batch
from evoprune.evolution.genome import Genome
from evoprune.evolution.population import Candidate
from evoprune.networks.convolutional.groups import genes
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.flops import reference_flops
from evoprune.pruning.filters.widths import kept_widths
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.studies.filter_criteria.budget import steps_per_candidate
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.supernetwork import Scorer, SuperNetwork
from evoprune.training.classifiers.evaluation import recalibrate
from evoprune.training.classifiers.trainer import Trainer


class Candidates:
    """How the candidates of a run are made, trained and judged.

    Args:
        material: images and streams.
        shared: the whole network, which learns with every candidate that inherits.

    Attributes:
        done: training steps that all candidates have taken so far.
        steps: training steps of each.
        flops: operations of the whole network.
    """

    def __init__(self, material: Material, shared: SuperNetwork) -> None:
        arm = material.arm
        assert arm.training is not None
        assert arm.switches is not None
        self.material, self.shared, self.switches = material, shared, arm.switches
        self.inherit = arm.weights == "inherit"
        self.genome = genome_of(arm, shared.network)
        self.flops = reference_flops(shared.network)
        self._training = arm.training
        if arm.scratch is not None:
            self._training = arm.training.model_copy(update={"epochs": arm.scratch.epochs})
        self._scorer = Scorer(material, shared.network)
        self._whole = shared.network.architecture.widths
        train, size = material.splits.train, arm.training.batch_size
        self._batches = material.batches(train, size, "candidates")
        self._recalibration = material.batches(train, size, "recalibration")
        self.steps = steps_per_candidate(arm, self._batches.per_epoch)
        self.done = 0

    def masks(self, candidate: Candidate) -> list[np.ndarray]:
        """What a genome keeps of the network as it is now; its random draws stay its own."""
        choices = self.genome.decode(candidate.genome)
        if self.inherit:
            return self._scorer.masks(choices, candidate.of)
        # Widths alone go on, so which filters they are does not matter (quirk 1).
        widths = kept_widths(self._whole, [choice.ratio for choice in choices])
        return first_filters(self._whole, widths)

    def network(self, masks: Sequence[np.ndarray]) -> ConvolutionalNetwork:
        """A candidate: with the weights that it inherits, or with new ones, the same for all."""
        if self.inherit:
            return self.shared.candidate(masks)
        widths = tuple(int(mask.sum()) for mask in masks)
        draw = self.material.streams("scratch").generator("initial_weights")
        return self.material.network(widths, draw)

    def trainer(self, network: ConvolutionalNetwork, masks: Sequence[np.ndarray]) -> Trainer:
        """What trains a candidate; momentum is new, or that of the whole network."""
        trainer = Trainer(network, self._training, self._batches)
        momentum = self.shared.momentum_of(masks) if self.inherit else None
        if momentum is not None:
            trainer.momentum = momentum
        return trainer

    def error_now(self, masks: Sequence[np.ndarray], scoring: int) -> float:
        """Error of a sub-network with the present weights on images nothing was chosen by."""
        network = self.shared.candidate(masks)
        self.recalibrated(network, scoring)
        return self.material.fresh_validation.error_rate(network)

    def recalibrated(self, network: ConvolutionalNetwork, scoring: int) -> None:
        """Measure statistics of batch normalisation anew, if that is asked for."""
        if self.switches.bn == "recalibrate":
            recalibrate(network, self._recalibration_batches(scoring))

    def _recalibration_batches(self, scoring: int) -> Iterable[Batch]:
        count = self.switches.recalibration_batches
        return map(self._recalibration.batch, range(scoring * count, (scoring + 1) * count))


def genome_of(arm: Arm, network: ConvolutionalNetwork) -> Genome:
    """The layout of the genomes of an arm."""
    assert arm.switches is not None
    counted = genes(network, "all_convs")
    positions = [position for position, group in enumerate(counted) if group is not None]
    return Genome(arm.switches.genome(arm.criteria), len(counted), positions)


def first_filters(whole: Sequence[int], widths: Sequence[int]) -> list[np.ndarray]:
    """Keep masks of the first filters of each group."""
    return [np.arange(full) < width for full, width in zip(whole, widths, strict=True)]
