"""Writes over HTTP: articles, overrides, their log, the keys that they need, and which sites' pages may ask."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from recommender.api import schemas
from recommender.api.parsing import read_lines
from recommender.store import Store
from tests.support.builders import law, law_of_fixtures
from tests.support.conformance import checks, operations_of
from tests.support.serving import (
    AWKWARD_IDS,
    SEED,
    Answer,
    Record,
    http_scope,
    json_values,
    path_of,
    problem_of,
    serving,
    state_of,
    texts,
)

KEY = "the-editors-key"
READER_KEY = "the-readers-key"
NDJSON = {"Content-Type": "application/x-ndjson"}
STORM = {"title": "Storm Ines breaks the sea wall", "text": "Storm Ines broke the sea wall at Brannock."}
PIN = {"action": "pin", "box": "related", "article_id": SEED, "author": "Ada"}
WRITES = (
    ("PUT", path_of("a")),
    ("DELETE", path_of("a")),
    ("POST", "/v1/articles"),
    ("POST", f"{path_of('a')}/release"),
    ("GET", "/v1/overrides"),
    ("GET", "/v1/overrides/log"),
    ("GET", "/v1/overrides/1"),
    ("PUT", "/v1/overrides/1"),
    ("DELETE", "/v1/overrides/1"),
)


@pytest.fixture
def client(published: Path, url: str) -> Iterator[TestClient]:
    """Return a client that sends an editor's key, of a service with an empty store."""
    with serving(published, verify=False, store=url, editor_keys=(KEY,)) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        yield client


def put(client: TestClient, article_id: str = "a", headers: Record | None = None, **fields: Any) -> Answer:
    return client.put(path_of(article_id), json=STORM | fields, headers=headers)


def written(answer: Answer, status: int, outcome: str) -> Record:
    assert answer.status_code == status, answer.text
    record: Record = answer.json()
    assert record["outcome"] == outcome
    assert answer.headers["cache-control"] == "no-store"
    schemas.Written.model_validate(record, extra="forbid")
    return record


# --- One article ---


def test_an_article_is_written_and_read_back_with_its_version(client: TestClient) -> None:
    created = put(client, language="en", tags=["storm"])
    version = written(created, 201, "new")["version"]
    assert created.headers["etag"] == f'"{version}"'
    answer = client.get(path_of("a"))
    assert answer.json() == {"article_id": "a", "kind": "news", "language": "en", "tags": ["storm"]} | STORM
    assert answer.headers["etag"] == f'"{version}"'
    assert client.get(path_of("a"), headers={"If-None-Match": f'"{version}"'}).status_code == 304
    assert written(put(client, language="en", tags=["storm"]), 200, "same")["version"] == version
    changed = written(put(client, title="Sea wall mended"), 200, "changed")
    assert changed["version"] != version
    assert client.get(path_of("a")).headers["etag"] == f'"{changed["version"]}"'


def test_a_write_is_durable_when_it_is_answered(client: TestClient, url: str) -> None:
    put(client)
    with Store.open(url, create=False) as store:
        found = store.get("a")
    assert found is not None


@pytest.mark.parametrize("name", ["x/similar", "x/related", "x/boxes", "x/release", "x/why/y", "/similar", "a/b/why/"])
def test_nothing_is_written_under_the_address_of_a_call(client: TestClient, name: str) -> None:
    for answer in (
        client.put(f"/v1/articles/{name}", json=STORM),
        client.delete(f"/v1/articles/{name}"),
        client.post(f"/v1/articles/{name}/release"),
    ):
        assert "each slash in it written %2F" in problem_of(answer, 422, "article_id")["detail"]
    assert client.get("/v1/overrides/log").json()["entries"] == []
    # Slashes of its own may be sent as they are where they mean nothing else.
    assert client.put("/v1/articles/2026/03/similar-storm", json=STORM).json()["article_id"] == "2026/03/similar-storm"
    written(put(client, name), 201, "new")
    assert client.get(path_of(name, "boxes")).json()["seed"] == name
    written(client.delete(path_of(name)), 200, "gone")


