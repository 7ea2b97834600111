"""Asking the memory: nothing is to be seen of it but that loops with it compile, and read what they would without."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model.prefetch import prefetch


@compiled
def total(numbers: NDArray[np.uint32], ahead: int) -> int:
    """Add up numbers, asking for those ahead."""
    sum_of_all = 0
    for at in range(len(numbers)):
        prefetch(numbers, at + ahead)
        sum_of_all += numbers[at]
    return sum_of_all


def test_what_is_asked_for_changes_nothing_wherever_it_is() -> None:
    for ahead in (0, 3, 2**20, -(2**20)):
        assert total(np.arange(100, dtype=np.uint32), ahead) == 4950


def test_without_compiling_nothing_is_asked_for() -> None:
    prefetch(np.arange(3), 1)


def test_the_instruction_is_there() -> None:
    fresh: Any = njit(total.py_func)  # type: ignore[attr-defined]
    fresh(np.arange(100, dtype=np.uint32), 0)
    assembly = "".join(fresh.inspect_asm().values())
    assert any(name in assembly for name in ("prefetcht0", "prfm"))
