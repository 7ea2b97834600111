"""What agencies' formats share: subjects, bylines, names and the text of a story."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from recommender.article import MAX_LIST_LENGTH, MAX_NAME_LENGTH
from recommender.corpus.story_text import sentence, story_text, web_addresses, without_signature
from recommender.corpus.wires import authors_of, kind_of_item, names, record_of, subject_name


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Ines Falk", ["Ines Falk"]),
        ("by INES FALK and TOM REED", ["INES FALK", "TOM REED"]),
        ("Von Ines Falk und Tom Reed, dpa", ["Ines Falk", "Tom Reed"]),
        ("Par Ines Falk", ["Ines Falk"]),
        ("By Ines Falk, dpa, and Tom Reed", ["Ines Falk", "Tom Reed"]),
        ("By Ines Falk, Harbour Press Political Correspondent", ["Ines Falk"]),
        ("Mia Byrne and Jordan Press", ["Mia Byrne", "Jordan Press"]),
        ("Geir Holt / Fakta.example", ["Geir Holt"]),
        ("By The Associated Press", []),
        ("Von dpa", []),
        ("Reuters, MAR 04", []),
        ("", []),
    ],
)
def test_a_byline_names_people_and_neither_agencies_nor_posts(byline: str, people: list[str]) -> None:
    assert authors_of(byline) == people


def test_text_is_that_of_paragraphs_without_pictures_notices_and_codes() -> None:
    story = etree.fromstring(
        "<body><h1>Title</h1><header><p>Extra</p></header><p class='byline'>By A</p><p>The <i>ferry</i><br/>sails.</p>"
        "12 CRO 34<figure><figcaption>Quay</figcaption></figure><h2>More</h2><ul><li>One</li><li>Two</li></ul>"
        "<table><tr><td>Averin</td><td>3</td></tr></table><note noteclass='editorsnote'>Eds</note><p/><!-- x --></body>"
    )
    assert story_text(story) == "The ferry sails.\nMore\nOne\nTwo\nAverin 3"


def test_words_in_a_body_without_paragraphs_are_its_text() -> None:
    assert story_text(etree.fromstring("<body>One<br/>two<div>three</div>four</body>")) == "One two\nthree\nfour"


def test_of_a_text_with_main_sections_they_alone_are_read() -> None:
    story = etree.fromstring(
        "<body><p>No</p><section class='main x'><p>Yes</p></section><section><p>No</p></section></body>"
    )
    assert story_text(story) == "Yes"


@given(st.lists(st.one_of(st.none(), st.text(max_size=250), st.integers())))
def test_names_fit_an_article(values: list[object]) -> None:
    result = names(values)
    assert len(result) == len(set(result)) <= MAX_LIST_LENGTH
    assert all(1 < len(name) <= MAX_NAME_LENGTH for name in result)


def test_codes_of_subjects_are_known_by_their_first_level() -> None:
    assert [subject_name(code) for code in ("medtop:15000000", "subj:04016038", "18000000", "00000000", "", "x")] == [
        "sport", "economy, business and finance", None, None, None, None,
    ]  # fmt: skip


def test_kinds_of_item_are_told_by_the_last_word() -> None:
    assert [kind_of_item(name) for name in ("ninat:video", "http://cv/ninat/graphic", "ninat:text", "", "Photo")] == [
        "video", "graphic", None, None, "picture",
    ]  # fmt: skip


def test_a_withheld_or_canceled_item_is_taken_back_and_an_embargo_without_end_held() -> None:
    usable = record_of(1, {"article_id": "a", "title": "b", "pubstatus": "stat:usable"})
    assert usable == (1, {"article_id": "a", "title": "b", "text": ""}, None, False)
    for status in ("stat:canceled", "withheld", "Canceled", "http://cv.iptc.org/newscodes/pubstatusg2/canceled"):
        assert record_of(1, {"article_id": "a", "pubstatus": status}).withdraws
    assert record_of(1, {"title": "a", "pubstatus": "stat:canceled"})[2:] == ("withdrawn", False)
    assert record_of(1, {"article_id": "a", "pubstatus": "embargoed"}).not_public == "embargoed"
    assert record_of(1, {"article_id": "a", "pubstatus": "embargoed", "embargoed": "2026-03-14"}).not_public is None


def test_only_addresses_of_the_web_are_links() -> None:
    assert web_addresses(["https://a.example/1", "mailto:a@b.example", None, "https://", "https://a.example/1"]) == [
        "https://a.example/1"
    ]


def test_a_first_sentence_does_not_end_in_an_initial() -> None:
    assert sentence("PORTLEA (AV) - J. R. Vane is back. Crowds came.") == "J. R. Vane is back."
    assert sentence("") == ""
    assert len(sentence("word " * 200)) <= 202


def test_an_item_without_a_headline_has_its_first_sentence() -> None:
    assert record_of(1, {"title": None, "text": "PORTLEA (AV) - It sails. Now."}).values["title"] == "It sails."


def test_a_main_section_inside_another_is_not_read_twice() -> None:
    story = etree.fromstring("<div><section class='main'><p>A</p><section class='main'>B</section></section></div>")
    assert story_text(story) == "A\nB"


@pytest.mark.parametrize(
    ("note", "is_held"),
    [
        ("Note to editors: STRICTLY EMBARGOED until noon", True), ("Embargoed to 0001 Monday May 12", True),
        ("EMBARGO: 10.00", True), ("Sperrfrist 6 Uhr", True), ("Embargo lifted", False),
        ("Adds quotes on the oil embargo", False), ("", False),
    ],
)  # fmt: skip
def test_a_note_of_an_embargo_holds_a_fresh_story(note: str, is_held: bool) -> None:
    fresh: dict[str, object] = {"article_id": "a", "published_at": "2026-03-14T07:40:00Z", "note": note}
    held = record_of(1, fresh)
    assert held.values.get("embargoed") == (datetime(2026, 4, 14, 7, 40, tzinfo=UTC) if is_held else None)
    assert record_of(1, {"note": note}).not_public == ("embargoed" if is_held else None)


@pytest.mark.parametrize("last", ["hh/ph", "dpa bwh bag", "AAP gfr", "ends", "-ends-"])
def test_a_last_line_of_initials_is_no_text(last: str) -> None:
    assert without_signature(f"It sails.\n{last}") == "It sails."
    assert without_signature("It sails.\nThe end") == "It sails.\nThe end"
