"""Reuters Corpus Volume 1. The story is fictional."""

from __future__ import annotations

from pathlib import Path

from tests.support.wires import wire

STORY = """<?xml version="1.0" encoding="iso-8859-1" ?>
<newsitem itemid="2330" id="root" date="1996-08-20" xml:lang="en"><title>UK: Ferry back.</title>
<headline>Ferry back.</headline><byline>Ines Falk</byline><dateline>PORTLEA 1996-08-20</dateline>
<text><p>The ferry is back.</p><p>Crowds came.</p></text><copyright>(c) Averin Limited 1996</copyright>
<metadata><codes class="bip:topics:1.0"><code code="C15"/></codes><dc element="dc.date.published" value="1996-08-20"/>
<dc element="dc.source" value="Averin"/></metadata></newsitem>"""


def test_a_story_is_read_without_its_codes_which_are_labels(tmp_path: Path) -> None:
    assert wire(tmp_path, STORY, "2330newsML.xml").only.to_record() == {
        "article_id": "2330",
        "title": "Ferry back.",
        "text": "The ferry is back.\nCrowds came.",
        "publisher": "Averin",
        "published_at": "1996-08-20T00:00:00Z",
        "language": "en",
        "kind": "news",
        "authors": ["Ines Falk"],
    }


def test_many_stories_in_one_document_are_many_articles(tmp_path: Path) -> None:
    story = STORY.partition("?>")[2]
    assert len(wire(tmp_path, f"<newsitems>{story}{story}</newsitems>").articles) == 2
