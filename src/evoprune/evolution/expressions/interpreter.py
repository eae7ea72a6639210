"""Computes expressions: checked whole, then step by step, for blocks of channels."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.inference import Needs, check_size, needs
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.memo import Key, Memo
from evoprune.evolution.expressions.operators.shapes import elements
from evoprune.evolution.expressions.program import Program, Step, program
from evoprune.evolution.expressions.tree import Tree

BLOCK_ELEMENTS = 262_144
"""Numbers in the largest intermediate result of a block of channels: what caches hold."""


class Interpreter:
    """Computes expressions on the operands of a layer.

    Channels are computed in blocks, so that intermediate results stay small; every operator treats
    each channel by itself, so results are the same to the bit however many a block holds.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        memo: Memo | None = None,
        block_elements: int = BLOCK_ELEMENTS,
    ) -> None:
        """Args:
        limits: the defaults if none.
        memo: values that are known already; takes those that are found. Verdicts do not depend on
            it: what is known counts as if it were computed.
        block_elements: numbers in the largest intermediate result of a block.
        """
        self._limits = limits or Limits()
        self._memo = memo or Memo(0)
        self._block = block_elements

    def value(
        self, tree: Tree, operands: Mapping[str, np.ndarray], class_index: int | None = None
    ) -> np.ndarray:
        """What a tree gives.

        Args:
            tree: the expression.
            operands: by name, float64, shape (channels or 1, ...).
            class_index: the class that the operands are of; the memo needs to know it.

        Returns:
            Shape (channels or 1, ...), 1 where all channels share the value.

        Raises:
            Unscorable: it is over a limit, shapes do not fit, or a decomposition fails.
        """
        check_size(tree, self._limits)
        steps = program(tree)
        needed = needs(steps, lambda name: np.shape(operands[name]), self._limits)
        deadline = time.monotonic() + self._limits.seconds
        return self.run(steps, needed, operands, class_index, deadline)

    def run(
        self,
        steps: Program,
        needed: Needs,
        operands: Mapping[str, np.ndarray],
        class_index: int | None,
        deadline: float,
    ) -> np.ndarray:
        """The value of the last step of a program that was checked; parameters as for `value`.

        Args:
            steps: the program.
            needed: what it needs on these operands.
            operands: by name.
            class_index: the class that the operands are of.
            deadline: when to give up, on the monotonic clock.
        """
        keys: list[Key] = [(step.symbols, class_index if step.of_class else None) for step in steps]
        known: dict[int, np.ndarray] = {}
        order = self._unknown(steps, keys, operands, known)
        if order:
            kept = [number for number in order if self._memo.takes(_numbers(needed, number))]
            work = _Work(steps, needed, known, order, deadline, kept)
            for number, value in work.done(self._block).items():
                known[number] = value
                self._memo.keep(keys[number], value)
        return known[len(steps) - 1]

    def _unknown(
        self,
        steps: Program,
        keys: list[Key],
        operands: Mapping[str, np.ndarray],
        known: dict[int, np.ndarray],
    ) -> list[int]:
        """Numbers of the steps to compute, in order; what they begin with goes into `known`."""
        wanted: set[int] = set()
        stack = [len(steps) - 1]
        while stack:
            number = stack.pop()
            if number in wanted or number in known:
                continue
            step = steps[number]
            value = self._memo.get(keys[number]) if step.operator else operands[step.symbols[0]]
            if value is None:
                wanted.add(number)
                stack.extend(step.arguments)
            else:
                known[number] = np.ascontiguousarray(value, dtype=np.float64)
        return sorted(wanted)


@dataclass
class _Work:
    """Steps of a program that are to be computed.

    Values are contiguous: sums of the same numbers in another layout would differ in their last
    bits, and a value must not depend on how it was come by.
    """

    steps: Program
    needed: Needs
    known: dict[int, np.ndarray]
    order: list[int]
    deadline: float
    kept: list[int]
    shared: dict[int, np.ndarray] = field(default_factory=dict)
    """Values that are the same for all channels, so that later blocks do not compute them."""

    def done(self, block_elements: int) -> dict[int, np.ndarray]:
        """Values of the steps that are kept, and of the last."""
        parts: dict[int, list[np.ndarray]] = {number: [] for number in (*self.kept, self.order[-1])}
        channels = max(self.needed.channels[number] for number in self.order)
        size = max(1, block_elements // self._largest())
        dead = self._dead_after()
        for start in range(0, channels, size):
            for number, value in self._block(slice(start, start + size), dead):
                if number in parts:
                    parts[number].append(value)
        return {number: _joined(blocks) for number, blocks in parts.items()}

    def _largest(self) -> int:
        read = {argument for number in self.order for argument in self.steps[number].arguments}
        return max(elements(self.needed.shapes[number]) for number in read | set(self.order))

    def _block(
        self, channels: slice, dead: dict[int, list[int]]
    ) -> Iterator[tuple[int, np.ndarray]]:
        """Steps and their values on some channels; those that all channels share come once."""
        values: dict[int, np.ndarray] = {}
        for number in self.order:
            shared = self.needed.channels[number] == 1
            if shared and channels.start > 0:
                continue
            arguments = [self._part(at, values, channels) for at in self.steps[number].arguments]
            value = self._computed(self.steps[number], arguments)
            yield number, value
            (self.shared if shared else values)[number] = value
            for argument in dead[number]:
                values.pop(argument, None)
                if shared:
                    self.shared.pop(argument, None)

    def _part(self, number: int, values: dict[int, np.ndarray], channels: slice) -> np.ndarray:
        if number in values:
            return values[number]
        whole = self.shared[number] if number in self.shared else self.known[number]
        return whole if len(whole) == 1 else whole[channels]

    def _dead_after(self) -> dict[int, list[int]]:
        """Arguments that no later step reads, by the step that is the last to read them."""
        readers = {at: number for number in self.order for at in self.steps[number].arguments}
        dead: dict[int, list[int]] = {number: [] for number in self.order}
        for argument, number in readers.items():
            dead[number].append(argument)
        return dead

    def _computed(self, step: Step, arguments: list[np.ndarray]) -> np.ndarray:
        assert step.operator is not None
        if time.monotonic() > self.deadline:
            raise Unscorable("seconds", step.position, "it takes too long")
        try:
            with np.errstate(all="ignore"):
                return np.ascontiguousarray(step.operator.compute(*arguments), dtype=np.float64)
        except np.linalg.LinAlgError as problem:
            raise Unscorable("singular", step.position, str(problem)) from problem
        except MemoryError as problem:
            raise Unscorable("memory", step.position, "no room for its value") from problem


def _joined(blocks: list[np.ndarray]) -> np.ndarray:
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)


def _numbers(needed: Needs, number: int) -> int:
    return needed.channels[number] * elements(needed.shapes[number])
