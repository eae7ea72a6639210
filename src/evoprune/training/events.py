"""A pruning event: does it happen, and what does it do to a network of a stack."""

from evoprune.pruning.operators.base import PruneContext
from evoprune.pruning.schedules.base import Moment
from evoprune.training.engines.base import History, Stack
from evoprune.training.job import Job, Run


def event_happens(run: Run, moment: Moment, node: int) -> bool:
    """Toss the coin of one cell at one epoch: P(t) > U(0, 1)."""
    if run.schedule is None:
        return False
    p = run.schedule.probability
    chance = run.schedule.event_probability(run.operator.probability if p is None else p, moment)
    coin = run.streams.generator("prune_coin", node=node, epoch=moment.epoch)
    return chance > coin.random()


def prune(
    job: Job, run: Run, stack: Stack, index: int, history: History | None, *, node: int, epoch: int
) -> tuple[int, int]:
    """Apply the run's operator to one network of a stack.

    Returns:
        Number of zeros of the encoder and of the decoder right after, the reported counts (Q2).
    """
    network = stack.read(index)
    scored = history if run.operator.needs_history else None
    context = PruneContext(
        layers=network.layers,
        activation_sd=None if scored is None else scored.deviations(index),
        case_rows=len(job.case_rows) if run.operator.reads_test_rows else 0,
        case_activations=lambda rows: job.engine.activations(stack, index, job.case_rows, rows),
    )
    # The pruning stream alone knows the operator, so that all else is shared between arms.
    purpose = f"prune_mask/{run.operator_name}"
    rng = run.streams.generator(purpose, node=node, epoch=epoch)
    for layer, mask in zip(network.layers, run.operator.keep_masks(context, rng), strict=True):
        mask.apply(layer)
    stack.write(index, network)
    return stack.zeros(index)
