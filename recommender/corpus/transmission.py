"""Transmissions of wire services: messages between control characters, one after the other.

In: the text of a file. Out: its messages, each in three parts. The one idea: whatever a message says, it begins with
SOH, its text with STX, what ends it with ETX, in IPTC 7901 and in ANPA 1312 alike. Sources: IPTC 7901 (revision 5),
ANPA Bulletin 1312; ISO 646 (control characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.calendar_names import month_of
from recommender.corpus.encodings import decoded_by, encoding_of, fault_of
from recommender.corpus.files import read_whole
from recommender.corpus.zones import zone_of
from recommender.errors import CorpusError

SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"
_CONTROLS = re.compile(rb"[\x01-\x08\x0b-\x1f\x7f]")
# Of a file of messages, read at once: a wire sends some ten megabytes a day.
MAX_WIRE_BYTES = 32_000_000
# Characters of a header or trailer that are looked at, and of a text: that of an article has 500,000 at most.
MAX_HEADER_LENGTH = 2_000
MAX_MESSAGE_LENGTH = 2_000_000
# Years of two digits are of this century up to here; wires in this form began in 1979.
_LAST_YEAR = 69


class Message(NamedTuple):
    """One message.

    Attributes:
        line: The line of the file on which it begins, from 1.
        header: What stands between its begin and its text.
        text: Its text; ``""`` if it has none.
        trailer: What stands behind its text, such as when it was sent.
    """

    line: int
    header: str
    text: str
    trailer: str


def read_wire(path: Path, encoding: str | None) -> str:
    """Return the text of a file of messages; where none is chosen, its encoding is told without its control characters.

    Raises:
        CorpusError: The file is longer than `MAX_WIRE_BYTES`, damaged, or text in no known encoding.
    """
    data = read_whole(path, MAX_WIRE_BYTES)
    try:
        codec = encoding_of(_CONTROLS.sub(b" ", data), is_whole=True, chosen=encoding)
        if codec is None:
            raise CorpusError(path, None, "its bytes are text in no known encoding")
        return decoded_by(codec, data)
    except UnicodeDecodeError as error:
        raise CorpusError(path, None, fault_of(error)) from None
    except ValueError as error:
        raise CorpusError(path, None, str(error)) from None


def messages(text: str) -> Iterator[Message]:
    r"""Yield the messages of a transmission; what stands between them is left out.

    >>> [(each.line, each.text) for each in messages("\x16\x01a\n\x02b\x03c\x04\x7f\n\x01d\x02e")]
    [(1, 'b'), (3, 'e')]
    """
    line = 1 + text.count("\n", 0, max(0, text.find(SOH)))
    for piece in text.split(SOH)[1:]:
        message = piece.partition(EOT)[0]
        header, _, rest = message.partition(STX)
        body, _, trailer = rest.partition(ETX)
        if message.strip():
            yield Message(line, header[:MAX_HEADER_LENGTH], body, trailer[:MAX_HEADER_LENGTH])
        line += piece.count("\n")


def sent_at(year: str, month: str, day: str, clock: str, zone: str | None) -> str | None:
    """Return a time of a trailer; without a zone if there is none that is known, None if it is no time.

    Args:
        year: Its last two digits, or all four.
        month: Its number or its name.
        day: The day of the month.
        clock: Four digits.
        zone: The name of the zone.

    >>> sent_at("26", "Okt", "07", "1341", "GMT"), sent_at("26", "13", "1", "0000", None)
    ('2026-10-07T13:41:00+00:00', None)
    """
    number = int(month) if month.isdecimal() else month_of(month)
    full_year = int(year) if len(year) > 2 else int(year) + (2000 if int(year) <= _LAST_YEAR else 1900)
    try:
        time = datetime(full_year, number or 0, int(day), int(clock[:2]), int(clock[-2:]))
    except ValueError:
        return None
    known = zone_of(zone) if zone else None
    return time.replace(tzinfo=known).isoformat()
