"""Apple News: the document of an article, ``article.json``.

In: a document. Out: its one record. The one idea: the words are in components, which stand in one another; by their
roles some are the article (body, intro, headings, quotations), and the others stand around it (captions, bylines,
pull quotations that repeat what is in the body). Source: developer.apple.com, Apple News Format (ArticleDocument,
Metadata, components).
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, mapping_of, names_of, objects_of, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid

# Of one document; a long one has some hundred.
MAX_COMPONENTS = 10_000
_TITLES = ("title", "headline")
_WORDS = frozenset({"body", "intro", "quote", "heading", *(f"heading{level}" for level in range(1, 7))})


def is_apple_news(value: Values) -> bool:
    """Return whether an object is a document of Apple News."""
    names = {"components", "version", "identifier"}
    return names <= value.keys() and bool({"layout", "documentStyle", "componentTextStyles"} & value.keys())


def apple_news_record(document: Values) -> Record:
    """Return the record of a document."""
    components = list(_components(document))
    metadata = mapping_of(document.get("metadata"))
    titles = [each.get("text") for each in components if str(each.get("role")) in _TITLES]
    texts = [_words(each) for each in components if str(each.get("role")) in _WORDS]
    url = first_valid("url", [metadata.get("canonicalURL")])
    authors = names_of(list_of(metadata.get("authors")))
    values = {
        "article_id": None if url else document.get("identifier"),
        "title": first_text([document.get("title"), *titles]),
        "text": "\n\n".join(filter(None, texts)) or text_of(metadata.get("excerpt")),
        "url": url,
        "published_at": first_valid("published_at", [metadata.get("datePublished"), metadata.get("dateCreated")]),
        "updated_at": first_valid("updated_at", [metadata.get("dateModified")]),
        "language": first_valid("language", [document.get("language")]),
        "tags": names_of(list_of(metadata.get("keywords"))),
        "authors": authors or names_of(each.get("text") for each in components if each.get("role") == "author"),
        # A picture of the bundle has no address of the web, and is lost.
        "image_url": first_valid("image_url", [metadata.get("thumbnailURL")]),
    }
    return Record(None, values)


def _components(document: Values) -> Iterator[Values]:
    """Yield components in their order, those that stand in others after them."""
    waiting = objects_of(document.get("components"))[::-1]
    for _ in range(MAX_COMPONENTS):
        if not waiting:
            return
        component = waiting.pop()
        yield component
        waiting += objects_of(component.get("components"))[::-1]


def _words(component: Values) -> str:
    text = text_of(component.get("text"))
    if component.get("format") == "html":
        return text
    return "\n\n".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())


APPLE_NEWS = Dialect(
    "Apple News", recognises=is_apple_news, records=lambda document: iter([apple_news_record(document)])
)