@pytest.mark.parametrize("article_id", [each for each in AWKWARD_IDS if each.strip()])
def test_an_awkward_id_is_written_read_and_taken_down(client: TestClient, article_id: str) -> None:
    assert written(put(client, article_id), 201, "new")["article_id"] == article_id
    assert client.get(path_of(article_id)).json()["article_id"] == article_id
    written(client.delete(path_of(article_id)), 200, "gone")
    problem_of(client.get(path_of(article_id)), 410)


def test_the_id_of_the_body_agrees_with_that_of_the_address(client: TestClient) -> None:
    written(put(client, article_id="a"), 201, "new")
    problem_of(client.put(path_of("b"), json={**STORM, "article_id": "a"}), 422, "article_id")
    for spaced in (" b", "b ", "\tb"):
        problem_of(client.put(path_of(spaced), json=STORM), 422, "article_id")
        problem_of(client.delete(path_of(spaced)), 422, "article_id")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": 5}, "title"),
        ({"title": "A", "kind": "gossip"}, "kind"),
        ({"title": "A", "headline": "B"}, "headline"),
        ({"title": "A", "url": "javascript:alert(1)"}, "url"),
        ({"title": "x" * 1_001}, "title"),
        ({"title": "A", "updated_at": "later"}, "updated_at"),
        ([], "body"),
        ("A", "body"),
    ],
)
def test_a_body_that_is_no_article_is_refused_by_its_field(client: TestClient, body: Any, field: str) -> None:
    problem_of(client.put(path_of("a"), json=body), 422, field)
    assert client.get(path_of("a")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"title": "\xff"}', b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.put(path_of("a"), content=body, headers={"Content-Type": "application/json"})
    problem_of(answer, 400, "body")
    problem_of(client.put(path_of("a"), content=b"{}", headers={"Content-Type": "text/plain"}), 415, "Content-Type")


def test_a_long_article_is_written_though_no_draft_could_be_so_long(client: TestClient) -> None:
    text = "é" * 500_000
    written(put(client, text=text), 201, "new")
    assert len(client.get(path_of("a")).json()["text"]) == 500_000
    problem_of(put(client, text=text + "é"), 422, "text")
    problem_of(client.post("/v1/similar", json={"text": text}), 413, "body")


def test_bodies_of_writes_are_bounded_too(published: Path, url: str) -> None:
    options: Record = {"store": url, "editor_keys": (KEY,), "max_write_bytes": 5_000, "max_write_lines": 3}
    with serving(published, verify=False, **options) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        problem_of(put(client, text="x" * 5_000), 413, "body")
        line = json.dumps(STORM | {"article_id": "a"}) + "\n"
        assert client.post("/v1/articles", content=line * 3, headers=NDJSON).status_code == 200
        problem_of(client.post("/v1/articles", content=line * 4, headers=NDJSON), 413, "body")
        problem_of(client.post("/v1/articles", content="\n" * 5_001, headers=NDJSON), 413, "body")


# --- Lost updates ---


def test_a_write_meets_the_version_that_it_was_meant_for(client: TestClient) -> None:
    first = put(client).headers["etag"]
    problem_of(put(client, headers={"If-None-Match": "*"}, title="B"), 412)
    second = put(client, headers={"If-Match": first}, title="B").headers["etag"]
    for lost in (first, f"W/{second}", second.strip('"'), '"', "", f"{first}, W/{second}", second.replace('"', "'")):
        problem_of(put(client, headers={"If-Match": lost}, title="C"), 412)
    problem_of(client.delete(path_of("a"), headers={"If-Match": first}), 412)
    assert client.get(path_of("a")).json()["title"] == "B"
    written(put(client, headers={"If-Match": f"{first}, {second}"}, title="C"), 200, "changed")
    written(put(client, headers={"If-Match": "*"}, title="D"), 200, "changed")
    problem_of(put(client, "b", headers={"If-Match": "*"}), 412)
    problem_of(put(client, "b", headers={"If-None-Match": first}), 422, "If-None-Match")
    written(put(client, "b", headers={"If-None-Match": "*"}), 201, "new")


