"""The access log: a line a request, when it is wanted, and never what somebody reads or writes."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.support.serving import SEED, path_of, serving


def fields_of(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, Any]]:
    """Return the fields of the lines of an event."""
    names = ("method", "route", "status", "request_id", "milliseconds")
    lines = [vars(record) for record in caplog.records if getattr(record, "event", None) == event]
    return [{name: line[name] for name in names if name in line} for line in lines]


def test_each_request_is_a_line_and_each_answer_has_its_id(published: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "recommender")
    with serving(published, verify=False, access_log=True) as client:
        for _ in range(2):  # the second is sent again, as it was
            answer = client.get(path_of(SEED, "boxes"), params={"k": 3}, headers={"X-Request-ID": "a-1"})
            assert answer.headers["x-request-id"] == "a-1"
        made = client.get("/secret-path", headers={"X-Request-ID": "a secret"}).headers["x-request-id"]
        client.head(path_of(SEED))
    lines = fields_of(caplog, "request")
    assert [line["status"] for line in lines] == [200, 200, 404, 200]
    assert [line["method"] for line in lines] == ["GET", "GET", "GET", "HEAD"]
    assert [line["route"] for line in lines[:3]] == ["/v1/articles/{article_id}/boxes"] * 2 + ["(none)"]
    assert [line["request_id"] for line in lines[:3]] == ["a-1", "a-1", made]
    assert all(line["milliseconds"] > 0 for line in lines)
    said = str([vars(record) for record in caplog.records])
    assert SEED not in said
    assert "secret" not in said


def test_without_it_there_is_no_line_and_no_id(published: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "recommender")
    with serving(published, verify=False) as client:
        assert "x-request-id" not in client.get("/livez", headers={"X-Request-ID": "a-1"}).headers
    assert fields_of(caplog, "request") == []


def test_slow_requests_are_told_now_and_then(published: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(published, verify=False, slow_seconds=1e-9) as client:
        for _ in range(3):
            client.get("/livez", headers={"X-Request-ID": "a-1"})
    first = fields_of(caplog, "slow_request")[0]
    assert (first["route"], first["status"], first["request_id"]) == ("/livez", 200, "a-1")
    caplog.clear()
    with serving(published, verify=False) as client:
        client.get("/livez")
    assert fields_of(caplog, "slow_request") == []
