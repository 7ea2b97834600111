"""Europresse: each article of an export, with its parts by their classes. The exports are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.sources import put, read

FIRST = """<article> <header> <div> <span class="DocPublicationName">Le Quai, no. 43018 </span> </div>
<div> <span class="DocHeader">Transports, mardi 14 mars 2006, p. 16</span> </div> <div><p>PORTS</p></div>
<div class="titreArticle"> <p class='sm-margin-bottom'>RETOUR</p>
<p class="titreArticleVisu">Le bac revient</p> </div>
<div>Ada Okafor</div> </header>
<section> <div class="DocText"> <div class="docOcurrContainer">
 <p>Il est <mark>parti</mark>.</p><p>La foule.</p> </div></div></section>
<aside><div><p><b>Illustration(s) : </b></p><p>Une photo.</p></div></aside>
<footer><small>© 2006.</small>
<p>Numéro de document : news·20060315·LQ·0q1503_1256056</p></footer> </article>"""
SECOND = """<article> <header> <div class="rdp__DocPublicationName">
<span class="DocPublicationName">Le Quai.fr</span></div>
<div> <span class="DocHeader">lundi 2 janvier 2017 - 15:00:00 +0100 UTC 560 mots</span> </div>
<div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">Moulin vendu</p></div>
<p class="sm-margin-bottomNews docAuthors">Tom Reed</p> </header>
<section> <div class="DocText clearfix"><p>Vendu.</p></div> </section> </article>"""
PAGE = (
    "<!DOCTYPE html><html><head>"
    '<meta charset="utf-8"><style>.DocPublicationName{{}}</style></head><body>{}</body></html>'
)


def test_each_article_has_its_own_parts(tmp_path: Path) -> None:
    (first, second), refused = read(put(tmp_path, "export.html", PAGE.format(FIRST + SECOND)))
    assert (first.title, first.publisher, first.section) == ("Le bac revient", "Le Quai", "Transports")
    assert (first.text, first.authors) == ("Il est parti.\nLa foule.", ("Ada Okafor",))
    assert first.published_at == datetime(2006, 3, 14, tzinfo=UTC)
    assert (second.title, second.publisher, second.text) == ("Moulin vendu", "Le Quai.fr", "Vendu.")
    assert (second.authors, second.section) == (("Tom Reed",), None)
    assert second.published_at == datetime(2017, 1, 2, 14, tzinfo=UTC)
    assert refused == []


def test_a_page_without_articles_is_refused(tmp_path: Path) -> None:
    articles, (error,) = read(put(tmp_path, "export.html", PAGE.format("<p>Aucun.</p>")))
    assert (articles, error.reason[:31]) == ([], "holds no article of Europresse:")


OLD = (
    '<table><tr><td><span class="DocPublicationName">Le Quai, no. 4</span><br>'
    '<span class="DocHeader">Transports, </span><span class="DocHeader">mardi</span> '
    '<span class="DocHeader">14 mars 2006, </span><span class="DocHeader">p. 16</span><br>'
    '<span class="TitreArticleVisu">Le bac revient</span><br>Ada Okafor<br><br>'
    "Il est <b>parti</b> avec la foule.<br>Elle est venue tôt.<br>© 2006 Le Quai.<br>"
    '<table><tr><td align="center">news·20060315·LQ·0q1503_1</td></tr></table></td></tr></table>'
)


def test_an_older_export_has_an_article_in_a_cell(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "export.html", PAGE.format(OLD + OLD.replace("Le bac revient", "Moulin"))))
    assert [article.title for article in articles] == ["Le bac revient", "Moulin"]
    assert (articles[0].publisher, articles[0].section, articles[0].authors) == (
        "Le Quai",
        "Transports",
        ("Ada Okafor",),
    )
    assert articles[0].text.splitlines()[0] == "Il est parti avec la foule."
    assert "©" not in articles[0].text
    assert articles[0].published_at == datetime(2006, 3, 14, tzinfo=UTC)
    assert refused == []