def test_an_out_of_date_version_does_not_overwrite_a_newer_one(client: TestClient) -> None:
    put(client, updated_at="2026-04-02T08:00:00Z", title="New")
    problem_of(put(client, updated_at="2026-04-01T08:00:00Z", title="Old"), 409, "updated_at")
    assert client.get(path_of("a")).json()["title"] == "New"


# --- Taking down ---


def test_what_is_taken_down_is_gone_from_every_address(client: TestClient) -> None:
    put(client)
    written(client.delete(path_of("a")), 200, "gone")
    written(client.delete(path_of("a")), 200, "gone")
    assert "was taken down" in problem_of(client.get(path_of("a")), 410)["detail"]
    for call in ("similar", "related", "boxes"):
        problem_of(client.get(path_of("a", call)), 410)
    answer = client.get("/read/a")
    assert answer.status_code == 410
    assert "was taken down" in answer.text
    [result] = client.post("/v1/batch", json={"seeds": ["a"]}).json()["results"]
    assert result["problem"]["status"] == 410
    problem_of(client.get(path_of("b")), 404)


def test_a_feed_does_not_bring_back_what_was_taken_down_and_an_editor_does(client: TestClient) -> None:
    line = json.dumps(STORM | {"article_id": "a"})
    client.delete(path_of("a"))
    [result] = client.post("/v1/articles", content=line, headers=NDJSON).json()["results"]
    assert result["outcome"] == "gone"
    problem_of(client.get(path_of("a")), 410)
    written(put(client), 201, "new")
    assert client.get(path_of("a")).status_code == 200


def test_a_hold_keeps_out_even_an_editor_until_it_is_released(client: TestClient) -> None:
    put(client)
    written(client.delete(path_of("a"), params={"hold": True, "author": "Ada", "note": "a court"}), 200, "held")
    assert "held" in problem_of(client.get(path_of("a")), 410)["detail"]
    assert "release" in problem_of(put(client), 409)["detail"]
    release = f"{path_of('a')}/release"
    written(client.post(release, params={"author": "Bea"}), 200, "gone")
    problem_of(client.post(release), 404)
    written(put(client), 201, "new")
    entries = client.get("/v1/overrides/log", params={"subject": "a"}).json()["entries"]
    assert [(each["action"], each["author"], each["note"]) for each in entries] == [
        ("release", "Bea", ""),
        ("hold", "Ada", "a court"),
    ]


@pytest.mark.parametrize("query", ["hold=perhaps", "keep=true", f"author={'x' * 201}", f"note={'x' * 2001}"])
def test_how_to_take_down_is_checked(client: TestClient, query: str) -> None:
    problem_of(client.delete(f"{path_of('a')}?{query}"), 422, query.partition("=")[0])


# --- Many articles ---


def lines_of(*records: object) -> bytes:
    return b"\n".join(record if isinstance(record, bytes) else json.dumps(record).encode() for record in records)


def test_a_bad_line_is_refused_alone(client: TestClient) -> None:
    body = lines_of(
        STORM | {"article_id": "a"},
        b"",
        b"{",
        b'{"title": "\xff"}',
        [1],
        {"title": "no id"},
        STORM | {"article_id": "b", "kind": "gossip"},
        STORM | {"article_id": "b", "section": 5},
        STORM | {"article_id": "a"},
        STORM | {"article_id": "a", "title": "Newer"},
        b"  " + json.dumps(STORM | {"article_id": "c"}).encode() + b"\r",
        b"",
    )
    answer = client.post("/v1/articles", content=body, headers=NDJSON)
    record = answer.json()
    assert answer.status_code == 200
    assert record["outcomes"] == {"changed": 1, "new": 2, "refused": 6, "same": 1}
    results = {result.pop("line"): result for result in record["results"]}
    assert {line: result["outcome"] for line, result in results.items() if "outcome" in result} == {
        1: "new", 9: "same", 10: "changed", 11: "new",
    }  # fmt: skip
    refused = {line: result["problem"] for line, result in results.items() if "problem" in result}
    assert {line: problem["status"] for line, problem in refused.items()} == dict.fromkeys((3, 4), 400) | dict.fromkeys(
        (5, 6, 7, 8), 422
    )
    assert refused[6]["errors"][0]["field"] == "article_id"
    assert refused[8]["errors"][0]["field"] == "section"
    assert client.get(path_of("a")).json()["title"] == "Newer"
    assert client.get(path_of("c")).status_code == 200


