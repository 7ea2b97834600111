"""Routes that read what their endpoint asks for by themselves, where it is as it should be.

In: an endpoint whose signature describes a call, as for any route of FastAPI. Out: a route that the OpenAPI document
describes in the same way, and that answers the same. The one idea: FastAPI looks through a signature anew at each
request, which costs four times an empty endpoint; here it is looked through once. A request that is refused, or that is
sent in an unusual form, goes on to FastAPI, which says what is wrong with it.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from recommender.api.dependencies import Call, expect_each_once, state_of
from recommender.api.responses import JSON
from recommender.api.schemas import Body, Input
from recommender.api.state import State

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Read = Callable[[Request, bytes], Any]  # a request, its body → the value of a parameter


class UnusualRequestError(Exception):
    """A request of another form than most have."""


class DirectRoute(APIRoute):
    """A route of FastAPI that calls its endpoint itself.

    Its dependencies take the request alone. Its endpoint takes the request, the state, a call, ids in the path, options
    of the query and a body, each known by its type; one that is no coroutine is run in a thread.
    """

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        by_framework = super().get_route_handler()
        dependencies = [each.dependency for each in self.dependencies if each.dependency is not None]
        hints = get_type_hints(self.endpoint, include_extras=True)
        reads = {name: reader_of(name, hints[name]) for name in inspect.signature(self.endpoint).parameters}
        has_body = any(_is_a(_type_of(hint), Body) for hint in hints.values())
        endpoint = _as_coroutine(self.endpoint)

        async def handle(request: Request) -> Response:
            if b"&" in request.scope["query_string"]:
                await expect_each_once(request)  # which the app's other routes depend on
            for dependency in dependencies:
                await dependency(request)
            # Before all else: when a body has come slowly, the call is still of the moment at which it is answered.
            body = await request.body() if has_body else b""
            try:
                values = {name: read(request, body) for name, read in reads.items()}
            except (ValidationError, UnusualRequestError):
                return await by_framework(request)
            return await endpoint(**values)

        return handle


def reader_of(name: str, hint: Any) -> Read:  # noqa: ANN401 - any annotation
    """Return what reads a parameter of an endpoint from a request and its body.

    Raises:
        TypeError: No parameter of this type can be read.
    """
    kind = _type_of(hint)
    if _is_a(kind, Body):
        return _body_reader(kind)
    if _is_a(kind, Input):
        return _query_reader(kind)
    if kind is str:
        check = TypeAdapter(hint).validate_python
        return lambda request, _: check(request.path_params[name])
    readers: dict[Any, Read] = {
        Request: lambda request, _: request,
        State: lambda request, _: state_of(request),
        Call: lambda request, _: Call.of(request, state_of(request)),
    }
    if kind not in readers:
        raise TypeError(f"{name}: expected a type that is read from a request, found {hint}")
    return readers[kind]


def _query_reader(model: type[Input]) -> Read:
    """Return what reads the options of a query string."""
    lists = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is list}
    default = model()

    def read(request: Request, _: bytes) -> Input:
        if not request.scope["query_string"]:
            return default
        query = request.query_params
        return model.model_validate({name: query.getlist(name) if name in lists else query[name] for name in query})

    return read


def _body_reader(model: type[Body]) -> Read:
    def read(request: Request, body: bytes) -> Body:
        if request.headers.get("content-type") != JSON:
            raise UnusualRequestError
        return model.model_validate_json(body)

    return read


def _type_of(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _is_a(kind: Any, model: type) -> bool:  # noqa: ANN401 - any annotation
    return isinstance(kind, type) and issubclass(kind, model)


def _as_coroutine(endpoint: Callable[..., Any]) -> Callable[..., Awaitable[Response]]:
    if inspect.iscoroutinefunction(endpoint):
        return endpoint

    async def in_thread(**values: Any) -> Response:  # noqa: ANN401 - what the endpoint takes
        response: Response = await run_in_threadpool(endpoint, **values)
        return response

    return in_thread
