"""Records → pages.

In: plain records, as the JSON of version 1 has them, and the time. Out: one whole HTML page each. The templates escape
every value (autoescape has no exception) and fail on a name that is missing, so that the tests see a change of the
JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from recommender.api.views import wording
from recommender.api.views.metadata import article_metadata, page_metadata
from recommender.article import FIELDS, clock_of, date_of, day_of, messages_of

Record = Mapping[str, Any]

_BOX_ORDER = ("related", "similar", "breaking")


def front_page(
    *,
    site: str,
    sections: Sequence[Record],
    lead: Sequence[Record],
    breaking: Record,
    trending: Record,
    as_of: datetime,
    site_url: str | None = None,
) -> str:
    """Return the front page: what is trending and breaking, the lead stories, the first of them large, the sections.

    Args:
        site: The name over the page.
        sections: `{"name", "has_page", "articles"}` each, in the order of the page; one without articles is left out.
        lead: The articles on top, most important first, each with `"publishers"`, how many have told its story. An
            article here and in a section is the record of an article, None where a field is not known, and its
            `"standfirst"`.
        breaking: The box of breaking news; without cards it is not shown.
        trending: The box of tags, likewise.
        as_of: The reader's now, aware.
        site_url: Where the page is reached; None if that is not known.
    """
    filled = [section for section in sections if section["articles"]]
    languages = [story["language"] for story in lead] or [None]
    return render(
        "front.html",
        say=messages_of(languages[0]),
        about=page_metadata(site=site, site_url=site_url, path="/", title=site, language=languages[0]),
        site=site,
        sections=filled,
        lead=lead,
        breaking=_filled(breaking),
        tags=trending["tags"],
        as_of=as_of,
    )


def read_page(
    *,
    site: str,
    article: Record,
    paragraphs: Sequence[str],
    page: Record,
    as_of: datetime,
    site_url: str | None = None,
) -> str:
    """Return an article with its boxes.

    Args:
        site: The name over the page.
        article: The article's record; fields that are not known may be absent.
        paragraphs: The article's text; none where the reader may not read it.
        page: `{"seed", "boxes", "model", "as_of"}`. A box with neither cards nor a notice is not shown, nor breaking
            news or a bar of tags without any. Cards may carry their `language`; without one they are taken to be in
            the article's.
        as_of: The reader's now, aware.
        site_url: Where the page is reached; None if that is not known.
    """
    # A record leaves out what is not known (see `Article.to_record`); a template names all of it.
    whole = dict.fromkeys(FIELDS) | dict(article)
    words, boxes = messages_of(whole["language"]), [page["boxes"][name] for name in _BOX_ORDER if name in page["boxes"]]
    visible = [
        (words.headings[box.get("kind_of_box") or box["box"]], _filled(box))
        for box in boxes
        if box["cards"] or (box["notice"] and _is_of_seed(box))
    ]
    return render(
        "read.html",
        say=words,
        about=article_metadata(whole, words, site=site, site_url=site_url, text="\n".join(paragraphs)),
        site=site,
        article=whole,
        paragraphs=paragraphs,
        boxes=visible,
        tags=page["boxes"].get("trending", {"tags": ()})["tags"],
        page=page,
        as_of=as_of,
    )


def topic_page(
    topic: Record, stories: Sequence[Record], *, site: str, as_of: datetime, site_url: str | None = None
) -> str:
    """Return one page of a section or tag.

    Args:
        topic: `{"facet", "name", "page", "n_pages", "stories"}`, each story with `{"articles", "n_articles"}`.
        stories: For each of its stories the record of the article that stands first, as on the front page.
        site: The name over the page.
        as_of: The reader's now, aware.
        site_url: Where the page is reached; None if that is not known.
    """
    [(language, _), *_] = Counter(story["language"] for story in stories).most_common(1)
    path = {"section": wording.section_path, "tag": wording.tag_path}[topic["facet"]](topic["name"])
    here = path if topic["page"] == 1 else f"{path}?page={topic['page']}"
    return render(
        "topic.html",
        say=messages_of(language),
        about=page_metadata(site=site, site_url=site_url, path=here, title=topic["name"], language=language),
        site=site,
        topic=topic,
        path=path,
        language=language,
        stories=[
            (first, [dict.fromkeys(FIELDS) | dict(each) for each in story["articles"][1:]], story["n_articles"])
            for first, story in zip(stories, topic["stories"], strict=True)
        ],
        as_of=as_of,
    )


def missing_page(*, site: str, why: str, language: str | None = None, name: str = "") -> str:
    """Return the page of an address at which nothing can be shown.

    Args:
        site: The name over the page.
        why: Which message of a page says why: `nothing_here`, `taken_down`, `no_topic`, `try_again`.
        language: That of the page, where it is known.
        name: The section or tag of which there is nothing.
    """
    words = messages_of(language)
    heading = words.page["not_ready" if why == "try_again" else "missing"]
    return render("not_found.html", say=words, site=site, heading=heading, message=words.page[why], name=name)


def unknown_page(*, site: str, message: str) -> str:
    """Return the desk's page of what is not here, in English as the desk is; `message` says what was looked for."""
    heading = messages_of(None).page["missing"]
    return render("not_found.html", site=site, heading=heading, message=message, name="")


def embed_example(*, origin: str, article_id: str) -> str:
    """Return a page that shows the embed at work, with the line of HTML that does it.

    Args:
        origin: Where the service is reached, such as ``https://recommender.example``; printed in the line to copy. The
            page itself loads the script from its own origin, as its Content-Security-Policy asks.
        article_id: The article whose box is shown.
    """
    return render("embed_example.html", site="Embed example", origin=origin.rstrip("/"), article_id=article_id)


def _is_of_seed(box: Record) -> bool:
    """Return whether a box is about the article; that there is no breaking news is nothing to say to its reader."""
    return str(box["box"]) != "breaking"


def _filled(box: Record) -> Record:
    return {**box, "cards": [{"language": None, "trigger": None} | dict(card) for card in box["cards"]]}


def render(template: str, **values: object) -> str:
    """Return a template filled with values."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    """Return the one environment, built for the first page: importing the package reads no file."""
    environment = Environment(
        loader=PackageLoader("recommender.api.views"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=wording.visible,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (
        wording.about,
        wording.capitalised,
        wording.desk_path,
        wording.direction,
        wording.host,
        wording.moment,
        wording.read_path,
        wording.section_path,
        wording.some,
        wording.sparkline,
        wording.tag_path,
        wording.web_url,
    )
    environment.filters.update({each.__name__: each for each in filters})
    in_words: dict[str, Callable[..., object]] = {
        "age": wording.age,
        "clock": clock_of,
        "date": date_of,
        "day": day_of,
        "headline": wording.headline,
        "kind_label": wording.kind_label,
        "number": wording.number,
    }
    environment.filters.update({name: _in_words(each) for name, each in in_words.items()})
    environment.globals |= {"say": messages_of("en"), "about": None}
    return environment


def _in_words(say: Callable[..., object]) -> Callable[..., object]:
    """Return a filter that says a value in the words of the page, which are English where it names no others."""

    @pass_context
    def say_on_page(context: Context, *values: object) -> object:
        return say(*values, context["say"])

    return say_on_page
