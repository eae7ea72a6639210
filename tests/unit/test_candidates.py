"""What study 2 promises of its candidates, on the classes that its runs are made of."""

import copy

import numpy as np
import pytest
import torch

from evoprune.evolution import log
from evoprune.evolution.codes import ALPHABET
from evoprune.evolution.genome import CODES, RATIOS, LayerChoice
from evoprune.networks.convolutional.groups import genes, groups
from evoprune.studies.filter_criteria import genes as gene_phase
from evoprune.studies.filter_criteria.budget import steps_per_candidate
from evoprune.studies.filter_criteria.candidates import genome_of
from evoprune.studies.filter_criteria.observing import observed
from evoprune.studies.filter_criteria.searching import Searching
from evoprune.studies.filter_criteria.supernetwork import SuperNetwork
from evoprune.studies.filter_criteria.trial import Trial
from evoprune.training.classifiers import trainer as trainers
from evoprune.training.classifiers.phases import Notes
from evoprune.training.classifiers.rates import rate
from tests import drawn_digits, small_search
from tests.made_candidates import arm, candidate, candidates, drawn, spread
from tests.small_search import Kept, finish, material
from tests.unit.convolutional import OF_OWN_FILTERS, assert_same_state, small, state


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)
        return small_search.splits(root)


# Inheritance


@pytest.mark.parametrize("variant", ["faithful", "repaired", "momentum_kept"])
def test_a_candidate_that_learns_nothing_leaves_every_bit_and_one_that_learns_its_own_alone(
    images, variant
):
    found = candidates(images, variant)
    spread(found)
    before, masks = state(found.shared.network), found.masks(candidate(drawn(found)))
    assert any(not mask.all() for mask in masks)
    network = found.network(masks)
    found.shared.take_back(network, masks, found.trainer(network, masks).momentum)
    assert_same_state(state(found.shared.network), before)
    found.trainer(network, masks).train(0, 2)
    buffers = [torch.ones_like(parameter) for parameter in network.parameters()]
    found.shared.take_back(network, masks, buffers)
    after = state(found.shared.network)
    for group, mask in zip(groups(found.shared.network), masks, strict=True):
        name = f"{group.producer}.weight"
        changed = (after[name] != before[name]).flatten(1).any(dim=1).numpy()
        assert (changed == mask).all(), name
    if variant == "momentum_kept":
        kept = dict(found.shared.momentum.named_parameters())
        for group, mask in zip(groups(found.shared.network), masks, strict=True):
            ones = kept[f"{group.producer}.weight"].flatten(1).amax(dim=1).detach().numpy()
            assert (ones == mask).all()
        again = found.trainer(found.network(masks), masks).momentum
        assert all(torch.equal(*pair) for pair in zip(again, buffers, strict=True))


def test_fresh_normalisation_is_carried_neither_way(images):
    found = candidates(images, "bn_fresh")
    spread(found)
    before, masks = state(found.shared.network), found.masks(candidate(drawn(found)))
    network = found.network(masks)
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            assert torch.equal(layer.weight, torch.ones_like(layer.weight))
    found.trainer(network, masks).train(0, 2)
    found.shared.take_back(network, masks, [])
    norms = {
        f"{name}.{key}"
        for name, layer in found.shared.network.named_modules()
        if isinstance(layer, torch.nn.BatchNorm2d)
        for key in layer.state_dict()
    }
    after = state(found.shared.network)
    assert all(torch.equal(after[name], before[name]) for name in norms)
    assert not all(torch.equal(after[name], before[name]) for name in after.keys() - norms)


@pytest.mark.parametrize("variant", ["faithful", "repaired"])
def test_ratio_0_keeps_all_filters_and_ratio_1_one(images, variant):
    found = candidates(images, variant)
    whole = found.shared.network.architecture.widths
    for ratio, widths in ((0.0, whole), (1.0, (1,) * len(whole))):
        genome = drawn(found)
        genome[RATIOS] = ratio
        masks = found.masks(candidate(genome))
        assert tuple(mask.sum() for mask in masks) == widths
        network = found.network(masks)
        assert network.architecture.widths == widths
        trial = Trial(found, candidate(genome))
        while trial.left:
            trial.advance()
        error, share = trial.result().objectives
        assert 0 <= error <= 1
        assert (share == 1) == (ratio == 0)


