"""Latent values of variational networks: drawn from what the encoder says, and passed back through.

With the encoder's means m and log-variances v, a latent value is m + exp(v/2) e for a standard
normal draw e, and the divergence from a standard normal is KL = -1/2 sum(1 + v - m^2 - exp v).
Source: spec section 2.
"""

from typing import NamedTuple

import numpy as np
import torch

from evoprune.training.engines.torch.elementwise import exp_
from evoprune.training.engines.torch.stack import padded


class Latent(NamedTuple):
    """What a decoder saw, and what it was made of.

    Attributes:
        values: shape (S, B, padded units).
        means: shape (S, B, units).
        deviations: exp(v/2), same shape.
        log_variances: same shape.
        draws: standard normal, same shape; zeros where the means themselves were taken.
    """

    values: torch.Tensor
    means: torch.Tensor
    deviations: torch.Tensor
    log_variances: torch.Tensor
    draws: torch.Tensor


def draw(heads: torch.Tensor, units: int, draws: np.ndarray | None) -> Latent:
    """Latent values from the encoder's outputs, which hold means and then log-variances.

    Args:
        heads: shape (S, B, padded 2 units).
        units: number of latent units.
        draws: standard normal, shape (S, B, units); without, latent values are the means.
    """
    means = heads[..., :units].contiguous()
    log_variances = heads[..., units : 2 * units].contiguous()
    deviations = exp_(log_variances * 0.5)
    if draws is None:
        drawn = torch.zeros_like(means)
    else:
        drawn = torch.from_numpy(np.ascontiguousarray(draws)).to(heads.device)
    values = heads.new_zeros(*heads.shape[:2], padded(units))
    values[..., :units] = means + deviations * drawn
    return Latent(values, means, deviations, log_variances, drawn)


def pass_back(
    latent: Latent,
    delta: torch.Tensor,
    width: int,
    losses: torch.Tensor,
    weights: torch.Tensor | None,
) -> torch.Tensor:
    """Gradient by the encoder's outputs, of the reconstruction and of the divergence.

    Args:
        latent: what the decoder saw.
        delta: gradient of the reconstruction by it, shape (S, B, padded units).
        width: padded number of the encoder's outputs.
        losses: the divergence is added to it, shape (S,).
        weights: zero where there is no row, shape (S, B, 1); none where all batches are full.
    """
    units = latent.means.shape[2]
    by_value = delta[..., :units]
    variances = latent.deviations.square()
    divergence = (latent.means.square() + variances - 1 - latent.log_variances) * 0.5
    by_mean, by_log_variance = latent.means, (variances - 1) * 0.5
    if weights is not None:
        present = weights > 0
        divergence, by_mean = divergence * present, by_mean * present
        by_log_variance = by_log_variance * present
    losses.add_(divergence.sum(dim=(1, 2)))
    back = delta.new_zeros(*delta.shape[:2], width)
    back[..., :units] = by_value + by_mean
    reparametrised = by_value * latent.draws * latent.deviations * 0.5
    back[..., units : 2 * units] = reparametrised + by_log_variance
    return back
