"""The reader pages, the embed, and their files."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from recommender.api import views
from recommender.api.auth import READER
from recommender.api.dependencies import NAMED_FIRST, Call, CallIn, StateIn
from recommender.api.responses import NO_CACHE, NO_STORE, file_answer, html_answer
from recommender.api.schemas import AnyIdInPath, Options, TagOptions
from recommender.article import Article
from recommender.errors import UnknownArticleError

router = APIRouter(include_in_schema=False)
NEWEST = 200  # articles among which one of each story is looked for, for the front page
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@router.get("/", dependencies=READER)
def front(call: CallIn) -> Response:
    """Show what is breaking and trending, and the newest articles by section."""
    breaking = call.breaking(Options(k=views.FRONT_BREAKING))
    newest = _newest_of_stories(call, {card["story_id"] for card in breaking["cards"]})
    newest_of_stories = list(islice(newest, views.FRONT_ARTICLES))
    lead, sections = views.arrange_front(newest_of_stories, with_texts=call.reads_texts())
    page = views.front_page(
        site=call.settings.site,
        lead=lead,
        sections=sections,
        breaking=breaking,
        trending=call.trending(TagOptions()),
        as_of=call.now,
    )
    return _html(call, page)


@router.get("/read/{article_id:path}", dependencies=[*READER, *NAMED_FIRST])
def read(state: StateIn, call: CallIn, article_id: AnyIdInPath) -> Response:
    """Show an article with its boxes, as the site does."""
    try:
        seed = call.find(article_id)
    except UnknownArticleError as error:
        return _missing(call, *state.why_missing(error))
    page = views.read_page(
        site=call.settings.site,
        article=seed.article.to_record(),
        paragraphs=[line for line in _text_of(call, seed.article).split("\n") if line.strip()],
        page=call.page(seed, Options()),
        as_of=call.now,
    )
    return _html(call, page, cache=NO_STORE if call.is_to_come(seed.article) else NO_CACHE)


def _missing(call: Call, status: HTTPStatus, message: str) -> Response:
    return _html(call, views.missing_page(site=call.settings.site, message=message), status)


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


def _newest_of_stories(call: Call, others: set[str]) -> Iterator[Article]:
    """Yield the newest article of each story that is not among some others, newest first."""
    stories, catalogue, seen = call.recommender.stories, call.recommender.catalogue, set(others)
    for article in call.recommender.newest(call.now, NEWEST):
        story_id = stories.id_of(catalogue.row_of(article.article_id), catalogue)
        if story_id not in seen:
            seen.add(story_id)
            yield article
