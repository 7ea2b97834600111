"""What the pages of the desk show.

In: the model, the store and an editor's session. Out: an answer with the page. All of it reads the store, so it runs in
one of the store's threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

from fastapi import Request, Response

from recommender.api import views
from recommender.api.dependencies import Call
from recommender.api.override_records import log_record, read_overrides, refused_records
from recommender.api.responses import NO_STORE, html_answer
from recommender.api.schemas import Options
from recommender.api.sessions import Session
from recommender.api.state import State
from recommender.article import id_of_address, to_iso
from recommender.engine import Recommender
from recommender.errors import UnknownArticleError
from recommender.index import Seed
from recommender.overrides import BOXES, Overrides
from recommender.serving import find_articles
from recommender.store import Store, StoredArticle, Tombstone

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' http: https: data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
MAX_MATCHES, MAX_LOG_ENTRIES = 20, 50


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk as one editor sees it in one call."""

    call: Call
    state: State
    store: Store
    session: Session

    @classmethod
    def of(cls, request: Request, state: State, session: Session) -> Self:
        """Begin to answer; 503 when no model serves yet, or there is no store."""
        return cls(Call.of(request, state), state, state.writable_store(), session)

    def frame(self, error: str | None) -> views.DeskFrame:
        """Return what every page shows around its own."""
        return views.DeskFrame(
            site=self.call.settings.site,
            author=self.session.author,
            token=self.session.form_token,
            as_of=self.call.now,
            error=error,
        )

    def answer(self, page: str, status: int) -> Response:
        """Return a page."""
        return html_answer(self.call.request, page, policy=POLICY, status=status, cache=NO_STORE)


def home_answer(desk: Desk, words: str = "", *, error: str | None = None, status: int = HTTPStatus.OK) -> Response:
    """Return the front of the desk: the articles that some words find, the overrides, and the log."""
    call, store = desk.call, desk.store
    stored = read_overrides(store)
    overrides = _override_records(stored, call.now)
    log = [log_record(entry) for entry in store.audit.entries(most=MAX_LOG_ENTRIES)]
    named = [*overrides, *(entry["override"] or {"article_id": entry["subject"]} for entry in log)]
    named_in_store = desk.state.stored(words.strip()) if id_of_address(words) else None
    wanted = named_in_store.article.article_id if isinstance(named_in_store, StoredArticle) else words
    matches = find_articles(call.recommender, wanted, most=MAX_MATCHES, as_of=call.now) if words.strip() else []
    page = views.desk_page(
        desk.frame(error),
        words=words.strip(),
        matches=[match.to_record() for match in matches],
        overrides=overrides,
        refused=refused_records(stored),
        log=log,
        titles=_titles(call.recommender, named),
    )
    return desk.answer(page, status)


def article_answer(desk: Desk, article_id: str, *, error: str | None = None, status: int = HTTPStatus.OK) -> Response:
    """Return an article with its boxes, and what can be decided of it; or what is left of it."""
    call = desk.call
    stored = desk.state.stored(article_id)
    if isinstance(stored, Tombstone):
        return desk.answer(
            views.desk_taken_down_page(desk.frame(error), tombstone=_tombstone_record(stored)), HTTPStatus.GONE
        )
    if isinstance(stored, StoredArticle):  # perhaps by another form of its address
        article_id = stored.article.article_id
    try:
        seed = call.recommender.seed(article_id)
    except UnknownArticleError as unknown:
        status, message = desk.state.why_missing(unknown)
        return desk.answer(views.missing_page(site=call.settings.site, message=message), status)
    boxes = call.page(seed, Options())["boxes"]
    catalogue = call.recommender.catalogue
    story_id = call.recommender.stories.id_of(catalogue.row_of(article_id), catalogue)
    overrides = _override_records(read_overrides(desk.store), call.now)
    overrides = [record for record in overrides if _is_about(record, article_id, story_id)]
    page = views.desk_article_page(
        desk.frame(error),
        article=seed.article.to_record(),
        boxes=[(name, _explained(call, seed, boxes[name])) for name in BOXES],
        story=(story_id, len(seed.story)),
        overrides=overrides,
        titles=_titles(call.recommender, overrides),
    )
    return desk.answer(page, status)


def sign_in_answer(
    request: Request, state: State, *, error: str | None = None, retry_after: int | None = None
) -> Response:
    """Return the page that asks for the key, or says why nobody can sign in.

    Args:
        request: The request.
        state: What the calls of the app share.
        error: Why the last attempt has failed, if there was one.
        retry_after: Seconds until the next attempt, where there have been too many.
    """
    status = HTTPStatus.OK if error is None else HTTPStatus.UNAUTHORIZED
    headers, closed = {}, None
    if retry_after is not None:
        status = HTTPStatus.TOO_MANY_REQUESTS
        error, headers = f"{error} Try again in {retry_after} seconds.", {"Retry-After": str(retry_after)}
    if not state.settings.editor_keys:
        status, closed = HTTPStatus.FORBIDDEN, "The desk is closed: set RECOMMENDER_EDITOR_KEYS to open it."
    if status == HTTPStatus.UNAUTHORIZED:
        headers = {"WWW-Authenticate": "Bearer"}
    page = views.sign_in_page(site=state.settings.site, error=error, closed=closed)
    answer = html_answer(request, page, policy=POLICY, status=status, cache=NO_STORE)
    answer.headers.update(headers)
    return answer


def _explained(call: Call, seed: Seed, box: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a box with what made each of its cards."""

    def why(card: Mapping[str, Any]) -> dict[str, Any]:
        return call.recommender.explain(seed, card["article_id"], as_of=call.now).to_record()

    return box | {"cards": [{"pinned": False} | card | {"why": why(card)} for card in box["cards"]]}


def _tombstone_record(tombstone: Tombstone) -> dict[str, Any]:
    return {
        "article_id": tombstone.article_id,
        "held": tombstone.on_hold,
        "at": to_iso(tombstone.at),
        "author": tombstone.author,
        "note": tombstone.note,
    }


def _override_records(overrides: Overrides, now: datetime) -> list[dict[str, Any]]:
    """Return all overrides as records, those that hold first, each with whether it does."""
    active = {override.override_id for override in overrides.at(now).overrides}
    records = [override.to_record() | {"active": override.override_id in active} for override in overrides.all]
    return sorted(records, key=lambda record: not record["active"])


def _is_about(record: Mapping[str, Any], article_id: str, story_id: str) -> bool:
    """Return whether an override names an article or its story, or holds beside every article."""
    everywhere = record["action"] == "mute" or (record["action"] == "pin" and "seed" not in record)
    return everywhere or article_id in _ids_in([record]) or record.get("story_id") == story_id


def _ids_in(records: Iterable[Mapping[str, Any]]) -> list[str]:
    return [record[name] for record in records for name in ("article_id", "other", "seed") if record.get(name)]


def _titles(recommender: Recommender, records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the titles of the articles and stories that records name, by id, as far as they are here.

    The title of a story is that of its first article.
    """
    catalogue, stories = recommender.catalogue, recommender.stories
    rows = {article_id: catalogue.find(article_id) for article_id in _ids_in(records)}
    for story_id in {record["story_id"] for record in records if record.get("story_id")}:
        members = stories.rows_of(stories.resolve(story_id), catalogue)
        if len(members):
            rows[story_id] = int(members[0])
    metadata = {name: catalogue.metadata(row) for name, row in rows.items() if row is not None}
    return {name: known["title"] for name, known in metadata.items() if known.get("title")}
