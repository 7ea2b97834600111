"""Live blogs: the updates are the text where the page itself does not show them."""

from __future__ import annotations

from recommender.corpus.pages.live import are_in, text_of, times_of, updates_of

UPDATES = [
    {
        "headline": "Ferry back",
        "datePublished": "2026-04-21T10:10:00+02:00",
        "articleBody": "<p>The ferry is back.</p><p>All are safe.</p>",
    },
    {"datePublished": "2026-04-21T09:10:00+02:00", "articleBody": "The quay has been closed."},
]


def test_updates_become_text_with_the_times_of_day_that_the_page_writes() -> None:
    assert text_of(UPDATES) == "10:10 Ferry back\nThe ferry is back.\nAll are safe.\n09:10\nThe quay has been closed."


def test_a_headline_that_the_body_repeats_is_written_once() -> None:
    assert text_of([{"headline": "Quay closed", "articleBody": "Quay closed at noon."}]) == "Quay closed at noon."


def test_a_text_longer_than_an_article_may_have_ends_with_a_whole_update() -> None:
    assert text_of(UPDATES, limit=60) == "10:10 Ferry back\nThe ferry is back.\nAll are safe."


def test_updates_that_the_page_shows_itself_are_seen() -> None:
    assert are_in(UPDATES, "Live. The ferry is\nback. All are safe. And more.")
    assert not are_in(UPDATES, "Please enable JavaScript.")
    assert are_in([], "anything")


def test_one_update_may_stand_alone_and_what_is_none_is_left_out() -> None:
    assert updates_of({"liveBlogUpdate": UPDATES[0]}) == [UPDATES[0]]
    assert updates_of({"liveBlogUpdate": ["x", None, UPDATES[1]]}) == [UPDATES[1]]
    assert updates_of({}) == []
    assert times_of(UPDATES) == ["2026-04-21T10:10:00+02:00", "2026-04-21T09:10:00+02:00"]
    assert text_of([{"headline": 3, "articleBody": ["x"], "datePublished": 4}]) == ""
