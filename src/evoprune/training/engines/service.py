"""What an engine can serve, told without importing it."""

from evoprune.networks.architecture import Architecture

LARGEST_BATCH = 64
"""Rows of a batch that the numba engine still keeps in registers, more or less."""


def numba_refuses(
    architecture: Architecture,
    batch_size: int,
    device: str,
    objective: str,
    *,
    input_noise: bool = False,
) -> str | None:
    """What of a job the numba engine does not serve, in words; none if it serves it all."""
    if architecture.variational:
        return "variational networks"
    if input_noise:
        return "noisy inputs (its rows are bits)"
    kinds = [dense.activation for dense in architecture.layers]
    if kinds != ["relu"] * (len(kinds) - 1) + ["sigmoid"]:
        return f"layers {', '.join(kinds)} (it knows ReLUs and a sigmoid at the end)"
    if len(kinds) < 2:
        return "a single layer"
    if batch_size > LARGEST_BATCH:
        return f"batches of {batch_size} rows (at most {LARGEST_BATCH})"
    if objective not in ("l1", "bce"):
        return f"the objective '{objective}'"
    if device not in ("auto", "cpu"):
        return f"the device '{device}'"
    return None
