"""The cards of study 2: each can come out either way, and their config runs what they need."""

import math
from pathlib import Path

import pytest

from evoprune.claims import files, verdicts
from evoprune.claims.decide import decide
from evoprune.claims.registration import Standing
from evoprune.claims.samples import UnmeasuredError
from evoprune.config import read
from evoprune.studies.filter_criteria.grid import arms

ROOT = Path(__file__).resolve().parents[2]
STUDY = "filter_criteria"
FILED = files.of_study(ROOT / "config/claims.yaml", STUDY)
CLAIMS = FILED.cards.claims
SEEDS = range(1, 9)
GOOD, BAD, SAME, OPEN = "good", "bad", "same", "open"
BEFORE = {
    "superiority": ("supported", "contradicted", "equivalent", "inconclusive"),
    "equivalence": ("contradicted", "contradicted", "supported", "inconclusive"),
    "non_inferiority": ("supported", "contradicted", "supported", "inconclusive"),
}
"""Verdicts of a part by hypothesis, for differences that are good, bad, the same and open."""


class Made:
    """Runs in which each part of a claim is in the state that it is said to be in.

    Of each part one term is free: it is what makes the difference. All others have a base value.
    """

    def __init__(self, claim, states, seeds=SEEDS, absent=(), unmeasured=()):
        self.seeds, self.absent, self.unmeasured = seeds, absent, unmeasured
        self.values_of = {}
        for part, state in zip(claim.parts, states, strict=True):
            self._make(part, state)

    def _make(self, part, state):
        *others, free = part.terms
        for seed in self.seeds:
            rest = sum(t.weight * self._base(t, seed) for t in others) - part.reference
            wanted = part.sign * difference(state, part.margin.value, seed)
            self.values_of[free.arm, free.metric, seed] = (wanted - rest) / free.weight

    def _base(self, term, seed):
        return self.values_of.setdefault((term.arm, term.metric, seed), 0.3 + 0.01 * seed)

    def has(self, arm):
        return arm not in self.absent

    def values(self, arm, metric):
        if metric in self.unmeasured:
            raise UnmeasuredError(f"'{metric}' of {arm} was not measured, seed 1")
        return {s: self.values_of.get((arm, metric, s), 0.3 + 0.01 * s) for s in self.seeds}


def difference(state, margin, seed):
    """Where lower is better: five margins to one side, a fiftieth, or all over the place."""
    small = 0.02 * margin * math.sin(1.7 * seed)
    if state == OPEN:
        return 20 * margin * math.sin(1.7 * seed**2)
    return {GOOD: -5 * margin, BAD: 5 * margin, SAME: 0.0}[state] + small


def decided(claim, states, **more):
    """The decision about a claim, at the level that its family leaves it at worst."""
    family = FILED.cards.families[claim.family]
    members = sum(other.family == claim.family for other in CLAIMS)
    strict = family.model_copy(update={"alpha": family.alpha / members})
    alone = FILED.cards.model_copy(update={"claims": [claim], "families": {claim.family: strict}})
    samples = Made(claim, states, **more)
    (decision,) = decide(alone, STUDY, samples, lambda claim: Standing("confirmatory"))
    return decision


def outcome(claim, states):
    """What must come of a claim whose parts are in these states."""
    order = (GOOD, BAD, SAME, OPEN)
    words = [BEFORE[p.type][order.index(s)] for p, s in zip(claim.parts, states, strict=True)]
    return verdicts.of_parts(words)


@pytest.mark.parametrize("state", [GOOD, BAD, SAME, OPEN])
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_card_comes_out_either_way(claim, state):
    states = [state] * len(claim.parts)
    assert decided(claim, states).verdict == outcome(claim, states)


def holding(claim):
    return [SAME if part.type == "equivalence" else GOOD for part in claim.parts]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_card_holds_with_all_its_parts_and_falls_or_stays_open_with_any(claim):
    assert decided(claim, holding(claim)).verdict == "supported"
    for number in range(len(claim.parts)):
        for state, said in ((BAD, "contradicted"), (OPEN, "inconclusive")):
            states = holding(claim)
            states[number] = state
            assert decided(claim, states).verdict == said


@pytest.mark.parametrize("runs", [1, 7])
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_fewer_seeds_than_eight_decide_nothing(claim, runs):
    decision = decided(claim, holding(claim), seeds=range(1, runs + 1))
    assert decision.verdict == "inconclusive"
    assert decision.reason == f"{runs} seeds, the card asks for 8"


def test_what_was_not_run_or_not_measured_is_not_tested():
    """Others of the family are decided without it."""
    a1, a1a = CLAIMS[:2]
    seen = decided(a1, holding(a1), absent={"repaired-es"})
    assert (seen.verdict, seen.reason) == ("not testable", "not run: repaired-es")
    seen = decided(a1a, holding(a1a), unmeasured={"error_test"})
    reason = "'error_test' of repaired-mixed was not measured, seed 1"
    assert (seen.verdict, seen.reason, seen.findings) == ("not testable", reason, ())
    both = Made(a1a, holding(a1a), absent={"repaired-es"})
    found = decide(FILED.cards, STUDY, both, lambda claim: Standing("confirmatory"))
    there = {d.claim.id: d for d in found if d.claim.family == "criteria"}
    tested = [name for name, d in there.items() if d.verdict != "not testable"]
    assert tested == ["A1a", "A1b"]
    assert there["A1a"].p == 2 / 2**8
    assert there["A1a"].p_holm == 2 * there["A1a"].p


def test_eight_seeds_suffice_for_every_family():
    """The smallest two-sided p is 1/128; corrected for the whole family it must still reject."""
    for name, family in FILED.cards.families.items():
        members = [claim for claim in CLAIMS if claim.family == name]
        assert members, name
        assert len(members) / 128 <= family.alpha, name
    assert {claim.min_seeds for claim in CLAIMS} == {8}


def test_the_laptop_study_runs_every_arm_with_as_many_seeds_as_cards_ask_for():
    config = read([ROOT / "config/config.yaml", ROOT / "config/filter_criteria.yaml"])
    there = {seeded.arm.name: seeded.seeds for seeded in arms(config.filter_criteria, 1)}
    assert {arm for claim in CLAIMS for arm in claim.arms} == set(there)
    assert set(there.values()) == {tuple(SEEDS)}


def test_the_default_study_is_part_of_it():
    default = read([ROOT / "config/config.yaml"])
    study = read([ROOT / "config/config.yaml", ROOT / "config/filter_criteria.yaml"])
    whole = {seeded.arm.name: seeded for seeded in arms(study.filter_criteria, 1)}
    assert study.results == default.results
    for seeded in arms(default.filter_criteria, 1):
        assert whole[seeded.arm.name].arm == seeded.arm
        assert set(seeded.seeds) <= set(whole[seeded.arm.name].seeds)
