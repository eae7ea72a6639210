"""What all modes of a study share: how long, how fast, in which batches."""

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

    def reports_at(self, epoch: int) -> bool:
        """Whether the loss on all training rows is measured at `epoch`."""
        return epoch % self.report_interval == 0 or epoch == self.epochs - 1
