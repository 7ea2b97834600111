"""Blogger's exports: posts that are live, in both forms. All posts are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article, plain_text
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import LAW, put, read, refuse_none

KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
)
HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#' xmlns:thr='http://purl.org/syndication/thread/1.0'
 xmlns:media='http://search.yahoo.com/mrss/'><id>tag:blogger.com,1999:blog-11.archive</id>
<title type='text'>Harbour Gazette</title>"""
TAKEOUT = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>tag:blogger.com,1999:blog-11</id><title>Harbour Gazette</title>"""
TEXT = "<content type='html'>&lt;p&gt;The quay is new.&lt;/p&gt;</content>"


def entry(kind: str = "post", more: str = "", number: int = 1, text: str = TEXT) -> str:
    """Return an entry of the older form."""
    return (
        f"<entry><id>tag:blogger.com,1999:blog-11.post-{number}</id>{KIND.format(kind)}"
        "<published>2026-04-21T11:30:00.000+02:00</published><updated>2026-04-22T10:00:00+02:00</updated>"
        "<category scheme='http://www.blogger.com/atom/ns#' term='Port'/>"
        f"<title type='text'>Quay {number}</title>{text}"
        "<link rel='replies' type='text/html' href='https://gazette.example/quay.html#comment-form'/>"
        "<link rel='alternate' type='text/html' href='https://gazette.example/2026/04/quay.html'/>"
        "<author><name>Ada Okafor</name><email>noreply@blogger.com</email></author>"
        f"<media:thumbnail url='https://gazette.example/quay.jpg'/>{more}</entry>"
    )


def takeout(kind: str = "POST", status: str = "LIVE", more: str = "<blogger:trashed/>") -> str:
    """Return an entry of Takeout's form."""
    return (
        "<entry><id>tag:blogger.com,1999:blog-11.post-1</id>"
        f"<blogger:type>{kind}</blogger:type><blogger:status>{status}</blogger:status>"
        "<author><name>Ada Okafor</name><uri></uri><blogger:type>BLOGGER</blogger:type></author>"
        f"<title>Quay 1</title>{TEXT}<blogger:created>2026-04-20T09:30:00Z</blogger:created>"
        "<published>2026-04-21T09:30:00Z</published><updated>2026-04-22T08:00:00Z</updated><blogger:location/>"
        "<category scheme='tag:blogger.com,1999:blog-11' term='Port'/>"
        f"<blogger:filename>/2026/04/quay.html</blogger:filename><link/><enclosure/>{more}</entry>"
    )


def settings_entry(name: str, value: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-11.settings.{name}</id>{KIND.format('settings')}"
        f"<title type='text'>{name}</title><content type='text'>{value}</content></entry>"
    )


def read_left(path: Path) -> tuple[list[Article], list[str]]:
    left_out: list[LeftOut] = []
    articles = list(read_articles(path, refused=refuse_none, left_out=left_out.append))
    return articles, [each.reason for each in left_out]


def test_a_post_of_an_export_comes_with_its_address_and_labels(tmp_path: Path) -> None:
    source = put(tmp_path, "blog.xml", HEAD + settings_entry("BLOG_LOCALE", "en-GB") + entry() + "</feed>")
    (article,), reasons = read_left(source)
    assert reasons == ["settings"]
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "tag:blogger.com,1999:blog-11.post-1",
        "title": "Quay 1",
        "text": "The quay is new.",
        "url": "https://gazette.example/2026/04/quay.html",
        "publisher": "Harbour Gazette",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "language": "en-GB",
        "kind": "news",
        "tags": ["Port"],
        "authors": ["Ada Okafor"],
        "image_url": "https://gazette.example/quay.jpg",
    }


def test_a_post_of_takeout_is_the_same_article_without_address(tmp_path: Path) -> None:
    (article,), _ = read_left(put(tmp_path, "feed.atom", TAKEOUT + takeout() + "</feed>"))
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "tag:blogger.com,1999:blog-11.post-1",
        "title": "Quay 1",
        "text": "The quay is new.",
        "publisher": "Harbour Gazette",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "kind": "news",
        "tags": ["Port"],
        "authors": ["Ada Okafor"],
    }


def test_of_takeouts_folder_only_the_posts_are_read(tmp_path: Path) -> None:
    folder = "Takeout/Blogger/Blogs/Harbour Gazette"
    put(tmp_path, f"{folder}/feed.atom", TAKEOUT + takeout() + "</feed>")
    put(tmp_path, f"{folder}/settings.csv", "id,title,description\n1,Harbour Gazette,News of the quay\n")
    put(tmp_path, f"{folder}/theme-classic.html", f"<html><body><p>{'Words of a theme. ' * 50}</p></body></html>")
    articles, reasons = read_left(tmp_path)
    assert ([each.title for each in articles], reasons) == (["Quay 1"], ["settings", "settings"])


def test_damage_in_takeouts_folder_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    put(tmp_path, "feed.atom", TAKEOUT + "<entry>")
    put(tmp_path, "settings.csv", "id\n1\n")
    _, refused = read(tmp_path)
    assert str(refused[0]).startswith(f"{tmp_path}/feed.atom")


DRAFT = "<app:control><app:draft>yes</app:draft></app:control>"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (HEAD + entry("comment"), "comment"),
        (HEAD + entry("page"), "page"),
        (HEAD + entry("template"), "template"),
        (HEAD + entry(more=DRAFT), "draft"),
        (TAKEOUT + takeout("COMMENT"), "comment"),
        (TAKEOUT + takeout("PAGE"), "page"),
        (TAKEOUT + takeout(status="DRAFT"), "draft"),
        (TAKEOUT + takeout(status="SCHEDULED"), "scheduled"),
        (TAKEOUT + takeout(status="SOFT_TRASHED"), "deleted"),
        (TAKEOUT + takeout(more="<blogger:trashed>2026-04-23T00:00:00Z</blogger:trashed>"), "deleted"),
    ],
)
def test_what_is_no_live_post_is_left_out_by_its_reason(tmp_path: Path, document: str, reason: str) -> None:
    assert read_left(put(tmp_path, "blog.xml", document + "</feed>")) == ([], [reason])


def test_a_blog_that_only_some_may_read_has_no_public_post(tmp_path: Path) -> None:
    access = settings_entry("BLOG_READ_ACCESS_MODE", "READERS")
    assert read_left(put(tmp_path, "blog.xml", HEAD + access + entry() + "</feed>")) == ([], ["settings", "private"])


WHOLE = (HEAD + entry() + entry("comment", number=2) + entry(more=DRAFT, number=3) + "</feed>").encode()


@LAW
@given(st.binary(max_size=30), st.integers(0, len(WHOLE)), st.integers(0, 40))
def test_damage_ends_in_refusals(tmp_path: Path, noise: bytes, at: int, cut: int) -> None:
    read(put(tmp_path, "blog.xml", WHOLE[:at] + noise + WHOLE[at + cut :]))
