"""Answers of newsapi.org, and of GNews, which took its names.

In: an article of the list ``articles``. Out: one record. The one idea: ``content`` is cut after 200 characters and says
how many it left out, and a title ends with the name of its source; neither is a word of the article. What was taken
down since is told by the title ``[Removed]``. Sources: newsapi.org/docs/endpoints/everything; docs.gnews.io.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import mapping_of, paragraphs, text_of
from recommender.corpus.files import Record

# newsapi.org: "It sailed at dawn… [+1210 chars]"; GNews: "It sailed at dawn... [1210 chars]".
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+?\d+ chars\]\s*$")
_REMOVED = "[Removed]"
# How many characters two texts must share at their start to be the same one; by hand: an abstract is longer.
_SAME_START = 40


def is_newsapi(value: Values) -> bool:
    """Return whether an object is an article of newsapi.org or GNews."""
    source = mapping_of(value.get("source"))
    return (
        "publishedAt" in value
        and "name" in source
        and ("urlToImage" in value or {"content", "description"} <= value.keys())
    )


def newsapi_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an article."""
    publisher = text_of(mapping_of(value.get("source")).get("name"))
    title = text_of(value.get("title"))
    yield Record(
        None,
        {
            "title": without_source(title, publisher),
            "text": whole_text(text_of(value.get("description")), _CUT.sub("", text_of(value.get("content")))),
            "url": value.get("url"),
            "publisher": publisher,
            "published_at": value.get("publishedAt"),
            "authors": value.get("author"),
            "language": value.get("lang"),
            "image_url": value.get("urlToImage") or value.get("image"),
        },
        not_public="deleted" if title == _REMOVED else None,
    )


def without_source(title: str, publisher: str) -> str:
    """Return a title without the name of its source at its end.

    >>> without_source("Ferry is back - The Harbour Post", "harbourpost.example")
    'Ferry is back'
    """
    before, dash, last = title.rpartition(" - ")
    said, name = _squeezed(last), _squeezed(publisher)
    is_name = bool(dash and said and name) and (said.startswith(name) or name.startswith(said))
    return before.rstrip() if is_name else title


def whole_text(description: str, content: str) -> str:
    """Return both texts, or the longer one where one begins as the other does."""
    if description[:_SAME_START] == content[:_SAME_START]:
        return max(description, content, key=len)
    return paragraphs(description, content)


def _squeezed(name: str) -> str:
    return re.sub(r"\W", "", name.lower().removeprefix("the ").removeprefix("www."))


NEWSAPI = Dialect("newsapi.org", is_newsapi, newsapi_records)
