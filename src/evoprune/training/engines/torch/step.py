"""One optimiser step of a stack, as a function of buffers that stay where they are."""

import torch

from evoprune.training.engines.base import Noise
from evoprune.training.engines.torch.history import TorchHistory
from evoprune.training.engines.torch.objectives import Objective
from evoprune.training.engines.torch.passes import autoencode, backward
from evoprune.training.engines.torch.rows import TorchRows
from evoprune.training.engines.torch.stack import TorchStack
from evoprune.training.engines.torch.updates import Update


class Step:
    """Reads and writes only its buffers and its arguments, and never waits for the device.

    So the same step runs as it is on the CPU and can be captured into a CUDA graph.
    """

    def __init__(
        self,
        stack: TorchStack,
        rows: TorchRows,
        update: Update,
        objective: Objective,
        history: TorchHistory | None,
        masks: TorchStack | None,
    ) -> None:
        self._stack, self._rows, self._update = stack, rows, update
        self._objective, self._history, self._masks = objective, history, masks
        self._gradient = TorchStack(stack.architecture, len(stack), stack.flat.device)
        self._shape = (len(stack), rows.batch_size)

    def __call__(
        self,
        index: torch.Tensor,
        weights: torch.Tensor | None,
        losses: torch.Tensor,
        noise: Noise | None = None,
    ) -> None:
        """Take one step.

        Args:
            index: rows of the batches, int64, shape (S B,).
            weights: weight of each row, shape (S, B, 1); none where all batches are full.
            losses: receives the losses before the step, less their constants, shape (S,).
            noise: what was drawn for the step, if anything.
        """
        values, coefficients = self._rows.batch(index, self._shape, weights)
        if noise is not None and noise.inputs is not None:
            added = torch.from_numpy(noise.inputs).to(values.device)
            values[..., : added.shape[-1]] += added
        latent = None if noise is None else noise.latent
        passed = autoencode(self._stack, values, latent)
        if self._history is not None:
            self._history.add_pass(passed.activations, weights)
        delta = self._objective.gradient(passed.activations[-1], coefficients, losses)
        backward(self._stack, values, passed, delta, self._gradient, losses, weights)
        self._update.step(self._gradient)
        if self._masks is not None:
            self._stack.flat.mul_(self._masks.flat)
