"""TREC's newswire and Gigaword: many documents a file are many articles. The documents are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article
from recommender.corpus import read_articles
from recommender.corpus.readers.sgml import parsed
from recommender.corpus.readers.trec import trec_record
from recommender.corpus.reading import LeftOut
from tests.support.sources import only, put, read

AP = """<DOC>
<DOCNO> AP880212-0004 </DOCNO>
<FILEID>AP-NR-02-12-88 1637EST</FILEID>
<1ST_LINE>r w AM-Ferry     02-12 0155</1ST_LINE>
<HEAD>Ferry Returns To Portlea</HEAD>
<BYLINE>By ADA OKAFOR, Staff Writer</BYLINE>
<DATELINE>PORTLEA (AP) </DATELINE>
<TEXT>
   It sailed at dawn with A&amp;B
aboard.
   Crowds came.
</TEXT>
</DOC>
"""
LA = """<DOC>
<DOCNO> LA010189-0018 </DOCNO>
<DATE><P>January 1, 1989, Sunday, Home Edition </P></DATE>
<SECTION><P>Calendar; Page 24; Calendar Desk </P></SECTION>
<HEADLINE><P>FERRY IS BACK </P></HEADLINE>
<TEXT><P>It sailed. </P></TEXT>
</DOC>
"""
FT = """<DOC>
<DOCNO>FT911-3</DOCNO>
<DATE>910514
</DATE>
<HEADLINE>
FT  14 MAY 91 / Transport: Ferry is back
</HEADLINE>
<TEXT>
It sailed.
</TEXT>
<PUB>The Financial Times
</PUB>
</DOC>
"""
FBIS = """<DOC>
<DOCNO> FBIS3-11 </DOCNO>
<HEADER><DATE1>  28 Mar 1994 </DATE1></HEADER>
<H3> <TI>   Ferry Normalized </TI></H3>
<F P=104>  Portlea GAZETA </F>
<TEXT>
Language: <F P=105>Portuguese </F>
Article Type:BFN

  It sailed.
</TEXT>
</DOC>
"""
WSJ = """<DOC>
<DOCNO> WSJ870324-0001 </DOCNO>
<HL> Ferry
Is Near</HL>
<DD> 03/24/87</DD>
<TEXT>
  Sold.
</TEXT>
</DOC>
"""
GIGAWORD = """<DOC id="AFP_ENG_19940512.0004" type="story" >
<HEADLINE>
Ferry
back
</HEADLINE>
<TEXT>
<P>
It sailed.
</P>
</TEXT>
</DOC>
"""


@pytest.mark.parametrize(
    ("document", "title", "publisher", "time"),
    [
        (AP, "Ferry Returns To Portlea", "Associated Press", datetime(1988, 2, 12, 21, 37, tzinfo=UTC)),
        (LA, "FERRY IS BACK", "Los Angeles Times", datetime(1989, 1, 1, tzinfo=UTC)),
        (FT, "Transport: Ferry is back", "Financial Times", datetime(1991, 5, 14, tzinfo=UTC)),
        (FBIS, "Ferry Normalized", "Portlea GAZETA", datetime(1994, 3, 28, tzinfo=UTC)),
        (WSJ, "Ferry Is Near", "The Wall Street Journal", datetime(1987, 3, 24, tzinfo=UTC)),
    ],
)
def test_each_collection_has_tags_of_its_own(
    tmp_path: Path, document: str, title: str, publisher: str, time: datetime
) -> None:
    article = only(put(tmp_path, "news.sgml", document))
    assert (article.title, article.publisher, article.published_at) == (title, publisher, time)
    assert "Article Type" not in article.text


def test_many_documents_are_many_articles(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.txt", AP + LA + FT))
    assert [article.article_id for article in articles] == ["AP880212-0004", "LA010189-0018", "FT911-3"]
    assert (articles[0].text, articles[0].authors) == (
        "It sailed at dawn with A&B aboard.\nCrowds came.",
        ("ADA OKAFOR",),
    )
    assert (articles[1].section, refused) == ("Calendar", [])


def test_what_gigaword_calls_no_story_is_left_out(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    advisory = GIGAWORD.replace("story", "advis").replace("0004", "0005")
    (article,) = read_articles(put(tmp_path, "afp.sgml", GIGAWORD + advisory), left_out=left.append)
    assert (article.title, article.text, article.publisher, article.language) == (
        "Ferry back",
        "It sailed.",
        "AFP",
        "en",
    )
    assert article.published_at == datetime(1994, 5, 12, tzinfo=UTC)
    assert [(record.line, record.reason) for record in left] == [(12, "advisory")]


@given(st.integers(0, len(AP) - 6), st.text(max_size=6))
def test_a_document_with_any_fault_is_still_one(at: int, fault: str) -> None:
    record = trec_record(parsed(AP[:5] + AP[5 : 5 + at] + fault + AP[5 + at + len(fault) :], 1))
    assert isinstance(record.values["title"], str)
    assert Article.parse({"article_id": "x", "title": "x", "published_at": record.values["published_at"]})
