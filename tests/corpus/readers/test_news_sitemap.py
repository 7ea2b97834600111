"""News sitemaps: headlines with their publication, and clear words for the sitemaps that have none."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from recommender.corpus import LeftOut, read_articles
from tests.support.sources import only, put, read

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)
FERRY = """<url><loc>https://post.example/ferry?a=1&amp;b=2</loc><lastmod>2026-03-14T09:00:00+01:00</lastmod>
<news:news><news:publication><news:name>Harbour Post</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-14T07:40:00+01:00</news:publication_date>
<news:title>Ferry &amp; mayor return</news:title>
<news:keywords>ferry, Portlea</news:keywords><news:genres>OpEd, UserGenerated</news:genres></news:news>
<image:image><image:loc>https://post.example/ferry.jpg</image:loc></image:image></url>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://post.example/news.xml</loc></sitemap></sitemapindex>"""
PLAIN = "<url><loc>https://post.example/about</loc></url>"


def sitemap(*urls: str) -> str:
    return f"{HEAD}{''.join(urls)}</urlset>"


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap.xml.gz", "sitemap"])
def test_a_headline_is_an_article(tmp_path: Path, name: str) -> None:
    content = sitemap(FERRY).encode()
    article = only(put(tmp_path, name, gzip.compress(content) if name.endswith(".gz") else content))
    assert article.to_record() == {
        "article_id": "https://post.example/ferry?a=1&b=2",
        "title": "Ferry & mayor return",
        "url": "https://post.example/ferry?a=1&b=2",
        "publisher": "Harbour Post",
        "published_at": "2026-03-14T06:40:00Z",
        "updated_at": "2026-03-14T08:00:00Z",
        "language": "en",
        "kind": "opinion",
        "tags": ["ferry", "Portlea"],
        "image_url": "https://post.example/ferry.jpg",
    }


def test_an_address_without_a_headline_is_left_out(tmp_path: Path) -> None:
    left_out: list[LeftOut] = []
    path = put(tmp_path, "a.xml", sitemap(PLAIN, FERRY))
    assert len(list(read_articles(path, left_out=left_out.append))) == 1
    assert left_out == [LeftOut(str(path), 1, "address without a headline")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (sitemap(PLAIN, PLAIN), "a sitemap of 2 addresses without a headline: expected a news sitemap"),
        (sitemap(), "a sitemap of 0 addresses"),
        (INDEX, "an index of sitemaps, such as https://post.example/news.xml"),
    ],
)
def test_other_sitemaps_are_called_what_they_are(tmp_path: Path, content: str, reason: str) -> None:
    articles, (refused,) = read(put(tmp_path, "a.xml", content))
    assert articles == []
    assert reason in refused.reason


def test_a_sitemap_that_is_cut_off_keeps_its_whole_headlines(tmp_path: Path) -> None:
    (article,), (refused,) = read(put(tmp_path, "a.xml", sitemap(FERRY, FERRY)[:-100]))
    assert article.title == "Ferry & mayor return"
    assert "not readable XML" in refused.reason
