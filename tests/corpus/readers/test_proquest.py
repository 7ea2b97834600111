"""ProQuest: both of its schemas name the parts of an article. The records are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender.corpus import read_articles
from recommender.corpus.reading import LeftOut
from tests.support.sources import only, put

STUDIO = """<?xml version="1.0" encoding="UTF-8"?>
<RECORD><GOID>868650799</GOID><DFS><PubFrosting><Title>Harbour Post; Portlea</Title></PubFrosting></DFS>
<Obj><ObjectTypes><mstar>News</mstar></ObjectTypes><TitleAtt><Title>Ferry is back</Title></TitleAtt>
<NumericDate>2010-05-08</NumericDate><Language><RawLang>English</RawLang></Language>
<Contributors><Contributor ContribRole="Author"><OriginalForm>Okafor, Ada</OriginalForm></Contributor></Contributors>
<Terms><FlexTerm FlexTermName="SubjLoc"><FlexTermValue>Ferries</FlexTermValue></FlexTerm></Terms>
<Abstract><AbsText>A ferry.</AbsText></Abstract></Obj>
<TextInfo><Text HTMLContent="true"><p>It sailed.</p><p>Crowds came.</p></Text></TextInfo></RECORD>"""
HISTORICAL = """<?xml version="1.0" encoding="UTF-8"?>
<Record><RecordID>868650799</RecordID><RecordTitle>Ferry is back</RecordTitle>
<Publication><PublicationID>1</PublicationID><Title>Harbour Post; Portlea</Title></Publication>
<AlphaPubDate>May 8, 2010</AlphaPubDate><NumericPubDate>20100508</NumericPubDate><ObjectType>Article</ObjectType>
<Contributor><ContribRole>Author</ContribRole><LastName>Okafor</LastName><FirstName>Ada</FirstName></Contributor>
<LanguageCode>ENG</LanguageCode><FullText>It sailed.
Crowds came.</FullText></Record>"""


@pytest.mark.parametrize("content", [STUDIO, HISTORICAL])
def test_both_schemas_have_the_same_article(tmp_path: Path, content: str) -> None:
    article = only(put(tmp_path, "868650799.xml", content))
    assert (article.article_id, article.title) == ("868650799", "Ferry is back")
    assert (article.text.splitlines(), article.publisher) == (["It sailed.", "Crowds came."], "Harbour Post; Portlea")
    assert (article.published_at, article.language) == (datetime(2010, 5, 8, tzinfo=UTC), "en")
    assert article.authors in (("Okafor, Ada",), ("Ada Okafor",))


def test_an_advertisement_is_no_article(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    path = put(tmp_path, "1.xml", HISTORICAL.replace(">Article<", ">Display Ad<"))
    assert list(read_articles(path, left_out=left.append)) == []
    assert [record.reason for record in left] == ["advertisement"]
