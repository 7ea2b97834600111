"""The description of all calls, as a document for machines and as a page on which they can be tried."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from recommender.api.responses import NO_CACHE, file_answer, html_answer, json_answer
from recommender.api.views import docs_page, static_file

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """Return the OpenAPI document."""
    return json_answer(request, request.app.openapi(), cache=NO_CACHE)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the OpenAPI document as a page."""
    page, policy = docs_page(request.app.title, "openapi.json", "static/docs")
    return html_answer(request, page, policy=policy)


@router.get("/static/docs/{name}")
async def docs_static(request: Request, name: str) -> Response:
    """Return a file of the page."""
    return file_answer(request, static_file(f"swagger-ui/{name}"))
