"""The arrays and parameters of a snapshot, checked before anything relies on them.

In: named arrays as they are on disk, and the parameters beside them. Out: the same arrays, of the type and within the
bounds that compiled loops rely on, or a `SnapshotError`; texts are two arrays. The one idea: arrays are checked once,
when a snapshot is opened, and never copied.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Self, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from recommender.errors import SnapshotError

# Where parts of another array begin: uint32, or int64 where that is too small.
Offsets = NDArray[np.uint32] | NDArray[np.int64]


# Texts that are read from an array at once.
_AT_ONCE = 1_024


class TextRows(Sequence[str]):
    """Many texts in an array of bytes; rows count from 0, and negative ones are refused.

    Attributes:
        data: uint8 (n_bytes,), the bytes of all texts, one after the other.
        offsets: uint32 or int64 (n_texts + 1,), where those of each text begin in `data`; the last is ``len(data)``.
    """

    data: NDArray[np.uint8]
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return self._texts_of(range(*row.indices(len(self))))
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._text_of(self.data[self.offsets.item(row) : self.offsets.item(row + 1)])

    @abstractmethod
    def _text_of(self, part: NDArray[np.uint8]) -> str:
        """Return the text that some bytes stand for."""

    def _texts_of(self, rows: range) -> list[str]:
        return [self[row] for row in rows]


class TextColumn(TextRows):
    """Many texts as two arrays: their bytes are UTF-8."""

    def __init__(self, data: NDArray[np.uint8], offsets: Offsets) -> None:
        self.data = data
        self.offsets = offsets

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Encode the texts."""
        encoded = [text.encode() for text in texts]
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets_from(map(len, encoded)))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Self:
        """Return the texts of the arrays ``NAME_data`` and ``NAME_offsets``, without copying them.

        Raises:
            SnapshotError: They are missing or do not fit together.
        """
        data = array_of(arrays, f"{name}_data", np.uint8)
        return cls(data, small_offsets_of(arrays, f"{name}_offsets", len(data)))

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return both arrays under the names that `from_arrays` reads."""
        return {f"{name}_data": self.data, f"{name}_offsets": self.offsets}

    def __iter__(self) -> Iterator[str]:
        for begin in range(0, len(self), _AT_ONCE):
            yield from self[begin : begin + _AT_ONCE]

    def bytes_of(self, row: int) -> bytes:
        """Return the bytes of one text, in UTF-8; its row is not checked."""
        return self.data[self.offsets.item(row) : self.offsets.item(row + 1)].tobytes()

    def _text_of(self, part: NDArray[np.uint8]) -> str:
        return _decode(part.tobytes())

    def _texts_of(self, rows: range) -> list[str]:
        if not rows or rows.step != 1:
            return super()._texts_of(rows)
        offsets = self.offsets[rows.start : rows.stop + 1].tolist()
        encoded, begin = self.data[offsets[0] : offsets[-1]].tobytes(), offsets[0]
        return [_decode(encoded[first - begin : last - begin]) for first, last in pairwise(offsets)]


def _decode(encoded: bytes) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError as error:
        raise SnapshotError("texts", "UTF-8", error) from None


def array_of(arrays: Mapping[str, NDArray[Any]], name: str, dtype: DTypeLike, *, ndim: int = 1) -> NDArray[Any]:
    """Return one of the arrays of a snapshot, of exactly this type.

    Raises:
        SnapshotError: It is missing, or of another type or number of dimensions.
    """
    array = arrays.get(name)
    if array is None or array.dtype != dtype or array.ndim != ndim:
        actual = "none" if array is None else f"{array.ndim} of {array.dtype}"
        raise SnapshotError(name, f"an array of {ndim} dimensions of {np.dtype(dtype)}", actual)
    return array


def offsets_from(lengths: Iterable[int]) -> Offsets:
    """Return where each of some parts begins when they lie end to end, and where the last ends, as small as may be."""
    offsets = np.cumsum([0, *lengths], dtype=np.int64)
    return offsets.astype(np.uint32) if offsets[-1] <= np.iinfo(np.uint32).max else offsets


def offsets_of(arrays: Mapping[str, NDArray[Any]], name: str, length: int) -> NDArray[np.int64]:
    """Return an array of a snapshot that says where each part of another array begins, and where the last part ends.

    Returns:
        int64 (n_parts + 1,), never falling, from 0 to `length`.

    Raises:
        SnapshotError: It is missing, or the parts do not cover `length` items in order.
    """
    offsets = array_of(arrays, name, np.int64)
    check_offsets(name, offsets, length)
    return offsets


def small_offsets_of(arrays: Mapping[str, NDArray[Any]], name: str, length: int) -> Offsets:
    """Return the same as `offsets_of`, uint32 or int64, as `offsets_from` made it."""
    array = arrays.get(name)
    is_small = array is not None and array.dtype == np.uint32
    offsets: Offsets = array_of(arrays, name, np.uint32 if is_small else np.int64)
    check_offsets(name, offsets, length)
    return offsets


def check_offsets(name: str, offsets: Offsets, length: int) -> None:
    """Make sure that offsets never fall, from 0 to `length`.

    Raises:
        SnapshotError: They do, or begin or end elsewhere.
    """
    if not len(offsets) or offsets[0] != 0 or offsets[-1] != length or (offsets[1:] < offsets[:-1]).any():
        raise SnapshotError(name, f"rising positions from 0 to {length}", offsets)


def parameters_of(facts: object, part: str, expected: Iterable[str]) -> Mapping[str, Any]:
    """Return the parameters of a part of a snapshot, which must have exactly these names.

    Args:
        facts: What the snapshot says of the part.
        part: Its name, for messages.
        expected: The names of its parameters.

    Raises:
        SnapshotError: They are not parameters, or have other names: another version of the software wrote them.
    """
    if not isinstance(facts, Mapping):
        raise SnapshotError(part, "parameters", facts)
    if differing := sorted(set(expected).symmetric_difference(facts)):
        names = ", ".join(f"{'an unknown' if name in facts else 'no'} parameter {name}" for name in differing)
        raise SnapshotError(part, "what this version of the software trains (train again)", names)
    return facts


def check_positions(name: str, positions: NDArray[np.integer], size: int) -> None:
    """Make sure that all positions are from 0 to `size` - 1, since compiled loops would read past the end.

    Raises:
        SnapshotError: One is not.
    """
    if len(positions) and not 0 <= positions.min() <= positions.max() < size:
        raise SnapshotError(name, f"positions below {size}", f"{positions.min()} to {positions.max()}")
