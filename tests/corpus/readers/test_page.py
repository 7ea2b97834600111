"""Pages: each field takes the best of what a page says, and a page that is no article's is left out."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import Article
from recommender.corpus.mapping import Columns
from recommender.corpus.options import ReadOptions
from recommender.corpus.readers.page import read_page
from recommender.corpus.reading import LeftOut, Reading, ignore
from recommender.errors import ArticleError, CorpusError
from tests.support.builders import law_of_fixtures
from tests.support.sources import put, refuse_none

WORDS = (
    "The ferry came back to Portlea on Sunday after a winter of repairs, and the quay was full of people by dawn.",
    "Mayor Ines Vane said that the work had cost less than the council had feared, though it had taken a month longer.",
    "Crowds waved from the breakwater as the boat turned, and the first passengers were given coffee on the pier.",
)
BODY = f"<article><h1>Ferry returns to Portlea</h1>{''.join(f'<p>{words}</p>' for words in WORDS)}</article>"


def page(head: str = "", body: str = BODY, /, **data: object) -> str:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    return f"<!DOCTYPE html><html lang=en><head>{head}{script}</head><body><main>{body}</main></body></html>"


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def read(folder: Path, content: str) -> tuple[list[Article], list[str]]:
    left_out: list[LeftOut] = []
    columns = Columns({})
    reading = Reading(columns, refuse_none, left_out.append, lambda reader, path, reading: reader.read(path, reading))
    records = list(read_page(put(folder, "page.html", content), reading))
    return [columns.article(record.values) for record in records], [each.reason for each in left_out]


def only(folder: Path, content: str) -> Article:
    (article,), left_out = read(folder, content)
    assert left_out == []
    return article


NEWS = {"@type": "NewsArticle", "headline": "Ferry returns", "datePublished": "2026-03-14T07:40:00Z"}


def test_updates_of_a_live_blog_are_its_text_where_the_page_shows_none(tmp_path: Path) -> None:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": "Ferry back",
            "datePublished": "2026-03-14T11:10:00Z",
            "articleBody": "Safe.",
        },
        {"@type": "BlogPosting", "datePublished": "2026-03-14T08:10:00Z", "articleBody": "The quay is closed."},
    ]
    data = {**NEWS, "@type": ["NewsArticle", "LiveBlogPosting"], "description": "All of it.", "liveBlogUpdate": updates}
    script = "<p>Please enable JavaScript to follow our live coverage.</p>"
    article = only(tmp_path, page("", script, **data, dateModified="2026-03-14T08:10:00Z"))
    assert article.text == "All of it.\n11:10 Ferry back\nSafe.\n08:10\nThe quay is closed."
    assert (article.kind, str(article.updated_at)) == ("live", "2026-03-14 11:10:00+00:00")


def test_updates_that_the_page_shows_are_not_repeated(tmp_path: Path) -> None:
    data = {**NEWS, "@type": "LiveBlogPosting", "liveBlogUpdate": [{"articleBody": words} for words in WORDS]}
    assert only(tmp_path, page(**data)).text.count(WORDS[1]) == 1


def test_what_a_page_marks_as_not_free_is_not_its_text(tmp_path: Path) -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"}
    offer = f"<div class='paywall'><h3>Subscribe</h3><p>{'Subscribe now to keep reading. ' * 20}</p></div>"
    data = {**NEWS, "isAccessibleForFree": False, "hasPart": part, "articleBody": "Subscribe now. " * 99}
    assert only(tmp_path, page("", BODY.replace("</article>", f"{offer}</article>"), **data)).text == "\n".join(WORDS)


def test_of_a_page_that_is_not_free_at_all_the_description_is_the_text(tmp_path: Path) -> None:
    part = {"isAccessibleForFree": False, "cssSelector": "article"}
    assert only(tmp_path, page(**NEWS, description="It is back.", hasPart=[part])).text == "It is back."


def test_a_date_is_taken_from_the_page_that_the_article_is_part_of(tmp_path: Path) -> None:
    graph = [
        {"@type": "Article", "headline": "Ferry returns", "isPartOf": {"@id": "https://post.example/f"}},
        {"@type": "WebPage", "@id": "https://post.example/f", "datePublished": "2026-03-14T07:40:00+01:00"},
    ]
    assert str(only(tmp_path, page(**{"@graph": graph})).published_at) == "2026-03-14 06:40:00+00:00"


@pytest.mark.parametrize(
    "elsewhere",
    [
        meta("article:published_time", "2026-03-14T07:40:00Z"),
        meta("sailthru.date", "2026-03-14 07:40:00"),
        meta("cXenseParse:recs:publishtime", "2026-03-14T07:40:00Z"),
        '<meta name="parsely-page" content="{&quot;pub_date&quot;: &quot;2026-03-14T07:40:00Z&quot;}">',
        '<time datetime="2026-03-14T07:40Z">',
    ],
)
def test_the_hour_is_taken_from_wherever_the_page_tells_it(tmp_path: Path, elsewhere: str) -> None:
    head, body = (elsewhere, BODY) if elsewhere.startswith("<meta") else ("", elsewhere + BODY)
    article = only(tmp_path, page(head, body, **{**NEWS, "datePublished": "2026-03-14"}))
    assert str(article.published_at) == "2026-03-14 07:40:00+00:00"


def test_microdata_serves_where_there_is_no_other_data(tmp_path: Path) -> None:
    body = f"""<div itemscope itemtype="https://schema.org/OpinionNewsArticle">
    <h1 itemprop="headline">Ferry, at last</h1>
    <span itemprop="author" itemscope itemtype="https://schema.org/Person"><i itemprop="name">Ada Okafor</i></span>
    <meta itemprop="datePublished" content="2026-03-14T07:40:00Z"><i itemprop="articleSection">Transport</i>
    <div itemprop="articleBody">{BODY}</div></div>"""
    article = only(tmp_path, page("", body))
    assert (article.title, article.kind, article.authors) == ("Ferry, at last", "opinion", ("Ada Okafor",))
    assert (str(article.published_at), article.section) == ("2026-03-14 07:40:00+00:00", "Transport")
    assert WORDS[2] in article.text


def test_microformats_serve_where_there_is_no_other_data(tmp_path: Path) -> None:
    body = f"""<div class="hnews hentry"><h2 class="entry-title">Ferry, at last</h2>
    <b class="author vcard fn">Ada Okafor</b>
    <b class="source-org vcard"><i class="org fn">Harbour Post</i></b>
    <abbr class="published" title="2026-03-14T07:40:00Z">x</abbr>
    <a class="u-url" href="https://post.example/f">#</a> <a rel="tag" href="/t">ferry</a>
    <div class="entry-content">{BODY}</div></div>"""
    article = only(tmp_path, page("", body))
    assert (article.title, article.publisher, article.authors) == ("Ferry, at last", "Harbour Post", ("Ada Okafor",))
    assert (str(article.published_at), article.tags) == ("2026-03-14 07:40:00+00:00", ("ferry",))
    assert article.url == "https://post.example/f"


def test_a_reference_that_leads_nowhere_is_no_publisher(tmp_path: Path) -> None:
    head = '<meta property="og:site_name" content="Harbour Post">'
    data = {**NEWS, "publisher": {"@id": "https://post.example/#organization"}, "author": {"@id": "#ada"}}
    article = only(tmp_path, page(head, **data))
    assert (article.publisher, article.authors) == ("Harbour Post", ())


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link rel="Canonical nofollow" href="https://post.example/f">', "https://post.example/f"),
        ('<link rel="canonical" href="/f"><base href="https://post.example/x">', "https://post.example/f"),
        (
            '<link rel="canonical" href="17"><meta property="og:url" content="https://post.example/f">',
            "https://post.example/f",
        ),
        (
            '<link rel="canonical" href="https://post.example/"><meta property="og:url" content="https://post.example/f">',
            "https://post.example/f",
        ),
        ('<link rel="canonical" href="https://[">', None),
    ],
)
def test_the_address_is_the_one_that_names_the_page(tmp_path: Path, links: str, url: str | None) -> None:
    assert only(tmp_path, page(links)).url == url


@pytest.mark.parametrize(
    ("head", "data", "reason"),
    [
        ('<meta property="og:type" content="profile">', {}, "profile page"),
        ("", {"@type": "ProfilePage", "mainEntity": {"@type": "Person", "name": "A"}}, "profile page"),
        ("", {"@graph": [{"@type": ["WebPage", "CollectionPage"], "name": "Transport"}]}, "section page"),
        ("", {"@type": "SearchResultsPage"}, "section page"),
    ],
)
def test_a_page_that_says_that_it_is_no_article_is_left_out(
    tmp_path: Path, head: str, data: dict[str, object], reason: str
) -> None:
    assert read(tmp_path, page(head, **data)) == ([], [reason])


def test_a_page_that_lists_entries_is_left_out_and_one_that_is_of_one_of_them_is_read(tmp_path: Path) -> None:
    entries = "".join(f'<div class="hentry"><h2 class="entry-title">Number {n}</h2>{BODY}</div>' for n in range(3))
    assert read(tmp_path, page("<title>Harbour Post</title>", entries)) == ([], ["section page"])
    assert only(tmp_path, page("<title>Number 2 - Post</title>", entries)).title == "Number 2"


def test_a_page_that_describes_many_articles_and_is_called_like_none_is_left_out(tmp_path: Path) -> None:
    graph = [{**NEWS, "headline": f"Number {n}", "url": f"https://post.example/{n}"} for n in range(5)]
    front = "".join(f"<h3>Number {n}</h3><p>It is so.</p>" for n in range(5))
    assert read(tmp_path, page("<title>Harbour Post</title>", front, **{"@graph": graph})) == ([], ["section page"])
    assert only(tmp_path, page("<title>Number 3 | Post</title>", front, **{"@graph": graph})).title == "Number 3"


@pytest.mark.parametrize("kind", ["article", "website"])
def test_a_page_of_an_article_is_read_whatever_its_site_is(tmp_path: Path, kind: str) -> None:
    head = f'<meta property="og:type" content="{kind}">'
    assert only(tmp_path, page(head, **{"@graph": [NEWS, {"@type": "CollectionPage"}]})).title == "Ferry returns"


def test_a_video_page_is_a_video(tmp_path: Path) -> None:
    head = '<meta property="og:type" content="video.other">'
    data = {"@type": "VideoObject", "name": "Ferry on film", "uploadDate": "2026-03-14T07:40:00Z"}
    article = only(tmp_path, page(head, **data))
    assert (article.title, article.kind, str(article.published_at)) == (
        "Ferry on film",
        "video",
        "2026-03-14 07:40:00+00:00",
    )


def test_no_date_is_made_of_a_year_in_the_prose_or_the_footer(tmp_path: Path) -> None:
    body = f"{BODY}<p>In 1994 it had sunk.</p><p>昨年2019年3月11日の港</p><footer>© 2025 Harbour Post</footer>"
    assert only(tmp_path, page("", body)).published_at is None
    for month in ("2024", "2024-03"):
        head = f'<meta property="article:published_time" content="{month}"><meta name="date" content="{month}">'
        assert only(tmp_path, page(head, body)).published_at is None


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2026年11月8日", "2026-11-08 00:00:00+00:00"),
        ("发布时间：2026年11月8日 星期日 09:30", "2026-11-08 09:30:00+00:00"),
        ("2026年11月8日（日）午後3時05分", "2026-11-08 15:05:00+00:00"),
        ("입력 2026년 11월 8일 오전 9:30", "2026-11-08 09:30:00+00:00"),
        ("更新：2026年11月8日", "None"),
        ("2026年13月8日", "None"),
    ],
)
def test_an_east_asian_date_that_stands_alone_is_read(tmp_path: Path, line: str, time: str) -> None:
    for element in ("p", "span", "time"):
        body = f"<{element} class='d'>{line}</{element}>{BODY}<footer><p>2027年1月1日</p></footer>"
        assert str(only(tmp_path, page("", body)).published_at) == time


def test_readings_beside_signs_are_no_words(tmp_path: Path) -> None:
    body = (
        "<article><p>渡<ruby>辺<rp>(</rp><rt>なべ</rt><rp>)</rp></ruby>さんは"
        + "昨日、港に戻ってきた船を見に行った。" * 20
        + "</p></article>"
    )
    assert only(tmp_path, page("", body)).text.startswith("渡辺さんは昨日")


@pytest.mark.parametrize(
    ("tags", "read_as"),
    [(("ferry, quay, Portlea",), ("ferry", "quay", "Portlea")), (("Vane, Ines", "quay"), ("Vane, Ines", "quay"))],
)
def test_one_tag_alone_may_be_a_list_of_them(tmp_path: Path, tags: tuple[str, ...], read_as: tuple[str, ...]) -> None:
    head = "".join(f'<meta property="article:tag" content="{tag}">' for tag in tags)
    assert only(tmp_path, page(head)).tags == read_as


def test_entities_that_are_escaped_twice_are_signs(tmp_path: Path) -> None:
    head = '<meta property="og:title" content="Ferry &amp;amp; quay">' + meta("keywords", "Ines&amp;#39; ferry, quay")
    article = only(tmp_path, page(head))
    assert (article.title, article.tags) == ("Ferry & quay", ("Ines' ferry", "quay"))


def test_titles_lose_the_name_of_the_site_and_nothing_else(tmp_path: Path) -> None:
    head = '<title>Ferry - back - Harbour Post</title><meta property="og:site_name" content="Harbour Post">'
    assert only(tmp_path, page(head, BODY.replace("h1", "h4"))).title == "Ferry - back"


def test_a_language_that_is_none_is_not_taken(tmp_path: Path) -> None:
    head = '<meta http-equiv="content-language" content="utf-8"><meta property="og:locale" content="de_DE">'
    assert only(tmp_path, page(head).replace(" lang=en", "")).language == "de-DE"


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("By Ada Okafor and Ines Vane", ("Ada Okafor", "Ines Vane")),
        ("Okafor, Ada", ("Okafor, Ada",)),
        ("https://facebook.example/ada", ()),
        ("105092", ()),
        ("Harbour Post", ()),
    ],
)
def test_authors_are_people(tmp_path: Path, author: str, authors: tuple[str, ...]) -> None:
    head = f'<meta name="author" content="{author}"><meta property="og:site_name" content="Harbour Post">'
    assert only(tmp_path, page(head, "<p>Few words.</p>")).authors == authors


FRAGMENTS = [
    BODY,
    "<script type='application/ld+json'>",
    '{"@graph": [',
    '{"@type": "LiveBlogPosting", "liveBlogUpdate": [1, {',
    "</script>",
    '"@id": "#a", "author": {"@id": "#a"}, ',
    '"headline": {"@value": ["x"]}, ',
    '"hasPart": {"cssSelector": "body"',
    "]}",
    "}}",
    "null",
    '"isAccessibleForFree": false, ',
    '"datePublished": 1e999, ',
    '<div itemscope itemtype="https://schema.org/Article">',
    "</div>",
    '<b itemprop="headline author datePublished" content="">',
    '<p class="hentry h-entry author published value">',
    "<ruby><rt>x",
    '<time datetime="9999-99-99T99:99">',
    '<link rel="canonical" href="http://[">',
    '<base href="//[x">',
    "<h1>x",
    "<title>x | x",
    '<meta property="og:title" content="x | x">',
    '<meta name="parsely-page" content="[[{">',
    "&#0;&#xd800;",
    '"\\ud800", ',
    "<!--",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12))
@settings(law_of_fixtures, max_examples=60)
def test_any_page_is_read_left_out_or_refused(tmp_path: Path, fragments: list[str]) -> None:
    columns = Columns({})
    reading = Reading(columns, refuse_none, ignore, lambda *_: iter(()))
    with suppress(CorpusError, ArticleError):
        for record in read_page(put(tmp_path, "page.html", "<html>" + "".join(fragments)), reading):
            columns.article(record.values)


def test_what_the_owner_says_of_the_encoding_is_believed(tmp_path: Path) -> None:
    columns = Columns({}, options=ReadOptions(encoding="koi8-r"))
    reading = Reading(columns, refuse_none, ignore, lambda *_: iter(()))
    (record,) = read_page(put(tmp_path, "page.html", page("<title>Паром</title>").encode("koi8-r")), reading)
    assert record.values["title"] == "Паром"
