"""Boxes as a piece of HTML without script, for a site to put into its own page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from recommender.api import views
from recommender.api.answer_cache import Lasting
from recommender.api.auth import READER
from recommender.api.dependencies import NAMED_FIRST, SEED_ERRORS, CallIn, find_seed
from recommender.api.direct_route import DirectRoute
from recommender.api.schemas import (
    FragmentOptionsIn,
    IdInPath,
    SitewideFragmentOptions,
    TagFragmentOptions,
    TagFragmentOptionsIn,
    TagOptions,
    problems,
)
from recommender.api.schemas import SitewideFragmentOptionsIn as OptionsIn
from recommender.errors import ArticleError

router = APIRouter(
    prefix="/v1", tags=["boxes"], dependencies=READER, route_class=DirectRoute, default_response_class=HTMLResponse
)
HTML: dict[int | str, dict[str, Any]] = {200: {"description": "A section a box; nothing where nothing is to be shown."}}


@router.get("/articles/{article_id:path}/boxes.html", responses=SEED_ERRORS | HTML, dependencies=NAMED_FIRST)
async def boxes_fragment(call: CallIn, article_id: IdInPath, options: FragmentOptionsIn) -> Response:
    """Show Related and Similar News of an article as a piece of HTML, for search engines and readers without scripts.

    Each box is a `section` of the class `related-news` in the page's language; `docs/embed.md` has the classes in it.
    """
    seed = await find_seed(call, article_id)
    wanted = options.of_boxes()
    if options.box == "both":
        if options.own_heading():
            raise ArticleError("heading", "true or false over both boxes", options.heading)
        page = call.page(seed, wanted)["boxes"]
        boxes = [page["related"], page["similar"]]
    else:
        boxes = [call.box(options.box, seed, wanted)]
    known = {"language": seed.article.language, "url": seed.article.url}
    look = _look(options, options.language or seed.article.language)
    markup = views.boxes_fragment(boxes, look, seed=known)
    lasting = call.lasting(Lasting.LONG, article_id, seed)
    return call.answer_fragment(markup, cache=call.cache_of(seed.article), lasting=lasting)


@router.get("/breaking.html", responses=problems(401, 422, 503) | HTML)
async def breaking_fragment(call: CallIn, options: OptionsIn) -> Response:
    """Show what is breaking as a piece of HTML; nothing where nothing is breaking."""
    box, catalogue = call.breaking(options.of_boxes()), call.recommender.catalogue
    for card in box["cards"]:  # which, on no article's page, are in languages of their own
        card["language"] = catalogue.label("language", catalogue.row_of(card["article_id"])) or None
    markup = views.boxes_fragment([box], _look(options, options.language))
    return call.answer_fragment(markup, lasting=Lasting.MINUTE)


@router.get("/trending.html", responses=problems(401, 422, 503) | HTML)
async def trending_fragment(call: CallIn, options: TagFragmentOptionsIn) -> Response:
    """Show what is trending in one language as a piece of HTML; nothing where nothing is trending.

    It is the language of the page, or else that of most of the newest articles.
    """
    language = options.language or call.recommender.language(call.now)
    tags = TagOptions.model_construct(**dict(options.of_boxes()) | {"language": [language] if language else []})
    markup = views.tags_fragment(call.trending(tags), _words(options, language))
    return call.answer_fragment(markup, lasting=Lasting.MINUTE)


def _look(options: SitewideFragmentOptions, language: str | None) -> views.FragmentLook:
    look = _words(options, language)
    return replace(look, reasons=options.reasons, notices=options.notices, images=options.images)


def _words(options: TagFragmentOptions, language: str | None) -> views.FragmentLook:
    return views.FragmentLook(language=language, heading=options.own_heading(), link=options.link)
