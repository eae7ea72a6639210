"""Forward and backward pass of a stack of networks, written out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from evoprune.training.engines.torch.latent import Latent, draw, pass_back
from evoprune.training.engines.torch.stack import TorchStack


class Passed(NamedTuple):
    """What a forward pass leaves behind.

    Attributes:
        activations: per layer (S, B, padded units): after each ReLU, before the last sigmoid.
        latent: of variational networks, what the decoder saw.
    """

    activations: list[torch.Tensor]
    latent: Latent | None


def forward(
    weights: Sequence[torch.Tensor], biases: Sequence[torch.Tensor], values: torch.Tensor
) -> list[torch.Tensor]:
    """Outputs of a chain of layers that all have ReLUs.

    Args:
        weights: per layer (S, inputs, outputs).
        biases: per layer (S, 1, outputs).
        values: shape (S, B, inputs of the first layer).

    Returns:
        Per layer (S, B, outputs).
    """
    outputs = []
    for weight, bias in zip(weights, biases, strict=True):
        values = torch.baddbmm(bias, values, weight).relu_()
        outputs.append(values)
    return outputs


def autoencode(stack: TorchStack, values: torch.Tensor, draws: np.ndarray | None = None) -> Passed:
    """Pass rows through whole networks.

    Args:
        stack: S networks.
        values: input rows, shape (S, B, padded D).
        draws: of variational networks, what the latent values are drawn with, shape (S, B, latent
            units); without, they are the means.
    """
    weights, biases = stack.weights, stack.biases
    if not stack.architecture.variational:
        hidden = forward(weights[:-1], biases[:-1], values)
        return Passed([*hidden, torch.baddbmm(biases[-1], hidden[-1], weights[-1])], None)
    depth = len(stack.architecture.encoder)
    encoded = forward(weights[: depth - 1], biases[: depth - 1], values)
    heads = torch.baddbmm(biases[depth - 1], encoded[-1], weights[depth - 1])
    latent = draw(heads, stack.architecture.latent_units, draws)
    hidden = forward(weights[depth:-1], biases[depth:-1], latent.values)
    logits = torch.baddbmm(biases[-1], hidden[-1], weights[-1])
    return Passed([*encoded, heads, *hidden, logits], latent)


def backward(
    stack: TorchStack,
    values: torch.Tensor,
    passed: Passed,
    delta: torch.Tensor,
    gradient: TorchStack,
    losses: torch.Tensor,
    weights: torch.Tensor | None,
) -> None:
    """Write the gradient of every parameter into `gradient`.

    Args:
        stack: S networks.
        values: input rows, shape (S, B, padded D).
        passed: their forward pass.
        delta: gradient of the loss by the last layer's sums, (S, B, padded D).
        gradient: receives the result; same shape as `stack`.
        losses: receives what the latent values of variational networks add to it, shape (S,).
        weights: zero where there is no row, shape (S, B, 1); none where all batches are full.
    """
    inputs = [values, *passed.activations[:-1]]
    depth = len(stack.architecture.encoder)
    if passed.latent is not None:
        inputs[depth] = passed.latent.values
    for layer in reversed(range(len(inputs))):
        torch.bmm(inputs[layer].transpose(1, 2), delta, out=gradient.weights[layer])
        torch.sum(delta, dim=1, keepdim=True, out=gradient.biases[layer])
        if layer:
            delta = torch.bmm(delta, stack.weights[layer].transpose(1, 2))
            if passed.latent is not None and layer == depth:
                width = passed.activations[depth - 1].shape[2]
                delta = pass_back(passed.latent, delta, width, losses, weights)
            else:
                # A ReLU at zero passes nothing back, so a pruned unit gets no gradient.
                delta.mul_(inputs[layer] > 0)
