"""The one function that reads a corpus.

In: a file, a folder or a database. Out: its articles, one after the other. The one idea: a bad record, or a bad file of
a folder, is reported and costs nothing else; only a source without any article is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from recommender.article import Article
from recommender.corpus.archive import unpacked_files
from recommender.corpus.captured import read_captured
from recommender.corpus.feed import read_feed
from recommender.corpus.files import Record, Refuse, log_refused, read_head
from recommender.corpus.folder import article_files
from recommender.corpus.formats import EXPECTED, Format, format_of, plain_stem
from recommender.corpus.jsonl import read_document, read_lines
from recommender.corpus.mapping import Columns
from recommender.corpus.page import PageReader
from recommender.corpus.parquet import read_parquet
from recommender.corpus.table import read_table
from recommender.errors import ArticleError, CorpusError


def read_articles(
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    refused: Refuse | None = None,
) -> Iterator[Article]:
    """Read the articles of a file, folder or database, one at a time.

    Formats are JSON Lines, JSON, CSV, TSV, Parquet, feeds (RSS, Atom, RDF, JSON Feed), HTML pages and captured page
    text, recognised by content and suffix, and zip and tar archives of them; all but Parquet and zip may be packed by
    gzip or Zstandard. Feeds and pages need the extra ``web``, Parquet ``parquet``, Zstandard ``zstd``. The usual names
    of columns are known. Articles come in the order of the source, the files of a folder by name; an article that is
    there twice comes twice. Addresses without their site, such as ``/news/1``, are left out.

    Of a database, ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``, the store in it is read, as it is
    when reading begins; if there is none, its only table of articles. ``?table=NAME`` or ``?query=SELECT…`` after the
    address, percent-encoded, names a table or a query instead.

    Args:
        source: A path or the address of a database.
        columns: The source's column by the article's field, such as ``{"title": "kicker"}``, before the known names.
            An empty column leaves a field out, such as one whose column holds something else.
        refused: Takes each record, and each file of a folder, that could not be read. By default it is logged.

    Raises:
        CorpusError: The source does not exist or cannot be reached, is of no known format, or gave no article at all
            (raised at its end).
        ValueError: `columns` names something that is not a field of an article.
    """
    return _read(source, Columns(dict(columns or {})), _Tally(refused or log_refused))


def read_column(
    source: str | Path, column: str, *, columns: Mapping[str, str] | None = None, refused: Refuse | None = None
) -> Iterator[tuple[str, str]]:
    """Read one of a source's own columns, such as the event that each article is about.

    Args:
        source: As of `read_articles`.
        column: Its name in the source.
        columns: As of `read_articles`.
        refused: As of `read_articles`.

    Yields:
        The id of an article and its value; articles without a value are left out.

    Raises:
        CorpusError: As `read_articles` does; or a table or a store has no such column.
    """
    if column != "section" and is_address(source):
        _expect_table(str(source), column)
    # Read as the section, a column of any name passes through the readers of all formats.
    named = {**(columns or {}), "section": column}
    for article in _read(source, Columns(named, exact=True), _Tally(refused or log_refused)):
        if article.section:
            yield article.article_id, article.section


def is_address(source: str | Path) -> bool:
    """Return whether a source is the address of a database rather than a path."""
    return re.match(r"[a-z][a-z0-9+]*://", str(source)) is not None


def name_of(source: str | Path) -> str:
    """Return what a source is called in messages: its path, or its address without secrets.

    Raises:
        CorpusError: It is an address, but not of a database known here.
    """
    if not is_address(source):
        return str(source)
    from recommender.corpus import database

    return database.name_of(str(source))


class _Tally:
    """Counts what is refused and passes it on, for the error of a source without articles."""

    def __init__(self, refused: Refuse) -> None:
        self.count = 0
        self.first: CorpusError | None = None
        self._refused = refused

    def __call__(self, error: CorpusError) -> None:
        self.count += 1
        self.first = self.first or error
        self._refused(error)

    def summary(self) -> str:
        if self.first is None:
            return f"holds no article: {EXPECTED}"
        return f"gave no article: {self.count} refused, the first of them {self.first}"


def _read(source: str | Path, columns: Columns, tally: _Tally) -> Iterator[Article]:
    if is_address(source):
        return _of_database(str(source), columns, tally)
    path = _existing(source)
    return _not_empty(path, _of_path(path, columns, tally), tally)


def _expect_table(address: str, column: str) -> None:
    """Refuse a column of a store: its articles have no label but their section."""
    from recommender.corpus import database

    store = database.find_store(address)
    if store is not None:
        store.close()
        raise CorpusError(database.name_of(address), None, f"a store has no column {column!r}; its label is section")


def _existing(source: str | Path) -> Path:
    try:
        readable = bool(str(source)) and (Path(source).is_file() or Path(source).is_dir())
    except (OSError, ValueError):  # a name that no file can have
        readable = False
    if not readable:
        raise CorpusError(source, None, "expected a file or a folder, found none")
    return Path(source)


def _not_empty(source: str | Path, articles: Iterator[Article], tally: _Tally) -> Iterator[Article]:
    empty = True
    for article in articles:
        empty = False
        yield article
    if empty:
        raise CorpusError(source, None, tally.summary())


def _of_database(address: str, columns: Columns, tally: _Tally) -> Iterator[Article]:
    # Its packages take a good part of a second to import, which whoever reads files should not pay.
    from recommender.corpus import database

    name = database.name_of(address)

    def articles() -> Iterator[Article]:
        store = database.find_store(address)
        if store is None:
            yield from _accepted(name, database.read_database(address, columns, tally), columns, tally)
        else:
            with store:
                yield from store.articles().articles

    return _not_empty(name, articles(), tally)


def _of_path(path: Path, columns: Columns, refuse: Refuse) -> Iterator[Article]:
    with PageReader() as pages:
        if not path.is_dir():
            yield from _of_file(path, columns, pages, refuse)
            return
        for file in article_files(path, refuse):
            try:
                yield from _of_file(file, columns, pages, refuse)
            except CorpusError as error:
                refuse(error)


def _of_file(path: Path, columns: Columns, pages: PageReader, refuse: Refuse) -> Iterator[Article]:
    head = read_head(path)
    format_ = format_of(path, head, columns)
    if format_ == "archive":
        yield from _of_archive(path, head, columns, pages, refuse)
    else:
        yield from _accepted(path, _records(path, format_, columns, pages, refuse), columns, refuse)


def _of_archive(path: Path, head: bytes, columns: Columns, pages: PageReader, refuse: Refuse) -> Iterator[Article]:
    for name, file in unpacked_files(path, head, refuse):

        def refuse_of(error: CorpusError, name: str = name) -> None:
            refuse(CorpusError(f"{path}/{name}", error.line, error.reason))

        try:
            format_ = format_of(file, read_head(file), columns)
            yield from _accepted(file, _records(file, format_, columns, pages, refuse_of), columns, refuse_of)
        except CorpusError as error:
            refuse_of(error)


def _accepted(source: str | Path, records: Iterator[Record], columns: Columns, refuse: Refuse) -> Iterator[Article]:
    for record in records:
        try:
            article = columns.article(record.values)
        except ArticleError as error:
            refuse(CorpusError(source, record.line, str(error)))
        else:
            yield article


def _records(path: Path, format_: Format, columns: Columns, pages: PageReader, refuse: Refuse) -> Iterator[Record]:
    match format_:
        case "JSON Lines":
            return read_lines(path, refuse)
        case "JSON":
            return read_document(path, refuse)
        case "CSV or TSV":
            return read_table(path, columns, refuse)
        case "Parquet":
            return read_parquet(path, columns, refuse)
        case "feed":
            return read_feed(path)
        case "HTML page":
            return pages.read(path)
        case "captured page text":
            return read_captured(path, plain_stem(path))
        case "archive":
            raise CorpusError(path, None, "an archive within an archive")
