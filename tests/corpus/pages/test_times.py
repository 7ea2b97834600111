"""The time of day that a page tells in another place than its date."""

from __future__ import annotations

import pytest
from lxml import html

from recommender.corpus.pages.times import east_asian_dates, is_written, times_in, with_time_of_day


@pytest.mark.parametrize(
    ("date", "others", "chosen"),
    [
        ("2026-03-14", ["2026-03-14T09:30:00+01:00"], "2026-03-14T09:30:00+01:00"),
        ("2026-03-14T00:00:00Z", ["2026-03-15T09:30Z", "2026-03-14 09:30"], "2026-03-14 09:30"),
        (
            "2026-03-14T00:00:00+01:00",
            [None, 3, "2026-03-14", "2026-03-14T00:00:00.000+0100"],
            "2026-03-14T00:00:00+01:00",
        ),
        ("2026-03-14T09:31Z", ["2026-03-14T09:30Z"], "2026-03-14T09:31Z"),
        ("2026-03-14T00:30Z", ["2026-03-14T09:30Z"], "2026-03-14T00:30Z"),
        ("14 March 2026", ["2026-03-14T09:30Z"], "14 March 2026"),
        (1773474000, ["2026-03-14T09:30Z"], 1773474000),
    ],
)
def test_a_date_takes_the_time_of_day_of_another_of_its_day(date: object, others: list[object], chosen: object) -> None:
    assert with_time_of_day(date, others) == chosen


def test_times_of_updates_and_beside_the_article_are_left_out() -> None:
    page = """<article><time datetime="1">x</time><time class="entry-published updated" datetime="2">x</time>
    <time class="updated" datetime="3">x</time><b itemprop="datePublished" content="4">x</b><time>5</time></article>
    <aside><time datetime="6">x</time></aside><footer><p><time datetime="7">x</time></p></footer>"""
    assert times_in(html.document_fromstring(page)) == ["1", "2", "4"]


def test_datelines_behind_the_heading_come_first_and_those_around_the_article_not_at_all() -> None:
    page = """<header><p>2026年12月1日</p></header><p>2026年11月30日 星期一</p><h1>X</h1><b>2026年11月18日</b>
    <aside><p>2026年11月2日</p></aside>"""
    assert east_asian_dates(html.document_fromstring(page)) == ["2026-11-18", "2026-11-30"]


@pytest.mark.parametrize(
    ("date", "text", "is_there"),
    [
        ("2026-11-08", "8 November 2026", True),
        ("2026-11-08", "20261108", True),
        ("2026-11-08", "Nov. 08, 2026", True),
        ("2026-11-08", "2026-11", False),
        ("2026-11-08", "© 2026", False),
        ("2026-11-08", "18 November 2026", False),
        (None, "2026", False),
    ],
)
def test_a_day_that_no_page_says_is_made_up(date: str | None, text: str, *, is_there: bool) -> None:
    assert is_written(date, text) is is_there
