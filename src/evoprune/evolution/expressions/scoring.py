"""Scores of a layer's channels: what an expression gives, summed over classes and entries."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.inference import Needs, check_operations, check_size, needs
from evoprune.evolution.expressions.interpreter import BLOCK_ELEMENTS, Interpreter
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.memo import Memo
from evoprune.evolution.expressions.program import Program, summed
from evoprune.evolution.expressions.tree import Tree

EQUAL = 1e-12
"""Scores that differ by less than this share of the largest are the same but for rounding."""


@dataclass(frozen=True)
class LayerOperands:
    """What functions see of a layer.

    Attributes:
        channels: number of channels.
        classes: number of classes.
        shared: operands that are the same for all classes, by name; float64, shape (channels, ...),
            or (1, ...) where all channels share them.
        of_class: the other operands, for each class.
        memo: what is known of the layer already; grows.
    """

    channels: int
    classes: int
    shared: Mapping[str, np.ndarray]
    of_class: Sequence[Mapping[str, np.ndarray]]
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)


def scores(
    tree: Tree,
    layer: LayerOperands,
    limits: Limits | None = None,
    block_elements: int = BLOCK_ELEMENTS,
    *,
    finite: bool = True,
) -> np.ndarray:
    """A score for each channel of a layer; scores are compared within it alone.

    The expression is computed for each class, and all entries of all results are added: a number
    counts once a class, a map once a position. What does not depend on the class counts as often as
    there are classes.

    Args:
        tree: the function.
        layer: what it sees.
        limits: the defaults if none.
        block_elements: see `Interpreter`.
        finite: whether scores that are no finite numbers are refused.

    Returns:
        Float64, shape (channels,), all finite unless others are asked for.

    Raises:
        Unscorable: it gives no score on this layer.
    """
    limits = limits or Limits()
    check_size(tree, limits)
    steps = summed(tree)
    plans = _plans(steps, layer, limits)
    interpreter = Interpreter(limits, layer.memo, block_elements)
    deadline = time.monotonic() + limits.seconds
    total = np.zeros(layer.channels)
    with np.errstate(all="ignore"):
        for class_index, plan in enumerate(plans):
            operands = _Operands(layer, class_index)
            total += interpreter.run(steps, plan, operands, class_index, deadline)
        total *= 1 if steps[-1].of_class else layer.classes
    if finite and not np.isfinite(total).all():
        raise Unscorable("not_finite", 0, f"{np.sum(~np.isfinite(total))} scores are not finite")
    return total


def is_constant(scores: np.ndarray) -> bool:
    """Whether all channels of a layer score the same, so that the function chooses none.

    Args:
        scores: shape (channels,).
    """
    return bool(np.ptp(scores) <= EQUAL * np.abs(scores).max())


def _plans(steps: Program, layer: LayerOperands, limits: Limits) -> list[Needs]:
    """What each class needs; one plan where the expression does not depend on the class."""
    found: dict[tuple[tuple[int, ...], ...], Needs] = {}
    plans = []
    names = [step.symbols[0] for step in steps if step.operator is None]
    for class_index in range(layer.classes if steps[-1].of_class else 1):
        operands = _Operands(layer, class_index)
        shapes = {name: operands.shape(name) for name in names}
        key = tuple(shapes.values())
        if key not in found:
            found[key] = needs(steps, shapes.__getitem__, limits)
        plans.append(found[key])
    operations = plans[0].shared + sum(plan.of_class for plan in plans)
    check_operations(operations, 0, limits)
    if not limits.ragged and len({plan.shapes[-2] for plan in plans}) > 1:
        raise Unscorable("ragged", 0, "the shape of its value differs from class to class")
    return plans


class _Operands(Mapping[str, np.ndarray]):
    """Operands of a class, those of all classes among them."""

    def __init__(self, layer: LayerOperands, class_index: int) -> None:
        self._layer = layer
        self._class = class_index

    def _of(self, name: str) -> tuple[Mapping[str, np.ndarray], int | None]:
        if name in self._layer.shared:
            return self._layer.shared, None
        return self._layer.of_class[self._class], self._class

    def __getitem__(self, name: str) -> np.ndarray:
        return self._of(name)[0][name]

    def __iter__(self) -> Iterator[str]:
        yield from self._layer.shared
        yield from self._layer.of_class[self._class]

    def __len__(self) -> int:
        return len(list(iter(self)))

    def shape(self, name: str) -> tuple[int, ...]:
        operands, scope = self._of(name)
        if name not in operands:
            raise Unscorable("operand", 0, f"the layer has no {name}")
        return self._layer.memo.shape(name, scope, operands)
