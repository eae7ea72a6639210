"""Image data sets as bits: how rows are cut, what is one, names and limits."""

import numpy as np
import pytest
from pydantic import ValidationError

from evoprune.data.fashion_mnist import FashionMnist
from evoprune.data.mnist import Mnist
from evoprune.data.stratification import apportioned, stratified_cut
from evoprune.errors import ConfigError
from evoprune.randomness import Streams
from tests.unit.tiny_images import COUNTS, TEST_ROWS


@pytest.mark.parametrize(
    ("total", "counts", "shares"),
    [
        (10, [30, 30, 40], [3, 3, 4]),
        (10, [1, 1, 1], [4, 3, 3]),
        (0, [5, 5], [0, 0]),
        (10, [5, 5], [5, 5]),
        (7, [0, 5, 4], [0, 4, 3]),
        (1, [2, 3], [0, 1]),
        # MNIST's classes: 1000 rows have exact shares 98.7 112.4 99.3 102.2 97.4 90.4 98.6 ...
        (
            1000,
            [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
            [99, 112, 99, 102, 97, 90, 99, 105, 98, 99],
        ),
    ],
)
def test_shares_are_the_largest_remainders(total, counts, shares):
    assert apportioned(total, np.array(counts)).tolist() == shares


def test_every_class_is_cut_in_proportion_and_no_row_is_in_both():
    labels = np.random.default_rng(0).permutation(np.repeat([0, 1, 2], [50, 30, 20]))
    training, validation = stratified_cut(labels, 50, 20, Streams(0, "test", 0))
    assert np.bincount(labels[training]).tolist() == [25, 15, 10]
    assert np.bincount(labels[validation]).tolist() == [10, 6, 4]
    assert not set(training) & set(validation)
    for rows in (training, validation):
        assert (np.diff(rows) > 0).all()


def test_all_rows_can_be_used_up_and_no_more():
    labels = np.random.default_rng(0).permutation(np.repeat([0, 1, 2], [13, 7, 11]))
    training, validation = stratified_cut(labels, 26, 5, Streams(0, "test", 0))
    assert sorted([*training, *validation]) == list(range(31))
    with pytest.raises(ConfigError, match=r"rows \(27\) and heldout \(5\) exceed the 31 rows"):
        stratified_cut(labels, 27, 5, Streams(0, "test", 0))


def test_more_training_rows_keep_the_fewer_and_the_validation_rows():
    labels = np.random.default_rng(0).permutation(np.repeat([0, 1], [60, 40]))
    few, same = stratified_cut(labels, 10, 20, Streams(0, "test", 0))
    many, again = stratified_cut(labels, 50, 20, Streams(0, "test", 0))
    assert set(few) < set(many)
    np.testing.assert_array_equal(same, again)


def official_rows(bits, images):
    """Indices of the images that rows of bits were made from."""
    all_bits = (images > 127).reshape(len(images), -1)
    return [np.flatnonzero((all_bits == row).all(axis=1)).item() for row in bits]


@pytest.mark.parametrize("kind", [Mnist, FashionMnist])
def test_splits_are_bits_of_the_official_images(there, kind):
    data = kind(rows=40, heldout=16)
    arrays, splits = there.arrays[data.generator], data.generate(there.root)
    test = splits.read_test("final")
    for rows, count in ((splits.train, 40), (splits.validation, 16), (test, TEST_ROWS)):
        assert rows.shape == (count, data.dimensions) == (count, 784)
        assert rows.dtype == np.uint8
        assert set(np.unique(rows)) == {0, 1}
    assert official_rows(test, arrays["test_images"]) == list(range(TEST_ROWS))
    training = official_rows(splits.train, arrays["train_images"])
    validation = official_rows(splits.validation, arrays["train_images"])
    assert not set(training) & set(validation)
    counts = np.array(COUNTS[data.generator])
    for rows in (training, validation):
        drawn = np.bincount(arrays["train_labels"][rows], minlength=len(counts))
        assert abs(drawn - len(rows) * counts / counts.sum()).max() < 1
    assert training == sorted(training)


def test_a_bit_is_one_above_the_threshold(there):
    images = there.arrays["mnist"]["test_images"].reshape(TEST_ROWS, 784)
    for threshold in (0, 127, 254):
        test = Mnist(rows=8, heldout=4, threshold=threshold).generate(there.root).read_test("final")
        np.testing.assert_array_equal(test, images > threshold)


def test_a_cut_is_fixed_by_its_seed_and_runs_may_have_their_own(there):
    def train(data):
        return data.generate(there.root).train

    one = Mnist(rows=40, heldout=16)
    np.testing.assert_array_equal(train(one), train(Mnist(rows=40, heldout=16)))
    assert (train(one) != train(Mnist(rows=40, heldout=16, seed=1))).any()
    assert one.of_run(5) is one
    own = Mnist(rows=40, heldout=16, seed=2, per_seed=True)
    assert own.of_run(5) == Mnist(rows=40, heldout=16, seed=7)
    assert own.of_run(5).name == "mnist_40_h16_s7"


def test_more_rows_than_there_are_are_refused(there):
    with pytest.raises(ConfigError, match=r"rows \(1000\) and heldout \(1000\) exceed the 80"):
        Mnist().generate(there.root)


def test_names_tell_what_differs_from_the_defaults():
    assert Mnist().name == "mnist_1000"
    assert FashionMnist(rows=55_000).name == "fashion_mnist_55000"
    everything = Mnist(rows=10, heldout=20, threshold=64, seed=3, per_seed=True)
    assert everything.name == "mnist_10_h20_t64_s3_per_seed"


@pytest.mark.parametrize(
    "values", [{"rows": 55_001}, {"rows": 0}, {"heldout": 5_001}, {"threshold": 255}]
)
def test_settings_outside_their_limits_are_refused(values):
    with pytest.raises(ValidationError):
        Mnist(**values)
