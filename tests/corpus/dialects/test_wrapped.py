"""Wrapped JSON: an answer is the articles in it, an article stays one, and what is about an answer is no article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.dialects import records_of
from recommender.corpus.mapping import Columns
from tests.support.sources import LAW, put, read

A = {"id": "a", "title": "Ferry returns", "body": "It sailed.", "url": "https://a.example/a"}
B = {"id": "b", "title": "Mill sold", "body": "Sold.", "url": "https://a.example/b"}
BOTH = [A, B]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "ok", "totalResults": 2, "articles": BOTH},
        {"articles": {"results": BOTH, "totalResults": 2}},
        {"response": {"numFound": 2, "docs": BOTH}, "responseHeader": {"status": 0, "params": {"q": "title:x"}}},
        {"response": {"status": "ok", "results": BOTH}},
        {"took": 3, "hits": {"total": {"value": 2}, "hits": [{"_index": "n", "_source": A}, {"_source": B}]}},
        {"data": BOTH, "meta": {"title": "News", "page": {"name": "1"}}},
        {"data": [{"id": each["id"], "type": "post", "attributes": each} for each in BOTH]},
        {"data": {"viewer": {"posts": {"edges": [{"cursor": "c", "node": each} for each in BOTH]}}}},
        {"data": {"allPosts": {"nodes": BOTH, "pageInfo": {"hasNextPage": False}}}},
        {"_items": BOTH, "_meta": {"page": 1}, "_links": {"self": {"title": "news", "href": "news"}}},
        {"feed": {"title": "Harbour Post", "link": "https://a.example", "entry": BOTH}},
        {"title": "Harbour Post", "description": "News", "items": BOTH},
        {"content": BOTH, "pageable": {"pageNumber": 0}},
        {"articles": {"a": {key: A[key] for key in ("title", "body", "url")}, "b": B}},
        {"politics": [A], "sport": [B]},
        {"sections": [{"title": "Politics", "articles": [A]}, {"title": "Sport", "articles": [B]}]},
        {"articles": BOTH, "trending": [{"id": "t", "title": "T", "url": "https://a.example/t"}]},
        {"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "Harbour Post", "url": "https://a.example"},
            *({"@type": "NewsArticle", **each} for each in BOTH),
        ]},
        {"items": [{"sys": {"id": each["id"]}, "fields": {**each, "id": None}} for each in BOTH]},
        [{"page": 1, "articles": [A]}, {"page": 2, "articles": [B]}],
    ],
)  # fmt: skip
def test_an_answer_is_the_articles_in_it(tmp_path: Path, answer: Any) -> None:
    expected = [("Ferry returns", "It sailed."), ("Mill sold", "Sold.")]
    lines = "\n".join(map(json.dumps, answer if isinstance(answer, list) else [answer]))
    for name, content in (("a.json", json.dumps(answer, indent=1)), ("a.jsonl", lines)):
        articles, refused = read(put(tmp_path, name, content))
        assert [(article.title, article.text) for article in articles] == expected
        assert refused == []


def test_the_line_of_an_article_is_its_number_in_the_answer(tmp_path: Path) -> None:
    answer = {"articles": [A, {"id": "c"}, B]}
    articles, refused = read(put(tmp_path, "a.json", json.dumps(answer, indent=1)))
    assert [len(articles), [error.line for error in refused]] == [2, [2]]


@pytest.mark.parametrize(
    "article",
    [
        {**A, "related": BOTH, "items": [B]},
        {**A, "body": None, "related": [B], "images": [{"title": "Quay", "url": "https://a.example/1.jpg"}]},
        {"status": "ok", "article": {**A, "related": [B]}},
        {"data": {"post": {**A, "author": {"name": "Ada", "url": "https://a.example/ada"}}}},
        {**A, "content": [{"type": "p", "text": "It sailed."}, {"type": "p", "text": "At dawn."}]},
    ],
)
def test_a_document_that_is_one_article_stays_one(tmp_path: Path, article: dict[str, Any]) -> None:
    articles, refused = read(put(tmp_path, "a.json", json.dumps(article, indent=1)))
    assert ([each.title for each in articles], refused) == (["Ferry returns"], [])


def test_an_article_keeps_what_is_said_beside_it(tmp_path: Path) -> None:
    answer = {"data": [{"id": 7, "status": "draft", "attributes": {"title": "T", "body": "B"}}, A]}
    (article,), _ = read(put(tmp_path, "a.json", json.dumps(answer, indent=1)))
    assert article.title == "Ferry returns"
    assert read(put(tmp_path, "b.json", json.dumps({"status": "draft", "post": A}, indent=1)))[0] == []


def test_columns_of_other_names_tell_an_article_too(tmp_path: Path) -> None:
    answer = {"payload": {"liste": [{"kicker": "Ferry", "nr": 1}, {"kicker": "Mill", "nr": 2}]}}
    articles, _ = read(put(tmp_path, "a.json", json.dumps(answer, indent=1)), title="kicker", article_id="nr")
    assert [(article.article_id, article.title) for article in articles] == [("1", "Ferry"), ("2", "Mill")]


def test_an_object_without_articles_is_one_record_as_it_is() -> None:
    for value in ({"status": "error", "message": "no key"}, {"a": {"b": [1, [2]]}}, {}, {"rows": [[1], "x", None]}):
        assert [record.values for record in records_of(value)] == [value]


nested = st.recursive(
    st.none() | st.text(max_size=5) | st.integers() | st.just(A),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["articles", "data", "title", "body", "node", "@graph", "@type", "x"]), inner)
    ),
    max_leaves=20,
)


@LAW
@given(st.dictionaries(st.sampled_from(["items", "data", "response", "title", "text", "y"]), nested))
def test_any_object_gives_records(value: dict[str, Any]) -> None:
    assert list(records_of(value, Columns({"section": "x.y"})))
