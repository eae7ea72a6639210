"""Optimiser steps on whole stacks: a persistent Adam, and a fresh Adam in closed form."""

import numpy as np
import torch

from evoprune.training.engines.torch.stack import TorchStack

BETAS = (0.5, 0.999)
"""Decay rates of Adam's first and second moment (spec section 4.1)."""

EPSILON = 1e-8
"""Adam's epsilon (spec section 4.1)."""


class AdamMoments:
    """A persistent Adam for all networks of a stack, which share the learning rate.

    Adam works entry by entry, so one optimiser over the flat buffer is S optimisers.
    """

    def __init__(self, stack: TorchStack) -> None:
        self._parameter = torch.nn.Parameter(stack.flat, requires_grad=False)
        self._adam = torch.optim.Adam([self._parameter], betas=BETAS, eps=EPSILON, fused=True)

    def step(self, gradient: TorchStack, rates: np.ndarray) -> None:
        """One step with the common learning rate of `rates`, shape (S,)."""
        if np.ptp(rates):
            raise ValueError("networks of one persistent Adam share their learning rate")
        self._adam.param_groups[0]["lr"] = float(rates[0])
        self._parameter.grad = gradient.flat
        self._adam.step()


class FreshAdam:
    """The first step of a new Adam, every time: theta -= rate * g / (|g| + epsilon).

    Its bias-corrected moments are g and g squared, so it is sign descent for every entry well above
    epsilon, and exactly nothing for a zero gradient. Source: spec section 4.2, quirk Q11.
    """

    def __init__(self, stack: TorchStack, rates: np.ndarray) -> None:
        self._stack = stack
        self._scratch = torch.empty_like(stack.flat)
        rate = torch.as_tensor(rates, dtype=torch.float32, device=stack.flat.device)
        self._rate = rate.view(-1, 1, 1)

    def step(self, gradient: TorchStack) -> None:
        """One step; `gradient` is overwritten."""
        torch.abs(gradient.flat, out=self._scratch)
        gradient.flat.div_(self._scratch.add_(EPSILON))
        for tensor, direction in zip(self._stack.tensors, gradient.tensors, strict=True):
            tensor.addcmul_(direction, self._rate, value=-1)
