"""Reuters-21578: the agency's items of 1987, for the classification of texts.

In: one of its 22 files, ``reut2-000.sgm``. Out: one record an item. The one idea: an item is marked by what it is: one
of type ``BRIEF`` is a headline alone, one of type ``UNPROC`` has its headline in the first line of its text. Its
topics, places and names are tags; the topics are a label too. Source: D. Lewis, Reuters-21578 text categorization test
collection, distribution 1.0, README (1997).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from recommender.corpus.files import Record
from recommender.corpus.readers.sgml import Document, documents, one_line
from recommender.corpus.reading import Reader, Reading

_LABELS = ("topics", "places", "people", "orgs", "exchanges", "companies")
# The word with which the agency ends an item.
_END = re.compile(r"\s*\breuter[s]?\s*\Z", re.IGNORECASE)
# Control characters of the wire, which the set writes as references.
_WIRE = re.compile(r"&#(?:[0-8]|1[1245-9]|2\d|3[01]|127);")
_TIME = re.compile(r"(\d{1,2}-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d)")


def read_reuters21578(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an item."""
    for document in documents(path, "reuters", reading.refuse, reading.encoding):
        yield reuters_record(document)


def reuters_record(document: Document) -> Record:
    """Return the record of an item."""
    parts = {name: [_WIRE.sub("", part) for part in values] for name, values in document.parts.items()}
    item = document._replace(parts=parts)
    title, text = item.first("title"), item.paragraphs("body")
    if not (title or text):
        title, text = _unprocessed(item)
    return Record(
        item.line,
        {
            "article_id": item.attributes.get("newid"),
            "title": title,
            "text": _END.sub("", text),
            "publisher": "Reuters",
            "published_at": time_of(item.first("date")),
            "language": "en",
            "tags": _labels(item, *_LABELS),
            "authors": item.first("author").removeprefix("By ").removeprefix("by ").partition(",")[0],
            "topics": _labels(item, "topics"),
        },
    )


def time_of(text: str) -> str | None:
    """Return the time of an item, which names no zone.

    >>> time_of("26-FEB-1987 15:01:01.79")
    '1987-02-26T15:01:01'
    """
    match = _TIME.search(text.upper())
    try:
        return datetime.strptime(match[1].title(), "%d-%b-%Y %H:%M:%S").isoformat() if match else None
    except ValueError:
        return None


def _unprocessed(item: Document) -> tuple[str, str]:
    lines = [line for part in item.parts.get("text", ()) for line in part.splitlines() if line.strip()]
    title, *rest = map(one_line, lines or [""])
    return title.strip("* "), "\n".join(rest)


def _labels(item: Document, *names: str) -> list[str]:
    parts = (part for name in names for part in item.parts.get(name, ()))
    return [one_line(label) for part in parts for label in re.findall(r"<D>([^<]*)</D>", part, re.IGNORECASE)]


REUTERS_21578 = Reader(
    "Reuters-21578",
    recognises=lambda file: file.element == "reuters" or b"<!doctype lewis" in file.start,
    read=read_reuters21578,
    suffixes=frozenset({".sgm"}),
    apart=True,
)
