"""What the pages of the desk show.

In: the model, the store and an editor's session. Out: an answer with the page. All of it reads the store, so it runs in
one of the store's threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

from fastapi import Request, Response

from recommender import boxes
from recommender.api import views
from recommender.api.acts import Act
from recommender.api.decisions import Prospect
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
from recommender.overrides import BOXES, Override, Overrides
from recommender.serving import changes, find_articles, idle_overrides
from recommender.store import Store, StoredArticle, Tombstone

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' http: https: data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
MAX_MATCHES, MAX_LOG_ENTRIES = 20, 50


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk as one editor sees it in one call.

    Attributes:
        call: The call, and what answers it.
        state: What all calls share.
        store: The store.
        session: Who has signed in.
        act: The signed name of the act that led here; ``""`` for none.
    """

    call: Call
    state: State
    store: Store
    session: Session
    act: str = ""

    @classmethod
    def of(cls, request: Request, state: State, session: Session) -> Self:
        """Begin to answer; 503 when no model serves yet, or there is no store."""
        act = request.query_params.get("act", "")
        return cls(Call.of(request, state), state, state.writable_store(), session, act)

    def frame(self, error: str | None, refused: views.Refused | None = None, page: str = "") -> views.DeskFrame:
        """Return what every page shows around its own."""
        return views.DeskFrame(
            site=self.call.settings.site,
            author=self.session.author,
            token=self.session.form_token,
            as_of=self.call.now,
            error=error,
            refused=refused,
            done=self._done(),
            page=page,
        )

    def served_with(self, stored: Overrides) -> Recommender:
        """Return what is served, with the overrides as the store has them now."""
        return replace(self.call.recommender, overrides=stored)

    def _done(self) -> views.Done | None:
        """Return what the act that led here has done, if this session has signed it."""
        act = Act.read(self.act, self.session) if self.act else None
        entry = self.store.audit.find(act.change) if act is not None else None
        if act is None or entry is None:
            return None
        record = log_record(entry)
        can_undo = act.way not in ("none", "undone") and entry.author == self.session.author
        return views.Done(
            entry=views.whole_entry(record),
            titles=titles_of(self.call.recommender, [record["override"] or {"article_id": entry.subject}]),
            is_new=entry.author == self.session.author,
            is_undone=act.way == "undone",
            can_undo=can_undo,
            act=self.act,
        )

    def answer(self, page: str, status: int) -> Response:
        """Return a page."""
        return html_answer(self.call.request, page, policy=POLICY, status=status, cache=NO_STORE)


