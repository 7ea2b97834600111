"""The reader page and the embed: what a reader, a hostile record and a browser meet."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from recommender.api import views
from recommender.api.views import wording
from recommender.article import Article

Record = dict[str, Any]

ROOT = Path(views.__file__).parents[3]
NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)

HOSTILE = [
    "<script>alert(1)</script>",
    "</title></h1><script src=//evil.example></script>",
    "\"' onmouseover='alert(1)' x=\"",
    "--></style><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;amp; &#x3c;i>",
    "safe \u202egnp.exe\u2066",
    "lone \ud800 surrogate and \x00 nul",
]
UNSAFE_URLS = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://x.example",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "/relative",
    "http:///no-host",
    "https://[broken",
    "https://x.example/ onclick=alert(1)",
    "",
]
AWKWARD_IDS = ["2026/03/storm", "a b", "what?", "part#2", "100%", "%2F", "..%2f", 'a&b="c"<d>\'', "新聞/１", "../x"]


def article(**fields: object) -> Record:
    return {"article_id": "a-1", "title": "Storm hits the coast", "text": "A storm hit.", "kind": "news"} | fields


def teaser(**fields: object) -> Record:
    known = {"article_id": "t-1", "title": "A teaser", "url": "https://p.example/t-1", "publisher": "The Courier"}
    rest = {"published_at": "2026-04-24T15:00:00Z", "section": "politics", "kind": "news", "language": "en"}
    return known | rest | {"standfirst": "It happened."} | fields


def card(**fields: object) -> Record:
    known = {
        "rank": 1,
        "article_id": "c-1",
        "title": "Ferries stop",
        "url": "https://p.example/c-1",
        "publisher": "Times",
    }
    rest = {"published_at": "2026-04-22T18:00:00Z", "section": "local", "kind": "news", "image_url": None, "score": 0.5}
    reason = {"text": "Both mention Skerrow · 2 days earlier", "terms": [{"term": "skerrow", "share": 0.4}]}
    return known | rest | {"story_id": "s-1", "reason": reason, "also_published_by": []} | fields


def box(name: str, *cards: Record, notice: str | None = None) -> Record:
    as_of = NOW.isoformat()
    return {"box": name, "seed": "a-1", "cards": list(cards), "notice": notice, "model": "000001", "as_of": as_of}


def page(*boxes: Record) -> Record:
    return {"seed": "a-1", "boxes": {b["box"]: b for b in boxes}, "model": "000001", "as_of": NOW.isoformat()}


def read(*boxes: Record, site: str = "The Reader", paragraphs: tuple[str, ...] = ("One.",), **fields: object) -> str:
    return views.read_page(
        site=site, article=article(**fields), paragraphs=list(paragraphs), page=page(*boxes), as_of=NOW
    )


def tag(**fields: object) -> Record:
    known = {"rank": 1, "label": "Joe Biden", "language": "en", "score": 9.5, "lift": 12.5, "now": 14, "usual": 0.2}
    example = {"article_id": "e-1", "title": "Biden speaks", "url": None, "publisher": "Times", "published_at": None}
    return known | {"publishers": 9, "series": [0, 2, 4], "examples": [example]} | fields


def tag_box(*tags: Record) -> Record:
    return {"box": "trending", "seed": None, "tags": list(tags), "notice": None, "model": "1", "as_of": NOW.isoformat()}


def front(
    *lead: Record,
    sections: tuple[Record, ...] = (),
    breaking: tuple[Record, ...] = (),
    tags: tuple[Record, ...] = (),
    site: str = "The Reader",
) -> str:
    return views.front_page(
        site=site,
        sections=list(sections),
        lead=list(lead),
        breaking={"box": "breaking", "cards": list(breaking)},
        trending={"box": "trending", "tags": list(tags)},
        as_of=NOW,
    )


class Html(HTMLParser):
    """A page as its tags with their attributes, and the text inside each element."""

    _VOID = frozenset({"meta", "link", "img", "br"})

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(markup)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._texts.append([])
        if tag not in self._VOID:
            self._open.append(len(self.tags) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.tags[self._open.pop()][0] == tag, "elements nest"

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self._texts[place].append(data)

    def find(self, tag: str, **attributes: str) -> list[tuple[dict[str, str], str]]:
        wanted = {name.strip("_"): value for name, value in attributes.items()}
        found = zip(self.tags, self._texts, strict=True)
        return [
            (has, " ".join("".join(text).split()))
            for (name, has), text in found
            if name == tag and all(value in has.get(key, "").split() for key, value in wanted.items())
        ]

    def texts(self, tag: str, **attributes: str) -> list[str]:
        return [text for _, text in self.find(tag, **attributes)]

    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(has)) for tag, has in self.tags]


def everything(words: str) -> list[str]:
    """All pages with the same words in every place that holds a record's words."""
    named = {"title": words, "publisher": words, "section": words}
    shown = card(**named, reason={"text": words, "terms": []}, also_published_by=[words, words], story_id=words)
    spoken: Record = {"authors": [words], "tags": [words], "language": "en", "url": "https://p.example/"}
    boxes = (box("related", shown, notice=words), box("similar", notice=words))
    section = {"name": words, "articles": [teaser(**named, standfirst=words)]}
    return [
        read(*boxes, site=words, paragraphs=(words, words), **named, **spoken),
        front(teaser(**named, standfirst=words), sections=(section,), site=words),
        views.missing_page(site=words, message=words),
        views.embed_example(origin="https://r.example", article_id=words),
    ]


