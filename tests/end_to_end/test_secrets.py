"""Secrets are in no line of the log, no metric, no error and no repr."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from recommender.errors import SettingsError, StoreError
from recommender.settings import Settings, read_settings
from recommender.store import Store
from tests.support.serving import SEED, path_of, serving, state_of

EDITOR, READER, WRONG = "the-editors-own-secret", "the-readers-own-secret", "a-wrong-secret-of-somebody"
PASSWORD = "a-secret-for-the-database"
ADDRESS = f"postgresql://ada:{PASSWORD}@127.0.0.1:1/news?sslpassword={PASSWORD}"


def test_keys_are_in_no_line_metric_answer_or_repr(published: Path, url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = {"editor_keys": (EDITOR,), "reader_keys": (READER,)}
    with serving(published, verify=False, store=url, access_log=True, slow_seconds=1e-9, **keys) as client:
        answers = []
        for key in (EDITOR, READER, WRONG):
            headers = {"Authorization": f"Bearer {key}", "X-Request-ID": "a-1"}
            answers += [
                client.put(path_of(SEED), json={"title": "Storm"}, headers=headers),
                client.get(path_of(SEED, "boxes"), headers=headers),
                client.get(path_of("nowhere"), headers=headers),
                client.post("/desk/sign-in", data={"key": key, "author": "Ada"}, follow_redirects=False),
                client.get("/desk"),
            ]
        session = client.cookies.get("recommender_desk") or ""
        metrics = client.get("/metrics").text
        state = state_of(client)
        seen = [repr(state), repr(state.settings), str(state.settings), repr(client.app), repr(state.store), metrics]
    seen += [str(vars(record)) for record in caplog.records] + [record.getMessage() for record in caplog.records]
    assert len(session) > 20
    assert {200, 401, 403, 404} & {answer.status_code for answer in answers} >= {200, 401}
    bodies = [answer.text for answer in answers]
    # The client's own library logs the headers that it sends, which is no line of the service.
    ours = [text for text in seen if "httpx" not in text and "httpcore" not in text]
    for secret in (EDITOR, READER, WRONG, session):
        assert [text for text in [*ours, *bodies] if secret in text] == []


def test_the_password_of_a_store_is_in_no_error_and_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PASSWORD not in repr(Settings(store=ADDRESS))
    with pytest.raises(StoreError) as refused:
        Store.open(ADDRESS)
    assert "127.0.0.1" in str(refused.value)
    assert PASSWORD not in str(refused.value) + repr(refused.value)
    monkeypatch.setenv("RECOMMENDER_EDITOR_KEYS", "too-short")
    monkeypatch.setenv("RECOMMENDER_STORE", ADDRESS)
    with pytest.raises(SettingsError) as unusable:
        read_settings()
    assert "too-short" not in str(unusable.value) + repr(unusable.value)
    assert PASSWORD not in str(unusable.value)
