"""Microdata and RDFa: the markup itself says which of its parts are the headline, the date and the author."""

from __future__ import annotations

import pytest
from lxml import html

from recommender.corpus.pages.microdata import described_in_markup

MICRODATA = """<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Ferry  returns</h1>
<time itemprop="datePublished" datetime="2026-03-14T07:40:00Z">today</time><meta itemprop="keywords" content="ferry">
<p itemprop="author" itemscope itemtype="http://schema.org/Person">by <a itemprop="name" href="/ada">Ada Okafor</a></p>
<p itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Ines Vane</span></p>
<img itemprop="image" src="https://x/q.jpg"><div itemprop="articleBody"><p>It sailed.</p><p>Crowds came.</p></div></div>
<div itemscope itemtype="http://schema.org/Comment"><b itemprop="headline">Not this</b></div>"""
RDFA = """<div vocab="http://schema.org/" typeof="schema:NewsArticle"><h1 property="schema:headline">Ferry returns</h1>
<span property="datePublished" content="2026-03-14T07:40:00Z">today</span>
<p property="author" typeof="Person">by <span property="name">Ada Okafor</span></p></div>"""


def test_an_article_in_microdata_is_read() -> None:
    thing = described_in_markup(html.document_fromstring(MICRODATA))
    assert (thing["headline"], thing["datePublished"]) == ("Ferry returns", "2026-03-14T07:40:00Z")
    assert [author["name"] for author in thing["author"]] == ["Ada Okafor", "Ines Vane"]
    assert (thing["image"], thing["keywords"]) == ("https://x/q.jpg", "ferry")
    assert "<p>Crowds came.</p>" in thing["articleBody"]


def test_an_article_in_rdfa_is_read() -> None:
    thing = described_in_markup(html.document_fromstring(RDFA))
    assert (thing["headline"], thing["datePublished"]) == ("Ferry returns", "2026-03-14T07:40:00Z")
    assert thing["author"]["name"] == "Ada Okafor"


def test_properties_outside_of_any_thing_count_where_no_article_is_marked() -> None:
    person = '<div itemscope itemtype="http://schema.org/Person"><b itemprop="name">A</b></div>'
    page = f'<h1 itemprop="headline">Ferry</h1>{person}'
    assert described_in_markup(html.document_fromstring(page)) == {"headline": "Ferry", "@type": []}


@pytest.mark.parametrize(
    "page",
    ["<p>words", '<p property="og:title" content="x">y', '<p itemscope><b itemprop="name">x', '<p itemprop="">x'],
)
def test_other_markup_describes_no_article(page: str) -> None:
    assert described_in_markup(html.document_fromstring(page)) == {}
