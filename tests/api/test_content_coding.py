"""Bodies in gzip: what any client unpacks is the body, at any moment."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from recommender.api.content_coding import LEAST_BYTES, Pieces, accepts_gzip
from recommender.api.responses import encode, moment_in
from tests.support.builders import law
from tests.support.serving import BOX_CALLS, SEED, json_values, path_of

NOON, LATER = moment_in("2026-04-24T12:00:00Z"), moment_in("2031-12-31T23:59:59Z")


@law
@given(st.lists(json_values, max_size=5), st.integers(0, 3))
def test_both_forms_of_a_body_are_the_body_at_any_moment(values: list[Any], n: int) -> None:
    record = {"a": [{"as_of": "2026-04-24T12:00:00Z", "b": value} for value in values] * n, "c": values}
    try:
        body = encode(record)
    except (ValueError, UnicodeEncodeError):  # NaN and lone surrogates are in no answer
        return
    pieces = Pieces(body, NOON)
    for moment in (NOON, LATER, NOON, moment_in("2026-04-24T14:00:00+02:00")):
        expected = body.replace(NOON, moment)
        assert pieces.body(moment) == expected
        assert gzip.decompress(pieces.gzip(moment)) == expected
    assert pieces.gzip(LATER) == Pieces(body.replace(NOON, LATER), LATER).gzip(LATER)
    assert pieces.kept_bytes > pieces.plain_bytes >= len(body) - (len(values) * n) * len(NOON)


def test_a_text_that_reads_like_a_moment_stays_as_it_is() -> None:
    body = encode({"title": '"as_of":"2026-04-24T12:00:00Z"', "as_of": "2026-04-24T12:00:00Z"})
    later = json.loads(gzip.decompress(Pieces(body, NOON).gzip(LATER)))
    assert later == {"title": '"as_of":"2026-04-24T12:00:00Z"', "as_of": "2031-12-31T23:59:59Z"}


@pytest.mark.parametrize(
    ("sent", "accepts"),
    [
        ("gzip", True), ("GZIP", True), ("x-gzip", True), ("br, gzip;q=0.1", True), ("*", True), ("gzip ; q=1", True),
        ("", False), ("identity", False), ("br", False), ("gzip;q=0", False), ("gzip;q=0.000, *", False),
        ("*;q=0", False), ("gzipped", False), ("gzip," * 1_000, False),
    ],
)  # fmt: skip
def test_gzip_is_sent_to_whoever_accepts_it(sent: str, accepts: bool) -> None:
    assert accepts_gzip(sent) is accepts


def test_answers_vary_by_coding_and_small_ones_are_not_compressed(client: TestClient) -> None:
    path = path_of(SEED, "boxes")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    for _ in range(2):
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
        assert packed.content == plain.content
        # A weak validator is that of both (RFC 9110, 8.8.1).
        assert packed.headers["etag"] == plain.headers["etag"]
        assert "Accept-Encoding" in packed.headers["vary"]
        assert packed.headers["vary"] == plain.headers["vary"]
    same = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": plain.headers["etag"]})
    assert (same.status_code, same.headers["vary"]) == (304, plain.headers["vary"])
    small = client.get(path_of(SEED, "similar"), params={"k": 0}, headers={"Accept-Encoding": "gzip"})
    assert len(small.content) < LEAST_BYTES
    assert "content-encoding" not in small.headers


def test_what_has_a_strong_validator_and_what_has_secrets_stay_as_they_are(writer: TestClient) -> None:
    text = "A long text. " * 1_000
    put = writer.put(path_of("a"), json={"title": "A storm", "text": text})
    answer = writer.get(path_of("a"))
    assert (answer.headers["etag"], answer.json()["text"]) == (put.headers["etag"], text.strip())
    desk = writer.get("/desk")
    assert len(desk.content) > LEAST_BYTES
    for each in (answer, desk):
        assert "content-encoding" not in each.headers


@pytest.mark.parametrize("call", BOX_CALLS)
def test_a_draft_is_answered_in_gzip_too(client: TestClient, call: str) -> None:
    seed = client.get(path_of(SEED)).json()
    draft = {"title": seed["title"], "text": seed["text"], "published_at": seed["published_at"]}
    answers = [client.post(f"/v1/{call}", json=draft, headers={"Accept-Encoding": each}) for each in ("gzip", "br")]
    assert answers[0].headers["content-encoding"] == "gzip"
    assert answers[0].json() == answers[1].json()
