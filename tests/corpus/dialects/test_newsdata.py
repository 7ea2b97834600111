"""newsdata.io: what a plan does not pay for is no value. The answers are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.sources import lines_of, only, put

ARTICLE = {
    "article_id": "ab12",
    "title": "Ferry is back",
    "link": "https://post.example/ferry",
    "keywords": ["ferry", "quay"],
    "creator": ["Ada Okafor"],
    "description": "It sailed.",
    "content": "ONLY AVAILABLE IN PAID PLANS",
    "pubDate": "2026-03-14 07:40:00",
    "pubDateTZ": "UTC",
    "image_url": "https://img.example/a.jpg",
    "source_id": "post",
    "source_name": "Harbour Post",
    "language": "english",
    "category": ["business"],
    "ai_tag": "ONLY AVAILABLE IN PROFESSIONAL PLANS",
}


def test_an_article_has_no_advertisement_as_its_text(tmp_path: Path) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of(ARTICLE)))
    assert (article.text, article.publisher, article.language) == ("It sailed.", "Harbour Post", "en")
    assert (article.section, article.tags, article.authors) == ("business", ("ferry", "quay"), ("Ada Okafor",))
    assert article.published_at == datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
