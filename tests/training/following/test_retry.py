"""When a feed is asked again: what servers ask for, within bounds, and longer after each failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.training.following.retry import MOST_WAIT, after_failures, fresh_for, retry_after

NOW = datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
EVERY = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sat, 14 Mar 2026 08:40:00 GMT", timedelta(hours=1)),
        ("Sat, 14 Mar 2026 09:40:00 +0100", timedelta(hours=1)),
        ("Fri, 13 Mar 2026 08:40:00 GMT", timedelta()),
        ("9" * 40, MOST_WAIT),
        ("Sat, 14 Mar 3026 08:40:00 GMT", MOST_WAIT),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, wait: timedelta | None) -> None:
    moment = retry_after(value, NOW)
    assert (moment and moment - NOW) == wait


@given(st.text(max_size=40))
def test_any_retry_after_is_a_moment_within_bounds_or_none(value: str) -> None:
    moment = retry_after(value, NOW)
    assert moment is None or NOW <= moment <= NOW + MOST_WAIT


def test_each_failure_doubles_the_time_until_a_day() -> None:
    waits = [after_failures(failures, EVERY, NOW, Random(7)) - NOW for failures in range(1, 40)]
    assert timedelta(minutes=24) <= waits[0] <= timedelta(minutes=30)
    assert timedelta(minutes=48) <= waits[1] <= timedelta(minutes=60)
    assert all(MOST_WAIT * 0.8 <= wait <= MOST_WAIT for wait in waits[7:])


@pytest.mark.parametrize(
    ("body", "cache_control", "fresh"),
    [
        (b"<rss><channel><ttl>60</ttl>", "", timedelta(hours=1)),
        (b"<rss>", "public, max-age=600", timedelta(minutes=10)),
        (b"<ttl>5</ttl>", "max-age=600", timedelta(minutes=10)),
        (b"<ttl>99999</ttl>", "", MOST_WAIT),
        (b"<ttl>soon</ttl>", "no-store, s-maxage=900", timedelta()),
    ],
)
def test_a_feed_says_how_long_it_stays_fresh(body: bytes, cache_control: str, fresh: timedelta) -> None:
    assert fresh_for(body, cache_control) == fresh
