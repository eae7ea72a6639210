"""Between memory and tiles. Vectors start on 64-byte boundaries; nothing checks bounds."""

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing import signature
from numba.extending import intrinsic

from evoprune.training.engines.numba.tiles.types import (
    LANES,
    VECTOR,
    TileType,
    constant,
    splat,
    tile,
    vectors,
)

ALIGNMENT = 64


def address(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """Pointer to an entry of a contiguous array."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [index])


def _places(builder: Any, start: Any, stride: Any, kind: TileType) -> list[Any]:
    """Index of each vector of a tile, in the order of the tile."""
    places = []
    for column in range(kind.columns):
        offset = ir.Constant(start.type, LANES * column)
        for row in range(kind.rows):
            line = builder.mul(stride, ir.Constant(stride.type, row))
            places.append(builder.add(builder.add(start, offset), line))
    return places


@intrinsic
def load(typing: Any, array: Any, start: Any, stride: Any, rows: Any, columns: Any) -> Any:
    """The tile whose row r begins at `array[start + r stride]`; rows and columns are extents."""
    kind = TileType(rows.count, columns.count)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values = []
        for place in _places(builder, arguments[1], arguments[2], kind):
            pointer = address(context, builder, signature.args[0], arguments[0], place)
            value = builder.load(builder.bitcast(pointer, VECTOR.as_pointer()))
            value.align = ALIGNMENT
            values.append(value)
        return tile(builder, values)

    return signature(kind, array, types.intp, types.intp, rows, columns), code


@intrinsic
def store(typing: Any, value: Any, array: Any, start: Any, stride: Any) -> Any:
    """Write a tile to where `load` would read it."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        places = _places(builder, arguments[2], arguments[3], value)
        for vector, place in zip(vectors(builder, arguments[0], value), places, strict=True):
            pointer = address(context, builder, signature.args[1], arguments[1], place)
            written = builder.store(vector, builder.bitcast(pointer, VECTOR.as_pointer()))
            written.align = ALIGNMENT
        return context.get_dummy_value()

    return signature(types.void, value, array, types.intp, types.intp), code


@intrinsic
def filled(typing: Any, scalar: Any, rows: Any, columns: Any) -> Any:
    """A tile with the same float32 in every lane."""
    kind = TileType(rows.count, columns.count)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return tile(builder, [splat(builder, arguments[0])] * kind.vectors)

    return signature(kind, types.float32, rows, columns), code


@intrinsic
def add_doubles(typing: Any, value: Any, sums: Any, squares: Any, start: Any, stride: Any) -> Any:
    """Add the lanes of a tile to `sums` and their squares to `squares`, both float64."""
    wide = ir.VectorType(ir.DoubleType(), LANES)

    def add(builder: Any, pointer: Any, term: Any) -> None:
        pointer = builder.bitcast(pointer, wide.as_pointer())
        total = builder.load(pointer)
        total.align = ALIGNMENT
        builder.store(builder.fadd(total, term), pointer).align = ALIGNMENT

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        places = _places(builder, arguments[3], arguments[4], value)
        for vector, place in zip(vectors(builder, arguments[0], value), places, strict=True):
            exact = builder.fpext(vector, wide)
            kinds = signature.args
            add(builder, address(context, builder, kinds[1], arguments[1], place), exact)
            square = builder.fmul(exact, exact)
            add(builder, address(context, builder, kinds[2], arguments[2], place), square)
        return context.get_dummy_value()

    return signature(types.void, value, sums, squares, types.intp, types.intp), code


@intrinsic
def load_bits(typing: Any, array: Any, index: Any) -> Any:
    """The vector of zeros and ones whose lane i is bit i of a uint16, `array[index]`."""
    mask = ir.VectorType(ir.IntType(1), LANES)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        bits = builder.load(address(context, builder, array, *arguments))
        value = builder.select(builder.bitcast(bits, mask), constant(1.0), constant(0.0))
        return tile(builder, [value])

    return signature(TileType(1, 1), array, types.intp), code


@intrinsic
def store_integers(typing: Any, value: Any, array: Any, start: Any) -> Any:
    """Write a vector of whole numbers to an int32 array."""
    kind = ir.VectorType(ir.IntType(32), LANES)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        (vector,) = vectors(builder, arguments[0], value)
        pointer = address(context, builder, array, arguments[1], arguments[2])
        written = builder.store(
            builder.fptosi(vector, kind), builder.bitcast(pointer, kind.as_pointer())
        )
        written.align = 4
        return context.get_dummy_value()

    return signature(types.void, value, array, types.intp), code
