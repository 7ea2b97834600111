"""Errors → problem documents: the one table of what each error of the product means in HTTP."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

from recommender.api.dependencies import state_of
from recommender.api.logs import LineLimit
from recommender.api.problems import article_errors, described, field_errors, is_json, problem_answer, summary
from recommender.api.refusal_log import RefusalLog
from recommender.api.responses import JSON
from recommender.api.schemas import Input
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
    status, errors = HTTPStatus.UNPROCESSABLE_ENTITY, field_errors(error.errors(), options=_options_of(request))
    if errors[0]["field"] == "body" and not is_json(request.headers.get("content-type", "")):
        status, errors = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, [{"field": "Content-Type", "expected": JSON}]
    return _refuse(request, status, summary(errors), errors)


def _options_of(request: Request) -> Iterable[str]:
    """Return the names that the query string of a call may have."""
    route = request.scope.get("route")
    declared = route.dependant.query_params if isinstance(route, APIRoute) else ()
    models = [kind for each in declared if isinstance(kind := each.field_info.annotation, type)]
    return [name for model in models if issubclass(model, Input) for name in model.model_fields]


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
    return _refuse(request, error.status_code, detail, described(detail), headers)


def _refuse(
    request: Request,
    status: int,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document; that of a write is in the log, without what came, which may be a text."""
    request.app.state.refusals.add(request, status, summary(errors) if errors else detail)
    return problem_answer(request, status, detail, errors, headers)


def _methods(request: Request) -> list[str]:
    """Return all methods of the address of a request; the framework knows those of one route only."""
    routes: list[Route] = request.app.state.routes
    matching = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in matching for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


async def _on_error(request: Request, error: Exception) -> Response:
    """Turn the product's own errors into answers; this is the only table of them."""
    if isinstance(error, ArticleError):
        return _refuse(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error), article_errors(error))
    if isinstance(error, UnknownArticleError):
        return problem_answer(request, *await asyncio.to_thread(state_of(request).why_missing, error))
    if isinstance(error, UnknownStoryError):
        return problem_answer(request, HTTPStatus.NOT_FOUND, str(error))
    if isinstance(error, PreconditionError):
        return _refuse(request, HTTPStatus.PRECONDITION_FAILED, str(error))
    if isinstance(error, StoreError):
        request.app.state.store_log.add(error)  # where the store lies is no business of clients
        return _refuse(request, HTTPStatus.SERVICE_UNAVAILABLE, STORE_FAILED, headers=state_of(request).retry_header())
    return problem_answer(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers=state_of(request).retry_header())


async def _on_departure(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Note who breaks off a body that he sends; nobody reads the answer."""
    route = getattr(request.scope.get("route"), "path_format", "(none)")
    fields = {"event": "client_left", "method": request.method, "route": route}
    log.warning("%s %s: the client left before its body had come", request.method, route, extra=fields)
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _on_failure(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Answer for our own mistakes; the log has them, the client has no use for them."""
    return problem_answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "the service failed; see its log")
