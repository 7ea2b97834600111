"""The editor's desk: pages behind a key, on which articles are found and decisions taken.

A browser signs in with a form and keeps a signed cookie (see `sessions`) that no script can read and that no other
site's page can make it send; every form also carries a token of the session. Each decision is a POST that leads back to
the page on which it was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response

from recommender.api import sessions
from recommender.api import views as web
from recommender.api.auth import is_key
from recommender.api.dependencies import NAMED, Call, State
from recommender.api.forms import COOKIE, Form, form_of, see, session_of, signed_form
from recommender.api.responses import NO_STORE, html_answer
from recommender.api.routes.articles import exact_id
from recommender.api.routes.overrides import all_of, keep, refused_of, told
from recommender.api.schemas import IdInPath, Options
from recommender.api.sessions import Session
from recommender.api.views.wording import desk_path
from recommender.article import parse_name, to_iso
from recommender.engine import Recommender
from recommender.errors import ArticleError, UnknownArticleError
from recommender.index import Seed
from recommender.overrides import BOXES, Override, Overrides
from recommender.serving import find_articles
from recommender.store import Tombstone

desk = APIRouter(prefix="/desk", include_in_schema=False)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' http: https: data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
FOUND, LOGGED = 20, 50
SPANS = dict(zip(web.SPANS, (None, *(timedelta(hours=hours) for hours in (1, 6, 24, 7 * 24, 30 * 24))), strict=True))
# What each button of a form does, and the fields of the form that say of what.
DECISIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pin": ("pin", ("box", "article_id", "seed", "position")),
    "pin everywhere": ("pin", ("box", "article_id", "position")),
    "ban": ("ban", ("article_id", "seed")),
    "hide": ("hide", ("article_id",)),
    "hide section": ("hide", ("section",)),
    "hide story": ("hide", ("story_id",)),
    "mute": ("mute", ("term",)),
}


@desk.get("")
async def home(request: Request, words: str = "") -> Response:
    """Show what was found, what holds and the log; or ask for the key."""
    session = session_of(request)
    if session is None:
        return sign_in_answer(request)
    return await State.of(request).ask(home_answer, request, session, words)


@desk.get("/articles/{article_id:path}", dependencies=NAMED)
async def article(request: Request, article_id: IdInPath) -> Response:
    """Show an article with its boxes, and what can be decided of it."""
    session = session_of(request)
    if session is None:
        return sign_in_answer(request)
    return await State.of(request).ask(article_answer, request, session, article_id)


@desk.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Begin a session for who sends an editor's key."""
    form, state = await form_of(request), State.of(request)
    key = form.get("key", "").strip()
    author = parse_name(form.get("author"), "author")
    client = request.client.host if request.client else ""
    if wait := state.attempts.wait(client):
        # The key is not even looked at.
        error = f"Too many attempts have failed. Try again in {wait} seconds."
        answer = sign_in_answer(request, error=error, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(wait)
        return answer
    if not is_key(key.encode(), state.settings.editor_keys):
        state.attempts.fail(client)
        return sign_in_answer(request, error="That is not the key of an editor.", status=HTTPStatus.UNAUTHORIZED)
    if author is None:
        return sign_in_answer(request, error="Your name is missing.", status=HTTPStatus.UNAUTHORIZED)
    answer = see("/desk")
    answer.set_cookie(
        COOKIE,
        sessions.begin(author, key, datetime.now(UTC)),
        max_age=int(sessions.LIFETIME.total_seconds()),
        path="/desk",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


@desk.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session in this browser."""
    await signed_form(request)
    answer = see("/desk")
    answer.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="strict")
    return answer


@desk.post("/overrides")
async def decide(request: Request) -> Response:
    """Pin, ban, hide or mute what a form names."""
    session, form = await signed_form(request)
    return await State.of(request).ask(taken, request, session, form)


@desk.post("/undo")
async def undo(request: Request) -> Response:
    """Undo a decision; one that is undone already is no matter."""
    session, form = await signed_form(request)
    state = State.of(request)
    await state.ask(state.writable().overrides.delete, form.get("override_id", ""), author=session.author)
    return see(page_of(form))


@desk.post("/take-down")
async def take_down(request: Request) -> Response:
    """Take an article down, as `DELETE` does; the form must say that this is meant."""
    session, form = await signed_form(request)
    return await State.of(request).ask(taken_down, request, session, form)


@desk.post("/release")
async def release(request: Request) -> Response:
    """End the hold on an article; one that is not held is no matter."""
    session, form = await signed_form(request)
    state = State.of(request)
    article_id, note = form.get("page", ""), form.get("note", "")
    await state.ask(state.writable().release, article_id, author=session.author, note=note)
    return see(page_of(form))


def taken_down(request: Request, session: Session, form: Form) -> Response:
    """Take down what a form names, and lead to what is left of it."""
    article_id, store = form.get("page", ""), State.of(request).writable()
    if form.get("confirmed") != "yes":
        error, status = "Nothing was taken down: tick that you mean it.", HTTPStatus.UNPROCESSABLE_ENTITY
        return article_answer(request, session, article_id, error=error, status=status)
    try:
        note = form.get("note", "")
        store.delete(exact_id(article_id), hold=form.get("hold") == "yes", author=session.author, note=note)
    except ArticleError as error:
        return home_answer(request, session, error=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return see(page_of(form))


def taken(request: Request, session: Session, form: Form) -> Response:
    """Take a decision, and lead back; what cannot be decided so is said on the page where it was asked."""
    state = State.of(request)
    try:
        keep(state.writable(), decision_of(form, session.author, state.now()))
    except ArticleError as error:
        message, status = str(error), HTTPStatus.UNPROCESSABLE_ENTITY
        if page := form.get("page"):
            return article_answer(request, session, page, error=message, status=status)
        return home_answer(request, session, error=message, status=status)
    return see(page_of(form))


def decision_of(form: Form, author: str, now: datetime) -> Override:
    """Return the override that a form asks for.

    Raises:
        ArticleError: It asks for none.
    """
    action, names = DECISIONS.get(form.get("do", ""), ("", ()))
    record: dict[str, Any] = {name: form.get(name) for name in names}
    if action == "ban":
        record["other"] = record.pop("seed")
    if position := record.get("position"):
        record["position"] = int(position) if position.isascii() and position.isdigit() else position
    span = SPANS.get(form.get("span", ""))
    ends_at = {} if span is None else {"ends_at": now + span}
    written = {"override_id": uuid4().hex, "action": action, "author": author, "note": form.get("note")}
    return Override.parse(written | record | ends_at)


def home_answer(
    request: Request,
    session: Session,
    words: str = "",
    *,
    error: str | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """Return the front of the desk."""
    call = Call(request)
    store = State.of(request).writable()
    known = all_of(store)
    overrides = _told(known, call.now)
    log = [told(entry) for entry in store.audit.entries(most=LOGGED)]
    named = [*overrides, *(entry["override"] for entry in log if entry["override"])]
    named += [{"article_id": entry["subject"]} for entry in log if not entry["override"]]
    found = find_articles(call.recommender, words, most=FOUND, as_of=call.now) if words.strip() else []
    page = web.desk_page(
        _frame(call, session, error),
        words=words.strip(),
        found=[each.to_record() for each in found],
        overrides=overrides,
        refused=refused_of(known),
        log=log,
        titles=_titles(call.recommender, named),
    )
    return html_answer(request, page, policy=POLICY, status=status, cache=NO_STORE)


def article_answer(
    request: Request,
    session: Session,
    article_id: str,
    *,
    error: str | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """Return an article of the desk."""
    call = Call(request)
    state = State.of(request)
    if isinstance(left := state.stored(article_id), Tombstone):
        page = web.desk_gone_page(_frame(call, session, error), left=asdict(left) | {"at": to_iso(left.at)})
        return html_answer(request, page, policy=POLICY, status=HTTPStatus.GONE, cache=NO_STORE)
    try:
        seed = call.recommender.seed(article_id)
    except UnknownArticleError as unknown:
        status, message = state.missing(unknown)
        return html_answer(
            request,
            web.not_found_page(site=call.settings.site, message=message),
            policy=POLICY,
            status=status,
            cache=NO_STORE,
        )
    boxes = call.page(seed, Options())["boxes"]
    known = all_of(state.writable())
    story_id = call.recommender.stories.id_of(call.recommender.catalogue.row_of(article_id), call.recommender.catalogue)
    overrides = [record for record in _told(known, call.now) if _is_about(record, article_id, story_id)]
    page = web.desk_article_page(
        _frame(call, session, error),
        article=seed.article.to_record(),
        boxes=[(name, _explained(call, seed, boxes[name])) for name in BOXES],
        story=(story_id, len(seed.story)),
        overrides=overrides,
        titles=_titles(call.recommender, overrides),
    )
    return html_answer(request, page, policy=POLICY, status=status, cache=NO_STORE)


def sign_in_answer(request: Request, *, error: str | None = None, status: int = HTTPStatus.OK) -> Response:
    """Return the page that asks for the key, or says why there is none to have."""
    settings = State.of(request).settings
    closed = None
    if not settings.editor_keys:
        closed, status = "The desk is closed: set RECOMMENDER_EDITOR_KEYS to open it.", HTTPStatus.FORBIDDEN
    page = web.sign_in_page(site=settings.site, error=error, closed=closed)
    answer = html_answer(request, page, policy=POLICY, status=status, cache=NO_STORE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def page_of(form: Form) -> str:
    """Return the path of the page on which a form was sent: that of an article, or the front."""
    article_id = form.get("page")
    return desk_path(article_id) if article_id else "/desk"


def _explained(call: Call, seed: Seed, box: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a box with what made each of its cards."""

    def why(card: Mapping[str, Any]) -> dict[str, Any]:
        return call.recommender.explain(seed, card["article_id"], as_of=call.now).to_record()

    return box | {"cards": [{"pinned": False} | card | {"why": why(card)} for card in box["cards"]]}


def _frame(call: Call, session: Session, error: str | None) -> web.DeskFrame:
    return web.DeskFrame(
        site=call.settings.site, author=session.author, token=session.form_token, as_of=call.now, error=error
    )


def _told(found: Overrides, now: datetime) -> list[dict[str, Any]]:
    """Return all overrides as records, those that hold first, each with whether it does."""
    active = {override.override_id for override in found.at(now).overrides}
    records = [override.to_record() | {"active": override.override_id in active} for override in found.all]
    return sorted(records, key=lambda record: not record["active"])


def _is_about(record: Mapping[str, Any], article_id: str, story_id: str) -> bool:
    everywhere = record["action"] == "pin" and "seed" not in record
    named = article_id in _ids_in([record]) or record.get("story_id") == story_id
    return everywhere or record["action"] == "mute" or named


def _ids_in(records: Iterable[Mapping[str, Any]]) -> list[str]:
    return [record[name] for record in records for name in ("article_id", "other", "seed") if record.get(name)]


def _titles(recommender: Recommender, records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the titles of those articles and stories that are here, by id; of a story, that of its first article."""
    catalogue, stories = recommender.catalogue, recommender.stories
    rows = {article_id: catalogue.find(article_id) for article_id in _ids_in(records)}
    named_stories = {record["story_id"] for record in records if record.get("story_id")}
    told = {story_id: stories.rows_of(stories.resolve(story_id), catalogue) for story_id in named_stories}
    rows |= {story_id: int(members[0]) for story_id, members in told.items() if len(members)}
    found = {named: catalogue.metadata(row) for named, row in rows.items() if row is not None}
    return {named: metadata["title"] for named, metadata in found.items() if metadata.get("title")}
