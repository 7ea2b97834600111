"""Ghost: only posts that are published, and for everybody. All posts are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from recommender.corpus.dialects.ghost import ghost_records, is_ghost
from tests.support.sources import put, refuse_none

POST: dict[str, Any] = {
    "id": "5ba6141c5ca02a2e28c9b2d1",
    "uuid": "72b50609-e6d8-4212-8be0-6d514fb1de0f",
    "title": "Quay rebuilt",
    "slug": "quay-rebuilt",
    "html": "<p>The quay is <b>new</b>.</p>",
    "feature_image": "https://gazette.example/quay.jpg",
    "type": "post",
    "status": "published",
    "visibility": "public",
    "locale": "en",
    "published_at": "2026-04-21 09:30:00",
    "updated_at": "2026-04-22T08:00:00.000Z",
}


def export(*posts: dict[str, Any]) -> dict[str, Any]:
    """Return an export whose first post has two authors, a public and an internal tag."""
    tables = {
        "posts": list(posts),
        "posts_meta": [{"post_id": POST["id"], "id": "m1", "og_title": "Another title"}],
        "tags": [
            {"id": "t1", "name": "Local", "visibility": "public"},
            {"id": "t2", "name": "#layout", "visibility": "internal"},
            {"id": "t3", "name": "Quay", "visibility": "public"},
        ],
        "posts_tags": [
            {"post_id": POST["id"], "tag_id": "t3", "sort_order": 2},
            {"post_id": POST["id"], "tag_id": "t1", "sort_order": 0},
            {"post_id": POST["id"], "tag_id": "t2", "sort_order": 1},
            {"post_id": POST["id"], "tag_id": "t9", "sort_order": 3},
        ],
        "users": [
            {"id": "u1", "name": "Ada Okafor", "email": "ada@gazette.example", "password": "$2a$10$secret"},
            {"id": "u2", "name": "Ines Falk"},
        ],
        "posts_authors": [
            {"post_id": POST["id"], "author_id": "u2", "sort_order": 1},
            {"post_id": POST["id"], "author_id": "u1", "sort_order": 0},
        ],
        "settings": [{"key": "title", "value": "Harbour Gazette"}],
    }
    return {"db": [{"meta": {"version": "5.0.0"}, "data": tables}]}


def only_article(folder: Path, document: object, indent: int | None = None) -> dict[str, Any]:
    (article,) = read_articles(put(folder, "ghost.json", json.dumps(document, indent=indent)), refused=refuse_none)
    return article.to_record() | {"text": plain_text(article.text)}


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("indent", [None, 1])
def test_an_export_is_joined_of_its_tables(tmp_path: Path, indent: int | None, *, wrapped: bool) -> None:
    document = export(POST) if wrapped else export(POST)["db"][0]
    assert only_article(tmp_path, document, indent) == {
        "article_id": "5ba6141c5ca02a2e28c9b2d1",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "publisher": "Harbour Gazette",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "section": "Local",
        "language": "en",
        "kind": "news",
        "tags": ["Local", "Quay"],
        "authors": ["Ada Okafor", "Ines Falk"],
        "image_url": "https://gazette.example/quay.jpg",
    }


def test_an_answer_of_the_api_has_its_own_tags_and_an_address(tmp_path: Path) -> None:
    post = POST | {
        "url": "https://gazette.example/quay-rebuilt/",
        "tags": [{"name": "Quay", "visibility": "public"}, {"name": "#x", "visibility": "internal"}],
        "primary_tag": {"name": "Quay"},
        "authors": [{"name": "Ada Okafor", "email": "ada@gazette.example"}],
    }
    article = only_article(tmp_path, {"posts": [post], "meta": {"pagination": {"page": 1}}})
    assert article["url"] == "https://gazette.example/quay-rebuilt/"
    assert (article["section"], article["tags"], article["authors"]) == ("Quay", ["Quay"], ["Ada Okafor"])


def test_a_post_may_stand_alone_on_a_line(tmp_path: Path) -> None:
    (article,) = read_articles(put(tmp_path, "posts.jsonl", json.dumps(POST) + "\n"), refused=refuse_none)
    assert plain_text(article.text) == "The quay is new."


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "scheduled"}, "scheduled"),
        ({"status": "sent"}, "sent by mail"),
        ({"status": "in-review-by-legal"}, "in-review-by-legal"),
        ({"type": "page"}, "page"),
        ({"page": 1}, "page"),
        ({"visibility": "members"}, "for members"),
        ({"visibility": "paid"}, "for members"),
        ({"visibility": "tiers"}, "for members"),
    ],
)
def test_what_is_not_for_everybody_is_left_out_by_its_reason(
    tmp_path: Path, values: dict[str, Any], reason: str
) -> None:
    left_out: list[LeftOut] = []
    other = POST | {"id": "other", "title": "Secret"} | values
    source = put(tmp_path, "ghost.json", json.dumps(export(POST, other)))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert ([each.title for each in articles], [each.reason for each in left_out]) == (["Quay rebuilt"], [reason])


@pytest.mark.parametrize(
    "texts",
    [
        {"html": None, "plaintext": "The quay is new."},
        {
            "html": None,
            "lexical": json.dumps(
                {"root": {"children": [{"type": "paragraph", "children": [{"text": "The quay is new."}]}]}}
            ),
        },
        {
            "html": "",
            "mobiledoc": json.dumps({"sections": [[1, "p", [[0, [], 0, "The quay is new."]]]], "cards": []}),
        },
    ],
)
def test_a_text_comes_from_wherever_it_is(tmp_path: Path, texts: dict[str, Any]) -> None:
    assert only_article(tmp_path, export(POST | texts))["text"] == "The quay is new."


def test_a_post_that_nobody_has_named_has_no_title(tmp_path: Path) -> None:
    assert "title" not in only_article(tmp_path, export(POST | {"title": "(Untitled)"}))


def test_another_systems_posts_are_not_ghosts() -> None:
    assert not is_ghost({"posts": [{"title": "A", "body": "B"}]})
    assert not is_ghost({"db": [{"data": "x"}]})
    assert not is_ghost({"title": "A", "slug": "a", "html": "B"})
    assert list(ghost_records({"posts": ["x"]})) == []


def test_posts_in_an_answer_of_another_system_are_read_as_what_they_are(tmp_path: Path) -> None:
    posts = [
        {"id": "q1", "title": "Quay rebuilt", "body": "The quay is new.", "slug": "quay"},
        {"id": "q2", "title": "Quay sold", "body": "Not yet.", "slug": "sold", "draft": True},
        {"id": "q3", "title": "Quay lost", "body": "Not yet.", "slug": "lost", "is_published": False},
    ]
    left_out: list[LeftOut] = []
    path = put(tmp_path, "a.json", json.dumps({"data": {"posts": posts}, "meta": {"total": 3}}))
    (article,) = read_articles(path, refused=refuse_none, left_out=left_out.append)
    assert (article.article_id, article.text) == ("q1", "The quay is new.")
    assert [each.reason for each in left_out] == ["draft", "draft"]


@pytest.mark.parametrize("meta", [{"exported_on": 1_700_000_000_000}, {"version": "2.14.0"}, {}])
def test_an_export_may_be_without_its_list_of_databases(tmp_path: Path, meta: dict[str, Any]) -> None:
    (database,) = export(POST)["db"]
    assert only_article(tmp_path, database | {"meta": meta})["section"] == "Local"


def test_a_post_with_marks_of_ghost_that_is_no_ghosts_is_not_public_either_as_a_draft() -> None:
    post = {"id": "q2", "title": "Quay sold", "html": "<p>Not yet.</p>", "draft": True}
    (record,) = ghost_records({"data": {"posts": [post]}, "meta": {}})
    assert record.not_public == "draft"
