"""The HTTP door: routes, schemas, one table of errors. Nothing is computed here.

In: requests. Out: the JSON of version 1, problem documents (RFC 9457), and the reader pages. Each answer carries an
``ETag`` and ``Cache-Control``, and honours ``If-None-Match`` (RFC 9110).

Run it: ``uvicorn service:create_app --factory``; settings come from the environment, ``RECOMMENDER_…``.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from http import HTTPStatus
from typing import Annotated, Any, Literal

import prometheus_client as prometheus
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommender import __version__, web
from recommender.article import MAX_ID_LENGTH, MAX_LIST_LENGTH, Article, Kind
from recommender.candidates import Seed
from recommender.engine import Recommender
from recommender.errors import ArticleError, RecommenderError, UnknownArticleError
from recommender.index import Filter
from recommender.live import LiveRecommender
from recommender.registry import Registry
from recommender.settings import Settings, read_settings

PROBLEM_JSON = "application/problem+json"
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
DRAFT_ID = "draft"

Label = Annotated[str, Field(max_length=MAX_ID_LENGTH)]
Labels = Annotated[list[Label], Query(max_length=MAX_LIST_LENGTH)]


class Problem(BaseModel):
    """What went wrong (RFC 9457); `errors` names each field and what was expected of it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class SharedTermOut(BaseModel):
    """A term that two articles share, and its share of their similarity."""

    term: str
    share: float


class ReasonOut(BaseModel):
    """Why a card is shown."""

    text: str
    terms: list[SharedTermOut]


class CardOut(BaseModel):
    """One article in a box."""

    rank: int
    article_id: str
    title: str
    url: str | None
    publisher: str | None
    published_at: str | None
    section: str | None
    kind: Kind
    image_url: str | None
    score: float
    story_id: str | None
    reason: ReasonOut
    also_published_by: list[str]


class BoxOut(BaseModel):
    """The cards of one box, best first."""

    box: str
    seed: str | None
    cards: list[CardOut]
    notice: str | None
    model: str
    as_of: str


class PageOut(BaseModel):
    """All boxes of one page; no story is in two of them."""

    seed: str | None
    boxes: dict[str, BoxOut]
    model: str
    as_of: str


class DraftIn(BaseModel):
    """An article that is not published yet; at least a title or a text."""

    model_config = ConfigDict(extra="forbid")

    article_id: str | None = None
    title: str = ""
    text: str = ""
    url: str | None = None
    publisher: str | None = None
    published_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    section: str | None = None
    language: str | None = None
    kind: Kind = "news"
    tags: list[str] = []
    authors: list[str] = []
    image_url: str | None = None
    links: list[str] = []


