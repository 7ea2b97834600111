"""Articles over HTTP: written one by one or line by line, taken down, held and released."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender.api import schemas
from recommender.store import Store
from tests.support.serving import (
    AWKWARD_IDS,
    SEED,
    Record,
    path_of,
    problem_of,
)
from tests.support.writing import NDJSON, STORM, cards_beside, lines_of, put, written


def test_an_article_is_written_and_read_back_with_its_version(writer: TestClient) -> None:
    created = put(writer, language="en", tags=["storm"])
    version = written(created, 201, "new")["version"]
    assert created.headers["etag"] == f'"{version}"'
    answer = writer.get(path_of("a"))
    record = answer.json()
    assert (record.pop("dated_by"), len(record.pop("published_at"))) == ("arrival", len("2026-04-24T18:00:00Z"))
    assert record == {"article_id": "a", "kind": "news", "language": "en", "tags": ["storm"]} | STORM
    assert answer.headers["etag"] == f'"{version}"'
    assert writer.get(path_of("a"), headers={"If-None-Match": f'"{version}"'}).status_code == 304
    assert written(put(writer, language="en", tags=["storm"]), 200, "same")["version"] == version
    changed = written(put(writer, title="Sea wall mended"), 200, "changed")
    assert changed["version"] != version
    assert writer.get(path_of("a")).headers["etag"] == f'"{changed["version"]}"'


def test_markup_is_taken_out_of_what_is_written_alone_or_line_by_line(writer: TestClient) -> None:
    record: dict[str, Any] = {
        "title": "Sea&nbsp;wall <em>broken</em>",
        "text": "<!-- wp:paragraph --><p>One &amp;amp; two</p><p>x < 3</p><script>ad()</script>",
        "tags": ["R&amp;D"],
    }
    plain: dict[str, Any] = {"title": "Sea wall broken", "text": "One & two\nx < 3", "tags": ["R&D"]}
    put(writer, **record)
    assert writer.get(path_of("a")).json().items() >= plain.items()
    lines = lines_of(record | {"article_id": "b"})
    [result] = writer.post("/v1/articles", content=lines, headers=NDJSON).json()["results"]
    assert result["outcome"] == "new"
    assert writer.get(path_of("b")).json().items() >= plain.items()
    problem_of(put(writer, title="<p></p>", text="<script>x</script>"), 422)


def test_a_write_is_durable_when_it_is_answered(writer: TestClient, url: str) -> None:
    put(writer)
    with Store.open(url, create=False) as store:
        found = store.get("a")
    assert found is not None


@pytest.mark.parametrize("name", ["x/similar", "x/related", "x/boxes", "x/release", "x/why/y", "/similar", "a/b/why/"])
def test_nothing_is_written_under_the_address_of_a_call(writer: TestClient, name: str) -> None:
    for answer in (
        writer.put(f"/v1/articles/{name}", json=STORM),
        writer.delete(f"/v1/articles/{name}"),
        writer.post(f"/v1/articles/{name}/release"),
    ):
        assert "each slash in it written %2F" in problem_of(answer, 422, "article_id")["detail"]
    assert writer.get("/v1/overrides/log").json()["entries"] == []
    # Slashes of its own may be sent as they are where they mean nothing else.
    assert writer.put("/v1/articles/2026/03/similar-storm", json=STORM).json()["article_id"] == "2026/03/similar-storm"
    written(put(writer, name), 201, "new")
    assert writer.get(path_of(name, "boxes")).json()["seed"] == name
    written(writer.delete(path_of(name)), 200, "gone")


@pytest.mark.parametrize("article_id", [each for each in AWKWARD_IDS if each.strip()])
def test_an_awkward_id_is_written_read_and_taken_down(writer: TestClient, article_id: str) -> None:
    assert written(put(writer, article_id), 201, "new")["article_id"] == article_id
    assert writer.get(path_of(article_id)).json()["article_id"] == article_id
    written(writer.delete(path_of(article_id)), 200, "gone")
    problem_of(writer.get(path_of(article_id)), 410)


def test_the_id_of_the_body_agrees_with_that_of_the_address(writer: TestClient) -> None:
    written(put(writer, article_id="a"), 201, "new")
    problem_of(writer.put(path_of("b"), json={**STORM, "article_id": "a"}), 422, "article_id")
    for spaced in (" b", "b ", "\tb"):
        problem_of(writer.put(path_of(spaced), json=STORM), 422, "article_id")
        problem_of(writer.delete(path_of(spaced)), 422, "article_id")


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
        ({"title": "A", "tags": json.loads("[" * 500 + "]" * 500)}, "tags.0"),
        ([], "body"),
        ("A", "body"),
    ],
)
def test_a_body_that_is_no_article_is_refused_by_its_field(writer: TestClient, body: Any, field: str) -> None:
    problem_of(writer.put(path_of("a"), json=body), 422, field)
    assert writer.get(path_of("a")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"title": "\xff"}', b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(writer: TestClient, body: bytes) -> None:
    answer = writer.put(path_of("a"), content=body, headers={"Content-Type": "application/json"})
    problem_of(answer, 400, "body")
    problem_of(writer.put(path_of("a"), content=b"{}", headers={"Content-Type": "text/plain"}), 415, "Content-Type")


def test_a_long_article_is_written_though_no_draft_could_be_so_long(writer: TestClient) -> None:
    text = "é" * 500_000
    written(put(writer, text=text), 201, "new")
    assert len(writer.get(path_of("a")).json()["text"]) == 500_000
    problem_of(put(writer, text=text + "é"), 422, "text")
    problem_of(writer.post("/v1/similar", json={"text": text}), 413, "body")


def test_a_write_meets_the_version_that_it_was_meant_for(writer: TestClient) -> None:
    first = put(writer).headers["etag"]
    problem_of(put(writer, headers={"If-None-Match": "*"}, title="B"), 412)
    second = put(writer, headers={"If-Match": first}, title="B").headers["etag"]
    for lost in (first, f"W/{second}", second.strip('"'), '"', "", f"{first}, W/{second}", second.replace('"', "'")):
        problem_of(put(writer, headers={"If-Match": lost}, title="C"), 412)
    problem_of(writer.delete(path_of("a"), headers={"If-Match": first}), 412)
    assert writer.get(path_of("a")).json()["title"] == "B"
    written(put(writer, headers={"If-Match": f"{first}, {second}"}, title="C"), 200, "changed")
    written(put(writer, headers={"If-Match": "*"}, title="D"), 200, "changed")
    problem_of(put(writer, "b", headers={"If-Match": "*"}), 412)
    problem_of(put(writer, "b", headers={"If-None-Match": first}), 422, "If-None-Match")
    written(put(writer, "b", headers={"If-None-Match": "*"}), 201, "new")


def test_an_out_of_date_version_does_not_overwrite_a_newer_one(writer: TestClient) -> None:
    put(writer, updated_at="2026-04-02T08:00:00Z", title="New")
    problem_of(put(writer, updated_at="2026-04-01T08:00:00Z", title="Old"), 409, "updated_at")
    assert writer.get(path_of("a")).json()["title"] == "New"


def test_an_update_that_is_still_to_come_is_refused(writer: TestClient) -> None:
    for ahead, status in ((timedelta(hours=14), 201), (timedelta(days=2), 422), (timedelta(days=300_000), 422)):
        update: Record = {"updated_at": (datetime.now(UTC) + ahead).isoformat()}
        answer = put(writer, f"in {ahead.days} days", **update)
        assert answer.status_code == status
        line = lines_of(STORM | update | {"article_id": f"line {ahead.days}"})
        [result] = writer.post("/v1/articles", content=line, headers=NDJSON).json()["results"]
        assert ("problem" in result) == (status == 422)
        if status == 422:
            problem_of(answer, 422, "updated_at")
            assert result["problem"]["errors"][0]["field"] == "updated_at"


def test_what_is_taken_down_is_gone_from_every_address(writer: TestClient) -> None:
    put(writer)
    written(writer.delete(path_of("a")), 200, "gone")
    written(writer.delete(path_of("a")), 200, "gone")
    assert "was taken down" in problem_of(writer.get(path_of("a")), 410)["detail"]
    for call in ("similar", "related", "boxes"):
        problem_of(writer.get(path_of("a", call)), 410)
    answer = writer.get("/read/a")
    assert answer.status_code == 410
    assert "was taken down" in answer.text
    [result] = writer.post("/v1/batch", json={"seeds": ["a"]}).json()["results"]
    assert result["problem"]["status"] == 410
    problem_of(writer.get(path_of("b")), 404)


def test_a_feed_does_not_bring_back_what_was_taken_down_and_an_editor_does(writer: TestClient) -> None:
    line = json.dumps(STORM | {"article_id": "a"})
    writer.delete(path_of("a"))
    [result] = writer.post("/v1/articles", content=line, headers=NDJSON).json()["results"]
    assert result["outcome"] == "gone"
    problem_of(writer.get(path_of("a")), 410)
    written(put(writer), 201, "new")
    assert writer.get(path_of("a")).status_code == 200


def test_a_hold_keeps_out_even_an_editor_until_it_is_released(writer: TestClient) -> None:
    put(writer)
    written(writer.delete(path_of("a"), params={"hold": True, "author": "Ada", "note": "a court"}), 200, "held")
    assert "held" in problem_of(writer.get(path_of("a")), 410)["detail"]
    assert "release" in problem_of(put(writer), 409)["detail"]
    release = f"{path_of('a')}/release"
    written(writer.post(release, params={"author": "Bea"}), 200, "gone")
    problem_of(writer.post(release), 404)
    written(put(writer), 201, "new")
    entries = writer.get("/v1/overrides/log", params={"subject": "a"}).json()["entries"]
    assert [(each["action"], each["author"], each["note"]) for each in entries] == [
        ("release", "Bea", ""),
        ("hold", "Ada", "a court"),
    ]


@pytest.mark.parametrize("query", ["hold=perhaps", "keep=true", f"author={'x' * 201}", f"note={'x' * 2001}"])
def test_how_to_take_down_is_checked(writer: TestClient, query: str) -> None:
    problem_of(writer.delete(f"{path_of('a')}?{query}"), 422, query.partition("=")[0])


def test_a_bad_line_is_refused_alone(writer: TestClient) -> None:
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
    answer = writer.post("/v1/articles", content=body, headers=NDJSON)
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
    assert writer.get(path_of("a")).json()["title"] == "Newer"
    assert writer.get(path_of("c")).status_code == 200


def test_thousands_of_lines_are_written_in_one_call(writer: TestClient) -> None:
    body = lines_of(*({"article_id": f"n{at}", "title": f"Story {at}"} for at in range(3_000)))
    record = writer.post("/v1/articles", content=body, headers=NDJSON).json()
    schemas.Imported.model_validate(record, extra="forbid")
    assert record["outcomes"] == {"new": 3_000}
    assert [result["line"] for result in record["results"]] == list(range(1, 3_001))
    assert writer.post("/v1/articles", content=body, headers=NDJSON).json()["outcomes"] == {"same": 3_000}
    assert writer.get(path_of("n2999")).json()["title"] == "Story 2999"


def test_a_line_that_is_too_long_is_refused_alone(writer: TestClient) -> None:
    record = {"article_id": "b", "title": "B", "text": "x" * 4_000_000}
    body = lines_of({"article_id": "a", "title": "A"}, record, {"article_id": "c", "title": "C"}, record)
    found = writer.post("/v1/articles", content=body, headers=NDJSON).json()
    assert found["outcomes"] == {"new": 2, "refused": 2}
    assert [result["line"] for result in found["results"] if "problem" in result] == [2, 4]


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
def test_lines_are_sent_as_lines(writer: TestClient, media_type: str) -> None:
    answer = writer.post("/v1/articles", content=b"{}", headers={"Content-Type": media_type})
    problem_of(answer, 415, "Content-Type")


def test_the_next_answer_shows_what_was_written_and_not_what_was_taken_down(writer: TestClient) -> None:
    seed = writer.get(path_of(SEED)).json()
    copy = {name: seed[name] for name in ("title", "published_at", "language")} | {"publisher": "The New Paper"}
    text = seed["text"][: len(seed["text"]) // 3]
    written(put(writer, "a-new-story", **copy, text=text), 201, "new")
    shown = cards_beside(writer, "similar", "a-new-story")
    assert shown
    first = shown[0]["article_id"]
    written(writer.delete(path_of(first)), 200, "gone")
    assert first not in [card["article_id"] for card in cards_beside(writer, "similar", "a-new-story")]
    problem_of(writer.get(path_of(first, "similar")), 410)
    assert first not in writer.get(path_of(SEED, "boxes")).text
    written(writer.delete(path_of("a-new-story")), 200, "gone")
    problem_of(writer.get(path_of("a-new-story", "similar")), 410)
