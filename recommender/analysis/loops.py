"""How loops are compiled: by numba, without the interpreter's lock, and kept on disk until something in them changes.

A compiled loop holds the code of the functions that it calls and the constants that it names, of other files too. numba
compiles anew when the loop's own file has changed, and would go on serving the old code of a function imported from
another. Here a loop is kept under a digest of all that it can reach: the sources of its own file and of the files that
its functions and classes come from, and the numbers that it imports.

Compiled parts are also named here such that no two processes give one name to different code. numba counts them from 1
in each process, and a third one that loads loops of both calls the one part for the other, and crashes, or worse
(numba's issue 10486).

Compiling is dear, so each loop is compiled in few forms: whether an array may be written to, how wide a single whole
number is, and whether its value is known beforehand make no form of their own. A loop is therefore trusted to write to
no array that it is given read-only: it would not be refused, as numba does, but end the process.
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache, partial
from hashlib import blake2b
from inspect import getfile
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import binding
from numba import njit, types
from numba.core.bytecode import FunctionIdentity
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target
from numba.core.sigutils import normalize_signature
from numba.np import linalg

# Drawn rather than counted, so that processes that were forked do not go on with the same numbers either.
FunctionIdentity._unique_ids = iter(partial(secrets.randbits, 64), None)  # type: ignore[assignment]  # noqa: SLF001

# numba imports all linear algebra of scipy to see whether it is there, which takes longer than the rest of what numba
# does before it loads a loop. It looks again where a loop multiplies matrices, as none here does.
_ensure_blas, linalg.ensure_blas = linalg.ensure_blas, lambda: None
import numba.np.arraymath  # noqa: E402, F401

linalg.ensure_blas = _ensure_blas

Kind = Any  # a type of numba's, which has none for them
Kinds = tuple[Kind, ...]
Loop = TypeVar("Loop", bound=Callable[..., Any])

# What other sources compiled stays this long, for whoever goes back and forth between two versions. Above 0, a time; by
# hand.
OUTDATED = timedelta(days=7)


def compiled(loop: Loop) -> Loop:
    """Compile a function of arrays and numbers at its first call with arguments of given types, and keep the result.

    It is kept where numba keeps such things: beside the source, where that cannot be written in the user's cache, or in
    `NUMBA_CACHE_DIR`.
    """
    # A form for callbacks from C, which numba makes beside each, would never be called.
    options: dict[str, Any] = {"nogil": True, "no_cfunc_wrapper": True}
    dispatcher: Any = njit(**options)(loop)
    if dispatcher is not loop:  # it is with NUMBA_DISABLE_JIT
        dispatcher._cache = LoopCache(loop)  # noqa: SLF001  (numba lets nobody name a cache otherwise)
        dispatcher.compile = partial(_compile_common_form, dispatcher, dispatcher.compile)
    return cast("Loop", dispatcher)


def prepare_loading() -> None:
    """Import what numba itself does when it loads its first loop, for processes that are forked from this one."""
    cpu_target.typing_context.refresh()
    cpu_target.target_context.refresh()


def _compile_common_form(dispatcher: Any, compile_form: Callable[[Kinds], object], signature: Kinds) -> object:  # noqa: ANN401
    """Compile a loop for the common form of its arguments, and let those of the given form find it from now on."""
    given = tuple(normalize_signature(signature)[0])  # type: ignore[no-untyped-call]
    # Within another loop, what may be written to is known: only there is an array of constants read-only for good.
    within = global_compiler_lock.is_locked()  # type: ignore[no-untyped-call]
    common = tuple(_number_form(each) if within else _common_form(each) for each in given)
    entry = compile_form(common)
    if given != common and given not in dispatcher.overloads:
        dispatcher._insert([each._code for each in given], entry)  # noqa: SLF001
    return entry


def _common_form(kind: Kind) -> Kind:
    """Return the type of an argument as it is compiled for: without the flag of an array that is read-only."""
    if isinstance(kind, types.Array):
        return kind.copy(readonly=False)
    if isinstance(kind, types.BaseTuple):
        parts = tuple(map(_common_form, kind.types))  # type: ignore[attr-defined]
        return types.BaseTuple.from_types(parts, getattr(kind, "instance_class", None))  # type: ignore[no-untyped-call]
    return _number_form(kind)


def _number_form(kind: Kind) -> Kind:
    """Return the type of a single number as it is compiled for: whole numbers with a sign have 64 bits."""
    kind = types.unliteral(kind)  # type: ignore[no-untyped-call]
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind  # type: ignore[attr-defined]


class LoadedLoop(CompileResultCacheImpl):
    """How a compiled form is loaded: without what it was compiled from, until another loop is compiled that calls it.

    numba parses that at once, which takes a third of the processor's time of a load and half of its memory.
    """

    def rebuild(self, target_context: Any, payload: Any) -> Any:  # noqa: ANN401
        """Return the compiled form of what was kept."""
        (name, kind, data), description, *rest = payload
        if kind != "object":
            return super().rebuild(target_context, payload)  # type: ignore[no-untyped-call]
        code, source = data
        stub = _stub_of((description.llvm_func_name, description.llvm_cpython_wrapper_name))
        loaded = super().rebuild(  # type: ignore[no-untyped-call]
            target_context, ((name, kind, (code, stub)), description, *rest)
        )
        loaded.library._shared_module = None  # noqa: SLF001
        loaded.library._get_module_for_linking = cache(partial(binding.parse_bitcode, source))  # noqa: SLF001
        return loaded


def _stub_of(names: Iterable[str]) -> bytes:
    """Return what says that functions of these names are there; numba learns their names from it."""
    text = "\n".join(f'define void @"{name}"() {{ ret void }}' for name in names)
    stub: bytes = binding.parse_assembly(text).as_bitcode()
    return stub


class LoopCache(FunctionCache):
    """The compiled forms of one loop on disk: one file for each combination of argument types, and an index of them."""

    _impl_class = LoadedLoop

    def __init__(self, loop: Callable[..., Any]) -> None:
        super().__init__(loop)  # type: ignore[no-untyped-call]
        digest = digest_of(loop.__module__)
        self._stem = f"{Path(getfile(loop)).stem}.{loop.__qualname__}-"
        name = f"{self._stem}{digest}.{sys.implementation.cache_tag}"
        self._cache_file = IndexDataCacheFile(self.cache_path, name, digest)  # type: ignore[no-untyped-call]

    def save_overload(self, sig: object, data: object) -> None:
        """Keep a compiled form, and remove those that were compiled from other sources long ago."""
        super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        end = time.time() - OUTDATED.total_seconds()
        for path in Path(self.cache_path).glob(f"{self._stem}*.nb?"):
            if path.stat().st_mtime < end:
                path.unlink(missing_ok=True)


@cache
def digest_of(name: str) -> str:
    """Return a digest of a module's source, and of all that a loop in it can reach in other modules of its package.

    Args:
        name: A module that is being imported, and has imported already what it needs.
    """
    digest = blake2b(np.__version__.encode(), digest_size=8)
    for module in sorted(_reached(name, set())):
        digest.update(Path(getfile(sys.modules[module])).read_bytes())
        digest.update(repr(_numbers(sys.modules[module])).encode())
    return digest.hexdigest()


def _reached(name: str, seen: set[str]) -> set[str]:
    """Return a module, and those of its package that its functions and classes come from, and theirs."""
    seen.add(name)
    package = name.partition(".")[0]
    for value in list(vars(sys.modules[name]).values()):
        home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(home, str) and home.partition(".")[0] == package and home in sys.modules and home not in seen:
            _reached(home, seen)
    return seen


def _numbers(module: ModuleType) -> list[tuple[str, object]]:
    """Return the numbers that a module names, and its tables of numbers."""
    named = [(name, each) for name, each in vars(module).items() if isinstance(each, int | float | np.generic)]
    tables = ((name, each) for name, each in vars(module).items() if isinstance(each, np.ndarray))
    return [*sorted(named), *sorted((name, f"{each.dtype} {each.tolist()}") for name, each in tables)]