# Candidates that inherit nothing


def test_from_scratch_criteria_decide_nothing(images):
    found = candidates(images, weights=["scratch"])
    genome = drawn(found)
    others = []
    for shift in (0.25, 0.5, 0.75):
        other = genome.copy()
        other[CODES] = (other[CODES] + shift) % 1.0
        others.append(other)
    results = []
    for one in (genome, *others):
        trial = Trial(found, candidate(one))
        while trial.left:
            trial.advance()
        results.append((trial.result(), trial.arrays()))
    first, arrays = results[0]
    names = {tuple(c.criterion for c in found.genome.decode(g)) for g in (genome, *others)}
    assert len(names) == 4
    for other, other_arrays in results[1:]:
        assert other.objectives == first.objectives
        assert other.evaluation.widths == first.evaluation.widths
        assert all(np.array_equal(arrays[name], other_arrays[name]) for name in arrays)


def effect(images, monkeypatch, variant, **block):
    made = material(arm(variant, **block), images)
    whole = made.network(None, made.streams().generator("initial_weights"))
    notes = Notes()
    shared = SuperNetwork(whole, made.arm.switches)
    searching = Searching(made, shared, notes, None)
    genome = drawn(searching.candidates)
    genome[RATIOS] = 0.5
    monkeypatch.setattr(Searching, "front", [candidate(genome)])
    gene_phase.note_effect(notes, searching)
    return notes.facts["gene_effect"]


def test_the_effect_of_genes_is_nothing_from_scratch_and_something_with_inheritance(
    images, monkeypatch
):
    assert effect(images, monkeypatch, "faithful", weights=["scratch"]) == 0.0
    for variant in ("faithful", "repaired"):
        assert 1e-4 < effect(images, monkeypatch, variant) < np.inf


# Budget and rates


@pytest.mark.parametrize(
    ("population", "offspring", "generations", "epochs", "released", "real"),
    [
        (10, 10, 8, 20.0, 2, 2),  # 8 steps an epoch: 160 over 80 either way
        (4, 3, 3, 3.0, 2, 2),  # 24 over 9 and over 10
        (12, 2, 3, 6.0, 8, 3),  # 48 over 6, though there are 16: quirk 12
        (4, 4, 3, 1.0, 1, 1),  # none is left over for some: one at least
    ],
)
def test_steps_are_shared_out_by_offspring_as_released_or_by_candidates(
    population, offspring, generations, epochs, released, real
):
    search = {"population": population, "offspring": offspring, "generations": generations}
    training = small_search.STUDY["training"] | {"epochs": epochs}
    for variant, expected in (("faithful", released), ("repaired", real)):
        made = arm(variant, changes={"search": search, "training": training})
        assert steps_per_candidate(made, per_epoch=8) == expected
    scratch = arm(weights=["scratch"], changes={"search": search, "training": training})
    assert steps_per_candidate(scratch, per_epoch=8) == 3  # 0.4 epochs


@pytest.mark.parametrize(
    ("variant", "block"),
    [
        ("faithful", {}),
        ("repaired", {}),
        ("repaired", {"searches": ["random"]}),
        ("faithful", {"weights": ["scratch"]}),
    ],
)
def test_candidates_share_the_planned_steps_at_the_rates_of_the_whole_search(
    images, variant, block, monkeypatch, tmp_path
):
    """Batches as well: candidates that inherit go on where the last one stopped."""
    made = arm(variant, **block)
    searching = Searching(
        material(made, images),
        SuperNetwork(material(made, images).network(None, np.random.default_rng(0)), made.switches),
        Notes(),
        tmp_path / "log.jsonl",
    )
    per_epoch, steps = 8, searching.candidates.steps
    count = made.search_plan.new_candidates
    assert searching.planned == steps * count
    rates = []

    def noted(settings, step, epoch):
        assert epoch == per_epoch
        rates.append((step, rate(settings, step, epoch)))
        return rates[-1][1]

    monkeypatch.setattr(trainers, "rate", noted)
    while searching.left:
        searching.advance()
    assert searching.candidates.done == searching.planned == len(rates)
    settings, expected = made.training, range(searching.planned)
    if made.scratch is not None:
        settings = settings.model_copy(update={"epochs": made.scratch.epochs})
        expected = [*range(steps)] * count
    assert [step for step, _ in rates] == [*expected]
    assert [r for _, r in rates] == [rate(settings, step, per_epoch) for step in expected]
    if made.scratch is None and variant == "repaired":
        assert sorted({r for _, r in rates}) == pytest.approx([0.005, 0.05])


