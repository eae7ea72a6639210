"""Basic residual blocks: only the inner channels are pruned, so that no shortcut is touched."""

from collections.abc import Callable

from torch import Tensor, nn
from torch.nn import functional

from evoprune.networks.convolutional.channels import Channels, Plan
from evoprune.networks.convolutional.layers import Conv, Norm

Shortcut = Callable[[Channels, Channels, int], nn.Module]
"""Makes the module between the inputs and the outputs of a block of a stride."""


class BasicBlock(nn.Module):
    """Two 3x3 convolutions around a shortcut; the outputs of the first are a prunable group."""

    def __init__(
        self, plan: Plan, inputs: Channels, outputs: Channels, stride: int, shortcut: Shortcut
    ) -> None:
        super().__init__()
        inner = plan.prunable(outputs.size)
        self.conv1 = Conv(inputs, inner, 3, stride=stride)
        self.norm1 = Norm(inner)
        self.conv2 = Conv(inner, outputs, 3)
        self.norm2 = Norm(outputs)
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else shortcut(inputs, outputs, stride)
        self.relu = nn.ReLU()

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, height, width) to (batch, outputs, height/stride, width/stride)."""
        inner = self.relu(self.norm1(self.conv1(maps)))
        outputs: Tensor = self.relu(self.norm2(self.conv2(inner)) + self.shortcut(maps))
        return outputs


def stage(
    plan: Plan, inputs: Channels, width: int, blocks: int, stride: int, shortcut: Shortcut
) -> nn.Sequential:
    """Blocks of one width, of which the first has the stride."""
    outputs = Channels.fixed(width)
    first = BasicBlock(plan, inputs, outputs, stride, shortcut)
    rest = [BasicBlock(plan, outputs, outputs, 1, shortcut) for _ in range(blocks - 1)]
    return nn.Sequential(first, *rest)


def projection(inputs: Channels, outputs: Channels, stride: int) -> nn.Module:
    """A learnable shortcut: 1x1 convolution and batch normalisation."""
    return nn.Sequential(Conv(inputs, outputs, 1, stride=stride), Norm(outputs))


class PaddedShortcut(nn.Module):
    """Option A, without parameters: 2x2 average pooling, zeros for the channels that are new.

    Detached, no gradient goes through it: released behaviour (quirk 20).
    """

    def __init__(self, inputs: Channels, outputs: Channels, *, detached: bool = False) -> None:
        super().__init__()
        self.new = outputs.size - inputs.size
        self.detached = detached

    def forward(self, maps: Tensor) -> Tensor:
        """Maps (batch, inputs, 2 height, 2 width) to (batch, outputs, height, width)."""
        source = maps.detach() if self.detached else maps
        pooled = functional.avg_pool2d(source, 2)
        return functional.pad(pooled, (0, 0, 0, 0, 0, self.new))
