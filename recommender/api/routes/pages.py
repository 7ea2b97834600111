"""Pages and files: the reader pages and the embed."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from recommender.api import views as web
from recommender.api.auth import READER
from recommender.api.dependencies import NAMED, Call, State
from recommender.api.responses import file_answer, html_answer
from recommender.api.schemas import IdInPath, Options, TagOptions
from recommender.article import Article
from recommender.errors import UnknownArticleError

LOOKED_AT = 200  # of the newest articles, to find one of each story for the front page
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

pages = APIRouter(include_in_schema=False)


@pages.get("/", dependencies=READER)
def front(request: Request) -> Response:
    """Show what is breaking and trending, and the newest articles by section."""
    call = Call(request)
    breaking = call.breaking(Options(k=web.FRONT_BREAKING))
    told = {card["story_id"] for card in breaking["cards"]}
    lead, sections = web.arrange_front(list(islice(_newest_of_stories(call, told), web.FRONT_ARTICLES)))
    page = web.front_page(
        site=call.settings.site,
        lead=lead,
        sections=sections,
        breaking=breaking,
        trending=call.trending(TagOptions()),
        as_of=call.now,
    )
    return html_answer(request, page, policy=PAGE_POLICY)


@pages.get("/read/{article_id:path}", dependencies=[*READER, *NAMED])
def read(request: Request, article_id: IdInPath) -> Response:
    """Show an article with its boxes, as the site does."""
    call = Call(request)
    try:
        seed = call.recommender.seed(article_id)
    except UnknownArticleError as error:
        return _missing(call, *State.of(request).missing(error))
    if seed.article.published_at is not None and seed.article.published_at > call.now:
        return _missing(call, HTTPStatus.NOT_FOUND, f"article {article_id} is not published yet")
    page = web.read_page(
        site=call.settings.site,
        article=seed.article.to_record(),
        paragraphs=[line for line in seed.article.text.split("\n") if line.strip()],
        page=call.page(seed, Options()),
        as_of=call.now,
    )
    return html_answer(request, page, policy=PAGE_POLICY)


def _missing(call: Call, status: HTTPStatus, message: str) -> Response:
    missing = web.not_found_page(site=call.settings.site, message=message)
    return html_answer(call.request, missing, policy=PAGE_POLICY, status=status)


@pages.get("/embed-example", dependencies=READER)
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
    answer = file_answer(request, web.static_file("embed.js"))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@pages.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Return a file of the reader pages."""
    return file_answer(request, web.static_file(name))


def _newest_of_stories(call: Call, told: set[str]) -> Iterator[Article]:
    """Yield the newest article of each story that is not told yet, newest first."""
    recommender = call.recommender
    for article in recommender.newest(call.now, LOOKED_AT):
        story = recommender.stories.id_of(recommender.catalogue.row_of(article.article_id), recommender.catalogue)
        if story not in told:
            told.add(story)
            yield article
