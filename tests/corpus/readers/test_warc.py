"""Web archives: what was fetched as HTML is a page, whatever HTTP did to it; nothing else is. They are made up."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import Article
from recommender.corpus import read_articles
from recommender.corpus.mapping import Columns
from recommender.corpus.readers import warc
from recommender.corpus.readers.warc import read_warc
from recommender.corpus.reading import LeftOut, Reading
from recommender.errors import CorpusError
from tests.support.sources import LAW, lines_of, put

PAGE = """<html lang="en"><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>
<p>The ferry sailed from Portlea at dawn on Sunday with three hundred people aboard, the harbour master said.</p>
<p>Crowds came to the quay — café owners too — and the mayor promised that it would sail every day.</p>
</article></body></html>"""
CANONICAL = '<link rel="canonical" href="https://post.example/ferry"/>'
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title><link>https://post.example/</link>
<item><title>Old mill sold</title><link>https://post.example/mill</link></item></channel></rss>"""


def record(
    kind: str, body: bytes, url: str = "https://post.example/a", content_type: str = "application/http"
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0a183026-e148-401a-838d-1d59036ba6b7>\r\n"
        f"WARC-Date: 2026-03-14T07:40:00Z\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def response(body: bytes, *headers: str, status: str = "200 OK", url: str = "https://post.example/a") -> bytes:
    lines = "\r\n".join((f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html",))))
    return record("response", lines.encode() + b"\r\n\r\n" + body, url, "application/http; msgtype=response")


def html(title: str, head: str = "") -> bytes:
    return PAGE.format(title=title, head=head).encode()


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def read(path: Path) -> tuple[list[Article], list[str], Counter[str]]:
    refused: list[CorpusError] = []
    left: list[LeftOut] = []
    articles = list(read_articles(path, refused=refused.append, left_out=left.append))
    return articles, [f"{error.line}: {error.reason}" for error in refused], Counter(record.reason for record in left)


def test_a_page_is_what_was_fetched_as_one(tmp_path: Path) -> None:
    archive = [
        record("warcinfo", b"software: test\r\n", content_type="application/warc-fields"),
        record("request", b"GET /a HTTP/1.1\r\nHost: post.example\r\n\r\n"),
        response(html("Ferry is back", CANONICAL)),
        response(html("Gone"), status="404 Not Found"),
        response(b"\x89PNG", "Content-Type: image/png"),
        response(html("Twice"), status="301 Moved"),
        record("revisit", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        record("conversion", b"Menu Home Ferry", content_type="text/plain"),
        record("resource", html("Old mill sold"), "https://post.example/mill", "text/html"),
    ]
    articles, refused, left = read(put(tmp_path, "news.warc", b"".join(archive)))
    assert [article.title for article in articles] == ["Ferry is back", "Old mill sold"]
    assert [article.url for article in articles] == ["https://post.example/ferry", "https://post.example/mill"]
    assert [article.published_at for article in articles] == [None, None]
    assert refused == []
    assert left == {"no success of HTTP": 2, "no page": 1, "extracted text without title and time": 1}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(html("Ferry")), ("Content-Type: text/html", "Transfer-Encoding: chunked")),
        (gzip.compress(html("Ferry")), ("Content-Type: text/html", "Content-Encoding: gzip")),
        (
            chunked(gzip.compress(html("Ferry"))),
            ("Content-Type: text/html", "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
        ),
        (PAGE.format(title="Ferry", head="").encode("utf-16-le"), ("Content-Type: text/html; charset=utf-16-le",)),
        (PAGE.format(title="Ferry", head="").encode("cp1252"), ("Content-Type: text/html; charset=windows-1252",)),
        (html("Ferry", '<meta charset="iso-8859-1"/>'), ("Content-Type: text/html; charset=utf-8",)),
    ],
)
def test_what_http_did_to_a_page_is_undone(tmp_path: Path, body: bytes, headers: tuple[str, ...]) -> None:
    ((article,), refused, _) = read(put(tmp_path, "news.warc.gz", gzip.compress(response(body, *headers))))
    assert (article.title, refused) == ("Ferry", [])
    assert "quay — café owners" in article.text


def test_each_record_may_be_packed_by_itself(tmp_path: Path) -> None:
    members = (response(html(title), url=f"https://post.example/{title}") for title in ("One", "Two", "Three"))
    articles, _, _ = read(put(tmp_path, "news.warc.gz", b"".join(map(gzip.compress, members))))
    assert [article.url for article in articles] == [
        f"https://post.example/{title}" for title in ("One", "Two", "Three")
    ]


def test_a_feed_in_an_archive_is_read_as_one(tmp_path: Path) -> None:
    archive = response(RSS.encode(), "Content-Type: application/rss+xml") + response(b"<a/>", "Content-Type: text/xml")
    articles, refused, _ = read(put(tmp_path, "news.warc", archive))
    assert ([article.title for article in articles], refused) == (["Old mill sold"], [])


def test_an_arc_is_an_archive(tmp_path: Path) -> None:
    version = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html("Ferry is back")
    archive = b"filedesc://test.arc 127.0.0.1 20260314074000 text/plain %d\n%s\n" % (len(version), version)
    archive += b"https://post.example/a 127.0.0.1 20260314074000 text/html %d\n%s\n" % (len(page), page)
    ((article,), refused, _) = read(put(tmp_path, "news.arc", archive))
    assert (article.title, article.url, refused) == ("Ferry is back", "https://post.example/a", [])


def test_a_page_too_long_or_packed_unknown_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MAX_PAGE_BYTES", 5_000)
    archive = [
        response(gzip.compress(b"x" * 50_000), "Content-Type: text/html", "Content-Encoding: gzip"),
        response(b"x", "Content-Type: text/html", "Content-Encoding: rot13"),
        response(html("Ferry is back")),
    ]
    articles, refused, _ = read(put(tmp_path, "news.warc", b"".join(archive)))
    assert [article.title for article in articles] == ["Ferry is back"]
    assert refused == ["1: longer than 5000 bytes", "2: packed by 'rot13', which is not known here"]


def test_an_archive_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    whole = gzip.compress(response(html("Ferry is back")))
    articles, refused, _ = read(put(tmp_path, "news.warc.gz", whole + whole[:-30]))
    assert [article.title for article in articles] == ["Ferry is back"]
    assert refused == ["2: is cut off here", "3: the compressed data is cut off here"]


def test_only_the_archives_of_a_wacz_are_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("datapackage.json", '{"profile": "data-package", "title": "My crawl"}')
        file.writestr("indexes/index.cdx", "example,post)/a 20260314074000 {}")
        file.writestr("pages/pages.jsonl", lines_of({"id": "p", "title": "Pages", "text": "Ferry is back"}))
        file.writestr("archive/data.warc.gz", gzip.compress(response(html("Ferry is back"))))
    ((article,), refused, _) = read(put(tmp_path, "crawl.wacz", out.getvalue()))
    assert (article.title, article.url, refused) == ("Ferry is back", "https://post.example/a", [])
    assert [each.title for each in read(tmp_path)[0]] == ["Ferry is back"]


WHOLE = response(html("One")) + record("request", b"GET / HTTP/1.1\r\n\r\n") + response(html("Two"))


@settings(LAW, max_examples=80)
@given(at=st.integers(0, len(WHOLE)), fault=st.binary(max_size=8), cut=st.booleans())
def test_any_fault_is_refused_or_costs_nothing(
    tmp_path_factory: pytest.TempPathFactory, at: int, fault: bytes, cut: bool
) -> None:
    damaged = WHOLE[:at] + fault + (b"" if cut else WHOLE[at + len(fault) :])
    path = put(tmp_path_factory.mktemp("warc"), "news.warc", damaged)

    def no_pages(*_: object) -> Iterable[object]:
        return iter(())

    list(read_warc(path, Reading(Columns({}), lambda _: None, lambda _: None, no_pages)))  # type: ignore[arg-type]


def test_a_body_as_long_as_http_says_is_whole(tmp_path: Path) -> None:
    body = html("Ferry is back")
    whole = response(body, "Content-Type: text/html", f"Content-Length: {len(body)}")
    wrong = whole.replace(b"Content-Length: ", b"Content-Length: 9", 1)  # of the record
    ((article,), refused, _) = read(put(tmp_path, "news.warc", wrong.rstrip()))
    assert (article.title, refused) == ("Ferry is back", [])


def test_a_record_that_does_not_say_its_length_is_read_to_the_end(tmp_path: Path) -> None:
    whole = response(html("Ferry is back"))
    head, _, rest = whole.partition(b"Content-Length: ")
    articles, refused, _ = read(put(tmp_path, "a.warc", head + b"X-Length: " + rest))
    assert [article.title for article in articles] == ["Ferry is back"]
    assert refused == []
