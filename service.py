"""The HTTP door: routes, and one table of errors. Nothing is computed here.

In: requests. Out: the JSON of version 1, problem documents (RFC 9457), and the reader pages. Each answer carries an
``ETag`` and ``Cache-Control``, and honours ``If-None-Match`` (RFC 9110).

Run it: ``uvicorn service:create_app --factory``; settings come from the environment, ``RECOMMENDER_…``.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from recommender import __version__, web
from recommender.article import MAX_ID_LENGTH, Article, ArticleId
from recommender.candidates import Seed
from recommender.cards import to_iso
from recommender.engine import Recommender
from recommender.errors import ArticleError, RecommenderError, UnknownArticleError
from recommender.http import schemas
from recommender.http.answers import FOR_A_WHILE, JSON, NO_CACHE, NO_STORE, bytes_answer, html_answer, json_answer
from recommender.http.docs import docs_file, docs_page
from recommender.http.meters import CONTENT_TYPE, Measured, Meters
from recommender.http.middleware import Bounded, ExactPaths, HeadAsGet
from recommender.http.problems import described, field_errors, is_json, problem, problem_answer
from recommender.http.schemas import IdInPath, Options, problems
from recommender.live import LiveRecommender
from recommender.registry import Registry
from recommender.settings import Settings, read_settings

TITLE = "Related-news recommender"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NO_ID = ArticleId("")  # the id of a draft that has none: no published article can have it


@dataclass(frozen=True, slots=True)
class State:
    """What all calls of one app share."""

    settings: Settings
    live: LiveRecommender
    meters: Meters

    @classmethod
    def of(cls, request: Request) -> State:
        """Return that of the app that is called."""
        state: State = request.app.state.recommender
        return state

    def recommender(self) -> Recommender:
        """Return what serves now; 503 when nothing does yet."""
        if self.live.recommender is None:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "no model has been published yet", self.retry())
        return self.live.recommender

    def retry(self) -> dict[str, str]:
        """Return the header that says when to try again: after the next look for a model."""
        return {"Retry-After": str(math.ceil(self.settings.poll_seconds))}

    def now(self) -> datetime:
        """Return the moment to answer for, in whole seconds."""
        return self.settings.clock(datetime.now(UTC)).replace(microsecond=0)


class Call:
    """One call: the recommender that answers all of it, though another be swapped in meanwhile, and its moment."""

    def __init__(self, request: Request) -> None:
        state = State.of(request)
        self.request = request
        self.settings = state.settings
        self.recommender = state.recommender()
        self.now = state.now()

    def draft(self, draft: schemas.DraftIn) -> Seed:
        """Return a draft as a seed."""
        article = Article.parse({"article_id": "draft", **draft.model_dump(exclude_none=True)})
        article = article if draft.article_id else replace(article, article_id=NO_ID)
        return self.recommender.draft(article, as_of=self.now)

    def box(self, name: str, seed: Seed, options: Options) -> dict[str, Any]:
        """Return the record of one box."""
        self.expect_at_most("k", options.k, self.settings.max_k)
        filters, exclude = options.filters(), options.exclude
        box = self.recommender.box(name, seed, k=options.k, filters=filters, exclude=exclude, as_of=self.now)
        return _told(box.to_record())

    def page(self, seed: Seed, options: Options) -> dict[str, Any]:
        """Return the record of all boxes of a page."""
        self.expect_at_most("k", options.k, self.settings.max_k)
        filters, exclude = options.filters(), options.exclude
        page = self.recommender.page(seed, k=options.k, filters=filters, exclude=exclude, as_of=self.now)
        record = _told(page.to_record())
        return record | {"boxes": {name: _told(box) for name, box in record["boxes"].items()}}

    def expect_at_most(self, field: str, value: int, limit: int) -> None:
        """Refuse a number that is over a limit."""
        if value > limit:
            raise ArticleError(field, f"at most {limit}", value)

    def answer(self, record: dict[str, Any], *, cache: str = FOR_A_WHILE) -> Response:
        """Return a record as the answer."""
        return json_answer(self.request, record, cache=cache.format(self.settings.max_age_seconds))


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
        await asyncio.to_thread(state.live.look)
        following = asyncio.create_task(state.live.follow(settings.poll_seconds))
        yield
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    app = FastAPI(
        title=TITLE,
        version=__version__,
        summary="Fills the Related and Similar News boxes of a news page.",
        lifespan=lifespan,
        openapi_url=None,  # this, and the pages that show it, are routes of ours, with headers like all others
        redirect_slashes=False,
    )
    app.state.recommender = state
    for router in (api, operations, pages):
        app.include_router(router)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RecommenderError, _on_error)
    app.add_exception_handler(Exception, _on_failure)
    # The last is the outermost.
    app.add_middleware(Bounded, max_bytes=settings.max_body_bytes, max_seconds=settings.max_body_seconds)
    app.add_middleware(Measured, meters=state.meters)
    app.add_middleware(ExactPaths)
    app.add_middleware(HeadAsGet)
    return app


async def expect_no_options(request: Request) -> None:
    """Refuse options where there are none to have: a misspelt one must not be passed over in silence."""
    if request.query_params:
        name, value = request.query_params.multi_items()[0]
        raise ArticleError(name[:MAX_ID_LENGTH], "no options in this call", value)


api = APIRouter(prefix="/v1", tags=["version 1"])
operations = APIRouter(tags=["operations"])
pages = APIRouter(include_in_schema=False)
OptionsIn = Annotated[Options, Query()]
PLAIN = [Depends(expect_no_options)]
# For the description of the call; the key itself is looked at by `_expect_editor`.
KEYED = [*PLAIN, Depends(HTTPBearer(auto_error=False, description="The key of an editor."))]
SEED_ERRORS = problems(404, 422, 503)
DRAFT_ERRORS = problems(400, 408, 413, 415, 422, 503)


@api.get(
    "/articles/{article_id:path}/why/{other_id:path}",
    response_model=schemas.Why,
    responses=SEED_ERRORS,
    dependencies=PLAIN,
)
async def why(request: Request, article_id: IdInPath, other_id: IdInPath) -> Response:
    """Tell what links two articles: shared terms, time, and the verdict of each policy."""
    call = Call(request)
    return call.answer(call.recommender.why(call.recommender.seed(article_id), other_id).to_record())


@api.get("/articles/{article_id:path}/similar", response_model=schemas.Box, responses=SEED_ERRORS)
async def similar(request: Request, article_id: IdInPath, options: OptionsIn) -> Response:
    """Fill Similar News: the article's own event as told elsewhere."""
    call = Call(request)
    return call.answer(call.box("similar", call.recommender.seed(article_id), options))


