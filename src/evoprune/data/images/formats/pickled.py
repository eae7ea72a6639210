"""Reads plain values and byte arrays from a pickle without running anything in it.

The standard library's disassembler gives the operations, and the few that plain containers and
numpy's arrays need are carried out here; no function that a pickle names is ever looked up.
"""

import pickletools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from evoprune.errors import CorruptFileError

RECONSTRUCT = (
    "numpy.core.multiarray _reconstruct",
    "numpy._core.multiarray _reconstruct",
)
NDARRAY, DTYPE = "numpy ndarray", "numpy dtype"
ALLOWED = {*RECONSTRUCT, NDARRAY, DTYPE}
"""Modules and names that a pickle may mention: what numpy writes for an array."""
BYTE_TYPES = ("u1", "|u1", "B")
"""What numpy calls bytes without a sign, the only type of array that is read."""


class Name(NamedTuple):
    """A function or class that a pickle mentions."""

    text: str


class ByteType:
    """Stands for the type of an array of bytes."""


class Array:
    """Stands for an array until its content comes."""

    value: np.ndarray | None = None


class Machine:
    """The stack that operations work on.

    Attributes:
        stack: values.
        marks: sizes that the stack had at each mark.
        memo: values that later operations refer to, by number.
    """

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def pop(self, count: int) -> tuple[Any, ...]:
        """The last `count` values, taken off."""
        if not 0 <= count <= len(self.stack) - (self.marks[-1] if self.marks else 0):
            raise ValueError("a value is missing")
        start = len(self.stack) - count
        values = tuple(self.stack[start:])
        del self.stack[start:]
        return values

    def pop_to_mark(self) -> tuple[Any, ...]:
        """The values since the last mark, taken off with it."""
        start = self.marks.pop()
        values = tuple(self.stack[start:])
        del self.stack[start:]
        return values


def read(data: bytes, place: str) -> Any:
    """The value in a pickle: dictionaries, lists, tuples, texts, numbers and byte arrays.

    Args:
        data: the pickle; strings of Python 2 are read as Latin-1.
        place: what it is called in messages.

    Raises:
        CorruptFileError: it is damaged, or holds anything else.
    """
    machine = Machine()
    try:
        for operation, argument, _ in pickletools.genops(data):
            if operation.name == "STOP":
                return _content(machine.pop(1)[0])
            if operation.name not in OPERATIONS:
                raise ValueError(f"operation {operation.name} is not allowed")
            OPERATIONS[operation.name](machine, argument)
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        raise CorruptFileError(
            f"{place}: refused, it is no pickle of plain values and byte arrays ({error}); "
            "nothing in it was run"
        ) from None
    raise CorruptFileError(f"{place}: truncated")


def _content(value: Any) -> Any:
    """The value, with arrays for what stands for them at its first level."""
    if isinstance(value, dict):
        return {key: _content_of(entry) for key, entry in value.items()}
    return _content_of(value)


def _content_of(value: Any) -> Any:
    return value.value if isinstance(value, Array) else value


def _mention(machine: Machine, name: str) -> None:
    if name not in ALLOWED:
        raise ValueError(f"it mentions {name.replace(' ', '.')}")
    machine.stack.append(Name(name))


def _reduce(machine: Machine, _: Any) -> None:
    """What numpy does to begin an array, or to name a type."""
    called, arguments = machine.pop(2)
    if called in map(Name, RECONSTRUCT) and arguments[0] == Name(NDARRAY):
        machine.stack.append(Array())
    elif called == Name(DTYPE) and arguments[0] in BYTE_TYPES:
        machine.stack.append(ByteType())
    else:
        raise ValueError("a call that makes no array of bytes")


def _build(machine: Machine, _: Any) -> None:
    """What numpy does to fill an array or to complete a type."""
    target, state = machine.stack[-2], machine.stack[-1]
    machine.pop(1)
    if isinstance(target, Array) and target.value is None:
        _version, shape, kind, fortran, content = state
        if not isinstance(kind, ByteType):
            raise ValueError("an array that is not of bytes")
        values = np.frombuffer(content.encode("latin-1"), np.uint8)
        target.value = values.reshape(shape, order="F" if fortran else "C")
    elif not isinstance(target, ByteType):
        raise ValueError("a state of what is no array")


def _append(machine: Machine, values: tuple[Any, ...]) -> None:
    target = machine.stack[-1]
    if not isinstance(target, list):
        raise ValueError("entries of what is no list")
    target.extend(values)


def _set(machine: Machine, values: tuple[Any, ...]) -> None:
    target = machine.stack[-1]
    if not isinstance(target, dict):
        raise ValueError("entries of what is no dictionary")
    # Other keys would be hashed, which takes for ever for tuples of tuples of the same tuple.
    if not all(isinstance(key, str) for key in values[::2]):
        raise ValueError("keys that are no texts")
    target.update(zip(values[::2], values[1::2], strict=True))


def _put(machine: Machine, number: int) -> None:
    machine.memo[number] = machine.stack[-1]


def _push(make: Callable[[Any], Any]) -> Callable[[Machine, Any], None]:
    """An operation that puts down a value made from its argument."""
    return lambda machine, argument: machine.stack.append(make(argument))


def _tuple(count: int) -> Callable[[Machine, Any], None]:
    return lambda machine, _: machine.stack.append(machine.pop(count))


OPERATIONS: dict[str, Callable[[Machine, Any], None]] = {
    "PROTO": lambda machine, _: None,
    "MARK": lambda machine, _: machine.marks.append(len(machine.stack)),
    "NONE": _push(lambda _: None),
    "NEWTRUE": _push(lambda _: True),
    "NEWFALSE": _push(lambda _: False),
    **dict.fromkeys(("BININT", "BININT1", "BININT2", "LONG1"), _push(int)),
    **dict.fromkeys(("SHORT_BINSTRING", "BINSTRING", "BINUNICODE"), _push(str)),
    "EMPTY_DICT": _push(lambda _: {}),
    "EMPTY_LIST": _push(lambda _: []),
    "EMPTY_TUPLE": _push(lambda _: ()),
    "TUPLE": lambda machine, _: machine.stack.append(machine.pop_to_mark()),
    "TUPLE1": _tuple(1),
    "TUPLE2": _tuple(2),
    "TUPLE3": _tuple(3),
    "APPEND": lambda machine, _: _append(machine, machine.pop(1)),
    "APPENDS": lambda machine, _: _append(machine, machine.pop_to_mark()),
    "SETITEM": lambda machine, _: _set(machine, machine.pop(2)),
    "SETITEMS": lambda machine, _: _set(machine, machine.pop_to_mark()),
    "BINPUT": _put,
    "LONG_BINPUT": _put,
    "BINGET": lambda machine, number: machine.stack.append(machine.memo[number]),
    "LONG_BINGET": lambda machine, number: machine.stack.append(machine.memo[number]),
    "GLOBAL": _mention,
    "REDUCE": _reduce,
    "BUILD": _build,
}
"""The operations that are carried out, by their names."""
