"""Operators by name: inner nodes of expressions. One file and one line each."""

import functools
from typing import TYPE_CHECKING

from evoprune.registry import load

if TYPE_CHECKING:
    from evoprune.evolution.expressions.operators.base import Operator

_HERE = "evoprune.evolution.expressions.operators"
RELEASED: dict[str, str] = {
    "add": f"{_HERE}.add:Add",
    "sub": f"{_HERE}.sub:Subtract",
    "mul": f"{_HERE}.mul:Multiply",
    "div": f"{_HERE}.div:Divide",
    "abs": f"{_HERE}.abs:Absolute",
    "pow2": f"{_HERE}.pow2:Square",
    "sqrt": f"{_HERE}.sqrt:SquareRoot",
    "rho1": f"{_HERE}.rho1:SmallRidge",
    "rho5": f"{_HERE}.rho5:LargeRidge",
    "matmul": f"{_HERE}.matmul:MatrixProduct",
    "trace": f"{_HERE}.trace:Trace",
    "inv": f"{_HERE}.inv:Inverse",
    "outer": f"{_HERE}.outer:OuterProduct",
    "transpose": f"{_HERE}.transpose:Transpose",
    "g_mean": f"{_HERE}.g_mean:MeanOfAll",
    "mean": f"{_HERE}.mean:MeanOfColumns",
    "sum": f"{_HERE}.sum:SumOfAll",
    "std": f"{_HERE}.std:StandardDeviation",
    "var": f"{_HERE}.var:Variance",
    "num": f"{_HERE}.num:Count",
    "geo_median": f"{_HERE}.geo_median:GeometricMedian",
}
ADDED: dict[str, str] = {
    "inner": f"{_HERE}.inner:InnerProduct",
    "prod": f"{_HERE}.prod:ProductOfAll",
    "rbf": f"{_HERE}.rbf:RbfKernel",
    "first": f"{_HERE}.first:FirstSlice",
}
OPERATORS: dict[str, str] = RELEASED | ADDED
SETS: dict[str, tuple[str, ...]] = {"released": tuple(RELEASED), "paper": tuple(OPERATORS)}
"""Names of operators by the name of their set: as released, and with those the paper adds."""


@functools.cache
def operator(name: str) -> "Operator":
    """The operator registered as `name`.

    Raises:
        ConfigError: there is no such name.
    """
    found: Operator = load("operator of expressions", OPERATORS, name)()
    return found
