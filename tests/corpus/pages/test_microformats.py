"""Microformats: hAtom, hNews and h-entry name the parts of an article by classes."""

from __future__ import annotations

import pytest
from lxml import html

from recommender.corpus.pages.microformats import entries_of, own_entry

HNEWS = """<div class="hnews hentry item"><h1 class="entry-title">Ferry returns</h1>
<span class="byline author vcard">By <span class="fn">Ada Okafor</span></span>
<span class="source-org vcard"><span class="org fn">Harbour Post</span></span> <span class="dateline">PORTLEA</span>
<abbr class="updated" title="2026-03-14T08:00:00+01:00">8 am</abbr>
<abbr class="published" title="2026-03-14T07:40:00+01:00">today</abbr>
<div class="entry-content"><p>It sailed.</p></div>
<a rel="tag" href="/t/ferry">ferry</a> <a rel="bookmark" href="/f">link</a></div>"""
H_ENTRY = """<article class="h-entry"><h1 class="p-name">Ferry returns</h1>
<a class="p-author h-card" href="/ada">Ada Okafor</a>
<time class="dt-published" datetime="2026-03-14T07:40:00+01:00">today</time><a class="u-url" href="https://post.example/f">#</a>
<div class="e-content">It sailed.<blockquote class="h-entry"><b class="p-name">Quoted</b></blockquote></div>
<a class="p-category" href="/t">ferry</a></article>"""


def entries(page: str) -> list[dict[str, object]]:
    return entries_of(html.document_fromstring(page))


def test_an_article_in_hnews_is_read() -> None:
    assert entries(HNEWS) == [
        {
            "@type": ["hentry"],
            "headline": "Ferry returns",
            "articleBody": "entry-content",
            "datePublished": "2026-03-14T07:40:00+01:00",
            "dateModified": "2026-03-14T08:00:00+01:00",
            "author": ["Ada Okafor"],
            "publisher": "Harbour Post",
            "keywords": ["ferry"],
            "url": "/f",
        }
    ]


def test_an_article_in_h_entry_is_read_and_what_it_quotes_is_part_of_it() -> None:
    (entry,) = entries(H_ENTRY)
    assert (entry["headline"], entry["author"], entry["url"]) == (
        "Ferry returns",
        ["Ada Okafor"],
        "https://post.example/f",
    )
    assert (entry["datePublished"], entry["keywords"]) == ("2026-03-14T07:40:00+01:00", ["ferry"])


@pytest.mark.parametrize(
    ("time", "written"),
    [
        ('<time class="published" datetime="2026-03-14">x</time>', "2026-03-14"),
        (
            '<span class="published"><b class="value">2026-03-14</b> at <b class="value">07:40</b></span>',
            "2026-03-14T07:40",
        ),
        (
            '<span class="published"><b class="value-title" title="2026-03-14T07:40Z"> </b>today</span>',
            "2026-03-14T07:40Z",
        ),
        ('<span class="published">2026-03-14</span>', "2026-03-14"),
    ],
)
def test_times_are_read_as_they_are_written_for_machines(time: str, written: str) -> None:
    assert entries(f'<p class="hentry">{time}</p>') == [{"@type": ["hentry"], "datePublished": written}]


def test_of_several_entries_it_is_the_one_that_the_page_is_called_by() -> None:
    several = entries(H_ENTRY + HNEWS + H_ENTRY.replace("Ferry returns", "Mill sold").replace("/f", "/m"))
    assert own_entry(several, ["https://post.example/m"], [])["headline"] == "Mill sold"
    assert own_entry(several, [], ["Post | Mill sold"])["headline"] == "Mill sold"
    assert own_entry(several, [], ["Harbour Post"]) == {}
    assert own_entry([], [], []) == {}


def test_a_class_without_parts_is_no_entry() -> None:
    assert entries('<p class="hentry">words</p>') == []
