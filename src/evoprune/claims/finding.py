"""What a hypothesis finds in the runs."""

from typing import NamedTuple

from evoprune.claims.verdicts import Interval


class Summary(NamedTuple):
    """Runs of one side of a comparison.

    Attributes:
        name: the arm, or what stands in for it.
        runs: how many.
        failed: how many of them diverged.
        median: over the runs; infinite if more than half of them failed.
        low: first quartile.
        high: third quartile.
    """

    name: str
    runs: int
    failed: int
    median: float | None
    low: float | None
    high: float | None


class Finding(NamedTuple):
    """Numbers behind a verdict; None is undefined, never NaN.

    Attributes:
        test: what gave p.
        n: seeds (of the smaller arm where arms are independent).
        p: before any correction; none below six seeds.
        effect: Hodges-Lehmann difference in units of the metric, or what the hypothesis measures.
        interval: 95 % interval of the effect.
        narrow: 90 % interval, which equivalence is read from.
        sides: what is compared.
        mde: smallest effect that would be found with a power of 80 %, in the same units.
        claimed: published effect.
        d_z: effect in standard deviations of the differences.
        wins: share of seeds on which the claimed direction holds, with its interval.
        a12: probability that a run of the first side is larger, with its interval.
        correlation: of the two sides over seeds.
        best: arms that none beats; of rankings only.
        second: another test of the same, and its p; it decides nothing.
    """

    test: str
    n: int
    p: float | None = None
    effect: float | None = None
    interval: Interval = Interval(None, None)
    narrow: Interval = Interval(None, None)
    sides: tuple[Summary, ...] = ()
    mde: float | None = None
    claimed: float | None = None
    d_z: float | None = None
    wins: tuple[float, Interval] | None = None
    a12: tuple[float, Interval] | None = None
    correlation: float | None = None
    best: tuple[str, ...] = ()
    second: tuple[str, float | None] | None = None
