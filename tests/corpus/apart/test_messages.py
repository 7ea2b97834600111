"""Messages between two processes: what goes in comes out, and what is none is refused."""

from __future__ import annotations

import io
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.apart.messages import (
    Limits,
    ProtocolError,
    columns_of,
    decoded,
    encoded,
    plain_columns,
    receive,
    record_of,
    send,
)
from recommender.corpus.files import Record
from recommender.corpus.mapping import Columns
from recommender.corpus.options import ReadOptions

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), PLAIN), st.none() | st.integers(0), st.none() | st.text(), st.booleans())
def test_plain_values_come_out_as_they_went_in(
    values: dict[str, object], line: int | None, reason: str | None, withdraws: bool
) -> None:
    pipe = io.BytesIO()
    record = Record(line, values, reason, withdraws)
    send(pipe, encoded("record", *record))
    pipe.seek(0)
    message = receive(pipe, 10**9)
    assert message is not None
    kind, plain = decoded(message)
    assert (kind, record_of(plain)) == ("record", record)
    assert receive(pipe, 10**9) is None


def test_a_record_of_a_long_file_has_more_time_up_to_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "news.xml"
    seconds = []
    for size in (0, 10_000_000, 500_000_000):
        with path.open("wb") as file:
            file.truncate(size)
        seconds.append((Limits().record_seconds(path), Limits().file_seconds(path)))
    assert seconds == [(20.0, 20.0), (40.0, 620.0), (100.0, 30_020.0)]


def test_times_bytes_and_sets_come_out_as_text() -> None:
    values = {"time": datetime(2026, 3, 14, tzinfo=UTC), "day": date(2026, 3, 14), "raw": b"\xff", "tags": {"b", "a"}}
    assert decoded(encoded("record", values)) == (
        "record",
        [{"time": "2026-03-14T00:00:00+00:00", "day": "2026-03-14", "raw": None, "tags": ["a", "b"]}],
    )


@given(st.binary(max_size=60))
def test_bytes_that_are_no_messages_raise_nothing_else(data: bytes) -> None:
    stream = io.BytesIO(data)
    try:
        while (message := receive(stream, 40)) is not None:
            record_of(decoded(message)[1])
    except ProtocolError:
        pass


@pytest.mark.parametrize("message", [b"", b"{}", b"[]", b"[1]", b"\xff", b"[" * 100_000, b'["a"', b"NaN"])
def test_a_message_that_is_none_is_refused(message: bytes) -> None:
    with pytest.raises(ProtocolError):
        decoded(message)


@pytest.mark.parametrize(
    "values", [[], [1, {}], [1, [], None, False], ["1", {}, None, False], [1, {}, 1, False], [1, {}, None, "no"]]
)
def test_a_record_that_is_none_is_refused(values: list[object]) -> None:
    with pytest.raises(ProtocolError):
        record_of(values)


@pytest.mark.parametrize("zone", [None, UTC, timezone(timedelta(hours=5, minutes=45)), ZoneInfo("America/New_York")])
def test_columns_come_out_as_they_went_in(zone: tzinfo | None) -> None:
    """What is chosen for a reading goes to the other process, all of it."""
    values: dict[str, Any] = {
        "encoding": "koi8-r",
        "timezone": zone,
        "dates": "day-first",
        "names": ("id", "", "title"),
    }
    others: dict[str, Any] = {field.name: "x" for field in fields(ReadOptions) if field.name not in values}
    options = ReadOptions(**values, **others)
    columns = Columns({"title": "kicker", "text": ""}, exact=True, options=options)
    (plain,) = decoded(encoded("read", plain_columns(columns)))[1]
    assert isinstance(plain, dict)
    assert columns_of(plain) == columns
    assert {field.name for field in fields(Columns)} == plain.keys()
