"""The boxes beside an article: what a card says of the time between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from recommender.engine.recommender import Recommender
from tests.support.builders import article

TEXTS = ("Storm Ines shut the quay at Port Averin.", "Port Averin counts what Storm Ines cost the quay.")


@pytest.mark.parametrize(
    ("zone", "hours", "minutes", "said"),
    [
        (UTC, (0, 0), (0, 0), "on the same day"),
        (timezone(timedelta(hours=2)), (0, 0), (0, 0), "on the same day"),
        (timezone(timedelta(hours=5, minutes=45)), (0, 0), (0, 0), "on the same day"),
        (UTC, (9, 9), (7, 7), "at the same time"),
        (UTC, (9, 11), (0, 0), "2\xa0hours\xa0later"),
    ],
)
def test_what_is_dated_by_a_day_in_any_zone_is_of_the_same_day(
    zone: timezone, hours: tuple[int, int], minutes: tuple[int, int], said: str
) -> None:
    pair = [
        article(article_id=str(at), title="", text=text, published_at=datetime(2026, 4, 21, hour, minute, tzinfo=zone))
        for at, (text, hour, minute) in enumerate(zip(TEXTS, hours, minutes, strict=True))
    ]
    others = [article(article_id=f"x{n}", title="", text=f"Nothing else {n} happened in town") for n in range(3)]
    explained = Recommender.fit([*pair, *others]).explain("0", "1")
    assert explained.reason.endswith(said)