# --- What the reader sees ---


def test_the_front_page_leads_with_a_story_and_goes_on_with_sections() -> None:
    section = {"name": "courts", "articles": [teaser(article_id="t-2", title="A verdict")]}
    shown = Html(front(teaser(title="The lead"), sections=(section, {"name": "sport", "articles": []})))
    assert shown.texts("h2") == ["The lead", "Courts"]
    assert shown.texts("h3") == ["A verdict"]
    assert shown.texts("p", class_="standfirst") == ["It happened.", "It happened."]
    assert shown.texts("time")[1] == "3 hours ago"
    assert [has["href"] for has, _ in shown.find("a") if has["href"].startswith("/read/")] == ["/read/t-1", "/read/t-2"]
    assert [(has["href"], text) for has, text in shown.find("a") if has["href"].startswith("#section")] == [
        ("#section-1", "Courts")
    ]


def test_what_leads_is_a_report_in_the_language_of_most_articles() -> None:
    articles = [
        Article.parse(article(article_id="opinion", section="politics", kind="opinion", language="en")),
        Article.parse(article(article_id="ja", section="business", language="ja")),
        Article.parse(article(article_id="en", section="politics", language="en")),
        Article.parse(article(article_id="live", section="local", kind="live", language="en")),
        Article.parse(article(article_id="older", section="politics", language="en")),
    ]
    lead, sections = views.arrange_front(articles)
    assert [story["article_id"] for story in lead] == ["en", "live"]
    shown = {section["name"]: [story["article_id"] for story in section["articles"]] for section in sections}
    assert shown == {"politics": ["opinion", "older"], "business": ["ja"], "local": []}


def test_a_front_page_without_articles_says_so() -> None:
    assert Html(front()).texts("p", class_="empty") == ["No articles yet."]


def test_the_read_page_shows_the_article_and_its_boxes() -> None:
    about: Record = {"publisher": "Courier", "authors": ["Ada Lund"], "section": "weather", "tags": ["storm"]}
    times = {"published_at": "2026-04-24T07:40:00Z", "updated_at": "2026-04-24T09:00:00Z"}
    similar, related = card(title="The same storm"), card(article_id="c-2", title="The last storm")
    shown = Html(read(box("similar", similar), box("related", related), paragraphs=("One.", "Two."), **about, **times))
    assert shown.texts("h1") == ["Storm hits the coast"]
    assert shown.texts("h2") == ["Related", "Similar News"]
    assert shown.texts("h3") == ["The last storm", "The same storm"]
    assert shown.texts("div", class_="text") == ["One. Two."]
    assert shown.texts("article", class_="story")[0].startswith(
        "Weather Storm hits the coast By Ada Lund Courier 24 April 2026, 07:40 UTC, 10 hours ago "
        "Updated 24 April 2026, 09:00 UTC"
    )
    assert shown.texts("title") == ["Storm hits the coast · The Reader"]


