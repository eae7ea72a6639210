"""Golden runs: numbers of small runs that no change may move unnoticed.

They hold for both engines, whose roundings differ: a change of the protocol moves them far more.
"""

import pytest

from evoprune.pruning.operators import OPERATORS
from tests.unit.test_training import DATA, MODES, make_job

GOLDEN = {
    ("canonical", "none"): (0.489005, 0.489005, 0),
    ("canonical", "random"): (0.49234, 0.49234, 1),
    ("canonical", "variance"): (0.49997, 0.49997, 1),
    ("canonical", "conjunctive"): (0.489584, 0.489584, 1),
    ("lipi", "none"): (0.416849, 0.43988, 0),
    ("lipi", "random"): (0.447359, 0.464791, 8),
    ("lipi", "variance"): (0.494541, 0.499943, 8),
    ("lipi", "conjunctive"): (0.430773, 0.44959, 8),
    ("lipi_prune_then_evaluate", "none"): (0.416849, 0.43988, 0),
    ("lipi_prune_then_evaluate", "random"): (0.447359, 0.464791, 8),
    ("lipi_prune_then_evaluate", "variance"): (0.494112, 0.499932, 8),
    ("lipi_prune_then_evaluate", "conjunctive"): (0.430773, 0.44959, 8),
    ("epoch_node", "none"): (0.307672, 0.340547, 0),
    ("epoch_node", "random"): (0.386474, 0.417088, 6),
    ("epoch_node", "variance"): (0.441429, 0.492058, 6),
    ("epoch_node", "conjunctive"): (0.346587, 0.375934, 6),
    ("all_vs_all", "none"): (0.205821, 0.23132, 0),
    ("all_vs_all", "random"): (0.258998, 0.284581, 8),
    ("all_vs_all", "variance"): (0.496743, 0.497422, 8),
    ("all_vs_all", "conjunctive"): (0.248726, 0.281437, 8),
}
"""Mean and largest final training loss of the cells, and the number of events."""


@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("operator", list(OPERATORS))
def test_small_runs_end_where_they_always_did(engine_type, mode, operator):
    job = make_job(engine_type, DATA.generate(), operator, [7])
    (outcome,) = MODES[mode].train(job)
    losses, events = outcome.records["l1_train"][-1], outcome.records["event"].sum()
    mean, largest, number = GOLDEN[mode, operator]
    assert losses.mean() == pytest.approx(mean, abs=5e-6)
    assert losses.max() == pytest.approx(largest, abs=5e-6)
    assert events == number
