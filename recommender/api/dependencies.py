"""What routes are given (FastAPI dependencies): the state of the app, its store, and one call's view of the model.

In: a request. Out: the recommender that answers it, its moment, and records ready to be sent. All of these are
coroutines, since FastAPI sends every other function to a thread.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Self, get_origin
from urllib.parse import unquote

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from recommender import boxes
from recommender.api.answer_cache import OFFERS, Lasting, Offer
from recommender.api.keys import sends_one_of
from recommender.api.responses import (
    FOR_A_WHILE,
    NO_STORE,
    Answer,
    fragment_answer_of,
    json_answer_of,
    moment_in,
    without_sharing,
)
from recommender.api.schemas import DraftIn, Input, Options, problems
from recommender.api.state import State
from recommender.article import MAX_ID_LENGTH, Article, ArticleId, id_of_address
from recommender.engine import Recommender
from recommender.errors import ArticleError, UnknownArticleError
from recommender.index import Seed
from recommender.settings import Settings
from recommender.store import Store, StoredArticle, Tombstone

NO_ID = ArticleId("")  # the id of a draft that has none: no published article can have it


async def get_state(request: Request) -> State:
    """Return what the calls of the app share."""
    return state_of(request)


def state_of(request: Request) -> State:
    """Return what the calls of the app share: for handlers of errors, and for the dependencies of every read.

    A dependency of a dependency would cost a read some ten microseconds.
    """
    state: State = request.app.state.recommender
    return state


StateIn = Annotated[State, Depends(get_state)]


async def get_store(state: StateIn) -> Store:
    """Return the store to write to; 503 when none is configured."""
    return state.writable_store()


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the recommender that answers all of it, even if another is swapped in meanwhile, and its moment."""

    request: Request
    settings: Settings
    recommender: Recommender
    now: datetime

    @classmethod
    def of(cls, request: Request, state: State) -> Self:
        """Begin to answer; 503 when no model serves yet."""
        return cls(request, state.settings, state.recommender(), state.now())

    def seed(self, article_id: str) -> Seed:
        """Return a published article as a seed.

        Raises:
            UnknownArticleError: There is none, or its time is still to come, and no editor asks.
        """
        seed = self.recommender.seed(article_id)
        self.expect_public(seed.article)
        return seed

    def find(self, article_id: str) -> Seed:
        """Return a published article as a seed, by its id or by another form of its address; it may read the store.

        Raises:
            UnknownArticleError: As `seed` does.
        """
        try:
            return self.seed(article_id)
        except UnknownArticleError:
            other = id_of_address(article_id)
            stored = state_of(self.request).stored(article_id) if other else None
            if isinstance(stored, StoredArticle):
                other = stored.article.article_id
            if other is None or isinstance(stored, Tombstone) or self.recommender.catalogue.find(other) is None:
                raise
            return self.seed(other)

    def expect_public(self, article: Article) -> None:
        """Let an article pass whose time has come, or that an editor asks for.

        Raises:
            UnknownArticleError: Until then it is not there.
        """
        if self.is_to_come(article) and not sends_one_of(self.request, self.settings.editor_keys):
            raise UnknownArticleError(article.article_id)

    def reads_texts(self) -> bool:
        """Return whether who asks may read the texts of articles."""
        settings = self.settings
        if settings.everybody_reads == "all":
            return True
        return sends_one_of(self.request, (*settings.reader_keys, *settings.editor_keys))

    def private(self, cache: str) -> str:
        """Return how an answer is cached that is made for whom asks: by no shared cache if that takes a key."""
        is_public = self.settings.everybody_reads == "all"
        return cache if is_public or "authorization" not in self.request.headers else without_sharing(cache)

    def by_key(self, answer: Response) -> Response:
        """Return an answer that says that it depends on the key that was sent, where it does."""
        if self.settings.everybody_reads != "all":
            answer.headers.add_vary_header("Authorization")
        return answer

    def is_to_come(self, article: Article) -> bool:
        """Return whether an article is dated in the future; until then only editors see it, and no cache keeps it."""
        return article.known_time is not None and article.known_time > self.now

    def cache_of(self, *articles: Article) -> str:
        """Return how an answer about some articles may be cached."""
        return NO_STORE if any(map(self.is_to_come, articles)) else FOR_A_WHILE

    def draft(self, draft: DraftIn) -> Seed:
        """Return a draft as a seed."""
        article = Article.from_source({"article_id": "draft", **draft.model_dump(exclude_none=True)})
        article = article if draft.article_id else replace(article, article_id=NO_ID)
        return self.recommender.draft(article, as_of=self.now)

    def box(self, name: str, seed: Seed, options: Options) -> dict[str, Any]:
        """Return the record of one box."""
        return without_empty_seed(self.recommender.box(name, seed, self.request_of(options)).to_record())

    def page(self, seed: Seed, options: Options) -> dict[str, Any]:
        """Return the record of all boxes of a page."""
        record = without_empty_seed(self.recommender.page(seed, self.request_of(options)).to_record())
        return record | {"boxes": {name: without_empty_seed(box) for name, box in record["boxes"].items()}}

    def breaking(self, options: Options) -> dict[str, Any]:
        """Return the record of what is breaking."""
        return self.recommender.breaking(self.request_of(options)).to_record()

    def trending(self, options: Options) -> dict[str, Any]:
        """Return the record of what is trending."""
        return self.recommender.trending(self.request_of(options)).to_record()

    def request_of(self, options: Options) -> boxes.Request:
        """Return what the options of a call ask, for the moment of the call."""
        self.expect_at_most("k", options.k, self.settings.max_k)
        filters, exclude = options.filters(), frozenset(options.exclude)
        return boxes.Request(
            k=options.k,
            filters=filters,
            exclude=exclude,
            as_of=self.now,
            fill=options.filler(),
            page_language=options.page_language or None,
        )

    def expect_at_most(self, field: str, value: int, limit: int, of_what: str = "") -> None:
        """Refuse a number that is over a limit."""
        if value > limit:
            raise ArticleError(field, f"at most {limit} {of_what}".rstrip(), value)

    def answer(
        self,
        record: dict[str, Any],
        *,
        cache: str = FOR_A_WHILE,
        etag: str | None = None,
        lasting: Lasting | None = None,
    ) -> Response:
        """Return a record as the answer.

        Args:
            record: Its JSON values.
            cache: How it may be cached; no shared cache keeps one that only some may read.
            etag: Its ETag, by default made from the record.
            lasting: How long the same request has this answer; None unless it depends on the address, the recommender
                and the moment alone.
        """
        answer = json_answer_of(record, cache=self._cache_control(cache), etag=etag)
        return self._offered(answer, lasting if cache != NO_STORE else None, moment_in(record.get("as_of")))

    def answer_fragment(self, markup: str, *, cache: str = FOR_A_WHILE, lasting: Lasting | None) -> Response:
        """Return a piece of a page, which says no moment, as the answer; for the rest as `answer` does."""
        answer = fragment_answer_of(markup, cache=self._cache_control(cache))
        return self._offered(answer, lasting if cache != NO_STORE else None)

    def _cache_control(self, cache: str) -> str:
        if self.settings.everybody_reads == "none":
            cache = without_sharing(cache)
        return cache.format(self.settings.max_age_seconds)

    def _offered(self, answer: Answer, lasting: Lasting | None, moment: bytes = b"") -> Response:
        offers: list[Offer] | None = self.request.scope.get(OFFERS)
        if offers is not None and lasting is not None:
            offers.append(Offer(answer, self.recommender, self.now, lasting))
        return answer.response(self.request, moment)

    def lasting(self, lasting: Lasting, article_id: str, seed: Seed) -> Lasting | None:
        """Return how long an answer beside a seed lasts; None if the store was read for another form of its address."""
        return lasting if seed.article.article_id == article_id else None


