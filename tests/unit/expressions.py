"""Layers and functions for tests of expressions."""

from dataclasses import replace

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands
from evoprune.evolution.expressions.tree import Tree

MEANS = "sub g_mean P g_mean Q"
DIVERGENCE = "add div var P rho5 var Q div var Q rho5 var P"
NORM_OF_MAP = "sum pow2 sub mX var Q"
WRITTEN = {
    "l1": "sum abs WI",
    "l2": "sqrt sum pow2 WI",
    "geometric_median": "sqrt sum pow2 sub WI geo_median W",
    "snr": f"div abs {MEANS} rho1 add std P std Q",
    "t": f"div abs {MEANS} sqrt rho1 add div var P num P div var Q num Q",
    "fisher": f"div pow2 {MEANS} rho1 add var P var Q",
    "symmetric_divergence": f"add {DIVERGENCE} div pow2 {MEANS} rho5 add var P var Q",
    "xi_a": f"add {DIVERGENCE} div pow2 sub add mul mul std mX var Q mX var P g_mean Q "
    "rho5 add var P var Q",
    "xi_b": "add var P div pow2 sub mX var Q rho5 add var P var Q",
    "xi_c": "div pow2 sub mX var Q sqrt rho1 add div var P num P div var Q num Q",
    "xi_d": f"add mQ add div var P rho5 div var Q num Q rho5 abs {MEANS}",
}
"""The seven released functions and the four published ones."""


def tree(text):
    return Tree(tuple(text.split()))


def golden_channel():
    """The samples, labels and filters that golden scores were computed on."""
    i, j = np.mgrid[:12, :3]
    a, b, c, o = np.mgrid[:3, :3, :2, :4]
    labels = np.repeat([0, 1, 2], [5, 4, 3])
    return ((7 * i + 3 * j) % 11) / 10, labels, np.sin(1 + a + 2 * b + 3 * c + 5 * o)


def layer(activations, labels, weights):
    """Operands of a layer.

    Args:
        activations: shape (channels, samples, positions).
        labels: classes of the samples, shape (samples,).
        weights: of all filters, the last axis of them shape (channels).
    """
    filters = np.moveaxis(weights, -1, 0)
    means = activations.mean(axis=1)
    shared = {"X": activations, "mX": means, "WI": filters, "W": weights[None]}
    classes = int(labels.max()) + 1
    return LayerOperands(
        len(activations),
        classes,
        shared,
        [_of_class(activations, labels == k) for k in range(classes)],
    )


def _of_class(activations, inside):
    p, q = activations[:, inside], activations[:, ~inside]
    count = np.array([float(inside.sum())])
    return {"P": p, "Q": q, "mP": p.mean(axis=1), "mQ": q.mean(axis=1), "N": count}


def golden_layer(filter_number=2):
    samples, labels, weights = golden_channel()
    one = layer(samples[None], labels, weights[..., filter_number : filter_number + 1])
    return LayerOperands(1, 3, {**one.shared, "W": weights[None]}, one.of_class)


def drawn(rng, channels, sizes, positions, inputs, paper=False):
    """A layer of random operands; `inputs` is (height, width, inputs) or (inputs,)."""
    labels = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    activations = rng.standard_normal((channels, len(labels), positions))
    more = {}
    if paper:
        names = ("gamma", "beta", "running_mean", "running_variance")
        more = {name: rng.random(channels) for name in names}
        more["labels"] = np.eye(len(sizes))[labels][None]
    of_layer = layer(activations, labels, rng.standard_normal((*inputs, channels)))
    return replace(of_layer, shared={**of_layer.shared, **more})


def of_channel(of_layer, channel):
    """Operands of one channel for each class, without the axis of channels."""
    found = []
    for of_class in of_layer.of_class:
        both = {**of_layer.shared, **of_class}
        found.append({n: v[channel if len(v) > 1 else 0] for n, v in both.items()})
    return found