def test_a_card_tells_publisher_age_reason_and_who_else_published_it() -> None:
    shown = Html(read(box("similar", card(also_published_by=["Post", "Herald"]))))
    [(_, words)] = shown.find("article", class_="card")
    assert words == (
        "Local Ferries stop Times 2 days ago Original at Times Both mention Skerrow · 2 days earlier "
        "Also published by Post, Herald"
    )
    assert {"datetime": "2026-04-22T18:00:00Z", "title": "22 April 2026, 18:00 UTC", "dir": "ltr"} in [
        has for has, _ in shown.find("time")
    ]


def test_a_long_list_of_other_publishers_is_cut_and_counted() -> None:
    shown = Html(read(box("similar", card(also_published_by=list("ABCDEFG")))))
    assert shown.texts("p", class_="also") == ["Also published by A, B, C, D and 3 more"]


def test_a_record_of_an_id_and_a_text_alone_is_a_whole_page() -> None:
    bare = {"article_id": "a-1", "text": "One."}
    shown = Html(views.read_page(site="S", article=bare, paragraphs=["One."], page=page(), as_of=NOW))
    assert shown.texts("h1") == ["Untitled story"]
    assert not shown.find("aside")
    assert not shown.find("img")


def test_a_card_of_unknown_publisher_time_and_address_has_no_gaps() -> None:
    unknown = dict.fromkeys(("url", "publisher", "published_at", "section", "image_url", "story_id"))
    shown = Html(read(box("related", card(**unknown))))
    assert shown.texts("article", class_="card") == ["Ferries stop Both mention Skerrow · 2 days earlier"]


def test_an_agency_that_signs_its_own_story_is_named_once() -> None:
    assert "By Meridian" not in Html(read(authors=["Meridian"], publisher="Meridian")).texts("article")[0]


@pytest.mark.parametrize(
    ("boxes", "headings", "notices"),
    [
        ([], [], []),
        ([box("related"), box("similar")], [], []),
        ([box("related", notice="Nothing close enough.")], ["Related"], ["Nothing close enough."]),
        ([box("related", card()), box("similar", notice="None.")], ["Related", "Similar News"], ["None."]),
        ([box("related", card(), notice="Only one.")], ["Related"], ["Only one."]),
        ([box("breaking", card())], ["Breaking news"], []),
        ([box("breaking")], [], []),
    ],
)
def test_a_box_has_a_frame_only_when_it_has_cards_or_a_notice(
    boxes: list[Record], headings: list[str], notices: list[str]
) -> None:
    shown = Html(read(*boxes))
    assert shown.texts("h2") == headings
    assert shown.texts("p", class_="notice") == notices
    assert bool(shown.find("aside")) == bool(headings)


@pytest.mark.parametrize(
    ("kind", "label"),
    [("opinion", "Opinion"), ("live", "Live"), ("video", "Video"), ("sponsored", "Sponsored"), ("news", None)],
)
def test_all_but_plain_news_is_labelled_on_every_page(kind: str, label: str | None) -> None:
    section = {"name": "courts", "articles": [teaser(kind=kind)]}
    on_read = Html(read(box("related", card(kind=kind)), kind=kind)).texts("strong", class_="label")
    on_front = Html(front(teaser(kind=kind), sections=(section,))).texts("strong", class_="label")
    assert on_read == on_front == ([label, label] if label else [])


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=3, minutes=59), "3 hours ago"),
        (timedelta(hours=24), "1 day ago"),
        (timedelta(days=13, hours=23), "13 days ago"),
        (timedelta(days=14), "2 weeks ago"),
        (timedelta(days=60), "8 weeks ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(days=400), "13 months ago"),
        (timedelta(days=731), "2 years ago"),
        (timedelta(days=3653), "10 years ago"),
        (timedelta(hours=-5), "in 5 hours"),
        (timedelta(days=-1), "in 1 day"),
    ],
)
def test_an_age_is_said_in_whole_words(ago: timedelta, words: str) -> None:
    assert wording.age((NOW - ago).isoformat(), NOW) == words


def test_an_age_knows_time_zones() -> None:
    assert wording.age("2026-04-24T20:00:00+05:00", NOW) == "3 hours ago"
    assert wording.age("2026-04-24T15:00:00", NOW) == "3 hours ago"


@given(
    st.sampled_from([2, 200, 40_000, 10**6, 10**9])
    .flatmap(lambda most: st.integers(0, most))
    .map(lambda s: timedelta(seconds=s))
)
def test_an_age_is_never_none_of_a_unit(ago: timedelta) -> None:
    words = wording.age((NOW - ago).isoformat(), NOW)
    assert words == "just now" or re.fullmatch(r"(1 [a-z]+[^s]|([2-9]|[1-9]\d+) [a-z]+s) ago", words)


