"""Times as whole seconds since 1970 UTC, in plain arrays: what an aware time becomes on its way into a column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS_A_DAY = 86_400.0
UNKNOWN_TIME = np.iinfo(np.int64).min  # seconds of an article whose time is not known
BEGINNING_OF_TIME = np.iinfo(np.int64).min
END_OF_TIME = np.iinfo(np.int64).max


def to_seconds(time: datetime | None) -> int:
    """Return whole seconds since 1970 UTC, rounded down; `UNKNOWN_TIME` for None."""
    # Not through a float, which would round the last second of the year 9999 up into the next.
    return UNKNOWN_TIME if time is None else (time - EPOCH) // timedelta(seconds=1)


def to_time(seconds: int) -> datetime:
    """Return the aware time of whole seconds since 1970 UTC."""
    return EPOCH + timedelta(seconds=int(seconds))


def to_iso(time: datetime | None) -> str | None:
    """Return a UTC time in ISO 8601 with a Z."""
    return None if time is None else time.isoformat().replace("+00:00", "Z")
