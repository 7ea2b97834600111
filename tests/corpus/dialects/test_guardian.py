"""The Guardian's API: tags by their type, words as far as they were asked for. The answers are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender.corpus import read_articles
from recommender.corpus.reading import LeftOut
from tests.support.sources import lines_of, only, put

ITEM = {
    "id": "uk/2026/mar/14/ferry",
    "type": "article",
    "sectionName": "UK news",
    "webPublicationDate": "2026-03-14T07:40:00Z",
    "webTitle": "Ferry is back | Transport",
    "webUrl": "https://guardian.example/ferry",
    "apiUrl": "https://api.example/ferry",
    "fields": {
        "headline": "Ferry is back",
        "bodyText": "It sailed.",
        "trailText": "A trail",
        "thumbnail": "https://img.example/a.jpg",
        "lastModified": "2026-03-14T09:00:00Z",
    },
    "tags": [
        {"type": "keyword", "webTitle": "Ferries", "id": "uk/ferries"},
        {"type": "contributor", "webTitle": "Ada Okafor", "id": "profile/ada"},
        {"type": "tone", "webTitle": "News", "id": "tone/news"},
    ],
}


def test_an_item_is_read_with_its_fields_and_tags(tmp_path: Path) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of(ITEM)))
    assert (article.title, article.text, article.section) == ("Ferry is back", "It sailed.", "UK news")
    assert (article.tags, article.authors) == (("Ferries",), ("Ada Okafor",))
    assert article.published_at == datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
    assert (article.publisher, article.image_url) == ("The Guardian", "https://img.example/a.jpg")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"body": "<p>It sailed.</p>", "trailText": "A trail"}, "It sailed."),
        ({"trailText": "A trail"}, "A trail"),
        ({}, ""),
    ],
)
def test_the_words_are_the_best_that_there_are(tmp_path: Path, fields: dict[str, str], text: str) -> None:
    assert text in only(put(tmp_path, "a.jsonl", lines_of({**ITEM, "fields": fields}))).text


@pytest.mark.parametrize(
    ("change", "kind"),
    [({"type": "liveblog"}, "live"), ({"pillarName": "Opinion"}, "opinion"), ({"isHosted": True}, "sponsored")],
)
def test_an_item_has_its_kind(tmp_path: Path, change: dict[str, object], kind: str) -> None:
    assert only(put(tmp_path, "a.jsonl", lines_of({**ITEM, **change}))).kind == kind


def test_a_crossword_is_no_article(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    assert (
        list(read_articles(put(tmp_path, "a.jsonl", lines_of({**ITEM, "type": "crossword"})), left_out=left.append))
        == []
    )
    assert [record.reason for record in left] == ["crossword"]
