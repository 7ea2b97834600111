"""Feeds, web pages and archives: what others have written, packed and published becomes articles, or is told."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import Article, plain_text
from recommender.corpus import archive, read_articles
from recommender.corpus.apart import Limits, ParserProcess
from recommender.corpus.encodings import decoded
from recommender.corpus.mapping import Columns
from recommender.corpus.pages.facts import facts_of
from recommender.corpus.pages.record import page_record
from recommender.corpus.readers import feed, page
from recommender.corpus.reading import Reading, ignore
from recommender.errors import CorpusError
from tests.support.builders import law_of_fixtures

LAW = settings(law_of_fixtures, max_examples=40)
READING = Reading(Columns({}), ignore, ignore, lambda *_: iter(()))
NEWS = Path(__file__).parents[3] / "shared" / "news"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour Post &amp; Gazette</title><link>https://post.example/</link><language>en</language>
<item><title>Ferry &lt;b&gt;returns&lt;/b&gt; to Portlea</title><link>/news/ferry?a=1&amp;b=2</link>
<guid isPermaLink="false">17</guid><pubDate>Sat, 14 Mar 2026 07:40:00 +0100</pubDate>
<description>It sailed.</description>
<content:encoded>
<![CDATA[<p>It sailed at dawn &mdash; full.</p><script>steal()</script><p>Crowds came.</p>]]></content:encoded>
<category>Transport</category><category>Portlea</category><author>Ada Okafor</author>
<media:content url="https://post.example/ferry.jpg" medium="image"/></item>
<item><title>Old mill, new owner</title><guid>urn:uuid:mill-2</guid><pubDate>in due time</pubDate></item>
<item><title></title><link>https://post.example/nothing</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenpost</title>
<entry><id>tag:hafenpost.example,2026:1</id><title type="html">F&amp;auml;hre f&amp;auml;hrt</title>
<link href="https://hafenpost.example/1"/><updated>2026-03-14T07:40:00Z</updated><summary>Voll.</summary></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://post.example/"><title>Post</title><link>https://post.example/</link></channel>
<item rdf:about="https://post.example/1"><title>Ferry</title><link>https://post.example/1</link></item></rdf:RDF>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Post",
    "items": [{"id": "https://post.example/1", "title": "Ferry", "content_html": "<p>It sailed.</p>"}],
}

DATA = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "name": "Somebody else"},
        {
            "@type": ["Thing", "OpinionNewsArticle"],
            "headline": "Ferry &amp; mayor return",
            "datePublished": "2026-03-14T07:40:00Z",
            "dateModified": "yesterday",
            "author": [{"@type": "Person", "name": "Ada Okafor"}],
            "publisher": {"@type": "Organization", "name": "Harbour Post"},
            "articleSection": "Transport",
            "keywords": "ferry, Portlea",
            "inLanguage": "English",
            "image": {"url": "https://post.example/ferry.jpg"},
        },
    ],
}
SCRIPT = '<script type="application/ld+json">'
PARAGRAPHS = (
    "The ferry came back to Portlea on Sunday after a winter of repairs, and the quay was full of people by dawn.",
    "Mayor Ines Vane said that the work had cost less than the council had feared, though it had taken a month longer.",
    "Crowds waved from the breakwater as the boat turned, and the first passengers were given coffee on the pier.",
)


def page_of(head: str = "", paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    menu = "".join(f'<li><a href="/{n}">Section number {n}</a></li>' for n in range(20))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>Ferry | Post</title>{head}</head>'
        f"<body><nav><ul>{menu}</ul></nav><article><h1>Ferry & mayor return</h1>{body}</article>"
        f"<footer>All rights reserved. {menu}</footer></body></html>"
    )


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(source: Path) -> tuple[list[Article], list[CorpusError]]:
    refused: list[CorpusError] = []
    try:
        return list(read_articles(source, refused=refused.append)), refused
    except CorpusError as error:
        return [], [*refused, error]


def only(source: Path) -> Article:
    (article,), refused = read(source)
    assert refused == []
    return article


# Feeds


def test_an_entry_of_a_feed_is_an_article(tmp_path: Path) -> None:
    (ferry, mill), (refused,) = read(put(tmp_path, "feed.xml", RSS))
    assert ferry.to_record() == {
        "article_id": "https://post.example/news/ferry?a=1&b=2",
        "title": "Ferry returns to Portlea",
        "text": "It sailed at dawn — full.\nCrowds came.",
        "url": "https://post.example/news/ferry?a=1&b=2",
        "publisher": "Harbour Post & Gazette",
        "published_at": "2026-03-14T06:40:00Z",
        "language": "en",
        "kind": "news",
        "tags": ["Transport", "Portlea"],
        "authors": ["Ada Okafor"],
        "image_url": "https://post.example/ferry.jpg",
    }
    assert (mill.article_id, mill.title, mill.published_at) == ("urn:uuid:mill-2", "Old mill, new owner", None)
    assert refused.line == 3
    assert "expected a title or a text" in refused.reason


@pytest.mark.parametrize(
    ("name", "content", "title", "language"),
    [
        ("feed.atom", ATOM, "Fähre fährt", "de"),
        ("feed.txt", ATOM, "Fähre fährt", "de"),
        ("feed.rdf", RDF, "Ferry", None),
        ("feed.json", json.dumps(JSON_FEED), "Ferry", None),
        ("feed.json", json.dumps(JSON_FEED).replace("/", "\\/"), "Ferry", None),
        ("feed.xml.gz", gzip.compress(RDF.encode()), "Ferry", None),
        ("feed.xml", "\ufeff<!-- made by hand --> \n" + ATOM, "Fähre fährt", "de"),
        ("feed.xml", RDF.replace("?>", ' encoding="iso-8859-1"?>', 1).encode("latin-1"), "Ferry", None),
    ],
)
def test_feeds_of_all_kinds_are_known_by_what_they_hold(
    tmp_path: Path, name: str, content: str | bytes, title: str, language: str | None
) -> None:
    article = only(put(tmp_path, name, content))
    assert (article.title, article.language) == (title, language)


def test_a_bomb_of_entities_does_not_go_off(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    feed = "<rss><channel><item><title>&e11;</title></item></channel></rss>"
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>{feed}'
    articles, _ = read(put(tmp_path, "feed.rss", bomb))
    assert all("haha" not in article.title for article in articles)


@LAW
@given(st.data())
def test_a_damaged_feed_raises_nothing_but_a_corpus_error(tmp_path: Path, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([RSS, ATOM, RDF, json.dumps(JSON_FEED)])).encode()
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    articles, refused = read(put(tmp_path, "feed.xml", bytes(damaged[: data.draw(st.integers(0, len(damaged)))])))
    assert articles or refused
    assert all(Article.parse(article.to_record()) == article for article in articles)


# Markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("just words, 1 < 2 & 3 > 2", "just words, 1 < 2 & 3 > 2"),
        ("AT&amp;T wins", "AT&T wins"),
        ("<p>One</p>two<br>three<!-- not --> four", "One\ntwo\nthree four"),
        ("a line\nthat goes <i>on</i>\n\nand a new one", "a line that goes on\nand a new one"),
        ("<style>p {}</style><template>x</template>words", "words"),
        ("<!-- nothing -->", ""),
        ("a\x00b <b>c</b>", "a\x00b c"),
    ],
)
def test_markup_becomes_the_words_that_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


# Pages


def test_a_page_says_first_what_it_says_for_machines(tmp_path: Path) -> None:
    head = (
        f"{SCRIPT}{{broken</script>{SCRIPT}{json.dumps(DATA)}</script>"
        '<link rel="canonical" href="https://post.example/ferry"><meta property="og:title" content="Ferry, og">'
        '<meta property="article:modified_time" content="2026-03-14T09:00:00+01:00">'
    )
    assert only(put(tmp_path, "ferry.html", page_of(head))).to_record() == {
        "article_id": "https://post.example/ferry",
        "title": "Ferry & mayor return",
        "text": "\n".join(PARAGRAPHS),
        "url": "https://post.example/ferry",
        "publisher": "Harbour Post",
        "published_at": "2026-03-14T07:40:00Z",
        "updated_at": "2026-03-14T08:00:00Z",
        "section": "Transport",
        "language": "en-GB",
        "kind": "opinion",
        "tags": ["ferry", "Portlea"],
        "authors": ["Ada Okafor"],
        "image_url": "https://post.example/ferry.jpg",
    }


def test_a_page_that_says_nothing_for_machines_is_read_as_by_a_reader(tmp_path: Path) -> None:
    article = only(put(tmp_path, "page", page_of()))
    assert article.text.split("\n")[-3:] == list(PARAGRAPHS)
    assert "Section number" not in article.text
    assert article.title


def test_the_open_graph_comes_after_the_data_and_before_the_rest(tmp_path: Path) -> None:
    head = (
        '<meta property="og:title" content="Ferry, og"><meta property="og:site_name" content="Post">'
        '<meta property="article:published_time" content="2026-03-14T07:40:00Z">'
        '<meta property="article:tag" content="ferry"><meta property="article:tag" content="quay">'
    )
    article = only(put(tmp_path, "page.htm", page_of(head)))
    assert (article.title, article.publisher, article.tags) == ("Ferry, og", "Post", ("ferry", "quay"))
    assert article.published_at == datetime(2026, 3, 14, 7, 40, tzinfo=UTC)


def test_a_body_that_only_the_data_holds_is_taken_from_there(tmp_path: Path) -> None:
    text = " ".join(PARAGRAPHS * 3)
    data = {"@type": "NewsArticle", "headline": "Ferry", "articleBody": f"<p>{text}</p>"}
    head = f"{SCRIPT}{json.dumps([data])}</script>"
    assert only(put(tmp_path, "page.html", page_of(head, ()))).text == text


def test_a_body_that_the_data_holds_in_part_is_taken_from_the_page(tmp_path: Path) -> None:
    data = {"@type": "NewsArticle", "headline": "Ferry", "articleBody": PARAGRAPHS[0][:60]}
    assert only(put(tmp_path, "page.html", page_of(f"{SCRIPT}{json.dumps(data)}</script>"))).text.endswith(
        PARAGRAPHS[2]
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Fähre “voll”".encode(), "Fähre “voll”"),
        ('<meta charset="latin-1">Fähre'.encode(), '<meta charset="latin-1">Fähre'),
        ('<meta charset="gb2312">渡轮'.encode("gb2312"), '<meta charset="gb2312">渡轮'),
        ("Fähre “voll”".encode("windows-1252"), "Fähre “voll”"),
        ('<meta charset="base64">Fähre'.encode("windows-1252"), '<meta charset="base64">Fähre'),
        ('<meta charset="no-such">Fähre'.encode("windows-1252"), '<meta charset="no-such">Fähre'),
    ],
)
def test_a_page_is_decoded_as_it_is_written(content: bytes, text: str) -> None:
    assert decoded(content) == text


@pytest.mark.parametrize("content", [b"<", b"<!---->", b"<html></html>", b"<p>" + bytes(range(256))])
def test_a_page_without_words_raises_nothing_but_a_corpus_error(tmp_path: Path, content: bytes) -> None:
    articles, refused = read(put(tmp_path, "page.html", content))
    assert len(articles) + len(refused) >= 1


def test_a_page_that_takes_too_long_is_refused_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.html", page_of(paragraphs=tuple(f"Sentence {n} of many. " * 3 for n in range(30_000))))
    put(tmp_path, "b.html", page_of())
    monkeypatch.setattr(
        "recommender.corpus.read.ParserProcess", lambda: ParserProcess(Limits(seconds=0.5, seconds_whole=0.0))
    )
    (article,), (refused,) = read(tmp_path)
    assert PARAGRAPHS[0] in article.text
    assert refused.path.endswith("a.html")
    assert refused.reason == "took more than 0.5 seconds of processor time"


def test_a_page_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MAX_PAGE_BYTES", 1000)
    with pytest.raises(CorpusError, match="longer than 1000 bytes"):
        list(page.read_page(put(tmp_path, "page.html", page_of()), READING))


@LAW
@given(st.text(alphabet=st.sampled_from("<>/&;abp \"'={}[]:,@#!-\n"), max_size=300))
def test_any_page_can_be_taken_apart(text: str) -> None:
    facts = facts_of(f"{SCRIPT}{text}</script>{text}".encode())
    assert facts is None or page_record(facts)


@pytest.mark.parametrize(
    ("module", "name", "content"), [("feedparser", "a.rss", RSS), ("trafilatura", "a.html", "<p>x")]
)
def test_without_the_extra_an_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str, content: str
) -> None:
    room, reader = {"feedparser": ("feed", feed.FEED), "trafilatura": ("page", page.PAGE)}[module]
    monkeypatch.setattr(
        f"recommender.corpus.readers.{room}.find_spec", lambda asked: None if asked == module else "there"
    )
    with pytest.raises(CorpusError) as refused:
        list(reader.read(put(tmp_path, name, content), READING))
    assert "pip install 'related-news-recommender[web]'" in refused.value.reason


# Archives


def zip_of(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return packed.getvalue()


def tar_of(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as opened:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content.encode())
            opened.addfile(entry, io.BytesIO(content.encode()))
        link = tarfile.TarInfo("link.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        opened.addfile(link)
    return packed.getvalue()


FILES = {
    "b/two.csv": "id,title\n2,Two\n",
    "c/one.jsonl": '{"id": "1", "title": "One"}\n{"id": "bad"}\n',
    "../../outside.jsonl": '{"id": "0", "title": "From outside"}',
    "README.txt": "notes",
    ".hidden/three.jsonl": '{"id": "3", "title": "Three"}',
    "feed.xml": ATOM,
    "inner.zip": zip_of({"four.csv": "id,title\n4,Four\n"}).decode("latin-1"),
    "picture.png": "no article",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("news.zip", zip_of(FILES)),
        ("news.tar", tar_of(FILES)),
        ("news.tar.gz", gzip.compress(tar_of(FILES))),
        ("news", gzip.compress(tar_of(FILES))),
    ],
)
def test_an_archive_is_read_like_a_folder(tmp_path: Path, name: str, content: bytes) -> None:
    path = put(tmp_path / "inner", name, content)
    articles, refused = read(path)
    assert [article.title for article in articles] == ["Two", "One", "Fähre fährt"]
    assert (refused[0].path, refused[0].line) == (f"{path}/c/one.jsonl", 2)
    assert sorted(file.name for file in tmp_path.rglob("*")) == sorted(["inner", name])


def test_an_archive_stands_in_a_folder_and_holds_none(tmp_path: Path) -> None:
    put(tmp_path, "a.zip", zip_of({"in.zip": "PK\x03\x04", "x.csv": "id,title\n1,One\n"}))
    put(tmp_path, "b.csv", "id,title\n2,Two\n")
    articles, (refused,) = read(tmp_path)
    assert [article.title for article in articles] == ["One", "Two"]
    assert (refused.path, refused.reason) == (f"{tmp_path}/a.zip/in.zip", "an archive within an archive")


def test_a_damaged_file_of_an_archive_costs_nothing_else(tmp_path: Path) -> None:
    content = bytearray(zip_of({"a.csv": "id,title\n1,One\n", "b.csv": "id,title\n2,Two\n"}))
    content[content.index(b"a.csv") + len("a.csv") + 3] ^= 0xFF
    articles, (refused,) = read(put(tmp_path, "news.zip", bytes(content)))
    assert [article.title for article in articles] == ["Two"]
    assert refused.path == f"{tmp_path}/news.zip/a.csv"
    assert "cannot be unpacked" in refused.reason


def test_a_file_of_an_archive_that_unpacks_too_far_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 10_000)
    path = put(tmp_path, "news.zip", zip_of({"bomb.csv": "0" * 5_000_000, "b.csv": "id,title\n2,Two\n"}))
    articles, (refused,) = read(path)
    assert [article.title for article in articles] == ["Two"]
    assert "longer than 10000 bytes" in refused.reason


@LAW
@given(st.data())
def test_a_damaged_archive_raises_nothing_but_a_corpus_error(tmp_path: Path, data: st.DataObject) -> None:
    damaged = bytearray(data.draw(st.sampled_from([zip_of(FILES), tar_of(FILES), gzip.compress(tar_of(FILES))])))
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    articles, refused = read(put(tmp_path, "news", bytes(damaged[: data.draw(st.integers(0, len(damaged)))])))
    assert articles or refused


# Real feeds and pages, where they are at hand


@pytest.mark.parametrize(("name", "count"), [("feeds", 267), ("html_pages/scrapinghub", 43)])
def test_real_feeds_and_pages_are_read_whole(name: str, count: int) -> None:
    folder = NEWS / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    refused: list[Any] = []
    articles = list(read_articles(folder, refused=refused.append))
    assert len(articles) == count
    assert [error for error in refused if not error.path.endswith("feeds.jsonl")] == []
