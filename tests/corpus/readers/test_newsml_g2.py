"""NewsML-G2. All items are fictional."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.wires import wire

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:averin.example:F1" version="3"
 xml:lang="en-GB">
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:AV"><name>Averin Press</name></provider>
<versionCreated>2026-03-14T10:40:00+02:00</versionCreated><firstCreated>2026-03-14T09:40:00+02:00</firstCreated>
<pubStatus qcode="stat:usable"/><edNote>Not for publication: call Tom</edNote>
<link rel="irel:seeAlso" href="https://a.example/quay"/><link rel="irel:derivedFrom" href="https://a.example/old"/></itemMeta>
<contentMeta><by>By Ines Falk</by><language tag="en"/><keyword>ferry</keyword><subject qcode="N2:POL"/>
<subject qcode="medtop:15054000"><name xml:lang="de">Fähren</name><name xml:lang="en">ferries</name></subject>
<subject qcode="subj:04000000"><name>business</name></subject><slugline>FERRY-BACK</slugline>
<headline role="hld:subHeadline">At last</headline><headline>Ferry back in port</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>
<body><p>By Ines Falk</p><p>It <b>sails</b>, see <a href="https://a.example/c">this</a>.</p><p>Crowds came.</p>51 77 CRO
</body></html></inlineXML></contentSet></newsItem>"""
USABLE = '<pubStatus qcode="stat:usable"/>'


def message(*items: str) -> str:
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{"".join(items)}</itemSet></newsMessage>'


@pytest.mark.parametrize("document", [ITEM, message(ITEM), '<?xml version="1.0" encoding="utf8"?>\n' + message(ITEM)])
def test_an_item_says_what_an_article_needs(tmp_path: Path, document: str) -> None:
    assert wire(tmp_path, document).only.to_record() == {
        "article_id": "urn:newsml:averin.example:F1",
        "title": "Ferry back in port",
        "text": "It sails, see this.\nCrowds came.",
        "publisher": "Averin Press",
        "published_at": "2026-03-14T07:40:00Z",
        "updated_at": "2026-03-14T08:40:00Z",
        "section": "business",
        "language": "en",
        "kind": "news",
        "tags": ["ferry", "ferries", "business"],
        "authors": ["Ines Falk"],
        "links": ["https://a.example/quay", "https://a.example/c"],
    }


def test_prefixes_do_not_matter(tmp_path: Path) -> None:
    prefixed = (
        '<n:newsMessage xmlns:n="http://iptc.org/std/nar/2006-10-01/"><n:itemSet>'
        + ITEM
        + "</n:itemSet></n:newsMessage>"
    )
    assert wire(tmp_path, prefixed).only.title == "Ferry back in port"


def test_the_text_may_be_nitf_or_characters(tmp_path: Path) -> None:
    head = ITEM.partition("<contentSet>")[0]
    nitf = "<inlineXML><nitf><body><body.content><p>One.</p></body.content></body></nitf></inlineXML>"
    data = '<inlineData contenttype="text/plain">Two.\n\nThree.</inlineData>'
    tail = "</contentSet></newsItem>"
    assert wire(tmp_path, f"{head}<contentSet>{nitf}{tail}").only.text == "One."
    assert wire(tmp_path, f"{head}<contentSet>{data}{tail}").only.text.split() == ["Two.", "Three."]
    assert wire(tmp_path, f"{head}<contentSet><inlineXML/>{tail}").only.text == ""


def test_everything_but_text_is_left_out_by_its_kind(tmp_path: Path) -> None:
    kinds = [ITEM.replace("ninat:text", f"ninat:{kind}") for kind in ("picture", "video", "audio", "graphic")]
    others = [f"<{name} guid='x'/>" for name in ("packageItem", "conceptItem", "planningItem", "knowledgeItem")]
    event = "<conceptItem guid='e'><concept><eventDetails/></concept></conceptItem>"
    result = wire(tmp_path, message(*kinds, *others, event, ITEM))
    assert len(result.articles) == 1
    assert result.left_out == [
        "picture", "video", "audio", "graphic", "package", "concept", "planning item", "concept", "event",
    ]  # fmt: skip