@api.get("/articles/{article_id:path}/related", response_model=schemas.Box, responses=SEED_ERRORS)
async def related(request: Request, article_id: IdInPath, options: OptionsIn) -> Response:
    """Fill Related: background and follow-up, other events."""
    call = Call(request)
    return call.answer(call.box("related", call.recommender.seed(article_id), options))


@api.get("/articles/{article_id:path}/boxes", response_model=schemas.Page, responses=SEED_ERRORS)
async def boxes(request: Request, article_id: IdInPath, options: OptionsIn) -> Response:
    """Fill all boxes of an article's page, nothing twice."""
    call = Call(request)
    return call.answer(call.page(call.recommender.seed(article_id), options))


@api.get("/articles/{article_id:path}", response_model=schemas.Article, responses=SEED_ERRORS, dependencies=PLAIN)
async def article(request: Request, article_id: IdInPath) -> Response:
    """Read an article."""
    call = Call(request)
    return call.answer(call.recommender.seed(article_id).article.to_record())


@api.post("/similar", response_model=schemas.Box, responses=DRAFT_ERRORS)
def draft_similar(request: Request, draft: schemas.DraftIn, options: OptionsIn) -> Response:
    """Fill Similar News for a draft."""
    call = Call(request)
    return call.answer(call.box("similar", call.draft(draft), options), cache=NO_STORE)


