"""Error rates of classifiers."""

from collections.abc import Iterable

import torch
from torch import nn

from evoprune.data.images.batches import Batch, in_order
from evoprune.data.images.labelled import Part
from evoprune.data.images.normalisation import Normalisation

CHUNK = 500
"""Images at once: what a small network reads fits into a processor's cache."""
KEPT = 20_000_000
"""Pixels of a part up to which its tensors are kept from one evaluation to the next."""


class Evaluation:
    """A part of a data set that networks are compared on, again and again.

    Args:
        part: the images, unchanged by augmentation.
        normalisation: makes tensors of them.
        device: where networks are.
    """

    def __init__(
        self, part: Part, normalisation: Normalisation, device: torch.device | str = "cpu"
    ) -> None:
        if not part.size:
            raise ValueError("there are no images to evaluate on")
        self._size = part.size
        self._made = part, CHUNK, normalisation, device
        pixels = part.size * torch.Size(part.source.images.shape[1:]).numel()
        self._batches = list(in_order(*self._made)) if pixels <= KEPT else None

    @torch.no_grad()
    def error_rate(self, network: nn.Module) -> float:
        """Share of images that a network, in eval mode, gets wrong; 1 where it gives no numbers."""
        before = network.training
        network.eval()
        wrong = torch.zeros((), dtype=torch.int64)
        for batch in self._all():
            logits = network(batch.images)
            right = (logits.argmax(dim=1) == batch.labels) & logits.isfinite().all(dim=1)
            wrong += (~right).sum().cpu()
        network.train(before)
        return int(wrong) / self._size

    def _all(self) -> Iterable[Batch]:
        return in_order(*self._made) if self._batches is None else self._batches


@torch.no_grad()
def recalibrate(network: nn.Module, batches: Iterable[Batch]) -> None:
    """Give batch normalisations the mean statistics of some batches, whatever they held before.

    Args:
        network: in place; nothing but running statistics changes.
        batches: training images, all of about one size.
    """
    before = network.training
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)]
    shares = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean of all batches, each with the same weight
    network.train()
    for batch in batches:
        network(batch.images)
    for norm, share in zip(norms, shares, strict=True):
        norm.momentum = share
    network.train(before)
