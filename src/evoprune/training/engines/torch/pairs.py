"""All encoder x decoder pairs of some neighbourhoods, each on one batch."""

import numpy as np
import torch

from evoprune.training.engines.torch.batches import Batches, filled_up
from evoprune.training.engines.torch.history import TorchHistory
from evoprune.training.engines.torch.objectives import Objective
from evoprune.training.engines.torch.passes import forward
from evoprune.training.engines.torch.rows import TorchRows
from evoprune.training.engines.torch.stack import TorchStack


class TorchPairs:
    """Losses of V neighbourhoods of M members and the activations behind them.

    They are computed for `room` neighbourhoods, and those beyond V, which repeat the first one, are
    dropped: so bits do not depend on V where they depend on shapes.

    Attributes:
        losses: float32, shape (V, M, M): neighbourhood, encoder, decoder.
    """

    def __init__(
        self,
        stack: TorchStack,
        members: np.ndarray,
        rows: TorchRows,
        batches: np.ndarray,
        objective: Objective,
        room: int,
    ) -> None:
        used, size = members.shape
        self._present = batches >= 0
        members, batches = filled_up(members, room), filled_up(batches, room)
        self._depth = depth = len(stack.architecture.encoder)
        chosen = Batches(batches[None], stack.flat.device)
        self._weights = None if chosen.weights is None else chosen.weights[0]
        values, coefficients = rows.batch(chosen.index[0], batches.shape, self._weights)
        nets = stack.take(members.reshape(-1))
        inputs = values.repeat_interleave(size, dim=0)
        self._encoder = forward(nets.weights[:depth], nets.biases[:depth], inputs)
        # Every decoder of a neighbourhood sees the latents of all its encoders in turn.
        latent = self._encoder[-1].reshape(room, size * batches.shape[1], -1)
        latent = latent.repeat_interleave(size, dim=0)
        hidden = forward(nets.weights[depth:-1], nets.biases[depth:-1], latent)
        logits = torch.baddbmm(nets.biases[-1], hidden[-1] if hidden else latent, nets.weights[-1])
        self._decoder = [*hidden, logits]
        # Neighbourhood, decoder, encoder, row, output.
        faced = logits.clone().view(room, size, size, batches.shape[1], -1)
        part = objective.entries(faced, coefficients[:, None, None]).sum(dim=(3, 4))
        constants = chosen.mean(objective.constants(rows.means))[0]
        losses = part.transpose(1, 2) + constants[:, None, None]
        self.losses = np.asarray(losses[:used].cpu().numpy())
        self._members = size

    def add_to(self, history: TorchHistory, winners: np.ndarray) -> None:
        """Add the M passes that member `winners[v]` of each neighbourhood v took part in.

        Its encoder saw the same batch once for each decoder, its decoder the latents of every
        encoder (spec section 5.3, the selection passes).
        """
        size, (used, batch) = self._members, self._present.shape
        chosen = np.arange(used) * size + winners
        nets = torch.as_tensor(chosen, device=self._decoder[0].device)
        encoded = [layer[nets, None].expand(-1, size, -1, -1) for layer in self._encoder]
        decoded = [layer[nets].view(used, size, batch, -1) for layer in self._decoder]
        weights = None if self._weights is None else self._weights[:used, None]
        history.add_passes(slice(None), 0, encoded, weights)
        history.add_passes(slice(None), self._depth, decoded, weights)
        history.count += size * self._present
