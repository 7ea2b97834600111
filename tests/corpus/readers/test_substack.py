"""Substack: the table says what is published and for whom, a page has the text. All posts are made up."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text, to_iso
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import LAW, put, read, refuse_none

TABLE = """post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url
11.ferry-returns,2026-03-14T07:40:00.000Z,TRUE,,,newsletter,everyone,Ferry returns,&#x201C;At last&#x201D;,
12.harbour-talk,2026-03-15T07:40:00.000Z,true,,,podcast,everyone,Harbour talk,,https://pod.example/1.mp3
13.what-next,2026-03-16T07:40:00.000Z,TRUE,,,thread,everyone,What next?,,
14.quay-plan,,FALSE,,,newsletter,everyone,DRAFT Quay plan,,
15.about,2026-03-16T07:40:00.000Z,TRUE,,,page,everyone,About us,,
16.memo,2026-03-16T07:40:00.000Z,TRUE,,,newsletter,only_paid,The memo,,
17.note,2026-03-16T07:40:00.000Z,TRUE,,,newsletter,only_free,The note,,
"""
EXPORT = {
    "posts.csv": TABLE,
    "email_list.portlea.csv": "email,title\nada@readers.example,Reader\n",
    "posts/11.ferry-returns.html": "<h2>Quay</h2><p>It sailed at dawn.</p><p>Crowds came.</p>"
    '<p class="button-wrapper" data-attrs="{}"><a href="https://x.example"><span>Subscribe now</span></a></p>',
    "posts/11.ferry-returns.opens.csv": "post_id,email,title\n11,ada@readers.example,opened\n",
    "posts/14.quay-plan.html": "<p>A secret plan.</p>",
    "posts/16.memo.html": "<p>Paid words.</p>",
    "posts/99.lost.html": "<p>A page without a row.</p>",
}


def write_folder(folder: Path, files: Mapping[str, str], root: str = "") -> Path:
    for name, content in files.items():
        put(folder, f"{root}{name}", content)
    return folder


def write_zip(folder: Path, files: Mapping[str, str], root: str = "") -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(root + name, content)
    return put(folder, "export.zip", out.getvalue())


def write_tar(folder: Path, files: Mapping[str, str], root: str = "") -> Path:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(root + name)
            entry.size = len(content.encode())
            archive.addfile(entry, io.BytesIO(content.encode()))
    return put(folder, "export.tar.gz", out.getvalue())


@pytest.mark.parametrize("root", ["", "backup/substack/"])
@pytest.mark.parametrize("write", [write_folder, write_zip, write_tar])
def test_published_posts_come_with_the_text_of_their_page_and_nothing_else_comes(
    tmp_path: Path, write: Callable[..., Path], root: str
) -> None:
    left_out: list[LeftOut] = []
    source = write(tmp_path, EXPORT, root)
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert [(each.article_id, each.title, plain_text(each.text)) for each in articles] == [
        ("11.ferry-returns", "Ferry returns", "“At last”\nQuay\nIt sailed at dawn.\nCrowds came."),
        ("12.harbour-talk", "Harbour talk", ""),
    ]
    assert to_iso(articles[0].published_at) == "2026-03-14T07:40:00Z"
    reasons = ["draft", "for members", "for members", "not in posts.csv", "page", "thread"]
    assert sorted(each.reason for each in left_out) == reasons


def test_other_files_beside_an_export_are_read_as_ever(tmp_path: Path) -> None:
    write_folder(tmp_path, EXPORT, "old/")
    put(tmp_path, "old-news.csv", "id,title\nn1,News\n")
    put(tmp_path, "old/more/news.csv", "id,title\nn2,More news\n")
    articles, refused = read(tmp_path)
    assert refused == []
    assert sorted(article.article_id for article in articles) == ["11.ferry-returns", "12.harbour-talk", "n1", "n2"]


def test_a_table_that_is_not_of_substack_is_refused(tmp_path: Path) -> None:
    articles, refused = read(write_folder(tmp_path, {"posts.csv": "a,b\n1,2\n", "posts/1.html": "<p>One</p>"}))
    assert (articles, len(refused)) == ([], 2)
    assert "expected Substack's columns post_id and is_published" in str(refused[0])


@LAW
@given(st.binary(max_size=40), st.integers(0, len(TABLE)))
def test_damage_costs_posts_and_never_shows_one_that_is_not_public(tmp_path: Path, noise: bytes, at: int) -> None:
    table = TABLE.encode()[:at] + noise + TABLE.encode()[at:]
    write_folder(tmp_path, EXPORT)
    put(tmp_path, "posts.csv", table)
    articles, _ = read(tmp_path)
    assert not any("readers.example" in f"{article.title}{article.text}" for article in articles)
