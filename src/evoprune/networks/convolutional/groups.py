"""Prunable groups, read off the layers: where the filters of each occur, and its genes."""

from dataclasses import dataclass
from typing import Literal

from evoprune.networks.convolutional.layers import Conv, Dense, Depthwise, layers
from evoprune.networks.convolutional.network import ConvolutionalNetwork

Layout = Literal["all_convs", "prunable"]


@dataclass(frozen=True)
class Slot:
    """Where the filters of a group occur in the tensors of one layer.

    Attributes:
        layer: its name in the network.
        axis: 0 for what the layer makes or normalises, 1 for what it reads.
        offset: position of the group's first filter on that axis.
        repeat: positions a filter takes (the size of a flattened map).
    """

    layer: str
    axis: int
    offset: int = 0
    repeat: int = 1


@dataclass(frozen=True)
class Group:
    """Filters that go together: those of one layer, and all that depends on them.

    Attributes:
        producer: name of the layer that makes them.
        width: how many there are.
        slots: everywhere they occur, in module order.
    """

    producer: str
    width: int
    slots: tuple[Slot, ...]


def groups(network: ConvolutionalNetwork) -> tuple[Group, ...]:
    """The prunable groups of a network; group g has width g of its architecture."""
    slots: list[list[Slot]] = [[] for _ in network.architecture.widths]
    for name, layer in layers(network):
        for axis, channels in enumerate(layer.axes):
            offset = 0
            for segment in channels.segments:
                if segment.group is not None:
                    slots[segment.group].append(Slot(name, axis, offset, segment.repeat))
                offset += segment.size
    made = {group: name for name, group in producers(network).items() if group is not None}
    widths = enumerate(network.architecture.widths)
    return tuple(Group(made[group], width, tuple(slots[group])) for group, width in widths)


def producers(network: ConvolutionalNetwork) -> dict[str, int | None]:
    """Layers that make channels of their own, in module order, and the group they make, if any.

    These are the convolutions (of which a depthwise one makes no group of its own) and the dense
    layers that are pruned.
    """
    made: dict[str, int | None] = {}
    for name, layer in layers(network):
        if isinstance(layer, Conv | Depthwise):
            made[name] = layer.axes[0].group if isinstance(layer, Conv) else None
        elif isinstance(layer, Dense) and layer.axes[0].group is not None:
            made[name] = layer.axes[0].group
    return made


def genes(network: ConvolutionalNetwork, layout: Layout) -> tuple[int | None, ...]:
    """The group that each gene pair (ratio, criterion) prunes; none where it does nothing.

    `all_convs` is the published genome: one pair a convolution, prunable or not (spec section 4.1,
    quirk 8), and for VGG one more (quirk 22). `prunable` leaves out those that do nothing.
    """
    if layout == "prunable":
        return tuple(range(len(network.architecture.widths)))
    return (*producers(network).values(), *[None] * network.spare_genes)
