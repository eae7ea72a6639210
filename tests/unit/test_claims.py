"""From cards and runs to verdicts: every word of the closed list, and what leads to it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evoprune.claims import verdicts
from evoprune.claims.decide import decide
from evoprune.claims.registration import Standing
from evoprune.statistics.paired import hodges_lehmann
from tests.unit.claimed import SEEDS, Fake, cards, part, wave


def decided(claims, samples):
    return decide(claims, "autoencoder", samples, lambda claim: Standing("confirmatory"))


def verdict(claim, **arms):
    (decision,) = decided(cards(claim), Fake(**arms))
    return decision.verdict


BETTER, WORSE = wave(0.20, 1.0), wave(0.25, 2.0)
SAME = wave(0.20, 1.0, size=0.0061)
NOISE = {seed: 0.2 + 0.1 * math.sin(1.7 * seed**2) for seed in SEEDS}


class TestSuperiority:
    def test_supported(self):
        assert verdict(part("superiority"), a=BETTER, b=WORSE) == "supported"

    def test_contradicted(self):
        assert verdict(part("superiority"), a=WORSE, b=BETTER) == "contradicted"

    def test_higher_may_be_better(self):
        assert verdict(part("superiority", better="higher"), a=WORSE, b=BETTER) == "supported"

    def test_equivalent(self):
        assert verdict(part("superiority"), a=SAME, b=BETTER) == "equivalent"

    def test_inconclusive(self):
        assert verdict(part("superiority"), a=NOISE, b=BETTER) == "inconclusive"

    @pytest.mark.parametrize(("other", "said"), [(0.26, "supported"), (0.40, "smaller")])
    def test_smaller_than_claimed(self, other, said):
        claim = part("superiority", published={"a": 0.2, "b": other})
        assert said in verdict(claim, a=BETTER, b=WORSE)

    def test_smaller_with_higher_better(self):
        claim = part("superiority", better="higher", published={"a": 0.5, "b": 0.2})
        assert verdict(claim, a=WORSE, b=BETTER) == verdicts.SMALLER

    def test_interaction(self):
        """(a - c) - (b - d) with four arms."""
        sides = {"a": [{"arm": "a"}, {"arm": "d"}], "b": [{"arm": "b"}, {"arm": "c"}]}
        arms = {"a": BETTER, "b": WORSE, "c": wave(0.3, 3.0), "d": wave(0.3, 4.0)}
        (decision,) = decided(cards(part("superiority", **sides)), Fake(**arms))
        by_hand = [arms["a"](s) + arms["d"](s) - arms["b"](s) - arms["c"](s) for s in SEEDS]
        assert decision.findings[0].effect == pytest.approx(hodges_lehmann(by_hand), abs=1e-12)
        assert decision.verdict == "supported"

    def test_weights_and_metrics_of_terms(self):
        half = [{"arm": "b", "metric": "size", "weight": 0.5}, {"arm": "c", "weight": 0.5}]
        samples = Fake(a={"l1": {s: 1.0 for s in SEEDS}}, b={"size": {s: 4.0 for s in SEEDS}})
        samples.arms["c"] = {"l1": {s: 2.0 for s in SEEDS}}
        (decision,) = decided(cards(part("superiority", b=half)), samples)
        assert decision.findings[0].effect == 1.0 - 0.5 * 4.0 - 0.5 * 2.0

    def test_a_diverged_run_keeps_its_seed_and_is_the_worst(self):
        arm = {seed: BETTER(seed) for seed in SEEDS} | {7: math.nan}
        (decision,) = decided(cards(part("superiority")), Fake(a=arm, b=WORSE))
        (finding,) = decision.findings
        assert (finding.n, finding.sides[0].failed) == (30, 1)
        assert finding.wins[0] == pytest.approx(29 / 30)
        assert decision.verdict == "supported"

    def test_independent_arms(self):
        claim = part("superiority", block="independent")
        shifted = {seed + 100: WORSE(seed) for seed in SEEDS}
        (decision,) = decided(cards(claim), Fake(a=BETTER, b=shifted))
        (finding,) = decision.findings
        assert decision.verdict == "supported"
        assert finding.a12[0] == 0.0
        assert finding.correlation is None
        assert finding.second[1] == pytest.approx(
            stats.ttest_ind(
                [BETTER(s) for s in SEEDS], [WORSE(s) for s in SEEDS], equal_var=False
            ).pvalue
        )


class TestEquivalence:
    def test_supported(self):
        assert verdict(part("equivalence"), a=SAME, b=BETTER) == "supported"

    def test_contradicted(self):
        assert verdict(part("equivalence"), a=WORSE, b=BETTER) == "contradicted"

    def test_inconclusive(self):
        assert verdict(part("equivalence"), a=NOISE, b=BETTER) == "inconclusive"

    def test_of_a_number(self):
        near, far = ({**part("equivalence", b=""), "reference": r} for r in (0.201, 0.3))
        assert verdict(near, a=BETTER) == "supported"
        assert verdict(far, a=BETTER) == "contradicted"

    def test_of_independent_arms(self):
        claim = part("equivalence", block="independent")
        assert verdict(claim, a=SAME, b=BETTER) == "supported"
        assert verdict(claim, a=WORSE, b=BETTER) == "contradicted"

    def test_without_any_spread(self):
        constant = {seed: 0.0 for seed in SEEDS}
        assert verdict(part("equivalence"), a=constant, b=constant) == "supported"


class TestNonInferiority:
    @pytest.mark.parametrize("block", ["seed", "independent"])
    @pytest.mark.parametrize("better", ["lower", "higher"])
    def test_not_worse_or_worse(self, block, better):
        good, bad = (BETTER, WORSE) if better == "lower" else (WORSE, BETTER)
        claim = part("non_inferiority", block=block, better=better)
        assert verdict(claim, a=good, b=bad) == "supported"
        assert verdict(claim, a=SAME, b=BETTER) == "supported"
        assert verdict(claim, a=bad, b=good) == "contradicted"

    def test_open(self):
        assert verdict(part("non_inferiority"), a=NOISE, b=BETTER) == "inconclusive"


RATE = {"type": "rate", "metric": "l1", "a": "a", "b": "b", "above": 0.45}


class TestRate:
    @pytest.mark.parametrize("block", ["seed", "independent"])
    def test_fewer_and_more(self, block):
        low, high = {s: 0.1 for s in SEEDS}, {s: 0.5 for s in SEEDS}
        claim = {**RATE, "block": block}
        assert verdict(claim, a=low, b=high) == "supported"
        assert verdict(claim, a=high, b=low) == "contradicted"
        assert verdict({**claim, "claim": "more"}, a=high, b=low) == "supported"
        assert verdict(claim, a=high, b=high) == "inconclusive"

    def test_a_diverged_run_is_above(self):
        arm = {s: 0.1 for s in SEEDS} | {3: math.nan}
        (decision,) = decided(cards(RATE), Fake(a=arm, b={s: 0.5 for s in SEEDS}))
        assert decision.findings[0].sides[0].median == pytest.approx(1 / 30)


RANKING = {"type": "ranking", "metric": "l1", "among": ["a", "b", "c"], "best": ["a"]}
RANKED = {"a": BETTER, "b": WORSE, "c": wave(0.3, 0.5)}


class TestRanking:
    def test_in_the_best_set_or_not(self):
        assert verdict(RANKING, **RANKED) == "supported"
        assert verdict({**RANKING, "best": ["b"]}, **RANKED) == "contradicted"

    def test_nobody_can_tell_them_apart(self):
        assert verdict(RANKING, a=NOISE, b=NOISE, c=NOISE) == "inconclusive"

    def test_the_worst(self):
        worst = {**RANKING, "best": [], "worst": ["c"]}
        assert verdict(worst, **RANKED) == "supported"
        assert verdict({**worst, "worst": ["a"]}, **RANKED) == "contradicted"

    def test_the_best_set_is_reported(self):
        arms = {**RANKED, "b": wave(0.2, 1.0)}
        (decision,) = decided(cards(RANKING), Fake(**arms))
        assert decision.findings[0].best == ("a", "b")
        assert [side.name for side in decision.findings[0].sides][2] == "c"


WORDS = st.sampled_from(list(verdicts.VERDICTS))


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_all_parts_must_hold(parts):
    whole = verdicts.of_parts(parts)
    assert whole in verdicts.VERDICTS
    assert (whole in verdicts.HOLDING) == all(p in verdicts.HOLDING for p in parts)
    if len(parts) == 1:
        assert whole == parts[0]
    elif verdicts.NOT_TESTABLE not in parts and set(parts) & set(verdicts.REFUTING):
        assert whole == "contradicted"


def test_a_conjunction_is_as_good_as_its_weakest_part():
    both = [part("superiority"), part("equivalence", a="a", b="c")]
    (decision,) = decided(cards(both), Fake(a=BETTER, b=WORSE, c=SAME))
    assert decision.p == max(finding.p for finding in decision.findings)
    assert decision.verdict == "supported"
    (decision,) = decided(cards(both), Fake(a=BETTER, b=WORSE, c=WORSE))
    assert (decision.verdict, decision.verdicts) == ("contradicted", ("supported", "contradicted"))


def test_holm_inside_a_family_only():
    families = {"all": {"question": "what?"}, "other": {"question": "why?"}}
    claims = cards(*[part("superiority", b=b) for b in "bcd"], families=families)
    values = claims.model_dump()
    values["claims"][2]["family"] = "other"
    claims = type(claims).model_validate(values)
    arms = {"a": BETTER, "b": wave(0.202, 2.0), "c": wave(0.203, 3.0), "d": wave(0.202, 2.0)}
    first, second, third = decided(claims, Fake(**arms))
    low, high = sorted((first, second), key=lambda decision: decision.p)
    assert low.p_holm == pytest.approx(2 * low.p)
    assert high.p_holm == pytest.approx(max(high.p, 2 * low.p))
    assert third.p_holm == third.p


def test_the_correction_decides():
    """p = .03 alone is enough, among three it is not."""
    differences = dict(zip(range(1, 9), [-5, -4, -3, -2, -1.5, -1.2, -1.1, 1.0], strict=True))
    arms = {"a": differences, "b": dict.fromkeys(differences, 0.0), "c": NOISE}
    assert decided(cards(part("superiority")), Fake(**arms))[0].verdict == "supported"
    noise = part("superiority", a="c", b="c")
    family = cards(part("superiority"), noise, noise, noise, noise, noise, noise, noise)
    assert decided(family, Fake(**arms))[0].verdict == "inconclusive"


def test_not_testable_says_what_was_not_run():
    (decision,) = decided(cards(part("superiority")), Fake(a=BETTER))
    assert (decision.verdict, decision.reason) == ("not testable", "not run: b")
    assert decision.findings == ()


def test_too_few_seeds_leave_a_claim_open():
    few = {seed: BETTER(seed) for seed in range(1, 6)}
    (decision,) = decided(cards(part("superiority")), Fake(a=few, b=WORSE))
    assert (decision.verdict, decision.p, decision.findings[0].p) == ("inconclusive", None, None)
    assert decision.reason == "5 seeds, the card asks for 6"
    assert decision.findings[0].effect < 0


def test_another_metric_that_tells_otherwise_is_flagged():
    claims = cards(part("superiority"))
    values = claims.model_dump()
    values["claims"][0]["sensitivity"] = ["size", "time"]
    claims = type(claims).model_validate(values)
    samples = Fake(
        a={"l1": {s: BETTER(s) for s in SEEDS}, "size": {s: WORSE(s) for s in SEEDS}},
        b={"l1": {s: WORSE(s) for s in SEEDS}, "size": {s: BETTER(s) for s in SEEDS}},
    )
    for arm in samples.arms.values():
        arm["time"] = arm["l1"]
    (decision,) = decided(claims, samples)
    assert decision.verdict == "supported"
    assert decision.flags == ("size: contradicted",)


def test_detectable_effects_are_for_the_corrected_level():
    alone = decided(cards(part("superiority")), Fake(a=NOISE, b=BETTER))[0].findings[0].mde
    claims = cards(*[part("superiority")] * 6)
    among = decided(claims, Fake(a=NOISE, b=BETTER))[0].findings[0].mde
    # Thirty pairs: .53 and .68 standard deviations of the differences.
    assert among / alone == pytest.approx(0.68 / 0.53, rel=0.02)
