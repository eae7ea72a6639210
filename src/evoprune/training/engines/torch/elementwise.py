"""Transcendental functions with the same bits for every element, whatever the tensor's size.

Kernels on the CPU treat whole vectors and the single elements that are left by different code,
which differs in the last bit. So the rest is brought to the size of whole vectors.
"""

from collections.abc import Callable

import torch

from evoprune.training.engines.torch.stack import VECTOR


def sigmoid_(values: torch.Tensor) -> torch.Tensor:
    """1/(1 + exp(-v)) in place; `values` must be contiguous."""
    return _evenly_(torch.sigmoid_, values)


def exp_(values: torch.Tensor) -> torch.Tensor:
    """exp(v) in place; `values` must be contiguous."""
    return _evenly_(torch.exp_, values)


def softplus_(values: torch.Tensor) -> torch.Tensor:
    """log(1 + exp(v)) in place, for v of any size; `values` must be contiguous."""
    zero = values.new_zeros(())
    return _evenly_(lambda part: torch.logaddexp(part, zero, out=part), values)


def _evenly_(
    function_: Callable[[torch.Tensor], torch.Tensor], values: torch.Tensor
) -> torch.Tensor:
    """Apply an in-place function to a contiguous tensor, and to its rest in whole vectors."""
    flat = values.view(-1)
    whole = flat.numel() // (2 * VECTOR) * 2 * VECTOR
    if whole == flat.numel() or flat.is_cuda:
        function_(flat)
    else:
        function_(flat[:whole])
        rest = flat.new_zeros(2 * VECTOR)
        rest[: flat.numel() - whole] = flat[whole:]
        flat[whole:] = function_(rest)[: flat.numel() - whole]
    return values
