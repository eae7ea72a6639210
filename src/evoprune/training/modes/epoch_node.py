"""The scheme of 2024: the selected encoder and decoder are trained with random partners."""

from evoprune.training.job import Job, Outcome
from evoprune.training.modes.ring import Ring
from evoprune.training.partners import PartnerRings


class EpochNode(Ring):
    """Two steps a batch, each with a partner drawn from the neighbourhood. Spec 4.4.

    The released code stops here unless the very first visit prunes (Q19).
    """

    @property
    def passes(self) -> int:
        """Each cell makes two steps a batch."""
        return 2 * self.population

    def train(self, job: Job) -> list[Outcome]:
        """Train every run for all epochs."""
        return PartnerRings(self, job).train()