class BatchIn(BaseModel):
    """Many seeds, one box each, or all boxes of their pages."""

    model_config = ConfigDict(extra="forbid")

    seeds: list[Label] = Field(min_length=1)
    box: Literal["similar", "related", "boxes"] = "boxes"
    k: int = Field(default=5, ge=0)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one request."""

    k: int
    exclude: Sequence[str]
    filters: Filter


def read_options(
    request: Request,
    k: Annotated[int, Query(ge=0, description="How many cards at most")] = 5,
    exclude: Annotated[Labels, Query(description="Ids of articles that are not shown")] = [],  # noqa: B006
    publisher: Labels = [],  # noqa: B006
    section: Labels = [],  # noqa: B006
    language: Labels = [],  # noqa: B006
    kind: Annotated[list[Kind], Query(max_length=MAX_LIST_LENGTH)] = [],  # noqa: B006
    since: Annotated[AwareDatetime | None, Query(description="Published at or after")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Published at or before")] = None,
) -> Options:
    """Read what a request asks of its cards."""
    _expect_at_most("k", k, _state(request).settings.max_k)
    facets = {"publisher": publisher, "section": section, "language": language, "kind": kind}
    filters = Filter(**{name: frozenset(labels) for name, labels in facets.items()}, since=since, until=until)
    return Options(k, exclude, filters)


@dataclass(frozen=True, slots=True)
class State:
    """What the endpoints share."""

    settings: Settings
    live: LiveRecommender
    meters: Meters

    def recommender(self) -> Recommender:
        """Return what serves now; 503 when nothing does yet."""
        if self.live.recommender is None:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "no model has been published yet")
        return self.live.recommender

    def now(self) -> datetime:
        """Return the moment to answer for, in whole seconds."""
        return self.settings.clock(datetime.now(UTC)).replace(microsecond=0)


class Meters:
    """The metrics of one app; labels are route templates, never raw paths."""

    def __init__(self) -> None:
        self.registry = prometheus.CollectorRegistry()
        self.requests = prometheus.Counter(
            "recommender_requests", "Requests answered.", ("route", "status"), registry=self.registry
        )
        self.seconds = prometheus.Histogram(
            "recommender_request_seconds",
            "Time to answer, in seconds.",
            ("route",),
            registry=self.registry,
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
        )
        self.articles = prometheus.Gauge("recommender_articles", "Articles served.", registry=self.registry)
        self.model = prometheus.Gauge("recommender_model", "The served version.", ("version",), registry=self.registry)

    def text(self, recommender: Recommender | None) -> bytes:
        """Return all metrics in Prometheus's text format."""
        self.model.clear()
        if recommender is not None:
            self.articles.set(len(recommender.index))
            self.model.labels(recommender.version).set(1)
        return prometheus.generate_latest(self.registry)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service.

    Args:
        settings: By default those of the environment.

    Raises:
        SettingsError: A setting of the environment cannot be used.
    """
    settings = read_settings() if settings is None else settings
    state = State(settings, LiveRecommender(Registry(settings.models), verify=settings.verify), Meters())

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        # A model that is there is served from the first request on; without one, readyz says so.
        with contextlib.suppress(RecommenderError):
            await asyncio.to_thread(state.live.reload)
        following = asyncio.create_task(state.live.follow(settings.poll_seconds))
        yield
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    app = FastAPIOffline(
        title="Related-news recommender",
        version=__version__,
        summary="Fills the Related and Similar News boxes of a news page.",
        lifespan=lifespan,
        redoc_url=None,
    )
    app.state.recommender = state
    for router in (api, operations, pages):
        app.include_router(router)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RecommenderError, _on_error)
    app.add_exception_handler(Exception, _on_failure)
    app.add_middleware(Bounded, limit=settings.max_body_bytes)
    app.add_middleware(Measured, meters=state.meters)
    return app


def _problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    content = {PROBLEM_JSON: {"schema": Problem.model_json_schema()}}
    return {code: {"description": HTTPStatus(code).phrase, "content": content} for code in codes}


api = APIRouter(prefix="/v1", tags=["version 1"])
operations = APIRouter(tags=["operations"])
pages = APIRouter(include_in_schema=False)
OptionsIn = Annotated[Options, Depends(read_options)]
BoxName = Literal["similar", "related"]


@api.get("/articles/{article_id:path}/why/{other_id:path}", responses=_problems(404, 422, 503))
async def why(request: Request, article_id: str, other_id: str) -> Response:
    """Tell what links two articles: shared terms, time, and the verdict of each policy."""
    recommender = _state(request).recommender()
    return _json(request, recommender.why(recommender.seed(article_id), other_id).to_record())


@api.get("/articles/{article_id:path}/boxes", response_model=PageOut, responses=_problems(404, 422, 503))
async def article_boxes(request: Request, article_id: str, options: OptionsIn) -> Response:
    """Fill all boxes of one page, nothing twice."""
    recommender = _state(request).recommender()
    return _json(request, _page(request, recommender, recommender.seed(article_id), options))


@api.get("/articles/{article_id:path}/{box}", response_model=BoxOut, responses=_problems(404, 422, 503))
async def article_box(request: Request, article_id: str, box: str, options: OptionsIn) -> Response:
    """Fill one box of an article's page."""
    recommender = _state(request).recommender()
    if box not in recommender.policies:
        # An id that holds a slash: the whole path was meant as an article.
        return await article(request, f"{article_id}/{box}")
    return _json(request, _box(request, recommender, box, recommender.seed(article_id), options))


@api.get("/articles/{article_id:path}", responses=_problems(404, 503))
async def article(request: Request, article_id: str) -> Response:
    """Read an article."""
    recommender = _state(request).recommender()
    return _json(request, recommender.seed(article_id).article.to_record())


@api.post("/boxes", response_model=PageOut, responses=_problems(413, 422, 503))
async def draft_boxes(request: Request, draft: DraftIn, options: OptionsIn) -> Response:
    """Fill all boxes for an unsaved draft."""
    recommender = _state(request).recommender()
    return _json(request, _page(request, recommender, _draft(recommender, draft), options))