def test_versions_of_a_guid_are_versions_of_an_article(tmp_path: Path) -> None:
    newer = ITEM.replace('version="3"', 'version="4"').replace("T10:40", "T11:40").replace("back in port", "sails")
    articles = wire(tmp_path, message(ITEM, newer)).articles
    assert len({article.article_id for article in articles}) == 1
    assert max(articles, key=lambda article: str(article.updated_at)).title == "Ferry sails"


@pytest.mark.parametrize("status", ["stat:canceled", "stat:withheld"])
def test_a_canceled_or_withheld_version_takes_all_versions_back(tmp_path: Path, status: str) -> None:
    empty = ITEM.partition("<contentSet>")[0].replace("stat:usable", status) + "</newsItem>"
    result = wire(tmp_path, empty)
    assert [result.articles, result.withdrawn] == [[], ["urn:newsml:averin.example:F1"]]


@pytest.mark.parametrize(("end", "left_out"), [("2999-03-14T12:00:00Z", ["embargoed"]), ("2026-03-14T12:00:00Z", [])])
def test_an_item_is_not_public_before_its_embargo_ends(tmp_path: Path, end: str, left_out: list[str]) -> None:
    result = wire(tmp_path, ITEM.replace(USABLE, f"<embargoed>{end}</embargoed>{USABLE}"))
    assert [len(result.articles), result.left_out] == [1 - len(left_out), left_out]


@pytest.mark.parametrize(
    "form", ["<embargoed/>", "<embargoed> </embargoed>", '<embargoed xmlns:x="urn:x" x:nil="true"/>']
)
def test_an_embargo_without_a_time_lasts_until_further_notice(tmp_path: Path, form: str) -> None:
    result = wire(tmp_path, message(ITEM.replace(USABLE, form + USABLE), ITEM.replace(":F1", ":F2")))
    assert [result.only.article_id, result.left_out] == ["urn:newsml:averin.example:F2", ["embargoed"]]


def test_what_is_canceled_under_an_embargo_without_a_time_is_taken_back(tmp_path: Path) -> None:
    result = wire(tmp_path, ITEM.replace(USABLE, '<embargoed/><pubStatus qcode="stat:canceled"/>'))
    assert [result.articles, result.withdrawn] == [[], ["urn:newsml:averin.example:F1"]]


def test_the_title_is_a_headline_before_a_title_before_a_slug(tmp_path: Path) -> None:
    no_headline = ITEM.replace("<headline>Ferry back in port</headline>", "").replace(
        '<headline role="hld:subHeadline">At last</headline>', ""
    )
    assert wire(tmp_path, no_headline).only.title == "T"
    assert wire(tmp_path, no_headline.replace("<title>T</title>", "")).only.title == "FERRY-BACK"
    titled = no_headline.replace(USABLE, f"{USABLE}<title>Ferry item</title>")
    assert wire(tmp_path, titled).only.title == "Ferry item"


@pytest.mark.parametrize(
    ("provider", "publisher"),
    [
        ('<provider literal="AVERIN"/>', "AVERIN"),
        ('<provider literal="averin.example"/>', "Harbour Source"),
        ('<provider qcode="nprov:AVP"/>', "Harbour Source"),
    ],
)
def test_the_publisher_is_a_name_before_a_code_or_a_site(tmp_path: Path, provider: str, publisher: str) -> None:
    item = ITEM.replace('<provider qcode="nprov:AV"><name>Averin Press</name></provider>', provider)
    item = item.replace("<contentMeta>", '<contentMeta><infoSource literal="Harbour Source"/>')
    assert wire(tmp_path, item).only.publisher == publisher


def test_an_opinion_is_told_by_its_genre(tmp_path: Path) -> None:
    item = ITEM.replace("<contentMeta>", '<contentMeta><genre qcode="genre:Opinion"><name>Opinion</name></genre>')
    assert wire(tmp_path, item).only.kind == "opinion"


def test_the_department_of_the_newsroom_is_the_section(tmp_path: Path) -> None:
    department = '<contentMeta><subject qcode="avdepartment:9"><name>Harbours</name></subject>'
    assert wire(tmp_path, ITEM.replace("<contentMeta>", department)).only.section == "Harbours"
    code = '<contentMeta><subject qcode="dpacat:sp"><name>sp</name></subject>'
    article = wire(tmp_path, ITEM.replace("<contentMeta>", code)).only
    assert [article.section, article.tags] == ["Sport", ("ferry", "ferries", "business")]
