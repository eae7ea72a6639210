"""Per-epoch records of a run, cell by cell."""

import numpy as np

COLUMNS = (
    "learning_rate",
    "min_selection_loss",
    "min_replacement_loss",
    "event",
    "pruned_encoder",
    "pruned_decoder",
    "zeros_encoder",
    "zeros_decoder",
    "test_loss_first_batch",
    "l1_train",
    "l1_train_sd",
    "l1_train_before_event",
    "dead_units_encoder",
    "dead_units_latent",
    "dead_units_decoder",
    "effective_networks",
)
"""What is recorded; `pruned_*` are the reported counts, snapshots of the last event (Q2)."""


class Recorder:
    """Arrays (epochs, cells), NaN until set."""

    def __init__(self, epochs: int, cells: int) -> None:
        self.columns = {name: np.full((epochs, cells), np.nan) for name in COLUMNS}

    def set(self, epoch: int, cell: int, **values: float) -> None:
        """Record values of one cell at one epoch."""
        for name, value in values.items():
            self.columns[name][epoch, cell] = value
