"""trafilatura's XML, TEI and CSV say what its JSON says. The page is made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.sources import only, put, read

XML = """<doc sitename="Harbour Post" title="Ferry is back" author="Ada Okafor; Tom Reed" date="2026-03-14"
url="https://post.example/ferry" hostname="post.example" description="A ferry." categories="Transport"
tags="ferry,quay;ferry,quay" fingerprint="ff4992bbbae187ee">
  <main><head rend="h2">At dawn</head><p>It <hi rend="#b">sailed</hi> &amp; came back.</p>
  <list><item>Crowds <ref target="https://x.example">came</ref>.</item></list></main><comments/></doc>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title type="main">Ferry is back</title><author>Ada Okafor</author><author>Tom Reed</author></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><bibl>Ferry is back, Harbour Post, 2026-03-14</bibl><biblFull>
<titleStmt><title type="main">Ferry is back</title></titleStmt><publicationStmt>
<publisher>Harbour Post (post.example)</publisher><ptr type="URL" target="https://post.example/ferry"/>
<date>2026-03-14</date></publicationStmt></biblFull></sourceDesc></fileDesc>
<profileDesc><abstract><p>A ferry.</p></abstract><textClass><keywords><term type="categories">Transport</term>
<term type="tags">ferry,quay,ferry</term></keywords></textClass></profileDesc>
<encodingDesc><appInfo><application version="2.3.1" ident="Trafilatura"/></appInfo></encodingDesc></teiHeader>
<text><body><div type="entry"><ab type="header">At dawn</ab><p>It <hi>sailed</hi> &amp; came back.</p>
<list><item>Crowds came.</item></list></div></body></text></TEI>"""
ROW = "\t".join(
    (
        "https://post.example/ferry", "null", "ff4992bbbae187ee", "Harbour Post", "Ferry is back", "null", "2026-03-14",
        '"At dawn\nIt sailed & came back.\nCrowds came."', "null", "null", "article",
    )
)  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [("a.xml", XML), ("b.xml", TEI), ("c.csv", f"{ROW}\n")])
def test_each_form_has_the_same_article(tmp_path: Path, name: str, content: str) -> None:
    article = only(put(tmp_path, name, content))
    assert (article.title, article.publisher, article.url) == (
        "Ferry is back",
        "Harbour Post",
        "https://post.example/ferry",
    )
    assert article.text == "At dawn\nIt sailed & came back.\nCrowds came."
    assert article.published_at == datetime(2026, 3, 14, tzinfo=UTC)
    if name != "c.csv":
        assert (article.section, article.tags) == ("Transport", ("ferry", "quay"))
        assert article.authors == ("Ada Okafor", "Tom Reed")


def test_a_row_cut_short_is_refused_alone(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "c.csv", f"{ROW}\n{ROW[:40]}\n"))
    assert (len(articles), [error.line for error in refused]) == (1, [4])
