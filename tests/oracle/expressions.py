"""Expressions computed one channel and one class at a time, each rule as it was released.

Nothing of evoprune is used: no shapes are inferred, nothing is shared, kept or cut into blocks.
"""

import numpy as np

ROUNDING = 1 + 1e-12


def is_number(value):
    return np.ndim(value) == 0


def sub(a, b):
    if is_number(a) or is_number(b):
        return a - b
    shorter = min(a.shape[-1], b.shape[-1])
    return a[..., :shorter] - b[..., :shorter]


def cut(a, b):
    d = min(a.shape[-1], b.shape[0])
    return a[..., :d], b[:d]


def mul(a, b):
    if is_number(a) or is_number(b):
        return a * b
    a, b = cut(a, b)
    return a * b


def matmul(a, b):
    if is_number(a) or is_number(b):
        return a * b
    return np.matmul(*cut(a, b))


def trace(a):
    if is_number(a):
        return a
    if a.ndim == 1:
        return a[0]
    d = min(a.shape[0], a.shape[1])
    return sum(a[i, i] for i in range(d))


def inv(a):
    if is_number(a):
        return 1 / a
    if a.ndim == 1:
        return 1 / a[0]
    d = min(a.shape)
    return np.linalg.pinv(a[:d, :d] + 1e-4 * np.eye(d), rcond=1e-15)


def mean(a):
    return np.mean(a, axis=0) if a.shape[1] > 1 else np.mean(a)


def geo_median(bank):
    if np.ndim(bank) not in (2, 4):
        raise ValueError("no bank of filters")
    filters = [bank[..., o] for o in range(bank.shape[-1])]
    sums = [sum(np.sqrt(np.sum((a - b) ** 2)) for b in filters) for a in filters]
    return filters[np.argmax(np.array(sums) <= np.min(sums) * ROUNDING)]


def variance(a):
    return np.mean((a - np.mean(a)) ** 2)


def inner(a, b):
    return np.sum(a * b)


def rbf(a, b):
    if np.ndim(a) != 2 or np.ndim(b) != 2 or a.shape[1] != b.shape[1]:
        raise ValueError("no rows of the same length")
    return np.array([[np.exp(-np.sum((x - y) ** 2) / 2) for y in b] for x in a])


RULES = {
    "add": (2, lambda a, b: a + b),
    "sub": (2, sub),
    "mul": (2, mul),
    "div": (2, lambda a, b: a / b),
    "abs": (1, np.abs),
    "pow2": (1, lambda a: a**2),
    "sqrt": (1, np.sqrt),
    "rho1": (1, lambda a: a + 1e-4),
    "rho5": (1, lambda a: a + 5e-2),
    "matmul": (2, matmul),
    "trace": (1, trace),
    "inv": (1, inv),
    "outer": (2, lambda a, b: np.outer(a, b)),
    "transpose": (1, lambda a: np.transpose(a)),
    "g_mean": (1, lambda a: np.mean(a)),
    "mean": (1, mean),
    "sum": (1, lambda a: np.sum(a)),
    "std": (1, lambda a: np.sqrt(variance(a))),
    "var": (1, variance),
    "num": (1, lambda a: np.float64(a.shape[0])),
    "geo_median": (1, geo_median),
    "inner": (2, inner),
    "prod": (1, lambda a: np.prod(a)),
    "rbf": (2, rbf),
    "first": (1, lambda a: a[0]),
}
"""Arity and rule of each operator."""


def value(symbols, operands):
    """What an expression gives on one channel and class.

    Args:
        symbols: in prefix order.
        operands: by name, without an axis of channels.
    """
    found, rest = _value(list(symbols), operands)
    assert rest == []
    return found


def _value(symbols, operands):
    name, rest = symbols[0], symbols[1:]
    if name not in RULES:
        return operands[name], rest
    arity, rule = RULES[name]
    arguments = []
    for _ in range(arity):
        argument, rest = _value(rest, operands)
        arguments.append(argument)
    return rule(*arguments), rest


def score(symbols, operands_of_classes):
    """The sum of all entries over all classes, and the sum of their magnitudes.

    The first is not finite where there is no score.

    Raises:
        ValueError, IndexError, AttributeError: a rule does not take its arguments.
        LinAlgError: a matrix that is to be inverted is not finite.
    """
    with np.errstate(all="ignore"):
        values = [value(symbols, operands) for operands in operands_of_classes]
        return sum(np.sum(v) for v in values), sum(np.sum(np.abs(v)) for v in values)
