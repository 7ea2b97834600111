"""Names of months and weekdays: in many languages, and none where two languages mean two months by it."""

from __future__ import annotations

import pytest

from recommender.corpus.calendar_names import is_weekday, month_of


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("March", 3), ("SEPT.", 9), ("may", 5), ("März", 3), ("févr.", 2), ("agosto", 8), ("Dezember", 12),
        ("марта", 3), ("ağustos", 8), ("listopad", None), ("soon", None), ("", None), ("3", None),
    ],
)  # fmt: skip
def test_a_month_is_known_by_its_name_in_the_languages_that_write_dates_so(word: str, month: int | None) -> None:
    assert month_of(word) == month


def test_a_weekday_is_known_in_full_and_short() -> None:
    assert all(map(is_weekday, ("Saturday", "Sat", "Samstag", "sam.", "sábado", "суббота")))
    assert not any(map(is_weekday, ("March", "today", "")))
