"""WordPress's REST API: the id of the feed, times with their zone, names where the answer has them. All made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from recommender.corpus.dialects import records_of
from recommender.corpus.dialects.wordpress import is_rest, is_wordpress_com, rest_record, wordpress_com_records
from tests.support.sources import put, refuse_none

POST: dict[str, Any] = {
    "id": 7,
    "date": "2026-04-21T11:30:00",
    "date_gmt": "2026-04-21T09:30:00",
    "guid": {"rendered": "https://www.gazette.example/?p=7"},
    "modified": "2026-04-22T10:00:00",
    "modified_gmt": "2026-04-22T08:00:00",
    "slug": "quay",
    "status": "publish",
    "type": "post",
    "link": "https://www.gazette.example/2026/04/quay/",
    "title": {"rendered": "Quay &#8211; rebuilt"},
    "content": {"rendered": "<p>The quay is new.</p>", "protected": False},
    "excerpt": {"rendered": "<p>New.</p>", "protected": False},
    "author": 3,
    "categories": [4],
    "tags": [5],
}
EMBEDDED = {
    "author": [{"id": 3, "name": "Ada Okafor"}],
    "wp:featuredmedia": [{"source_url": "https://www.gazette.example/quay.jpg"}],
    "wp:term": [
        [
            {"taxonomy": "category", "slug": "uncategorized", "name": "Uncategorized"},
            {"taxonomy": "category", "slug": "local", "name": "Local"},
            {"taxonomy": "category", "slug": "law", "name": "Law &amp; Order"},
        ],
        [{"taxonomy": "post_tag", "slug": "quay", "name": "Quay"}],
    ],
}
YOAST = {
    "og_site_name": "Harbour Gazette",
    "og_locale": "en_GB",
    "og_image": [{"url": "https://www.gazette.example/og.jpg"}],
    "author": "Ines Falk",
    "schema": {
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": ["Article", "NewsArticle"],
                "articleSection": ["News"],
                "keywords": ["Port"],
                "inLanguage": "en-GB",
            },
        ]
    },
}


def only_article(folder: Path, document: object) -> dict[str, Any]:
    (article,) = read_articles(put(folder, "posts.json", json.dumps(document, indent=1)), refused=refuse_none)
    return article.to_record() | {"title": plain_text(article.title), "text": plain_text(article.text)}


def test_an_embedded_answer_has_it_all(tmp_path: Path) -> None:
    assert only_article(tmp_path, [POST | {"_embedded": EMBEDDED}]) == {
        "article_id": "https://gazette.example/?p=7",
        "title": "Quay – rebuilt",
        "text": "The quay is new.",
        "url": "https://www.gazette.example/2026/04/quay/",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "section": "Local",
        "kind": "news",
        "tags": ["Law & Order", "Quay"],
        "authors": ["Ada Okafor"],
        "image_url": "https://www.gazette.example/quay.jpg",
    }


def test_what_yoast_says_stands_in_for_what_was_not_embedded(tmp_path: Path) -> None:
    article = only_article(tmp_path, POST | {"yoast_head_json": YOAST})
    assert [article[name] for name in ("publisher", "language", "section", "tags", "authors", "image_url")] == [
        "Harbour Gazette", "en-GB", "News", ["Port"], ["Ines Falk"], "https://www.gazette.example/og.jpg",
    ]  # fmt: skip


def test_numbers_of_terms_and_authors_are_no_names(tmp_path: Path) -> None:
    assert not {"section", "tags", "authors"} & only_article(tmp_path, POST).keys()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "draft", "date_gmt": None}, "draft"),
        ({"status": "private"}, "private"),
        ({"status": "future"}, "scheduled"),
        ({"status": "in-legal"}, "in-legal"),
        ({"type": "page"}, "page"),
        ({"type": "attachment", "status": "inherit"}, "attachment"),
        ({"type": "wp_block"}, "wp block"),
        ({"content": {"rendered": "", "protected": True}}, "password"),
        ({"password": "s3cret"}, "password"),
        ({"title": None, "type": "comment", "status": "approved"}, "comment"),
        ({"title": None, "type": None, "author_name": "Reader", "status": "approved"}, "comment"),
        ({"type": None, "status": None, "parent": 7}, "revision"),
    ],
)
def test_what_is_no_public_post_is_left_out_by_its_reason(tmp_path: Path, values: dict[str, Any], reason: str) -> None:
    left_out: list[LeftOut] = []
    other = {name: value for name, value in (POST | values).items() if value is not None}
    source = put(tmp_path, "posts.jsonl", "".join(json.dumps(each) + "\n" for each in (POST, other)))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])


def test_the_api_of_wordpress_com_has_names_as_keys(tmp_path: Path) -> None:
    post = {
        "ID": 7,
        "site_ID": 1,
        "author": {"name": "Ada Okafor", "email": "ada@gazette.example"},
        "date": "2026-04-21T11:30:00+02:00",
        "modified": "2026-04-22T10:00:00+02:00",
        "title": "Quay",
        "URL": "https://gazette.example/quay/",
        "content": "<p>New.</p>",
        "guid": "https://gazette.example/?p=7",
        "status": "publish",
        "type": "post",
        "password": "",
        "tags": {"Port": {"ID": 1}},
        "categories": {"Uncategorized": {"ID": 1}, "Local": {"ID": 2}},
    }
    assert only_article(tmp_path, {"found": 2, "posts": [post, post | {"ID": 8, "status": "draft"}]}) == {
        "article_id": "https://gazette.example/?p=7",
        "title": "Quay",
        "text": "New.",
        "url": "https://gazette.example/quay/",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "section": "Local",
        "kind": "news",
        "tags": ["Port"],
        "authors": ["Ada Okafor"],
    }


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["rendered", "name", "@graph", "@type", "url", "wp:term", "author"]), inner, max_size=3
        )
    ),
)


@given(
    st.dictionaries(st.sampled_from([*POST, "_embedded", "yoast_head_json", "ID", "site_ID", "URL", "posts"]), ANYTHING)
)
def test_values_of_any_form_have_no_fault(values: dict[str, object]) -> None:
    list(records_of(values))
    rest_record(values)
    list(wordpress_com_records(values))
    assert isinstance(is_rest(values) or is_wordpress_com(values), bool)