async def get_call(request: Request) -> Call:
    """Begin to answer a request; 503 when no model serves yet."""
    return Call.of(request, state_of(request))


async def find_seed(call: Call, article_id: str) -> Seed:
    """Return what `Call.find` does; what is known by its own id is found at once, and all else in a thread.

    Raises:
        UnknownArticleError: As `Call.find` does.
    """
    try:
        return call.seed(article_id)
    except UnknownArticleError:
        if id_of_address(article_id) is None:
            raise
        return await asyncio.to_thread(call.find, article_id)


async def prefer_named(request: Request) -> None:
    """Take in the articles of the address before others that wait, as after a bulk import."""
    follower = state_of(request).follower
    if follower.waiting:
        named = [unquote(value) for name, value in request.path_params.items() if name.endswith("_id")]
        await asyncio.to_thread(follower.catch_up_on, named)


async def expect_no_options(request: Request) -> None:
    """Refuse options of a call that takes no options: a misspelt one must not be passed over in silence."""
    if request.query_params:
        name, value = request.query_params.multi_items()[0]
        raise ArticleError(name[:MAX_ID_LENGTH], "no options in this call", value)


async def expect_each_once(request: Request) -> None:
    """Refuse an option that is given twice where it has one value: whichever were taken, the other was meant, too."""
    if b"&" not in request.scope["query_string"]:
        return
    query = request.query_params
    names = [name for name, _ in query.multi_items()]
    if len(names) > len(set(names)):
        for name in options_of(request, lists=False):
            if names.count(name) > 1:
                raise ArticleError(name, "one value", ", ".join(query.getlist(name)))


def options_of(request: Request, *, lists: bool = True) -> list[str]:
    """Return the names that the query string of a call may have; at will without those that may have many values."""
    route = request.scope.get("route")
    options: list[str] = []
    for each in route.dependant.query_params if isinstance(route, APIRoute) else ():
        kind = each.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, Input):
            fields = kind.model_fields.items()
            options += [name for name, field in fields if lists or get_origin(field.annotation) is not list]
        else:
            options.append(each.alias)
    return options


def without_empty_seed(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record with no seed where the seed has no id."""
    return record | {"seed": record["seed"] or None}


StoreIn = Annotated[Store, Depends(get_store)]
CallIn = Annotated[Call, Depends(get_call)]
# Routes list these beside their own dependencies, and they are called first.
NAMED_FIRST = [Depends(prefer_named)]
NO_OPTIONS = [Depends(expect_no_options)]
EACH_ONCE = [Depends(expect_each_once)]
SEED_ERRORS = problems(401, 404, 410, 422, 503)
DRAFT_ERRORS = problems(400, 401, 408, 413, 415, 422, 503)
