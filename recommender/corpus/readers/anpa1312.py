"""ANPA 1312: the text wire of North America, of AP, the Canadian Press and AAP among others.

In: a path. Out: one record a message. The one idea: a line that begins with ``^`` and ends with ``<`` or ``=`` stands
for itself: the keyword, the headline, notes, the byline; a paragraph begins with a tab. A number is used again each
day, so that an id has its date, too. Sources: ANPA Bulletin 1312 (header, selectors, format codes DC1 to DC4), as
anpa1312 of W. W. Gay reads it; AP's use of kill, withhold, advance and advisory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.files import Record
from recommender.corpus.reading import FileHead, Reader, Reading
from recommender.corpus.story_text import DATELINE, sentence
from recommender.corpus.transmission import MAX_MESSAGE_LENGTH, Message, messages, read_wire, sent_at
from recommender.corpus.wires import authors_of, category_name, embargoed, names
from recommender.errors import CorpusError

_START = re.compile(rb"[\s\x16\x7f]*\x01[A-Za-z]?\d{1,5}[^\x1f\n]{0,20}\x1f")
_HEADER = re.compile(
    r"(?P<service>[A-Za-z]?)(?P<number>\d{1,5})[^\x1f]{0,20}\x1f[^\n]{0,200}\n"
    r"(?P<priority>[A-Za-z]) (?P<category>[A-Za-z])(?P<form>[\x13\x14][\x11\x12]) (?P<keyword>[^\n]*)"
)
_TABULAR = "\x12"
# AP: "AP-WF-11-13-13 1509GMT"; the Canadian Press: "16:35ET 31-10-14".
_MONTH_FIRST = re.compile(
    r"(?P<agency>[A-Z]{2,5})-[A-Z]+-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<clock>\d{4})(?P<zone>[A-Z]{1,4})"
)
_DAY_FIRST = re.compile(r"(?P<clock>\d\d:\d\d)(?P<zone>[A-Z]{1,4}) (?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d\d)")

# Lines above a story that are no headline, by how they begin.
_NO_HEADLINE = re.compile(
    r"\(?(?:(?:AP|CP) )?(?:(?:photos?|graphics?|videos?|audio|interactive)\b|eds\b|editor'?s note|"
    r"(?:precede|recast|adds)\b|(?:update|index|symbol|code|slug):|with (?:AP )?(?:photos?|graphics?|videos?|audio)|"
    r"by \w|for (?:global|use|immediate|release|distribution|publication)|(?:the )?(?:associated|canadian) press|"
    r"all times)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by ", re.IGNORECASE)
_HEADLINE = "HL:"  # how the Canadian Press marks it
_CYCLE = re.compile(r"(?:AM|PM|BC|AP)-")  # of the papers that a story is for
_KILL = re.compile(r"\b(?:KILL(?:ED)?|ELIMINAT(?:E|ION)|WITHHOLD|Kill|Eliminate|Withhold)\b")
_NOT_YET = re.compile(
    r"\bHFR\b|\bhold for release\b|\bembargo(?:ed)?\b|\bfor release (?:on|at|after)\b|\badv(?:ance for\b| ?\d{1,2}\b)",
    re.IGNORECASE,
)
_ADVISORY = "v"
_MOST_SEMICOLONS = 3  # in a sentence; a row of a table has them between its columns
_NUMBER = re.compile(r"\b([A-Za-z])(\d{4})\b")


class _Lines(NamedTuple):
    above: list[str]
    story: list[str]


def read_anpa1312(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a message; its line is that on which it begins.

    Raises:
        CorpusError: The file is too large, damaged, or text in no known encoding.
    """
    for message in messages(read_wire(path, reading.encoding).replace("\r", "")):
        match = _HEADER.match(message.header)
        if match is None or not 0 < len(message.text) <= MAX_MESSAGE_LENGTH:
            reading.refuse(CorpusError(path, message.line, "expected the header and text of a message of ANPA 1312"))
        else:
            yield from _records(message, match)


def _records(message: Message, header: re.Match[str]) -> Iterator[Record]:
    lines = _parted(message.text)
    keyword, *versions = [part.strip() for part in (lines.above or [header["keyword"]])[0].split(",")]
    marks = [header["keyword"], *versions, *(line for line in lines.above[1:] if line.isupper())]
    if any(map(_KILL.search, marks)):
        yield from _killed(message, keyword, lines)
    else:
        values = _values(message, header, _CYCLE.sub("", keyword, count=1), lines)
        yield _record(message, header, values, [*versions, *lines.above[1:]])


