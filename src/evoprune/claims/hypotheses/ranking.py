"""Which of several arms is best."""

from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from evoprune.claims.finding import Finding
from evoprune.claims.hypotheses.base import Hypothesis
from evoprune.claims.samples import Samples
from evoprune.claims.verdicts import CONTRADICTED, INCONCLUSIVE, SUPPORTED
from evoprune.names import Name


class Ranking(Hypothesis):
    """An arm is the best of several: none beats it, and it beats some.

    Friedman's test by Iman and Davenport as a gate, then all pairs by exact Wilcoxon with Holm.
    What is reported is the set of arms that the best one does not beat, not a winner.
    """

    type: Literal["ranking"]
    """Name of the hypothesis."""
    metric: str
    """Column of the runs; lower is better."""
    among: list[Name] = Field(min_length=3)
    """The arms, which share their seeds."""
    best: list[str] = Field(default_factory=list)
    """Arms that are said to be the best; each must be in the best set."""
    worst: list[str] = Field(default_factory=list)
    """Arms that are said to be the worst; the best arm must beat each."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        unknown = {*self.best, *self.worst} - {*self.among}
        if unknown or not (self.best or self.worst):
            raise ValueError(f"best or worst must name some of the arms among; got {unknown}")
        return self

    @property
    def arms(self) -> list[str]:
        """All of them."""
        return self.among

    def test(self, samples: Samples, alpha: float) -> Finding:
        """Rank the arms seed by seed."""
        # Here, as the workflow reads cards in every job and SciPy takes a second to import.
        from evoprune.claims.hypotheses.differences import summarise
        from evoprune.statistics import rankings

        values = {arm: samples.values(arm, self.metric) for arm in self.among}
        ranking = rankings.rank(values, alpha)
        order = sorted(ranking.mean_ranks, key=lambda arm: ranking.mean_ranks[arm])
        filled = {a: np.nan_to_num(list(v.values()), nan=np.inf) for a, v in values.items()}
        return Finding(
            test="Friedman (Iman-Davenport), all pairs exact Wilcoxon with Holm",
            n=ranking.blocks,
            p=ranking.friedman_p,
            sides=tuple(summarise(arm, filled[arm]) for arm in order),
            best=ranking.best,
        )

    def verdict(self, finding: Finding, level: float) -> str:
        """In the best set, outside it, or nobody can tell arms apart."""
        if finding.p is None or len(finding.best) == len(self.among):
            return INCONCLUSIVE
        if not {*self.best} <= {*finding.best}:
            return CONTRADICTED
        if {*self.worst} & {*finding.best}:
            return CONTRADICTED if self.worst == [*finding.best] else INCONCLUSIVE
        return SUPPORTED if finding.p <= level else INCONCLUSIVE
