"""No ring: every encoder is trained with every decoder, pair by pair."""

from evoprune.training.job import Job, Outcome
from evoprune.training.modes.population import Population
from evoprune.training.pairings import Pairings


class AllVsAll(Population):
    """Z encoders and Z decoders; an epoch visits all Z^2 pairs, at one shared rate. Spec 4.5.

    A pair is a cell of the records. The released code, which stops here as in `epoch_node` (Q19),
    would return the last pair only; here a run's best pair is picked as its best cell is elsewhere.
    """

    @property
    def cells(self) -> int:
        """One a pair."""
        return self.population**2

    @property
    def passes(self) -> int:
        """Each pair makes two steps a batch."""
        return 2 * self.cells

    def train(self, job: Job) -> list[Outcome]:
        """Train every run for all epochs."""
        return Pairings(self, job).train()
