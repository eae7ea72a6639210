"""Forward and backward pass of a stack of networks, written out."""

from collections.abc import Sequence

import torch

from evoprune.training.engines.torch.stack import TorchStack


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


def autoencode(stack: TorchStack, values: torch.Tensor) -> list[torch.Tensor]:
    """Per layer the activations of the whole network: after each ReLU, before the last sigmoid.

    Args:
        stack: S networks.
        values: input rows, shape (S, B, padded D).
    """
    hidden = forward(stack.weights[:-1], stack.biases[:-1], values)
    logits = torch.baddbmm(stack.biases[-1], hidden[-1], stack.weights[-1])
    return [*hidden, logits]


def backward(
    stack: TorchStack,
    inputs: Sequence[torch.Tensor],
    delta: torch.Tensor,
    gradient: TorchStack,
) -> None:
    """Write the gradient of every parameter into `gradient`.

    Args:
        stack: S networks.
        inputs: per layer what went into it, (S, B, padded inputs).
        delta: gradient of the loss by the last layer's sums, (S, B, padded D).
        gradient: receives the result; same shape as `stack`.
    """
    for layer in reversed(range(len(inputs))):
        torch.bmm(inputs[layer].transpose(1, 2), delta, out=gradient.weights[layer])
        torch.sum(delta, dim=1, keepdim=True, out=gradient.biases[layer])
        if layer:
            # A ReLU at zero passes nothing back, so a pruned unit gets no gradient.
            delta = torch.bmm(delta, stack.weights[layer].transpose(1, 2)).mul_(inputs[layer] > 0)
