"""The torch engine: every run of a job in one stack, no autograd, one thread."""

from collections.abc import Sequence

import numpy as np
import torch

from evoprune.errors import ConfigError
from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Network
from evoprune.training.engines.torch.history import TorchHistory
from evoprune.training.engines.torch.pairs import TorchPairs
from evoprune.training.engines.torch.passes import (
    autoencode,
    backward,
    l1_output_gradient,
    sigmoid_,
)
from evoprune.training.engines.torch.rows import TorchRows
from evoprune.training.engines.torch.stack import TorchStack
from evoprune.training.engines.torch.updates import AdamMoments, FreshAdam


class TorchEngine:
    """Serves `evoprune.training.engines.base.Engine` for ReLU autoencoders with the L1 loss."""

    name = "torch"
    version = str(torch.__version__)

    def __init__(self, architecture: Architecture, batch_size: int, device: str = "auto") -> None:
        _check_activations(architecture)
        self.architecture = architecture
        self.batch_size = batch_size
        self._device = torch.device(_resolve_device(device))
        self.device = str(self._device)
        # Threads change the bits and, on tiny networks, only cost time.
        torch.set_num_threads(1)

    def rows(self, values: np.ndarray) -> TorchRows:
        """Data rows (N, D) of zeros and ones, on the device."""
        return TorchRows(values, self.batch_size, self._device)

    def stack(self, networks: Sequence[Network]) -> TorchStack:
        """A new batch of networks."""
        stack = TorchStack(self.architecture, len(networks), self._device)
        for index, network in enumerate(networks):
            stack.write(index, network)
        return stack

    def history(self, networks: int) -> TorchHistory:
        """Empty activation histories."""
        return TorchHistory(self.architecture, networks, self.batch_size, self._device)

    def adam(self, stack: TorchStack) -> AdamMoments:
        """Moments of a persistent Adam for `stack`, all zero."""
        return AdamMoments(stack)

    @torch.inference_mode()
    def train(
        self,
        stack: TorchStack,
        rows: TorchRows,
        batches: np.ndarray,
        rates: np.ndarray,
        *,
        moments: AdamMoments | None = None,
        history: TorchHistory | None = None,
    ) -> np.ndarray:
        """One optimiser step a batch; see `Engine.train`."""
        steps, networks, size = batches.shape
        index = torch.as_tensor(batches.reshape(steps, -1), device=self._device)
        losses = rows.means[index].view(steps, networks, size).mean(dim=2)
        gradient = TorchStack(self.architecture, networks, self._device)
        fresh = FreshAdam(stack, rates) if moments is None else None
        for step in range(steps):
            values, coefficients = rows.batch(index[step], (networks, size))
            activations = autoencode(stack, values)
            if history is not None:
                history.add(activations)
            part, delta = l1_output_gradient(activations[-1], coefficients)
            losses[step] += part
            backward(stack, [values, *activations[:-1]], delta, gradient)
            if fresh is not None:
                fresh.step(gradient)
            elif moments is not None:
                moments.step(gradient, rates)
        return np.asarray(losses.cpu().numpy())

    def batch_losses(
        self,
        stack: TorchStack,
        rows: TorchRows,
        batches: np.ndarray,
        history: TorchHistory | None = None,
    ) -> np.ndarray:
        """Mean L1 of each network on its own batch; see `Engine.batch_losses`."""
        index = torch.as_tensor(batches.reshape(-1), device=self._device)
        values, coefficients = rows.batch(index, batches.shape)
        activations = autoencode(stack, values)
        if history is not None:
            history.add(activations)
        part, _ = l1_output_gradient(activations[-1], coefficients)
        losses = rows.means[index].view(batches.shape).mean(dim=1) + part
        return np.asarray(losses.cpu().numpy())

    def pair_losses(
        self, stack: TorchStack, members: np.ndarray, rows: TorchRows, batches: np.ndarray
    ) -> TorchPairs:
        """All encoder x decoder pairs of each neighbourhood; see `Engine.pair_losses`."""
        return TorchPairs(stack, members, rows, batches)

    def row_losses(
        self,
        stack: TorchStack,
        index: int,
        rows: TorchRows,
        *,
        order: np.ndarray | None = None,
        history: TorchHistory | None = None,
    ) -> np.ndarray:
        """Mean L1 of one network on every row; see `Engine.row_losses`."""
        values = rows.values[None]
        activations = autoencode(stack.take([index]), values)
        if history is not None and order is not None:
            self._record(history, index, activations, order)
        output = sigmoid_(activations[-1])
        part = (output * rows.coefficients(values)).sum(dim=2)[0] * self.batch_size
        return np.asarray((rows.means + part).cpu().numpy())

    def activations(
        self, stack: TorchStack, index: int, rows: TorchRows, selection: np.ndarray
    ) -> list[np.ndarray]:
        """Activations of one network on some rows; see `Engine.activations`."""
        chosen = torch.as_tensor(selection, device=self._device)
        values, _ = rows.batch(chosen, (1, len(selection)))
        layers = autoencode(stack.take([index]), values)
        return [
            layer[0, :, : dense.outputs].cpu().numpy()
            for layer, dense in zip(layers, self.architecture.layers, strict=True)
        ]

    def _record(
        self,
        history: TorchHistory,
        network: int,
        activations: list[torch.Tensor],
        order: np.ndarray,
    ) -> None:
        """Record a pass over all rows as batches in the given order."""
        index = torch.as_tensor(order, device=self._device)
        passes = [
            layer[0, index].view(-1, self.batch_size, layer.shape[2]) for layer in activations
        ]
        history.add_passes(network, 0, passes)
        history.count[network] += len(order) // self.batch_size


def _check_activations(architecture: Architecture) -> None:
    kinds = [dense.activation for dense in architecture.layers]
    if kinds != ["relu"] * (len(kinds) - 1) + ["sigmoid"]:
        raise ConfigError(f"the torch engine serves ReLU layers and a sigmoid output, not {kinds}")


def _resolve_device(device: str) -> str:
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise ConfigError("device 'cuda' was asked for, but there is no CUDA device; use 'auto'")
    return device
