"""What hypotheses ask a study for: one number a run."""

from collections.abc import Mapping
from typing import Protocol

from evoprune.errors import ConfigError


class UnmeasuredError(ConfigError):
    """The runs of an arm have no value of a metric that they could have had."""


class Samples(Protocol):
    """The runs of a study as the claims see them."""

    def has(self, arm: str) -> bool:
        """Whether there are runs of an arm."""
        ...

    def values(self, arm: str, metric: str) -> Mapping[int, float]:
        """A metric by seed, NaN for a run that diverged.

        Args:
            arm: name of the arm.
            metric: name of a column, or `QUANTITY@EPOCH` for one of the history.

        Raises:
            ConfigError: there is no such metric.
            UnmeasuredError: a run that did not diverge has no value of it.
        """
        ...
