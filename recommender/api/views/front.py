"""Articles → the front page: a lead, then sections.

In: the largest stories of the day, and the newest articles. Out: the records that `front_page` shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from recommender.article import FIELDS, Article

FRONT_ARTICLES = 60
FRONT_BREAKING = 3
LEAD_ARTICLES = 5
SECTION_ARTICLES = 6
NO_SECTION = "news"  # the name of the section of articles that have none
MOST_COMPARED = 40  # stories of the day among which other sections are looked for. At least 1; chosen by hand
STANDFIRST_CHARACTERS = 280

_SENTENCE = re.compile(r".+?(?:[.!?][\"'”’»)]*(?=\s|$)|[。！？]|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Report:
    """The latest report of a story of the day, and how many publishers have told that."""

    article: Article
    publishers: int


def choose_lead(reports: Iterable[Report]) -> list[Report]:
    """Return what leads the front page: the largest story, and beside it the largest of other sections.

    Where there are few sections, the next largest stories follow.

    Args:
        reports: The latest report of each story of the day, of the largest story first.
    """
    by_section: dict[str, Report] = {}
    others: list[Report] = []
    for report in islice(reports, MOST_COMPARED):
        section = _section_of(report.article)
        if section in by_section:
            others.append(report)
        elif len(by_section) < LEAD_ARTICLES:
            by_section[section] = report
    return [*by_section.values(), *others][:LEAD_ARTICLES]


def lead_teasers(lead: Iterable[Report], *, with_texts: bool = True) -> list[dict[str, Any]]:
    """Return the records of what leads, each with `"publishers"`; `with_texts` as for `teaser`."""
    return [teaser(each.article, with_text=with_texts) | {"publishers": each.publishers} for each in lead]


def arrange_sections(articles: Sequence[Article], *, with_texts: bool = True) -> list[dict[str, Any]]:
    """Return articles by section, each section in the order of its newest article.

    Args:
        articles: Newest first.
        with_texts: As for `teaser`.
    """
    sections: dict[str, list[dict[str, Any]]] = {}
    for article in articles:
        teasers = sections.setdefault(_section_of(article), [])
        if len(teasers) < SECTION_ARTICLES:
            teasers.append(teaser(article, with_text=with_texts))
    known = {article.section for article in articles}
    return [{"name": name, "has_page": name in known, "articles": each} for name, each in sections.items()]


def standfirst(text: str) -> str:
    """Return the first sentence of a text, cut at a word when it is long.

    >>> standfirst("Rain fell. More is to come.")
    'Rain fell.'
    """
    paragraph = text.strip().partition("\n")[0]
    match = _SENTENCE.match(paragraph)
    sentence = match.group() if match else ""
    if len(sentence) <= STANDFIRST_CHARACTERS:
        return sentence
    cut = sentence[:STANDFIRST_CHARACTERS]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _section_of(article: Article) -> str:
    return article.section or NO_SECTION


def teaser(article: Article, *, with_text: bool = True) -> dict[str, Any]:
    """Return the record of an article without its text, None where a field is not known, and its `"standfirst"`.

    Args:
        article: The article.
        with_text: Whether who reads the page may read the beginning of its text.
    """
    record = dict.fromkeys(FIELDS) | article.to_record() | {"text": None}
    return record | {"title": article.title, "standfirst": standfirst(article.text) if with_text else ""}
