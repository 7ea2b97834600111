"""Pages of the reader, and the records on them; every builder says only what a test does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from recommender.api import views

Record = dict[str, Any]
Facet = Literal["section", "tag"]
NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)


def article(**fields: object) -> Record:
    return {"article_id": "a-1", "title": "Storm hits the coast", "text": "A storm hit.", "kind": "news"} | fields


def teaser(**fields: object) -> Record:
    known = {"article_id": "t-1", "title": "A teaser", "url": "https://p.example/t-1", "publisher": "The Courier"}
    rest = {
        "published_at": "2026-04-24T15:00:00Z",
        "section": "politics",
        "kind": "news",
        "language": "en",
        "image_url": None,
    }
    return known | rest | {"standfirst": "It happened."} | fields


def card(**fields: object) -> Record:
    known = {
        "rank": 1,
        "article_id": "c-1",
        "title": "Ferries stop",
        "url": "https://p.example/c-1",
        "publisher": "Times",
    }
    rest = {"published_at": "2026-04-22T18:00:00Z", "section": "local", "kind": "news", "image_url": None, "score": 0.5}
    reason = {"text": "Both mention Skerrow · 2 days earlier", "terms": [{"term": "skerrow", "share": 0.4}]}
    return known | rest | {"story_id": "s-1", "reason": reason, "also_published_by": []} | fields


def box(name: str, *cards: Record, notice: str | None = None) -> Record:
    as_of = NOW.isoformat()
    return {"box": name, "seed": "a-1", "cards": list(cards), "notice": notice, "model": "000001", "as_of": as_of}


def page(*boxes: Record) -> Record:
    return {"seed": "a-1", "boxes": {b["box"]: b for b in boxes}, "model": "000001", "as_of": NOW.isoformat()}


def read(*boxes: Record, site: str = "The Reader", paragraphs: tuple[str, ...] = ("One.",), **fields: object) -> str:
    return views.read_page(
        site=site, article=article(**fields), paragraphs=list(paragraphs), page=page(*boxes), as_of=NOW
    )


def tag(**fields: object) -> Record:
    known = {"rank": 1, "label": "Joe Biden", "language": "en", "score": 9.5, "lift": 12.5, "now": 14, "usual": 0.2}
    example = {"article_id": "e-1", "title": "Biden speaks", "url": None, "publisher": "Times", "published_at": None}
    return known | {"publishers": 9, "series": [0, 2, 4], "examples": [example]} | fields


def tag_box(*tags: Record) -> Record:
    return {"box": "trending", "seed": None, "tags": list(tags), "notice": None, "model": "1", "as_of": NOW.isoformat()}


def front(
    *lead: Record,
    sections: tuple[Record, ...] = (),
    breaking: tuple[Record, ...] = (),
    tags: tuple[Record, ...] = (),
    site: str = "The Reader",
) -> str:
    return views.front_page(
        site=site,
        sections=[{"has_page": True} | section for section in sections],
        lead=list(lead),
        breaking={"box": "breaking", "cards": list(breaking)},
        trending={"box": "trending", "tags": list(tags)},
        as_of=NOW,
    )


def topic(*stories: tuple[Record, ...], facet: Facet = "tag", name: str = "storm", number: int = 1, of: int = 1) -> str:
    """Return the page of a section or tag with some stories, each of them the teasers of its articles."""
    known = [{"story_id": "s-1", "articles": articles, "n_articles": len(articles)} for articles in stories]
    shown = {"facet": facet, "name": name, "stories": known, "page": number, "n_pages": of, "among_newest": None}
    return views.topic_page(shown, [articles[0] for articles in stories], site="The Reader", as_of=NOW)


def everything(words: str) -> list[str]:
    """All pages with the same words in every place that holds a record's words."""
    named = {"title": words, "publisher": words, "section": words}
    shown = card(**named, reason={"text": words, "terms": []}, also_published_by=[words, words], story_id=words)
    spoken: Record = {"authors": [words], "tags": [words], "language": "en", "url": "https://p.example/"}
    boxes = (box("related", shown, notice=words), box("similar", notice=words))
    section = {"name": words, "articles": [teaser(**named, standfirst=words)]}
    return [
        read(*boxes, site=words, paragraphs=(words, words), **named, **spoken),
        front(teaser(**named, standfirst=words), sections=(section,), site=words),
        topic((teaser(**named, standfirst=words), teaser(**named)), name=words, number=2, of=3),
        topic((teaser(**named),), facet="section", name=words),
        views.missing_page(site=words, why="no_topic", language="ar", name=words),
        views.unknown_page(site=words, message=words),
        views.embed_example(origin="https://r.example", article_id=words),
    ]
