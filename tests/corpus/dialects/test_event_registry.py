"""Event Registry: the time that a page says, labels in their language. The answers are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.sources import lines_of, only, put

ARTICLE = {
    "uri": "7654321",
    "lang": "eng",
    "isDuplicate": False,
    "date": "2026-03-14",
    "time": "07:45:00",
    "dateTime": "2026-03-14T07:45:00Z",
    "dateTimePub": "2026-03-14T07:40:00Z",
    "dataType": "news",
    "sim": 0.9,
    "url": "https://post.example/ferry",
    "title": "Ferry is back",
    "body": "It sailed.",
    "source": {"uri": "post.example", "dataType": "news", "title": "Harbour Post"},
    "image": "https://img.example/a.jpg",
    "authors": [{"uri": "ada@post.example", "name": "Ada Okafor"}],
    "concepts": [{"label": {"deu": "Fähre", "eng": "Ferry"}}, {"label": {"deu": "Hafen"}}],
    "categories": [
        {"uri": "dmoz/Recreation", "label": "dmoz/Recreation"},
        {"uri": "news/Business", "label": "news/Business"},
    ],
}


def test_an_article_keeps_its_time_of_day(tmp_path: Path) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of(ARTICLE)))
    assert article.published_at == datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
    assert (article.publisher, article.language, article.section) == ("Harbour Post", "en", "Business")
    assert (article.tags, article.authors) == (("Ferry", "Hafen"), ("Ada Okafor",))


def test_the_time_at_which_it_was_read_is_the_next_best(tmp_path: Path) -> None:
    undated = {name: value for name, value in ARTICLE.items() if name != "dateTimePub"}
    article = only(put(tmp_path, "a.jsonl", lines_of(undated)))
    assert article.published_at == datetime(2026, 3, 14, 7, 45, tzinfo=UTC)
