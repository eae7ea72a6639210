"""Products of tiles with rows and columns, and sums over lanes; every order is fixed here."""

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing import signature
from numba.extending import intrinsic

from evoprune.training.engines.numba.tiles.memory import ALIGNMENT, address
from evoprune.training.engines.numba.tiles.types import (
    INTEGERS,
    LANES,
    VECTOR,
    TileType,
    fused,
    splat,
    tile,
    vectors,
)


def _column(
    context: Any, builder: Any, kind: Any, array: Any, start: Any, stride: Any, rows: int
) -> list[Any]:
    """The scalars `array[start + r stride]`, each in all lanes of a vector."""
    column = []
    for row in range(rows):
        index = builder.add(start, builder.mul(stride, ir.Constant(stride.type, row)))
        scalar = builder.load(address(context, builder, kind, array, index))
        column.append(splat(builder, scalar))
    return column


@intrinsic
def add_outer(typing: Any, total: Any, array: Any, start: Any, stride: Any, row: Any) -> Any:
    """total[r] + array[start + r stride] row, for every row r."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        sums = vectors(builder, arguments[0], total)
        factors = vectors(builder, arguments[4], row)
        column = _column(context, builder, array, *arguments[1:4], total.rows)
        return tile(
            builder,
            [
                fused(builder, column[r], factors[c], sums[total.at(r, c)])
                for c in range(total.columns)
                for r in range(total.rows)
            ],
        )

    return signature(total, total, array, types.intp, types.intp, row), code


@intrinsic
def contract(typing: Any, array: Any, start: Any, stride: Any, value: Any) -> Any:
    """The row sum_r array[start + r stride] value[r], in the order of r."""
    kind = TileType(1, value.columns)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        lines = vectors(builder, arguments[3], value)
        column = _column(context, builder, array, *arguments[:3], value.rows)
        result = []
        for c in range(value.columns):
            total = builder.fmul(column[0], lines[value.at(0, c)])
            for r in range(1, value.rows):
                total = fused(builder, column[r], lines[value.at(r, c)], total)
            result.append(total)
        return tile(builder, result)

    return signature(kind, array, types.intp, types.intp, value), code


@intrinsic
def add_dots(typing: Any, total: Any, value: Any, row: Any) -> Any:
    """total[r] + sum_c value[r, c] row[c], lane by lane, in the order of c; one column."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        sums = vectors(builder, arguments[0], total)
        lines = vectors(builder, arguments[1], value)
        factors = vectors(builder, arguments[2], row)
        for c in range(value.columns):
            for r in range(value.rows):
                sums[r] = fused(builder, lines[value.at(r, c)], factors[c], sums[r])
        return tile(builder, sums)

    return signature(total, total, value, row), code


@intrinsic
def add_columns(typing: Any, total: Any, value: Any) -> Any:
    """total[r] + sum_c value[r, c], lane by lane, in the order of c; one column."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        sums = vectors(builder, arguments[0], total)
        lines = vectors(builder, arguments[1], value)
        for c in range(value.columns):
            for r in range(value.rows):
                sums[r] = builder.fadd(sums[r], lines[value.at(r, c)])
        return tile(builder, sums)

    return signature(total, total, value), code


def _halves(builder: Any, a: Any, b: Any, width: int) -> Any:
    """Pairwise sums of blocks of `width` lanes: those of a in its place, those of b beside them."""
    picks: list[int] = []
    for start in range(0, LANES, 2 * width):
        picks += [*range(start, start + width), *range(LANES + start, LANES + start + width)]
    indices = ir.VectorType(ir.IntType(32), LANES)
    low = builder.shuffle_vector(a, b, ir.Constant(indices, picks))
    high = builder.shuffle_vector(a, b, ir.Constant(indices, [p + width for p in picks]))
    return builder.fadd(low, high)


@intrinsic
def lane_sums(typing: Any, array: Any, start: Any, stride: Any) -> Any:
    """The vector whose lane i is the sum of the 16 floats at `array[start + i stride]`.

    Lanes are added pairwise: i with i + 8, then i with i + 4, i + 2 and i + 1.
    """

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        lines = []
        for lane in range(LANES):
            line = builder.mul(arguments[2], ir.Constant(arguments[2].type, lane))
            pointer = address(
                context, builder, array, arguments[0], builder.add(arguments[1], line)
            )
            value = builder.load(builder.bitcast(pointer, VECTOR.as_pointer()))
            value.align = ALIGNMENT
            lines.append(value)
        width = LANES // 2
        while width:
            half = len(lines) // 2
            lines = [_halves(builder, lines[i], lines[i + half], width) for i in range(half)]
            width //= 2
        return tile(builder, lines)

    return signature(TileType(1, 1), array, types.intp, types.intp), code


@intrinsic
def any_nonzero(typing: Any, value: Any) -> Any:
    """Whether any lane of a tile has a bit set: a negative zero has one."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = ir.Constant(ir.IntType(1), 0)
        for vector in vectors(builder, arguments[0], value):
            bits = builder.bitcast(vector, INTEGERS)
            differs = builder.icmp_unsigned("!=", bits, ir.Constant(INTEGERS, None))
            mask = builder.bitcast(differs, ir.IntType(LANES))
            found = builder.or_(found, builder.icmp_unsigned("!=", mask, mask.type(0)))
        return found

    return signature(types.boolean, value), code