def test_survivors_that_are_evaluated_anew_learn_nothing(images, tmp_path):
    run = finish(arm("evaluated_anew"), images, tmp_path / "log.jsonl")
    found = log.read(tmp_path / "log.jsonl")
    again = [e for e in found if e.of != e.number]
    assert len(found) == 4 + 2 * (3 + 4)
    assert len(again) == 8
    assert all(e.steps[0] == e.steps[1] for e in again)
    first = {e.number: e for e in found}
    assert all(e.genome == first[e.of].genome for e in again)
    assert any(e.errors != first[e.of].errors for e in again)
    assert run.notes.facts["front"]


# Genomes


@pytest.mark.parametrize("name", [n for n in OF_OWN_FILTERS if n != "lenet5"])
@pytest.mark.parametrize("layout", ["all_convs", "prunable"])
def test_genomes_decode_to_the_groups_in_their_order(name, layout):
    """The pairs of a genome are read for groups 0, 1, 2, ...: so these have to ascend."""
    network = small(name)
    everywhere = genes(network, "all_convs")
    pruned = [group for group in everywhere if group is not None]
    assert pruned == list(range(len(network.architecture.widths)))
    made = arm("faithful" if layout == "all_convs" else "prunable_genes")
    genome = genome_of(made, network)
    assert genome.layers == (len(everywhere) if layout == "all_convs" else len(pruned))
    values = np.full(2 * genome.layers, 0.9)  # of layers that nothing reads
    expected = []
    for group in pruned:
        place = everywhere.index(group) if layout == "all_convs" else group
        criterion = ALPHABET[group % len(ALPHABET)]
        expected.append(LayerChoice(criterion, group / 100))
        values[2 * place] = group / 100
        values[2 * place + 1] = (group % len(ALPHABET) + 0.5) / len(ALPHABET)
    assert genome.decode(values) == expected


@pytest.mark.parametrize(
    ("code", "criterion"), [(0, "l1"), (0.25, "l2"), (0.5, "es"), (0.75, "gm"), (1, "gm")]
)
def test_codes_at_borders_belong_to_the_next_quarter_or_shift_what_follows(images, code, criterion):
    repaired, released = candidates(images, "repaired"), candidates(images)
    genome = drawn(repaired)
    genome[1] = code
    assert repaired.genome.decode(genome)[0].criterion == criterion
    genome = drawn(released)
    genome[CODES] = 0.1  # all L1
    genome[2 * released.genome.layers - 1] = 0.9
    genome[1] = code
    # The pairs after the first move up by one: the last layer, which is not pruned, has none left.
    names = [choice.criterion for choice in released.genome.decode(genome)]
    assert names == ["l1"] * len(names)
    genome[2 * 2 + 1] = 0.9  # the third layer's is read for the second, which is pruned
    moved = [choice.criterion for choice in released.genome.decode(genome)]
    assert moved == ["gm", *["l1"] * (len(names) - 1)]


def test_a_search_whose_weights_stop_being_numbers_says_when(images, tmp_path):
    training = small_search.STUDY["training"] | {"learning_rate": 1e30}
    kept = Kept()
    run = finish(arm(changes={"training": training}), images, tmp_path / "log.jsonl", kept)
    steps = run.notes.facts["diverged_at"]
    assert 0 < steps <= 20
    assert run.diverged
    assert "errors_test" not in run.notes.facts


def test_a_copy_of_the_network_is_what_observing_leaves(images):
    found = candidates(images)
    before = copy.deepcopy(state(found.shared.network))
    observed(found.material, found.shared.network, 0)
    found.masks(candidate(drawn(found)))
    assert_same_state(state(found.shared.network), before)
    assert found.shared.network.training
