"""The generator: shapes, published distribution, shared noise, reference levels, checksums."""

import numpy as np
import pytest
from pydantic import ValidationError

from evoprune.data.binary_clusters import BinaryClusters
from evoprune.data.splits import Splits
from evoprune.errors import CorruptFileError, MissingDataError


@pytest.fixture(scope="module")
def splits():
    return BinaryClusters().generate()


def test_shapes_and_values(splits):
    test = splits.read_test("final")
    for rows in (splits.train, splits.validation, test):
        assert rows.shape == (1000, 1000)
        assert rows.dtype == np.uint8
        assert set(np.unique(rows)) == {0, 1}


def test_test_and_validation_have_e_distinct_rows_each_k_times(splits):
    for rows in (splits.read_test("final"), splits.validation):
        blocks = rows.reshape(10, 100, 1000)
        assert (blocks == blocks[0]).all()
        assert len(np.unique(rows, axis=0)) == 100
    assert len(np.unique(splits.train, axis=0)) == 1000


def test_bits_are_ones_with_probability_0725(splits):
    # One bit is one with 0.725; the standard deviation of the mean is that of 10,000 centroid bits.
    assert splits.train.mean() == pytest.approx(0.725, abs=5 * 0.9 * 0.433 / 100)


def majority_centroids(splits):
    clusters = np.arange(1000) % 100 % 10
    return np.array([splits.train[clusters == k].mean(axis=0) > 0.5 for k in range(10)])


def test_row_belongs_to_cluster_e_mod_k_and_five_percent_of_bits_are_flipped(splits):
    own = majority_centroids(splits)[np.arange(1000) % 100 % 10]
    for rows, independent in ((splits.train, 1000), (splits.read_test("final"), 100)):
        flipped = (rows != own).mean()
        assert flipped == pytest.approx(0.05, abs=5 * (0.0475 / (independent * 1000)) ** 0.5)


def test_centroid_bits_are_ones_in_three_quarters(splits):
    assert majority_centroids(splits).mean() == pytest.approx(0.75, abs=5 * 0.433 / 100)


def test_best_constant_vector_has_the_published_loss(splits):
    ones = splits.train.mean(axis=0)
    assert np.minimum(ones, 1 - ones).mean() == pytest.approx(0.2707, abs=0.006)


def test_the_draw_is_fixed_by_its_seed_and_size():
    small = BinaryClusters(clusters=2, examples=4, dimensions=8)
    again, other = small.generate(), BinaryClusters(clusters=2, examples=4, dimensions=8, seed=1)
    np.testing.assert_array_equal(small.generate().train, again.train)
    assert (other.generate().train != again.train).any()


def test_no_noise_and_certain_centroids_give_all_ones():
    certain = BinaryClusters(
        clusters=2, examples=4, dimensions=8, flip_probability=0.0, centroid_probability=1.0
    ).generate()
    assert certain.train.all()
    assert certain.validation.all()


def test_names_tell_what_is_not_published():
    assert BinaryClusters().name == "binary_clusters_10_100_1000"
    assert (
        BinaryClusters(seed=3, flip_probability=0.1).name == "binary_clusters_10_100_1000_q0.1_s3"
    )


def test_examples_must_be_a_multiple_of_clusters():
    with pytest.raises(
        ValidationError, match=r"examples \(10\) must be a multiple of clusters \(3\)"
    ):
        BinaryClusters(clusters=3, examples=10)


def test_the_test_split_is_guarded_and_its_reads_are_counted(splits):
    fresh = Splits(train=splits.train, validation=splits.validation, test=splits.validation)
    with pytest.raises(PermissionError, match="not for 'training'"):
        fresh.read_test("training")
    fresh.read_test("final")
    assert fresh.test_reads == {"final": 1}


def test_a_saved_data_set_is_refused_once_a_bit_is_flipped(tmp_path):
    path = tmp_path / "small.safetensors"
    small = BinaryClusters(clusters=2, examples=4, dimensions=8).generate()
    digest = small.save(path)
    np.testing.assert_array_equal(Splits.load(path).train, small.train)
    assert small.save(tmp_path / "again.safetensors") == digest
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    with pytest.raises(CorruptFileError, match=r"small\.safetensors: content does not match"):
        Splits.load(path)
    with pytest.raises(MissingDataError, match="no such file"):
        Splits.load(tmp_path / "absent.safetensors")
