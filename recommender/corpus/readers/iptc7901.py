"""IPTC 7901: the text wire of European agencies.

In: a path. Out: one record a message. The one idea: between the beginning of the text and its first empty line stand a
headline, notes and a byline, each with a form of its own; the rest is the story, up to what is not for publication. A
number is used again each day, so that an id has its date, too. Sources: IPTC 7901 (revision 5, 1995), header, priority,
category, end of message; the services of dpa as they are sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.files import Record
from recommender.corpus.reading import Reader, Reading
from recommender.corpus.story_text import DATELINE
from recommender.corpus.transmission import MAX_MESSAGE_LENGTH, STX, Message, messages, read_wire, sent_at
from recommender.corpus.wires import authors_of, category_name, embargoed, names, subject_name
from recommender.errors import CorpusError

# Source and number of the message, its priority, category and count of words, and what a service adds.
_HEADER = re.compile(
    r"(?P<source>[A-Za-z]{2,4})(?P<number>\d{1,5}) +\d +(?P<category>[A-Za-z]{1,3})(?: +\d+)?(?P<rest>[^\r\n]*)"
)
_START = re.compile(rb"[\s\x16\x7f]*\x01[A-Za-z]{2,4}\d{1,5} +\d +[A-Za-z]{1,3}\b")
_SENT = re.compile(
    r"\s*(?P<day>\d\d)(?P<clock>\d{4})\s*(?P<zone>[A-Za-z]{1,5})?\s+(?P<month>[^\W\d_]{3,9})\.?\s+(?P<year>\d{4}|\d\d)"
)
_AGENCY = re.compile(r"\b([a-z]{2,6}(?:-[a-z]+)?) +\d{3,4}\s*$")

_NOTE = re.compile(r"\(.*\)$")
_TAKE = re.compile(
    r"(?:\d+\w* )?(?:LEAD|ROUNDUP|UPDATE|URGENT|FLASH|EXTRA|SUMMARY|PREVIEW|FEATURE|ANALYSIS|BACKGROUND|CORRECTION)"
    r"(?: \d+)?:?$"
)
_BYLINE = re.compile(r"(?:By|Von|Par|Por|De|Di) [A-ZÄÖÜÉ]")
_MOST_HEAD_LINES = 10
_EMBARGO = re.compile(
    r"\(?\s*(?:embargo|sperrfrist|hold for release|not for (?:use|release|publication) before)", re.IGNORECASE
)
_KILL = re.compile(r"(?:^|\b(?:MANDATORY|BULLETIN|URGENT) )KILL\b")
# From here on, what stands there is for editors.
_NOT_FOR_READERS = re.compile(
    r"#{1,2} |\* \* \* \*|.*\bnot (?:intended )?for publication\b|.*\bnicht zur Ver(?:ö|oe)ffentlichung\b",
    re.IGNORECASE,
)
# The initials of those who wrote and edited it, such as "dpa bwh bag".
_SIGNED = re.compile(r"[a-z]{2,4}(?: [a-z0-9]{2,5}){1,6}$")


class _Head(NamedTuple):
    title: str
    byline: str
    notes: list[str]


def read_iptc7901(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a message; its line is that on which it begins.

    Raises:
        CorpusError: The file is too large, damaged, or text in no known encoding.
    """
    for message in messages(read_wire(path, reading.encoding)):
        match = _HEADER.match(message.header)
        if match is None or not 0 < len(message.text) <= MAX_MESSAGE_LENGTH:
            reading.refuse(CorpusError(path, message.line, "expected the header and text of a message of IPTC 7901"))
        else:
            yield from _records(message, match)


def _records(message: Message, header: re.Match[str]) -> Iterator[Record]:
    lines = [line.strip(" \t\r\x7f") for line in message.text.split("\n")]
    head, story = _parted(lines)
    time = _time(message)
    slugs = [slug for slug in re.split(r"[/\n]", message.header[header.end() :]) if slug.strip()]
    source, text = header["source"].lower(), _text(story)
    if any(map(_KILL.search, [*slugs, *head.notes, head.title])):
        yield Record(message.line, {"title": head.title}, not_public="kill notice")
        yield from _killed(message, source, time)
        return
    place = DATELINE.match(text)
    agency = place["agency"] if place else next(iter(_AGENCY.findall(header["rest"])), None)
    values: dict[str, object] = {
        "article_id": _identity(source, header["number"], time),
        "title": head.title or " ".join(slugs).strip(),
        "text": text,
        "publisher": agency,
        "published_at": time,
        "section": subject_name(f"dpacat:{header['category'].lower()}") or category_name(header["category"]),
        "tags": names(slugs),
        "authors": [name for name in authors_of(head.byline) if name.lower() != str(agency).lower()],
    }
    is_embargoed = any(map(_EMBARGO.match, head.notes))
    yield embargoed(message.line, values) if is_embargoed else Record(message.line, values)


def _identity(source: str, number: str, time: str | None) -> str | None:
    """Return the id of a message: its source and number, and the day on which they were used."""
    return f"{source}{int(number)}:{time[:10]}" if time else None


def _time(message: Message) -> str | None:
    match = _SENT.match(message.trailer)
    return sent_at(match["year"], match["month"], match["day"], match["clock"], match["zone"]) if match else None


def _killed(message: Message, source: str, time: str | None) -> Iterator[Record]:
    """Yield the withdrawals of the messages that a kill notice names by their numbers, of its own day."""
    for number in dict.fromkeys(re.findall(rf"\b{source} ?0*(\d{{1,5}})\b", message.text, re.IGNORECASE)):
        if identity := _identity(source, number, time):
            yield Record(message.line, {"article_id": identity, "updated_at": time}, withdraws=True)


def _parted(lines: list[str]) -> tuple[_Head, list[str]]:
    """Return what stands above a story, and the lines of the story."""
    start = next((at for at, line in enumerate(lines) if line), len(lines))
    end = start
    while end < len(lines) and lines[end] and not DATELINE.match(lines[end]):
        end += 1
        if lines[end - 1].endswith("="):
            break
    if end - start > _MOST_HEAD_LINES:  # a text without a head
        end = start
    return _head(lines[start:end]), lines[end:]


def _head(above: list[str]) -> _Head:
    notes = [line for line in above if any(form.match(line) for form in (_NOTE, _TAKE, _EMBARGO))]
    rest = [line for line in above if line not in notes]
    at = next((at for at, line in enumerate(rest) if _BYLINE.match(line)), len(rest))
    title, byline = (" ".join(line.rstrip("= ") for line in part) for part in (rest[:at], rest[at:]))
    return _Head(title, byline, notes)


def _text(lines: list[str]) -> str:
    """Return the paragraphs of a story, whose lines are wrapped, up to what is not for its readers."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if _NOT_FOR_READERS.match(line):
            break
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    joined = [" ".join(" ".join(paragraph).split()) for paragraph in paragraphs if paragraph]
    if joined and _SIGNED.match(joined[-1]):
        joined.pop()
    return "\n".join(joined)


IPTC_7901 = Reader(
    "IPTC 7901",
    recognises=lambda file: _START.match(file.data) is not None and STX.encode() in file.data,
    read=read_iptc7901,
    suffixes=frozenset({"", ".txt", ".iptc", ".7901"}),
)
