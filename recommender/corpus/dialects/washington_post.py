"""The TREC Washington Post collection, versions 2 to 4: one article or blog post a line.

In: an object. Out: one record. The one idea: an article is the list of its contents, in the order of the page; its time
is that of the content ``date``, as version 4 has no other, and its ``kicker`` is its section. Source: NIST, TREC
Washington Post Corpus (trec.nist.gov/data/wapost); the types of contents as wapopp of the PISA engine lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import list_of, objects_of, paragraphs, text_of, unique
from recommender.corpus.files import Record
from recommender.corpus.values import is_known

# Those that TREC's background linking task leaves out as no reports, and the Post's further names for the same.
_OPINIONS = ("opinion", "editorial", "letters to the editor", "the post's view", "commentary")
# A pull quote stands in the text, too; what is said of the author is no part of it.
_WORDS = frozenset({"sanitized_html", "deck", "list"})


def is_washington_post(value: Values) -> bool:
    """Return whether an object is an article of the collection."""
    contents = value.get("contents")
    return isinstance(contents, list) and "id" in value and ("article_url" in value or "author" in value)


def washington_post_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an article."""
    contents = objects_of(value.get("contents"))

    def first(kind: str) -> object:
        return next(
            (part["content"] for part in contents if part.get("type") == kind and is_known(part.get("content"))), None
        )

    kicker = text_of(first("kicker"))
    is_opinion = kicker.lower().replace("’", "'").startswith(_OPINIONS)
    images = (part.get("imageURL") for part in contents if part.get("type") == "image")
    yield Record(
        None,
        {
            "article_id": value.get("id"),
            "title": value.get("title") or first("title"),
            "text": paragraphs(*_words(contents)),
            "url": value.get("article_url"),
            "publisher": value.get("source") or "The Washington Post",
            "published_at": value.get("published_date") or first("date"),
            "section": kicker,
            "language": "en",
            "kind": "opinion" if is_opinion else None,
            "authors": _authors(value.get("author") or first("byline")),
            "image_url": next(images, None),
        },
    )


def _words(contents: list[Values]) -> Iterator[object]:
    for part in contents:
        if text_of(part.get("type")) in _WORDS:
            content = part.get("content")
            yield from list_of(content) if isinstance(content, list) else [content]


def _authors(byline: object) -> list[str]:
    """Return the names in "By Ada Okafor and Tom Reed", or in "Ada Okafor; Tom Reed"."""
    names = text_of(byline).removeprefix("By ").replace(" and ", ";").replace(", ", ";")
    return unique(names.split(";"))


WASHINGTON_POST = Dialect("TREC Washington Post", is_washington_post, washington_post_records)