def home_answer(
    desk: Desk,
    words: str = "",
    *,
    error: str | None = None,
    refused: views.Refused | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """Return the front of the desk: the articles that some words find, the overrides, and the log."""
    call, store = desk.call, desk.store
    stored = read_overrides(store)
    overrides = _override_records(call.recommender, stored, stored.all, call.now)
    log = [log_record(entry) for entry in store.audit.entries(most=MAX_LOG_ENTRIES)]
    named = [*overrides, *(entry["override"] or {"article_id": entry["subject"]} for entry in log)]
    named_in_store = desk.state.stored(words.strip()) if id_of_address(words) else None
    wanted = named_in_store.article.article_id if isinstance(named_in_store, StoredArticle) else words
    matches = find_articles(call.recommender, wanted, most=MAX_MATCHES, as_of=call.now) if words.strip() else []
    page = views.desk_page(
        desk.frame(error, refused),
        words=words.strip(),
        matches=[match.to_record() for match in matches],
        overrides=overrides,
        refused=refused_records(stored),
        log=log,
        titles=titles_of(call.recommender, named),
    )
    return desk.answer(page, status)


def article_answer(
    desk: Desk,
    article_id: str,
    *,
    error: str | None = None,
    refused: views.Refused | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """Return an article with its boxes, and what can be decided of it; or what is left of it."""
    call = desk.call
    stored = desk.state.stored(article_id)
    if isinstance(stored, Tombstone):
        frame = desk.frame(error, page=article_id)
        return desk.answer(views.desk_taken_down_page(frame, tombstone=_tombstone_record(stored)), HTTPStatus.GONE)
    if isinstance(stored, StoredArticle):  # perhaps by another form of its address
        article_id = stored.article.article_id
    try:
        seed = call.recommender.seed(article_id)
    except UnknownArticleError as unknown:
        status, message = desk.state.why_missing(unknown)
        return desk.answer(views.unknown_page(site=call.settings.site, message=message), status)
    boxes = call.page(seed, Options())["boxes"]
    catalogue = call.recommender.catalogue
    story_id = call.recommender.stories.id_of(catalogue.row_of(article_id), catalogue)
    stored_overrides = read_overrides(desk.store)
    about = [each for each in stored_overrides.all if _is_about(each.to_record(), article_id, story_id)]
    overrides = _override_records(call.recommender, stored_overrides, about, call.now)
    page = views.desk_article_page(
        desk.frame(error, refused, article_id),
        article=seed.article.to_record(),
        boxes=[(name, _explained(call, seed, boxes[name])) for name in BOXES],
        story=(story_id, call.recommender.story_size(story_id, as_of=call.now)),
        overrides=overrides,
        titles=titles_of(call.recommender, overrides),
    )
    return desk.answer(page, status)


def prospect_answer(desk: Desk, prospect: Prospect, page_id: str, fields: Mapping[str, str] | None) -> Response:
    """Return what a decision would touch, and a page's boxes without it and with it.

    Args:
        desk: The desk.
        prospect: The decision, and what it touches.
        page_id: The article beside which its form stood, ``""`` for none: one that it touches is shown then.
        fields: The form to take it with; None for one that stands, which can be undone.
    """
    call, override = desk.call, prospect.override.to_record()
    example = _page_to_show(prospect, page_id, call)
    page = views.desk_prospect_page(
        desk.frame(None),
        override=override,
        reach=prospect.reach.to_record(),
        page_id=page_id,
        fields=fields,
        example=example,
        boxes=[] if example is None else _compared(prospect, example, call),
        titles=titles_of(call.recommender, [override, *({"article_id": each} for each in prospect.reach.examples)])
        | ({} if example is None else titles_of(call.recommender, [{"article_id": example}])),
    )
    return desk.answer(page, HTTPStatus.OK)


def _page_to_show(prospect: Prospect, page_id: str, call: Call) -> str | None:
    """Return the article whose boxes are shown: that of the form, unless only those of others change."""
    here = [page_id] if call.recommender.catalogue.find(page_id) is not None else []
    is_changed = here and changes(page_id, prospect.before, prospect.after, call.now)
    return next(iter([*here, *prospect.reach.examples] if is_changed else [*prospect.reach.examples, *here]), None)


def _compared(
    prospect: Prospect, page_id: str, call: Call
) -> list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]]:
    """Return each box of a page by its name, with its cards without a decision and with it."""
    request = boxes.Request(as_of=call.now)
    before, after = (each.page(page_id, request).to_record()["boxes"] for each in (prospect.before, prospect.after))
    return [(name, box["cards"], after[name]["cards"]) for name, box in before.items() if "cards" in box]


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


def _override_records(
    recommender: Recommender, stored: Overrides, some: Iterable[Override], now: datetime
) -> list[dict[str, Any]]:
    """Return some of the overrides as records, those that hold first, each with whether it does and why it is idle."""
    active = {override.override_id for override in stored.at(now).overrides}
    idle = idle_overrides(replace(recommender, overrides=stored), some, as_of=now)
    records = [
        override.to_record() | {"active": override.override_id in active, "idle": idle.get(override.override_id)}
        for override in some
    ]
    return sorted(records, key=lambda record: not record["active"])


def _is_about(record: Mapping[str, Any], article_id: str, story_id: str) -> bool:
    """Return whether an override names an article or its story, or holds beside every article."""
    everywhere = record["action"] == "mute" or (record["action"] == "pin" and "seed" not in record)
    return everywhere or article_id in _ids_in([record]) or record.get("story_id") == story_id


def _ids_in(records: Iterable[Mapping[str, Any]]) -> list[str]:
    return [record[name] for record in records for name in ("article_id", "other", "seed") if record.get(name)]


def titles_of(recommender: Recommender, records: Sequence[Mapping[str, Any]]) -> dict[str, views.Title]:
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
    titled = {name: known for name, known in metadata.items() if known.get("title")}
    return {name: views.Title(known["title"], known.get("language")) for name, known in titled.items()}
