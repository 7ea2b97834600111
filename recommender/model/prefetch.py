"""Asking the memory for what a loop will read soon: an instruction that processors have, and numba has no name for.

In: an array, and a position. Out: nothing, but that the line of memory around it is on its way to the cache. A search
reads from some hundred places that no processor foresees, and would wait for the memory at each.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core.cgutils import int32_t, ir, voidptr_t  # type: ignore[attr-defined]
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

_READ, _ALL_CACHES, _DATA = 0, 3, 1  # as LLVM's reference of `llvm.prefetch` has them


def prefetch(array: NDArray[Any], at: int) -> None:
    """Ask for the item at a position, within a compiled loop; nothing happens where that is outside of the array."""


@intrinsic
def _prefetch(_context: Any, array: Any, at: Any) -> Any:  # noqa: ANN401  (numba has no types for them)
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:  # noqa: ANN401
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        place = builder.bitcast(builder.gep(data, [values[1]]), voidptr_t)
        kind = ir.FunctionType(ir.VoidType(), [voidptr_t, int32_t, int32_t, int32_t])
        name = "llvm.prefetch.p0"
        instruction = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        builder.call(instruction, [place, *map(int32_t, (_READ, _ALL_CACHES, _DATA))])
        return context.get_dummy_value()

    return types.void(array, at), generate


@overload(prefetch)
def _compiled_prefetch(array: Any, at: Any) -> Any:  # noqa: ANN401, ARG001
    def ask(array: Any, at: Any) -> Any:  # noqa: ANN401
        return _prefetch(array, at)  # type: ignore[call-arg]

    return ask
