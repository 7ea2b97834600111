"""How a start is kept short, and a worker small.

While a start lasts, Python does not look for cycles among what stays for good: of the processor's time of a start, a
fifth went into looking through imported modules again and again. And all threads take memory from one arena of the C
library: each has one of its own by default, and what one of them frees there no other can use, 13 MB for 20,000 long
texts.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_M_ARENA_MAX = -8  # of glibc's malloc.h


def use_one_arena() -> bool:
    """Let threads that start from here on share the memory of one arena; return whether the C library can do so."""
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1))
    except (AttributeError, OSError, TypeError):  # not glibc
        return False


@contextmanager
def collecting_later() -> Iterator[None]:
    """Let Python look for cycles when this is over, if it did before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
