"""Zones: names and offsets as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommender.corpus.zones import zone_of


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("Z", 0), ("gmt", 0), ("CEST", 120), ("EDT", -240), ("IST", 330), ("NST", -210), ("+0530", 330), ("-5", -300),
        ("GMT+02:00", 120), ("UTC-3", -180), ("UTC \u22123", -180), ("ET", -240), ("America/New_York", -240),
        ("America/Argentina/Buenos_Aires", -180),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_name_or_offset(name: str, minutes: int) -> None:
    zone = zone_of(name)
    assert zone is not None
    assert datetime(2026, 7, 1, tzinfo=UTC).astimezone(zone).utcoffset() == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "name", ["", "XYZ", "+15", "Europe", "Europe/Nowhere", "../x/y", "+0190", "A\x00/B", "Europe/"]
)
def test_any_other_name_is_no_zone(name: str) -> None:
    assert zone_of(name) is None
