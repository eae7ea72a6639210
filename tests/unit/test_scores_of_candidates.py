"""What scores of filters know, as released and as repaired."""

import numpy as np
import pytest
import torch

from evoprune.evolution.codes import ALPHABET
from evoprune.pruning.criteria.masks import LayerEvidence
from evoprune.statistics.correlation import spearman
from evoprune.studies.filter_criteria.observing import observed
from evoprune.studies.filter_criteria.overlap import overlap
from evoprune.studies.filter_criteria.supernetwork import Scorer
from tests import drawn_digits, small_search
from tests.made_candidates import candidates, spread


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)
        return small_search.splits(root)


# Scores


def scores(found, scoring=0, ratio=0.5):
    scorer = Scorer(found.material, found.shared.network)
    evidence = scorer.evidence(scoring, batch=0)
    return {
        name: [
            scorer.criterion(name).score(LayerEvidence(evidence, layer, place, ratio))
            for place, layer in enumerate(scorer.layers)
        ]
        for name in ALPHABET
    }


def alike(first, second):
    return all(np.array_equal(*pair) for n in ALPHABET for pair in zip(first[n], second[n]))  # noqa: B905


def disturb(found):
    """Change convolutions and nothing else."""
    rng = np.random.default_rng(9)
    for layer in found.shared.network.modules():
        if isinstance(layer, torch.nn.Conv2d):
            noise = rng.standard_normal(tuple(layer.weight.shape), dtype=np.float32)
            layer.weight.detach().add_(torch.from_numpy(noise))


def test_released_scores_do_not_know_the_weights_and_are_drawn_anew_each_time(images):
    found = candidates(images)
    before = scores(found)
    assert not alike(scores(found, scoring=1), before)
    disturb(found)
    assert alike(scores(found), before)
    spread(found)
    assert not alike(scores(found), before)


def test_repaired_scores_know_the_weights_and_nothing_random(images):
    found = candidates(images, "repaired")
    before = scores(found)
    assert alike(scores(found, scoring=1), before)
    disturb(found)
    assert not alike(scores(found), before)


def test_kept_halves_meet_by_chance_as_released_and_always_as_repaired(images):
    """At random initialisation; the scales spread, L1 is a ranking of them (finding 2)."""
    found = candidates(images)
    overlaps = [observed(found.material, found.shared.network, n) for n in range(6)]
    for name in ALPHABET:
        assert 0.4 < np.mean([o[f"overlap_{name}"] for o in overlaps]) < 0.6
        assert all(o[f"gamma_{name}"] is None for o in overlaps)
    assert [o["gamma_spread"] for o in overlaps] == [0.0] * 6
    spread(found)
    trained = observed(found.material, found.shared.network, 0)
    assert trained["overlap_l1"] > 0.75
    assert trained["gamma_l1"] > 0.75
    assert trained["gamma_spread"] > 0.3
    repaired = candidates(images, "repaired")
    again = observed(repaired.material, repaired.shared.network, 0)
    assert {again[f"overlap_{name}"] for name in ALPHABET} == {1.0}


def test_what_is_observed_is_what_the_layers_say(images):
    found = candidates(images)
    spread(found)
    scorer = Scorer(found.material, found.shared.network, "observing")
    both = [scorer.evidence(n, batch=0) for n in (0, 1)]
    overlaps, gammas = [], []
    for place, layer in enumerate(scorer.layers):
        first, second = (
            scorer.criterion("l2").score(LayerEvidence(e, layer, place, 0.5)) for e in both
        )
        half = len(first) // 2
        best = [set(np.argsort(s)[-half:].tolist()) for s in (first, second)]
        overlaps.append(len(best[0] & best[1]) / half)
        gammas.append(spearman(first, both[0].parameter(layer.norm)))
    seen = observed(found.material, found.shared.network, 0)
    assert seen["overlap_l2"] == pytest.approx(np.mean(overlaps))
    assert seen["gamma_l2"] == pytest.approx(np.mean(gammas))


@pytest.mark.parametrize(("variant", "expected"), [("faithful", [0, 1, 2, 3]), ("repaired", None)])
def test_a_dead_filter_makes_no_nan_as_repaired_and_orders_by_index_as_released(
    images, variant, expected
):
    """Quirk 6: a filter without saliency has no direction, and spoils the sums of all others."""
    found = candidates(images, variant)
    scorer = Scorer(found.material, found.shared.network)
    evidence = scorer.evidence(0)
    layer = scorer.layers[0]
    saliency = evidence.saliencies[layer.conv]
    saliency[5] = 0.0
    count = len(saliency)
    assert count == 16
    ratio = len(expected) / count if expected else 4 / count
    with np.errstate(invalid="ignore"):
        found_scores = scorer.criterion("gm").score(LayerEvidence(evidence, layer, 0, ratio))
    assert np.isfinite(found_scores).all()
    zeros = np.flatnonzero(found_scores == 0).tolist()
    if expected:
        assert zeros == sorted({*expected, 5})
    else:
        rows = saliency.reshape(count, -1)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        units = rows / np.where(lengths == 0, 1, lengths)
        sums = np.linalg.norm(units[:, None] - units[None], axis=2).sum(axis=1)
        central = np.argsort(sums, kind="stable")[:4].tolist()
        assert zeros == sorted({*central, 5})
        assert zeros != [0, 1, 2, 3, 5]


@pytest.mark.parametrize(
    ("second", "share"),
    [
        ([1, 2, 3, 4, 5], 1),
        ([5, 4, 3, 2, 1], 1 / 3),
        ([9, 2, 3, 4, 5], 2 / 3),
        ([9, 8, 7, 1, 2], 1 / 3),
    ],
)
def test_two_scorings_share_a_part_of_the_three_of_five_that_each_keeps(second, share):
    first = np.arange(1.0, 6.0)
    assert overlap(first, np.array(second, dtype=float)) == pytest.approx(share)
