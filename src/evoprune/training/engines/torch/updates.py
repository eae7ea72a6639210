"""Optimiser steps on whole stacks: a persistent Adam, and a fresh Adam in closed form."""

import numpy as np
import torch
from torch.optim.adam import adam

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
        self._parameter = stack.flat
        self._first, self._second = torch.zeros_like(stack.flat), torch.zeros_like(stack.flat)
        self._steps = torch.zeros((), device=stack.flat.device)

    def step(self, gradient: TorchStack, rates: np.ndarray) -> None:
        """One step with the common learning rate of `rates`, shape (S,)."""
        if np.ptp(rates):
            raise ValueError("networks of one persistent Adam share their learning rate")
        # The optimiser class spends as long on bookkeeping as the step takes for two networks.
        adam(
            [self._parameter],
            [gradient.flat],
            [self._first],
            [self._second],
            max_exp_avg_sqs=[],
            state_steps=[self._steps],
            foreach=False,
            fused=True,
            amsgrad=False,
            beta1=BETAS[0],
            beta2=BETAS[1],
            lr=float(rates[0]),
            weight_decay=0.0,
            eps=EPSILON,
            maximize=False,
        )


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