# --- Languages and directions ---


def test_a_right_to_left_article_is_laid_out_from_the_right() -> None:
    shown = Html(read(language="ar", title="BBC: محكمة", paragraphs=("نص", "نص")))
    assert shown.find("h1")[0][0] == {"lang": "ar", "dir": "rtl"}
    assert shown.find("article", class_="story")[0][0]["dir"] == "rtl"
    assert [has["dir"] for has, text in shown.find("p") if text == "نص"] == ["rtl", "rtl"]


def test_a_left_to_right_article_names_its_language_and_lets_its_letters_decide() -> None:
    shown = Html(read(language="ja", title="市場が再開"))
    assert shown.find("h1")[0][0] == {"lang": "ja", "dir": "auto"}
    assert "dir" not in shown.find("article", class_="story")[0][0]


def test_a_card_is_in_its_own_language_or_else_in_the_articles() -> None:
    own, other = card(language="he"), card(article_id="c-2")
    heads = [has for has, _ in Html(read(box("related", own, other), language="de")).find("h3")]
    assert heads == [{"lang": "he", "dir": "rtl"}, {"lang": "de", "dir": "auto"}]


def test_an_unknown_language_is_said_to_be_unknown() -> None:
    assert Html(read()).find("h1")[0][0] == {"lang": "", "dir": "auto"}


# --- Hostile records ---


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    for hostile, plain in zip(everything("x" + words), everything("xplain"), strict=True):
        assert Html(hostile).skeleton() == Html(plain).skeleton()
        assert not re.search("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]", hostile)
        hostile.encode()


@given(
    st.text(
        st.one_of(st.sampled_from("<>\"'&;{}%#/\\-!`\u202e\u2067\ud800\x00\r"), st.characters(exclude_categories=()))
    )
)
def test_no_words_change_the_structure_of_a_page(words: str) -> None:
    for wild, plain in zip(everything("x" + words), everything("xplain"), strict=True):
        assert Html(wild).skeleton() == Html(plain).skeleton()
        wild.encode()


@given(st.text())
def test_a_title_reads_as_it_was_written(words: str) -> None:
    written = " ".join(str(wording.visible("x" + words)).split())
    shown = Html(read(box("related", card(title="x" + words)), title="x" + words))
    assert shown.texts("h1") == shown.texts("h3") == [written]


@pytest.mark.parametrize("url", UNSAFE_URLS)
def test_an_unsafe_address_is_neither_linked_nor_loaded(url: str) -> None:
    markup = read(box("related", card(url=url, image_url=url)), url=url, image_url=url)
    shown = Html(markup)
    assert not shown.find("img")
    assert not shown.find("a", class_="original")
    assert "alert" not in markup


def test_the_publishers_own_page_is_linked_without_trust() -> None:
    originals = Html(read(box("related", card()), url="https://p.example/a?x=1&y='2'")).find("a", class_="original")
    assert [has["href"] for has, _ in originals] == ["https://p.example/a?x=1&y='2'", "https://p.example/c-1"]
    assert {has["rel"] for has, _ in originals} == {"noopener nofollow"}


