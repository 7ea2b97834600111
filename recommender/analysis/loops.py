"""How loops are compiled: by numba, without the interpreter's lock, and kept on disk until something in them changes.

A compiled loop holds the code of the functions that it calls and the constants that it names, of other files too. numba
compiles anew when the loop's own file has changed, and would go on serving the old code of a function imported from
another. Here a loop is kept under a digest of all that it can reach: the sources of its own file and of the files that
its functions and classes come from, and the numbers that it imports.

Compiled parts are also named here such that no two processes give one name to different code. numba counts them from 1
in each process, and a third one that loads loops of both calls the one part for the other, and crashes, or worse
(numba's issue 10486).
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from hashlib import blake2b
from inspect import getfile
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numba.core.bytecode import FunctionIdentity
from numba.core.caching import FunctionCache, IndexDataCacheFile

# Drawn rather than counted, so that processes that were forked do not go on with the same numbers either.
FunctionIdentity._unique_ids = iter(partial(secrets.randbits, 64), None)  # type: ignore[assignment]  # noqa: SLF001

Loop = TypeVar("Loop", bound=Callable[..., Any])

# What other sources compiled stays this long, for whoever goes back and forth between two versions. Above 0, a time; by
# hand.
OUTDATED = timedelta(days=7)


def compiled(loop: Loop) -> Loop:
    """Compile a function of arrays and numbers at its first call with arguments of given types, and keep the result.

    It is kept where numba keeps such things: beside the source, where that cannot be written in the user's cache, or in
    `NUMBA_CACHE_DIR`.
    """
    dispatcher: Any = njit(nogil=True)(loop)
    if dispatcher is not loop:  # it is with NUMBA_DISABLE_JIT
        dispatcher._cache = LoopCache(loop)  # noqa: SLF001  (numba lets nobody name a cache otherwise)
    return cast("Loop", dispatcher)


class LoopCache(FunctionCache):
    """The compiled forms of one loop on disk: one file for each combination of argument types, and an index of them."""

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
    return sorted((name, each) for name, each in vars(module).items() if isinstance(each, int | float | np.generic))
