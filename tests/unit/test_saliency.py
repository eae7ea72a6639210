"""Saliency: against the released way to compute it, and what its quirks do to the choice."""

import copy

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import nn
from torch.nn import functional

from evoprune.errors import ConfigError
from evoprune.pruning.criteria import CRITERIA
from evoprune.pruning.criteria.evidence import Evidence, ScoredLayer
from evoprune.pruning.criteria.masks import LayerEvidence, keep_masks
from evoprune.pruning.criteria.saliency import convolutions, redraw
from evoprune.pruning.criteria.settings import SaliencySettings
from evoprune.randomness import Streams
from evoprune.registry import load
from tests.unit.filters import LAYERS, batch, small_network

STREAMS = Streams(1, "filter_criteria", 1)
PUBLISHED = SaliencySettings()
REPAIRED = SaliencySettings(score_source="current", score_loss="cross_entropy")


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def evidence(network, settings=PUBLISHED, scoring=0, streams=STREAMS):
    return Evidence(network, batch(), settings, streams, scoring)


def masks(name, of_evidence, ratio=0.5):
    criterion = load("criterion", CRITERIA, name)()
    return keep_masks(of_evidence, LAYERS, [criterion] * 2, [ratio] * 2)


def overlap(one, other):
    """Share of the kept filters that are kept in both."""
    return sum((a & b).sum() for a, b in zip(one, other, strict=True)) / sum(a.sum() for a in one)


class Factored(nn.Conv2d):
    """A convolution with a factor in front of each weight, by which is differentiated."""

    def forward(self, images):
        return functional.conv2d(images, self.weight * self.factor, padding=self.padding)


def by_factors(network, loss):
    """The released way: factors of one in front of the weights of a network in training mode."""
    network = copy.deepcopy(network).train()
    layers = convolutions(network)
    for layer in layers.values():
        layer.__class__ = Factored
        layer.weight.requires_grad_(False)
        layer.factor = torch.ones_like(layer.weight, requires_grad=True)
    images, labels = batch()
    loss(network(images), labels).backward()
    return {name: layer.factor.grad.abs().double().numpy() for name, layer in layers.items()}


class TestValues:
    @pytest.mark.parametrize("loss", ["nll_logits", "cross_entropy"])
    def test_are_gradients_by_factors(self, loss):
        network = small_network(spread=0.3)
        settings = SaliencySettings(score_source="current", score_loss=loss)
        found = evidence(network, settings).saliencies
        losses = {
            "nll_logits": lambda z, y: -z[torch.arange(len(y)), y].mean(),
            "cross_entropy": lambda z, y: (z.logsumexp(1) - z[torch.arange(len(y)), y]).mean(),
        }
        expected = by_factors(network, losses[loss])
        assert list(found) == ["0", "3", "6"]
        for name, values in expected.items():
            assert found[name].dtype == np.float64
            np.testing.assert_allclose(found[name], values, rtol=2e-4, atol=1e-8)

    def test_in_closed_form_for_a_single_convolution(self):
        # Logit = w * mean pixel of the class's image, hence |w * mean pixel| for the right class.
        network = nn.Sequential(
            nn.Conv2d(1, 2, 1, bias=False), nn.AdaptiveAvgPool2d(1), nn.Flatten()
        )
        with torch.no_grad():
            network[0].weight.copy_(torch.tensor([3.0, -5.0]).reshape(2, 1, 1, 1))
        images = torch.tensor([[1.0, 2.0], [4.0, 6.0]]).reshape(2, 1, 1, 2)
        settings = SaliencySettings(score_source="current", score_loss="nll_logits")
        found = Evidence(network, (images, torch.tensor([0, 1])), settings, STREAMS).saliencies["0"]
        np.testing.assert_allclose(found.ravel(), [3 * 1.5 / 2, 5 * 5.0 / 2], rtol=1e-6)

    def test_taylor_is_the_slope_of_the_loss_along_the_scale(self):
        network = small_network(spread=0.5).double().train()
        images, labels = batch()
        found = Evidence(network, (images.double(), labels), REPAIRED, STREAMS).norm_gradients["1"]
        steps = []
        for sign in (1, -1):
            moved = copy.deepcopy(network)
            with torch.no_grad():
                moved[1].weight[2] += sign * 1e-5
            steps.append(functional.cross_entropy(moved(images.double()), labels).item())
        assert found[2] == pytest.approx((steps[0] - steps[1]) / 2e-5, rel=1e-6)

    @pytest.mark.parametrize("settings", [PUBLISHED, REPAIRED])
    def test_scoring_leaves_the_network_alone(self, settings):
        network = small_network().eval()
        before = copy.deepcopy(network.state_dict())
        of_network = evidence(network, settings)
        assert (of_network.saliencies["0"].shape, of_network.norm_gradients["4"].shape) == (
            (16, 3, 3, 3),
            (32,),
        )
        for name, values in network.state_dict().items():
            torch.testing.assert_close(values, before[name], rtol=0, atol=0)
        assert not network.training
        assert all(parameter.requires_grad for parameter in network.parameters())

    def test_the_global_generators_are_not_touched(self):
        network = small_network()
        before, numpy_before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
        assert len(evidence(network).saliencies) == 3
        torch.testing.assert_close(torch.get_rng_state(), before)
        np.testing.assert_array_equal(np.random.get_state()[1], numpy_before)  # noqa: NPY002


