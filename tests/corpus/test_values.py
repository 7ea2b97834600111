"""Values: what becomes the address of an article; all addresses are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.corpus import read_articles
from recommender.corpus.mapping import Columns
from recommender.corpus.values import normalised

COURT = "https://gazette.example/court/v"


@pytest.mark.parametrize(
    "form",
    [
        COURT, "gazette.example/court/v", " gazette.example/court/v ", "//gazette.example/court/v",
        "https:/gazette.example/court/v", "feed:https://gazette.example/court/v", "https://gazette.example/court\n  /v",
        "https:\\\\gazette.example\\court\\v", "gazette.example/court/\n  v", {"@id": "gazette.example/court/v"},
    ],
)  # fmt: skip
def test_an_address_is_mended_where_a_source_writes_it_oddly(form: object) -> None:
    assert normalised("url", form) == COURT
    article = Columns({}).article({"title": "Court", "url": form})
    assert (article.url, article.article_id) == (COURT, COURT)


@pytest.mark.parametrize(
    "path",
    [
        "/court/v", "court/v", "index.html/v", "index.PHP/v", "default.aspx/v", "gazette.example", "../court/v",
        "v.2026/court", "//court//v", "?p=7", f"court/{'v' * 5_000}",
    ],
)  # fmt: skip
def test_a_path_without_its_site_is_no_address(path: str) -> None:
    assert normalised("url", path) is None


@pytest.mark.parametrize(
    "value", ["HTTPS://www.Gazette.example/Court?x=1#top", "ftp://gazette.example/v", "https://a b", 7]
)
def test_any_other_value_stays_as_its_source_has_it(value: object) -> None:
    assert normalised("url", value) == value


def test_a_link_of_a_feed_is_no_path_of_its_site_for_a_scheme_that_it_lacks(tmp_path: Path) -> None:
    links = [
        "gazette.example/court/v", "//gazette.example/court/w", "https:/gazette.example/x",
        "https://gazette.example/\n  y", "/court?t=10:30",
    ]  # fmt: skip
    items = "".join(
        f"<item><title>Court {number}</title><link>{link}</link></item>" for number, link in enumerate(links)
    )
    site = "<title>Gazette</title><link>https://gazette.example/</link>"
    (tmp_path / "feed.rss").write_text(f"<rss version='2.0'><channel>{site}{items}</channel></rss>")
    assert [article.url for article in read_articles(tmp_path / "feed.rss")] == [
        COURT,
        "https://gazette.example/court/w",
        "https://gazette.example/x",
        "https://gazette.example/y",
        "https://gazette.example/court?t=10:30",
    ]
