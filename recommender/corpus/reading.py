"""How a source is read: what its owner chose, and who takes what does not become an article.

In: the arguments of `read_articles`. Out: one value that every reader is given. The one idea: a record is an article
to be, or it is refused (damaged), left out (sound, but not a public article), or withdraws an article that came before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from recommender.article import ArticleId
from recommender.corpus.files import Record, Refuse
from recommender.corpus.formats import first_element, plain_suffix, start_of

if TYPE_CHECKING:
    from recommender.corpus.mapping import Columns


class LeftOut(NamedTuple):
    """A record that is sound, and no public article.

    Attributes:
        path: The file, or the address of the database without secrets.
        line: Its line or number there, as in `Record`.
        reason: Why, in a few words that many records share, such as ``draft`` or ``attachment``.
    """

    path: str
    line: int | None
    reason: str


class LostValue(NamedTuple):
    """A value that could not be used; its article was read without it.

    Attributes:
        path: The file, or the address of the database without secrets.
        line: The line or number of its record there, as in `Record`.
        field: The field that holds nothing for it, or less.
        expected: What the field expected.
        value: The value, or of texts, which are never logged, their kind or length; at most one short line.
    """

    path: str
    line: int | None
    field: str
    expected: str
    value: str


LeaveOut = Callable[[LeftOut], None]
LoseValue = Callable[[LostValue], None]
Withdraw = Callable[[ArticleId], None]


def ignore(_: object) -> None:
    """Ignore the value (default callback)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a source.

    Attributes:
        columns: Where the fields of an article are found in a record.
        refuse: Takes each record that cannot be read.
        leave_out: Takes each record that is no public article and that a reader does not even yield.
        apart: Reads a file by a reader in a process of its own; in that process, it reads like any other.
    """

    columns: Columns
    refuse: Refuse
    leave_out: LeaveOut
    apart: Callable[[Reader, Path, Reading], Iterator[Record]]

    def read_by(self, reader: Reader, path: Path) -> Iterator[Record]:
        """Read a file by a reader, where that reader is to be read.

        A reader of many pages that strangers wrote, as in web archives, is not read apart itself and hands each page to
        this, by a temporary file, so that one that takes too long costs only itself.
        """
        return self.apart(reader, path, self) if reader.apart else reader.read(path, self)

    @property
    def encoding(self) -> str | None:
        """Return the encoding of text that its owner chose; None to tell it of each file by its bytes."""
        return self.columns.options.encoding


class FileHead(NamedTuple):
    """What is known of a file before it is read.

    Attributes:
        path: Its path.
        data: Its first bytes, unpacked, in UTF-8 if it is text, without a byte order mark.
        columns: Where the fields of an article are to be found, by which a table is recognised.
    """

    path: Path
    data: bytes
    columns: Columns

    @property
    def suffix(self) -> str:
        """Return the last suffix of its name in lower case, without one of packing."""
        return plain_suffix(self.path)

    @property
    def start(self) -> bytes:
        """Return its first bytes that are no white space, at most 100, in lower case."""
        return start_of(self.data)

    @property
    def element(self) -> str:
        """Return the local name of its first element of markup, in lower case; ``""`` if there is none."""
        return first_element(self.data)


class Reader(NamedTuple):
    """The reader of one format.

    Attributes:
        name: The format as messages name it, such as ``feed``.
        recognises: Returns whether a file, which is not empty, is of the format.
        read: Yields the records of a file. A fault of the whole file is raised as `CorpusError`.
        suffixes: The suffixes of names, without one of packing, at which a folder's files are offered to readers.
        apart: Whether it is read in a process of its own (`corpus.apart`), which limits processor time and memory and
            outlives a crash: for markup and whatever else is parsed by code that a hostile file may hold up.
    """

    name: str
    recognises: Callable[[FileHead], bool]
    read: Callable[[Path, Reading], Iterator[Record]]
    suffixes: frozenset[str] = frozenset()
    apart: bool = False
