"""Live blogs: one page whose text grows by updates.

In: a schema.org LiveBlogPosting. Out: its updates as text, and the time of the newest. The one idea: where a page shows
its updates by a script, its description for machines is all there is of them.
Source: schema.org/LiveBlogPosting.
"""

from __future__ import annotations

import re

from recommender.article import MAX_TEXT_LENGTH, plain_text
from recommender.corpus.pages.jsonld import Thing

MAX_UPDATES = 2_000  # the longest live blogs have some hundreds
_TIME_OF_DAY = re.compile(r"\d{4}-\d{2}-\d{2}[T ](\d{2}:\d{2})")
# Of the updates, those that a page shows itself: half of them, known by their first words.
_KNOWN_BY, _SHARE_IN_PAGE = 60, 0.5


def updates_of(article: Thing) -> list[Thing]:
    """Return the updates of a live blog in the order of the page."""
    updates = article.get("liveBlogUpdate")
    items = updates if isinstance(updates, list) else [updates]
    return [item for item in items if isinstance(item, dict)][:MAX_UPDATES]


def text_of(updates: list[Thing], limit: int = MAX_TEXT_LENGTH) -> str:
    r"""Return updates as text: of each, its time of day and its headline, and then its body.

    >>> text_of([{"headline": "Quay closed", "datePublished": "2026-04-21T07:10:00Z", "articleBody": "Stones fell."}])
    '07:10 Quay closed\nStones fell.'
    """
    pieces: list[str] = []
    for update in updates:
        headline, body = _words(update.get("headline") or update.get("name")), body_of(update)
        if body.startswith(headline):  # some repeat it
            headline = ""
        time = _TIME_OF_DAY.match(str(update.get("datePublished") or ""))
        head = " ".join(filter(None, (time[1] if time else "", headline)))
        piece = "\n".join(filter(None, (head, body)))
        limit -= len(piece) + 1
        if limit < 0:
            break
        pieces.append(piece)
    return "\n".join(pieces)


def body_of(update: Thing) -> str:
    """Return the words of one update."""
    return _words(update.get("articleBody") or update.get("text") or update.get("description"))


def are_in(updates: list[Thing], text: str) -> bool:
    """Return whether a text has the updates already."""
    squeezed = _squeezed(text)
    starts = [_squeezed(body_of(update))[:_KNOWN_BY] for update in updates]
    known = [start for start in starts if start]
    return sum(start in squeezed for start in known) >= _SHARE_IN_PAGE * len(known)


def times_of(updates: list[Thing]) -> list[object]:
    """Return the times at which the updates were made."""
    return [update[name] for update in updates for name in ("datePublished", "dateModified") if update.get(name)]


def _words(value: object) -> str:
    return plain_text(value) if isinstance(value, str) else ""


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
