"""The time of day that a page tells in another place than its date."""

from __future__ import annotations

import pytest
from lxml import html

from recommender.corpus.pages.times import times_in, with_time_of_day


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
