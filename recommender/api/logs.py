"""The lines of the log: for people as text, for machines a JSON object a line.

In: records of the standard library's logging; what a record has beyond its message (``extra=``) becomes fields, of
which ``event`` names what happened. Out: lines on stderr. No text of an article or a body is logged, and no key or
password: where one stands in a line all the same, in a message of a library say, it is struck out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from recommender.settings import Settings

OURS = "recommender"
STRUCK = "[secret]"
# A password that is shorter stands in ordinary words, too. At least 1, characters; by hand.
SHORTEST_SECRET = 6
# An id of a request that a client or a proxy may choose; any other is not logged.
_REQUEST_ID = re.compile(rb"[\w.:/+=-]{1,128}", re.ASCII)
_NUMBERS = (int, float, type(None))
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


def configure_logs(settings: Settings, *, level: str | None = None, worker: int | None = None) -> None:
    """Write the lines of this process to stderr, as the settings say.

    Args:
        settings: The format, the level, and what must be in no line.
        level: Another level.
        worker: Which worker the process is, for its lines to say so.
    """
    of_process = {} if worker is None else {"worker": worker}
    handler = logging.StreamHandler(sys.stderr)
    form = JsonLines if settings.log_format == "json" else TextLines
    handler.setFormatter(form(of_process, secrets_of(settings)))
    root, ours = logging.getLogger(), logging.getLogger(OURS)
    for before in root.handlers[:]:
        root.removeHandler(before)
    root.addHandler(handler)
    # Of other packages only warnings: SQLAlchemy, for one, tells all it writes at lower levels.
    root.setLevel(logging.WARNING)
    ours.setLevel((level or settings.log_level).upper())


def secrets_of(settings: Settings) -> frozenset[str]:
    """Return the texts that no line may have."""
    password = urlsplit(settings.store or "").password or ""
    secrets = {*settings.editor_keys, *settings.reader_keys, password, unquote(password)}
    return frozenset(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)


class _Lines(logging.Formatter):
    """One record, one line, but for the traceback of an error of our own in text."""

    def __init__(self, of_process: Mapping[str, object] = {}, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._of_process = of_process
        self._secrets = sorted(secrets, key=len, reverse=True)

    def _fields(self, record: logging.LogRecord) -> dict[str, object]:
        own = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        return {"event": own.pop("event", "message"), **self._of_process, "process": record.process, **own}

    def _without_secrets(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, STRUCK)
        return line


class JsonLines(_Lines):
    """A JSON object a line: ``time``, ``level``, ``message``, ``event``, ``process``, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        values: dict[str, object] = {
            "time": _time_of(record),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "logger": record.name,
            **self._fields(record),
        }
        if record.exc_info:
            values["exception"] = self.formatException(record.exc_info)
        # In the values alone, before quotes in them are escaped.
        plain = {
            name: each if isinstance(each, _NUMBERS) else self._without_secrets(str(each))
            for name, each in values.items()
        }
        return json.dumps(plain)


class TextLines(_Lines):
    """``TIME LEVEL MESSAGE name=value``, the names and values of an event after its message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, and below it the traceback of an error."""
        fields = " ".join(f"{name}={_one_word(value)}" for name, value in self._fields(record).items())
        line = f"{_time_of(record)} {record.levelname} {_printable(record.getMessage().rstrip())} {fields}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return self._without_secrets(line)


def _time_of(record: logging.LogRecord) -> str:
    """Return when it happened, in UTC, as RFC 3339 has it."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _printable(text: str) -> str:
    r"""Return a text on one line, without what would move a terminal's cursor.

    >>> print(_printable("a\nb"))
    a\nb
    """
    return text if text.isprintable() else "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def _one_word(value: object) -> str:
    text = str(value)
    if text and text.isprintable() and not {" ", '"'} & {*text}:
        return text
    return '"' + _printable(text).replace('"', '\\"') + '"'


def request_id_of(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    """Return the id that a client or a proxy has given a request as `X-Request-ID`, None where it is none.

    >>> request_id_of([(b"x-request-id", b"a-1")]), request_id_of([(b"x-request-id", b"a b")])
    ('a-1', None)
    """
    sent = next((value for name, value in headers if name == b"x-request-id"), b"")
    return sent.decode("ascii") if _REQUEST_ID.fullmatch(sent) else None


@dataclass(slots=True)
class LineLimit:
    """Lines of one kind, the first at once and then at most one in some seconds; used by one thread.

    Attributes:
        seconds: The time between two lines.
        clock: Returns seconds, and never goes back.
        unlogged: How many have had no line since the last line.
    """

    seconds: float
    clock: Callable[[], float] = time.monotonic
    unlogged: int = 0
    _next_line: float = float("-inf")

    def take(self) -> int | None:
        """Return how many before had no line, if there may be one now; else count one more that has none."""
        now = self.clock()
        if now < self._next_line:
            self.unlogged += 1
            return None
        before, self.unlogged, self._next_line = self.unlogged, 0, now + self.seconds
        return before
