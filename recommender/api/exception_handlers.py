"""Errors → problem documents: the one table of what each error of the product means in HTTP."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

from recommender.api.dependencies import options_of, state_of
from recommender.api.logs import LineLimit
from recommender.api.problem_pages import problem_page
from recommender.api.problems import (
    Problem,
    article_errors,
    described,
    field_errors,
    is_json,
    problem_answer,
    summary,
)
from recommender.api.refusal_log import RefusalLog
from recommender.api.responses import JSON
from recommender.errors import (
    ArticleError,
    PreconditionError,
    RecommenderError,
    StoreError,
    UnknownArticleError,
    UnknownStoryError,
)

log = logging.getLogger(__name__)
STORE_FAILED = "the store cannot be used now, and nothing is acknowledged: try again later"
# A store that hangs refuses every write; the log says so at most this often.
SECONDS_BETWEEN_LINES = 10.0


class StoreLog:
    """Logs the errors of a store, the first at once and then one line at a time; used by one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = LineLimit(SECONDS_BETWEEN_LINES, clock)

    def add(self, error: StoreError) -> None:
        """Write a line, with how many errors before it had none; or count this error as one of those."""
        if (before := self._limit.take()) is None:
            return
        fields = {"event": "store_failed", "unlogged": before}
        log.error("%s%s", error, f" ({before} more refused before)" if before else "", extra=fields)


def add_exception_handlers(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Make every error of an app of these routers a problem document."""
    app.state.routes = [route for router in routers for route in router.routes if isinstance(route, Route)]
    app.state.store_log = StoreLog()
    app.state.refusals = RefusalLog()
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RecommenderError, _on_error)
    app.add_exception_handler(ClientDisconnect, _on_departure)
    app.add_exception_handler(Exception, _on_failure)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    status, errors = HTTPStatus.UNPROCESSABLE_ENTITY, field_errors(error.errors(), options=options_of(request))
    if errors[0]["field"] == "body" and not is_json(request.headers.get("content-type", "")):
        status, errors = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, [{"field": "Content-Type", "expected": JSON}]
    return _answer(request, Problem(status, summary(errors), errors))


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers, detail = dict(error.headers or {}), str(error.detail)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        detail = "body: expected JSON in UTF-8"
    if detail == HTTPStatus.NOT_FOUND.phrase:
        detail = "there is nothing at this address; /docs lists what there is"
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
        detail = f"method: expected {headers['Allow']}"
    return _answer(request, Problem(error.status_code, detail, described(detail), headers))


def _answer(request: Request, problem: Problem, *, logged: bool = True) -> Response:
    """Return a problem as a page to who reads one, as a document to all others.

    Args:
        request: The request.
        problem: What is wrong with it.
        logged: Whether, if it would have written something, that is in the log, without what came.
    """
    if logged:
        request.app.state.refusals.add(request, problem.status, problem.summary())
    page = problem_page(request, problem.status, problem.headers)
    return problem_answer(request, problem) if page is None else page


def _methods(request: Request) -> list[str]:
    """Return all methods of the address of a request; the framework knows those of one route only."""
    routes: list[Route] = request.app.state.routes
    matching = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in matching for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


async def _on_error(request: Request, error: Exception) -> Response:
    """Turn the product's own errors into answers; this is the only table of them."""
    if isinstance(error, ArticleError):
        return _answer(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), article_errors(error)))
    if isinstance(error, UnknownArticleError):
        return _answer(request, Problem(*await asyncio.to_thread(state_of(request).why_missing, error)), logged=False)
    if isinstance(error, UnknownStoryError):
        return _answer(request, Problem(HTTPStatus.NOT_FOUND, str(error)), logged=False)
    if isinstance(error, PreconditionError):
        return _answer(request, Problem(HTTPStatus.PRECONDITION_FAILED, str(error)))
    unavailable = Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers=state_of(request).retry_header())
    if isinstance(error, StoreError):
        request.app.state.store_log.add(error)  # where the store lies is no business of clients
        return _answer(request, unavailable._replace(detail=STORE_FAILED))
    return _answer(request, unavailable, logged=False)


async def _on_departure(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Note who breaks off a body that he sends; nobody reads the answer."""
    route = getattr(request.scope.get("route"), "path_format", "(none)")
    fields = {"event": "client_left", "method": request.method, "route": route}
    log.warning("%s %s: the client left before its body had come", request.method, route, extra=fields)
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _on_failure(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Answer for our own mistakes; the log has them, the client has no use for them."""
    return problem_answer(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the service failed; see its log"))
