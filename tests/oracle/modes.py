"""Canonical and ring written naively: one network at a time, autograd, deep copies, all kept.

Only random streams, operators and schedules are shared with the product; networks, optimiser,
activation histories, neighbourhoods and the visiting order are done the obvious way.
"""

import copy

import numpy as np
import torch

from evoprune.pruning.operators.base import PruneContext
from evoprune.pruning.schedules.base import Moment
from tests.oracle import eager


def canonical(splits, architecture, run, protocol, mode):
    """Train one network; returns it and the epochs with events."""
    model = eager.Autoencoder(architecture.initial(run.streams.generator("initial_weights")))
    adam = torch.optim.Adam(model.parameters(), lr=protocol.learning_rate, betas=eager.BETAS)
    length = max(1, protocol.epochs // mode.decay_steps)
    decay = torch.optim.lr_scheduler.StepLR(adam, length, mode.decay_factor)
    x = torch.from_numpy(splits.train.astype(np.float32))
    events = []
    for epoch in range(protocol.epochs):
        for batch in order(run, splits, protocol, "batch_order", 0, epoch):
            rows = x[torch.from_numpy(batch)]
            adam.zero_grad()
            torch.nn.functional.l1_loss(model(rows), rows).backward()
            adam.step()
        if coin(run, Moment(epoch, protocol.epochs, 1), 0):
            events.append(epoch)
            prune(model, run, splits, 0, epoch)
            model.history = [[] for _ in model.dense]
        if protocol.reports_at(epoch):
            for batch in order(run, splits, protocol, "report_order", 0, epoch):
                model(x[torch.from_numpy(batch)])
        decay.step()
    return model, events


def lipi(splits, architecture, run, protocol, mode):
    """Train a ring; returns the cells' networks, their rates and the lengths of the histories."""
    size, radius = mode.population, mode.radius
    centres = [
        eager.Autoencoder(architecture.initial(run.streams.generator("initial_weights", node=k)))
        for k in range(size)
    ]
    rates, windows = [protocol.learning_rate] * size, {}
    x = torch.from_numpy(splits.train.astype(np.float32))
    test = torch.from_numpy(splits._test.astype(np.float32))
    visiting = list(range(size))
    for epoch in range(protocol.epochs):
        if epoch:
            visiting = run.streams.generator("cell_order", epoch=epoch).permutation(size).tolist()
        for k in visiting:
            members = [centres[k]]
            for i in range(1, radius + 1):
                members += [clone(centres[(k + i) % size]), clone(centres[(k - i) % size])]
            batch = order(run, splits, protocol, "selection_batch", k, epoch)[0]
            rows = x[torch.from_numpy(batch)]
            concept = {"best": min, "worst": max, "mean": np.mean}[mode.solution_concept]
            fitness = [
                concept([evaluate(encoder, decoder, rows) for decoder in members])
                for encoder in members
            ]
            rng = run.streams.generator("tournament", node=k, epoch=epoch)
            first, second = rng.integers(len(members), size=2)
            model = members[first if fitness[first] < fitness[second] else second]
            batches = order(run, splits, protocol, "batch_order", k, epoch)
            train(model, splits, batches, rates[k], mode)
            batch = order(run, splits, protocol, "replacement_batch", k, epoch)[0]
            if not mode.prunes_first:
                model(x[torch.from_numpy(batch)])
            windows[epoch, k] = len(model.history[0])
            if coin(run, Moment(epoch, protocol.epochs - 1, 2 * radius + 1), k):
                prune(model, run, splits, k, epoch)
            model.history = [[] for _ in model.dense]
            centres[k] = model
            model(test[: protocol.batch_size])
            if protocol.reports_at(epoch):
                for batch in order(run, splits, protocol, "report_order", k, epoch):
                    model(x[torch.from_numpy(batch)])
            step = run.streams.generator("rate_walk", node=k, epoch=epoch).normal(0, mode.walk_sd)
            rates[k] = min(max(rates[k] + step, mode.rate_floor), mode.rate_ceiling)
    return centres, rates, windows


def train(model, splits, batches, rate, mode):
    """A pass with a fresh Adam every step, or with one that is copied along with the model."""
    if mode.optimizer == "fresh":
        eager.train(model, splits.train, batches, rate, fresh=True)
        return
    if not hasattr(model, "adam"):
        model.adam = torch.optim.Adam(model.parameters(), betas=eager.BETAS)
    model.adam.param_groups[0]["lr"] = rate
    eager.train(model, splits.train, batches, rate, fresh=False, adam=model.adam)


def evaluate(encoder, decoder, rows):
    with torch.no_grad():
        return eager.loss(encoder, decoder, rows).item()


def clone(model):
    twin = copy.deepcopy(model)
    twin.history = [[] for _ in twin.dense]
    return twin


def order(run, splits, protocol, purpose, node, epoch):
    rng = run.streams.generator(purpose, node=node, epoch=epoch)
    rows, size = rng.permutation(len(splits.train)), protocol.batch_size
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def coin(run, moment, node):
    if run.schedule is None:
        return False
    chance = run.schedule.event_probability(
        run.schedule.probability
        if run.schedule.probability is not None
        else run.operator.probability,
        moment,
    )
    return chance > run.streams.generator("prune_coin", node=node, epoch=moment.epoch).random()


def prune(model, run, splits, node, epoch):
    network = model.network()
    deviations = [eager.spread(items) for items in model.history]

    def activations(rows):
        probe = clone(model)
        with torch.no_grad():
            probe(torch.from_numpy(splits._test[rows].astype(np.float32)))
        return [items[0] for items in probe.history]

    context = PruneContext(network.layers, deviations, len(splits._test), activations)
    rng = run.streams.generator(f"prune_mask/{run.operator_name}", node=node, epoch=epoch)
    masks = run.operator.keep_masks(context, rng)
    with torch.no_grad():
        for dense, mask in zip(model.dense, masks, strict=True):
            dense.weight.mul_(torch.from_numpy(mask.weight))
            dense.bias.mul_(torch.from_numpy(mask.bias))
