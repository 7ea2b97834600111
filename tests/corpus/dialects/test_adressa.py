"""Adressa: its content files are articles, the clicks on them are not. Both are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from recommender.corpus import read_articles
from recommender.corpus.reading import LeftOut
from tests.support.sources import lines_of, put

CLICK = {
    "eventId": 1105471787, "userId": "cx:1", "time": 1483225227, "url": "http://post.example/ferry.html",
    "title": "Fergen er tilbake", "publishtime": "2017-01-01T07:40:00.000Z", "id": "ab12", "activeTime": 12,
}  # fmt: skip


def content(pageclass: str, article_id: str) -> dict[str, object]:
    values = {
        "pageclass": pageclass,
        "title": "Fergen er til\xadbake",
        "teaser": "Etter en lang vinter",
        "body": ["Den seilte ved daggry.", "Folk kom."],
        "url": f"http://post.example/{article_id}",
        "og-site-name": "adressa.no",
        "publishtime": "2017-01-01T07:40:00.000Z",
        "category0": "nyheter",
        "category1": "nyheter|trondheim",
        "keywords": "ferge,havn",
        "author": ["Ada Okafor", "Ada Okafor"],
        "language": "no",
    }
    return {"id": article_id, "fields": [{"field": name, "value": value} for name, value in values.items()]}


def test_clicks_and_front_pages_are_left_out(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    path = put(tmp_path, "one.jsonl", lines_of(CLICK, content("article", "a"), content("frontpage", "f")))
    (article,) = read_articles(path, left_out=left.append)
    assert [(record.line, record.reason) for record in left] == [(1, "click event"), (3, "front page")]
    assert (article.article_id, article.title) == ("a", "Fergen er tilbake")
    assert article.text.splitlines()[0] == "Etter en lang vinter"
    assert article.text.endswith("Folk kom.")
    assert article.published_at == datetime(2017, 1, 1, 7, 40, tzinfo=UTC)
    assert (article.section, article.publisher, article.language) == ("trondheim", "adressa.no", "no")
    assert (article.tags, article.authors) == (("ferge", "havn"), ("Ada Okafor",))
