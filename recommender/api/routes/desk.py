"""The editor's desk: pages behind a key, on which articles are found and decisions taken.

Every form carries a token of the session, which no other site's page can know. Each act is a POST that leads back to
the page on which it was done, which says what it did, and offers to undo it. What touches the whole site asks first.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from recommender.api import views
from recommender.api.acts import Act, take_down
from recommender.api.decisions import (
    MissingArticleError,
    Prospect,
    about_the_same,
    decide,
    decision_of,
    expect_articles,
    will_do,
)
from recommender.api.dependencies import NAMED_FIRST, StateIn, StoreIn
from recommender.api.desk_pages import Desk, article_answer, home_answer, prospect_answer, sign_in_answer
from recommender.api.forms import SessionIn, SignedForm, SignedFormIn, redirect_to
from recommender.api.override_records import read_overrides
from recommender.api.responses import NO_STORE, json_answer
from recommender.api.routes.articles import exact_id
from recommender.api.schemas import AnyIdInPath, IdInPath
from recommender.api.state import State
from recommender.api.views.wording import desk_path
from recommender.article import to_iso
from recommender.errors import ArticleError
from recommender.overrides import Override, Overrides
from recommender.serving import complete_title
from recommender.store import Store

router = APIRouter(prefix="/desk", include_in_schema=False)
# How many titles are offered while one is typed. At least 1; by hand, as many as are read at a glance.
MAX_TITLES = 8


@router.get("")
async def home(request: Request, state: StateIn, session: SessionIn, words: str = "") -> Response:
    """Show what some words find, the decisions that hold, and the log; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(home_answer, Desk.of(request, state, session), words)


@router.get("/articles/{article_id:path}", dependencies=NAMED_FIRST)
async def article(request: Request, state: StateIn, session: SessionIn, article_id: AnyIdInPath) -> Response:
    """Show an article with its boxes, and what can be decided of it; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(article_answer, Desk.of(request, state, session), article_id)


@router.get("/titles")
async def titles(request: Request, state: StateIn, session: SessionIn, words: str = "") -> Response:
    """Return the articles whose titles begin with what is typed, for the script of the search."""
    if session is None:
        return redirect_to("/desk")
    return await state.in_store_thread(titles_answer, Desk.of(request, state, session), words)


@router.get("/decisions/{override_id:path}")
async def decision(
    request: Request, state: StateIn, session: SessionIn, override_id: IdInPath, page: str = ""
) -> Response:
    """Show what a decision that stands touches, and boxes with it and without it; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(decision_answer, Desk.of(request, state, session), override_id, page)


@router.post("/overrides")
async def take_decision(request: Request, state: StateIn, form: SignedFormIn) -> Response:
    """Pin, ban, hide or mute what a form names; ask first, if it touches the whole site or the form wants to see."""
    return await state.in_store_thread(decide_or_ask, Desk.of(request, state, form.session), form)


@router.post("/undo")
async def undo(state: StateIn, form: SignedFormIn, store: StoreIn) -> Response:
    """Undo an act of this session, exactly, or any decision; what is undone already is no matter."""
    return redirect_to(await state.in_store_thread(undo_what, state, store, form))


@router.post("/take-down")
async def take_down_article(request: Request, state: StateIn, form: SignedFormIn) -> Response:
    """Take an article down, as `DELETE` does; the form must say that this is meant."""
    return await state.in_store_thread(take_down_if_meant, Desk.of(request, state, form.session), form)


@router.post("/release")
async def release(state: StateIn, form: SignedFormIn, store: StoreIn) -> Response:
    """End the hold on an article; one that is not held is no matter."""
    author, note = form.session.author, form.get("note")
    released = await state.in_store_thread(store.release, form.get("page"), author=author, note=note)
    return redirect_to(page_of(form, None if released is None else Act(released.change, "hold")))


def titles_answer(desk: Desk, words: str) -> Response:
    """Return articles by their titles, each with its path on the desk."""
    call = desk.call
    records = complete_title(call.recommender, words, most=MAX_TITLES, as_of=call.now) if words.strip() else []
    articles = [
        {
            "article_id": record["article_id"],
            "title": record.get("title", ""),
            "language": record.get("language"),
            "publisher": record.get("publisher"),
            "published_at": record.get("published_at"),
            "path": desk_path(record["article_id"]),
        }
        for record in records
    ]
    return json_answer(call.request, {"articles": articles, "as_of": to_iso(call.now)}, cache=NO_STORE)


