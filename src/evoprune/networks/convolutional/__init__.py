"""Convolutional networks by name: one constructor for the whole network and for a pruned one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evoprune.networks.convolutional.architecture import Architecture, Image
from evoprune.registry import load

if TYPE_CHECKING:  # torch takes seconds to import, and a list of names needs none of it
    from evoprune.networks.convolutional.network import ConvolutionalNetwork

CONVOLUTIONAL: dict[str, str] = {
    "lenet5": "evoprune.networks.convolutional.lenet5:LeNet5",
    "convnet6": "evoprune.networks.convolutional.convnet6:ConvNet6",
    "resnet8": "evoprune.networks.convolutional.small_resnets:ResNet8",
    "resnet14": "evoprune.networks.convolutional.small_resnets:ResNet14",
    "resnet20": "evoprune.networks.convolutional.small_resnets:ResNet20",
    "resnet56": "evoprune.networks.convolutional.resnet56:ResNet56",
    "vgg16": "evoprune.networks.convolutional.vgg16:VGG16",
    "vgg16_relu_bn": "evoprune.networks.convolutional.vgg16_relu_bn:VGG16ReluBn",
    "googlenet": "evoprune.networks.convolutional.googlenet:GoogLeNet",
    "densenet40": "evoprune.networks.convolutional.densenet40:DenseNet40",
    "resnet34": "evoprune.networks.convolutional.resnet34:ResNet34",
    "mobilenetv2": "evoprune.networks.convolutional.mobilenetv2:MobileNetV2",
    "preresnet8": "evoprune.networks.convolutional.preresnets:PreResNet8",
    "preresnet14": "evoprune.networks.convolutional.preresnets:PreResNet14",
    "preresnet38": "evoprune.networks.convolutional.preresnets:PreResNet38",
    "preresnet56": "evoprune.networks.convolutional.preresnets:PreResNet56",
    "preresnet110": "evoprune.networks.convolutional.preresnets:PreResNet110",
    "preresnet164": "evoprune.networks.convolutional.preresnets:PreResNet164",
}

READERS = tuple(name for name in CONVOLUTIONAL if name.startswith("preresnet"))
"""Networks whose blocks read some of the channels behind a shortcut: no one filter makes these."""


def build(
    name: str,
    widths: Sequence[int] | None = None,
    *,
    classes: int,
    image: Image | None = None,
    **switches: bool,
) -> "ConvolutionalNetwork":
    """The network called `name`, all weights zero: `initialise` or `down` fills them.

    On PyTorch's device context; `with torch.device("meta")` gives one that takes no memory.

    Args:
        name: as registered.
        widths: filters of each prunable group, in module order; by default those of the whole.
        classes: number of outputs.
        image: channels, height and width of an input; by default those the network was made for.
        switches: named departures, of the networks that have any, e.g. `detached_shortcut`.

    Raises:
        ConfigError: no such network or switch; widths or an image that do not fit it.
    """
    kind: type[ConvolutionalNetwork] = load("convolutional network", CONVOLUTIONAL, name)
    return kind.made(name, widths, classes=classes, image=image, switches=switches)


def rebuild(architecture: Architecture) -> "ConvolutionalNetwork":
    """The network that an architecture describes, all weights zero.

    Raises:
        ConfigError: it describes none.
    """
    return build(
        architecture.name,
        architecture.widths,
        classes=architecture.classes,
        image=architecture.image,
        **dict(architecture.switches),
    )
