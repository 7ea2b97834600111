"""What a page says of itself to search engines, and to sites that link to it: its one address, and Open Graph.

In: the record of an article, and where the reader pages are reached. Out: the canonical address (RFC 6596), properties
of Open Graph, and the article as schema.org/NewsArticle. An article that has an address of its own was published there:
the page is a copy, and names that address. Where it is not known by which name readers reach the pages, their own
addresses are relative, since a host that a request names may be anybody's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from recommender.api.views import wording
from recommender.api.views.front import standfirst
from recommender.article import Messages

Properties = tuple[tuple[str, str], ...]


class PageMetadata(NamedTuple):
    """What a page says of itself.

    Attributes:
        canonical: Its one address.
        properties: Open Graph's, by name, in their order.
        article: The article as schema.org has it; None on a page of several.
    """

    canonical: str
    properties: Properties
    article: dict[str, Any] | None = None


def page_metadata(*, site: str, site_url: str | None, path: str, title: str, language: str | None) -> PageMetadata:
    """Return what a page of several articles says of itself."""
    canonical = f"{site_url or ''}{path}"
    known = [("og:type", "website"), ("og:title", title), ("og:site_name", site), ("og:locale", locale_of(language))]
    return PageMetadata(canonical, _said([*known, ("og:url", canonical if site_url else None)]))


def article_metadata(
    article: dict[str, Any], words: Messages, *, site: str, site_url: str | None, text: str
) -> PageMetadata:
    """Return what the page of an article says of itself.

    Args:
        article: Its record, None where a field is not known.
        words: Those of the page.
        site: The name over the page.
        site_url: Where the reader pages are reached; None if not known.
        text: Its text, `""` where the reader may not read it.
    """
    title, description = wording.headline(article["title"], words), standfirst(text)
    published_at = None if article["dated_by"] else article["published_at"]
    original, image = wording.web_url(article["url"]), wording.web_url(article["image_url"])
    canonical = original or f"{site_url or ''}{wording.read_path(article['article_id'])}"
    known = [
        ("og:type", "article"),
        ("og:title", title),
        ("og:site_name", site),
        ("og:locale", locale_of(article["language"])),
        ("og:url", canonical if original or site_url else None),
        ("og:image", image),
        ("og:description", description),
        ("article:published_time", published_at),
        ("article:modified_time", article["updated_at"]),
        ("article:section", article["section"]),
        *(("article:tag", tag) for tag in article["tags"] or ()),
        ("twitter:card", "summary_large_image" if image else "summary"),
    ]
    record = article | {"published_at": published_at, "title": title}
    return PageMetadata(canonical, _said(known), _news_article(record, canonical, image, description))


def _news_article(article: dict[str, Any], canonical: str, image: str | None, description: str) -> dict[str, Any]:
    authors, publisher = article["authors"] or (), article["publisher"]
    record = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article["title"],
        "description": description,
        "url": canonical,
        "datePublished": article["published_at"],
        "dateModified": article["updated_at"],
        "inLanguage": article["language"],
        "articleSection": article["section"],
        "keywords": list(article["tags"] or ()),
        "image": image,
        "author": [{"@type": "Person", "name": wording.visible(name)} for name in authors],
        "publisher": publisher and {"@type": "Organization", "name": wording.visible(publisher)},
    }
    seen = ((name, [*map(wording.visible, value)] if name == "keywords" else value) for name, value in record.items())
    return {name: wording.visible(value) for name, value in seen if value}


def locale_of(language: str | None) -> str | None:
    """Return a language with its territory, as Open Graph has it: where it is not said, the likeliest.

    >>> locale_of("pt-BR"), locale_of("de"), locale_of("zh-Hant-TW"), locale_of("qaa"), locale_of(None)
    ('pt_BR', 'de_DE', 'zh_TW', None, None)
    """
    from babel.core import get_global  # takes long to import

    base, *rest = (language or "").split("-")
    territory = next((part.upper() for part in rest if len(part) == 2), None)
    if territory is None:
        likely = get_global("likely_subtags").get(base.lower(), "")
        territory = likely.rpartition("_")[2] or None
    return f"{base.lower()}_{territory}" if territory else None


def _said(known: list[tuple[str, str | None]]) -> Properties:
    return tuple((name, value) for name, value in known if value)