def test_an_image_is_lazy_and_tells_no_one_where_it_was_shown() -> None:
    image = "https://p.example/i.jpg"
    images = Html(read(box("related", card(image_url=image)), image_url=image)).find("img")
    wanted = {"src": image, "alt": "", "loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}
    assert [has for has, _ in images] == [wanted, wanted]


@pytest.mark.parametrize("article_id", AWKWARD_IDS)
def test_any_id_is_one_segment_of_a_link(article_id: str) -> None:
    links = [has["href"] for has, text in Html(read(box("related", card(article_id=article_id)))).find("a")]
    assert [unquote(link.removeprefix("/read/")) for link in links if link.startswith("/read/")] == [article_id]


@given(st.text(min_size=1))
def test_a_read_path_gives_its_id_back(article_id: str) -> None:
    path = urlsplit(wording.read_path(article_id)).path
    assert path.count("/") == 2
    assert unquote(path.removeprefix("/read/")) == article_id


@pytest.mark.parametrize("field", sorted(card().keys() - {"rank", "score", "story_id"}))
def test_a_card_without_a_field_of_the_contract_is_an_error(field: str) -> None:
    short = card()
    del short[field]
    with pytest.raises((UndefinedError, TypeError)):
        read(box("related", short))


# --- The rules of the house ---


def test_every_page_keeps_to_the_content_security_policy() -> None:
    for markup in everything("words"):
        shown = Html(markup)
        assert not shown.find("style")
        assert not [has for _, has in shown.tags for name in has if name == "style" or name.startswith("on")]
        assert {has["src"] for has, _ in shown.find("script")} <= {"/embed.js"}
        assert {has["href"] for has, _ in shown.find("link")} == {"/static/site.css", "/static/icon.svg"}


def test_every_page_can_be_walked_by_landmarks() -> None:
    for markup in everything("words"):
        shown = Html(markup)
        assert [len(shown.find(tag)) for tag in ("main", "h1")] == [1, 1]
        assert shown.find("a")[0][0]["href"] == "#" + shown.find("main")[0][0]["id"]
        ids = [has["id"] for _, has in shown.tags if "id" in has]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "name", ["", "site", "SITE.CSS", "../pages.py", "/etc/passwd", "static/site.css", "embed.js\x00"]
)
def test_only_named_static_files_are_given(name: str) -> None:
    assert views.static_file(name) is None


@pytest.mark.parametrize(
    ("name", "media_type", "start"),
    [
        ("site.css", "text/css; charset=utf-8", b"/*"),
        ("embed.js", "text/javascript; charset=utf-8", b"/*"),
        ("icon.svg", "image/svg+xml", b"<svg"),
    ],
)
def test_static_files_come_with_their_media_type(name: str, media_type: str, start: bytes) -> None:
    found = views.static_file(name)
    assert found is not None
    assert found[0].startswith(start)
    assert found[1] == media_type


def stylesheet() -> str:
    found = views.static_file("site.css")
    assert found is not None
    return found[0].decode()


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    full = "".join(2 * c for c in colour) if len(colour) == 3 else colour
    channels = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["ink", "muted", "accent"])
