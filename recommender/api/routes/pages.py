"""The reader pages, the embed, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Literal

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from recommender.api import views
from recommender.api.auth import READER
from recommender.api.dependencies import NAMED_FIRST, Call, CallIn, StateIn
from recommender.api.responses import NO_CACHE, NO_STORE, file_answer, html_answer
from recommender.api.schemas import AnyIdInPath, Options, TagOptions
from recommender.article import MAX_ID_LENGTH, Article
from recommender.errors import UnknownArticleError

router = APIRouter(include_in_schema=False)
MOST_DIGITS = 5  # that the number of a page has, so that no more is read as a number
NEWEST = 200  # articles among which one of each story is looked for, for the front page
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@router.get("/", dependencies=READER)
def front(call: CallIn) -> Response:
    """Show what is breaking and trending, the largest stories of the day, and the newest articles by section.

    No story is on the page twice: what is breaking does not lead as well.
    """
    breaking, with_texts = call.breaking(Options(k=views.FRONT_BREAKING)), call.reads_texts()
    on_page = {card["story_id"] for card in breaking["cards"]}
    lead = views.choose_lead(_largest_of_day(call, on_page))
    newest = list(islice(_newest_of_stories(call, on_page, lead), views.FRONT_ARTICLES))
    language = lead[0].article.language if lead else call.recommender.language(call.now)
    page = views.front_page(
        site=call.settings.site,
        lead=views.lead_teasers(lead, with_texts=with_texts),
        sections=views.arrange_sections(newest, with_texts=with_texts),
        breaking=breaking,
        trending=call.trending(TagOptions(language=[language] if language else [])),
        as_of=call.now,
        site_url=call.settings.site_url,
    )
    return _html(call, page)


@router.get("/read/{article_id:path}", dependencies=[*READER, *NAMED_FIRST])
def read(state: StateIn, call: CallIn, article_id: AnyIdInPath) -> Response:
    """Show an article with its boxes, as the site does."""
    try:
        seed = call.find(article_id)
    except UnknownArticleError as error:
        status, _ = state.why_missing(error)
        return _missing(call, status, "taken_down" if status == HTTPStatus.GONE else "nothing_here")
    page = views.read_page(
        site=call.settings.site,
        article=seed.article.to_record(),
        paragraphs=[line for line in _text_of(call, seed.article).split("\n") if line.strip()],
        page=call.page(seed, Options()),
        as_of=call.now,
        site_url=call.settings.site_url,
    )
    return _html(call, page, cache=NO_STORE if call.is_to_come(seed.article) else NO_CACHE)


@router.get("/section/{name:path}", dependencies=READER)
def section(call: CallIn, name: AnyIdInPath, page: str = "1") -> Response:
    """Show the stories of a section, the one with the newest article first."""
    return _topic(call, "section", name, page)


@router.get("/tag/{name:path}", dependencies=READER)
def tag(call: CallIn, name: AnyIdInPath, page: str = "1") -> Response:
    """Show the stories of a tag, likewise."""
    return _topic(call, "tag", name, page)


def _topic(call: Call, facet: Literal["section", "tag"], name: str, page: str) -> Response:
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < MOST_DIGITS else 0
    topic = call.recommender.topic(facet, name, as_of=call.now, page=number)
    if topic is None:
        subject = name[:MAX_ID_LENGTH].strip() if number == 1 else ""
        return _missing(call, HTTPStatus.NOT_FOUND, "no_topic" if subject else "nothing_here", subject)
    catalogue, with_texts = call.recommender.catalogue, call.reads_texts()
    first = [catalogue.article(catalogue.row_of(story.articles[0]["article_id"])) for story in topic.stories]
    stories = [views.teaser(article, with_text=with_texts) for article in first]
    return _html(
        call,
        views.topic_page(
            topic.to_record(), stories, site=call.settings.site, as_of=call.now, site_url=call.settings.site_url
        ),
    )


def _missing(call: Call, status: HTTPStatus, why: str, name: str = "") -> Response:
    """Return the page of what is not here, in the language of most of what is."""
    language = call.recommender.language(call.now)
    return _html(call, views.missing_page(site=call.settings.site, why=why, language=language, name=name), status)


def _html(call: Call, page: str, status: int = HTTPStatus.OK, cache: str = NO_CACHE) -> Response:
    """Return a page, which may hold the text of an article for who may read it."""
    answer = html_answer(call.request, page, policy=POLICY, status=status, cache=call.private(cache))
    return call.by_key(answer)


def _text_of(call: Call, article: Article) -> str:
    return article.text if call.reads_texts() else ""


@router.get("/embed-example", dependencies=READER)
def embed_example(call: CallIn) -> Response:
    """Show the embed at work on the newest article."""
    newest = call.recommender.newest(call.now, 1)
    if not newest:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no article to show")
    page = views.embed_example(origin=str(call.request.base_url), article_id=newest[0].article_id)
    return html_answer(call.request, page, policy=POLICY)


@router.get("/embed.js")
async def embed(request: Request) -> Response:
    """Return the script of the embed, which any site may load."""
    answer = file_answer(request, views.static_file("embed.js"))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Return a file of the reader pages."""
    return file_answer(request, views.static_file(name))


def _largest_of_day(call: Call, others: set[str]) -> Iterator[views.Report]:
    """Yield the latest report of each story of the day that is not among some others, of the largest story first."""
    catalogue = call.recommender.catalogue
    for story in call.recommender.stories_of_day(call.now):
        if story.story_id not in others:
            yield views.Report(catalogue.article(catalogue.row_of(story.article_id)), story.publishers)


def _newest_of_stories(call: Call, others: set[str], lead: Iterable[views.Report]) -> Iterator[Article]:
    """Yield the newest article of each story that neither leads nor is among some others, newest first."""
    stories, catalogue = call.recommender.stories, call.recommender.catalogue
    seen = others | {stories.id_of(catalogue.row_of(each.article.article_id), catalogue) for each in lead}
    for article in call.recommender.newest(call.now, NEWEST):
        story_id = stories.id_of(catalogue.row_of(article.article_id), catalogue)
        if story_id not in seen:
            seen.add(story_id)
            yield article