@api.post("/batch", responses=_problems(413, 422, 503))
def batch(request: Request, asked: BatchIn) -> Response:
    """Fill boxes for many published articles; an unknown one has a problem in its place."""
    state = _state(request)
    _expect_at_most("seeds", len(asked.seeds), state.settings.max_batch)
    _expect_at_most("k", asked.k, state.settings.max_k)
    recommender, options = state.recommender(), Options(asked.k, (), Filter())

    def answer(article_id: str) -> dict[str, Any]:
        try:
            seed = recommender.seed(article_id)
        except UnknownArticleError as error:
            return {"seed": article_id, "problem": _problem(HTTPStatus.NOT_FOUND, str(error))}
        if asked.box == "boxes":
            return _page(request, recommender, seed, options)
        return _box(request, recommender, asked.box, seed, options)

    return _json(request, {"results": [answer(article_id) for article_id in asked.seeds], "model": recommender.version})


@api.post("/{box}", response_model=BoxOut, responses=_problems(404, 413, 422, 503))
async def draft_box(request: Request, box: BoxName, draft: DraftIn, options: OptionsIn) -> Response:
    """Fill one box for an unsaved draft."""
    recommender = _state(request).recommender()
    return _json(request, _box(request, recommender, box, _draft(recommender, draft), options))


@api.get("/model", responses=_problems(503))
async def model(request: Request) -> Response:
    """Tell which model serves: its version, parameters, corpus and measures."""
    state = _state(request)
    recommender = state.recommender()
    return _json(request, {"version": recommender.version, **recommender.facts})


@api.post("/model/reload", responses=_problems(401, 403, 503))
def reload(request: Request) -> Response:
    """Load the current version now rather than at the next look; needs an editor's key."""
    state = _state(request)
    _expect_editor(request, state.settings)
    changed = state.live.reload()
    return _json(request, {"version": state.recommender().version, "changed": changed}, max_age=0)


@operations.get("/livez")
async def livez(request: Request) -> Response:
    """Tell that the process answers."""
    return _json(request, {"status": "alive"}, max_age=0)


@operations.get("/readyz", responses=_problems(503))
async def readyz(request: Request) -> Response:
    """Tell whether a model is served."""
    return _json(request, {"status": "ready", "model": _state(request).recommender().version}, max_age=0)


@operations.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Return the metrics of this worker in Prometheus's text format."""
    state = _state(request)
    body = state.meters.text(state.live.recommender)
    return _answer(request, body, prometheus.CONTENT_TYPE_LATEST, max_age=0)


@pages.get("/")
def front(request: Request) -> Response:
    """Show the newest articles by section."""
    state = _state(request)
    recommender, now = state.recommender(), state.now()
    lead, sections = web.arrange_front(recommender.newest(now, web.FRONT_ARTICLES))
    return _html(request, web.front_page(site=state.settings.site, lead=lead, sections=sections, as_of=now))


@pages.get("/read/{article_id:path}")
def read(request: Request, article_id: str) -> Response:
    """Show an article with its boxes, as the site does."""
    state = _state(request)
    recommender, now = state.recommender(), state.now()
    try:
        seed = recommender.seed(article_id)
    except UnknownArticleError as error:
        missing = web.not_found_page(site=state.settings.site, message=str(error))
        return _html(request, missing, status=HTTPStatus.NOT_FOUND)
    page = recommender.page(seed, as_of=now).to_record()
    paragraphs = [line for line in seed.article.text.split("\n") if line.strip()]
    shown = web.read_page(
        site=state.settings.site, article=seed.article.to_record(), paragraphs=paragraphs, page=page, as_of=now
    )
    return _html(request, shown)


@pages.get("/embed-example")
def embed_example(request: Request) -> Response:
    """Show the embed at work on the newest article."""
    state = _state(request)
    newest = state.recommender().newest(state.now(), 1)
    if not newest:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no article to show")
    return _html(request, web.embed_example(origin=str(request.base_url), article_id=newest[0].article_id))


@pages.get("/embed.js")
@pages.get("/static/{name}")
async def static(request: Request, name: str = "embed.js") -> Response:
    """Return a file of the reader pages."""
    found = web.static_file(name)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no such file")
    content, media_type = found
    answer = _answer(request, content, media_type, max_age=3_600)
    if name == "embed.js":
        answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _state(request: Request) -> State:
    state: State = request.app.state.recommender
    return state


def _box(request: Request, recommender: Recommender, name: str, seed: Seed, options: Options) -> dict[str, Any]:
    box = recommender.box(
        name, seed, k=options.k, filters=options.filters, exclude=options.exclude, as_of=_state(request).now()
    )
    return box.to_record()


def _page(request: Request, recommender: Recommender, seed: Seed, options: Options) -> dict[str, Any]:
    page = recommender.page(
        seed, k=options.k, filters=options.filters, exclude=options.exclude, as_of=_state(request).now()
    )
    return page.to_record()


