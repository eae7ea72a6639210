"""The modes with changing partners, written naively; see `modes.py`."""

import numpy as np
import torch

from evoprune.pruning.schedules.base import Moment
from tests.oracle import eager
from tests.oracle.modes import clone, coin, evaluate, order, prune


def epoch_node(splits, architecture, run, protocol, mode):
    """A ring whose winners are trained with random partners; returns the cells' networks."""
    size, radius = mode.population, mode.radius
    centres = [start(architecture, run, k) for k in range(size)]
    rates = [protocol.learning_rate] * size
    visiting = list(range(size))
    for epoch in range(protocol.epochs):
        if epoch:
            visiting = run.streams.generator("cell_order", epoch=epoch).permutation(size).tolist()
        for k in visiting:
            near = [centres[k]]
            for i in range(1, radius + 1):
                near += [clone(centres[(k + i) % size]), clone(centres[(k - i) % size])]
            rows = rows_of(run, splits, protocol, "selection_batch", k, epoch)
            fitness = [min(evaluate(e, d, rows) for d in near) for e in near]
            rng = run.streams.generator("tournament", node=k, epoch=epoch)
            first, second = rng.integers(len(near), size=2)
            model = near[first if fitness[first] < fitness[second] else second]
            batches = order(run, splits, protocol, "batch_order", k, epoch)
            rng = run.streams.generator("partners", node=k, epoch=epoch)
            drawn = rng.integers(len(near), size=(len(batches), 2))
            for batch, (decoder, encoder) in zip(batches, drawn, strict=True):
                step(model, near[decoder], splits, batch, rates[k])
                step(near[encoder], model, splits, batch, rates[k])
            model(rows_of(run, splits, protocol, "replacement_batch", k, epoch))
            if coin(run, Moment(epoch, protocol.epochs - 1, len(near)), k):
                prune(model, run, splits, k, epoch)
                forget(model)
            centres[k] = model
            finish(model, run, splits, protocol, k, epoch)
            step_ = run.streams.generator("rate_walk", node=k, epoch=epoch).normal(0, mode.walk_sd)
            rates[k] = min(max(rates[k] + step_, mode.rate_floor), mode.rate_ceiling)
    return centres


def all_vs_all(splits, architecture, run, protocol, mode):
    """Every encoder with every decoder; returns the networks of all pairs."""
    size, rate = mode.population, protocol.learning_rate
    nodes = [start(architecture, run, k) for k in range(size)]
    visiting = list(range(size))
    for epoch in range(protocol.epochs):
        if epoch:
            visiting = run.streams.generator("cell_order", epoch=epoch).permutation(size).tolist()
        for i, j in ((i, j) for i in visiting for j in visiting):
            cell = i * size + j
            evaluate(
                nodes[i], nodes[j], rows_of(run, splits, protocol, "selection_batch", cell, epoch)
            )
            for batch in order(run, splits, protocol, "batch_order", cell, epoch):
                step(nodes[i], nodes[j], splits, batch, rate)
                step(nodes[i], nodes[j], splits, batch, rate)
            pair = joined(nodes[i], nodes[j])
            pair(rows_of(run, splits, protocol, "replacement_batch", cell, epoch))
            if coin(run, Moment(epoch, protocol.epochs - 1, 1), cell):
                prune(pair, run, splits, cell, epoch)
                forget(pair)
            pair(eager.tensor(splits._test[: protocol.batch_size]))
        rate += run.streams.generator("rate_walk", epoch=epoch).normal(0, mode.walk_sd)
        rate = min(max(rate, mode.rate_floor), mode.rate_ceiling)
    return [joined(e, d) for e in nodes for d in nodes]


def start(architecture, run, k):
    return eager.Autoencoder(architecture.initial(run.streams.generator("initial_weights", node=k)))


def rows_of(run, splits, protocol, purpose, node, epoch):
    batch = order(run, splits, protocol, purpose, node, epoch)[0]
    return eager.tensor(splits.train[batch])


def step(encoder, decoder, splits, batch, rate):
    """One step of a new Adam on the encoder of one model and the decoder of another."""
    depth = encoder.depth
    halves = [*encoder.dense[:depth], *decoder.dense[depth:]]
    parameters = [p for dense in halves for p in dense.parameters()]
    adam = torch.optim.Adam(parameters, lr=rate, betas=eager.BETAS)
    adam.zero_grad()
    eager.loss(encoder, decoder, eager.tensor(splits.train[batch])).backward()
    adam.step()


def joined(encoder, decoder):
    """A model of two halves, which it shares with theirs, histories too."""
    model = eager.Autoencoder(encoder.network())
    depth = encoder.depth
    model.dense = torch.nn.ModuleList([*encoder.dense[:depth], *decoder.dense[depth:]])
    model.history = [*encoder.history[:depth], *decoder.history[depth:]]
    return model


def forget(model):
    for items in model.history:
        items.clear()


def finish(model, run, splits, protocol, node, epoch):
    """The passes after the event, which stay in the history."""
    model(eager.tensor(splits._test[: protocol.batch_size]))
    if protocol.reports_at(epoch):
        for batch in order(run, splits, protocol, "report_order", node, epoch):
            model(eager.tensor(splits.train[np.asarray(batch)]))
