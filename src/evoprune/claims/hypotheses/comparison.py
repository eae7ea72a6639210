"""What hypotheses about a difference have in common: two sides, a metric and a margin."""

from abc import ABC
from collections.abc import Iterator
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from evoprune.claims.hypotheses.base import Hypothesis, Margin
from evoprune.claims.samples import Samples
from evoprune.names import Name
from evoprune.settings import Settings

Values = NDArray[np.float64]


class Term(Settings):
    """A term of a side that is more than an arm."""

    arm: Name
    """Name of the arm."""
    metric: str = ""
    """Its metric; empty means that of the part."""
    weight: float = 1.0
    """What it is multiplied with."""


class Published(Settings):
    """Published values of both sides."""

    a: float
    """Of the first side."""
    b: float | None = None
    """Of the second side; the reference where there is none."""


class Comparison(Hypothesis, ABC):
    """A minus b of each seed, or of independent runs.

    A side is an arm or a sum of weighted arms: with four arms the difference is an interaction.
    """

    metric: str
    """Column of the runs, or `QUANTITY@EPOCH` of their history."""
    a: Name | list[Term]
    """First side."""
    b: Name | Literal[""] | list[Term] = ""
    """Second side; none if the first is compared with a reference."""
    reference: float = 0.0
    """A number that is subtracted as well."""
    better: Literal["lower", "higher"] = "lower"
    """Which values of the metric are good; what diverged is the worst."""
    block: Literal["seed", "independent"] = "seed"
    """Whether a seed makes pairs, which share weights and batches, or arms are independent."""
    margin: Margin
    """What counts as no difference worth having."""
    published: Published | None = None
    """What was published, in units of the metric."""

    @model_validator(mode="after")
    def _two_arms_if_independent(self) -> Self:
        plain = (
            isinstance(self.a, str) and isinstance(self.b, str) and self.b and not self.reference
        )
        if self.block == "independent" and not plain:
            raise ValueError("block 'independent' needs an arm on each side and no reference")
        return self

    @property
    def terms(self) -> list[Term]:
        """All terms with the sign they have in the difference."""
        return [*_terms(self.a, self.metric, 1.0), *_terms(self.b, self.metric, -1.0)]

    @property
    def arms(self) -> list[str]:
        """Arms of both sides."""
        return list(dict.fromkeys(term.arm for term in self.terms))

    @property
    def sign(self) -> float:
        """1 where lower is better, -1 where higher is: times the effect, negative is good."""
        return 1.0 if self.better == "lower" else -1.0

    @property
    def claimed(self) -> float | None:
        """The published difference."""
        if self.published is None:
            return None
        other = self.reference if self.published.b is None else self.published.b
        return self.published.a - other

    def differences(self, samples: Samples) -> Values:
        """a minus b minus the reference by seed, infinite where a run of one side diverged."""
        weighted = [(term.weight, samples.values(term.arm, term.metric)) for term in self.terms]
        seeds = sorted(set.intersection(*(set(values) for _, values in weighted)))
        total = np.full(len(seeds), -self.reference)
        with np.errstate(invalid="ignore"):
            for weight, values in weighted:
                total = total + weight * self.worst_if_diverged([values[s] for s in seeds])
        # Diverged on both sides: a tie.
        return np.where(np.isnan(total), 0.0, total)

    def side(self, samples: Samples, terms: str | list[Term]) -> Values:
        """One side of the comparison over the seeds that all its arms have."""
        weighted = [
            (t.weight, samples.values(t.arm, t.metric)) for t in _terms(terms, self.metric, 1.0)
        ]
        seeds = sorted(set.intersection(*(set(values) for _, values in weighted)))
        with np.errstate(invalid="ignore"):
            parts = [w * self.worst_if_diverged([v[s] for s in seeds]) for w, v in weighted]
            return np.asarray(np.nan_to_num(np.sum(parts, axis=0), posinf=np.inf, neginf=-np.inf))

    def worst_if_diverged(self, values: list[float]) -> Values:
        """Values with the worst one for NaN."""
        array = np.asarray(values, dtype=np.float64)
        return np.where(np.isnan(array), self.sign * np.inf, array)


def _terms(side: str | list[Term], metric: str, sign: float) -> Iterator[Term]:
    """Terms of a side with their metric and sign."""
    for term in [Term(arm=side)] if isinstance(side, str) and side else side or []:
        assert isinstance(term, Term)
        yield Term(arm=term.arm, metric=term.metric or metric, weight=sign * term.weight)