def _draft(recommender: Recommender, draft: DraftIn) -> Seed:
    record = draft.model_dump(exclude_none=True)
    return recommender.draft(Article.parse({"article_id": DRAFT_ID, **record}))


def _expect_at_most(field: str, value: int, limit: int) -> None:
    if value > limit:
        raise ArticleError(field, f"at most {limit}", value)


def _expect_editor(request: Request, settings: Settings) -> None:
    """Let an editor's key pass: 403 when there is none to have, 401 when it is missing or wrong."""
    if not settings.editor_keys:
        raise HTTPException(HTTPStatus.FORBIDDEN, "writing is off: set RECOMMENDER_EDITOR_KEYS to turn it on")
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    # All keys are compared, each in constant time.
    matches = [hmac.compare_digest(key.strip().encode(), known.encode()) for known in settings.editor_keys]
    if scheme.lower() != "bearer" or not any(matches):
        raise HTTPException(HTTPStatus.UNAUTHORIZED, "expected an editor's key: Authorization: Bearer KEY")


def _json(request: Request, record: Mapping[str, Any], *, max_age: int | None = None) -> Response:
    """Return a record. Its ETag leaves `as_of` out: the same cards a second later are the same answer."""
    age = _state(request).settings.max_age_seconds if max_age is None else max_age
    return _answer(request, _encode(record), "application/json", max_age=age, tag=_encode(_without_clock(record)))


def _html(request: Request, page: str, *, status: int = HTTPStatus.OK) -> Response:
    answer = _answer(request, page.encode(), "text/html; charset=utf-8", max_age=0, status=status)
    answer.headers.update(PAGE_HEADERS)
    return answer


def _answer(
    request: Request, body: bytes, media_type: str, *, max_age: int, status: int = HTTPStatus.OK, tag: bytes | None = None
) -> Response:
    etag = f'W/"{blake2b(body if tag is None else tag, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={max_age}" if max_age else "no-cache"}
    if status == HTTPStatus.OK and _matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, status_code=status, media_type=media_type, headers=headers)


def _matches(asked: str | None, etag: str) -> bool:
    """Compare weakly (RFC 9110, 8.8.3.2) with what a client has."""
    if asked is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return "*" in known or etag.removeprefix("W/") in known


def _encode(record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _without_clock(record: Any) -> Any:  # noqa: ANN401
    if isinstance(record, dict):
        return {name: _without_clock(value) for name, value in record.items() if name != "as_of"}
    return [_without_clock(value) for value in record] if isinstance(record, list) else record


def _problem(status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status), "detail": detail}
    return problem | ({"errors": list(errors)} if errors else {})


def _problem_response(request: Request, problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    answer = _answer(request, _encode(problem), PROBLEM_JSON, max_age=0, status=problem["status"])
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.update(headers or {})
    return answer


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": ".".join(map(str, e["loc"][1:])) or str(e["loc"][0]), "expected": str(e["msg"])}
        for e in error.errors()
    ]
    detail = "; ".join(f"{e['field']}: {e['expected']}" for e in errors[:5])
    return _problem_response(request, _problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors))


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return _problem_response(request, _problem(error.status_code, str(error.detail)), headers)


async def _on_error(request: Request, error: Exception) -> Response:
    """Turn the product's own errors into answers; this is the only table of them."""
    if isinstance(error, ArticleError):
        fields = [{"field": error.field, "expected": error.expected, "found": error.found}]
        return _problem_response(request, _problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), fields))
    if isinstance(error, UnknownArticleError):
        return _problem_response(request, _problem(HTTPStatus.NOT_FOUND, str(error)))
    return _problem_response(request, _problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)))


async def _on_failure(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Answer for our own mistakes; the log has them, the client has no use for them."""
    return _problem_response(request, _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the service failed; see its log"))


class Bounded:
    """Refuse request bodies over a limit, announced or streamed, with 413."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting the bytes of its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = 0
        refusal = HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"body: expected at most {self.limit} bytes")

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise refusal
            return message

        announced = dict(scope["headers"]).get(b"content-length", b"")
        if announced.isdigit() and int(announced) > self.limit:
            answer = await _on_http_error(Request(scope), refusal)
            await answer(scope, receive, send)
        else:
            await self.app(scope, counted, send)


class Measured:
    """Count requests and their times by route template."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self.app = app
        self.meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note its status and time."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "(none)")
            self.meters.requests.labels(route, str(status)).inc()
            self.meters.seconds.labels(route).observe(time.perf_counter() - begun)
