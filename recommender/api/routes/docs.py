"""The description of all calls, as a document for machines and as a page on which they can be tried."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from recommender.api.dependencies import StateIn
from recommender.api.responses import NO_CACHE, file_answer, html_answer, json_answer
from recommender.api.views import docs_page, static_file
from recommender.settings import Settings

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request, state: StateIn) -> Response:
    """Return the OpenAPI document."""
    return json_answer(request, _with_limits(request.app.openapi(), state.settings), cache=NO_CACHE)


def _with_limits(document: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return the document, which the framework keeps, with the limits that are set for this service."""
    calls = (call for path in document["paths"].values() for call in path.values())
    parameters = (parameter for call in calls for parameter in call.get("parameters", ()))
    batch = document["components"]["schemas"]["BatchIn"]["properties"]
    for schema in (batch["k"], *(each["schema"] for each in parameters if each["name"] == "k")):
        schema["maximum"] = settings.max_k
    batch["seeds"]["maxItems"] = settings.max_batch
    return document


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the OpenAPI document as a page."""
    page, policy = docs_page(request.app.title, "openapi.json", "static/docs")
    return html_answer(request, page, policy=policy)


@router.get("/static/docs/{name}")
async def docs_static(request: Request, name: str) -> Response:
    """Return a file of the page."""
    return file_answer(request, static_file(f"swagger-ui/{name}"))