@pytest.mark.parametrize("ground", ["paper", "tint"])
def test_text_stands_out_in_both_schemes(scheme: int, words: str, ground: str) -> None:
    block = re.findall(r":root \{(.*?)\}", stylesheet(), re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{3,6});", block))
    lighter, darker = sorted((luminance(colours[words]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_the_stylesheet_fetches_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", stylesheet())


def python(code: str, path: Path) -> None:
    """Run code in a new interpreter that finds the package on `path` alone."""
    command = [sys.executable, "-P", "-W", "error", "-c", code]
    done = subprocess.run(command, env={"PYTHONPATH": str(path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def archived(folder: Path) -> Path:
    """Pack the package into an archive, with an empty root so that the room is imported alone."""
    package = ROOT / "recommender"
    with zipfile.ZipFile(folder / "room.zip", "w") as archive:
        archive.writestr("recommender/__init__.py", "")
        archive.writestr("recommender/api/__init__.py", "")
        for file in [*package.glob("[!_]*.py"), *package.glob("article/*.py"), *package.glob("api/views/**/*.*")]:
            archive.write(file, file.relative_to(ROOT))
    return folder / "room.zip"


def test_importing_the_room_reads_no_template(tmp_path: Path) -> None:
    python(
        "from recommender.api.views import pages; assert not pages._environment.cache_info().currsize",
        archived(tmp_path),
    )


def test_pages_are_made_from_inside_an_archive(tmp_path: Path) -> None:
    """Templates and static files are package resources: no path of the file system is needed."""
    code = (
        "from recommender.api import views; assert '.zip' in views.__file__; assert views.static_file('site.css')[0];"
        "assert 'gone' in views.missing_page(site='S', message='gone')"
    )
    python(code, archived(tmp_path))


# --- The embed ---


def test_the_embed_example_prints_a_line_that_can_be_copied() -> None:
    markup = views.embed_example(origin="https://r.example/", article_id='a "b" <c>')
    [line] = Html(markup).texts("pre")
    copied = Html(line)
    assert copied.find("script")[0][0] == {"src": "https://r.example/embed.js", "async": ""}
    assert copied.find("related-news")[0][0] == {"article": 'a "b" <c>', "box": "related", "k": "5"}
    assert Html(markup).find("related-news")[0][0]["article"] == 'a "b" <c>'


def test_the_embed_never_parses_data_as_markup() -> None:
    found = views.static_file("embed.js")
    assert found is not None
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|\.style\b", found[0].decode()
    )


def served(path: str) -> tuple[int, str, bytes]:
    """Answer as the service would, with hostile data, and with a page that looks at the results.

    Boxes that must not be shown are well-formed all the same: an error's body, and the answer to an empty id.
    """
    url = "javascript:window.pwned=1"
    title = "<img src=x onerror=window.pwned=1>"
    cards = [card(url=url, title=title, kind="sponsored"), card(article_id="x/y ?", publisher="<b>P</b>")]
    long = "Unbreakable" * 40
    if path.startswith("/v1/articles/a%2Fb%20%3F/similar?k=2"):
        return 200, "application/json", json.dumps(box("similar", *cards)).encode()
    if path.startswith("/v1/articles/none/related?k=5"):
        return 200, "application/json", json.dumps(box("related", notice="Nothing close enough.")).encode()
    if path.startswith("/v1/articles/"):
        return (
            200 if path.startswith("/v1/articles//") else 500,
            "application/json",
            json.dumps(box("related")).encode(),
        )
    if path == "/read/long":
        boxes = [
            box(name, card(title=long, publisher=long, also_published_by=[long])) for name in ("related", "similar")
        ]
        return 200, "text/html", read(*boxes, title=long, paragraphs=(long,), tags=[long], authors=[long]).encode()
    if path == "/front":
        section = {"name": long, "articles": [teaser(title=long), teaser(title=long)]}
        return 200, "text/html", front(teaser(standfirst=long), sections=(section,), site=long).encode()
    files: dict[str, tuple[str, str]] = {"/": ("text/html", PROBE), "/probe.js": ("text/javascript", PROBE_SCRIPT)}
    if path in files:
        return 200, files[path][0], files[path][1].encode()
    found = views.static_file(path.rsplit("/", 1)[-1])
    return (200, found[1], found[0]) if found else (404, "text/plain", b"")


PROBE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>probe</title><script src="/embed.js"></script>
<related-news id="good" article="a/b ?" box="similar" k="2"></related-news>
<related-news id="own" article="a/b ?" box="similar" k="2" link="/story/{id}" heading="Mehr"></related-news>
<related-news id="empty" article="none"></related-news>
<related-news id="broken" article="unknown"></related-news>
<related-news id="away" article="a" src="ftp://nowhere.example"></related-news>
<related-news id="idle"></related-news>
<related-news id="late"></related-news>
<iframe src="/read/long" width="360" height="600"></iframe><iframe src="/front" width="360" height="600"></iframe>
<pre id="seen"></pre><script src="/probe.js"></script></html>"""

PROBE_SCRIPT = """
const events = [];
document.addEventListener("related-news:loaded", (event) => events.push(event.target.id));
const texts = (root, part) => [...root.querySelectorAll(`[part=${part}]`)].map((e) => e.textContent);
const late = document.getElementById("late");
for (const [name, value] of [["article", "a/b ?"], ["box", "similar"], ["k", "2"]]) late.setAttribute(name, value);
window.addEventListener("load", () => setTimeout(() => {
  const seen = { events: events.sort(), pwned: window.pwned === 1, wider: [] };
  for (const element of document.querySelectorAll("related-news")) {
    const root = element.shadowRoot;
    seen[element.id] = root && {
      headings: texts(root, "heading"), titles: texts(root, "title"), meta: texts(root, "meta"),
      labels: texts(root, "label"), reasons: texts(root, "reason"), notices: texts(root, "notice"),
      links: [...root.querySelectorAll("a")].map((a) => a.getAttribute("href")),
      images: root.querySelectorAll("img").length,
      bullets: [...root.querySelectorAll("ol")].map((ol) => getComputedStyle(ol).listStyleType),
      empty: element.hasAttribute("empty"),
    };
  }
  for (const frame of document.querySelectorAll("iframe")) {
    const { scrollWidth, clientWidth } = frame.contentDocument.documentElement;
    seen.wider.push(scrollWidth - clientWidth);
  }
  document.getElementById("seen").textContent = JSON.stringify(seen);
}, 500));
"""


class Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, media_type, body = served(self.path)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP + "; frame-src 'self'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        pass


@contextmanager
def loopback() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("no Chromium on this machine")
    assert found is not None
    return found


def dom(url: str, profile: Path) -> str:
    """Return the page as headless Chromium leaves it after its scripts have run."""
    quiet = [
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        f"--user-data-dir={profile}",
    ]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [browser(), *quiet, *sandbox, "--virtual-time-budget=5000", "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.browser
def test_in_a_browser_the_embed_shows_boxes_and_nothing_runs_or_overflows(tmp_path: Path) -> None:
    with loopback() as origin:
        markup = dom(origin + "/", tmp_path)
    found = re.search(r'<pre id="seen">(.*?)</pre>', markup, re.DOTALL)
    assert found is not None
    seen = json.loads(unescape(found[1]))
    title = "<img src=x onerror=window.pwned=1>"
    assert seen["good"] == {
        "headings": ["Similar News"],
        "titles": [title, "Ferries stop"],
        "meta": ["Times · 2 days ago", "<b>P</b> · 2 days ago"],
        "labels": ["Sponsored"],
        "reasons": ["Both mention Skerrow · 2 days earlier"] * 2,
        "notices": [],
        "links": ["https://p.example/c-1"],
        "images": 0,
        "bullets": ["none"],
        "empty": False,
    }
    assert seen["own"]["headings"] == ["Mehr"]
    assert seen["own"]["links"] == [f"{origin}/story/c-1", f"{origin}/story/x%2Fy%20%3F"]
    assert (seen["empty"]["notices"], seen["empty"]["titles"], seen["empty"]["empty"]) == (
        ["Nothing close enough."],
        [],
        True,
    )
    assert [seen["broken"], seen["away"], seen["idle"]] == [None, None, None]
    assert seen["events"] == ["empty", "good", "late", "own"], (
        "one for each box shown, however many attributes were set"
    )
    assert not seen["pwned"]
    assert seen["wider"] == [0, 0]


def test_tags_stand_above_the_article_with_a_line_and_lead_to_an_example() -> None:
    markup = read(box("related", card()), tag_box(tag(), tag(label="Brexit", examples=[])))
    assert markup.index("Joe Biden") < markup.index("<h1")
    assert '<a href="/read/e-1" title="Biden speaks">' in markup
    assert '<polyline points="0,13 2,7 4,1"/>' in markup
    assert "in 14 stories by 9 publishers, usually fewer than one" in markup
    # Its only examples are on the page already: it is told, and leads nowhere.
    assert markup.count('<a href="/read/e-1"') == 1
    assert "Brexit" in markup


def test_breaking_news_stands_behind_the_article_s_own_boxes_with_its_trigger() -> None:
    told = card(title="Blast", reason={"text": "5 publishers in 40 min", "terms": []})
    markup = read(
        box("breaking", told, notice="Only one story is breaking."), box("similar", card()), box("related", card())
    )
    titles = [markup.index(f">{title}</h2>") for title in ("Related", "Similar News", "Breaking news")]
    assert titles == sorted(titles)
    assert "5 publishers in 40 min" in markup
    assert "Only one story is breaking." not in markup


def test_nothing_breaking_and_nothing_trending_take_no_place() -> None:
    markup = read(box("breaking", notice="Nothing is breaking."), tag_box(), box("related", card()))
    assert "reaking" not in markup
    assert "Trending" not in markup
    assert "reaking" not in front(teaser())


def test_the_front_page_tells_what_is_breaking_and_trending_before_all_else() -> None:
    told = card(title="Blast", reason={"text": "5 publishers in 40 min", "terms": []})
    markup = front(teaser(), breaking=(told,), tags=(tag(),))
    places = [markup.index(word) for word in ("Joe Biden", "Blast", "5 publishers in 40 min", "A teaser")]
    assert places == sorted(places)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_tags_are_escaped(hostile: str) -> None:
    example = {"article_id": hostile, "title": hostile, "url": hostile, "publisher": hostile, "published_at": None}
    for markup in (
        read(tag_box(tag(label=hostile, language=hostile, examples=[example]))),
        front(tags=(tag(label=hostile, examples=[example]),)),
    ):
        assert not [name for name, _ in Html(markup).tags if name in ("script", "img")]
        assert "onmouseover" not in [name for _, attributes in Html(markup).tags for name in attributes]
