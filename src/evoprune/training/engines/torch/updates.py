"""Optimiser steps on whole stacks: a persistent Adam, and a fresh Adam in closed form."""

from typing import Protocol

import numpy as np
import torch
from torch.optim.adam import adam

from evoprune.training.engines.torch.stack import TorchStack

BETAS = (0.5, 0.999)
"""Decay rates of Adam's first and second moment (spec section 4.1)."""

EPSILON = 1e-8
"""Adam's epsilon (spec section 4.1)."""


class AdamMoments:
    """Moments of a persistent Adam for all networks of a stack, all zero at first."""

    def __init__(self, stack: TorchStack) -> None:
        device = stack.flat.device
        self.first = TorchStack(stack.architecture, len(stack), device)
        self.second = TorchStack(stack.architecture, len(stack), device)
        self.steps = torch.zeros(1, device=device)

    def tensors(self) -> list[torch.Tensor]:
        """All that steps change: both moments, stacked over the networks, and the steps so far."""
        return [*self.first.tensors, *self.second.tensors, self.steps]


class Update(Protocol):
    """Changes the parameters of one stack, whose buffers it was made for."""

    def set_rates(self, rates: np.ndarray) -> None:
        """Take the learning rates of the first networks; the others keep still if they can."""
        ...

    def step(self, gradient: TorchStack) -> None:
        """One step; `gradient` may be overwritten."""
        ...


class PersistentAdam:
    """Steps of an Adam for all networks of a stack, which share the learning rate.

    Adam works entry by entry, so one optimiser over the flat buffer is S optimisers.
    """

    def __init__(self, stack: TorchStack, moments: AdamMoments) -> None:
        self._stack, self._moments = stack, moments
        device = stack.flat.device
        # A tensor, so that a captured step follows the rate; CUDA's kernel takes it as float32.
        precision = torch.float64 if device.type == "cpu" else torch.float32
        self._rate = torch.zeros((), dtype=precision, device=device)

    def set_rates(self, rates: np.ndarray) -> None:
        """Take the common rate of all networks."""
        if np.ptp(rates):
            raise ValueError("networks of one persistent Adam share their learning rate")
        self._rate.fill_(float(rates[0]))

    def step(self, gradient: TorchStack) -> None:
        """One step."""
        # The optimiser class spends as long on bookkeeping as the step takes for two networks.
        adam(
            [self._stack.flat],
            [gradient.flat],
            [self._moments.first.flat],
            [self._moments.second.flat],
            max_exp_avg_sqs=[],
            state_steps=[self._moments.steps],
            foreach=False,
            capturable=True,
            fused=True,
            amsgrad=False,
            beta1=BETAS[0],
            beta2=BETAS[1],
            lr=self._rate,
            weight_decay=0.0,
            eps=EPSILON,
            maximize=False,
        )


class FreshAdam:
    """The first step of a new Adam, every time: theta -= rate * g / (|g| + epsilon).

    Its bias-corrected moments are g and g squared, so it is sign descent for every entry well above
    epsilon, and exactly nothing for a zero gradient. Source: spec section 4.2, quirk Q11.
    """

    def __init__(self, stack: TorchStack) -> None:
        self._stack = stack
        self._scratch = torch.empty_like(stack.flat)
        self._rate = torch.zeros(len(stack), 1, 1, device=stack.flat.device)

    def set_rates(self, rates: np.ndarray) -> None:
        """Take the rate of each network; networks beyond them get a rate of zero."""
        self._rate.zero_()
        self._rate[: len(rates), 0, 0] = torch.as_tensor(rates, dtype=torch.float32)

    def step(self, gradient: TorchStack) -> None:
        """One step; `gradient` is overwritten."""
        torch.abs(gradient.flat, out=self._scratch)
        gradient.flat.div_(self._scratch.add_(EPSILON))
        for tensor, direction in zip(self._stack.tensors, gradient.tensors, strict=True):
            tensor.addcmul_(direction, self._rate, value=-1)


def update_of(stack: TorchStack, moments: AdamMoments | None) -> Update:
    """What steps the networks of `stack`: a fresh Adam where there are no moments."""
    return FreshAdam(stack) if moments is None else PersistentAdam(stack, moments)
