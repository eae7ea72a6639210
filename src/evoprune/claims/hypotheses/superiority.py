"""One side is better than the other."""

from typing import Literal

from evoprune.claims.finding import Finding
from evoprune.claims.hypotheses.comparison import Comparison
from evoprune.claims.samples import Samples
from evoprune.claims.verdicts import CONTRADICTED, EQUIVALENT, INCONCLUSIVE, SMALLER, SUPPORTED


class Superiority(Comparison):
    """The first side is better; with four arms: more so than elsewhere.

    Two-sided exact test. Where it finds nothing, the margin tells equal from open.
    """

    type: Literal["superiority"]
    """Name of the hypothesis."""

    def test(self, samples: Samples, alpha: float) -> Finding:
        """Test the difference against zero."""
        # Here, as the workflow reads cards in every job and SciPy takes a second to import.
        from evoprune.claims.hypotheses import differences

        return differences.find(self, samples, alpha)

    def verdict(self, finding: Finding, level: float) -> str:
        """Better, worse, the same within the margin, or open."""
        if finding.p is None or finding.effect is None:
            return INCONCLUSIVE
        if finding.p <= level and finding.effect != 0:
            if self.sign * finding.effect > 0:
                return CONTRADICTED
            return SMALLER if self._is_smaller(finding) else SUPPORTED
        same = finding.narrow.inside(-self.margin.value, self.margin.value)
        return EQUIVALENT if same else INCONCLUSIVE

    def _is_smaller(self, finding: Finding) -> bool:
        """Whether the whole interval lies nearer to zero than the published difference."""
        ends = finding.interval
        if finding.claimed is None or ends.low is None or ends.high is None:
            return False
        good = (self.sign * ends.low, self.sign * ends.high)
        return min(good) > self.sign * finding.claimed
