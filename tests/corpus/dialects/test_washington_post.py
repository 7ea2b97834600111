"""TREC Washington Post: contents in their order, a time wherever it stands. The articles are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.dialects.washington_post import is_washington_post, washington_post_records
from tests.support.sources import lines_of, only, put, read

CONTENTS: list[dict[str, Any] | None] = [
    {"type": "kicker", "content": "Transport", "mime": "text/plain"},
    {"type": "title", "content": "Ferry is back", "mime": "text/plain"},
    {"type": "byline", "content": "By Ada Okafor and Tom Reed", "mime": "text/plain"},
    {"type": "date", "content": 1325376562000, "mime": "text/plain"},
    {"type": "image", "fullcaption": "The quay.", "imageURL": "https://img.example/quay.jpg"},
    None,
    {"type": "sanitized_html", "subtype": "paragraph", "content": "It sailed <b>at dawn</b>.", "mime": "text/html"},
    {"type": "sanitized_html", "subtype": "paragraph", "content": "Crowds came.", "mime": "text/html"},
    {"type": "author_info", "name": "Ada Okafor", "role": "Reporter", "bio": "Ada Okafor covers harbours."},
]
LINE: dict[str, Any] = {
    "id": "b2e89334-33f9-11e1-825f-dabc29fd7071",
    "article_url": "https://post.example/ferry",
    "title": "Ferry is back",
    "author": "Ada Okafor; Tom Reed",
    "contents": CONTENTS,
    "type": "article",
    "source": "The Washington Post",
}


def test_a_line_is_its_contents_in_their_order(tmp_path: Path) -> None:
    article = only(put(tmp_path, "collection.v4.jl", lines_of(LINE)))
    assert article.title == "Ferry is back"
    assert "at dawn" in article.text
    assert article.text.endswith("Crowds came.")
    assert "harbours" not in article.text
    assert "quay" not in article.text
    assert (article.url, article.section, article.kind) == ("https://post.example/ferry", "Transport", "news")
    assert (article.authors, article.image_url) == (("Ada Okafor", "Tom Reed"), "https://img.example/quay.jpg")


def test_its_time_is_that_of_the_line_or_else_of_its_contents(tmp_path: Path) -> None:
    dated = {**LINE, "id": "dated", "published_date": 1400000000000}
    articles, _ = read(put(tmp_path, "collection.jl", lines_of(LINE, dated)))
    assert [article.published_at for article in articles] == [
        datetime(2012, 1, 1, 0, 9, 22, tzinfo=UTC),
        datetime(2014, 5, 13, 16, 53, 20, tzinfo=UTC),
    ]


def test_an_opinion_is_one(tmp_path: Path) -> None:
    kicker = {"type": "kicker", "content": "The Post’s View"}
    opinion = {**LINE, "contents": [kicker, *CONTENTS[1:]]}
    assert only(put(tmp_path, "collection.jl", lines_of(opinion))).kind == "opinion"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "content"]), inner),
    max_leaves=8,
)


@given(st.lists(ANY, max_size=4), ANY)
def test_contents_of_any_form_are_one_record(contents: list[object], author: object) -> None:
    value = {**LINE, "contents": contents, "author": author}
    assert is_washington_post(value)
    assert len(list(washington_post_records(value))) == 1