def test_thousands_of_lines_are_written_in_one_call(client: TestClient) -> None:
    body = lines_of(*({"article_id": f"n{at}", "title": f"Story {at}"} for at in range(3_000)))
    record = client.post("/v1/articles", content=body, headers=NDJSON).json()
    schemas.Imported.model_validate(record, extra="forbid")
    assert record["outcomes"] == {"new": 3_000}
    assert [result["line"] for result in record["results"]] == list(range(1, 3_001))
    assert client.post("/v1/articles", content=body, headers=NDJSON).json()["outcomes"] == {"same": 3_000}
    assert client.get(path_of("n2999")).json()["title"] == "Story 2999"


def test_a_line_that_is_too_long_is_refused_alone(client: TestClient) -> None:
    record = {"article_id": "b", "title": "B", "text": "x" * 4_000_000}
    body = lines_of({"article_id": "a", "title": "A"}, record, {"article_id": "c", "title": "C"}, record)
    found = client.post("/v1/articles", content=body, headers=NDJSON).json()
    assert found["outcomes"] == {"new": 2, "refused": 2}
    assert [result["line"] for result in found["results"] if "problem" in result] == [2, 4]


@law
@given(st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"")), max_size=6), st.integers(1, 5))
def test_lines_are_the_same_however_a_body_comes(lines: list[bytes], size: int) -> None:
    """The numbers count all lines; blank ones are passed over, and of one that is too long just that is told."""
    body = b"\n".join(lines)
    messages = [
        {"type": "http.request", "body": body[at : at + size], "more_body": True} for at in range(0, len(body), size)
    ]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return messages.pop(0)

    async def found() -> list[tuple[int, bytes | None]]:
        request = Request(http_scope("POST", "/v1/articles"), receive)
        return [(number, line and line.strip()) async for number, line in read_lines(request, 99)]

    expected = [(number, None if len(line) > 6 else line.strip()) for number, line in enumerate(lines, 1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("recommender.api.parsing.MAX_LINE_BYTES", 6)
        assert asyncio.run(found()) == [each for each in expected if each[1] != b""]


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
def test_lines_are_sent_as_lines(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/articles", content=b"{}", headers={"Content-Type": media_type})
    problem_of(answer, 415, "Content-Type")


# --- Overrides ---


def test_an_override_is_written_listed_and_undone_and_the_log_tells_of_it(client: TestClient) -> None:
    answer = client.put("/v1/overrides/1", json=PIN | {"note": "the fair"})
    expected = PIN | {"override_id": "1", "note": "the fair", "position": 1}
    assert answer.json() == expected == client.get("/v1/overrides/1").json()
    client.put("/v1/overrides/later", json=PIN | {"starts_at": "2027-01-01T00:00:00Z"})
    listed = client.get("/v1/overrides").json()
    schemas.Overrides.model_validate(listed, extra="forbid")
    assert [each["override_id"] for each in listed["overrides"]] == ["1", "later"]
    assert listed["active"] == ["1"]
    gone = client.delete("/v1/overrides/1", params={"author": "Bea", "note": "over"})
    assert gone.json() == {"override_id": "1", "outcome": "deleted"}
    problem_of(client.delete("/v1/overrides/1"), 404)
    problem_of(client.get("/v1/overrides/1"), 404)
    log = client.get("/v1/overrides/log", params={"subject": "1"}).json()
    schemas.Log.model_validate(log, extra="forbid")
    assert [(each["action"], each["author"], each["note"]) for each in log["entries"]] == [
        ("delete override", "Bea", "over"),
        ("put override", "Ada", "the fair"),
    ]
    assert log["entries"][0]["override"] == expected
    [newest] = client.get("/v1/overrides/log", params={"most": 1}).json()["entries"]
    older = client.get("/v1/overrides/log", params={"before": newest["change"]}).json()["entries"]
    assert newest["change"] > max(each["change"] for each in older)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "mute", "term": "storm"}, "author"),
        ({"action": "mute", "term": "storm", "author": ""}, "author"),
        ({"action": "mute", "author": "Ada"}, "term"),
        (PIN | {"position": "1"}, "position"),
        (PIN | {"position": 51}, "position"),
        (PIN | {"seed": SEED}, "article_id"),
        (PIN | {"until": "2027-01-01"}, "until"),
        (PIN | {"override_id": "2"}, "override_id"),
        ([], "body"),
    ],
)
def test_a_body_that_is_no_override_is_refused_by_its_field(client: TestClient, body: Any, field: str) -> None:
    problem_of(client.put("/v1/overrides/1", json=body), 422, field)
    assert client.get("/v1/overrides").json()["overrides"] == []


