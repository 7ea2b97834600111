"""ANPA 1312. The messages are fictional."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.wires import wire

STORY = (
    "\x16\x16\x01W2870\x1fasian\nf i\x13\x11 BC-AV--Averin-Ferry  1stLd   03-14 0120\n"
    "\x02^BC-AV--Averin-Ferry, 1st Ld,120<\n^For Portlea, the ferry is back<\n^AP Photo AV101<\n^Eds: Adds crowds.<\n"
    "^By INES FALK and TOM REED=\n^Associated Press=\n"
    "\t   PORTLEA, Averin (AV) _ ``It sails,'' said the mayor _ at\nlast.\n \n\t   Crowds came.\n \n"
    "^CROWDS=\n\t   Many.\n\t   ___\n\t   \x03AV-WF-03-14-26 0740GMT<\n\n\x0c\n\x04"
)


def test_a_message_says_what_an_article_needs(tmp_path: Path) -> None:
    assert wire(tmp_path, STORY, "a.tst").only.to_record() == {
        "article_id": "W2870:2026-03-14", "title": "For Portlea, the ferry is back",
        "text": "PORTLEA, Averin (AV) — “It sails,” said the mayor — at last.\nCrowds came.\nCROWDS\nMany.",
        "publisher": "AV", "published_at": "2026-03-14T07:40:00Z", "section": "International", "kind": "news",
        "tags": ["Averin-Ferry"], "authors": ["INES FALK", "TOM REED"],
    }  # fmt: skip


def test_line_ends_of_windows_and_many_messages_are_read(tmp_path: Path) -> None:
    text = (STORY + STORY.replace("W2870", "W2871")).replace("\n", "\r\n")
    articles = wire(tmp_path, text).articles
    assert [article.article_id for article in articles] == ["W2870:2026-03-14", "W2871:2026-03-14"]
    assert articles[0].text == wire(tmp_path, STORY).only.text


def test_the_form_of_the_canadian_press_is_read(tmp_path: Path) -> None:
    story = (
        "\x01B1488\x1fcpstf\nr b\x13\x11 Dollar-Markets 7thWritethru TB06 31-10 588\n"
        "\x02^Dollar-Markets, 7th Writethru@<\n"
        "code:2<\n^Update:ADDS details@<\n^HL:Markets advance as the port\nof Averin opens@<\n^By Ines Falk@<\n"
        "\t   PORTLEA _ Markets rose.<\n\x03\n16:35ET 31-10-26<\n\x04"
    )
    article = wire(tmp_path, story).only
    assert [article.title, article.authors, article.text] == [
        "Markets advance as the port of Averin opens", ("Ines Falk",), "PORTLEA — Markets rose.",
    ]  # fmt: skip
    assert str(article.published_at) == "2026-10-31 20:35:00+00:00"


def test_an_alert_without_headline_has_its_first_sentence_and_a_table_its_keyword(tmp_path: Path) -> None:
    alert = STORY.replace("^For Portlea, the ferry is back<\n", "")
    assert wire(tmp_path, alert).only.title == "“It sails,” said the mayor — at last."
    table = alert.replace("\x13\x11", "\x14\x12").replace("\t   Crowds came.", "\x08Averin;3;2;1;0\x10 ")
    article = wire(tmp_path, table).only
    assert [article.title, "Averin 3 2 1 0" in article.text] == ["AV--Averin-Ferry", True]


@pytest.mark.parametrize("word", ["KILL", "ELIMINATION", "WITHHOLD"])
def test_a_kill_notice_takes_back_the_messages_that_it_names(tmp_path: Path, word: str) -> None:
    notice = STORY.replace("1st Ld,120", f"{word},120").replace("Crowds came", "Kill the story that moved as W2869")
    result = wire(tmp_path, notice)
    assert [result.articles, result.left_out, result.withdrawn] == [[], ["kill notice"], ["W2869:2026-03-14"]]


def test_a_story_about_a_kill_is_a_story(tmp_path: Path) -> None:
    assert wire(tmp_path, STORY.replace("the ferry is back", "Storms kill two")).only


@pytest.mark.parametrize(
    "line", ["^HFR 12:01 a.m. Sunday<", "^ADVANCE FOR SUNDAY<", "^Embargoed until noon<", "^Adv15<"]
)
def test_an_advance_is_held(tmp_path: Path, line: str) -> None:
    held = STORY.replace("^AP Photo AV101<", line)
    assert wire(tmp_path, held.replace("03-14-26", "03-14-69")).left_out == ["embargoed"]
    assert wire(tmp_path, held).only  # over long since


def test_an_advisory_to_editors_is_no_article(tmp_path: Path) -> None:
    assert wire(tmp_path, STORY.replace("f i\x13", "f v\x13")).left_out == ["advisory"]


def test_a_message_without_the_parts_of_one_is_refused_alone(tmp_path: Path) -> None:
    result = wire(tmp_path, f"{STORY}\x01W1\x1fx\n\x02x\x03\x04{STORY}")
    assert [len(result.articles), result.refused] == [2, ["expected the header and text of a message of ANPA 1312"]]


def test_a_message_too_long_to_be_an_article_is_refused(tmp_path: Path) -> None:
    result = wire(tmp_path, STORY + STORY.replace("Crowds came.", "Crowds. " * 300_000))
    assert [len(result.articles), len(result.refused)] == [1, 1]
