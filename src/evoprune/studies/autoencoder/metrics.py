"""The metrics of a finished run: one row of `runs.csv`."""

from dataclasses import dataclass

import numpy as np

from evoprune.networks.network import Network
from evoprune.pruning.counting import preserved_share, removable_parameters
from evoprune.training.engines.base import Engine, Stack
from evoprune.training.job import Job, Outcome
from evoprune.training.structure import by_part, dead_by_layer

Metrics = dict[str, float | int | None]

NAMES = (
    "l1_train",
    "l1_train_median_cell",
    "l1_validation",
    "l1_test",
    "l1_before_last_event",
    "preserved_reported",
    "preserved_nonzero",
    "preserved_above_1e4",
    "dead_units_encoder",
    "dead_units_latent",
    "dead_units_decoder",
    "removable_share",
    "output_sd",
    "events",
    "best_cell",
    "validation_cell",
    "diverged_epoch",
)
"""Columns of `runs.csv` after the names and the status; results/README.md says what they mean."""


@dataclass(frozen=True)
class Finished:
    """A finished run: the network it leaves and what was measured.

    Attributes:
        network: the best cell at the last epoch, as published by training loss.
        metrics: by name; empty (None) where a diverged run has nothing to measure.
    """

    network: Network
    metrics: Metrics


def finish(job: Job, outcome: Outcome) -> Finished:
    """Pick the run's cells and measure them. This is where the test split is read."""
    if outcome.diverged_at is not None:
        empty: Metrics = dict.fromkeys(NAMES)
        return Finished(outcome.networks[0], empty | {"diverged_epoch": outcome.diverged_at})
    records = {name: column[-1] for name, column in outcome.records.items()}
    stack = job.engine.stack(outcome.networks)
    losses = _validation_losses(job, stack)
    picked = int(losses.argmin())
    choices = {"training": records["l1_train"].argmin(), "validation": picked, "first": 0}
    best = int(choices[job.protocol.best_cell])
    metrics: Metrics = {
        "l1_train": float(records["l1_train"][best]),
        "l1_train_median_cell": float(np.median(records["l1_train"])),
        "l1_validation": float(losses[picked]),
        "l1_test": _test_loss(job, stack, picked),
        "l1_before_last_event": float(records["l1_train_before_event"][best]),
        "preserved_reported": _preserved_reported(job.engine, records, best),
        **_structure(job, stack, best),
        "events": int(np.nansum(outcome.records["event"])),
        "best_cell": best,
        "validation_cell": picked,
        "diverged_epoch": None,
    }
    return Finished(outcome.networks[best], {name: metrics[name] for name in NAMES})


def _preserved_reported(engine: Engine, records: dict[str, np.ndarray], cell: int) -> float:
    """Share left by the counts of the last event (spec section 7, capacity)."""
    total = engine.architecture.parameters
    pruned = records["pruned_encoder"][cell] + records["pruned_decoder"][cell]
    return float((total - pruned) / total)


def _validation_losses(job: Job, stack: Stack) -> np.ndarray:
    """Loss of every cell on the validation rows, shape (cells,)."""
    rows = job.engine.rows(job.splits.validation)
    cells = range(len(stack))
    return np.array([job.engine.row_losses(stack, c, rows).mean(dtype=np.float64) for c in cells])


def _test_loss(job: Job, stack: Stack, cell: int) -> float:
    """Loss of one cell on the test rows."""
    rows = job.engine.rows(job.splits.read_test("final"))
    return float(job.engine.row_losses(stack, cell, rows).mean(dtype=np.float64))


def _structure(job: Job, stack: Stack, cell: int) -> Metrics:
    """What is left of one network, on the training rows."""
    network = stack.read(cell)
    everything = np.arange(len(job.splits.train))
    *hidden, logits = job.engine.activations(stack, cell, job.train_rows, everything)
    dead = dead_by_layer(job, hidden)
    counts = [int(units.sum()) for units in dead]
    total = sum(layer.size for layer in network.layers)
    return {
        "preserved_nonzero": preserved_share(network),
        "preserved_above_1e4": preserved_share(network, 1e-4),
        **by_part(counts, job),
        "removable_share": removable_parameters(network.layers, dead) / total,
        "output_sd": _output_sd(logits),
    }


def _output_sd(logits: np.ndarray) -> float:
    """Standard deviation of each output over the rows, averaged; 0 for a constant function.

    Args:
        logits: before the sigmoid, shape (rows, dimensions).
    """
    # tanh has no overflow at either end, unlike the quotient of exponentials.
    output = 0.5 * (1.0 + np.tanh(0.5 * logits.astype(np.float64)))
    return float(output.std(axis=0).mean())
