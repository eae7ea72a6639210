"""What an engine can do beyond the published protocol, against autograd."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evoprune.data.binary_clusters import BinaryClusters
from evoprune.networks import build
from evoprune.networks.network import Layer, Network
from tests.oracle import eager

# Batches of odd size only: with an even one, rows of opposite targets and all but equal outputs may
# cancel to gradients of the size of Adam's epsilon, which magnifies what is left of them.
DIMENSIONS, ROWS, BATCH = 1000, 61, 7
ARCHITECTURE = build("plain", DIMENSIONS)
DATA = BinaryClusters(dimensions=DIMENSIONS).generate().train[:ROWS]


def ragged_epochs(rng, epochs):
    """Shuffles of all rows, of which the last batch holds five; shape (9 epochs, B)."""
    order = np.full((epochs, 9 * BATCH), -1)
    order[:, :ROWS] = [rng.permutation(ROWS) for _ in range(epochs)]
    return order.reshape(-1, BATCH)


def random_masks(rng, share=0.3):
    """Zeros and ones in the shape of a network."""

    def keep(values):
        return (rng.random(values.shape) > share).astype(np.float32)

    layers = [Layer(keep(x.weight), keep(x.bias)) for x in ARCHITECTURE.initial(rng).layers]
    return Network.from_layers(layers, len(ARCHITECTURE.encoder))


@pytest.mark.parametrize("objective", ["l1", "bce"])
@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_ragged_epochs_agree_with_autograd(engine_type, objective, fresh, masked):
    rng = np.random.default_rng(1)
    engine = engine_type(ARCHITECTURE, BATCH, "cpu", objective)
    starts = [ARCHITECTURE.initial(rng) for _ in range(3)]
    batches = np.stack([ragged_epochs(rng, 3) for _ in starts], axis=1)
    masks = [random_masks(rng) for _ in starts] if masked else None
    stack = engine.stack(starts)
    losses = engine.train(
        stack,
        engine.rows(DATA),
        batches,
        np.full(3, 1e-4),
        moments=None if fresh else engine.adam(stack),
        masks=None if masks is None else engine.stack(masks),
    )
    for index, start in enumerate(starts):
        model = eager.Autoencoder(start)
        expected = eager.train(
            model,
            DATA,
            batches[:, index],
            1e-4,
            fresh=fresh,
            objective=objective,
            masks=None if masks is None else masks[index],
        )
        np.testing.assert_allclose(losses[:, index], expected, rtol=5e-6)
        assert eager.relative_error(stack.read(index), model.network(), start) < 1e-5


@pytest.mark.parametrize("fresh", [False, True])
def test_masked_parameters_are_held_at_zero_and_masks_of_ones_change_no_bit(engine_type, fresh):
    rng = np.random.default_rng(2)
    engine, rate = engine_type(ARCHITECTURE, BATCH, "cpu"), np.array([1e-3])
    start, masks, batches = ARCHITECTURE.initial(rng), random_masks(rng), ragged_epochs(rng, 2)
    rows, ends = engine.rows(DATA), []
    for share in (masks, random_masks(rng, share=-1), None):
        stack = engine.stack([start])
        moments = None if fresh else engine.adam(stack)
        kept = None if share is None else engine.stack([share])
        engine.train(stack, rows, batches[:, None], rate, moments=moments, masks=kept)
        ends.append(eager.vector(stack.read(0)))
    assert (ends[0][eager.vector(masks) == 0] == 0).all()
    assert np.count_nonzero(ends[0]) == np.count_nonzero(eager.vector(masks))
    np.testing.assert_array_equal(ends[1], ends[2])


@settings(max_examples=20, deadline=None)
@given(present=st.sampled_from([1, 3, 5, 7]), seed=st.integers(0, 99), bce=st.booleans())
def test_a_ragged_batch_is_a_full_one_of_a_smaller_engine(engine_type, present, seed, bce):
    rng, objective = np.random.default_rng(seed), "bce" if bce else "l1"
    start, rates = ARCHITECTURE.initial(rng), np.array([1e-3])
    chosen = rng.integers(0, ROWS, (4, 1, present))
    ends, losses = [], []
    for size in (BATCH, present):
        engine = engine_type(ARCHITECTURE, size, "cpu", objective)
        stack = engine.stack([start])
        batches = np.pad(chosen, ((0, 0), (0, 0), (0, size - present)), constant_values=-1)
        moments = engine.adam(stack)
        losses.append(engine.train(stack, engine.rows(DATA), batches, rates, moments=moments))
        ends.append(stack.read(0))
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-6)
    assert eager.relative_error(ends[0], ends[1], start) < 1e-4


def test_histories_know_how_often_a_slot_was_filled(engine_type):
    rng = np.random.default_rng(3)
    engine = engine_type(ARCHITECTURE, BATCH, "cpu")
    rows, starts = engine.rows(DATA), [ARCHITECTURE.initial(rng) for _ in range(2)]
    stack, history = engine.stack(starts), engine.history(2)
    batches = np.stack([ragged_epochs(rng, 2) for _ in starts], axis=1)
    last, order = np.array([[3, 1, 4, -1, -1, -1, -1]] * 2), rng.permutation(ROWS)
    # At a rate of zero the network stays, so the passes are those of the start.
    engine.train(stack, rows, batches, np.zeros(2), history=history)
    engine.batch_losses(stack, rows, last, history)
    pairs = engine.pair_losses(stack, np.array([[0, 1], [1, 0]]), rows, last)
    pairs.add_to(history, np.array([0, 0]))
    engine.row_losses(stack, 1, rows, order=order, history=history)
    of_train, of_pairs = [18, 18, 18, 18, 18, 16, 16], [3, 3, 3, 0, 0, 0, 0]
    np.testing.assert_array_equal(history.count[0], np.add(of_train, of_pairs))
    np.testing.assert_array_equal(history.count[1] - history.count[0], [9, 9, 9, 9, 9, 8, 8])
    model, other = eager.Autoencoder(starts[1]), eager.Autoencoder(starts[0])
    x = eager.tensor(DATA)
    ends = np.split(np.append(order, [-1, -1]), 9)
    for batch in [*batches[:, 1], last[0], last[0], *ends]:
        model(x[batch[batch >= 0]])
    model.encode(x[last[0][:3]])
    model.decode(other.encode(x[last[0][:3]]))
    for ours, passes in zip(history.deviations(1), model.history, strict=True):
        np.testing.assert_allclose(ours, eager.spread(passes), atol=1e-6)
