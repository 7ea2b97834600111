"""When a feed is asked again.

In: what a server said, and how often it failed. Out: a moment. The one idea: what a server asks for counts, within
bounds; else each failure doubles the time, with a little chance in it, so that many followers do not come together.
Sources: RFC 9110, section 10.2.3 (Retry-After); Brooker 2015, "Exponential backoff and jitter".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random

# The longest wait that a server, a feed or failures can ask for. Above 0, a time; by hand, as long as robots.txt lasts.
MOST_WAIT = timedelta(days=1)
# How often failures double the wait. At least 1, doublings; by hand: `MOST_WAIT` comes before.
_MOST_DOUBLINGS = 10
# By how much chance shortens a wait. In [0, 1), a share; by hand.
_JITTER = 0.2
_TTL = re.compile(rb"<ttl>\s*(\d{1,5})\s*</ttl>", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
# Where the time to live of a feed stands. At least 1, bytes; by hand.
_HEAD_BYTES = 20_000


def retry_after(value: str, now: datetime) -> datetime | None:
    """Return the moment that a header Retry-After names, seconds or a date; None if it names none.

    >>> now = datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
    >>> str(retry_after("120", now)), str(retry_after("Sat, 14 Mar 2026 07:45:00 GMT", now))
    ('2026-03-14 07:42:00+00:00', '2026-03-14 07:45:00+00:00')
    """
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return now + min(timedelta(seconds=min(int(text[:9]), 10**8)), MOST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return min(max(moment, now), now + MOST_WAIT)


def after_failures(failures: int, every: timedelta, now: datetime, chance: Random) -> datetime:
    """Return when a feed is asked again that failed so many times in a row, at least 1."""
    wait = min(every * 2 ** min(failures, _MOST_DOUBLINGS), MOST_WAIT)
    return now + timedelta(seconds=wait.total_seconds() * chance.uniform(1 - _JITTER, 1))


def fresh_for(body: bytes, cache_control: str) -> timedelta:
    """Return for how long a feed says that it need not be asked again: its ``ttl``, or its response's ``max-age``."""
    ttl, age = _TTL.search(body[:_HEAD_BYTES]), _MAX_AGE.search(cache_control)
    minutes = timedelta(minutes=int(ttl[1])) if ttl else timedelta()
    seconds = timedelta(seconds=min(int(age[1]), 10**8)) if age else timedelta()
    return min(max(minutes, seconds), MOST_WAIT)
