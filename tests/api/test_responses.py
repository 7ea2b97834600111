"""Answers: validators, caches, and what none keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from recommender.api.responses import encode
from tests.support.serving import (
    GET_CALLS,
    SEED,
    path_of,
    serving,
)


@pytest.mark.parametrize("path", GET_CALLS)
def test_every_answer_has_a_validator_and_is_not_sent_twice(client: TestClient, path: str) -> None:
    first = client.get(path)
    etag = first.headers["etag"]
    assert first.status_code == 200
    assert first.headers["cache-control"]
    for known in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/metrics", path_of("nobody"), f"{path_of(SEED)}?k=5", "/nothing", "/read/nobody"])
def test_what_changes_or_fails_is_not_kept(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] in ("no-cache", "no-store")
    assert answer.headers["etag"]
    if answer.status_code != 200:
        assert client.get(path, headers={"If-None-Match": "*"}).status_code == answer.status_code


def test_a_draft_is_answered_whatever_the_client_has(client: TestClient) -> None:
    answer = client.post("/v1/similar", json={"title": "A storm"}, headers={"If-None-Match": "*"})
    assert answer.status_code == 200


@pytest.mark.parametrize("call", [path_of(SEED, "similar"), path_of(SEED, "boxes")])
def test_the_validator_stays_while_the_clock_moves_and_the_cards_do_not(published: Path, call: str) -> None:
    begin = datetime(2026, 4, 24, 18, tzinfo=UTC)
    tags, moments = set(), set()
    # Tags count down by the minute.
    for seconds in (0, 1, 59 if call.endswith("boxes") else 3_600):
        with serving(published, as_of=begin + timedelta(seconds=seconds), verify=False) as client:
            answer = client.get(call)
            tags.add(answer.headers["etag"])
            moments.add(answer.json()["as_of"])
    assert (len(tags), len(moments)) == (1, 3)


def test_the_script_of_the_embed_is_sent_compressed_and_compressed_once(client: TestClient) -> None:
    plain = client.get("/embed.js", headers={"Accept-Encoding": "identity"})
    first, again = (client.get("/embed.js", headers={"Accept-Encoding": "gzip"}) for _ in range(2))
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < len(plain.content) / 2
    assert first.content == again.content == plain.content
    assert first.headers["etag"] == plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]


def test_json_has_no_numbers_that_are_none() -> None:
    assert encode({"a": float("nan"), "b": "é\u2028", "c": 1.0}) == '{"a":null,"b":"é\u2028","c":1.0}'.encode()


def test_the_validator_changes_with_the_cards(client: TestClient) -> None:
    tags = {client.get(path_of(SEED, "similar"), params={"k": k}).headers["etag"] for k in (1, 2)}
    assert len(tags) == 2


def test_a_box_may_be_kept_for_as_long_as_is_set(published: Path) -> None:
    with serving(published, max_age_seconds=7, verify=False) as client:
        assert client.get(path_of(SEED, "related")).headers["cache-control"] == "public, max-age=7"
