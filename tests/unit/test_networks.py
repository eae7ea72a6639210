"""Architectures and initial weights."""

import numpy as np
import pytest

from evoprune.errors import ConfigError
from evoprune.networks import NETWORKS, build


@pytest.mark.parametrize(
    ("name", "encoder", "decoder", "total"),
    [
        ("plain", 30_340, 31_330, 61_670),
        ("small", 30_092, 31_090, 61_182),
        ("large", 62_200, 63_190, 125_390),
        ("denoising", 30_340, 31_330, 61_670),
        ("variational", 30_650, 31_330, 61_980),
    ],
)
def test_networks_have_the_published_numbers_of_parameters(name, encoder, decoder, total):
    network = build(name, 1000)
    assert (network.parameters_encoder, network.parameters_decoder) == (encoder, decoder)
    assert network.parameters == total


@pytest.mark.parametrize("name", list(NETWORKS))
def test_initial_weights_fill_the_published_interval(name):
    architecture = build(name, 1000)
    network = architecture.initial(np.random.default_rng(0))
    assert sum(layer.size for layer in network.layers) == architecture.parameters
    for dense, layer in zip(architecture.layers, network.layers, strict=True):
        bound = dense.inputs**-0.5
        assert layer.weight.shape == (dense.outputs, dense.inputs)
        assert layer.weight.dtype == layer.bias.dtype == np.float32
        assert np.abs(layer.weight).max() <= bound
        # uniform: standard deviation bound/sqrt(3), that of its estimate about 0.45/sqrt(n) of it
        tolerance = 5 * 0.45 / layer.weight.size**0.5
        assert layer.weight.std() == pytest.approx(bound / 3**0.5, rel=tolerance)


def test_tensors_have_names_that_say_where_they_belong():
    network = build("plain", 20).initial(np.random.default_rng(0))
    assert list(network.tensors()) == [
        f"{part}.{index}.{kind}"
        for part in ("encoder", "decoder")
        for index in (0, 1)
        for kind in ("weight", "bias")
    ]


def test_unknown_networks_are_refused_with_the_known_ones():
    with pytest.raises(ConfigError, match="unknown network 'huge'; allowed: plain"):
        build("huge", 10)
