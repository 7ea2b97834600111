"""webz.io: the first post of a thread is the article. The answers are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from recommender.corpus import read_articles
from recommender.corpus.reading import LeftOut
from tests.support.sources import lines_of, put

POST = {
    "thread": {
        "uuid": "t1",
        "url": "https://post.example/ferry",
        "site_full": "www.post.example",
        "site": "post.example",
        "title": "Ferry is back",
        "published": "2026-03-14T07:40:00.000+02:00",
        "main_image": "https://img.example/a.jpg",
    },
    "uuid": "p1",
    "url": "https://post.example/ferry",
    "ord_in_thread": 0,
    "author": "Ada Okafor",
    "language": "english",
    "published": "2026-03-14T07:40:00.000+02:00",
    "title": "Ferry is back",
    "text": "It sailed.",
    "categories": ["Travel"],
}


def test_a_post_is_an_article_and_those_behind_it_comments(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    comment = {**POST, "uuid": "p2", "ord_in_thread": 1, "text": "First!"}
    (article,) = read_articles(put(tmp_path, "a.jsonl", lines_of(POST, comment)), left_out=left.append)
    assert (article.title, article.text, article.language) == ("Ferry is back", "It sailed.", "en")
    assert (article.publisher, article.section) == ("post.example", "Travel")
    assert article.published_at == datetime(2026, 3, 14, 5, 40, tzinfo=UTC)
    assert [(record.line, record.reason) for record in left] == [(2, "comment")]