class TestRedrawnWeights:
    @pytest.mark.parametrize("groups", [1, 4])
    def test_have_the_spread_of_xavier(self, groups):
        layer = nn.Conv2d(64, 128, 3, groups=groups)
        bias = layer.bias.detach().clone()
        fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(layer.weight)
        redraw(layer, np.random.default_rng(0))
        values = layer.weight.detach().double().numpy()
        deviation = np.sqrt(2 / (fan_in + fan_out))
        assert values.std() == pytest.approx(deviation, rel=5 / np.sqrt(2 * values.size))
        assert abs(values.mean()) < 5 * deviation / np.sqrt(values.size)
        torch.testing.assert_close(layer.bias.detach(), bias, rtol=0, atol=0)

    def test_scores_do_not_depend_on_the_present_ones(self):
        network, other = small_network(0, 0.3), small_network(0, 0.3)
        with torch.no_grad():
            for layer in convolutions(other).values():
                layer.weight.mul_(-3).add_(1)
        one, two = evidence(network).saliencies, evidence(other).saliencies
        for name in one:
            np.testing.assert_array_equal(one[name], two[name])

    def test_are_others_at_every_scoring_and_for_every_seed(self):
        network = small_network()
        first = evidence(network).saliencies["0"]
        np.testing.assert_array_equal(first, evidence(network).saliencies["0"])
        for other in (
            evidence(network, scoring=1),
            evidence(network, streams=Streams(1, "filter_criteria", 2)),
        ):
            assert (first != other.saliencies["0"]).all()

    @pytest.mark.parametrize("name", ["l1", "l2", "es", "gm"])
    def test_with_equal_scales_the_choice_is_chance(self, name):
        network = small_network(spread=0.0)
        chosen = [masks(name, evidence(network, scoring=n)) for n in range(24)]
        shares = [overlap(a, b) for a, b in zip(chosen[::2], chosen[1::2], strict=True)]
        # 24 of 48 filters are kept; a share has a standard deviation of 0.07 by chance
        assert np.mean(shares) == pytest.approx(0.5, abs=4 * 0.07 / np.sqrt(12))

    @pytest.mark.parametrize(
        ("name", "low", "high"),
        [("l1", 0.8, 1), ("l2", 0.8, 1), ("es", 0.7, 1), ("gm", -0.2, 0.5)],
    )
    def test_with_spread_scales_all_but_gm_rank_by_them(self, name, low, high):
        network, correlations = small_network(spread=0.9), []
        criterion = load("criterion", CRITERIA, name)()
        for scoring in range(6):
            of_network = evidence(network, scoring=scoring)
            for position, layer in enumerate(LAYERS):
                score = criterion.score(LayerEvidence(of_network, layer, position, 0.5))
                scales = network.get_parameter(f"{layer.norm}.weight").detach().numpy()
                correlations.append(spearmanr(score, scales).statistic)
        assert low < np.mean(correlations) < high
        shares = overlap(masks(name, of_network), masks(name, evidence(network)))
        assert shares > 0.7 if name != "gm" else shares < 0.7

    def test_present_weights_make_it_deterministic_and_matter(self):
        network = small_network(spread=0.3)
        one = evidence(network, REPAIRED).saliencies["3"]
        np.testing.assert_array_equal(one, evidence(network, REPAIRED, scoring=7).saliencies["3"])
        with torch.no_grad():
            network[3].weight[5].zero_()
        assert (evidence(network, REPAIRED).saliencies["3"][5] == 0).all()


class TestMasks:
    @pytest.mark.parametrize("name", list(CRITERIA))
    @pytest.mark.parametrize(("ratio", "kept"), [(0, [16, 32]), (0.5, [8, 16]), (1, [1, 1])])
    def test_have_the_widths_of_the_ratios(self, name, ratio, kept):
        found = masks(name, evidence(small_network(), REPAIRED), ratio)
        assert [int(mask.sum()) for mask in found] == kept

    @pytest.mark.parametrize("name", list(CRITERIA))
    def test_repeat(self, name):
        first, again = (masks(name, evidence(small_network(), REPAIRED)) for _ in range(2))
        assert [m.tolist() for m in first] == [m.tolist() for m in again]

    def test_random_ones_differ_between_layers_and_scorings(self):
        layers = [LAYERS[0]] * 2
        network = small_network()
        found = [
            keep_masks(
                evidence(network, scoring=n),
                layers,
                [load("", CRITERIA, "random")()] * 2,
                [0.5] * 2,
            )
            for n in range(2)
        ]
        assert len({tuple(mask.tolist()) for pair in found for mask in pair}) == 4

    @pytest.mark.parametrize("name", ["bn_scale", "taylor"])
    def test_no_batch_normalisation_is_named(self, name):
        of_layer = LayerEvidence(evidence(small_network()), ScoredLayer("3"), 0, 0.5)
        with pytest.raises(ConfigError, match="layer 3 has no batch normalisation"):
            load("criterion", CRITERIA, name)().score(of_layer)

    @pytest.mark.parametrize("name", ["random", "front", "weight_magnitude", "fpgm", "bn_scale"])
    def test_criteria_without_data_start_no_pass(self, name):
        of_network = Evidence(small_network(), None, PUBLISHED, STREAMS)
        assert [mask.sum() for mask in masks(name, of_network)] == [8, 16]
