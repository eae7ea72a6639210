"""The type of a tile: rows x columns vectors of 16 single-precision lanes.

Compilers may only vectorise a sum by changing its order, and then the bits depend on what the
compiler does that day. With the vectors in the types nothing is left to it: every lane and every
order is written in the kernel, so a kernel has the same bits whether it was compiled a moment ago
or taken from the cache, and on every processor that has fused multiply-add.

A shape is known while compiling. Kernels carry it as a tuple of as many entries, here called an
extent: `extent(5)` stands for five rows.
"""

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import models, register_model

LANES = 16
"""Floats of a vector: 64 bytes."""

VECTOR = ir.VectorType(ir.FloatType(), LANES)
INTEGERS = ir.VectorType(ir.IntType(32), LANES)


class TileType(types.Type):
    """`rows` x `columns` vectors; one row of one column is a plain vector."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        super().__init__(name=f"tile({rows}x{columns})")

    @property
    def vectors(self) -> int:
        """Number of vectors."""
        return self.rows * self.columns

    def at(self, row: int, column: int) -> int:
        """Place of a vector among all: column by column, the order of every sum over a tile."""
        return column * self.rows + row


@register_model(TileType)
class _TileModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: TileType) -> None:
        super().__init__(manager, kind, ir.ArrayType(VECTOR, kind.vectors))


def extent(length: int) -> tuple[int, ...]:
    """A tuple whose length tells a kernel a size that is known while it compiles."""
    return (0,) * length


def vectors(builder: Any, tile: Any, kind: TileType) -> list[Any]:
    """The vectors of a tile value."""
    return [builder.extract_value(tile, index) for index in range(kind.vectors)]


def tile(builder: Any, values: list[Any]) -> Any:
    """A tile value of some vectors."""
    result = ir.Constant(ir.ArrayType(VECTOR, len(values)), ir.Undefined)
    for index, value in enumerate(values):
        result = builder.insert_value(result, value, index)
    return result


def splat(builder: Any, scalar: Any) -> Any:
    """A vector that has the scalar in every lane."""
    empty = ir.Constant(VECTOR, ir.Undefined)
    first = builder.insert_element(empty, scalar, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, empty, ir.Constant(INTEGERS, [0] * LANES))


def constant(value: float) -> Any:
    """A vector that has a constant in every lane."""
    return ir.Constant(VECTOR, [value] * LANES)


def call(builder: Any, name: str, *arguments: Any) -> Any:
    """Call an LLVM intrinsic from vectors to a vector."""
    from numba.core import cgutils

    signature = ir.FunctionType(VECTOR, [argument.type for argument in arguments])
    function = cgutils.get_or_insert_function(builder.module, signature, f"llvm.{name}.v16f32")
    return builder.call(function, arguments)


def fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """The vector a b + c, rounded once."""
    return call(builder, "fma", a, b, c)
