"""Usenet posts: known by their heads, read without what they quote, and found without a suffix. They are made up."""

from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.mapping import Columns
from recommender.corpus.readers.newsgroups import NEWSGROUPS, is_newsgroups
from recommender.corpus.reading import FileHead
from tests.support.sources import only, put, read

POST = """Newsgroups: rec.boats
Path: news.example!ada
From: ada@post.example (Ada Okafor)
Subject: Re: Ferry is back
Message-ID: <1993Apr5.1@post.example>
Date: Mon, 5 Apr 1993 07:40:00 GMT
Lines: 6

In article <1@x.example> tom@x.example (Tom Reed) writes:
> Is the ferry back?

It sailed
at dawn.

Crowds came.
"""


def test_a_post_is_read_without_what_it_quotes(tmp_path: Path) -> None:
    article = only(put(tmp_path, "rec.boats/49960", POST))
    assert (article.title, article.text) == ("Ferry is back", "It sailed at dawn.\nCrowds came.")
    assert (article.section, article.authors) == ("rec.boats", ("Ada Okafor",))
    assert article.published_at == datetime(1993, 4, 5, 7, 40, tzinfo=UTC)
    assert "@post.example" not in article.title + article.text + "".join(article.authors)


def test_a_folder_and_an_archive_of_posts_have_no_suffixes(tmp_path: Path) -> None:
    put(tmp_path, "posts/rec.boats/49960", POST)
    put(tmp_path, "posts/Makefile", "all:\n\ttrue\n")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as file:
        file.add(tmp_path / "posts", "posts")
    for source in (tmp_path / "posts", put(tmp_path, "posts.tar.gz", out.getvalue())):
        articles, refused = read(source)
        assert ([article.title for article in articles], refused) == (["Ferry is back"], [])


def test_a_mail_is_no_post() -> None:
    mail = b"From: ada@post.example\nTo: tom@x.example\nSubject: Ferry\n\nIt sailed.\n"
    assert not is_newsgroups(FileHead(Path("1"), mail, Columns({})))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_post_or_none(data: bytes) -> None:
    assert NEWSGROUPS.recognises(FileHead(Path("1"), data, Columns({}))) in (True, False)
