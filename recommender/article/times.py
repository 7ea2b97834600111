"""Times as whole seconds since 1970 UTC, in plain arrays: what an aware time becomes on its way into a column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400
SECONDS_A_DAY = 86_400.0
UNKNOWN_TIME = np.iinfo(np.int64).min  # seconds of an article whose time is not known
BEGINNING_OF_TIME = np.iinfo(np.int64).min
END_OF_TIME = np.iinfo(np.int64).max


def to_seconds(time: datetime | None) -> int:
    """Return whole seconds since 1970 UTC, rounded down; `UNKNOWN_TIME` for None."""
    # Not through a float, which would round the last second of the year 9999 up into the next.
    return UNKNOWN_TIME if time is None else (time - EPOCH) // timedelta(seconds=1)


def are_days(times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which times are a day without a time of day, which is kept as its midnight in UTC."""
    return np.equal(times % DAY, 0)


def to_time(seconds: int) -> datetime:
    """Return the aware time of whole seconds since 1970 UTC."""
    return EPOCH + timedelta(seconds=int(seconds))


def seconds_between(times: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the time from others to each of some times, in seconds; NaN where either is not known.

    Where either is a day without a time of day, it is whole days: 0 to all of the same day.

    >>> seconds_between(np.array([DAY + 3_600, 2 * DAY - 60, UNKNOWN_TIME]), np.array([DAY])).tolist()
    [0.0, 0.0, nan]
    """
    apart = (times - others).astype(np.float64)
    by_day = are_days(times) | are_days(others)
    if by_day.any():
        apart = np.where(by_day, (times // DAY - others // DAY) * SECONDS_A_DAY, apart)
    apart[(times == UNKNOWN_TIME) | (others == UNKNOWN_TIME)] = np.nan
    return apart


def to_iso(time: datetime | None) -> str | None:
    """Return a UTC time in ISO 8601 with a Z."""
    return None if time is None else time.isoformat().replace("+00:00", "Z")
