"""A task at work: what is pruned and trained again depends on what is asked for alone."""

import numpy as np
import pytest
import torch

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.tree import Tree
from evoprune.pruning.criteria.selection import keep_highest
from evoprune.pruning.filters.inheritance import down, masked
from evoprune.pruning.functions import controls, function
from evoprune.randomness import Streams
from evoprune.studies.pruning_functions import bench as work
from evoprune.studies.pruning_functions.contenders import Contender
from evoprune.studies.pruning_functions.evaluating import score_of
from evoprune.training.classifiers.evaluation import Evaluation
from tests import drawn_digits, small_functions
from tests.small_functions import same_tensors

STREAMS = Streams(1, "bench", 1)
STEPS = [[12, 24, 48], [8, 16, 32], [5, 9, 17]]


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)
        return small_functions.splits(root)


@pytest.fixture(scope="module")
def bench(images):
    return small_functions.bench(images)


def tree(name):
    return Tree(tuple(function(name).TREE))


L1, FISHER = score_of(tree("l1")), score_of(tree("fisher"))


def texts(masks):
    return ["".join("01"[int(kept)] for kept in mask) for mask in masks]


def test_every_step_removes_filters_and_trains_what_is_left(images, bench):
    stepwise = small_functions.bench(images, small_functions.task(widths=STEPS))
    seen = []

    def score(layer, place):
        seen.append((place, layer.channels))
        return L1(layer, place)

    done = stepwise.retrained(score, STREAMS)
    full = stepwise.whole.architecture.widths
    widths = [full, *STEPS[:2]]
    assert seen == [(place, own[place]) for own in widths for place in range(3)]
    assert done.network.architecture.widths == (5, 9, 17)
    assert [mask.sum() for mask in done.keep_masks] == STEPS[0]
    once = bench.retrained(L1, STREAMS)
    assert [mask.sum() for mask in once.keep_masks] == STEPS[2]
    assert not same_tensors(done.network, once.network)


def test_every_step_has_batches_of_its_own_which_are_those_of_all_functions(images):
    stepwise = small_functions.bench(images, small_functions.task(widths=STEPS))
    streams, plain = [], work.Batches
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            work,
            "Batches",
            lambda part, size, own, *more, **named: (
                streams.append(own) or plain(part, size, own, *more, **named)
            ),
        )
        for score in (L1, FISHER):
            stepwise.retrained(score, STREAMS)
    assert len(streams) == 6
    assert len(set(streams)) == 3
    assert streams[:3] == streams[3:]


def test_a_step_begins_with_what_the_one_before_has_trained(images):
    """A step without training is none: pruning twice by weights alone is pruning once."""
    still = {**small_functions.A["retrain"], "learning_rate": 1e-30, "weight_decay": 0.0}
    two = small_functions.bench(images, small_functions.task(widths=STEPS[::2], retrain=still))
    one = small_functions.bench(images, small_functions.task(widths=STEPS[2:], retrain=still))
    found, expected = (
        two.retrained(score_of(tree("bn_scale")), STREAMS),
        one.retrained(score_of(tree("bn_scale")), STREAMS),
    )
    weights = {n: v for n, v in expected.network.named_parameters()}
    for name, own in found.network.named_parameters():
        assert torch.equal(own, weights[name]), name
    moved = small_functions.bench(images, small_functions.task(widths=STEPS[::2]))
    assert not same_tensors(moved.retrained(L1, STREAMS).network, found.network)


def test_filters_are_gone_and_what_is_left_gives_what_masking_gives(images, bench):
    masks = bench.retrained(FISHER, STREAMS).keep_masks
    expected = [
        keep_highest(FISHER(layer, place), width)
        for place, (layer, width) in enumerate(zip(bench.layers, [5, 9, 17], strict=True))
    ]
    assert texts(masks) == texts(expected)
    pixels = bench.some_images
    assert pixels.shape == (60, 1, 8, 8)
    with torch.no_grad():
        small, zeroed = down(bench.whole, masks)(pixels), masked(bench.whole, masks)(pixels)
    torch.testing.assert_close(small, zeroed, rtol=1e-5, atol=1e-5)


