"""What a page says of itself: its one address, Open Graph, and the article as schema.org has it."""

from __future__ import annotations

import json

import pytest

from recommender.api import views
from tests.support.html import Html
from tests.support.reader_pages import NOW, Record, article, front, page, read

SITE = "https://reader.example"


def properties(markup: str) -> list[tuple[str, str]]:
    return [(has["property"], has["content"]) for has, _ in Html(markup).find("meta") if "property" in has]


def canonical(markup: str) -> list[str]:
    return [has["href"] for has, _ in Html(markup).find("link") if has["rel"] == "canonical"]


def described(markup: str) -> Record:
    begin = '<script type="application/ld+json">'
    record: Record = json.loads(markup.partition(begin)[2].partition("</script>")[0])
    return record


def reading(site_url: str | None, **fields: object) -> str:
    record = article(**fields)
    return views.read_page(
        site="The Reader",
        article=record,
        paragraphs=["A storm hit. It left."],
        page=page(),
        as_of=NOW,
        site_url=site_url,
    )


WHOLE: Record = {
    "url": "https://p.example/storm", "image_url": "https://p.example/storm.jpg", "language": "pt-BR",
    "tags": ["storm"], "published_at": "2026-04-24T07:40:00Z", "updated_at": "2026-04-24T09:00:00Z",
    "section": "weather", "authors": ["Ada Lund"], "publisher": "The Courier",
}  # fmt: skip


def test_an_article_says_what_it_is_to_who_links_to_it() -> None:
    markup = reading(SITE, **WHOLE)
    assert properties(markup) == [
        ("og:type", "article"),
        ("og:title", "Storm hits the coast"),
        ("og:site_name", "The Reader"),
        ("og:locale", "pt_BR"),
        ("og:url", "https://p.example/storm"),
        ("og:image", "https://p.example/storm.jpg"),
        ("og:description", "A storm hit."),
        ("article:published_time", "2026-04-24T07:40:00Z"),
        ("article:modified_time", "2026-04-24T09:00:00Z"),
        ("article:section", "weather"),
        ("article:tag", "storm"),
    ]
    assert described(markup) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Storm hits the coast",
        "description": "A storm hit.",
        "url": "https://p.example/storm",
        "datePublished": "2026-04-24T07:40:00Z",
        "dateModified": "2026-04-24T09:00:00Z",
        "inLanguage": "pt-BR",
        "articleSection": "weather",
        "keywords": ["storm"],
        "image": "https://p.example/storm.jpg",
        "author": [{"@type": "Person", "name": "Ada Lund"}],
        "publisher": {"@type": "Organization", "name": "The Courier"},
    }


@pytest.mark.parametrize(
    ("site_url", "url", "expected", "is_absolute"),
    [
        (SITE, "https://p.example/storm", "https://p.example/storm", True),  # it was published there: this is a copy
        (None, "https://p.example/storm", "https://p.example/storm", True),
        (SITE, None, f"{SITE}/read/a-1", True),
        (SITE, "javascript:alert(1)", f"{SITE}/read/a-1", True),
        (None, None, "/read/a-1", False),  # by which name it is reached is not known
    ],
)
def test_a_page_has_one_address(site_url: str | None, url: str | None, expected: str, is_absolute: bool) -> None:
    markup = reading(site_url, url=url)
    assert canonical(markup) == [expected]
    assert dict(properties(markup)).get("og:url") == (expected if is_absolute else None)


def test_what_is_not_known_is_not_said() -> None:
    markup = read(paragraphs=(), published_at="2026-04-24T07:40:00Z", dated_by="arrival", image_url="data:image/png,x")
    assert {name for name, _ in properties(markup)} == {"og:type", "og:title", "og:site_name"}
    assert set(described(markup)) == {"@context", "@type", "headline", "url"}


def test_the_front_page_says_where_it_is() -> None:
    assert canonical(front()) == ["/"]
    assert dict(properties(front()))["og:type"] == "website"


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "x\u202ey\x00z", "&quot;"]
)
def test_no_words_leave_the_description(hostile: str) -> None:
    markup = reading(SITE, **WHOLE | {"title": hostile, "tags": [hostile], "authors": [hostile], "section": hostile})
    assert [has.get("type") for has, _ in Html(markup).find("script")] == ["application/ld+json"]
    seen = hostile.replace("\u202e", "").replace("\x00", "")
    record = described(markup)
    assert (record["headline"], record["keywords"]) == (seen, [seen])
    assert record["author"][0]["name"] == record["articleSection"] == seen
