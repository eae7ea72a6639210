"""Both sides are the same within a margin."""

from typing import Literal

from evoprune.claims.finding import Finding
from evoprune.claims.hypotheses.comparison import Comparison
from evoprune.claims.samples import Samples
from evoprune.claims.verdicts import CONTRADICTED, INCONCLUSIVE, SUPPORTED


class Equivalence(Comparison):
    """Both sides are the same, or one is a given number, give or take the margin.

    Two one-sided tests, by ranks and by t; both must reject.
    """

    type: Literal["equivalence"]
    """Name of the hypothesis."""

    def test(self, samples: Samples, alpha: float) -> Finding:
        """Test the difference against both ends of the margin."""
        # Here, as the workflow reads cards in every job and SciPy takes a second to import.
        from evoprune.claims.hypotheses import differences
        from evoprune.statistics import equivalence, power, unpaired

        found = differences.find(self, samples, alpha)
        ends = -self.margin.value, self.margin.value
        if self.block == "independent":
            first, second = (self.side(samples, side) for side in (self.a, self.b))
            result = unpaired.tost(first, second, *ends)
            return found._replace(test="two one-sided Brunner-Munzel and Welch", p=result.p)
        values = self.differences(samples)
        result = equivalence.tost(values, *ends)
        smallest = power.equivalence_margin(differences.spread(values), len(values), alpha)
        return found._replace(test="two one-sided exact Wilcoxon and t", p=result.p, mde=smallest)

    def verdict(self, finding: Finding, level: float) -> str:
        """The same, different by more than the margin, or open."""
        if finding.p is None:
            return INCONCLUSIVE
        if finding.p <= level:
            return SUPPORTED
        different = finding.interval.outside(-self.margin.value, self.margin.value)
        return CONTRADICTED if different else INCONCLUSIVE
