"""The torch engine: every run of a job in one stack, no autograd, CPU or CUDA."""

from collections.abc import Sequence

import numpy as np
import torch

from evoprune.errors import ConfigError
from evoprune.networks.architecture import Architecture
from evoprune.networks.network import Network
from evoprune.training.engines.base import Noise
from evoprune.training.engines.torch import cuda
from evoprune.training.engines.torch.batches import Batches, filled_up
from evoprune.training.engines.torch.history import TorchHistory
from evoprune.training.engines.torch.objectives import L1, NegativeBound, find
from evoprune.training.engines.torch.pairs import TorchPairs
from evoprune.training.engines.torch.passes import autoencode
from evoprune.training.engines.torch.program import ReplayTrainer
from evoprune.training.engines.torch.rows import TorchRows
from evoprune.training.engines.torch.stack import TorchStack
from evoprune.training.engines.torch.training import EagerTrainer, Trainer, Training
from evoprune.training.engines.torch.updates import AdamMoments


class TorchEngine:
    """Serves `evoprune.training.engines.base.Engine` for ReLU autoencoders with a sigmoid output.

    On the CPU, in one thread, the bits of a network depend neither on the other networks of its
    stack nor on its place among them (see `stack.py`). On CUDA this is only promised for stacks of
    one capacity (see `buffers.py`), because the library picks kernels of matrix products by shape;
    on a GPU of another kind, or with other versions, bits may differ again.
    """

    name = "torch"
    version = str(torch.__version__)

    def __init__(
        self,
        architecture: Architecture,
        batch_size: int,
        device: str = "auto",
        objective: str = "l1",
    ) -> None:
        _check_activations(architecture)
        self.architecture = architecture
        self.batch_size = batch_size
        self.objective = objective
        self._objective = NegativeBound() if architecture.variational else find(objective)
        self._device = torch.device(_resolve_device(device))
        self.device = str(self._device)
        # Threads change the bits and, on tiny networks, only cost time.
        torch.set_num_threads(1)
        self._trainer: Trainer = EagerTrainer(self._objective)
        # What is drawn for each step would not fit into the buffers of a replay.
        self._noisy: Trainer = EagerTrainer(self._objective)
        if self._device.type == "cuda":
            cuda.prepare(self._device)
            self._trainer = ReplayTrainer(self._objective, cuda.capture)

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

    def adam(self, stack: TorchStack, *, individual: bool = False) -> AdamMoments:
        """Moments of a persistent Adam for `stack`, all zero."""
        return AdamMoments(stack, individual=individual)

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
        masks: TorchStack | None = None,
        noise: Noise | None = None,
    ) -> np.ndarray:
        """One optimiser step a batch; see `Engine.train`."""
        training = Training(stack, rows, batches, rates, moments, history, masks, noise)
        losses = (self._trainer if noise is None else self._noisy)(training)
        if history is not None:
            history.count += (batches >= 0).sum(axis=0)
        return np.asarray(losses.cpu().numpy())

    def batch_losses(
        self,
        stack: TorchStack,
        rows: TorchRows,
        batches: np.ndarray,
        history: TorchHistory | None = None,
    ) -> np.ndarray:
        """Loss of each network on its own batch; see `Engine.batch_losses`."""
        self._refuse_variational()
        used, room = len(stack), self._trainer.room(len(stack))
        if room > used:
            stack = stack.take(filled_up(np.arange(used), room))
        chosen = Batches(filled_up(batches, room)[None], self._device)
        weights = None if chosen.weights is None else chosen.weights[0]
        values, coefficients = rows.batch(chosen.index[0], chosen.shape[1:], weights)
        activations = autoencode(stack, values).activations
        if history is not None:
            of_used = None if weights is None else weights[:used]
            history.add_pass([layer[:used] for layer in activations], of_used)
            history.count += batches >= 0
        part = self._objective.entries(activations[-1], coefficients).sum(dim=(1, 2))
        losses = chosen.mean(self._objective.constants(rows.means))[0] + part
        return np.asarray(losses[:used].cpu().numpy())

    def pair_losses(
        self, stack: TorchStack, members: np.ndarray, rows: TorchRows, batches: np.ndarray
    ) -> TorchPairs:
        """All encoder x decoder pairs of each neighbourhood; see `Engine.pair_losses`."""
        self._refuse_variational()
        room = self._trainer.room(len(members))
        return TorchPairs(stack, members, rows, batches, self._objective, room)

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
        activations = autoencode(stack.take([index]), values).activations
        if history is not None and order is not None:
            self._record(history, index, activations, order)
        entries = L1().entries(activations[-1], rows.coefficients(values))
        part = entries.sum(dim=2)[0] * self.batch_size
        return np.asarray((rows.means + part).cpu().numpy())

    def activations(
        self, stack: TorchStack, index: int, rows: TorchRows, selection: np.ndarray
    ) -> list[np.ndarray]:
        """Activations of one network on some rows; see `Engine.activations`."""
        chosen = torch.as_tensor(selection, device=self._device)
        values, _ = rows.batch(chosen, (1, len(selection)))
        layers = autoencode(stack.take([index]), values).activations
        return [
            layer[0, :, : dense.outputs].cpu().numpy()
            for layer, dense in zip(layers, self.architecture.layers, strict=True)
        ]

    def _refuse_variational(self) -> None:
        if self.architecture.variational:
            raise ConfigError("variational networks are not evaluated batch by batch, as rings do")

    def _record(
        self,
        history: TorchHistory,
        network: int,
        activations: list[torch.Tensor],
        order: np.ndarray,
    ) -> None:
        """Record a pass over all rows as batches in the given order, the last one maybe ragged."""
        size = self.batch_size
        full = len(order) // size * size
        for part, slots in ((order[:full], size), (order[full:], len(order) - full)):
            if len(part):
                index = torch.as_tensor(part, device=self._device)
                passes = [
                    layer[:, index].view(1, -1, slots, layer.shape[2]) for layer in activations
                ]
                history.add_passes(slice(network, network + 1), 0, passes)
                history.count[network, :slots] += len(part) // slots


def _check_activations(architecture: Architecture) -> None:
    kinds = [dense.activation for dense in architecture.layers]
    served = ["relu"] * (len(kinds) - 1) + ["sigmoid"]
    if architecture.variational:
        served[len(architecture.encoder) - 1] = "linear"
    if kinds != served:
        raise ConfigError(f"the torch engine serves ReLU layers and a sigmoid output, not {kinds}")


def _resolve_device(device: str) -> str:
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise ConfigError("device 'cuda' was asked for, but there is no CUDA device; use 'auto'")
    return device