@api.post("/related", response_model=schemas.Box, responses=DRAFT_ERRORS)
def draft_related(request: Request, draft: schemas.DraftIn, options: OptionsIn) -> Response:
    """Fill Related for a draft."""
    call = Call(request)
    return call.answer(call.box("related", call.draft(draft), options), cache=NO_STORE)


@api.post("/boxes", response_model=schemas.Page, responses=DRAFT_ERRORS)
def draft_boxes(request: Request, draft: schemas.DraftIn, options: OptionsIn) -> Response:
    """Fill all boxes of a draft's page, nothing twice."""
    call = Call(request)
    return call.answer(call.page(call.draft(draft), options), cache=NO_STORE)


@api.post("/batch", response_model=schemas.Batch, responses=DRAFT_ERRORS, dependencies=PLAIN)
def batch(request: Request, asked: schemas.BatchIn) -> Response:
    """Fill boxes for many published articles; one that is not known has a problem in its place."""
    call, options = Call(request), Options(k=asked.k)
    call.expect_at_most("seeds", len(asked.seeds), call.settings.max_batch)

    def fill(article_id: str) -> dict[str, Any]:
        try:
            seed = call.recommender.seed(article_id)
        except UnknownArticleError as error:
            return {"seed": article_id, "problem": problem(HTTPStatus.NOT_FOUND, str(error))}
        return call.page(seed, options) if asked.box == "boxes" else call.box(asked.box, seed, options)

    results = [fill(article_id) for article_id in asked.seeds]
    record = {"results": results, "model": call.recommender.version, "as_of": to_iso(call.now)}
    return call.answer(record, cache=NO_STORE)


@api.get("/model", response_model=schemas.Model, responses=problems(422, 503), dependencies=PLAIN)
async def model(request: Request) -> Response:
    """Tell which model serves: its version, parameters, corpus and measures."""
    call = Call(request)
    version = {"version": call.recommender.version}
    return call.answer({**version, **call.recommender.facts, **version}, cache=NO_CACHE)


@api.post("/model/reload", response_model=schemas.Reloaded, responses=problems(401, 403, 422, 503), dependencies=KEYED)
def reload(request: Request) -> Response:
    """Load the current version now rather than at the next look, in the worker that answers; needs an editor's key."""
    state = State.of(request)
    _expect_editor(request, state.settings)
    changed = state.live.reload()
    return json_answer(request, {"version": state.recommender().version, "changed": changed}, cache=NO_STORE)


@operations.get("/livez", response_model=schemas.Alive)
async def livez(request: Request) -> Response:
    """Tell that the process answers."""
    return json_answer(request, {"status": "alive"}, cache=NO_CACHE)


@operations.get("/readyz", response_model=schemas.Ready, responses=problems(503))
async def readyz(request: Request) -> Response:
    """Tell whether a model is served."""
    return json_answer(request, {"status": "ready", "model": Call(request).recommender.version}, cache=NO_CACHE)


@operations.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """Return the metrics of this worker in Prometheus's text format."""
    state = State.of(request)
    return bytes_answer(request, state.meters.text(state.live.recommender), CONTENT_TYPE, cache=NO_CACHE)


@pages.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """Return the description of all calls."""
    return json_answer(request, request.app.openapi(), cache=NO_CACHE)


@pages.get("/docs")
async def docs(request: Request) -> Response:
    """Show the description of all calls, where they can be tried."""
    page, policy = docs_page(TITLE, "openapi.json", "static/docs")
    return html_answer(request, page, policy=policy)


@pages.get("/")
def front(request: Request) -> Response:
    """Show the newest articles by section."""
    call = Call(request)
    lead, sections = web.arrange_front(call.recommender.newest(call.now, web.FRONT_ARTICLES))
    page = web.front_page(site=call.settings.site, lead=lead, sections=sections, as_of=call.now)
    return html_answer(request, page, policy=PAGE_POLICY)