def test_the_best_look_counts_or_the_last_and_looking_changes_no_network(images):
    long = {**small_functions.A["retrain"], "epochs": 2.0, "learning_rate": 0.5}
    bench = small_functions.bench(images, small_functions.task(retrain=long))
    accuracies = []

    def noting(network):
        value = type(bench).accuracy(bench, network)
        accuracies.append(value)
        return value

    once = bench.retrained(L1, STREAMS)
    assert once.accuracy == once.best
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "accuracy", noting)
        often = bench.retrained(L1, STREAMS, looks=5)
    assert len(accuracies) == 5
    assert often.accuracy == accuracies[-1] == once.accuracy
    assert often.best == max(accuracies) >= often.accuracy
    assert len(set(accuracies)) > 1
    assert same_tensors(often.network, once.network)
    with pytest.MonkeyPatch.context() as patch:
        accuracies.clear()
        patch.setattr(bench, "accuracy", noting)
        assert bench.retrained(L1, STREAMS, looks=1000).best == max(accuracies)
    assert len(accuracies) == 12  # once a step


def test_of_all_steps_of_widths_the_last_one_is_looked_at(images):
    """The network of a step before is larger: its accuracy says nothing of the function's."""
    bench = small_functions.bench(images, small_functions.task(widths=[[16, 32, 64], [1, 1, 1]]))
    accuracies = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            bench,
            "accuracy",
            lambda n: accuracies.append(n) or {16: 0.9, 1: 0.1}[n.architecture.widths[0]],
        )
        done = bench.retrained(L1, STREAMS, looks=2)
    assert (done.accuracy, done.best, len(accuracies)) == (0.1, 0.1, 4)


def test_validation_images_may_be_fewer(images, bench):
    few = small_functions.bench(images, fitness={"validation_images": 20})
    network = bench.retrained(L1, STREAMS).network
    normalisation = few.task.dataset.normalised_by(images.train)
    assert few.accuracy(network) == 1 - Evaluation(
        images.validation.first(20), normalisation
    ).error_rate(network)
    assert few.accuracy(network) * 20 == round(few.accuracy(network) * 20)
    assert bench.accuracy(network) * 80 == pytest.approx(round(bench.accuracy(network) * 80))
    assert images.test_reads == {}


def test_seconds_are_those_of_all_parts(images):
    stepwise = small_functions.bench(images, small_functions.task(widths=STEPS))
    import time

    start = time.process_time()
    seconds = stepwise.retrained(L1, STREAMS, looks=3).seconds
    spent = time.process_time() - start
    assert list(seconds) == ["scoring", "removal", "retraining", "validation"]
    assert all(value > 0 for value in seconds.values())
    assert 0.8 * spent < sum(seconds.values()) <= spent


def test_longer_is_as_many_times_as_many_steps_with_a_schedule_as_long(images, bench):
    from evoprune.training.classifiers.trainer import Trainer

    taken, plain = [], Trainer.train
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Trainer,
            "train",
            lambda self, a, b: taken.append((a, b, self._settings.epochs)) or plain(self, a, b),
        )
        bench.retrained(L1, STREAMS)
        bench.retrained(L1, STREAMS, longer=3.0)
    assert taken == [(0, 6, 1.0), (0, 18, 3.0)]


def test_results_do_not_depend_on_what_was_evaluated_before(images):
    """Whatever is known of the layers already, and whatever ran before: bit by bit."""
    names = ["l1", "geometric_median", "fisher", "symmetric_divergence", "xi_a", "xi_d"]

    def found(bench, order):
        return {
            name: (texts(done.keep_masks), done.accuracy, done.network)
            for name in order
            for done in [bench.retrained(score_of(tree(name)), Streams(1, name, 1))]
        }

    forth = found(small_functions.bench(images), names)
    back = small_functions.bench(images)
    other = found(back, names[::-1])
    again = found(back, names)  # everything is known by now
    for name in names:
        for run in (other, again):
            assert run[name][:2] == forth[name][:2], name
            assert same_tensors(run[name][2], forth[name][2]), name
    assert len({tuple(masks) for masks, *_ in forth.values()}) >= 4


