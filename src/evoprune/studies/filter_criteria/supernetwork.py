"""The whole network that candidates share their weights through. Source: spec section 3."""

import copy

import numpy as np
import torch

from evoprune.errors import ConfigError
from evoprune.evolution.genome import LayerChoice
from evoprune.networks.convolutional.channels import KeepMasks
from evoprune.networks.convolutional.groups import Group, groups
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.criteria import CRITERIA
from evoprune.pruning.criteria.base import Criterion
from evoprune.pruning.criteria.evidence import Evidence, ScoredLayer
from evoprune.pruning.criteria.masks import keep_masks
from evoprune.pruning.filters.inheritance import BatchNorm, down, up
from evoprune.registry import load
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.switches import Switches

Arrays = dict[str, np.ndarray]


class SuperNetwork:
    """Weights, statistics and, if it is kept, the momentum of the whole network.

    Args:
        network: the whole network, which changes in place.
        switches: what of it is inherited.
    """

    def __init__(self, network: ConvolutionalNetwork, switches: Switches) -> None:
        self.network, self._switches = network, switches
        self.momentum = copy.deepcopy(network) if switches.momentum == "keep" else None
        for buffer in [] if self.momentum is None else self.momentum.parameters():
            buffer.detach().zero_()

    @property
    def _bn(self) -> BatchNorm:
        return "fresh" if self._switches.bn == "fresh" else "inherit"

    def candidate(self, masks: KeepMasks) -> ConvolutionalNetwork:
        """A network of its own, of the filters that are kept, with their weights."""
        return down(self.network, masks, bn=self._bn)

    def momentum_of(self, masks: KeepMasks) -> list[torch.Tensor] | None:
        """Momentum of a candidate's parameters, if it is kept."""
        if self.momentum is None:
            return None
        return [buffer.detach() for buffer in down(self.momentum, masks).parameters()]

    def take_back(
        self,
        candidate: ConvolutionalNetwork,
        masks: KeepMasks,
        momentum: list[torch.Tensor],
    ) -> None:
        """Write what a candidate has learned into the network: the last writer wins."""
        up(self.network, candidate, masks, bn=self._bn)
        if self.momentum is not None:
            shaped = down(self.momentum, masks)
            for parameter, buffer in zip(shaped.parameters(), momentum, strict=True):
                parameter.detach().copy_(buffer)
            up(self.momentum, shaped, masks)

    @property
    def is_finite(self) -> bool:
        """Whether all its values are numbers."""
        return all(bool(tensor.isfinite().all()) for tensor in self.network.state_dict().values())

    def arrays(self) -> Arrays:
        """Its state by name."""
        held = {"super": self.network, "momentum": self.momentum}
        return {
            f"{prefix}.{name}": tensor.cpu().numpy().copy()
            for prefix, network in held.items()
            if network is not None
            for name, tensor in network.state_dict().items()
        }

    def restore(self, arrays: Arrays) -> None:
        """Take over a state."""
        held = {"super": self.network, "momentum": self.momentum}
        for prefix, network in held.items():
            for name, tensor in {} if network is None else network.state_dict().items():
                kept = torch.from_numpy(np.array(arrays[f"{prefix}.{name}"]))
                tensor.copy_(kept.reshape(tensor.shape))


class Scorer:
    """Chooses which filters of the network stay.

    Args:
        material: images and streams.
        network: what is scored.
        part: name of the streams, so that looking on draws nothing from what a search draws.
    """

    def __init__(
        self, material: Material, network: ConvolutionalNetwork, part: str = "scores"
    ) -> None:
        assert material.arm.switches is not None
        self._material, self._network = material, network
        self._switches, self._streams = material.arm.switches, material.streams(part)
        self.layers = scored_layers(network)

    def evidence(self, scoring: int, batch: int | None = None) -> Evidence:
        """What criteria may look at in the network as it is now.

        Args:
            scoring: number of the scoring, which decides random draws.
            batch: number of the batch; that of the scoring without one.
        """
        images = self._material.scored_on(scoring if batch is None else batch)
        return Evidence(self._network, images, self._switches.saliency, self._streams, scoring)

    def masks(self, choices: list[LayerChoice], scoring: int) -> list[np.ndarray]:
        """Keep masks of all prunable groups, bool, shape (width,).

        Args:
            choices: criterion and ratio of each group.
            scoring: its number.
        """
        criteria = [self.criterion(choice.criterion) for choice in choices]
        ratios = [choice.ratio for choice in choices]
        return keep_masks(self.evidence(scoring), self.layers, criteria, ratios)

    def criterion(self, name: str) -> Criterion:
        """A criterion with its settings."""
        settings = {"epsilon": self._switches.gm_epsilon} if name == "gm" else {}
        criterion: Criterion = load("criterion", CRITERIA, name).model_validate(settings)
        return criterion


def scored_layers(network: ConvolutionalNetwork) -> list[ScoredLayer]:
    """The convolution that makes each prunable group, and its batch normalisation if it has one.

    Raises:
        ConfigError: a group is made by another layer, whose filters no criterion can score.
    """
    modules = dict(network.named_modules())
    layers = []
    for group in groups(network):
        if not isinstance(modules[group.producer], torch.nn.Conv2d):
            name = network.architecture.name
            raise ConfigError(f"{name}: {group.producer} is pruned, but is no convolution")
        norms = (slot.layer for slot in group.slots if _normalises(modules[slot.layer], group))
        layers.append(ScoredLayer(group.producer, next(norms, None)))
    return layers


def _normalises(module: torch.nn.Module, group: Group) -> bool:
    """Whether a layer is the batch normalisation of a group alone, not of a concatenation."""
    return isinstance(module, torch.nn.BatchNorm2d) and module.num_features == group.width
