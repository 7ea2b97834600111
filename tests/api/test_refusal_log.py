"""Writes that were refused are in the log, with what was expected and never with what came."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender.api.routes import sign_in
from tests.support.serving import JSON_TYPE, path_of, serving
from tests.support.writing import KEY

SECRET = "a text that nobody may read"


def refusals(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    lines = [vars(record) for record in caplog.records if getattr(record, "event", None) == "refused_write"]
    return [{name: line[name] for name in ("method", "route", "status", "reason")} for line in lines]


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (f'{{"title": "{SECRET}", "published_at": "{SECRET}"}}', 422, "published_at"),
        (f'{{"title": "{SECRET}", "kind": "{SECRET}"}}', 422, "kind"),
        (f'{{"title": "{SECRET}", "titel": 1}}', 422, "titel: expected no field of this name"),
        (f'{{"{SECRET}', 400, "JSON"),
    ],
)
def test_a_refused_article_is_a_line_without_its_text(
    writer: TestClient, caplog: pytest.LogCaptureFixture, body: str, status: int, reason: str
) -> None:
    assert writer.put(path_of("a"), content=body, headers=JSON_TYPE).status_code == status
    [line] = refusals(caplog)
    assert (line["method"], line["status"]) == ("PUT", status)
    assert line["route"].startswith("/v1/articles/")
    assert reason in line["reason"]
    assert SECRET not in caplog.text + str([vars(record) for record in caplog.records])


def test_a_write_without_the_right_key_is_a_line(published: Path, url: str, caplog: pytest.LogCaptureFixture) -> None:
    with serving(published, verify=False, store=url, editor_keys=(KEY,)) as client:
        client.put(path_of("a"), json={"title": SECRET}, headers={"Authorization": f"Bearer {SECRET}"})
    [line] = refusals(caplog)
    assert line["status"] == 401
    assert SECRET not in str([vars(record) for record in caplog.records])


def test_what_is_read_is_no_write(writer: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    assert writer.get(path_of("nowhere")).status_code == 404
    assert writer.post("/v1/similar", json={"title": 5}).status_code == 422
    assert writer.get("/v1/overrides?oops=1").status_code == 422
    assert refusals(caplog) == []


def test_lines_that_are_refused_are_counted_in_the_log(writer: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    lines = f'{{"article_id": "a", "title": "Storm"}}\n{{"title": "{SECRET}", "kind": "x"}}\n{{}}\n'
    writer.post("/v1/articles", content=lines, headers={"Content-Type": "application/x-ndjson"})
    [record] = [each for each in caplog.records if getattr(each, "event", None) == "refused_lines"]
    assert record.getMessage() == "2 of 3 lines are refused"
    assert SECRET not in caplog.text


def test_a_wrong_key_at_the_desk_is_a_line(writer: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, sign_in.__name__)
    writer.post("/desk/sign-in", data={"author": "Ada", "key": SECRET})
    [record] = [each for each in caplog.records if getattr(each, "event", None) == "wrong_key"]
    assert SECRET not in str(vars(record))
