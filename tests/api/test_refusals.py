"""What the HTTP door refuses: options, addresses and bodies that cannot be used, told by name and never our failure."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from recommender.api import create_app, schemas
from recommender.api.exception_handlers import StoreLog
from recommender.api.middleware import ExactPaths
from recommender.errors import StoreError
from recommender.settings import Settings
from tests.support.builders import law_of_fixtures
from tests.support.serving import (
    AWKWARD_IDS,
    BOX_CALLS,
    JSON_TYPE,
    SEED,
    Answer,
    Record,
    header,
    http_scope,
    json_values,
    never,
    path_of,
    problem_of,
    publish,
    serving,
    texts,
)

# Options


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


# Addresses


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    models = tmp_path_factory.mktemp("awkward") / "models"
    publish(models, *AWKWARD_IDS)
    with serving(models) as client:
        yield client


@pytest.mark.parametrize("article_id", AWKWARD_IDS)
def test_every_id_can_be_asked_for(awkward: TestClient, article_id: str) -> None:
    assert awkward.get(path_of(article_id)).json()["article_id"] == article_id
    for call in ("similar", "related", "boxes"):
        assert awkward.get(path_of(article_id, call)).json()["seed"] == article_id
    for other in AWKWARD_IDS:
        record = awkward.get(path_of(article_id, "why", other)).json()
        assert (record["seed"], record["other"]) == (article_id, other)
    assert awkward.get(f"/read/{quote(article_id, safe='')}").status_code == 200


def test_an_id_with_slashes_may_be_sent_as_it_is(awkward: TestClient) -> None:
    assert awkward.get("/v1/articles/2026/03/storm").json()["article_id"] == "2026/03/storm"
    assert awkward.get("/v1/articles/2026/03/storm/similar").json()["seed"] == "2026/03/storm"
    assert awkward.get("/v1/articles/x/similar").json()["seed"] == "x"
    assert awkward.get("/v1/articles/x%2Fsimilar").json()["article_id"] == "x/similar"
    assert awkward.get("/v1/articles/x%2fsimilar").json()["article_id"] == "x/similar"
    assert awkward.get("/v1/articles/x%2Fsimilar/similar").json()["seed"] == "x/similar"
    assert awkward.get("/read/2026/03/storm").status_code == 200


@pytest.mark.parametrize("raw_path", [None, b"/v1/articles/100%25"])
def test_a_server_that_tells_only_the_decoded_path_is_understood(raw_path: bytes | None) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["path"])

    async def send(message: Message) -> None: ...

    told = {} if raw_path is None else {"raw_path": raw_path}
    asyncio.run(ExactPaths(app)({"type": "http", "path": "/v1/articles/100%", **told}, never, send))
    assert seen == ["/v1/articles/100%25"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (path_of("no such article", "similar"), "no such article"),
        (path_of("x" * 5_000, "boxes"), "x" * 79 + "…"),
        (path_of("\x00\u202e<b>"), "'\\x00\\u202e<b>'"),
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


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1/nothing", "/v1/articles/", "/livez/", "/static/nothing", "/static/docs/..%2fx"]
)
def test_an_address_that_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    problem_of(client.get(path), 404)
    if path == "/v1/nothing":
        problem_of(client.post(path, json={}), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        # With its slash not encoded, this could be the id of an article as well.
        ("POST", path_of(SEED, "similar"), {"GET", "HEAD", "PUT", "DELETE"}),
        ("PATCH", path_of(SEED), {"GET", "HEAD", "PUT", "DELETE"}),
        ("GET", "/v1/articles", {"POST"}),
        ("GET", "/v1/similar", {"POST"}),
        ("HEAD", "/v1/batch", {"POST"}),
        ("OPTIONS", "/v1/boxes", {"POST"}),
        ("GET", "/v1/model/reload", {"POST"}),
        ("PUT", "/livez", {"GET", "HEAD"}),
        ("PATCH", "/", {"GET", "HEAD"}),
        ("POST", "/docs", {"GET", "HEAD"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client: TestClient, method: str, path: str, allowed: set[str]) -> None:
    answer = client.request(method, path)
    assert set(answer.headers["allow"].split(", ")) == allowed
    if method == "HEAD":
        assert (answer.status_code, answer.content) == (405, b"")
    else:
        problem_of(answer, 405, "method")


# Drafts


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
    ],
)
def test_a_batch_that_cannot_be_used_is_refused_by_field(client: TestClient, asked: Record, field: str) -> None:
    problem_of(client.post("/v1/batch", json=asked), 422, field)


def test_a_body_over_the_limit_is_refused_announced_or_not(published: Path) -> None:
    def drops(size: int) -> Iterator[bytes]:
        yield from (b" " for _ in range(size))

    with serving(published, max_body_bytes=1_000) as client:
        draft = json.dumps({"title": "A storm"}).encode()
        for body, status in ((draft.ljust(1_000), 200), (draft.ljust(1_001), 413)):
            assert client.post("/v1/similar", content=body, headers=JSON_TYPE).status_code == status
        for path in ("/v1/similar", "/v1/batch"):
            problem_of(client.post(path, content=b"x" * 1_001, headers=JSON_TYPE), 413, "body")
            problem_of(client.post(path, content=drops(1_001), headers=JSON_TYPE), 413, "body")
        announced = {**JSON_TYPE, "Content-Length": "9" * 5_000}
        problem_of(client.post("/v1/similar", content=b"{}", headers=announced), 413, "body")


def test_a_body_that_never_comes_is_refused(published: Path) -> None:
    app = create_app(Settings(models=published, max_body_seconds=0.05, verify=False))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"5")]
    asyncio.run(app({**http_scope("POST", "/v1/similar"), "headers": headers}, never, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["errors"][0]["field"] == "body"


# Fuzz: whatever is asked, it is never our failure

option_names = st.sampled_from([*schemas.Options.model_fields, "sections", "", "\x00"]) | texts
option_values = (
    st.sampled_from(
        [
            "5",
            "-1",
            "",
            "news",
            "opinion",
            "en",
            SEED,
            "2026-03-03T08:12:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
        ]
    )
    | texts
)
field_names = st.sampled_from([*schemas.DraftIn.model_fields, *schemas.BatchIn.model_fields]) | texts


def fine(answer: Answer) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem_of(answer, answer.status_code)


@law_of_fixtures
@given(call=st.sampled_from(BOX_CALLS), options=st.lists(st.tuples(option_names, option_values), max_size=4))
def test_no_options_make_the_service_fail(client: TestClient, call: str, options: list[tuple[str, str]]) -> None:
    query = "&".join(
        f"{quote(name, errors='surrogatepass')}={quote(value, errors='surrogatepass')}" for name, value in options
    )
    fine(client.get(f"{path_of(SEED, call)}?{query}"))


@law_of_fixtures
@given(
    call=st.sampled_from([*BOX_CALLS, "batch"]),
    body=st.dictionaries(field_names, json_values, max_size=5).map(json.dumps) | json_values.map(json.dumps),
)
def test_no_json_makes_the_service_fail(client: TestClient, call: str, body: str) -> None:
    fine(client.post(f"/v1/{call}", content=body, headers=JSON_TYPE))


@law_of_fixtures
@given(
    call=st.sampled_from([*BOX_CALLS, "batch"]),
    body=st.binary(max_size=60),
    media_type=texts | st.just("application/json"),
)
def test_no_bytes_make_the_service_fail(client: TestClient, call: str, body: bytes, media_type: str) -> None:
    sent = media_type.encode("utf-8", "replace").translate(None, bytes(range(32)) + b"\x7f").strip()
    fine(client.post(f"/v1/{call}", content=body, headers=header("Content-Type", sent)))


@law_of_fixtures
@given(article_id=texts, rest=st.sampled_from([(), ("similar",), ("boxes",), ("why", SEED)]))
def test_no_address_makes_the_service_fail(client: TestClient, article_id: str, rest: tuple[str, ...]) -> None:
    fine(client.get("/".join(("/v1/articles", quote(article_id, safe="", errors="surrogatepass"), *rest))))


@law_of_fixtures
@given(
    name=st.sampled_from(["If-None-Match", "Authorization", "Host", "Content-Type", "Accept", "Content-Length"]),
    value=st.binary(max_size=30),
)
def test_no_header_makes_the_service_fail(client: TestClient, name: str, value: bytes) -> None:
    sent = header(name, value.translate(None, b"\r\n\x00").strip())
    for answer in (client.get(path_of(SEED, "similar"), headers=sent), client.get("/embed-example", headers=sent)):
        assert answer.status_code < 500
    assert client.post("/v1/model/reload", headers=sent).status_code in (401, 422)


def test_a_store_that_refuses_every_write_is_told_once_a_while_with_a_count(caplog: pytest.LogCaptureFixture) -> None:
    times = iter([0.0, 1.0, 9.9, 10.0, 20.0])
    store_log = StoreLog(clock=lambda: next(times))
    for _ in range(5):
        store_log.add(StoreError("sqlite:///news.db", "it hangs"))
    first, second, third = caplog.messages
    assert "it hangs" in first
    assert second == f"{first} (2 more refused before)"
    assert third == first
