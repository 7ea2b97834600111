"""Articles → the front page: a lead, then sections.

In: the newest articles, newest first. Out: the records that `front_page` shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from recommender.article import FIELDS, Article

FRONT_ARTICLES = 60
FRONT_BREAKING = 3
LEAD_ARTICLES = 5
SECTION_ARTICLES = 6
NO_SECTION = "news"  # the name of the section of articles that have none
COMMENT = ("opinion", "sponsored")  # kinds that are no report, and do not lead
STANDFIRST_CHARACTERS = 280

_SENTENCE = re.compile(r".+?(?:[.!?][\"'”’»)]*(?=\s|$)|[。！？]|$)", re.DOTALL)


def arrange_front(
    articles: Sequence[Article], *, with_texts: bool = True
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lead and the sections of a front page.

    Args:
        articles: Newest first.
        with_texts: Whether who reads the page may read the beginnings of their texts.

    Returns:
        The newest report of each of a few sections, in the language of most articles, and then the others by section,
        each section in the order of its newest article.
    """
    lead: dict[str, Article] = {}
    for report in _reports(articles):
        if len(lead) < LEAD_ARTICLES:
            lead.setdefault(_section_of(report), report)
    sections: dict[str, list[dict[str, Any]]] = {}
    for article in articles:
        teasers = sections.setdefault(_section_of(article), [])
        if article is not lead.get(_section_of(article)) and len(teasers) < SECTION_ARTICLES:
            teasers.append(_teaser(article, with_texts))
    named = [{"name": name, "articles": teasers} for name, teasers in sections.items()]
    return [_teaser(article, with_texts) for article in lead.values()], named


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


def _reports(articles: Sequence[Article]) -> Iterator[Article]:
    """Yield the articles that are no comment, in the languages that most articles are in."""
    languages = Counter(article.language for article in articles)
    most = max(languages.values(), default=0)
    return (article for article in articles if article.kind not in COMMENT and languages[article.language] == most)


def _section_of(article: Article) -> str:
    return article.section or NO_SECTION


def _teaser(article: Article, with_text: bool) -> dict[str, Any]:
    record = dict.fromkeys(FIELDS) | article.to_record() | {"text": None}
    return record | {"title": article.title, "standfirst": standfirst(article.text) if with_text else ""}
