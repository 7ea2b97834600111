"""The arrays of a snapshot: taken as they are, once they are what they must be.

In: named arrays as they lie on disk. Out: the same, of the type and within the bounds that compiled loops rely on; and
texts, which are two of them. Parameters, which lie beside them, are looked at here as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from recommender.errors import SnapshotError


class TextColumn(Sequence[str]):
    """Many texts as two arrays; rows count from 0, never from the end.

    Attributes:
        data: uint8 (n_bytes,), all texts in UTF-8, one after the other.
        offsets: int64 (n_texts + 1,), where each begins; the last is ``len(data)``.
    """

    def __init__(self, data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.data = data
        self.offsets = offsets

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Encode the texts."""
        encoded = [text.encode() for text in texts]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(text) for text in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Self:
        """Take ``NAME_data`` and ``NAME_offsets`` as they are.

        Raises:
            SnapshotError: They are missing or do not fit together.
        """
        data = array_of(arrays, f"{name}_data", np.uint8)
        return cls(data, starts_of(arrays, f"{name}_offsets", len(data)))

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return both arrays under the names that `from_arrays` knows."""
        return {f"{name}_data": self.data, f"{name}_offsets": self.offsets}

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            raise IndexError(row)
        encoded: bytes = self.data[self.offsets[row] : self.offsets[row + 1]].tobytes()
        try:
            return encoded.decode()
        except UnicodeDecodeError as error:
            raise SnapshotError("texts", "UTF-8", error) from None


def array_of(arrays: Mapping[str, NDArray[Any]], name: str, dtype: DTypeLike, *, ndim: int = 1) -> NDArray[Any]:
    """Return one of the arrays of a snapshot, of just this type.

    Raises:
        SnapshotError: It is missing or another one.
    """
    array = arrays.get(name)
    if array is None or array.dtype != dtype or array.ndim != ndim:
        found = "none" if array is None else f"{array.ndim} of {array.dtype}"
        raise SnapshotError(name, f"an array of {ndim} dimensions of {np.dtype(dtype)}", found)
    return array


def starts_of(arrays: Mapping[str, NDArray[Any]], name: str, length: int) -> NDArray[np.int64]:
    """Return an array of a snapshot that says where each of several stretches begins, and where the last one ends.

    Raises:
        SnapshotError: It is missing, or the stretches do not cover `length` items in order.
    """
    starts = array_of(arrays, name, np.int64)
    if not len(starts) or starts[0] != 0 or starts[-1] != length or (starts[1:] < starts[:-1]).any():
        raise SnapshotError(name, f"rising positions from 0 to {length}", starts)
    return starts


def parameters_of(found: object, part: str, expected: Iterable[str]) -> Mapping[str, Any]:
    """Return the parameters of a part of a snapshot, of just these names.

    Raises:
        SnapshotError: They are none, or have others: versions of the software differ in them.
    """
    if not isinstance(found, Mapping):
        raise SnapshotError(part, "parameters", found)
    if differing := sorted(set(expected).symmetric_difference(found)):
        names = ", ".join(f"{'an unknown' if name in found else 'no'} parameter {name}" for name in differing)
        raise SnapshotError(part, "what this version of the software trains (train again)", names)
    return found


def check_positions(name: str, positions: NDArray[np.integer], size: int) -> None:
    """Make sure that all positions are those of `size` items, since compiled loops would read past the end.

    Raises:
        SnapshotError: One is not.
    """
    if len(positions) and not 0 <= positions.min() <= positions.max() < size:
        raise SnapshotError(name, f"positions below {size}", f"{positions.min()} to {positions.max()}")
