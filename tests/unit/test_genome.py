"""Genomes: layouts, reading, codes at borders, least ratios."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evoprune.errors import ConfigError
from evoprune.evolution.bounds import cosine, step
from evoprune.evolution.codes import ALPHABET, criterion_numbers
from evoprune.evolution.genome import Genome, GenomeSettings, LayerChoice

BORDERS = np.array([0, 0.25, 0.5, 0.75, 1])


def genome(counted=5, pruned=(1, 3), **settings):
    return Genome(GenomeSettings(**settings), counted, pruned)


class TestCodes:
    def test_borders_are_dropped_as_released(self):
        assert criterion_numbers(BORDERS, "dropped") == []
        codes = np.array([0.0, 0.1, 0.25, 0.3, 0.5, 0.9, 1.0])
        assert criterion_numbers(codes, "dropped") == [0, 1, 3]

    def test_borders_are_the_next_quarter_if_repaired(self):
        assert criterion_numbers(BORDERS, "floor") == [0, 1, 2, 3, 3]

    @given(st.lists(st.floats(0, 1).filter(lambda code: 4 * code not in range(5))))
    def test_within_quarters_both_agree(self, codes):
        expected = [sum(code > border for border in (0.25, 0.5, 0.75)) for code in codes]
        for borders in ("dropped", "floor"):
            assert criterion_numbers(np.array(codes), borders) == expected


class TestReading:
    def test_ratios_and_codes_alternate(self):
        values = np.array([0.1, 0.9, 0.2, 0.6, 0.3, 0.4, 0.4, 0.1, 0.5, 0.2])
        assert genome().decode(values) == [("es", 0.2), ("l1", 0.4)]
        assert genome(genes="prunable").decode(values[:4]) == [("gm", 0.1), ("es", 0.2)]

    def test_a_dropped_code_shifts_the_criteria_of_later_layers(self):
        values = np.array([0.1, 0.25, 0.2, 0.6, 0.3, 0.4, 0.4, 0.1, 0.5, 0.9])
        assert genome().decode(values) == [("l2", 0.2), ("gm", 0.4)]
        assert genome(code_borders="floor").decode(values) == [("es", 0.2), ("l1", 0.4)]

    def test_and_leaves_the_last_one_without(self):
        values = np.full(10, 0.5)
        with pytest.raises(ValueError, match="a layer has no criterion"):
            genome().decode(values)
        assert genome(code_borders="floor").decode(values) == [("es", 0.5)] * 2

    @pytest.mark.parametrize("name", ["l1", "random", "front"])
    def test_a_fixed_criterion_ignores_codes_but_has_the_same_genes(self, name):
        fixed = genome(criteria=name)
        assert fixed.decode(np.full(10, 0.5)) == [(name, 0.5)] * 2
        np.testing.assert_array_equal(fixed.box, genome().box)

    def test_unknown_criteria_are_refused(self):
        with pytest.raises(ConfigError, match="unknown criterion 'best'; allowed: l1, "):
            genome(criteria="best")

    @pytest.mark.parametrize("pruned", [(3, 1), (1, 1), (5,), (-1,)])
    def test_pruned_layers_ascend_among_the_counted(self, pruned):
        with pytest.raises(ValueError, match="do not ascend within 0 to 4"):
            genome(pruned=pruned)

    @pytest.mark.parametrize(("genes", "variables"), [("all_convs", 110), ("prunable", 54)])
    def test_resnet_56(self, genes, variables):
        layout = genome(55, range(1, 55, 2), genes=genes)
        assert len(layout.box.lower) == len(layout.box.upper) == variables
        assert len(layout.decode(np.full(variables, 0.3))) == 27

    @given(st.data(), st.sampled_from(["all_convs", "prunable"]))
    def test_what_is_encoded_is_read(self, data, genes):
        choice = st.builds(LayerChoice, st.sampled_from(ALPHABET), st.floats(0, 1))
        choices = data.draw(st.lists(choice, min_size=2, max_size=2))
        layout = genome(genes=genes)
        values = layout.encode(choices)
        assert layout.decode(values) == choices
        assert ((values >= layout.box.lower) & (values <= layout.box.upper)).all()

    def test_what_is_out_of_bounds_is_not_encoded(self):
        layout = genome(lowest_ratio=0.3)
        with pytest.raises(ValueError, match=r"ratio 0.2 of layer 3 is not in its bounds"):
            layout.encode([LayerChoice("l1", 0.3), LayerChoice("l1", 0.2)])
        with pytest.raises(ValueError, match="not in tuple"):
            layout.encode([LayerChoice("front", 0.3), LayerChoice("l1", 0.4)])


class TestLeastRatios:
    def test_only_ratios_have_them(self):
        layout = genome(lowest_ratio=0.2)
        assert layout.box.lower.tolist() == [0.2, 0.0] * 5
        assert layout.box.upper.tolist() == [1.0] * 10

    def test_the_cosine_rises_to_its_peak(self):
        found = cosine(4, 0.8)
        np.testing.assert_allclose(found, 0.4 * (1 + np.array([-np.sqrt(0.5), 0, np.sqrt(0.5), 1])))
        assert (np.diff(cosine(55, 0.5)) > 0).all()
        assert cosine(55, 0.5)[0] < 0.001
        assert cosine(55, 0.5)[-1] == 0.5

    def test_steps_are_for_55_layers(self):
        found = step(55, 0.9)
        assert found.tolist() == [0.2] * 18 + [0.4] * 18 + [0.6] * 18 + [0.0]
        with pytest.raises(ConfigError, match="for 55 layers with genes, not 27"):
            genome(55, range(1, 55, 2), genes="prunable", lower_bound="step")

    @given(st.integers(0, 2**32 - 1))
    def test_draws_stay_in_the_box(self, seed):
        box = genome(lower_bound="cosine", lowest_ratio=0.9).box
        drawn = box.uniform(20, np.random.default_rng(seed))
        assert drawn.shape == (20, 10)
        assert ((drawn >= box.lower) & (drawn <= box.upper)).all()
