"""Overrides over HTTP: what editors decide, and the log of it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender.api import schemas
from tests.support.serving import (
    SEED,
    path_of,
    problem_of,
)
from tests.support.writing import PIN, cards_beside


def test_an_override_is_written_listed_and_undone_and_the_log_tells_of_it(writer: TestClient) -> None:
    answer = writer.put("/v1/overrides/1", json=PIN | {"note": "the fair"})
    expected = PIN | {"override_id": "1", "note": "the fair", "position": 1}
    assert answer.json() == expected == writer.get("/v1/overrides/1").json()
    writer.put("/v1/overrides/later", json=PIN | {"starts_at": "2027-01-01T00:00:00Z"})
    listed = writer.get("/v1/overrides").json()
    schemas.Overrides.model_validate(listed, extra="forbid")
    assert [each["override_id"] for each in listed["overrides"]] == ["1", "later"]
    assert listed["active"] == ["1"]
    gone = writer.delete("/v1/overrides/1", params={"author": "Bea", "note": "over"})
    assert gone.json() == {"override_id": "1", "outcome": "deleted"}
    problem_of(writer.delete("/v1/overrides/1"), 404)
    problem_of(writer.get("/v1/overrides/1"), 404)
    log = writer.get("/v1/overrides/log", params={"subject": "1"}).json()
    schemas.Log.model_validate(log, extra="forbid")
    assert [(each["action"], each["author"], each["note"]) for each in log["entries"]] == [
        ("delete override", "Bea", "over"),
        ("put override", "Ada", "the fair"),
    ]
    assert log["entries"][0]["override"] == expected
    [newest] = writer.get("/v1/overrides/log", params={"most": 1}).json()["entries"]
    older = writer.get("/v1/overrides/log", params={"before": newest["change"]}).json()["entries"]
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
def test_a_body_that_is_no_override_is_refused_by_its_field(writer: TestClient, body: Any, field: str) -> None:
    problem_of(writer.put("/v1/overrides/1", json=body), 422, field)
    assert writer.get("/v1/overrides").json()["overrides"] == []


def test_the_address_of_the_log_is_no_override(writer: TestClient) -> None:
    problem_of(writer.put("/v1/overrides/log", json=PIN), 422, "override_id")


def test_there_is_an_end_to_overrides(writer: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.api.override_records.MAX_OVERRIDES", 2)
    assert [writer.put(f"/v1/overrides/{at}", json=PIN).status_code for at in range(3)] == [200, 200, 409]
    assert writer.put("/v1/overrides/1", json=PIN).status_code == 200


def test_the_next_answer_shows_what_was_decided_and_undone(writer: TestClient) -> None:
    before = cards_beside(writer)
    pinned = cards_beside(writer, "similar")[0]["article_id"]
    writer.put("/v1/overrides/1", json=PIN | {"article_id": pinned, "seed": SEED})
    after = cards_beside(writer)
    assert [card["article_id"] for card in after[:2]] == [pinned, before[0]["article_id"]]
    assert [card.get("pinned", False) for card in after[:2]] == [True, False]
    assert pinned not in [card["article_id"] for card in cards_beside(writer, "similar")]
    why = writer.get(path_of(SEED, "why", pinned)).json()
    assert [override["override_id"] for override in why["overrides"]] == ["1"]
    writer.delete("/v1/overrides/1")
    assert cards_beside(writer) == before
