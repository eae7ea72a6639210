"""Streams: the same name gives the same draws, any other name gives others."""

import itertools

import numpy as np

from evoprune.randomness import Streams


def draws(streams, *args, **kwargs):
    return streams.generator(*args, **kwargs).integers(2**63, size=4).tolist()


def test_a_stream_is_found_by_its_name_alone():
    streams = Streams(1, "autoencoder", 5)
    first = draws(streams, "batch_order", node=3, epoch=7)
    draws(streams, "something_else")
    assert draws(Streams(1, "autoencoder", 5), "batch_order", node=3, epoch=7) == first


def test_every_part_of_the_name_counts():
    variants = [
        draws(Streams(root, study, seed), purpose, node=node, epoch=epoch)
        for root, study, seed, purpose, node, epoch in itertools.product(
            (1, 2), ("a", "b"), (1, 2), ("x", "y"), (0, 1), (0, 1)
        )
    ]
    assert len({tuple(values) for values in variants}) == 64


def test_neighbouring_epochs_do_not_overlap():
    """Draws count in the low counter words, so a long stream never runs into the next epoch's."""
    streams = Streams(1, "autoencoder", 5)
    long = set(streams.generator("x", epoch=0).integers(2**63, size=100_000).tolist())
    assert not long & set(streams.generator("x", epoch=1).integers(2**63, size=1000).tolist())


def test_pinned_values():
    """These numbers are part of every published result: they may not change."""
    generator = Streams(1, "autoencoder", 1).generator("batch_order", node=2, epoch=3)
    assert generator.permutation(10).tolist() == [9, 3, 1, 4, 0, 5, 2, 8, 7, 6]


def test_draws_are_uniform():
    values = Streams(1, "autoencoder", 1).generator("x").random(100_000)
    counts = np.histogram(values, bins=20, range=(0, 1))[0]
    assert np.abs(counts - 5000).max() < 5 * 69
