"""Routes that read their requests by themselves answer as the framework's own do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from recommender.api import schemas
from recommender.api.dependencies import EACH_ONCE
from recommender.api.direct_route import DirectRoute, reader_of
from recommender.api.schemas import IdInPath, OptionsIn
from tests.support.builders import law
from tests.support.serving import json_values, texts


async def expect_no_stranger(request: Request) -> None:
    if "stranger" in request.headers:
        raise HTTPException(401, "no strangers")


def app_of(route_class: type[APIRoute]) -> FastAPI:
    app = FastAPI(dependencies=EACH_ONCE)
    app.router.route_class = route_class

    @app.get("/of/{article_id:path}", dependencies=[Depends(expect_no_stranger)])
    async def read(request: Request, article_id: IdInPath, options: OptionsIn) -> Response:
        """Read."""
        record = {"id": article_id, "method": request.method, "options": options.model_dump(mode="json")}
        return JSONResponse(record)

    @app.post("/draft", dependencies=[Depends(expect_no_stranger)])
    def write(draft: schemas.DraftIn, options: OptionsIn) -> Response:
        """Write."""
        return JSONResponse({"draft": draft.model_dump(mode="json"), "options": options.model_dump(mode="json")})

    return app


@pytest.fixture(scope="module")
def both() -> tuple[TestClient, TestClient]:
    direct, framework = (TestClient(app_of(each), raise_server_exceptions=False) for each in (DirectRoute, APIRoute))
    return direct, framework


def same(both: tuple[TestClient, TestClient], method: str, path: str, **sent: Any) -> Any:
    """Return the answer of both routes, which is one."""
    direct, framework = (client.request(method, path, **sent) for client in both)
    assert (direct.status_code, direct.content) == (framework.status_code, framework.content)
    return direct


names = st.sampled_from([*schemas.Options.model_fields, "sections", ""]) | texts
values = st.sampled_from(["5", "-1", "", "news", "opinion", "en", "2026-03-03", "%41", "9" * 30, "1.0"]) | texts
drafts = st.dictionaries(st.sampled_from(list(schemas.DraftIn.model_fields)) | texts, json_values | texts, max_size=4)
bodies = (
    drafts.map(json.dumps).map(str.encode)
    | drafts.map(lambda draft: json.dumps(draft, ensure_ascii=False).encode("utf-16"))
    | st.binary(max_size=9)
    | st.sampled_from(
        [b"", b"{", b'{"title":"a","title":"b"}', b'{"title":NaN}', b"[" * 9_000, b'\xef\xbb\xbf{"title":"a"}']
    )
)
types = st.sampled_from(["application/json", "application/json; charset=utf-8", "application/a+json", "text/plain", ""])


@law
@given(st.lists(st.tuples(names, values), max_size=3), texts)
def test_what_is_asked_for_is_read_as_the_framework_reads_it(
    both: tuple[TestClient, TestClient], options: list[tuple[str, str]], name: str
) -> None:
    escaped = [f"{quote(key, errors='replace')}={quote(value, errors='replace')}" for key, value in options]
    same(both, "GET", f"/of/{quote(name, safe='', errors='replace')}?{'&'.join(escaped)}")


@law
@given(bodies, types, st.sampled_from(["", "?k=3", "?k=-1"]))
def test_a_body_is_read_as_the_framework_reads_it(
    both: tuple[TestClient, TestClient], body: bytes, media_type: str, query: str
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    same(both, "POST", f"/draft{query}", content=body, headers=headers)


def test_a_usual_request_is_read_without_the_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(request: Request) -> Response:
        raise AssertionError(request.url)

    monkeypatch.setattr(APIRoute, "get_route_handler", lambda _: refuse)
    client = TestClient(app_of(DirectRoute))
    assert client.get("/of/a%2Fb?k=2&publisher=x&publisher=y").json()["options"]["publisher"] == ["x", "y"]
    assert client.post("/draft", json={"title": "Storm"}).json()["draft"]["title"] == "Storm"


def test_dependencies_come_first(both: tuple[TestClient, TestClient]) -> None:
    for sent in ({"content": b'{"title":"a"}'}, {"content": b'{"title":1}'}):
        headers = {"stranger": "yes", "Content-Type": "application/json"}
        assert same(both, "POST", "/draft", headers=headers, **sent).status_code == 401


def test_the_description_of_a_route_is_that_of_the_framework() -> None:
    direct, framework = (app_of(each).openapi() for each in (DirectRoute, APIRoute))
    assert direct == framework
    assert len(direct["paths"]) == 2


@pytest.mark.parametrize("hint", [int, list[str], Callable[[], int]])
def test_a_parameter_that_cannot_be_read_is_refused_when_the_route_is_made(hint: Any) -> None:
    with pytest.raises(TypeError, match="k: expected a type that is read"):
        reader_of("k", hint)