def decision_answer(desk: Desk, override_id: str, page_id: str) -> Response:
    """Return what a decision that stands touches."""
    stored = read_overrides(desk.store)
    override = next((each for each in stored.all if each.override_id == override_id), None)
    if override is None:
        return home_answer(desk, error="This decision does not stand any more.", status=HTTPStatus.NOT_FOUND)
    prospect = Prospect.of(override, desk.served_with(stored), desk.call.now, stands=True)
    return prospect_answer(desk, prospect, page_id, None)


def decide_or_ask(desk: Desk, form: SignedForm) -> Response:
    """Take a decision, and lead back, or show what it would touch; one that cannot be taken is refused on its page."""
    try:
        override = decision_of(form.fields, form.session.author, desk.state.now())
        override = expect_articles(override, desk.state)
        stored = read_overrides(desk.store)
        if _is_to_be_seen(override, stored, form):
            prospect = Prospect.of(override, desk.served_with(stored), desk.call.now)
            return prospect_answer(desk, prospect, form.get("page"), _to_send_again(form))
        change, _ = decide(desk.store, override, stored)
    except MissingArticleError as missing:
        suggested = _what_was_meant(form, missing)
        question = "" if suggested is None else " Did you mean another?"
        return _refuse(desk, form, f"Nothing was pinned: no article {missing.found} is here.{question}", suggested)
    except ArticleError as refused:
        return _refuse(desk, form, str(refused))
    return redirect_to(page_of(form, Act(change)))


def _is_to_be_seen(override: Override, stored: Overrides, form: SignedForm) -> bool:
    """Return whether an editor is to see what a decision touches before it is taken; one that stands needs no look."""
    before = about_the_same(override, stored)
    stands = before is not None and will_do(before, override)
    asks = form.get("preview") == "yes" or override.is_sitewide
    return asks and not stands and form.get("confirmed") != "yes"


def _to_send_again(form: SignedForm) -> dict[str, str]:
    """Return the fields of a form to be sent with the answer that they are meant."""
    return {name: value for name, value in form.fields.items() if name not in ("token", "page", "preview", "confirmed")}


def _what_was_meant(form: SignedForm, missing: MissingArticleError) -> views.Refused | None:
    """Return the form with the nearest article in the place of the missing one."""
    if missing.nearest is None:
        return None
    fields = _to_send_again(form) | {missing.field: missing.nearest.article_id}
    return views.Refused(fields=fields, page=form.get("page"), nearest=missing.nearest.to_record())


def _refuse(desk: Desk, form: SignedForm, error: str, refused: views.Refused | None = None) -> Response:
    """Return the page of a form, with what is wrong with it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if article_id := form.get("page"):
        return article_answer(desk, article_id, error=error, refused=refused, status=status)
    return home_answer(desk, error=error, refused=refused, status=status)


def undo_what(state: State, store: Store, form: SignedForm) -> str:
    """Undo the act that a form names or, if it names none, a decision; return where to go."""
    author = form.session.author
    if form.get("act"):
        act = Act.read(form.get("act"), form.session)
        return page_of(form, act and act.undo(store, state.recommender(), author))
    change = store.overrides.delete(form.get("override_id"), author=author)
    return page_of(form, Act(change) if change else None)


def take_down_if_meant(desk: Desk, form: SignedForm) -> Response:
    """Take down what a form names, and lead to what is left of it."""
    article_id = form.get("page")
    if form.get("confirmed") != "yes":
        return _refuse(desk, form, "Nothing was taken down: tick that you mean it.")
    try:
        hold, note, author = form.get("hold") == "yes", form.get("note"), form.session.author
        act = take_down(desk.store, desk.call.recommender, exact_id(article_id), hold=hold, author=author, note=note)
    except ArticleError as refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return home_answer(desk, error=str(refused), status=status)
    return redirect_to(page_of(form, act))


def page_of(form: SignedForm, act: Act | None = None) -> str:
    """Return the path of the page on which a form was sent, an article's or the front, after an act."""
    article_id = form.get("page")
    path = desk_path(article_id) if article_id else "/desk"
    return path if act is None else f"{path}?act={act.signed(form.session)}"
