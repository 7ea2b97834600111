"""The format of a file, recognised by its first bytes and its name.

In: a path and the first bytes of its content, unpacked. Out: the `Format` to read it as, or a `CorpusError`. The one
idea: unmistakable bytes decide first, then the suffix of the name, then bytes that look like a format. Sources: the
magic numbers of the formats; WHATWG MIME Sniffing for the order of the questions.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import Literal, get_args

from recommender.corpus import captured, jsonl, parquet, table
from recommender.corpus.mapping import Columns
from recommender.errors import CorpusError

Format = Literal[
    "JSON Lines", "JSON", "CSV or TSV", "Parquet", "feed", "HTML page", "captured page text", "archive"
]  # fmt: skip

EXPECTED = "expected one of " + ", ".join(get_args(Format)) + "; text may be packed as .gz or .zst"
PACKED_SUFFIXES = (".gz", ".zst")
_FORMAT_OF_SUFFIX: dict[str, Format] = {
    ".jsonl": "JSON Lines",
    ".ndjson": "JSON Lines",
    ".csv": "CSV or TSV",
    ".tsv": "CSV or TSV",
    ".tab": "CSV or TSV",
    ".parquet": "Parquet",
    ".pq": "Parquet",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".html": "HTML page",
    ".htm": "HTML page",
    ".xhtml": "HTML page",
}
# Suffixes of files that may hold articles; where one stands for several formats, the content decides.
KNOWN_SUFFIXES = frozenset(_FORMAT_OF_SUFFIX) | {".json", ".xml", ".txt", ".zip", ".tar", ".tgz"}
ZIP = b"PK\x03\x04"
_TAR, _TAR_AT = b"ustar", 257
# Compared with the start of the content in lower case.
_UNREADABLE_STARTS = {
    b"bzh": "a bzip2 file",
    b"\xfd7zxz": "an xz file",
    b"sqlite format 3": "a database file (without sqlite:/// before its path)",
    b"%pdf-": "a PDF file",
    b"\xff\xfe": "text in UTF-16, where UTF-8 is expected",
    b"\xfe\xff": "text in UTF-16, where UTF-8 is expected",
}
# JSON may write a slash with a backslash before it.
_JSON_FEED = re.compile(rb"jsonfeed\.org\\?/version")
# The first element of a document, behind what may precede it, without its prefix.
_FIRST_ELEMENT = re.compile(
    rb"\s*(?>(?:<\?[^>]*>|<!--.*?-->|<!doctype[^>]*>)\s*)*+<(?:[\w.-]+:)?([\w-]+)", re.IGNORECASE | re.DOTALL
)
_FEED_ELEMENTS = frozenset({b"rss", b"feed", b"rdf"})


def format_of(path: Path, head: bytes, columns: Columns) -> Format:
    """Choose how a file is read.

    Raises:
        CorpusError: The file is empty, or of no known format.
    """
    if head.startswith(parquet.MAGIC):
        return "Parquet"
    if head.startswith(ZIP) or head[_TAR_AT:].startswith(_TAR):
        return "archive"
    start = head.lstrip()[:100].lower()
    if unreadable := next((kind for magic, kind in _UNREADABLE_STARTS.items() if start.startswith(magic)), None):
        raise CorpusError(path, None, f"{unreadable} cannot be read: {EXPECTED}")
    if not start:
        raise CorpusError(path, None, "the file is empty")
    named = _FORMAT_OF_SUFFIX.get(plain_suffix(path))
    # A table never starts with a brace: such a file was given the wrong name.
    if named is not None and not (named == "CSV or TSV" and start.startswith(b"{")):
        return named
    return _format_of_text(path, head, columns)


def plain_suffix(path: PurePath) -> str:
    """Return the last suffix of a name in lower case, without one of packing.

    >>> plain_suffix(Path("2026.03/News.JSONL.gz"))
    '.jsonl'
    """
    return _unpacked(path).suffix.lower()


def plain_stem(path: PurePath) -> str:
    """Return a name without its suffix, and without one of packing."""
    return _unpacked(path).stem


def _unpacked(path: PurePath) -> PurePath:
    return path.with_suffix("") if path.suffix.lower() in PACKED_SUFFIXES else path


def _format_of_text(path: Path, head: bytes, columns: Columns) -> Format:
    start = head.lstrip()[:100].lower()
    if _JSON_FEED.search(head):
        return "feed"
    if start.startswith((b"{", b"[")):
        return "JSON" if jsonl.is_document(head) else "JSON Lines"
    if start.startswith(b"<"):
        return _format_of_markup(path, head)
    if captured.is_captured(head):
        return "captured page text"
    if table.is_table(head, columns):
        return "CSV or TSV"
    raise CorpusError(path, None, f"the format is not known: {EXPECTED}")


def _format_of_markup(path: Path, head: bytes) -> Format:
    first = _FIRST_ELEMENT.match(head)
    name = first[1].lower() if first else b""
    if name in _FEED_ELEMENTS:
        return "feed"
    if head.lstrip()[:5].lower() == b"<?xml" and name != b"html":
        raise CorpusError(path, None, f"XML of an unknown kind, which begins with {name.decode()!r}: {EXPECTED}")
    return "HTML page"
