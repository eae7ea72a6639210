"""From cards and runs to verdicts. Source: spec section 2.4."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from evoprune.claims.cards import Cards, Claim
from evoprune.claims.finding import Finding
from evoprune.claims.hypotheses.comparison import Comparison
from evoprune.claims.registration import Standing
from evoprune.claims.samples import Samples, UnmeasuredError
from evoprune.claims.verdicts import INCONCLUSIVE, NOT_TESTABLE, of_parts
from evoprune.statistics.multiplicity import holm


class Decision(NamedTuple):
    """A claim and what became of it.

    Attributes:
        findings: of its parts; empty if it cannot be tested.
        verdicts: of its parts.
        p: largest of its parts, as all must hold; None if one has none.
        p_holm: corrected in its family.
        reason: why it cannot be tested or stays open, beyond what the findings say.
        flags: metrics in which another verdict would have come out, with that verdict.
    """

    claim: Claim
    standing: Standing
    verdict: str
    findings: tuple[Finding, ...] = ()
    verdicts: tuple[str, ...] = ()
    p: float | None = None
    p_holm: float | None = None
    reason: str = ""
    flags: tuple[str, ...] = ()


def decide(
    cards: Cards, study: str, samples: Samples, standing: Callable[[Claim], Standing]
) -> list[Decision]:
    """Decide every claim of a study, each family with Holm's correction.

    Args:
        cards: all cards.
        study: which study.
        samples: its runs.
        standing: whether a claim is confirmatory.
    """
    claims = cards.of_study(study)
    looked = {claim.id: _find(claim, cards, samples) for claim in claims}
    corrected = _corrected(claims, {name: seen.findings for name, seen in looked.items()})
    return [
        _decision(claim, cards, samples, looked[claim.id], corrected.get(claim.id), standing(claim))
        for claim in claims
    ]


class _Seen(NamedTuple):
    """Findings of all parts; none, and the reason, if a claim cannot be tested."""

    findings: tuple[Finding, ...]
    reason: str = ""


def _find(claim: Claim, cards: Cards, samples: Samples) -> _Seen:
    """Look at the runs, if all arms were run and measured what the claim is about."""
    missing = [arm for arm in claim.arms if not samples.has(arm)]
    if missing:
        return _Seen((), f"not run: {', '.join(missing)}")
    size = sum(other.family == claim.family for other in cards.of_study(claim.study))
    alpha = cards.families[claim.family].alpha / size
    try:
        return _Seen(tuple(part.test(samples, alpha) for part in claim.parts))
    except UnmeasuredError as error:
        return _Seen((), str(error))


def _largest_p(findings: Sequence[Finding]) -> float | None:
    """p of a conjunction: all parts must reject."""
    ps = [finding.p for finding in findings]
    return max(p for p in ps if p is not None) if ps and None not in ps else None


def _corrected(claims: Sequence[Claim], found: dict[str, tuple[Finding, ...]]) -> dict[str, float]:
    """Corrected p by claim, family by family."""
    corrected: dict[str, float] = {}
    for family in dict.fromkeys(claim.family for claim in claims):
        ps = {c.id: _largest_p(found[c.id]) for c in claims if c.family == family}
        tested = {name: p for name, p in ps.items() if p is not None}
        corrected |= dict(zip(tested, holm(list(tested.values())), strict=True))
    return corrected


def _decision(
    claim: Claim,
    cards: Cards,
    samples: Samples,
    seen: _Seen,
    p_holm: float | None,
    standing: Standing,
) -> Decision:
    findings = seen.findings
    if not findings:
        return Decision(claim, standing, NOT_TESTABLE, reason=seen.reason)
    p = _largest_p(findings)
    alpha = cards.families[claim.family].alpha
    # Holm multiplies p; the same factor lowers the level of every part.
    level = alpha * p / p_holm if p and p_holm else alpha
    verdicts = tuple(
        part.verdict(finding, level) for part, finding in zip(claim.parts, findings, strict=True)
    )
    seeds = min(finding.n for finding in findings)
    enough = seeds >= claim.min_seeds
    verdict = of_parts(list(verdicts)) if enough else INCONCLUSIVE
    reason = "" if enough else f"{seeds} seeds, the card asks for {claim.min_seeds}"
    flags = _flags(claim, samples, verdicts, level) if enough else ()
    return Decision(claim, standing, verdict, findings, verdicts, p, p_holm, reason, flags)


def _flags(
    claim: Claim, samples: Samples, verdicts: Sequence[str], level: float
) -> tuple[str, ...]:
    """Metrics in which a difference would have got another verdict."""
    flags = []
    for metric in claim.sensitivity:
        for number, (part, verdict) in enumerate(zip(claim.parts, verdicts, strict=True), start=1):
            if isinstance(part, Comparison):
                other = part.model_copy(update={"metric": metric})
                told = other.verdict(other.test(samples, level), level)
                if told != verdict:
                    place = f" (part {number})" if len(claim.parts) > 1 else ""
                    flags.append(f"{metric}{place}: {told}")
    return tuple(flags)
