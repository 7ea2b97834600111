"""The articles themselves: read, written one by one or line by line, taken down, released.

A write is answered when it is durable, and the next answer of this worker shows it. The ETag of an article is its
version, so that ``If-Match`` keeps one editor's write from undoing another's (RFC 9110, 13.1).
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from recommender.api import schemas
from recommender.api.auth import EDITOR, EDITOR_WITHOUT_OPTIONS, READER
from recommender.api.dependencies import NO_OPTIONS, SEED_ERRORS, Call, CallIn, StateIn, StoreIn
from recommender.api.parsing import LINES, media_type_of, parse_body, read_json, read_lines
from recommender.api.preconditions import etag_of, required_version, requires_absence
from recommender.api.problems import article_errors, field_errors, problem, summary
from recommender.api.responses import NO_STORE, json_answer
from recommender.api.schemas import ArticleIn, AuthorIn, IdInPath, Imported, TakeDownIn, Written, body_of, problems
from recommender.api.state import State
from recommender.article import Article, parse_id, to_iso
from recommender.errors import ArticleError, UnknownArticleError
from recommender.store import Store, Stored, StoredArticle, Tombstone

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", tags=["articles"])
BATCH = 500  # lines that are stored together
# Where the address of a call on another article ends: an id that ends so must say that its slashes are its own.
CALLS = re.compile(r".*/(similar|related|boxes|release|why/.*)", re.DOTALL)
# How far the clock of who writes may be ahead, or its zone be wrong. At least 0, time; by hand: zones differ by a day.
CLOCK_DIFFERENCE = timedelta(days=1)
CONFLICTS = {
    "stale": "updated_at: expected a time not before that of the version that is here",
    "held": "the article was taken down and is held; release it first",
}


@router.get(
    "/articles/{article_id:path}",
    response_model=schemas.Article,
    responses=SEED_ERRORS,
    dependencies=[*READER, *NO_OPTIONS],
)
def article(state: StateIn, call: CallIn, article_id: IdInPath) -> Response:
    """Read an article; where there is a store, its ETag is that of the version there.

    Where texts are not public, it comes without its text to who sends no key of a reader or of an editor.
    """
    stored = state.stored(article_id)
    if isinstance(stored, StoredArticle):
        call.expect_public(stored.article)
        return _readable(call, stored.article, etag_of(stored.version))
    if isinstance(stored, Tombstone):
        raise UnknownArticleError(article_id)
    return _readable(call, call.find(article_id).article)


def _readable(call: Call, article: Article, etag: str | None = None) -> Response:
    """Return an article; without its text to who may not read that, and then it has an ETag of its own."""
    record = article.to_record()
    if not call.reads_texts():
        record.pop("text", None)
        etag = None
    return call.by_key(call.answer(record, cache=call.private(call.cache_of(article)), etag=etag))


async def expect_no_call(request: Request) -> None:
    """Refuse to write under the address of a call, which reading would then find instead of the article."""
    sent: str = request.path_params["article_id"]  # its encoded slashes are still so
    if call := CALLS.fullmatch(sent):
        expected = f"an id, with each slash in it written %2F; {call[1].partition('/')[0]} is a call on another article"
        raise ArticleError("article_id", expected, sent)


@router.put(
    "/articles/{article_id:path}",
    response_model=Written,
    responses={**problems(400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 503), 201: {"model": Written}},
    dependencies=[*EDITOR_WITHOUT_OPTIONS, Depends(expect_no_call)],
    openapi_extra=body_of(ArticleIn),
)
async def put(request: Request, state: StateIn, store: StoreIn, article_id: IdInPath) -> Response:
    """Write an article, new or in the place of the version that is here; it is durable when this answers.

    An id that is an address writes the article of that address, which may be here under another form of it: the answer
    has its id. Any other id is an article of its own, unless one of the same address is held.

    It brings back an article that was taken down, unless that is held. ``If-Match`` writes only over that version,
    ``If-None-Match: *`` only where there is none.
    """
    record = (await read_json(request, ArticleIn)).model_dump(exclude_none=True)
    parsed = _not_ahead(Article.from_source({"article_id": exact_id(article_id)} | record))
    if parsed.article_id != article_id:
        raise ArticleError("article_id", f"none, or that of the address, {article_id}", parsed.article_id)
    if_match = await required_version(request, state, store, article_id)
    if_none_match = requires_absence(request)
    stored = await state.in_store_thread(store.put, parsed, if_match=if_match, if_none_match=if_none_match)
    if stored.outcome in CONFLICTS:
        raise HTTPException(HTTPStatus.CONFLICT, CONFLICTS[stored.outcome])
    return written(request, stored, HTTPStatus.CREATED if stored.outcome == "new" else HTTPStatus.OK)


@router.post(
    "/articles",
    response_model=Imported,
    responses=problems(400, 401, 403, 408, 413, 415, 422, 503),
    dependencies=EDITOR_WITHOUT_OPTIONS,
    openapi_extra=body_of(None, *LINES),
)
async def post(request: Request, state: StateIn, store: StoreIn) -> Response:
    """Write the articles of a feed, one JSON object a line; what became of each line is told, and all of it is durable.

    A bad line is refused alone. A feed does not bring back what was taken down, nor an older version. What came before
    a failure of the store is in; sending all lines again changes nothing about it.
    """
    if media_type_of(request) not in LINES:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type: expected {' or '.join(LINES)}")
    results: list[dict[str, Any]] = []
    waiting: list[tuple[int, Article]] = []
    async for number, line in read_lines(request, state.settings.max_write_lines):
        parsed = _article_of(line)
        if isinstance(parsed, Article):
            waiting.append((number, parsed))
        else:
            results.append({"line": number, "problem": parsed})
        if len(waiting) == BATCH:
            results += await _store_lines(state, store, waiting)
            waiting = []
    results += await _store_lines(state, store, waiting)
    outcomes = Counter(result.get("outcome", "refused") for result in results)
    if refused := outcomes["refused"]:
        fields = {"event": "refused_lines", "refused": refused, "lines": len(results)}
        log.warning("%d of %d lines are refused", refused, len(results), extra=fields)
    record = {"outcomes": dict(sorted(outcomes.items())), "results": sorted(results, key=lambda result: result["line"])}
    return json_answer(request, record, cache=NO_STORE)


@router.delete(
    "/articles/{article_id:path}",
    response_model=Written,
    responses=problems(401, 403, 404, 412, 422, 503),
    dependencies=[*EDITOR, Depends(expect_no_call)],
)
async def delete(
    request: Request, state: StateIn, store: StoreIn, article_id: IdInPath, options: TakeDownIn
) -> Response:
    """Take an article down: its address answers 410, no box shows it, and no feed brings it back.

    An id that is an address takes down all articles of that address, whatever form of it they came by.
    """
    if_match = await required_version(request, state, store, exact_id(article_id))
    stored = await state.in_store_thread(store.delete, article_id, if_match=if_match, **options.model_dump())
    return written(request, stored)


@router.post(
    "/articles/{article_id:path}/release",
    response_model=Written,
    responses=problems(401, 403, 404, 422, 503),
    dependencies=[*EDITOR, Depends(expect_no_call)],
)
async def release(
    request: Request, state: StateIn, store: StoreIn, article_id: IdInPath, options: AuthorIn
) -> Response:
    """End the hold on an article that was taken down: a PUT can bring it back."""
    stored = await state.in_store_thread(store.release, article_id, **options.model_dump())
    if stored is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no article is held under this id")
    return written(request, stored)


def exact_id(article_id: str) -> str:
    """Return the id of an address.

    Raises:
        ArticleError: No article can have it, or one could only after cleaning: then its address is another.
    """
    if parse_id(article_id) != article_id:
        raise ArticleError("article_id", "no spaces around it", article_id)
    return article_id


def _not_ahead(article: Article) -> Article:
    """Return an article that is to be written.

    Raises:
        ArticleError: It was updated in the future, so that no later version would be taken for newer.
    """
    if article.updated_at is not None and article.updated_at > datetime.now(UTC) + CLOCK_DIFFERENCE:
        raise ArticleError("updated_at", "a time that has come", to_iso(article.updated_at))
    return article


def written(request: Request, stored: Stored, status: int = HTTPStatus.OK) -> Response:
    """Return what became of a write, with the ETag of what is here now."""
    etag = etag_of(stored.version) if stored.version else None
    return json_answer(request, _outcome_record(stored), cache=NO_STORE, status=status, etag=etag)


def _outcome_record(stored: Stored) -> dict[str, Any]:
    return {"article_id": stored.article_id, "outcome": stored.outcome, "version": stored.version}


async def _store_lines(state: State, store: Store, waiting: list[tuple[int, Article]]) -> list[dict[str, Any]]:
    outcomes = await state.in_store_thread(store.put_many, [article for _, article in waiting])
    return [{"line": number} | _outcome_record(stored) for (number, _), stored in zip(waiting, outcomes, strict=True)]


def _article_of(line: bytes | None) -> Article | Mapping[str, Any]:
    """Return the article of a line, or the problem with it; None is a line that was too long."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if line is None:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "line: too long")
    try:
        return _not_ahead(Article.from_source(parse_body(line, ArticleIn).model_dump(exclude_none=True)))
    except RequestValidationError as error:
        errors = field_errors(error.errors(), options=())
        return problem(status, summary(errors), errors)
    except ArticleError as error:
        return problem(status, str(error), article_errors(error))
    except ValueError:
        return problem(HTTPStatus.BAD_REQUEST, "line: expected a JSON object in UTF-8")
