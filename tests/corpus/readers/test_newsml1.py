"""NewsML 1. All items are fictional."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.wires import wire

ITEM = """<NewsItem xml:lang="en"><Identification><NewsIdentifier><ProviderId>averin.example</ProviderId>
<DateId>20260314</DateId><NewsItemId>F1</NewsItemId><RevisionId>2</RevisionId>
<PublicIdentifier>urn:newsml:averin.example:20260314:F1:2</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20260314T074000+0000</FirstCreated>
<ThisRevisionCreated>20260314T084000Z</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Ferry back in port</HeadLine><ByLine>By Ines Falk</ByLine>
<CopyrightLine>© 2026 Averin</CopyrightLine><SlugLine>FERRY-BACK</SlugLine>
<KeywordLine>ferry, port</KeywordLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="AVERIN"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="en"/><SubjectCode><SubjectDetail FormalName="15054001"/></SubjectCode>
<SubjectCode><Subject FormalName="04000000"/></SubjectCode><Property FormalName="Keyword" Value="quay"/>
</DescriptiveMetadata>
%s</NewsComponent></NewsItem>"""
NITF = """<ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content><p>It <b>sails</b>.</p>
<p>Crowds came.</p></body.content></body></nitf></DataContent></ContentItem>"""


def newsml(*items: str) -> str:
    envelope = "<NewsEnvelope><SentFrom><Party FormalName='Sender'/></SentFrom></NewsEnvelope>"
    return f'<?xml version="1.0" encoding="utf-8"?><NewsML>{envelope}{"".join(items)}</NewsML>'


def test_an_item_says_what_an_article_needs(tmp_path: Path) -> None:
    assert wire(tmp_path, newsml(ITEM % NITF)).only.to_record() == {
        "article_id": "urn:newsml:averin.example:20260314:F1",
        "title": "Ferry back in port",
        "text": "It sails.\nCrowds came.",
        "publisher": "AVERIN",
        "published_at": "2026-03-14T07:40:00Z",
        "updated_at": "2026-03-14T08:40:00Z",
        "section": "economy, business and finance",
        "language": "en",
        "kind": "news",
        "tags": ["quay", "ferry", "port"],
        "authors": ["Ines Falk"],
    }


@pytest.mark.parametrize(
    "content",
    [
        "<p>It sails.</p><p>Now.</p>",
        "<html><head><title>T</title></head><body><p>It sails.</p><p>Now.</p></body></html>",
    ],
)
def test_the_text_may_be_elements_of_html(tmp_path: Path, content: str) -> None:
    data = f"<ContentItem><DataContent>{content}</DataContent></ContentItem>"
    assert wire(tmp_path, newsml(ITEM % data)).only.text == "It sails.\nNow."


def test_the_text_may_be_characters(tmp_path: Path) -> None:
    data = "<ContentItem><DataContent><![CDATA[It sails.\n\nNow.]]></DataContent></ContentItem>"
    assert wire(tmp_path, newsml(ITEM % data)).only.text.split() == ["It", "sails.", "Now."]


def component(role: str, text: str) -> str:
    content = f"<ContentItem><DataContent><p>{text}</p></DataContent></ContentItem>"
    return f"<NewsComponent><Role FormalName='{role}'/>{content}</NewsComponent>"


def test_components_of_other_roles_are_no_text(tmp_path: Path) -> None:
    roles = [
        component("StyleSheet", ".a {}" * 99),
        component("Contact", "Call us" * 99),
        component("Body", "It sails."),
    ]
    assert wire(tmp_path, newsml(ITEM % "".join(roles))).only.text == "It sails."


def test_many_items_are_many_articles_and_pictures_and_packages_none(tmp_path: Path) -> None:
    picture = ITEM % "<ContentItem><MediaType FormalName='Photo'/></ContentItem>"
    package = ITEM % "<NewsItemRef NewsItem='urn:newsml:a:1:b'/>"
    result = wire(tmp_path, newsml(ITEM % NITF, picture, package, ITEM % NITF))
    assert [len(result.articles), result.left_out] == [2, ["picture", "package"]]


def test_the_slug_is_the_title_only_where_there_is_no_headline(tmp_path: Path) -> None:
    assert wire(tmp_path, newsml((ITEM % NITF).replace("HeadLine", "X"))).only.title == "FERRY-BACK"


@pytest.mark.parametrize("status", ["Canceled", "Withheld"])
def test_an_item_that_is_taken_back_withdraws_all_its_revisions(tmp_path: Path, status: str) -> None:
    result = wire(tmp_path, newsml((ITEM % NITF).replace("Usable", status)))
    assert [result.articles, result.withdrawn] == [[], ["urn:newsml:averin.example:20260314:F1"]]


@pytest.mark.parametrize(("year", "left_out"), [("2999", ["embargoed"]), ("2020", [])])
def test_an_embargo_ends_when_its_status_will_change(tmp_path: Path, year: str, left_out: list[str]) -> None:
    change = f"<FutureStatus FormalName='Usable'/><DateAndTime>{year}0314T074000Z</DateAndTime>"
    embargo = f"<Status FormalName='Embargoed'/><StatusWillChange>{change}</StatusWillChange>"
    item = (ITEM % NITF).replace('<Status FormalName="Usable"/>', embargo)
    assert wire(tmp_path, newsml(item)).left_out == left_out


def test_an_embargo_without_an_end_holds(tmp_path: Path) -> None:
    assert wire(tmp_path, newsml((ITEM % NITF).replace("Usable", "Embargoed"))).left_out == ["embargoed"]


def test_topics_have_the_names_of_the_items_language(tmp_path: Path) -> None:
    names = "".join(
        f"<Description xml:lang='{lang}' Variant='Name'>{name}</Description>"
        for lang, name in (("el", "Δ"), ("en", "Work"))
    )
    topic = f"<TopicSet><Topic><Description Variant='Category'>JOB</Description>{names}</Topic></TopicSet>"
    assert wire(tmp_path, newsml(ITEM % (topic + NITF))).only.tags == ("quay", "ferry", "port", "Work")


def test_a_company_whose_release_an_agency_passes_on_is_not_the_publisher(tmp_path: Path) -> None:
    source = (ITEM % NITF).replace("<Provider>", "<Source>").replace("</Provider>", "</Source>")
    assert wire(tmp_path, newsml(source)).only.publisher == "Sender"
