"""Where the maps of prunable channels are read: which module's output, and who makes them."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from evoprune.errors import ConfigError
from evoprune.networks.convolutional.dropout import Dropout
from evoprune.networks.convolutional.layers import Conv, Dense, Norm, Norm1d
from evoprune.networks.convolutional.network import ConvolutionalNetwork

TapName = Literal["after_pool", "after_act", "after_bn"]
"""What is read: the last of normalisation, ReLU and pooling, or the ReLU, or the normalisation."""

PASSED = (nn.ReLU, nn.ReLU6, nn.MaxPool2d, Norm, Norm1d, Dropout)
"""What maps go through without being mixed; the mean of a whole map belongs to the classifier."""


@dataclass(frozen=True)
class Tap:
    """Where the channels of a prunable group are read.

    Attributes:
        module: name of the module whose output they are.
        call: which of its calls in a forward pass, from 0.
        producer: name of the layer whose filters they come from.
        norm: name of the batch normalisation of just these channels, if there is one.
    """

    module: str
    call: int
    producer: str
    norm: str | None


Call = tuple[str, nn.Module, int]
"""A module's name, itself, and how often it was called before in the same forward pass."""


def taps(network: ConvolutionalNetwork, tap: TapName = "after_pool") -> tuple[Tap, ...]:
    """Where each prunable group is read, in order.

    Raises:
        ConfigError: a group has no normalisation, or no ReLU, to be read behind.
    """
    calls = _calls(network)
    groups = range(len(network.architecture.widths))
    return tuple(_tap(calls, _beginning(calls, group), group, tap) for group in groups)


@torch.no_grad()
def _calls(network: ConvolutionalNetwork) -> list[Call]:
    """Calls of all modules without parts of their own, as they are executed."""
    with torch.device("cpu"):
        twin = network.resized(network.architecture.widths).eval()
        image = torch.zeros(1, *network.architecture.image)
    found: list[Call] = []

    def hook(name: str, module: nn.Module) -> None:
        found.append((name, module, sum(name == other for other, *_ in found)))

    for name, module in twin.named_modules():
        if next(module.children(), None) is None:
            module.register_forward_hook(lambda m, *_, name=name: hook(name, m))
    twin(image)
    return found


def _beginning(calls: list[Call], group: int) -> int:
    """Position of the first call whose output has just the channels of a group."""
    for position, (_, module, _) in enumerate(calls):
        if isinstance(module, Conv | Dense | Norm) and module.axes[0].group == group:
            return position
    raise AssertionError(f"no layer makes group {group}")


def _tap(calls: list[Call], beginning: int, group: int, tap: TapName) -> Tap:
    """The tap of a group whose channels are there from a call on."""
    first = calls[beginning][1]
    made = isinstance(first, Conv | Dense)
    following: list[Call] = [] if made else [calls[beginning]]
    for call in calls[beginning + 1 :]:
        if not isinstance(call[1], PASSED) or _of_others(call[1], group):
            break
        following.append(call)
    norms = [call for call in following if isinstance(call[1], Norm | Norm1d)]
    relus = [call for call in following if isinstance(call[1], nn.ReLU | nn.ReLU6)]
    kinds = {"after_pool": following or [calls[beginning]], "after_act": relus, "after_bn": norms}
    if not kinds[tap]:
        raise ConfigError(f"tap '{tap}': there is none behind layer {calls[beginning][0]}")
    name, _, count = kinds[tap][-1]
    producer = calls[beginning][0] if made else _written_last(calls, beginning)
    return Tap(name, count, producer, norms[0][0] if norms else None)


def _of_others(module: nn.Module, group: int) -> bool:
    """Whether a module normalises channels beside those of a group."""
    return isinstance(module, Norm | Norm1d) and module.axes[0].group != group


def _written_last(calls: list[Call], beginning: int) -> str:
    """The convolution that was last to add to channels that are read at a call."""
    before = [name for name, module, _ in calls[:beginning] if isinstance(module, Conv)]
    return before[-1]
