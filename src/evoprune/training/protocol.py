"""What all modes of a study share: how long, how fast, in which batches."""

from typing import Literal

from pydantic import Field

from evoprune.settings import Settings


class Protocol(Settings):
    """Length and step size of training (spec section 3)."""

    epochs: int = Field(default=400, ge=1)
    """Number of epochs T."""
    batch_size: int = Field(default=5, ge=1)
    """Rows of a batch B; the last batch of an epoch holds the rows that are left."""
    learning_rate: float = Field(default=1e-5, gt=0)
    """Initial learning rate."""
    report_interval: int = Field(default=100, ge=1)
    """Epochs between measurements of the loss on all training rows (the last epoch is added)."""
    structure_interval: int = Field(default=20, ge=1)
    """Epochs between counts of dead units and of distinct networks (the last epoch is added)."""
    shuffle: bool = True
    """Whether training rows are shuffled; otherwise every epoch visits them in the same order."""
    pruned_weights: Literal["trainable", "zero", "given_back"] = "trainable"
    """What becomes of what an event zeroes.

    As published it may be trained again (Q1). Otherwise it is held at zero, or what it was is given
    back after the next pass over the training rows: a perturbation that removes nothing.
    """
    input_noise: float = Field(default=0.0, ge=0)
    """Standard deviation of normal noise on the inputs of optimiser steps; 0 as published (Q20)."""
    best_cell: Literal["training", "validation", "first"] = "training"
    """What a run's best cell is chosen by.

    The published figures take the smallest final training loss; the network that the released code
    stores is that of the first cell (Q17).
    """
    objective: Literal["l1", "bce"] = "l1"
    """What is minimised: the mean absolute error or the mean binary cross-entropy of the outputs.

    Whatever it is, the metrics called L1 are mean absolute errors.
    """

    def reports_at(self, epoch: int) -> bool:
        """Whether the loss on all training rows is measured at `epoch`."""
        return epoch % self.report_interval == 0 or epoch == self.epochs - 1

    def measures_structure_at(self, epoch: int) -> bool:
        """Whether dead units and distinct networks are counted at `epoch`."""
        return epoch % self.structure_interval == 0 or epoch == self.epochs - 1
