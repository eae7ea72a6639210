"""The closed list of verdicts, and what a finding says before and after multiplicity.

Source: spec section 2.4.
"""

from typing import NamedTuple

SUPPORTED = "supported"
SMALLER = "supported, smaller than claimed"
EQUIVALENT = "equivalent"
CONTRADICTED = "contradicted"
INCONCLUSIVE = "inconclusive"
NOT_TESTABLE = "not testable"

VERDICTS: dict[str, str] = {
    SUPPORTED: "the claim holds here",
    SMALLER: "the claim holds, with an effect whose interval lies below what was published",
    EQUIVALENT: "claimed to differ, and shown to be the same within the margin",
    CONTRADICTED: "the opposite of the claim is shown",
    INCONCLUSIVE: "neither the claim nor its opposite is shown; the minimum detectable effect says "
    "what could have been",
    NOT_TESTABLE: "arms that the claim is about were not run, or did not measure it",
}
"""Every verdict and what it means; no table shows any other word."""

HOLDING = (SUPPORTED, SMALLER)
"""Verdicts under which a claim stands."""
REFUTING = (CONTRADICTED, EQUIVALENT)
"""Verdicts under which it falls."""


class Interval(NamedTuple):
    """An interval; an end is None where there are too few runs for it."""

    low: float | None
    high: float | None

    def inside(self, low: float, high: float) -> bool:
        """Whether it lies between two values."""
        return self.low is not None and self.high is not None and low < self.low <= self.high < high

    def outside(self, low: float, high: float) -> bool:
        """Whether all of it lies beyond two values, on one side."""
        if self.low is None or self.high is None:
            return False
        return self.low >= high or self.high <= low


def of_parts(verdicts: list[str]) -> str:
    """Verdict of a claim whose parts must all hold.

    One part that falls takes the claim with it; one that is open leaves it open.
    """
    if not verdicts or NOT_TESTABLE in verdicts:
        return NOT_TESTABLE
    if any(verdict in REFUTING for verdict in verdicts):
        # Alone a claim may be equivalent; a conjunction of which a part falls is contradicted.
        return verdicts[0] if len(verdicts) == 1 else CONTRADICTED
    if INCONCLUSIVE in verdicts:
        return INCONCLUSIVE
    return SMALLER if SMALLER in verdicts else SUPPORTED