def _killed(message: Message, keyword: str, lines: _Lines) -> Iterator[Record]:
    """Yield a kill notice, and the withdrawals of the messages that it names by their numbers, of its own day."""
    time = _time(message)
    yield Record(message.line, {"title": keyword}, not_public="kill notice")
    for letter, number in dict.fromkeys(_NUMBER.findall(" ".join([*lines.above, *lines.story]))):
        if identity := _identity(letter, number, time):
            yield Record(message.line, {"article_id": identity, "updated_at": time}, withdraws=True)


def _values(message: Message, header: re.Match[str], slug: str, lines: _Lines) -> dict[str, object]:
    text, time = "\n".join(lines.story), _time(message)
    bylines = (line for line in lines.above if _BYLINE.match(line))
    return {
        "article_id": _identity(header["service"], header["number"], time),
        "title": _headline(lines.above) or (slug if header["form"].endswith(_TABULAR) else sentence(text) or slug),
        "text": text,
        "publisher": _agency(message, text),
        "published_at": time,
        "section": category_name(header["category"]),
        "tags": names([slug.rpartition("--")[2]]),
        "authors": [author for line in bylines for author in authors_of(line)],
    }


def _record(message: Message, header: re.Match[str], values: dict[str, object], notes: list[str]) -> Record:
    if header["category"].lower() == _ADVISORY:
        return Record(message.line, values, not_public="advisory")
    is_early = any(map(_NOT_YET.search, [header["keyword"], *notes]))
    return embargoed(message.line, values) if is_early else Record(message.line, values)


def _identity(service: str, number: str, time: str | None) -> str | None:
    """Return the id of a message: its service and number, and the day on which they were used."""
    return f"{service.upper()}{int(number)}:{time[:10]}" if time else None


def _sent(message: Message) -> re.Match[str] | None:
    return _MONTH_FIRST.search(message.trailer) or _DAY_FIRST.search(message.trailer)


def _time(message: Message) -> str | None:
    match = _sent(message)
    return sent_at(match["year"], match["month"], match["day"], match["clock"], match["zone"]) if match else None


def _agency(message: Message, text: str) -> str | None:
    sent, place = _MONTH_FIRST.search(message.trailer), DATELINE.match(text)
    return sent["agency"] if sent else place["agency"] if place else None


def _headline(above: list[str]) -> str:
    marked = (line.removeprefix(_HEADLINE) for line in above if line.startswith(_HEADLINE))
    plain = (line for line in above[1:] if not _NO_HEADLINE.match(line))
    return (next(marked, "") or next(plain, "")).strip()


def _parted(text: str) -> _Lines:
    """Return the lines above a story, and its paragraphs and the rows of its tables, each on one line."""
    above: list[list[str]] = []
    story: list[list[str]] = []
    is_open = False  # whether the line before goes on
    for line in text.split("\n"):
        if line.startswith("^"):
            (story or above).append([])
        elif line.startswith(("\t", "\x08")) or (is_open and not line.strip()):
            story.append([])
        if story or above:
            (story or above)[-1].append(line)
        is_open = not line.rstrip().endswith(("<", "="))
    paragraphs = (_clean(" ".join(part)) for part in story)
    return _Lines([_clean(" ".join(part)) for part in above], list(filter(None, paragraphs)))


def _clean(line: str) -> str:
    """Return a line without the signs of the form, and with those that stand for quotes and dashes as such."""
    line = re.sub(r"[\x08\x0c\x10]", " ", line.replace(";", " ") if line.count(";") > _MOST_SEMICOLONS else line)
    line = line.replace("``", "“").replace("''", "”").replace(" _ ", " — ")
    line = " ".join(line.split()).lstrip("^").rstrip("<=@ ").strip()
    return "" if line in ("___", "END") or not line.strip("_") else line


def _recognises(file: FileHead) -> bool:
    return _START.match(file.data) is not None


ANPA_1312 = Reader(
    "ANPA 1312", recognises=_recognises, read=read_anpa1312, suffixes=frozenset({"", ".txt", ".tst", ".anpa"})
)
