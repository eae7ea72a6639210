"""What computing an expression would take: shapes and operations, before any number is touched."""

from collections.abc import Callable
from dataclasses import dataclass

from evoprune.evolution.expressions.failures import ShapeError, Unscorable
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.operators.base import Shape
from evoprune.evolution.expressions.operators.shapes import elements
from evoprune.evolution.expressions.program import Program, Step
from evoprune.evolution.expressions.tree import Tree

ShapeOf = Callable[[str], tuple[int, ...]]
"""Shape of an operand by its name, the axis of channels in front."""


@dataclass(frozen=True)
class Needs:
    """What a program needs on given operands.

    Attributes:
        shapes: of each step's value for one channel.
        channels: of each step: 1 where all channels share the value.
        of_class: operations of the steps that are others for each class, over all channels.
        shared: operations of the other steps.
        largest: numbers in the largest value of one channel.
    """

    shapes: tuple[Shape, ...]
    channels: tuple[int, ...]
    of_class: int
    shared: int
    largest: int


def check_size(tree: Tree, limits: Limits) -> None:
    """Refuses a tree that is too large.

    Raises:
        Unscorable: it is.
    """
    for reason, found in (("nodes", tree.size), ("height", tree.height)):
        allowed = getattr(limits, reason)
        if found > allowed:
            raise Unscorable(reason, 0, f"{found} where {allowed} are allowed")


def needs(program: Program, shape_of: ShapeOf, limits: Limits) -> Needs:
    """Shapes and operations of all steps.

    Raises:
        Unscorable: shapes do not fit, or a value or all operations together exceed the limits.
    """
    shapes: list[Shape] = []
    channels: list[int] = []
    operations = {True: 0, False: 0}
    for step in program:
        if step.operator is None:
            count, *shape = shape_of(step.symbols[0])
            channels.append(count)
            shapes.append(_whole(tuple(shape), step))
            continue
        arguments = [shapes[argument] for argument in step.arguments]
        of_arguments = max(channels[argument] for argument in step.arguments)
        channels.append(1 if step.operator.shared else of_arguments)
        shapes.append(_shape(step, arguments, limits))
        operations[step.of_class] += step.operator.cost(*arguments) * channels[-1]
        check_operations(sum(operations.values()), step.position, limits)
    largest = max(elements(shape) for shape in shapes)
    return Needs(tuple(shapes), tuple(channels), operations[True], operations[False], largest)


def check_operations(operations: int, position: int, limits: Limits) -> None:
    """Refuses more operations than are allowed.

    Raises:
        Unscorable: there are more.
    """
    if operations > limits.operations:
        raise Unscorable(
            "operations", position, f"{operations} where {limits.operations} are allowed"
        )


def _whole(shape: Shape, step: Step) -> Shape:
    if 0 in shape:
        raise Unscorable("shape", step.position, f"{step.symbols[0]} of shape {shape} is empty")
    return shape


def _shape(step: Step, arguments: list[Shape], limits: Limits) -> Shape:
    assert step.operator is not None
    try:
        shape = step.operator.shape(*arguments)
    except ShapeError as problem:
        raise Unscorable("shape", step.position, f"{step.symbols[0]}: {problem}") from problem
    if elements(shape) > limits.elements:
        detail = f"{step.symbols[0]} gives {elements(shape)} numbers a channel where "
        raise Unscorable("elements", step.position, f"{detail}{limits.elements} are allowed")
    return shape
