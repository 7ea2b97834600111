"""Factiva: each article of an export, with codes, without them, and as XML. The exports are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.sources import put, read


def coded(**cells: str) -> str:
    rows = "".join(
        f'<tr><td align="right" class="index"><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>\n'
        for code, cell in cells.items()
    )
    return f'<div class="article enArticle"><table>{rows}</table><br/></div>'


def paragraph(text: str) -> str:
    return f'<p class="articleParagraph enarticleParagraph">{text}</p>'


PAGE = "<html><head><title>Factiva</title></head><body><h1>Factiva</h1>{}<div>© 2026</div></body></html>"
CODED = PAGE.format(
    coded(
        SE="Transport", HD="<b class='enHeadline'>Ferry is back\n</b>", BY="By Ada Okafor", WC="295 words",
        PD="14 March 2026", ET="07:40", SN="Harbour Post", LA="English",
        LP=paragraph("It sailed."), TD=paragraph("Crowds &amp; bands came."),
        NS="gtrans : Transport | gcat : General News", AN="Document HARB000020260314e2",
    )
    + coded(HD="Old mill sold", WC="5 mots", PD="15 mars 2026", SN="Harbour Post", LA="Français", LP="Vendu.")
)  # fmt: skip
IN_ORDER = PAGE.format(
    '<div class="article enArticle"><div id="hd"><span class="enHeadline">Ferry is back</span></div>'
    "<div>By Ada Okafor</div><div>295 words</div><div>14 March 2026</div><div>07:40</div><div>Harbour Post</div>"
    "<div>HARB</div><div>English</div><div>(c) 2026</div>"
    f"{paragraph('It sailed.')}{paragraph('Crowds &amp; bands came.')}<div>Document HARB000020260314e2</div></div>"
)
XML = """<?xml version="1.0" encoding="utf-8"?>
<PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0"><ppsarticleResultSet count="1"><ppsarticle>
<article><accessionNo>HARB000020260314e2</accessionNo><baseLanguage>EN</baseLanguage>
<headline><paragraph lang="EN"><hlt>Ferry</hlt> is back</paragraph></headline><byline>By Ada Okafor</byline>
<leadParagraph><paragraph>It sailed.</paragraph></leadParagraph>
<publicationDate><dateTime>2026-03-14T07:40:00Z</dateTime></publicationDate><sourceName>Harbour Post</sourceName>
<newsSubject code="gtrans"><name>Transport</name></newsSubject>
<newsSubject code="gcat"><name>General News</name></newsSubject>
<tailParagraphs><paragraph>Crowds &amp; bands came.</paragraph></tailParagraphs></article>
</ppsarticle></ppsarticleResultSet></ppsArticleResponse></PPSResponse>"""


@pytest.mark.parametrize(("name", "content"), [("a.html", CODED), ("b.html", IN_ORDER), ("c.xml", XML)])
def test_each_form_has_the_same_article(tmp_path: Path, name: str, content: str) -> None:
    (article, *_), refused = read(put(tmp_path, name, content))
    assert (article.article_id, article.title) == ("HARB000020260314e2", "Ferry is back")
    assert (article.text, article.publisher) == ("It sailed.\nCrowds & bands came.", "Harbour Post")
    assert article.published_at == datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
    assert (article.language, article.authors, refused) == ("en", ("Ada Okafor",), [])


def test_many_articles_are_many(tmp_path: Path) -> None:
    articles, _ = read(put(tmp_path, "a.html", CODED))
    assert [(article.title, article.language, article.section) for article in articles] == [
        ("Ferry is back", "en", "Transport"),
        ("Old mill sold", "fr", None),
    ]
    assert articles[0].tags == ("Transport", "General News")


def test_a_page_of_factiva_without_articles_is_refused(tmp_path: Path) -> None:
    articles, (error,) = read(put(tmp_path, "a.html", PAGE.format("<p>No results.</p>")))
    assert (articles, error.reason[:29]) == ([], "holds no article of Factiva: ")
