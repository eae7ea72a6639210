"""How often something happens."""

from typing import Literal, Self

from pydantic import model_validator

from evoprune.claims.finding import Finding, Summary
from evoprune.claims.hypotheses.base import MINIMUM_SEEDS, Hypothesis
from evoprune.claims.samples import Samples
from evoprune.claims.verdicts import CONTRADICTED, INCONCLUSIVE, SUPPORTED
from evoprune.names import Name


class Rate(Hypothesis):
    """Runs of which a metric is above a threshold are fewer (or more) than in another arm.

    Exact: McNemar's test where seeds make pairs, Fisher's where arms are independent. A run that
    diverged counts as above.
    """

    type: Literal["rate"]
    """Name of the hypothesis."""
    metric: str
    """Column of the runs, or `QUANTITY@EPOCH` of their history."""
    above: float
    """The threshold."""
    a: Name
    """Arm with fewer (or more) such runs."""
    b: Name
    """Arm that it is compared with."""
    claim: Literal["fewer", "more"] = "fewer"
    """What is claimed of the first arm."""
    block: Literal["seed", "independent"] = "seed"
    """Whether a seed makes pairs."""

    @model_validator(mode="after")
    def _two_arms(self) -> Self:
        if self.a == self.b:
            raise ValueError("a and b must be different arms")
        return self

    @property
    def arms(self) -> list[str]:
        """Both arms."""
        return [self.a, self.b]

    def test(self, samples: Samples, alpha: float) -> Finding:
        """Count the runs of both arms."""
        # Here, as the workflow reads cards in every job and SciPy takes a second to import.
        from evoprune.statistics import rates

        first, second = (self._above(samples, arm) for arm in (self.a, self.b))
        seeds = sorted(first.keys() & second.keys())
        n = len(seeds) if self.block == "seed" else min(len(first), len(second))
        pairs = [(first[seed], second[seed]) for seed in seeds]
        if self.block == "seed":
            only = [pairs.count((True, False)), pairs.count((False, True))]
            test = "exact McNemar"
            p = rates.mcnemar(*only) if n >= MINIMUM_SEEDS else None
        else:
            counts = sum(first.values()), len(first), sum(second.values()), len(second)
            test, p = "Fisher", rates.fisher(*counts).p
        shares = [sum(arm.values()) / len(arm) for arm in (first, second)]
        return Finding(
            test=test,
            n=n,
            p=p,
            effect=shares[0] - shares[1],
            sides=tuple(
                _share(name, arm) for name, arm in zip(self.arms, (first, second), strict=True)
            ),
        )

    def _above(self, samples: Samples, arm: str) -> dict[int, bool]:
        """Whether each run is above the threshold; not being a number is."""
        return {s: not v <= self.above for s, v in samples.values(arm, self.metric).items()}

    def verdict(self, finding: Finding, level: float) -> str:
        """Fewer, more, or open."""
        if finding.p is None or finding.p > level or not finding.effect:
            return INCONCLUSIVE
        right = (finding.effect < 0) == (self.claim == "fewer")
        return SUPPORTED if right else CONTRADICTED


def _share(name: str, above: dict[int, bool]) -> Summary:
    """Share of runs above the threshold with its interval."""
    from evoprune.statistics import rates

    count, runs = sum(above.values()), len(above)
    ends = rates.clopper_pearson(count, runs) or (None, None)
    return Summary(name, runs, 0, count / runs, *ends)
