"""What stands around the calls: caches, keys, failures, logs, metrics and the description."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message

from recommender import Recommender, Registry
from recommender.api import create_app, schemas
from recommender.settings import Settings
from tests.support.builders import law
from tests.support.conformance import checks, operations_of
from tests.support.serving import (
    JSON_TYPE,
    KEYS,
    PROBLEM_JSON,
    SEED,
    header,
    http_scope,
    never,
    path_of,
    problem_of,
    publish,
    serving,
)

# Answers that a cache may keep

GET_CALLS = (
    path_of(SEED), path_of(SEED, "similar"), path_of(SEED, "related"), path_of(SEED, "boxes"),
    path_of(SEED, "why", SEED), "/v1/model", "/livez", "/readyz", "/docs", "/openapi.json", "/", f"/read/{SEED}",
    "/embed.js", "/embed-example", "/static/site.css", "/static/docs/swagger-ui.css",
)  # fmt: skip


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


@pytest.mark.parametrize("path", [*GET_CALLS, "/metrics", path_of("nobody"), "/nothing"])
def test_head_is_answered_as_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    if path != "/metrics":
        assert head.headers == get.headers


def test_no_body_is_sent_to_head_even_to_a_server_that_would_pass_it_on(tmp_path: Path) -> None:
    app = create_app(Settings(models=tmp_path))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(http_scope("HEAD", "/livez"), never, send))
    assert sent[0]["status"] == 200
    assert b"".join(message.get("body", b"") for message in sent) == b""


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


def test_the_validator_changes_with_the_cards(client: TestClient) -> None:
    tags = {client.get(path_of(SEED, "similar"), params={"k": k}).headers["etag"] for k in (1, 2)}
    assert len(tags) == 2


def test_a_box_may_be_kept_for_as_long_as_is_set(published: Path) -> None:
    with serving(published, max_age_seconds=7, verify=False) as client:
        assert client.get(path_of(SEED, "related")).headers["cache-control"] == "public, max-age=7"


def test_the_page_of_any_site_may_read_what_a_reader_may(client: TestClient) -> None:
    for path in (path_of(SEED, "related"), "/embed.js"):
        assert (
            client.get(path, headers={"Origin": "https://site.example"}).headers["access-control-allow-origin"] == "*"
        )


# Not ready, keys, failures, logs


@pytest.fixture
def unready(tmp_path: Path) -> Iterator[TestClient]:
    with serving(tmp_path / "models", editor_keys=KEYS) as client:
        yield client


def test_without_a_model_the_service_lives_and_is_not_ready(unready: TestClient) -> None:
    assert unready.get("/livez").status_code == 200
    assert unready.get("/metrics").status_code == 200
    for path in ("/readyz", "/v1/model", path_of(SEED, "similar"), "/", f"/read/{SEED}", "/embed-example"):
        answer = unready.get(path)
        problem_of(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
    assert unready.post("/v1/similar", json={"title": "A storm"}).headers["retry-after"]
    answer = unready.post("/v1/model/reload", headers={"Authorization": f"Bearer {KEYS[0]}"})
    problem_of(answer, 503)
    assert answer.headers["retry-after"]


def test_reload_serves_what_has_been_published_meanwhile(tmp_path: Path) -> None:
    with serving(tmp_path / "models", editor_keys=KEYS) as client:
        key = {"Authorization": f"Bearer {KEYS[0]}"}
        for version in ("000001", "000002"):
            publish(tmp_path / "models", "a", "b")
            assert client.post("/v1/model/reload", headers=key).json() == {"version": version, "changed": True}
            assert client.post("/v1/model/reload", headers=key).json() == {"version": version, "changed": False}
            assert client.get("/readyz").json()["model"] == version
            served = re.findall(r'^recommender_model\{version="(\d+)"\} 1', client.get("/metrics").text, re.MULTILINE)
            assert served == [version]
        Registry(tmp_path / "models").rollback()
        assert client.post("/v1/model/reload", headers=key).json() == {"version": "000001", "changed": True}
        schemas.Reloaded.model_validate(client.post("/v1/model/reload", headers=key).json(), extra="forbid")


def test_nobody_may_write_without_a_configured_key(published: Path) -> None:
    with serving(published, verify=False) as client:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer the-first-key"}):
            problem_of(client.post("/v1/model/reload", headers=headers), 403)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer the-first-ke",
        "Bearer the-first-key2",
        "Basic the-first-key",
        "the-first-key",
        "Bearer the-first-key,the-second-ключ",
        "Bearer \xff",
    ],
)
def test_a_missing_or_wrong_key_is_refused(client: TestClient, sent: str | None) -> None:
    headers = [] if sent is None else header("Authorization", sent)
    answer = client.post("/v1/model/reload", headers=headers)
    problem_of(answer, 401, "Authorization")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("sent", ["Bearer the-first-key", "bearer  the-first-key ", "Bearer the-second-ключ"])
def test_each_key_opens(client: TestClient, sent: str) -> None:
    assert client.post("/v1/model/reload", headers=header("Authorization", sent)).json() == {
        "version": "000001",
        "changed": False,
    }


def test_all_keys_are_compared_in_constant_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(sent: bytes, known: bytes) -> bool:
        compared.append((sent, known))
        return sent == known

    monkeypatch.setattr("recommender.api.auth.hmac.compare_digest", compare)
    client.post("/v1/model/reload", headers={"Authorization": "Bearer the-first-key"})
    assert compared == [(b"the-first-key", key.encode()) for key in KEYS]


def test_a_failure_of_ours_is_a_problem_without_details(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("an inner secret")

    monkeypatch.setattr(Recommender, "box", fail)
    problem = problem_of(client.get(path_of(SEED, "similar")), 500)
    assert "secret" not in json.dumps(problem)


def test_texts_and_bodies_are_never_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "Unpublishedscoop"
    caplog.set_level(logging.DEBUG)
    for fields in (
        {"text": secret},
        {"title": f"{secret}\x00"},
        {"title": [secret]},
        {"kind": secret},
        {"url": secret},
        {secret: 1},
    ):
        client.post("/v1/boxes", json={"title": "A storm", **fields})
    for body in (f'{{"title": "{secret}', f"\xff{secret}", f'{{"title": {secret}}}', f'"{secret}"', secret * 20_000):
        client.post("/v1/similar", content=body.encode("latin-1"), headers=JSON_TYPE)
        client.post("/v1/similar", content=body.encode("latin-1"))
    client.post("/v1/batch", json={"seeds": [secret]})
    client.get(path_of(secret, "similar"), params={secret: secret})
    client.post("/v1/model/reload", headers={"Authorization": f"Bearer {secret}"})
    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))
    ]
    assert not [message for message in ours if secret in message]
    assert secret not in "".join(capfd.readouterr())


# Metrics and the description


def test_metrics_count_by_template_and_never_by_address(published: Path) -> None:
    with serving(published, verify=False) as client:
        for path in (
            path_of(SEED, "similar"),
            path_of("secret-id", "similar"),
            "/secret-path",
            "/static/secret-file",
            f"/read/{SEED}",
        ):
            client.get(path)
        client.post("/v1/similar", content=b"x" * 300_000, headers=JSON_TYPE)
        text = client.get("/metrics").text
    assert 'recommender_requests_total{route="/v1/articles/{article_id}/similar",status="200"} 1.0' in text
    assert 'recommender_requests_total{route="/v1/articles/{article_id}/similar",status="404"} 1.0' in text
    assert 'recommender_requests_total{route="(none)",status="404"} 1.0' in text
    assert 'recommender_requests_total{route="/v1/similar",status="413"} 1.0' in text
    assert 'recommender_request_seconds_count{route="/read/{article_id}"} 1.0' in text
    assert "recommender_articles 331.0" in text
    assert 'recommender_model{version="000001"} 1.0' in text
    assert "secret" not in text


def test_every_call_describes_its_errors_as_problem_documents(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    calls = {f"{method} {path}": call for path, item in described["paths"].items() for method, call in item.items()}
    assert len(calls) >= 14
    for name, call in calls.items():
        assert call["summary"]
        assert call["description"], name
        for status, answer in call["responses"].items():
            if int(status) >= 400:
                content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
                assert answer["content"] == content, (name, status)
    assert {"title", "status", "detail", "errors"} <= set(described["components"]["schemas"]["Problem"]["properties"])
    assert {p["name"] for p in calls["get /v1/articles/{article_id}/similar"]["parameters"]} == {
        "article_id", *schemas.Options.model_fields
    }  # fmt: skip


@pytest.mark.slow
def test_the_service_keeps_to_its_own_description(client: TestClient) -> None:
    schemathesis = pytest.importorskip("schemathesis")
    operations = operations_of(client)
    assert len(operations) >= 14
    # What is cleaned away, a title of nothing but spaces say, no schema can tell.
    excluded = checks("positive_data_acceptance")
    positive, negative = schemathesis.GenerationMode
    for operation in operations:
        # Where there is nothing but a path to give, there is nothing to give wrong.
        for mode in [positive, negative] if operation.query or operation.body else [positive]:

            @settings(law, max_examples=20, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
            def keeps_to_it(case: Any, is_known: bool) -> None:
                if is_known:
                    case.path_parameters = dict.fromkeys(case.path_parameters or {}, SEED)
                case.call_and_validate(excluded_checks=excluded)

            keeps_to_it()
