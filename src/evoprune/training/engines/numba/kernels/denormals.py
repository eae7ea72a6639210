"""Flushing denormal numbers to zero while a kernel runs.

The moments of units that no longer get a gradient halve every step until they are denormal, and
some processors then take a hundred times as long for each operation. Numbers below 1.2e-38 move no
weight that a network has, so kernels count them as zero. The thread's control register is put
back when the kernel ends: nobody else sees a difference.
"""

import platform
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing import signature
from numba.extending import intrinsic

FLUSH_AND_IGNORE = 0x8040
"""Bits FTZ and DAZ of MXCSR."""

HAS_MXCSR = platform.machine().lower() in ("x86_64", "amd64")
"""Elsewhere (ARM) denormals cost nothing and are left alone."""

POINTER = ir.IntType(8).as_pointer()


def _register(builder: Any, operation: str, memory: Any) -> None:
    kind = ir.FunctionType(ir.VoidType(), [POINTER])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.x86.sse.{operation}")
    builder.call(function, [builder.bitcast(memory, POINTER)])


@intrinsic
def flush_denormals(typing: Any) -> Any:
    """Start flushing; returns what `restore_denormals` needs."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        before = cgutils.alloca_once_value(builder, ir.Constant(ir.IntType(32), 0))
        if HAS_MXCSR:
            _register(builder, "stmxcsr", before)
            word = builder.or_(builder.load(before), ir.Constant(ir.IntType(32), FLUSH_AND_IGNORE))
            _register(builder, "ldmxcsr", cgutils.alloca_once_value(builder, word))
        return builder.load(before)

    return signature(types.uint32), code


@intrinsic
def restore_denormals(typing: Any, before: Any) -> Any:
    """Set the control register to what it was."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        if HAS_MXCSR:
            memory = cgutils.alloca_once(builder, ir.IntType(32))
            builder.store(arguments[0], memory)
            _register(builder, "ldmxcsr", memory)
        return context.get_dummy_value()

    return signature(types.void, types.uint32), code
