"""newsapi.org and GNews: neither the mark of a cut nor the name of the source are words. The answers are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus import read_articles
from recommender.corpus.dialects.newsapi import whole_text, without_source
from recommender.corpus.reading import LeftOut
from tests.support.sources import lines_of, put

ARTICLE = {
    "source": {"id": None, "name": "Harbour Post"},
    "author": "Ada Okafor",
    "title": "Ferry - at last - is back - Harbour Post",
    "description": "The ferry is back.",
    "url": "https://post.example/ferry",
    "urlToImage": "https://img.example/quay.jpg",
    "publishedAt": "2026-03-14T07:40:00Z",
    "content": "It sailed at dawn, said the may… [+1210 chars]",
}
REMOVED = {**ARTICLE, "title": "[Removed]", "url": "https://removed.com", "source": {"id": None, "name": "[Removed]"}}
GNEWS = {
    "title": "Old mill sold", "description": "Sold.", "content": "Sold. To whom... [90 chars]", "url": "https://post.example/mill",
    "image": "https://img.example/mill.jpg", "publishedAt": "2026-03-14T08:00:00Z",
    "source": {"name": "Harbour Post", "url": "https://post.example"},
}  # fmt: skip


def test_articles_are_read_without_what_the_api_adds(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    first, second = read_articles(put(tmp_path, "a.jsonl", lines_of(ARTICLE, REMOVED, GNEWS)), left_out=left.append)
    assert (first.title, first.publisher) == ("Ferry - at last - is back", "Harbour Post")
    assert (first.text.splitlines()[0], first.text.splitlines()[-1]) == (
        "The ferry is back.",
        "It sailed at dawn, said the may",
    )
    assert (first.authors, first.image_url) == (("Ada Okafor",), "https://img.example/quay.jpg")
    assert (second.text.splitlines()[-1], second.image_url) == ("Sold. To whom", "https://img.example/mill.jpg")
    assert [record.reason for record in left] == ["deleted"]


@pytest.mark.parametrize(
    ("title", "publisher", "right"),
    [
        ("Ferry is back - CNN", "CNN", "Ferry is back"),
        ("Ferry is back - The New York Times", "New York Times", "Ferry is back"),
        ("Ferry is back - Harbour", "harbourpost.example", "Ferry is back"),
        ("Ferry - back", "CNN", "Ferry - back"),
        ("CNN", "CNN", "CNN"),
    ],
)
def test_only_the_name_of_the_source_is_cut(title: str, publisher: str, right: str) -> None:
    assert without_source(title, publisher) == right


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_lost(description: str, content: str) -> None:
    whole = whole_text(description, content)
    assert description.strip() in whole or content.startswith(description[:40])
