"""One side is not worse than the other by more than a margin."""

from typing import Literal

from evoprune.claims.finding import Finding
from evoprune.claims.hypotheses.comparison import Comparison
from evoprune.claims.samples import Samples
from evoprune.claims.verdicts import CONTRADICTED, INCONCLUSIVE, SUPPORTED


class NonInferiority(Comparison):
    """The first side is not worse by more than the margin; one-sided, by ranks and by t."""

    type: Literal["non_inferiority"]
    """Name of the hypothesis."""

    def test(self, samples: Samples, alpha: float) -> Finding:
        """Test the difference against the bad end of the margin."""
        # Here, as the workflow reads cards in every job and SciPy takes a second to import.
        from evoprune.claims.hypotheses import differences
        from evoprune.statistics import equivalence, power, unpaired

        found = differences.find(self, samples, alpha)
        if self.block == "independent":
            first, second = (self.sign * self.side(samples, side) for side in (self.a, self.b))
            result = unpaired.non_inferior(first, second, self.margin.value)
            return found._replace(test="one-sided Brunner-Munzel and Welch", p=result.p)
        values = self.sign * self.differences(samples)
        result = equivalence.non_inferior(values, self.margin.value)
        # A margin for both sides is a little larger than for one.
        smallest = power.equivalence_margin(differences.spread(values), len(values), alpha)
        return found._replace(test="one-sided exact Wilcoxon and t", p=result.p, mde=smallest)

    def verdict(self, finding: Finding, level: float) -> str:
        """Not worse, worse by more than the margin, or open."""
        if finding.p is None:
            return INCONCLUSIVE
        if finding.p <= level:
            return SUPPORTED
        nearest = finding.interval.low if self.better == "lower" else finding.interval.high
        worse = nearest is not None and self.sign * nearest > self.margin.value
        return CONTRADICTED if worse else INCONCLUSIVE
