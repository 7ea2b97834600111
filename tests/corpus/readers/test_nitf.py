"""NITF, and the New York Times Annotated Corpus, which is NITF. All stories are fictional."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.wires import wire

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<nitf xml:lang="en-GB"><head><title>SLUG Ferry</title>
<tobject tobject.type="News">
<tobject.subject tobject.subject.refnum="03000000" tobject.subject.matter="Shipping"/></tobject>
<docdata management-status="usable"><doc-id id-string="averin-1" regsrc="AV"/><du-key key="averin-1" version="2"/>
<date.issue norm="20260314T0740+0100"/><date.release norm="20260314T080000Z"/><doc.copyright holder="Averin Agency"/>
<key-list><keyword key="ferry"/><keyword>harbour</keyword></key-list></docdata>
<revision-history norm="20260314T100000Z"/><revision-history norm="20260314T110000Z"/></head>
<body><body.head><hedline><hl1>Ferry back in port</hl1><hl2>At last</hl2></hedline>
<byline>By <person>Ines Falk</person><byttl>Shipping Correspondent</byttl></byline>
<distributor><org>Averin Press</org></distributor><abstract><p>It is back.</p></abstract></body.head>
<body.content><block><p>The ferry &nbsp;is back in <location>Portlea</location>.</p><hl2>Winter</h2>
<p>It was <a href="https://a.example/b">long</a>.</p>
<media media-type="image"><media-caption>Quay</media-caption></media></block></body.content></body></nitf>
""".replace("</h2>", "</hl2>")


def test_a_story_says_what_an_article_needs(tmp_path: Path) -> None:
    assert wire(tmp_path, NITF).only.to_record() == {
        "article_id": "averin-1",
        "title": "Ferry back in port",
        "text": "The ferry is back in Portlea.\nWinter\nIt was long.",
        "publisher": "Averin Press",
        "published_at": "2026-03-14T06:40:00Z",
        "updated_at": "2026-03-14T11:00:00Z",
        "section": "disaster and accident",
        "language": "en-GB",
        "kind": "news",
        "tags": ["ferry", "harbour", "Shipping"],
        "authors": ["Ines Falk"],
        "links": ["https://a.example/b"],
    }


@pytest.mark.parametrize("cut", ['<?xml version="1.0" encoding="UTF-8"?>\n', ' encoding="UTF-8"'])
def test_a_story_without_a_declaration_is_no_page(tmp_path: Path, cut: str) -> None:
    assert wire(tmp_path, NITF.replace(cut, ""), "a.xml").only.published_at == datetime(2026, 3, 14, 6, 40, tzinfo=UTC)


def test_many_stories_in_one_document_are_many_articles(tmp_path: Path) -> None:
    story = NITF.partition("?>")[2]
    assert len(wire(tmp_path, f"<stories>{story}{story.replace('averin-1', 'b')}</stories>").articles) == 2


def test_a_revision_behind_the_key_is_no_part_of_the_id(tmp_path: Path) -> None:
    assert wire(tmp_path, NITF.replace('id-string="averin-1"', 'id-string="averin-1_47"')).only.article_id == "averin-1"
    assert wire(tmp_path, NITF.replace('id-string="averin-1"', 'id-string="averin-2"')).only.article_id == "averin-2"


def test_a_story_without_headline_has_its_title_and_without_content_its_abstract(tmp_path: Path) -> None:
    bare = NITF.replace("hedline>", "x>").replace("body.content>", "y>")
    article = wire(tmp_path, bare).only
    assert [article.title, article.text] == ["SLUG Ferry", "It is back."]


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_story_that_is_taken_back_withdraws_its_id(tmp_path: Path, status: str) -> None:
    result = wire(tmp_path, NITF.replace("usable", status))
    assert [result.articles, result.withdrawn] == [[], ["averin-1"]]


def test_a_story_may_take_another_back(tmp_path: Path) -> None:
    other = 'management-status="usable" management-doc-idref="old-1" management-idref-status="canceled"'
    result = wire(tmp_path, NITF.replace('management-status="usable"', other))
    assert [len(result.articles), result.withdrawn] == [1, ["old-1"]]


def test_a_story_is_not_public_before_its_release(tmp_path: Path) -> None:
    assert wire(tmp_path, NITF.replace("20260314T080000Z", "29990314T080000Z")).left_out == ["embargoed"]
    assert wire(tmp_path, NITF.replace("usable", "embargoed")).only
    assert wire(tmp_path, NITF.replace("usable", "embargoed").replace("20260314T080000Z", "")).left_out == ["embargoed"]


def test_a_time_that_is_no_time_is_lost_alone(tmp_path: Path) -> None:
    article = wire(tmp_path, NITF.replace("20260314T0740+0100", "YYYYMMDD000000-HHMM")).only
    assert article.published_at == datetime(2026, 3, 14, 8, tzinfo=UTC)


def test_a_picture_is_no_article(tmp_path: Path) -> None:
    content = "<nitf><body><body.content><media media-type='image'/></body.content></body></nitf>"
    assert wire(tmp_path, content).left_out == ["picture"]


NYT = """<nitf><head><title>Wharf Cheers</title><meta content="Metropolitan Desk" name="dsk"/>
<meta content="Front Page; New York and Region" name="online_sections"/>
<docdata><doc-id id-string="1234567"/><doc.copyright holder="The Harbour Times" year="1988"/><identified-content>
<classifier class="indexing_service" type="descriptor">Ferries</classifier><location>Portlea</location>
<classifier class="online_producer" type="taxonomic_classifier">Top/News/Region</classifier>
</identified-content></docdata>
<pubdata date.publication="19880314T000000" ex-ref="http://query.times.example/1" name="The Harbour Times"/></head>
<body><body.head><hedline><hl1>Wharf Cheers</hl1></hedline><byline class="print_byline">By INES FALK</byline>
<byline class="normalized_byline">Falk, Ines</byline></body.head><body.content>
<block class="lead_paragraph"><p>LEAD: The ferry is back.</p><p>The ferry is back.</p></block>
<block class="full_text"><p>LEAD: The ferry is back.</p><p>The ferry is back.</p><p>Crowds came.</p></block>
</body.content></body></nitf>"""


def test_the_lead_of_the_new_york_times_corpus_is_not_doubled(tmp_path: Path) -> None:
    article = wire(tmp_path, NYT).only
    assert article.text == "The ferry is back.\nCrowds came."
    assert [article.publisher, article.section, article.url, article.authors, article.tags] == [
        "The Harbour Times", "Front Page", "http://query.times.example/1", ("INES FALK",), ("Ferries", "Portlea"),
    ]  # fmt: skip
    assert article.published_at == datetime(1988, 3, 14, tzinfo=UTC)


def test_an_opinion_is_told_by_its_property(tmp_path: Path) -> None:
    story = NITF.replace(
        '<tobject tobject.type="News">', '<tobject><tobject.property tobject.property.type="Opinion"/>'
    )
    assert wire(tmp_path, story).only.kind == "opinion"
