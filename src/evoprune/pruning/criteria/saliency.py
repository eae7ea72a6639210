"""Connection sensitivity of convolution weights (SNIP), as released and repaired.

The saliency of a weight is |w * dLoss/dw|: how much the loss changes when a factor in front of the
weight moves away from 1. The release first redraws all convolution weights, so that only the batch
normalisations, biases and linear layers of the network that is scored have a say, and uses the
negative log-likelihood on raw logits.
"""

import copy
import math
from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from evoprune.pruning.criteria.settings import SaliencySettings

Batch = tuple[Tensor, Tensor]
"""Images, shape (batch, channels, height, width), and int64 labels, shape (batch,)."""

Loss = Callable[[Tensor, Tensor], Tensor]
LOSSES: Mapping[str, Loss] = {
    "nll_logits": functional.nll_loss,
    "cross_entropy": functional.cross_entropy,
}


def convolutions(network: nn.Module) -> dict[str, nn.Conv2d]:
    """Convolutions of a network by name, in module order."""
    return {n: module for n, module in network.named_modules() if isinstance(module, nn.Conv2d)}


def saliencies(
    network: nn.Module,
    batch: Batch,
    settings: SaliencySettings,
    generator: Callable[[int], np.random.Generator],
) -> dict[str, np.ndarray]:
    """Saliency of every weight of every convolution, in training mode; the network stays as it is.

    Args:
        network: what is scored; gives logits.
        batch: images and labels on the network's device.
        settings: which weights and which loss.
        generator: the random stream of the i-th convolution, for redrawn weights.

    Returns:
        float64 from 0 by name of the convolution, shape (filters, inputs, height, width).
    """
    scored = copy.deepcopy(network).train()
    layers = convolutions(scored)
    if settings.score_source == "reinit":
        for position, layer in enumerate(layers.values()):
            redraw(layer, generator(position))
    weights = {name: layer.weight for name, layer in layers.items()}
    found = gradients(scored, weights, batch, LOSSES[settings.score_loss])
    return {name: as_float64((weights[name] * found[name]).abs()) for name in layers}


def norm_gradients(network: nn.Module, batch: Batch) -> dict[str, np.ndarray]:
    """Gradients of the cross-entropy with respect to the scales of all batch normalisations.

    Args:
        network: what is scored, in training mode; it stays as it is.
        batch: images and labels on the network's device.

    Returns:
        float64 by name of the batch normalisation, shape (channels,).
    """
    scored = copy.deepcopy(network).train()
    named = scored.named_modules()
    scales = {n: m.weight for n, m in named if isinstance(m, nn.BatchNorm2d) and m.affine}
    found = gradients(scored, scales, batch, LOSSES["cross_entropy"])
    return {name: as_float64(gradient) for name, gradient in found.items()}


def gradients(
    network: nn.Module, parameters: Mapping[str, Tensor], batch: Batch, loss: Loss
) -> dict[str, Tensor]:
    """Gradients of the loss on a batch, with respect to some parameters of a network.

    All other parameters are frozen for good.
    """
    network.requires_grad_(False)
    for parameter in parameters.values():
        parameter.requires_grad_(True)
    images, labels = batch
    value = loss(network(images), labels)
    found = torch.autograd.grad(value, list(parameters.values()))
    return dict(zip(parameters, found, strict=True))


def redraw(layer: nn.Conv2d, rng: np.random.Generator) -> None:
    """Give a convolution new weights: Xavier normal with gain 1.

    The variance is 2 / (fan in + fan out), the fans counted as PyTorch does: rows and columns of
    the weight tensor times the size of the kernel, whatever the number of groups.
    """
    outputs, inputs, *kernel = layer.weight.shape
    deviation = math.sqrt(2 / ((outputs + inputs) * math.prod(kernel)))
    drawn = rng.standard_normal(layer.weight.shape, dtype=np.float32) * np.float32(deviation)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(drawn))


def as_float64(tensor: Tensor) -> np.ndarray:
    """A tensor of any device as an array."""
    return tensor.detach().double().cpu().numpy()
