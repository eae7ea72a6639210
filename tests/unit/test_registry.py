"""Whatever is registered keeps its contract: a new operator is tested by being there."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from evoprune.commands.list import FAMILIES
from evoprune.errors import ConfigError
from evoprune.evolution.searches import SEARCHES
from evoprune.networks import NETWORKS, build
from evoprune.pruning.criteria import CRITERIA
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.operators.base import Operator
from evoprune.pruning.schedules import SCHEDULES
from evoprune.pruning.schedules.base import Moment, Schedule
from evoprune.registry import load, module_of, summary
from evoprune.studies.autoencoder.figures import FIGURES
from evoprune.studies.autoencoder.tables import TABLES
from evoprune.training.modes import MODES
from evoprune.training.modes.base import Mode
from tests.unit.networks import context, layers

ROOT = Path(__file__).resolve().parents[2]
REGISTERED = [(family, name) for family, registry in FAMILIES.items() for name in registry]


@pytest.mark.parametrize(("family", "name"), REGISTERED)
def test_every_name_is_safe_in_a_path_and_documented(family, name):
    assert name.replace("_", "").isalnum()
    assert name == name.lower()
    assert 10 < len(summary(family, FAMILIES[family], name)) <= 100


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(ConfigError, match=r"unknown operator 'magic'; allowed: .*conjunctive"):
        load("operator", OPERATORS, "magic")


@pytest.mark.parametrize("name", list(OPERATORS))
class TestOperators:
    def masks(self, name, of_layers, seed=0):
        rng = np.random.default_rng(seed)
        values = [rng.random((5, len(layer.bias))) for layer in of_layers]
        of_context = context(
            of_layers, deviations=values, activations=[v.astype(np.float32) for v in values]
        )
        return self.operator(name).keep_masks(of_context, np.random.default_rng(seed))

    def operator(self, name):
        operator = load("operator", OPERATORS, name)()
        assert isinstance(operator, Operator)
        return operator

    def test_masks_fit_their_layers_and_repeat_with_the_stream(self, name):
        of_layers = layers(9, 7, 5, 9)
        before = [layer.weight.copy() for layer in of_layers]
        first, again = self.masks(name, of_layers), self.masks(name, of_layers)
        for layer, mask, twin in zip(of_layers, first, again, strict=True):
            assert mask.weight.shape == layer.weight.shape
            assert mask.bias.shape == layer.bias.shape
            np.testing.assert_array_equal(mask.weight, twin.weight)
            np.testing.assert_array_equal(mask.bias, twin.bias)
        for layer, weight in zip(of_layers, before, strict=True):
            np.testing.assert_array_equal(layer.weight, weight)

    def test_masks_only_zero(self, name):
        of_layers = layers(9, 7, 5, 9)
        for layer, mask in zip(of_layers, self.masks(name, of_layers), strict=True):
            before = layer.weight.copy()
            mask.apply(layer)
            np.testing.assert_array_equal(layer.weight, np.where(mask.weight, before, 0))


@pytest.mark.parametrize("name", list(SCHEDULES))
@pytest.mark.parametrize(("final_epoch", "solutions"), [(400, 1), (399, 3), (1, 1), (0, 3)])
def test_schedules_give_probabilities(name, final_epoch, solutions):
    schedule = load("schedule", SCHEDULES, name)()
    assert isinstance(schedule, Schedule)
    for p in (0.0, 0.1, 1.0):
        for epoch in range(final_epoch + 1):
            moment = Moment(epoch, final_epoch, solutions)
            assert 0 <= schedule.event_probability(p, moment) <= 1


@pytest.mark.parametrize("name", list(MODES))
def test_modes_say_how_many_networks_they_train(name):
    mode = load("mode", MODES, name)()
    assert isinstance(mode, Mode)
    assert mode.cells >= 1
    assert mode.persistent_moments in (True, False)


@pytest.mark.parametrize("name", list(NETWORKS))
@pytest.mark.parametrize("dimensions", [3, 1000])
def test_networks_reconstruct_their_input(name, dimensions):
    architecture = build(name, dimensions)
    sizes = [(layer.inputs, layer.outputs) for layer in architecture.layers]
    assert sizes[0][0] == sizes[-1][1] == dimensions
    for part in (architecture.encoder, architecture.decoder):
        assert all(a.outputs == b.inputs for a, b in pairwise(part))
    heads = 2 if architecture.variational else 1
    assert architecture.encoder[-1].outputs == heads * architecture.latent_units


@pytest.mark.parametrize("entry", [*FIGURES.items(), *TABLES.items()], ids=lambda entry: entry[0])
def test_figures_and_tables_stand_in_a_file_of_their_name(entry):
    name, (module, *_) = entry
    assert module.rsplit(".", 1)[1] == name


FILE_EACH = [OPERATORS, SCHEDULES, CRITERIA, SEARCHES, MODES, NETWORKS]


@pytest.mark.parametrize("registry", FILE_EACH, ids=len)
def test_one_file_each(registry):
    modules = [module_of(registry, name) for name in registry]
    assert len(set(modules)) == len(modules)
