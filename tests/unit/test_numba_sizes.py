"""The numba engine on other architectures and batches, against torch and against float64."""

import numpy as np
import pytest
import torch

from evoprune.training.engines.numba.engine import NumbaEngine
from evoprune.training.engines.torch.engine import TorchEngine
from tests.oracle import eager
from tests.unit.numba_jobs import (
    BATCH,
    SIZES,
    batches_of,
    binary_rows,
    dimensions,
    trained,
)

EVERY_SIZE = pytest.mark.parametrize("name", list(SIZES))
RATE = 1e-3


def exact(start, rows, batches, fresh, objective):
    """The end of training in float64."""
    model = eager.Autoencoder(start).double()
    rows = torch.from_numpy(rows.astype(np.float64))
    adam = None
    for batch in batches:
        if fresh or adam is None:
            adam = torch.optim.Adam(model.parameters(), lr=RATE, betas=eager.BETAS)
        adam.zero_grad()
        eager.loss(model, model, rows[torch.from_numpy(batch)], objective).backward()
        adam.step()
    return model.network()


def errors(name, batch, fresh, objective, steps):
    """Largest distance of numba and of torch from float64, over the displacement."""
    batches, worst = batches_of(batch, 2, steps), []
    for kind in (NumbaEngine, TorchEngine):
        starts, stack, _, _ = trained(
            kind, name, batch=batch, fresh=fresh, objective=objective, steps=steps
        )
        rows = binary_rows(dimensions(name))
        ends = [exact(x, rows, batches[:, i], fresh, objective) for i, x in enumerate(starts)]
        worst.append(
            max(eager.relative_error(stack.read(i), ends[i], x) for i, x in enumerate(starts))
        )
    return worst


@EVERY_SIZE
@pytest.mark.parametrize(("fresh", "objective"), [(False, "l1"), (True, "l1"), (True, "bce")])
def test_other_sizes_err_as_little_as_torch(name, fresh, objective):
    numba, torch_ = errors(name, BATCH, fresh, objective, steps=20)
    assert numba < 1e-5 + 3 * torch_
    assert numba < 1e-4


@pytest.mark.slow
@EVERY_SIZE
@pytest.mark.parametrize("objective", ["l1", "bce"])
@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("batch", [1, 2, 6, 7, 9])
def test_other_batches_err_as_little_as_torch(name, batch, fresh, objective):
    """Where gradients cancel to Adam's epsilon, as in even batches, both engines err more.

    What is left of them is rounding, of which either may have the more.
    """
    numba, torch_ = errors(name, batch, fresh, objective, steps=6)
    assert numba < 1e-5 + (3 if batch % 2 else 10) * torch_
    assert numba < 2e-3
