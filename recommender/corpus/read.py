"""The one function that reads a corpus.

In: a file, a folder, a database or a frame. Out: its articles, one after the other. The one idea: a bad record, or a
bad file of a folder, is reported and costs nothing else; only a source without any article is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from recommender.article import Article, ArticleId, Withdrawal
from recommender.corpus import in_memory
from recommender.corpus.apart import ParserProcess
from recommender.corpus.archive import unpacked_files
from recommender.corpus.bundle import (
    Bundle,
    BundleReader,
    bundle_of_archive,
    bundle_of_folder,
    claims_of_archive,
    claims_of_folder,
    is_claimed,
)
from recommender.corpus.files import Record, Refuse, log_refused, read_head
from recommender.corpus.folder import article_files, is_known_without_suffix, may_hold_articles
from recommender.corpus.formats import is_archive, plain_suffix, unreadable_kind
from recommender.corpus.in_memory import InMemory, Source, is_frame, records_in_memory
from recommender.corpus.mapping import Columns
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.publication import WITHDRAWN, reason_not_public, unknown_state
from recommender.corpus.readers import BUNDLES, EXPECTED, reader_of
from recommender.corpus.reading import FileHead, LeaveOut, LeftOut, LoseValue, LostValue, Reading, Withdraw, ignore
from recommender.errors import ArticleError, CorpusError

# One version of an article, or the end of all versions before.
Version = Article | Withdrawal


def read_articles(
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    refused: Refuse | None = None,
    left_out: LeaveOut = ignore,
    withdrawn: Withdraw = ignore,
    lost: LoseValue = ignore,
    options: ReadOptions = NO_OPTIONS,
) -> Iterator[Article]:
    """Read the public articles of a file, folder, database or frame, one at a time.

    Formats are JSON Lines, JSON, CSV, TSV, Parquet, feeds (RSS, Atom, RDF, JSON Feed), HTML pages and captured page
    text, recognised by content and suffix, and zip and tar archives of them; all but Parquet and zip may be packed by
    gzip, bzip2, xz or Zstandard. Text may be in any usual encoding. Feeds and pages need the extra ``web``, Parquet
    ``parquet``. The usual names of columns are known. Articles come in the order of the source, the
    files of a folder by name; an article that is
    there twice comes twice. Addresses without their site, such as ``/news/1``, are left out.

    Of a database, ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``, the store in it is read, as it is
    when reading begins; if there is none, its only table of articles. ``?table=NAME`` or ``?query=SELECT…`` after the
    address, percent-encoded, names a table or a query instead.

    Args:
        source: A path, the address of a database, a pandas frame, or an iterable of dictionaries or articles. An
            article is taken as it is.
        columns: The source's column by the article's field, such as ``{"title": "kicker"}``, before the known names.
            An empty column leaves a field out, such as one whose column holds something else.
        refused: Takes each record, and each file of a folder, that could not be read. By default it is logged.
        left_out: Takes each record that is sound, and no public article: a draft, an attachment, a story under embargo.
        withdrawn: Takes the id of each article that the source takes back: earlier versions of it that were read from
            any source are to be taken down.
        lost: Takes each value that could not be used; its article is read without it.
        options: What the owner of the source says of its values, such as the zone of times without one.

    Raises:
        CorpusError: The source does not exist or cannot be reached, is of no known format, or gave no article at all
            (raised at its end), unless it left some out or withdrew some.
        ValueError: `columns` names something that is not a field of an article.
    """
    tally = _Tally(refused or log_refused, left_out, withdrawn, lost)
    versions = _read(source, Columns(dict(columns or {}), options=options), tally)
    return (version for version in versions if isinstance(version, Article))


def articles_of(source: Source) -> Iterable[Article]:
    """Return the articles of whatever `read_articles` takes; of an iterable without any, none."""
    if isinstance(source, str | Path) or is_frame(source):
        return read_articles(source)
    versions = _in_memory(source, Columns({}), _Tally(log_refused))
    return (version for version in versions if isinstance(version, Article))


def read_versions(
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    refused: Refuse | None = None,
    left_out: LeaveOut = ignore,
    withdrawn: Withdraw = ignore,
    lost: LoseValue = ignore,
    options: ReadOptions = NO_OPTIONS,
) -> Iterator[Version]:
    """Read what `read_articles` does and, at its place in the source, what is taken back.

    Args:
        source, columns, refused, left_out, withdrawn, lost, options: As of `read_articles`.

    Raises:
        CorpusError, ValueError: As `read_articles` does.
    """
    tally = _Tally(refused or log_refused, left_out, withdrawn, lost)
    return _read(source, Columns(dict(columns or {}), options=options), tally)


def read_column(
    source: str | Path,
    column: str,
    *,
    columns: Mapping[str, str] | None = None,
    refused: Refuse | None = None,
    options: ReadOptions = NO_OPTIONS,
) -> Iterator[tuple[str, str]]:
    """Read one of a source's own columns, such as the event that each article is about.

    Args:
        source: As of `read_articles`.
        column: Its name in the source.
        columns: As of `read_articles`.
        refused: As of `read_articles`.
        options: As of `read_articles`.

    Yields:
        The id of an article and its value; articles without a value are left out.

    Raises:
        CorpusError: As `read_articles` does; or a table or a store has no such column.
    """
    if column != "section" and is_address(source):
        _expect_table(str(source), column)
    # Read as the section, a column of any name passes through the readers of all formats.
    named = {**(columns or {}), "section": column}
    for version in _read(source, Columns(named, exact=True, options=options), _Tally(refused or log_refused)):
        if isinstance(version, Article) and version.section:
            yield version.article_id, version.section


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


def format_of(path: Path) -> str:
    """Return the name of the format by which a file would be read, such as ``feed``.

    Raises:
        CorpusError: It cannot be opened, is empty, or of no known format.
    """
    head = read_head(path)
    return "archive" if is_archive(head) else reader_of(FileHead(path, head, Columns({}))).name


class _Missing:
    """The columns that were named, and that no record had so far."""

    def __init__(self) -> None:
        self.columns: set[str] | None = None
        self.example: list[str] = []

    def see(self, values: Mapping[str, object], columns: Columns) -> None:
        """Look for the columns in a record."""
        if self.columns is None:
            self.columns = set(filter(None, columns.given.values()))
            self.example = list(values)
        if self.columns:
            self.columns = {each for each in self.columns if not columns.has_column(each, values)}

    def reasons(self) -> list[str]:
        """Return a line for each column that is nowhere; none where no record was read."""
        listed = ", ".join(name[:30] for name in self.example[:20])
        return [f"no record has a column {each!r}; the first has {listed}" for each in sorted(self.columns or ())]


# What a word of a state is told to have been expected, where it is taken for public.
KNOWN_STATE = "a state of publication that is known here; taken for public"


class _Tally:
    """Counts what does not become an article and passes it on, for the error of a source without articles."""

    def __init__(
        self,
        refused: Refuse,
        left_out: LeaveOut = ignore,
        withdrawn: Withdraw = ignore,
        lost: LoseValue = ignore,
        missing: _Missing | None = None,
    ) -> None:
        self.missing = missing or _Missing()
        self.refused = self.others = 0
        self.first: CorpusError | None = None
        self._refused, self._left_out, self._withdrawn, self.lose = refused, left_out, withdrawn, lost

    def refuse(self, error: CorpusError) -> None:
        self.refused += 1
        self.first = self.first or error
        self._refused(error)

    def leave_out(self, record: LeftOut) -> None:
        self.others += 1
        self._left_out(record)

    def withdraw(self, article_id: ArticleId) -> None:
        self.others += 1
        self._withdrawn(article_id)

    def summary(self, expected: str) -> str:
        if self.first is None:
            return f"holds no article: {expected}"
        return f"gave no article: {self.refused} refused, the first of them {self.first}"


def _read(source: Source, columns: Columns, tally: _Tally) -> Iterator[Version]:
    if not isinstance(source, str | Path):
        return _not_empty(in_memory.NAME, _in_memory(source, columns, tally), tally, in_memory.EXPECTED)
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


def _not_empty(
    source: str | Path, versions: Iterator[Version], tally: _Tally, expected: str = EXPECTED
) -> Iterator[Version]:
    empty = True
    for version in versions:
        empty = False
        yield version
    for reason in tally.missing.reasons():
        tally.refuse(CorpusError(source, None, reason))
    if empty and not tally.others:
        raise CorpusError(source, None, tally.summary(expected))


def _in_memory(source: InMemory, columns: Columns, tally: _Tally) -> Iterator[Version]:
    for row in records_in_memory(source, columns):
        if isinstance(row, Article):
            yield row
        else:
            yield from _accepted(in_memory.NAME, iter([row]), columns, tally)


def _of_database(address: str, columns: Columns, tally: _Tally) -> Iterator[Version]:
    # Its packages take a good part of a second to import, which whoever reads files should not pay.
    from recommender.corpus import database

    name = database.name_of(address)

    def versions() -> Iterator[Version]:
        store = database.find_store(address)
        if store is None:
            records = database.read_database(address, columns, tally.refuse)
            yield from _accepted(name, records, columns, tally)
        else:
            with store:
                yield from store.articles().articles

    return _not_empty(name, versions(), tally)


def _of_path(path: Path, columns: Columns, tally: _Tally) -> Iterator[Version]:
    with ParserProcess() as parser:
        reading = Reading(columns, tally.refuse, tally.leave_out, parser.read)
        if not path.is_dir():
            yield from _of_file(path, reading, tally)
            return
        claims = claims_of_folder(path, BUNDLES)
        for claim in claims:
            yield from _of_bundle(bundle_of_folder(path, claim), claim.reader, reading, tally)
        for file in article_files(path, tally.refuse):
            if is_claimed(file.relative_to(path).as_posix(), claims):
                continue
            try:
                yield from _of_file(file, reading, tally)
            except CorpusError as error:
                tally.refuse(error)


def _of_file(path: Path, reading: Reading, tally: _Tally) -> Iterator[Version]:
    head = read_head(path, reading.encoding)
    if is_archive(head) and unreadable_kind(head) is None:
        yield from _of_archive(path, head, reading, tally)
    else:
        yield from _of_plain_file(FileHead(path, head, reading.columns), reading, tally)


def _of_archive(path: Path, head: bytes, reading: Reading, tally: _Tally) -> Iterator[Version]:
    claims = claims_of_archive(path, head, BUNDLES)
    for claim in claims:
        with TemporaryDirectory(prefix="recommender-") as folder:
            bundle = bundle_of_archive(path, head, claim, Path(folder), tally.refuse)
            yield from _of_bundle(bundle, claim.reader, reading, tally)

    def is_wanted(inside: PurePosixPath) -> bool:
        return may_hold_articles(inside) and not is_claimed(str(inside), claims)

    for name, file in unpacked_files(path, head, is_wanted, tally.refuse):
        inside = _Inside(f"{path}/{name}", tally)
        if plain_suffix(file) == "" and not is_known_without_suffix(file):
            continue
        try:
            yield from _of_plain_file(
                FileHead(file, read_head(file, reading.encoding), reading.columns), reading, inside
            )
        except CorpusError as error:
            inside.refuse(error)


def _of_bundle(bundle: Bundle, reader: BundleReader, reading: Reading, tally: _Tally) -> Iterator[Version]:
    """Read an export of several files, whose records name their file."""
    reading = replace(reading, refuse=tally.refuse, leave_out=tally.leave_out)
    try:
        for name, record in reader.read(bundle, reading):
            yield from _accepted(f"{bundle.place}/{name}", iter([record]), reading.columns, tally)
    except CorpusError as error:
        tally.refuse(error)


def _of_plain_file(file: FileHead, reading: Reading, tally: _Tally) -> Iterator[Version]:
    if is_archive(file.data) and unreadable_kind(file.data) is None:
        raise CorpusError(file.path, None, "an archive within an archive")
    reading = replace(reading, refuse=tally.refuse, leave_out=tally.leave_out)
    yield from _accepted(file.path, reading.read_by(reader_of(file), file.path), reading.columns, tally)


class _Inside(_Tally):
    """Passes on what does not become an article under the name that its file has inside an archive."""

    def __init__(self, place: str, outside: _Tally) -> None:
        super().__init__(
            lambda error: outside.refuse(CorpusError(place, error.line, error.reason)),
            lambda record: outside.leave_out(record._replace(path=place)),
            outside.withdraw,
            lambda value: outside.lose(value._replace(path=place)),
            outside.missing,
        )


def _accepted(source: str | Path, records: Iterator[Record], columns: Columns, tally: _Tally) -> Iterator[Version]:
    now = datetime.now(UTC)
    for record in records:
        tally.missing.see(record.values, columns)
        reason = record.not_public or reason_not_public(record.values, now, columns.options)
        try:
            if record.withdraws or reason == WITHDRAWN:
                withdrawal = columns.withdrawal(record.values)
                tally.withdraw(withdrawal.article_id)
                yield withdrawal
            elif reason:
                tally.leave_out(LeftOut(str(source), record.line, reason))
            else:
                if state := unknown_state(record.values):
                    tally.lose(LostValue(str(source), record.line, "status", KNOWN_STATE, state))
                yield _article(str(source), record, columns, tally)
        except ArticleError as error:
            tally.refuse(CorpusError(source, record.line, str(error)))


def _article(source: str, record: Record, columns: Columns, tally: _Tally) -> Article:
    def lose(error: ArticleError) -> None:
        tally.lose(LostValue(source, record.line, error.field, error.expected, error.found))

    return columns.article(record.values, lose)
