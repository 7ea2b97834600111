"""IPTC 7901. The messages are fictional."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.wires import wire

STORY = """\x01ave100 3 s 58 cccc   avp 099\r
\r
Averin-ferries/Portlea/\r
\x021ST LEAD\r
(Photo)\r
Ferry back in port after a\r
winter of repairs\r
By Ines Falk, avp, and\r
Tom Reed =\r
\r
Portlea (avp) - The ferry is\r
back in Müllhafen.\r
\r
Crowds came.\r
\r
# Notebook\r
- Tel: +49 30\r
avp fa re\r
\x03140740 GMT Mar 26\r
\x7f\x7f\x04\r
"""


def test_a_message_says_what_an_article_needs(tmp_path: Path) -> None:
    assert wire(tmp_path, STORY.encode("cp1252")).only.to_record() == {
        "article_id": "ave100:2026-03-14", "title": "Ferry back in port after a winter of repairs",
        "text": "Portlea (avp) - The ferry is back in Müllhafen.\nCrowds came.", "publisher": "avp",
        "published_at": "2026-03-14T07:40:00Z", "section": "Sports", "kind": "news",
        "tags": ["Averin-ferries", "Portlea"], "authors": ["Ines Falk", "Tom Reed"],
    }  # fmt: skip


def test_messages_one_after_the_other_are_many_articles(tmp_path: Path) -> None:
    second = STORY.replace("ave100", "ave0101").replace("after a", "AFTER A")
    articles = wire(tmp_path, STORY + second, "wire.txt").articles
    assert [article.article_id for article in articles] == ["ave100:2026-03-14", "ave101:2026-03-14"]


def test_a_message_without_the_parts_of_one_is_refused_alone(tmp_path: Path) -> None:
    result = wire(tmp_path, f"{STORY}\x01???\x02x\x03\x04{STORY}")
    assert [len(result.articles), result.refused] == [2, ["expected the header and text of a message of IPTC 7901"]]


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Fähre zurück =", "Fähre zurück"),
        ("(Zusammenfassung)\r\nFähre zurück\r\n(Foto)\r\nVon Ines Falk, avp =", "Fähre zurück"),
        ("Fähre zurück", "Fähre zurück"),
        ("", "Averin-ferries Portlea"),
    ],
)
def test_the_headline_is_told_from_notes_and_bylines_and_the_slug_is_the_last_resort(
    tmp_path: Path, above: str, title: str
) -> None:
    head, _, rest = STORY.partition("\x02")
    story = rest[rest.index("Portlea (avp)") :]
    article = wire(tmp_path, f"{head}\x02{above}\r\n\r\n{story}").only
    assert [article.title, article.text.partition(" ")[0]] == [title, "Portlea"]


def test_a_kill_notice_takes_back_the_messages_that_it_names(tmp_path: Path) -> None:
    notice = STORY.replace("1ST LEAD", "MANDATORY KILL").replace("Crowds came", "Please kill ave0098 and AVE 97")
    result = wire(tmp_path, notice)
    assert [result.articles, result.left_out] == [[], ["kill notice"]]
    assert result.withdrawn == ["ave98:2026-03-14", "ave97:2026-03-14"]


def test_a_story_about_a_kill_is_a_story(tmp_path: Path) -> None:
    assert wire(tmp_path, STORY.replace("Ferry back", "Kill Bill")).only


@pytest.mark.parametrize("note", ["(Embargo: 14 March, 10.00)", "Sperrfrist: 15.3., 6 Uhr", "EMBARGOED until 10.00"])
def test_a_message_under_embargo_is_held(tmp_path: Path, note: str) -> None:
    held = STORY.replace("(Photo)", note)
    assert wire(tmp_path, held.replace("Mar 26", "Mar 2999")).left_out == ["embargoed"]
    assert wire(tmp_path, held.partition("\x03")[0]).left_out == ["embargoed"]
    assert wire(tmp_path, held).only.title == "Ferry back in port after a winter of repairs"  # over long since


def test_a_message_without_its_time_has_no_id_that_would_be_used_again(tmp_path: Path) -> None:
    article = wire(tmp_path, STORY.partition("\x03")[0]).only
    assert not article.article_id.startswith("ave")
    assert article.published_at is None
