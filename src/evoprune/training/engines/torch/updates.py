"""Optimiser steps on whole stacks: a persistent Adam, and a fresh Adam in closed form."""

from collections.abc import Mapping, Sequence
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
    """Moments of a persistent Adam for all networks of a stack, all zero at first.

    Attributes:
        first: decayed mean of the gradients.
        second: decayed mean of their squares.
        steps: number of steps made; one for all networks, or shape (S, 1, 1) if they may differ.
        individual: whether they may.
    """

    def __init__(self, stack: TorchStack, *, individual: bool = False) -> None:
        device = stack.flat.device
        self.individual = individual
        self.first = TorchStack(stack.architecture, len(stack), device)
        self.second = TorchStack(stack.architecture, len(stack), device)
        shape = (len(stack), 1, 1) if individual else (1,)
        self.steps = torch.zeros(shape, device=device)

    def take(self, indices: Sequence[int] | np.ndarray) -> "AdamMoments":
        """New moments, copies of those at `indices`; only of networks that may differ."""
        copy = object.__new__(AdamMoments)
        copy.individual = True
        copy.first, copy.second = self.first.take(indices), self.second.take(indices)
        copy.steps = self.steps[torch.as_tensor(np.asarray(indices), device=self.steps.device)]
        return copy

    def put(self, indices: Sequence[int] | np.ndarray, source: "AdamMoments") -> None:
        """Copy the moments of `source` over those at `indices`."""
        self.first.put(indices, source.first)
        self.second.put(indices, source.second)
        index = torch.as_tensor(np.asarray(indices), device=self.steps.device)
        self.steps[index] = source.steps

    def arrays(self) -> dict[str, np.ndarray]:
        """Both moments and the steps, in host memory."""
        return {str(n): tensor.cpu().numpy() for n, tensor in enumerate(self.tensors())}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over both moments and the steps."""
        for number, tensor in enumerate(self.tensors()):
            tensor.copy_(torch.from_numpy(arrays[str(number)]))

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


class IndividualAdam:
    """Steps of Adams that each have a rate and a number of steps of their own."""

    def __init__(self, stack: TorchStack, moments: AdamMoments) -> None:
        self._stack, self._moments = stack, moments
        self._rate = torch.zeros(len(stack), 1, 1, device=stack.flat.device)

    def set_rates(self, rates: np.ndarray) -> None:
        """Take the rate of each network; networks beyond them get a rate of zero."""
        self._rate.zero_()
        self._rate[: len(rates), 0, 0] = torch.as_tensor(rates, dtype=torch.float32)

    def step(self, gradient: TorchStack) -> None:
        """One step."""
        moments, steps = self._moments, self._moments.steps
        steps.add_(1)
        first, second = moments.first.flat, moments.second.flat
        first.mul_(BETAS[0]).add_(gradient.flat, alpha=1 - BETAS[0])
        second.mul_(BETAS[1]).addcmul_(gradient.flat, gradient.flat, value=1 - BETAS[1])
        step_size = -self._rate / (1 - torch.pow(BETAS[0], steps))
        scale = torch.rsqrt(1 - torch.pow(BETAS[1], steps))
        for tensor, mean, square in zip(
            self._stack.tensors, moments.first.tensors, moments.second.tensors, strict=True
        ):
            tensor.add_(mean * step_size / (square.sqrt() * scale + EPSILON))


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
    if moments is None:
        return FreshAdam(stack)
    kind = IndividualAdam if moments.individual else PersistentAdam
    return kind(stack, moments)