@pages.get("/read/{article_id:path}")
def read(request: Request, article_id: IdInPath) -> Response:
    """Show an article with its boxes, as the site does."""
    call = Call(request)
    try:
        seed = call.recommender.seed(article_id)
    except UnknownArticleError as error:
        missing = web.not_found_page(site=call.settings.site, message=str(error))
        return html_answer(request, missing, policy=PAGE_POLICY, status=HTTPStatus.NOT_FOUND)
    page = web.read_page(
        site=call.settings.site,
        article=seed.article.to_record(),
        paragraphs=[line for line in seed.article.text.split("\n") if line.strip()],
        page=call.page(seed, Options()),
        as_of=call.now,
    )
    return html_answer(request, page, policy=PAGE_POLICY)


@pages.get("/embed-example")
def embed_example(request: Request) -> Response:
    """Show the embed at work on the newest article."""
    call = Call(request)
    newest = call.recommender.newest(call.now, 1)
    if not newest:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no article to show")
    page = web.embed_example(origin=str(request.base_url), article_id=newest[0].article_id)
    return html_answer(request, page, policy=PAGE_POLICY)


@pages.get("/embed.js")
async def embed(request: Request) -> Response:
    """Return the script of the embed, which any site may load."""
    answer = _file(request, web.static_file("embed.js"))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@pages.get("/static/docs/{name}")
async def docs_static(request: Request, name: str) -> Response:
    """Return a file of the page of the calls."""
    return _file(request, docs_file(name))


@pages.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Return a file of the reader pages."""
    return _file(request, web.static_file(name))


def _file(request: Request, found: tuple[bytes, str] | None) -> Response:
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such file")
    return bytes_answer(request, *found, cache=FOR_A_WHILE.format(3_600))


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record with no seed where the seed has no id."""
    return record | {"seed": record["seed"] or None}


def _expect_editor(request: Request, settings: Settings) -> None:
    """Let an editor's key pass: 403 when there is none to have, 401 when it is missing or wrong."""
    if not settings.editor_keys:
        raise HTTPException(HTTPStatus.FORBIDDEN, "writing is off: set RECOMMENDER_EDITOR_KEYS to turn it on")
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    # The bytes as they were sent; all keys are compared, each in constant time.
    sent = key.strip().encode("latin-1")
    matches = [hmac.compare_digest(sent, known.encode()) for known in settings.editor_keys]
    if scheme.lower() != "bearer" or not any(matches):
        expected = "Authorization: expected Bearer KEY, with the key of an editor"
        raise HTTPException(HTTPStatus.UNAUTHORIZED, expected, {"WWW-Authenticate": "Bearer"})


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    status, errors = HTTPStatus.UNPROCESSABLE_ENTITY, field_errors(error.errors(), options=Options.model_fields)
    if errors[0]["field"] == "body" and not is_json(request.headers.get("content-type", "")):
        status, errors = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, [{"field": "Content-Type", "expected": JSON}]
    detail = "; ".join(f"{field['field']}: expected {field['expected']}" for field in errors)
    return problem_answer(request, status, detail, errors)


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers, detail = dict(error.headers or {}), str(error.detail)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        detail = "body: expected JSON in UTF-8"
    if detail == HTTPStatus.NOT_FOUND.phrase:
        detail = "there is nothing at this address; /docs lists what there is"
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = headers["Allow"].replace("GET", "GET, HEAD")
        detail = f"method: expected {headers['Allow']}"
    return problem_answer(request, error.status_code, detail, described(detail), headers)


async def _on_error(request: Request, error: Exception) -> Response:
    """Turn the product's own errors into answers; this is the only table of them."""
    if isinstance(error, ArticleError):
        errors = [{"field": error.field, "expected": error.expected, "found": error.found}]
        return problem_answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors)
    if isinstance(error, UnknownArticleError):
        return problem_answer(request, HTTPStatus.NOT_FOUND, str(error))
    return problem_answer(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers=State.of(request).retry())


async def _on_failure(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Answer for our own mistakes; the log has them, the client has no use for them."""
    return problem_answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "the service failed; see its log")
