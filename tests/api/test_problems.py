"""What is refused: options and bodies that cannot be used, each named by its field."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from tests.support.serving import (
    BOX_CALLS,
    JSON_TYPE,
    SEED,
    Record,
    path_of,
    problem_of,
)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sections=politics", "sections"),
        ("K=5", "K"),
        ("k=5&limit=3", "limit"),
        ("k=-1", "k"),
        ("k=five", "k"),
        ("k=51", "k"),
        ("k=" + "9" * 5_000, "k"),
        ("k=1e3", "k"),
        ("k=", "k"),
        ("kind=gossip", "kind.0"),
        ("kind=", "kind.0"),
        ("language=*", "language.0"),
        ("language=english", "language.0"),
        ("exclude=" + "x" * 201, "exclude.0"),
        ("&".join(["publisher=x"] * 101), "publisher"),
        ("since=soon", "since"),
        ("until=NaN", "until"),
        ("%00=1", "\x00"),
        ("%ff=%ff", "\ufffd"),
    ],
)
@pytest.mark.parametrize("call", BOX_CALLS)
def test_an_option_that_cannot_be_used_is_refused_by_name(
    client: TestClient, call: str, query: str, field: str
) -> None:
    problem = problem_of(client.get(f"{path_of(SEED, call)}?{query}"), 422, field)
    assert field in problem["detail"]
    assert problem_of(client.post(f"/v1/{call}?{query}", json={"title": "A storm"}), 422, field) == problem


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", path_of(SEED)),
        ("GET", path_of(SEED, "why", SEED)),
        ("GET", "/v1/model"),
        ("POST", "/v1/batch"),
        ("POST", "/v1/model/reload"),
    ],
)
def test_a_call_without_options_refuses_them(client: TestClient, method: str, path: str) -> None:
    problem_of(client.request(method, f"{path}?k=5", json={"seeds": [SEED]} if method == "POST" else None), 422, "k")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (path_of("no such article", "similar"), "no such article"),
        (path_of("x" * 200, "boxes"), "x" * 79 + "…"),
        (path_of("<b>"), "<b>"),
        (path_of(SEED, "why", "nobody"), "nobody"),
        (path_of("nobody", "why", SEED), "nobody"),
        (path_of(""), "no article "),
        ("/v1/articles/%ff%fe/similar", "\ufffd"),
    ],
)
def test_an_unknown_article_is_named_escaped_and_bounded(client: TestClient, path: str, shown: str) -> None:
    problem = problem_of(client.get(path), 404)
    assert shown in problem["detail"]
    assert len(problem["detail"]) < 200


@pytest.mark.parametrize("article_id", ["a\nb", "\n", "\x00<b>", "\u202e", "a\rb", "x" * 201])
@pytest.mark.parametrize("rest", [(), ("similar",), ("boxes",), ("why", SEED)])
def test_what_can_be_no_id_is_refused_as_one(client: TestClient, article_id: str, rest: tuple[str, ...]) -> None:
    problem_of(client.get(path_of(article_id, *rest)), 422, "article_id")
    problem_of(client.get(path_of(SEED, "why", article_id)), 422, "other_id")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({}, "title"),
        ({"title": "", "text": " \n"}, "title"),
        ({"title": "\x00\u202e"}, "title"),
        ({"title": "A storm", "headline": "x"}, "headline"),
        ({"title": "A storm", "k": 5}, "k"),
        ({"title": 5}, "title"),
        ({"title": ["A storm"]}, "title"),
        ({"title": "x" * 1_001}, "title"),
        ({"title": "A storm", "url": "javascript:alert(1)"}, "url"),
        ({"title": "A storm", "kind": "gossip"}, "kind"),
        ({"title": "A storm", "language": "english please"}, "language"),
        ({"title": "A storm", "published_at": "soon"}, "published_at"),
        ({"title": "A storm", "published_at": "0001-01-01T00:00:00+14:00"}, "published_at"),
        ({"title": "A storm", "published_at": 2026}, "published_at"),
        ({"title": "A storm", "tags": "one"}, "tags"),
        ({"title": "A storm", "tags": ["x"] * 101}, "tags"),
        ({"title": "A storm", "tags": [None]}, "tags.0"),
        ({"title": "A storm", "article_id": "x" * 201}, "article_id"),
        ({"title": "A storm", "article_id": "\x00"}, "article_id"),
        ({"title": "A storm", "x" * 5_000: 1}, "x" * 200),
        ({"title": "A storm", "a\nb": 1}, "a\nb"),
        ([], "body"),
        ("A storm", "body"),
        (None, "body"),
    ],
)
@pytest.mark.parametrize("call", BOX_CALLS)
def test_a_draft_that_cannot_be_used_is_refused_by_field(
    client: TestClient, call: str, draft: object, field: str
) -> None:
    problem = problem_of(client.post(f"/v1/{call}", content=json.dumps(draft), headers=JSON_TYPE), 422, field)
    assert field.split(".", maxsplit=1)[0] in problem["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"title": NaN}', 422),
        (b'{"title": "A storm", "tags": [Infinity]}', 422),
        (b'{"title": 1' + b"0" * 5_000 + b"}", 400),
        (b'{"title": "A storm",}', 422),
        (b"{'title': 'A storm'}", 422),
        (b"A storm", 422),
        (b"\xff\xfe\xfd", 400),
        (b'{"title": "\xe9"}', 400),
        (b"\xef\xbb\xbf{}", 422),
        (b"[" * 100_000, 400),
        (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, 400),
        (b'{"title": "A storm", "tags": ' + b"[" * 500 + b"]" * 500 + b"}", 422),
        (b'{"title": "A storm", "\\ud800": 1}', 422),
        (b"", 422),
        (b" ", 422),
        (b"null", 422),
    ],
)
@pytest.mark.parametrize("path", ["/v1/similar", "/v1/batch"])
def test_a_body_that_is_no_json_is_refused(client: TestClient, path: str, body: bytes, status: int) -> None:
    problem = problem_of(client.post(path, content=body, headers=JSON_TYPE), status)
    if status == 400:
        assert problem["errors"] == [{"field": "body", "expected": "JSON in UTF-8"}]


def test_where_json_breaks_off_is_told(client: TestClient) -> None:
    answer = client.post("/v1/similar", content=b'{"title": "A storm",}', headers=JSON_TYPE)
    (error,) = problem_of(answer, 422)["errors"]
    assert error["field"] == "body"
    assert re.fullmatch(r"JSON \(.+, character \d+\)", error["expected"])


def test_of_many_errors_some_are_told(client: TestClient) -> None:
    answer = client.post("/v1/similar", json={"title": "A storm", "tags": [None] * 1_000})
    assert 1 < len(problem_of(answer, 422, "tags.0")["errors"]) <= 20


@pytest.mark.parametrize(
    "title", ["\\u0000storm", "\\u202estorm", "storm \\ud800", "\\ud83d\\ude00 storm", "\\ufeffstorm", "st\u00f6rm"]
)
def test_marks_that_cannot_be_shown_are_cleaned_out_of_drafts(client: TestClient, title: str) -> None:
    answer = client.post("/v1/boxes", content=f'{{"title": "{title}", "text": "{title}"}}'.encode(), headers=JSON_TYPE)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "*", "json"]
)
def test_a_body_of_another_type_is_refused(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/similar", content=b'{"title": "A storm"}', headers={"Content-Type": media_type})
    problem_of(answer, 415, "Content-Type")
    assert client.post(
        "/v1/similar", content=b'{"title": "A storm"}', headers={"Content-Type": "application/json; charset=utf-8"}
    ).is_success


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "seeds"),
        ({"seeds": []}, "seeds"),
        ({"seeds": ["a"] * 401}, "seeds"),
        ({"seeds": ["x" * 201]}, "seeds.0"),
        ({"seeds": [1]}, "seeds.0"),
        ({"seeds": "a"}, "seeds"),
        ({"seeds": [SEED], "k": 51}, "k"),
        ({"seeds": [SEED], "k": -1}, "k"),
        ({"seeds": [SEED], "k": False}, "k"),
        ({"seeds": [SEED], "k": "5"}, "k"),
        ({"seeds": [SEED], "box": "none"}, "box"),
        ({"seeds": [SEED], "exclude": []}, "exclude"),
        ({"seeds": [SEED] * 400, "k": 6}, "k"),
        ({"seeds": [SEED] * 41, "k": 50}, "k"),
    ],
)
def test_a_batch_that_cannot_be_used_is_refused_by_field(client: TestClient, asked: Record, field: str) -> None:
    problem_of(client.post("/v1/batch", json=asked), 422, field)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/trending?k=3&k=4", "k"), ("/v1/breaking?k=3&since=2026-01-01&k=3", "k"),
        (f"{path_of(SEED, 'boxes')}?k=1&k=2", "k"),
        (f"{path_of(SEED, 'boxes.html')}?heading=a&heading=b", "heading"), ("/v1/overrides/log?most=1&most=2", "most"),
        ("/tag/storm?page=1&page=2", "page"),
    ],
)  # fmt: skip
def test_an_option_that_is_given_twice_is_refused_by_name(writer: TestClient, path: str, name: str) -> None:
    assert "expected one value, found" in problem_of(writer.get(path), 422, name)["detail"]


def test_an_option_that_may_have_many_values_is_given_as_often_as_one_likes(client: TestClient) -> None:
    assert client.get("/v1/breaking?section=a&section=b&exclude=x&exclude=x&k=2").status_code == 200