def test_another_stream_is_another_retraining_of_the_same_channels(bench):
    one, other = (bench.retrained(L1, Streams(1, "bench", seed)) for seed in (1, 2))
    assert texts(one.keep_masks) == texts(other.keep_masks)
    assert not same_tensors(one.network, other.network)


def test_a_function_without_scores_says_so_and_leaves_the_whole_as_it_is(images):
    bench = small_functions.bench(images)
    before = {n: v.clone() for n, v in bench.whole.state_dict().items()}
    with pytest.raises(Unscorable) as caught:
        bench.retrained(score_of(Tree(("div", "N", "sub", "N", "N"))), STREAMS)
    assert caught.value.reason == "not_finite"
    bench.retrained(L1, STREAMS)
    assert all(torch.equal(v, before[n]) for n, v in bench.whole.state_dict().items())
    assert not bench.whole.training


# Order of scoring


def test_front_to_back_each_layer_is_scored_with_those_before_it_masked(images):
    bench = small_functions.bench(images, scoring={"order": "front_to_back"})
    energy = score_of(tree("xi_b"))
    found = bench.retrained(energy, STREAMS).keep_masks
    masks = [np.ones(width, dtype=bool) for width in bench.whole.architecture.widths]
    for group, width in enumerate([5, 9, 17]):
        layer = bench.operands(masked(bench.whole, masks))[group]
        masks[group] = keep_highest(energy(layer, group), width)
    assert texts(found) == texts(masks)
    at_once = small_functions.bench(images).retrained(energy, STREAMS).keep_masks
    assert texts(at_once)[0] == texts(found)[0]
    assert texts(at_once)[1:] != texts(found)[1:]


SHUFFLED = Contender(name="x", kind="shuffled", tree=list(tree("fisher").symbols), seeds=1)


@pytest.mark.parametrize("order", ["at_once", "front_to_back"])
def test_shuffled_labels_are_those_of_every_layer_and_step(images, order):
    own = small_functions.task(widths=STEPS[1:])
    bench = small_functions.bench(images, own, scoring={"order": order})
    labels = SHUFFLED.labels(bench.scored_labels, 1, STREAMS)
    seen, plain = [], type(bench).operands

    def operands(self, network, labels=None, groups=None):
        seen.append(labels)
        return plain(self, network, labels, groups)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(bench), "operands", operands)
        found = bench.retrained(FISHER, STREAMS, labels=labels)
    assert len(seen) == (2 if order == "at_once" else 6)
    assert all(used is labels for used in seen)
    assert texts(found.keep_masks) != texts(bench.retrained(FISHER, STREAMS).keep_masks)
    # What needs no label does not mind.
    plainly, shuffled = (bench.retrained(L1, STREAMS, labels=given) for given in (None, labels))
    assert same_tensors(plainly.network, shuffled.network)


def test_shuffled_labels_have_the_counts_of_their_own(bench):
    own = bench.scored_labels
    first, again = (SHUFFLED.labels(own, 1, STREAMS) for _ in range(2))
    other = SHUFFLED.labels(own, 2, STREAMS)
    assert np.bincount(first).tolist() == np.bincount(own).tolist() == [6] * 10
    assert first.tolist() == again.tolist() != other.tolist()
    assert np.mean(first == own) < 0.5
    assert np.array_equal(
        controls.shuffled(own, STREAMS.generator("shuffled_labels", epoch=1)), first
    )
    assert SHUFFLED.model_copy(update={"kind": "handmade"}).labels(own, 1, STREAMS) is None


# What does not fit


@pytest.mark.parametrize(
    ("widths", "said"),
    [
        ([[5, 9]], "step 1: 2 widths for the 3 prunable groups of resnet8"),
        ([[5, 9, 17], [4, 10, 17]], "step 2: group 1 has 9 channels, 10 are to stay"),
        ([[17, 9, 17]], "step 1: group 0 has 16 channels, 17 are to stay"),
    ],
)
def test_widths_that_the_network_does_not_have_are_refused_at_once(images, widths, said):
    with pytest.raises(ConfigError, match=said):
        small_functions.bench(images, small_functions.task(widths=widths))
