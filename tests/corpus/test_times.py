"""Times: every written form of a moment is that moment; what is not understood whole, or has two readings, is none."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import FIELDS
from recommender.corpus.options import ReadOptions
from recommender.corpus.times import time_of
from recommender.errors import ArticleError
from tests.support.sources import LAW

BERLIN = ReadOptions(timezone=ZoneInfo("Europe/Berlin"))
DAY = datetime(2026, 3, 14, tzinfo=UTC)
MOMENT = datetime(2026, 3, 14, 7, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14T07:40:00Z",
        "2026-03-14 08:40:00.000 +0100",
        "2026-03-14T08:40+01:00[Europe/Berlin]",
        "2026-03-14 08:40:00 Europe/Berlin",
        "2026-03-14 08:40:00 +0100 CET",
        "20260314T074000Z",
        "20260314074000",
        "202603140740",
        "1773474000",
        "1773474000000",
        "1773474000000000",
        "1773474000.0",
        "Sat, 14 Mar 2026 03:40:00 EDT",
        "Sat, 14 Mar 2026 08:40:00 +0100 (CET)",
        "Saturday, 14-Mar-26 07:40:00 GMT",
        "14 Mar 26 07:40:00 GMT",
        "Sat Mar 14 2026 08:40:00 GMT+0100 (Central European Standard Time)",
        "Sat Mar 14 07:40:00 +0000 2026",
        "Sat Mar 14 07:40:00 UTC 2026",
        "Sat Mar 14 13:10:00 IST 2026",
        "March 14, 2026 at 3:40 a.m. ET",
        "3:40 AM EDT, March 14, 2026",
        "Mar 14, 2026 9:40 AM UTC+2",
        "14. März 2026, 07:40 Uhr",
        "samedi 14 mars 2026 à 07h40",
        "sábado, 14 de marzo de 2026 a las 07:40",
        "14 марта 2026 г., 07:40",
        "2026年3月14日(土) 午前7時40分",
        "2026. 3. 14. 오전 7:40",
        "2026/3/14 7:40",
        "2026-03-14 07:40:00\u202fAM",
    ],
)
def test_a_moment_may_be_written_in_many_ways(text: str) -> None:
    assert time_of(text) == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14", "2026/03/14", "2026.03.14", "20260314", "14 Mar 2026", "14. März 2026", "March 14th, 2026",
        "14th of March 2026", "14 de marzo de 2026", "sam. 14 mars 2026", "2026年3月14日", "14-Mar-2026", "14-MAR-26",
        "Sat Mar 14 2026", "2026-03-14+01:00", "2026. március 14.",
    ],
)  # fmt: skip
def test_a_day_without_an_hour_is_that_day_whatever_the_zone(text: str) -> None:
    assert time_of(text) == time_of(text, BERLIN) == DAY


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"$date": "2026-03-14T07:40:00Z"}, MOMENT),
        ({"$date": {"$numberLong": "1773474000000"}}, MOMENT),
        ({"_seconds": 1773474000, "_nanoseconds": 0}, MOMENT),
        ({"date": "2026-03-14 08:40:00.000000", "timezone_type": 3, "timezone": "Europe/Berlin"}, MOMENT),
        (["2026-03-14T07:40:00Z", "2026-03-15"], MOMENT),
        (20260314, DAY),
        (20260314074000, MOMENT),
        (1773474000, MOMENT),
        (1773474000.25, MOMENT + timedelta(seconds=0.25)),
        (date(2026, 3, 14), DAY),
        (datetime(2026, 3, 14, 7, 40), MOMENT),
    ],
)
def test_a_time_may_be_a_number_an_object_or_a_time(value: object, expected: datetime) -> None:
    assert time_of(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z", "00.00.0000", "0", 0, "0001-01-01T00:00:00",
        "0001-01-01T00:00:00+02:00", "1/1/0001 12:00:00 AM", "1970-01-01", "1970-01-01T00:00:00Z", "01.01.1970",
        "1970-01-01 00:00:00+02:00", "Thu, 01 Jan 1970 00:00:00 GMT", "1900-01-01", "1900-01-01 00:00:00",
        "1753-01-01", "9999-12-31 23:59:59", "-0001-11-30T00:00:00+00:00", -62_135_596_800, date(1, 1, 1),
        datetime(9999, 12, 31, tzinfo=timezone(timedelta(hours=-3))), datetime(1970, 1, 1, tzinfo=UTC),
    ],
)  # fmt: skip
def test_a_placeholder_is_no_time(value: object) -> None:
    assert time_of(value) is None


def test_the_epoch_in_the_clock_of_a_site_is_a_placeholder_too() -> None:
    assert time_of("1970-01-01 01:00:00", BERLIN) is None
    assert time_of("1900-01-01 07:00:00") == datetime(1900, 1, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "", "soon", "2 hours ago", "2026", "March 2026", "Published March 14, 2026", "2026-03-14 07:40 (draft)",
        "Sat, 14 Mar 2026 07:40:00 XYZ", "07:40 XYZ 14 Mar 2026", "Mon, 16 Jun 20081", "Mon, 16 Jun 20081 07:40:00 GMT",
        "2026-02-30", "2026-13-01", "2026-03-14T25:00:00Z", "13:00 PM 14 Mar 2026", "14 listopad 2026", "14 Mar 26",
        "02.01.2024", "14.03.2026", "03/04/2026", "3/14/26, 7:40 AM", "45000", "44927.5", 45000, True, None, {},
        {"$date": None}, "14 Mar 2026 07:40:00 EST (GMT)", "2026-03-14 07:40:00 +9999", "x" * 5000, math.nan, math.inf,
        10**400, "0044-03-15 00:00:00+00 BC", "infinity", "20261345", "9" * 19,
    ],
)  # fmt: skip
def test_what_is_not_understood_whole_or_has_two_readings_stays_as_it_is(value: object) -> None:
    assert time_of(value) is value or time_of(value) == value


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("03/04/2026", "2026-04-03", "2026-03-04"),
        ("3.4.26", "2026-04-03", "2026-03-04"),
        ("03-04-2026 07:40", "2026-04-03T07:40", "2026-03-04T07:40"),
        ("3/4/2026 7:40 PM", "2026-04-03T19:40", "2026-03-04T19:40"),
        ("14.03.2026", "2026-03-14", None),
    ],
)
def test_the_order_of_day_and_month_is_what_the_owner_says(text: str, day_first: str, month_first: str | None) -> None:
    for order, expected in (("day-first", day_first), ("month-first", month_first)):
        time = datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else text
        assert time_of(text, ReadOptions.parse({"dates": order})) == time


def test_a_time_without_a_zone_is_in_that_of_its_site_and_one_with_a_zone_keeps_it() -> None:
    for text in ("2026-03-14 08:40:00", "14 Mar 2026 08:40", "20260314084000"):
        assert time_of(text, BERLIN) == MOMENT
    assert time_of("2026-07-14 09:40", BERLIN) == datetime(2026, 7, 14, 7, 40, tzinfo=UTC)
    assert time_of(datetime(2026, 3, 14, 8, 40), BERLIN) == MOMENT
    assert time_of("2026-03-14T07:40:00Z", BERLIN) == time_of("1773474000", BERLIN) == MOMENT


moments = st.datetimes(datetime(1980, 1, 2), datetime(2099, 1, 1)).map(lambda time: time.replace(microsecond=0))
offsets = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


def written(time: datetime) -> list[str]:
    """Return the forms in which a time with an offset is written."""
    offset = time.strftime("%z")
    return [
        time.isoformat(),
        f"{time:%Y-%m-%d %H:%M:%S} {offset}",
        format_datetime(time),
        f"{time:%a %b %d %Y %H:%M:%S} GMT{offset} (Somewhere)",
        f"{time:%B} {time.day}, {time:%Y} {time:%I:%M:%S %p} UTC{offset}",
        f"{time:%Y%m%dT%H%M%S}{offset}",
        f"{time:%a %b} {time.day} {time:%H:%M:%S} {offset} {time:%Y}",
        f"{time:%d.%m.%Y %H:%M:%S} {offset}",
        str(int(time.timestamp())),
        str(int(time.timestamp()) * 1000),
    ]


@LAW
@given(moments, offsets)
def test_a_time_written_in_any_form_and_zone_is_the_same_moment(time: datetime, offset: timezone) -> None:
    moment = time.replace(tzinfo=UTC)
    options = ReadOptions(timezone=ZoneInfo("Asia/Tokyo"), dates="day-first")
    for text in written(moment.astimezone(offset)):
        assert time_of(text, options) == moment, text


@LAW
@given(st.recursive(st.text(max_size=40) | st.floats() | st.integers(), lambda inner: st.dictionaries(
    st.sampled_from(["$date", "date", "timezone", "_seconds", "value", "$numberLong"]), inner) | st.lists(inner)
))  # fmt: skip
def test_a_hostile_value_is_a_moment_in_utc_or_nothing_or_stays_as_it_is(value: object) -> None:
    time = time_of(value, BERLIN)
    assert not isinstance(time, datetime) or time.tzinfo == UTC


@pytest.mark.parametrize(
    "text", ["2026-04-20T09.15", "2026-04-20 09,15", "2026-04-20T09.15Z", "20260420T0915.30", "2026-04-20T09-15"]
)
def test_what_may_be_a_minute_is_no_part_of_a_second_and_no_zone(text: str) -> None:
    assert time_of(text) == text
    with pytest.raises(ArticleError):
        FIELDS["published_at"].parse(text, "published_at")


@LAW
@given(moments, st.text(st.characters(categories=["L"]), min_size=1, max_size=8))
def test_a_rest_that_is_not_understood_is_never_dropped(time: datetime, rest: str) -> None:
    text = f"{time:%d %b %Y %H:%M:%S} {rest} {rest}"
    assert time_of(text) == text
