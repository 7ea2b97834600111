"""Articles → the front page: a lead, then sections.

In: the newest articles, newest first. Out: the records that `front_page` shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from recommender.article import FIELDS, Article

FRONT_ARTICLES = 60
FRONT_BREAKING = 3
LEAD_ARTICLES = 5
SECTION_ARTICLES = 6
OTHER = "news"
COMMENT = ("opinion", "sponsored")  # which is no report, and does not lead
STANDFIRST_CHARACTERS = 280

_SENTENCE = re.compile(r".+?(?:[.!?][\"'”’»)]*(?=\s|$)|[。！？]|$)", re.DOTALL)


def arrange_front(articles: Sequence[Article]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lead and the sections of a front page.

    Args:
        articles: Newest first.

    Returns:
        The newest report of each of a few sections, in the language of most articles, and then the others by section,
        each section in the order of its newest article.
    """
    first: dict[str, Article] = {}
    languages = Counter(article.language for article in articles)
    for article in articles:
        leads = article.kind not in COMMENT and languages[article.language] == max(languages.values())
        if leads and len(first) < LEAD_ARTICLES:
            first.setdefault(article.section or OTHER, article)
    sections: dict[str, list[dict[str, Any]]] = {}
    for article in articles:
        stories = sections.setdefault(article.section or OTHER, [])
        if article is not first.get(article.section or OTHER) and len(stories) < SECTION_ARTICLES:
            stories.append(_record(article))
    named = [{"name": name, "articles": stories} for name, stories in sections.items()]
    return [_record(article) for article in first.values()], named


def standfirst(text: str) -> str:
    """Return the first sentence of a text, cut at a word when it is long.

    >>> standfirst("Rain fell. More is to come.")
    'Rain fell.'
    """
    paragraph = text.strip().partition("\n")[0]
    found = _SENTENCE.match(paragraph)
    sentence = found.group() if found else ""
    if len(sentence) <= STANDFIRST_CHARACTERS:
        return sentence
    cut = sentence[:STANDFIRST_CHARACTERS]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _record(article: Article) -> dict[str, Any]:
    record = dict.fromkeys(FIELDS) | article.to_record()
    return record | {"title": article.title, "standfirst": standfirst(article.text)}
