"""A pruning event: does it happen, and what does it do to a network."""

import numpy as np

from evoprune.networks.network import Layer, Network
from evoprune.pruning.keep_mask import KeepMask
from evoprune.pruning.operators.base import PruneContext
from evoprune.pruning.schedules.base import Moment
from evoprune.training.cells import Cells
from evoprune.training.job import Job, Run


def event_happens(run: Run, moment: Moment, node: int) -> bool:
    """Toss the coin of one cell at one epoch: P(t) > U(0, 1)."""
    if run.schedule is None:
        return False
    p = run.schedule.probability
    chance = run.schedule.event_probability(run.operator.probability if p is None else p, moment)
    coin = run.streams.generator("prune_coin", node=node, epoch=moment.epoch)
    return chance > coin.random()


def prune(job: Job, run: Run, cells: Cells, index: int, *, node: int, epoch: int) -> None:
    """Apply the run's operator to one network; its zeros right after are the reported counts."""
    network = cells.stack.read(index)
    scored = cells.history if run.operator.needs_history else None
    split = run.operator.case_split
    rows = job.case_rows(split) if split else None
    context = PruneContext(
        layers=network.layers,
        activation_sd=None if scored is None else scored.deviations(index),
        case_rows=0 if rows is None else len(rows),
        case_activations=lambda chosen: job.engine.activations(cells.stack, index, rows, chosen),
    )
    # The pruning stream alone knows the operator, so that all else is shared between arms.
    purpose = f"prune_mask/{run.operator_name}"
    rng = run.streams.generator(purpose, node=node, epoch=epoch)
    masks = run.operator.keep_masks(context, rng)
    if cells.withheld is not None:
        cells.withheld.write(index, _taken(network, masks))
    for layer, mask in zip(network.layers, masks, strict=True):
        mask.apply(layer)
    cells.stack.write(index, network)
    _keep(cells, index, masks)
    cells.reported[index] = cells.stack.zeros(index)


def _taken(network: Network, masks: list[KeepMask]) -> Network:
    """What an event takes away: the parameters that are not kept, zero elsewhere."""
    layers = [
        Layer(np.where(mask.weight, 0, layer.weight), np.where(mask.bias, 0, layer.bias))
        for layer, mask in zip(network.layers, masks, strict=True)
    ]
    return Network.from_layers(layers, len(network.encoder))


def _keep(cells: Cells, index: int, masks: list[KeepMask]) -> None:
    """Remember what was pruned, where it is for good."""
    if cells.kept is not None:
        kept = cells.kept.read(index)
        for layer, mask in zip(kept.layers, masks, strict=True):
            mask.apply(layer)
        cells.kept.write(index, kept)
