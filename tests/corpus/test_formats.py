"""Formats: recognised by what a file holds and by its name, and whatever is none of them is told."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
from pathlib import Path

import pytest
import zstandard

from recommender.corpus import read_articles
from recommender.errors import CorpusError
from tests.support.sources import FERRY, MILL, csv_of, lines_of, parquet_of, put, read


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("news.jsonl", lines_of(FERRY, MILL)),
        ("news.ndjson", b"\n" + lines_of(FERRY) + b"\r\n" + lines_of(MILL).rstrip()),
        ("news.jsonl.gz", gzip.compress(lines_of(FERRY)) + gzip.compress(lines_of(MILL))),
        ("news.jsonl.zst", zstandard.compress(lines_of(FERRY)) + zstandard.compress(lines_of(MILL))),
        ("news.jsonl.bz2", bz2.compress(lines_of(FERRY)) + bz2.compress(lines_of(MILL))),
        ("news.csv.xz", lzma.compress(csv_of(FERRY, MILL))),
        ("news.json", json.dumps([FERRY, MILL], ensure_ascii=False).encode("utf-16")),
        ("news.csv", csv_of(FERRY, MILL).decode().encode("windows-1252")),
        ("news.json", json.dumps([FERRY, MILL]).encode()),
        ("news.json", json.dumps([FERRY, MILL], indent=2).encode()),
        ("news.json", lines_of(FERRY, MILL)),
        ("news.json.gz", gzip.compress(json.dumps([FERRY, MILL]).encode())),
        ("news.csv", lines_of(FERRY, MILL)),
        ("news.csv", csv_of(FERRY, MILL)),
        ("news.csv", csv_of(FERRY, MILL, delimiter=";")),
        ("news.csv.gz", b"\xef\xbb\xbf" + csv_of(FERRY, MILL)),
        ("news.tsv", csv_of(FERRY, MILL, delimiter="\t")),
        ("news.txt", csv_of(FERRY, MILL, delimiter="|")),
        ("news", csv_of(FERRY, MILL)),
        ("news.parquet", parquet_of(**{name: [FERRY[name], MILL.get(name)] for name in FERRY})),
        ("news.dat", parquet_of(**{name: [FERRY[name], MILL.get(name)] for name in FERRY})),
    ],
)
def test_every_format_gives_the_same_articles(tmp_path: Path, name: str, content: bytes) -> None:
    articles, refused = read(put(tmp_path, name, content))
    assert [article.to_record() for article in articles] == [FERRY, MILL]
    assert refused == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.html", b"", "the file is empty"),
        ("sitemap.xml", b'<?xml version="1.0"?><urlset/>', "a sitemap of 0 addresses without a headline"),
        ("feed.json", b'{"version": "https://jsonfeed.org/version/1", "items": []}', "holds no article"),
        ("news.zip", b"PK\x03\x04rest", "cannot be unpacked: File is not a zip file"),
        ("news.db", b"SQLite format 3\x00", "a database file (without sqlite:/// before its path)"),
        ("news.csv", "otsikko,runko\n".encode("utf-16"), "expected a column of titles or texts, found otsikko, runko"),
        ("news.txt", b"Just some words.\n", "the format is not known"),
        ("news.parquet", b"title,text\n", "not a readable Parquet file"),
        ("news.jsonl", b"", "the file is empty"),
        ("news.csv", b"title,text\n", "holds no article"),
        ("news.json", b"[", "not JSON"),
        ("news.jsonl.gz", gzip.compress(lines_of(FERRY))[:12], "cut off"),
    ],
)
def test_what_nobody_can_read_is_an_error_that_says_what_is_expected(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(CorpusError, match=re.escape(said)) as caught:
        list(read_articles(put(tmp_path, name, content)))
    assert caught.value.path == str(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.docx", b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "a document of Word, Excel or PowerPoint"),
        (
            "a.odt",
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
            "an OpenDocument file",
        ),
        ("a.eml", b"Return-Path: <ada@post.example>\nSubject: Ferry\n\nIt sailed.\n", "an e-mail"),
        ("a.rtf", b"{\\rtf1\\ansi It sailed.}", "an RTF document"),
    ],
)
def test_a_document_of_an_office_is_named(tmp_path: Path, name: str, head: bytes, kind: str) -> None:
    articles, (error,) = read(put(tmp_path, name, head))
    assert (articles, error.reason.partition(" cannot be read: ")[0]) == ([], kind)


@pytest.mark.parametrize(
    "content",
    ["<docs><doc>Ferry is back</doc><doc>Old mill sold</doc></docs>", "<text>Ferry</text>\n<text>Mill</text>"],
)
def test_markup_that_is_no_html_is_never_one_page(tmp_path: Path, content: str) -> None:
    articles, (error,) = read(put(tmp_path, "news.txt", content))
    assert (articles, error.reason.partition(", which begins")[0]) == ([], "markup of an unknown kind")
