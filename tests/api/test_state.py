"""The store behind the calls: missing, failing, or away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from recommender.store import Store
from tests.support.serving import (
    SEED,
    path_of,
    problem_of,
    serving,
    state_of,
)
from tests.support.writing import KEY, WRITES, put


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_without_a_store_a_write_says_how_to_have_one(published: Path, method: str, path: str) -> None:
    with serving(published, verify=False, editor_keys=(KEY,)) as client:
        answer = client.request(method, path, headers={"Authorization": f"Bearer {KEY}"})
    assert "RECOMMENDER_STORE" in problem_of(answer, 503)["detail"]


def test_a_store_that_fails_is_a_problem_that_does_not_tell_where_it_lies(writer: TestClient, url: str) -> None:
    put(writer)
    Path(url.removeprefix("sqlite:///")).write_bytes(b"no database" * 1_000)
    problem = problem_of(put(writer, title="B"), 503)
    assert url not in json.dumps(problem)
    assert "sqlite" not in problem["detail"]


def test_reading_goes_on_while_the_store_is_away(writer: TestClient, url: str) -> None:
    put(writer)
    record = writer.get(path_of(SEED)).json()
    Path(url.removeprefix("sqlite:///")).write_bytes(b"no database" * 1_000)
    for _ in range(2):
        assert writer.get(path_of(SEED)).json() == record
        assert writer.get(path_of(SEED, "similar")).status_code == 200
        problem_of(writer.get(path_of("nobody")), 404)
        problem_of(put(writer, title="B"), 503)
    # Nobody has noticed yet.
    state = state_of(writer)
    state.follower.away = None
    assert state.stored("a") is None


def test_a_worker_without_its_lease_answers_nothing_and_says_why(published: Path, url: str) -> None:
    options = {"store": url, "editor_keys": (KEY,), "lease_seconds": 60}
    with serving(published, verify=False, **options) as client:
        state = state_of(client)
        assert state.lease is not None
        for _ in range(2):
            assert client.get(path_of(SEED, "similar")).status_code == 200
            assert client.get("/readyz").status_code == 200
        put(client)
        state.lease.end()
        for path in (path_of(SEED, "similar"), path_of(SEED), "/readyz", f"/read/{SEED}"):
            answer = client.get(path)
            assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert "60 seconds" in problem_of(client.get("/readyz"), 503)["detail"]
        assert client.get("/livez").status_code == 200
        # Its end is for a test alone: it is kept again where the store answers.
        state.lease._next_renewal = float("-inf")
        state.lease.keep()
        assert client.get(path_of(SEED, "similar")).status_code == 200
    with Store.open(url) as store:
        assert store.leases.wanted(state.lease.holder) == 0
