"""All encoder x decoder pairs of some neighbourhoods, each on one batch."""

import numpy as np
import torch

from evoprune.training.engines.torch.history import TorchHistory
from evoprune.training.engines.torch.passes import forward, sigmoid_
from evoprune.training.engines.torch.rows import TorchRows
from evoprune.training.engines.torch.stack import TorchStack


class TorchPairs:
    """Losses of V neighbourhoods of M members and the activations behind them.

    Attributes:
        losses: float32, shape (V, M, M): neighbourhood, encoder, decoder.
    """

    def __init__(
        self, stack: TorchStack, members: np.ndarray, rows: TorchRows, batches: np.ndarray
    ) -> None:
        self._shape = count, size = members.shape
        self._batch = batches.shape[1]
        depth = len(stack.architecture.encoder)
        index = torch.as_tensor(batches.reshape(-1), device=stack.flat.device)
        values, coefficients = rows.batch(index, batches.shape)
        nets = stack.take(members.reshape(-1))
        inputs = values.repeat_interleave(size, dim=0)
        self._encoder = forward(nets.weights[:depth], nets.biases[:depth], inputs)
        # Every decoder of a neighbourhood sees the latents of all its encoders in turn.
        latent = self._encoder[-1].reshape(count, size * self._batch, -1)
        latent = latent.repeat_interleave(size, dim=0)
        hidden = forward(nets.weights[depth:-1], nets.biases[depth:-1], latent)
        logits = torch.baddbmm(nets.biases[-1], hidden[-1] if hidden else latent, nets.weights[-1])
        self._decoder = [*hidden, logits]
        self._depth = depth
        self.losses = self._losses(coefficients, rows.means[index].view(batches.shape))

    def _losses(self, coefficients: torch.Tensor, means: torch.Tensor) -> np.ndarray:
        count, size = self._shape
        output = sigmoid_(self._decoder[-1].clone()).view(count, size, size, self._batch, -1)
        part = (output * coefficients[:, None, None]).sum(dim=(3, 4))
        losses = part.transpose(1, 2) + means.mean(dim=1)[:, None, None]
        return np.asarray(losses.cpu().numpy())

    def add_to(self, history: TorchHistory, winners: np.ndarray) -> None:
        """Add the M passes that member `winners[v]` of each neighbourhood v took part in.

        Its encoder saw the same batch once for each decoder, its decoder the latents of every
        encoder (spec section 5.3, the selection passes).
        """
        size = self._shape[1]
        for index, winner in enumerate(winners):
            net = index * size + int(winner)
            encoded = [layer[net].expand(size, -1, -1) for layer in self._encoder]
            decoded = [layer[net].view(size, self._batch, -1) for layer in self._decoder]
            history.add_passes(index, 0, encoded)
            history.add_passes(index, self._depth, decoded)
            history.count[index] += size