def test_the_address_of_the_log_is_no_override(client: TestClient) -> None:
    problem_of(client.put("/v1/overrides/log", json=PIN), 422, "override_id")


def test_there_is_an_end_to_overrides(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.api.override_records.MAX_OVERRIDES", 2)
    assert [client.put(f"/v1/overrides/{at}", json=PIN).status_code for at in range(3)] == [200, 200, 409]
    assert client.put("/v1/overrides/1", json=PIN).status_code == 200


# --- The next answer ---


def cards_of(client: TestClient, box: str = "related", seed: str = SEED) -> list[Record]:
    cards: list[Record] = client.get(path_of(seed, box)).json()["cards"]
    return cards


def test_the_next_answer_shows_what_was_written_and_not_what_was_taken_down(client: TestClient) -> None:
    seed = client.get(path_of(SEED)).json()
    copy = {name: seed[name] for name in ("title", "published_at", "language")} | {"publisher": "The New Paper"}
    text = seed["text"][: len(seed["text"]) // 3]
    written(put(client, "a-new-story", **copy, text=text), 201, "new")
    shown = cards_of(client, "similar", "a-new-story")
    assert shown
    first = shown[0]["article_id"]
    written(client.delete(path_of(first)), 200, "gone")
    assert first not in [card["article_id"] for card in cards_of(client, "similar", "a-new-story")]
    problem_of(client.get(path_of(first, "similar")), 410)
    assert first not in client.get(path_of(SEED, "boxes")).text
    written(client.delete(path_of("a-new-story")), 200, "gone")
    problem_of(client.get(path_of("a-new-story", "similar")), 410)


def test_the_next_answer_shows_what_was_decided_and_undone(client: TestClient) -> None:
    before = cards_of(client)
    pinned = cards_of(client, "similar")[0]["article_id"]
    client.put("/v1/overrides/1", json=PIN | {"article_id": pinned, "seed": SEED})
    after = cards_of(client)
    assert [card["article_id"] for card in after[:2]] == [pinned, before[0]["article_id"]]
    assert [card.get("pinned", False) for card in after[:2]] == [True, False]
    assert pinned not in [card["article_id"] for card in cards_of(client, "similar")]
    why = client.get(path_of(SEED, "why", pinned)).json()
    assert [override["override_id"] for override in why["overrides"]] == ["1"]
    client.delete("/v1/overrides/1")
    assert cards_of(client) == before


# --- Keys ---


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_every_write_needs_the_key_of_an_editor(published: Path, url: str, method: str, path: str) -> None:
    options: Record = {"store": url, "verify": False}
    with serving(published, editor_keys=(KEY,), reader_keys=(READER_KEY,), **options) as client:
        for headers in ({}, {"Authorization": f"Bearer {READER_KEY}"}, {"Authorization": f"Basic {KEY}"}):
            answer = client.request(method, path, headers=headers)
            problem_of(answer, 401, "Authorization")
            assert answer.headers["www-authenticate"] == "Bearer"
        # The body is not even read.
        if method != "GET":
            problem_of(client.request(method, path, content=b"x" * 100_000), 401)
    with serving(published, **options) as client:
        problem = problem_of(client.request(method, path, headers={"Authorization": "Bearer "}), 403)
        assert "RECOMMENDER_EDITOR_KEYS" in problem["detail"]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_without_a_store_a_write_says_how_to_have_one(published: Path, method: str, path: str) -> None:
    with serving(published, verify=False, editor_keys=(KEY,)) as client:
        answer = client.request(method, path, headers={"Authorization": f"Bearer {KEY}"})
    assert "RECOMMENDER_STORE" in problem_of(answer, 503)["detail"]


READS = (path_of(SEED), path_of(SEED, "boxes"), path_of(SEED, "why", SEED), "/v1/model", "/", f"/read/{SEED}")


def test_where_readers_have_keys_reading_needs_one(published: Path) -> None:
    with serving(published, verify=False, editor_keys=(KEY,), reader_keys=(READER_KEY, "another")) as client:
        for path in READS:
            problem_of(client.get(path), 401, "Authorization")
            problem_of(client.get(path, headers={"Authorization": "Bearer wrong"}), 401, "Authorization")
            for key in (READER_KEY, "another", KEY):
                answer = client.get(path, headers={"Authorization": f"Bearer {key}"})
                assert answer.status_code == 200
                # What only some may read is not kept for others.
                assert "public" not in answer.headers["cache-control"]
        problem_of(client.post("/v1/similar", json=STORM), 401)
        for path in ("/livez", "/readyz", "/metrics", "/docs", "/embed.js"):
            assert client.get(path).status_code == 200


def test_keys_are_never_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    put(client)
    client.put(path_of("a"), json=STORM, headers={"Authorization": "Bearer wrong-secret"})
    client.get("/v1/overrides")
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith(("httpx", "httpcore", "asyncio"))]
    told = "".join(ours) + "".join(capfd.readouterr())
    assert KEY not in told
    assert "wrong-secret" not in told


def test_a_store_that_fails_is_a_problem_that_does_not_tell_where_it_lies(client: TestClient, url: str) -> None:
    put(client)
    Path(url.removeprefix("sqlite:///")).write_bytes(b"no database" * 1_000)
    problem = problem_of(put(client, title="B"), 503)
    assert url not in json.dumps(problem)
    assert "sqlite" not in problem["detail"]


def test_reading_goes_on_while_the_store_is_away(client: TestClient, url: str) -> None:
    put(client)
    record = client.get(path_of(SEED)).json()
    Path(url.removeprefix("sqlite:///")).write_bytes(b"no database" * 1_000)
    for _ in range(2):
        assert client.get(path_of(SEED)).json() == record
        assert client.get(path_of(SEED, "similar")).status_code == 200
        problem_of(client.get(path_of("nobody")), 404)
        problem_of(put(client, title="B"), 503)
    # Nobody has noticed yet.
    state = state_of(client)
    state.follower.away = None
    assert state.stored("a") is None


# --- Other sites ---

ORIGIN = "https://news.example"


def test_any_site_may_read_what_everybody_may_and_write_nothing(client: TestClient) -> None:
    etag = client.get(path_of(SEED, "similar")).headers["etag"]
    for path, status in ((path_of(SEED, "similar"), 304), (path_of("nobody", "similar"), 404)):
        answer = client.get(path, headers={"Origin": ORIGIN, "If-None-Match": etag})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*")
        assert "Origin" in client.get(path).headers["vary"]  # a cache keeps this one for whoever sends no Origin
    assert "access-control-allow-origin" not in put(client, headers={"Origin": ORIGIN}).headers
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"}
    assert client.options(path_of("a"), headers=asked).status_code == 405
    assert "access-control-allow-origin" not in client.get("/").headers


def test_no_other_site_may_read_where_readers_have_keys(published: Path) -> None:
    with serving(published, verify=False, reader_keys=(READER_KEY,)) as client:
        headers = {"Origin": ORIGIN, "Authorization": f"Bearer {READER_KEY}"}
        assert "access-control-allow-origin" not in client.get(path_of(SEED), headers=headers).headers


def test_sites_that_are_named_may_ask_with_their_keys_and_no_others(published: Path, url: str) -> None:
    options: Record = {"store": url, "editor_keys": (KEY,), "cors_origins": (ORIGIN, "https://b.example")}
    with serving(published, verify=False, **options) as client:
        path, asked = path_of("a"), {"Access-Control-Request-Method": "PUT"}
        before = client.options(path, headers={"Origin": ORIGIN} | asked)
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == ORIGIN
        assert "PUT" in before.headers["access-control-allow-methods"]
        assert {"Authorization", "If-Match"} <= set(before.headers["access-control-allow-headers"].split(", "))
        for origin in ("https://evil.example", f"{ORIGIN}.evil.example", "null", ""):
            refused = client.options(path, headers={"Origin": origin} | asked)
            assert refused.status_code == 400
            answer = client.get(path_of(SEED), headers={"Origin": origin})
            for each in (refused, answer):
                assert "access-control-allow-origin" not in each.headers
                assert "Origin" in each.headers["vary"]
        headers = {"Origin": ORIGIN, "Authorization": f"Bearer {KEY}"}
        answer = client.put(path, json=STORM, headers=headers)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (201, ORIGIN)
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        for sent, status in (({"If-None-Match": "*"}, 412), ({"Authorization": "Bearer wrong"}, 401)):
            refused = client.put(path, json=STORM, headers=headers | sent)
            assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (status, ORIGIN)
        unchanged = client.get(path, headers={"Origin": ORIGIN, "If-None-Match": answer.headers["etag"]})
        assert (unchanged.status_code, unchanged.headers["access-control-allow-origin"]) == (304, ORIGIN)
        assert "Origin" in client.get(path_of(SEED)).headers["vary"]


# --- Fuzz ---

field_names = st.sampled_from([*schemas.DraftIn.model_fields, *schemas.OverrideIn.model_fields]) | texts
header_names = st.sampled_from(["If-Match", "If-None-Match", "Content-Type", "Origin"])


@law_of_fixtures
@given(
    path=st.sampled_from(["/v1/articles/", "/v1/overrides/"]),
    name=texts,
    body=st.dictionaries(field_names, json_values, max_size=5).map(json.dumps) | json_values.map(json.dumps),
    sent=st.dictionaries(header_names, st.sampled_from(['"a"', "*", "W/*", "application/json"]), max_size=3),
)
def test_no_write_makes_the_service_fail(client: TestClient, path: str, name: str, body: str, sent: Record) -> None:
    address = path + quote(name, safe="", errors="surrogatepass")
    headers = {"Content-Type": "application/json"} | sent
    for answer in (
        client.put(address, content=body, headers=headers),
        client.get(address),
        client.delete(address, headers=sent),
    ):
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            problem_of(answer, answer.status_code)


@law_of_fixtures
@given(st.lists(st.binary(max_size=40) | json_values.map(lambda value: json.dumps(value).encode()), max_size=5))
def test_no_lines_make_the_service_fail(client: TestClient, lines: list[bytes]) -> None:
    answer = client.post("/v1/articles", content=b"\n".join(lines), headers=NDJSON)
    assert answer.status_code == 200, answer.text
    schemas.Imported.model_validate(answer.json(), extra="forbid")


@pytest.mark.slow
def test_writes_keep_to_the_services_own_description(client: TestClient) -> None:
    described = [each for each in operations_of(client) if "HTTPBearer" in str(each.definition.raw.get("security"))]
    assert len(described) >= 10
    # A key is sent here with every call; and lines are refused one by one.
    excluded = checks("positive_data_acceptance", "negative_data_rejection", "ignored_auth")
    for operation in described:

        @settings(law, max_examples=20, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(), is_known=st.booleans())
        def keeps_to_it(case: Any, is_known: bool) -> None:
            if is_known:
                case.path_parameters = dict.fromkeys(case.path_parameters or {}, "a")
            case.call_and_validate(excluded_checks=excluded, headers={"Authorization": f"Bearer {KEY}"})

        keeps_to_it()
