"""The OpenAPI document: it says what the service does, and the service does what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from recommender.api import schemas
from tests.support.builders import law
from tests.support.conformance import checks, operations_of
from tests.support.serving import (
    PROBLEM_JSON,
    SEED,
    serving,
)
from tests.support.writing import KEY


@pytest.mark.slow
def test_writes_keep_to_the_services_own_description(writer: TestClient) -> None:
    described = [each for each in operations_of(writer) if "HTTPBearer" in str(each.definition.raw.get("security"))]
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
        "article_id", *schemas.FillOptions.model_fields
    }  # fmt: skip


def test_the_description_says_what_the_service_holds_to(published: Path) -> None:
    with serving(published, verify=False, max_k=7, max_batch=9) as client:
        described = client.get("/openapi.json").json()
        assert client.get("/openapi.json").json() == described
    schemas, paths = described["components"]["schemas"], described["paths"]
    for path in ("/v1/articles/{article_id}/boxes", "/v1/similar", "/v1/breaking"):
        [call] = paths[path].values()
        parameters = {each["name"]: each["schema"] for each in call["parameters"]}
        assert parameters["k"]["maximum"] == 7
    assert parameters.keys() >= {"k", "since"}
    [article_id] = paths["/v1/articles/{article_id}/boxes"]["get"]["parameters"][:1]
    assert re.fullmatch(article_id["schema"]["pattern"], "2026/storm")
    assert not re.match(article_id["schema"]["pattern"], "a\nb")
    batch = schemas["BatchIn"]["properties"]
    assert (batch["k"]["maximum"], batch["seeds"]["maxItems"]) == (7, 9)
    bodies = [
        schemas["DraftIn"],
        paths["/v1/articles/{article_id}"]["put"]["requestBody"]["content"]["application/json"]["schema"],
    ]
    assert [[each["required"] for each in body["anyOf"]] for body in bodies] == [[["title"], ["text"]]] * 2
    assert "410" in paths["/v1/articles/{article_id}"]["get"]["responses"]
    assert "Allow" in described["info"]["description"]


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
