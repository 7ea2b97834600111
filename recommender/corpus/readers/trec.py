"""Newswire of TREC's disks and of Gigaword: many documents a file, each between ``<DOC>`` and ``</DOC>``.

In: a path. Out: one record a document. The one idea: each collection has tags of its own for the headline and the time,
and an id that says which collection it is; what Gigaword calls no ``story`` (advisories, lists of headlines) is left
out. Sources: the readme files of TREC disks 1 to 5 (AP, FBIS, FR, FT, LA, SJMN, WSJ, ZIFF), of AQUAINT (LDC2002T31) and
of English Gigaword (LDC2011T07).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.files import Record
from recommender.corpus.readers.sgml import Document, documents
from recommender.corpus.reading import FileHead, Reader, Reading


class _Collection(NamedTuple):
    publisher: str | None
    # The form of the date in an id, which is behind its letters; None where it has none.
    date_in_id: str | None = None


# By the letters with which an id begins.
_COLLECTIONS = {
    "AP": _Collection("Associated Press", "%y%m%d"), "APW": _Collection("Associated Press", "%Y%m%d"),
    "WSJ": _Collection("The Wall Street Journal", "%y%m%d"), "LA": _Collection("Los Angeles Times", "%m%d%y"),
    "FT": _Collection("Financial Times"), "FBIS": _Collection("FBIS"), "SJMN": _Collection("San Jose Mercury News"),
    "FR": _Collection("Federal Register", "%y%m%d"), "ZF": _Collection("Ziff"),
    "NYT": _Collection("The New York Times", "%Y%m%d"), "XIE": _Collection("Xinhua", "%Y%m%d"),
    "XIN": _Collection("Xinhua", "%Y%m%d"), "AFP": _Collection("AFP", "%Y%m%d"),
    "CNA": _Collection("Central News Agency", "%Y%m%d"),
    "LTW": _Collection("Los Angeles Times-Washington Post", "%Y%m%d"),
    "WPB": _Collection("Washington Post-Bloomberg", "%Y%m%d"),
}  # fmt: skip
_ID = re.compile(r"(?P<letters>[A-Za-z]+)\d?(?:_(?P<language>[A-Za-z]{3})_)?\D?(?P<digits>\d{8}|\d{6})?")
_LANGUAGES = {"eng": "en", "spa": "es", "fre": "fr", "fra": "fr", "arb": "ar", "cmn": "zh"}
_NO_STORY = {"multi": "several stories", "advis": "advisory", "other": "list or table"}
_TITLES = ("headline", "head", "hl", "ti", "title", "doctitle", "ttl")
_DATES = ("date_time", "date", "dd", "date1")
_TEXTS = ("lp", "leadpara", "text")
# FT writes its own date before a headline.
_FT_DATE = re.compile(r"^FT\s+\d{1,2} [A-Z]{3} \d{2}\s*/\s*(?:\([^)]*\)\s*)?")
# What FBIS writes before the words of a report.
_FBIS_START = re.compile(r"^Language:\s*<F P=105>[^<]*</F>\s*Article Type:\s*\w+\s*", re.IGNORECASE)
_AP_FILE = re.compile(r"AP-\w+-(\d\d-\d\d-\d\d) (\d{4})(E[SD]T)")
_ZONES = {"EST": "-05:00", "EDT": "-04:00"}
# Each behind the pattern that cuts it out of what stands around it. Of the two years that two digits may mean, it is
# that of the last century: no collection is older than 1987.
_DATE_FORMS = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "%Y-%m-%d %H:%M"),
    (re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d"), "%m/%d/%Y %H:%M"),
    (re.compile(r"\d\d/\d\d/\d{4}"), "%m/%d/%Y"),
    (re.compile(r"\d\d/\d\d/\d\d(?!\d)"), "%m/%d/%y"),
    (re.compile(r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}"), "%B %d, %Y"),
    (re.compile(r"\d{1,2} [A-Z][a-z]{3,8} \d{4}"), "%d %B %Y"),
    (re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}"), "%d %b %Y"),
    (re.compile(r"(?<!\d)\d{8}(?!\d)"), "%Y%m%d"),
    (re.compile(r"(?<!\d)\d{6}(?!\d)"), "%y%m%d"),
)


def is_trec(file: FileHead) -> bool:
    """Return whether a file begins with a document of TREC or Gigaword."""
    return re.search(rb"<doc>\s*<docno>|<doc\s+id=\S+\s+type=", file.data[:2_000], re.IGNORECASE) is not None


def read_trec(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a document."""
    for document in documents(path, "doc", reading.refuse, reading.encoding):
        yield trec_record(document)


def trec_record(document: Document) -> Record:
    """Return the record of a document."""
    article_id = document.first("docno") or document.attributes.get("id", "")
    collection, language, published = _of_id(article_id)
    kind = document.attributes.get("type", "story").lower()
    return Record(
        document.line,
        {
            "article_id": article_id,
            "title": _FT_DATE.sub("", document.first(*_TITLES)),
            "text": _text(document),
            "publisher": document.first("f104") or collection.publisher or document.first("pub", "so"),
            "published_at": _time(document) or published,
            "section": document.first("section", "category").partition(";")[0],
            "language": language,
            "authors": _authors(document.first("byline", "author", "au1")),
        },
        not_public=None if kind == "story" else _NO_STORY.get(kind, "no story"),
    )


def _of_id(article_id: str) -> tuple[_Collection, str | None, str | None]:
    """Return the collection, the language and the day of a document, as far as its id says them."""
    match = _ID.match(article_id)
    collection = _COLLECTIONS.get(match["letters"].upper()) if match else None
    if match is None or collection is None:
        return _Collection(None), None, None
    language = _LANGUAGES.get((match["language"] or "eng").lower())
    return collection, language, _at(match["digits"], collection.date_in_id or "")


def _text(document: Document) -> str:
    parts = {**document.parts, "text": [_FBIS_START.sub("", text.lstrip()) for text in document.parts.get("text", ())]}
    return document._replace(parts=parts).paragraphs(*_TEXTS)


def _authors(byline: str) -> str:
    return re.sub(r"^\s*by\s+|,.*$", "", byline, flags=re.IGNORECASE)


def _time(document: Document) -> str | None:
    """Return the time that the tags of a document say, which is the agency's own where they name no zone."""
    if file := _AP_FILE.search(document.first("fileid")):
        time = _at(f"{file[1]} {file[2]}", "%m-%d-%y %H%M")
        return time and f"{time}{_ZONES[file[3]]}"
    text = document.first(*_DATES)
    for pattern, form in _DATE_FORMS:
        if (match := pattern.search(text)) and (time := _at(match[0], form)):
            return time
    return None


def _at(text: str | None, form: str) -> str | None:
    try:
        time = datetime.strptime(text or "", form)
    except ValueError:
        return None
    return (time if "%H" in form else time.date()).isoformat()


TREC = Reader(
    "TREC or Gigaword",
    recognises=is_trec,
    read=read_trec,
    suffixes=frozenset({"", ".sgml", ".sgm", ".trec", ".dat"}),
    apart=True,
)
