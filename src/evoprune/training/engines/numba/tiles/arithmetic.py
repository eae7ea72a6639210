"""Operations lane by lane: a tile with a tile, with its one row or vector, or with a float32."""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing import signature
from numba.extending import intrinsic, overload

from evoprune.training.engines.numba.tiles.types import (
    INTEGERS,
    LANES,
    VECTOR,
    TileType,
    call,
    constant,
    fused,
    splat,
    tile,
    vectors,
)


def _common(kinds: tuple[Any, ...]) -> TileType:
    """The shape that all operands fit."""
    tiles = [kind for kind in kinds if isinstance(kind, TileType)]
    return TileType(max(t.rows for t in tiles), max(t.columns for t in tiles))


def _spread(builder: Any, value: Any, kind: Any, shape: TileType) -> list[Any]:
    """An operand as the vectors of a tile of the common shape."""
    if not isinstance(kind, TileType):
        return [splat(builder, value)] * shape.vectors
    own = vectors(builder, value, kind)
    return [
        own[kind.at(row % kind.rows, column % kind.columns)]
        for column in range(shape.columns)
        for row in range(shape.rows)
    ]


def _lanewise(emit: Callable[..., Any], operands: int) -> Any:
    """An operation on tiles from one on vectors."""

    def operation(kinds: tuple[Any, ...]) -> Any:
        shape = _common(kinds)
        exact = [kind if isinstance(kind, TileType) else types.float32 for kind in kinds]

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            spread = [
                _spread(builder, value, kind, shape)
                for value, kind in zip(arguments, exact, strict=True)
            ]
            return tile(builder, [emit(builder, *lanes) for lanes in zip(*spread, strict=True)])

        return signature(shape, *exact), code

    if operands == 1:

        @intrinsic
        def one(typing: Any, a: Any) -> Any:
            return operation((a,))

        return one
    if operands == 2:

        @intrinsic
        def two(typing: Any, a: Any, b: Any) -> Any:
            return operation((a, b))

        return two

    @intrinsic
    def three(typing: Any, a: Any, b: Any, c: Any) -> Any:
        return operation((a, b, c))

    return three


def _compared(relation: str, a: Any, b: Any, builder: Any) -> Any:
    return builder.fcmp_ordered(relation, a, b)


def _seed_of_reciprocal(builder: Any, x: Any) -> Any:
    # The exponent changes its sign; the constant makes the largest relative error smallest (5 %).
    bits = builder.bitcast(x, INTEGERS)
    magic = ir.Constant(INTEGERS, [0x7EF311C7] * LANES)
    return builder.bitcast(builder.sub(magic, bits), VECTOR)


def _reciprocal(builder: Any, x: Any) -> Any:
    one, minus = constant(1.0), builder.fneg(x)
    seed = _seed_of_reciprocal(builder, x)
    error = fused(builder, minus, seed, one)
    cubic = fused(builder, seed, fused(builder, error, error, error), seed)
    return fused(builder, cubic, fused(builder, minus, cubic, one), cubic)


def _scaled_by_power(builder: Any, x: Any, shifted: Any) -> Any:
    # `shifted` is an integer n plus 1.5 2^23, so that n stands in its low bits.
    exponent = builder.shl(builder.bitcast(shifted, INTEGERS), ir.Constant(INTEGERS, [23] * LANES))
    return builder.bitcast(builder.add(builder.bitcast(x, INTEGERS), exponent), VECTOR)


fma = _lanewise(fused, 3)
"""a b + c, rounded once."""
square_root = _lanewise(lambda builder, x: call(builder, "sqrt", x), 1)
absolute = _lanewise(lambda builder, x: call(builder, "fabs", x), 1)
reciprocal = _lanewise(_reciprocal, 1)
"""1/x to about one unit in the last place, for 1e-37 < x < 1e37, without the slow divider."""
at_least = _lanewise(
    lambda builder, x, low: builder.select(builder.fcmp_ordered("<", x, low), low, x), 2
)
"""max(x, low); what is not a number stays so."""
at_most = _lanewise(
    lambda builder, x, high: builder.select(builder.fcmp_ordered(">", x, high), high, x), 2
)
"""min(x, high); what is not a number stays so."""
where_positive = _lanewise(
    lambda builder, x, then, otherwise: builder.select(
        builder.fcmp_ordered(">", x, constant(0.0)), then, otherwise
    ),
    3,
)
"""The second operand where x > 0, the third elsewhere."""
times_power_of_two = _lanewise(_scaled_by_power, 2)
"""x 2^n, where the second operand is n + 1.5 2^23."""

_OPERATORS = {
    operator.add: _lanewise(lambda builder, a, b: builder.fadd(a, b), 2),
    operator.sub: _lanewise(lambda builder, a, b: builder.fsub(a, b), 2),
    operator.mul: _lanewise(lambda builder, a, b: builder.fmul(a, b), 2),
    operator.truediv: _lanewise(lambda builder, a, b: builder.fdiv(a, b), 2),
}


def _serve(symbol: Any, operation: Any) -> None:
    @overload(symbol)
    def served(a, b):
        if isinstance(a, TileType) or isinstance(b, TileType):
            return lambda a, b: operation(a, b)
        return None


for _symbol, _operation in _OPERATORS.items():
    _serve(_symbol, _operation)
