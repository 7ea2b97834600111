"""The terms of a model in a snapshot: mapped, not read, and found by a hash.

In: terms, sorted. Out: the same, by column, and the column of each. The one idea: as Python's own texts in a dictionary
78,000 terms take 18 MB in each worker, and a fifth of a second at its start; here they stay where all workers share
them, and one is found in three microseconds by the CRC-32 of its bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, Self, overload
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots import TextColumn, array_of, check_positions


class SortedTerms(Sequence[str]):
    """Terms by column; columns count from 0, and negative ones are refused.

    Attributes:
        texts: The terms, sorted.
        hashes: uint32 (n_terms,), the CRC-32 of each term in UTF-8, rising.
        columns: int32 (n_terms,), the column of the term of each hash.
    """

    def __init__(self, texts: TextColumn, hashes: NDArray[np.uint32], columns: NDArray[np.int32]) -> None:
        self.texts = texts
        self.hashes = hashes
        self.columns = columns
        # Its elements are Python's integers, read faster than an array's.
        self._hashes = memoryview(hashes)  # type: ignore[arg-type]
        self._columns = memoryview(columns)  # type: ignore[arg-type]

    @classmethod
    def of(cls, terms: Sequence[str]) -> Self:
        """Return terms that are sorted."""
        hashes = np.fromiter((crc32(term.encode()) for term in terms), np.uint32, len(terms))
        columns = np.argsort(hashes, kind="stable").astype(np.int32)
        return cls(TextColumn.of(terms), hashes[columns], columns)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Self:
        """Return the terms of named arrays, without copying them.

        Raises:
            SnapshotError: They are missing or do not fit together.
        """
        texts = TextColumn.from_arrays(arrays, name)
        hashes, columns = array_of(arrays, f"{name}_hashes", np.uint32), array_of(arrays, f"{name}_columns", np.int32)
        if not len(hashes) == len(columns) == len(texts) or (hashes[1:] < hashes[:-1]).any():
            raise SnapshotError(name, f"rising hashes of {len(texts)} terms", [len(hashes), len(columns)])
        check_positions(f"{name}_columns", columns, len(texts))
        return cls(texts, hashes, columns)

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names that `from_arrays` reads."""
        return {**self.texts.to_arrays(name), f"{name}_hashes": self.hashes, f"{name}_columns": self.columns}

    def get(self, term: str, default: int, /) -> int:
        """Return the column of a term, or `default` for one that is not here."""
        encoded = term.encode("utf-8", "surrogatepass")
        value, hashes = crc32(encoded), self._hashes
        at = bisect_left(hashes, value)
        while at < len(hashes) and hashes[at] == value:
            column = self._columns[at]
            if self.texts.bytes_of(column) == encoded:
                return column
            at += 1
        return default

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.get(term, -1) >= 0

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, column: int) -> str: ...
    @overload
    def __getitem__(self, column: slice) -> list[str]: ...
    def __getitem__(self, column: int | slice) -> str | list[str]:
        return self.texts[column]
