"""Folders: walked in order, and a file that cannot be read costs nothing else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from recommender.corpus import read_articles
from recommender.errors import CorpusError
from tests.support.sources import FERRY, lines_of, put, read


def test_a_folder_is_walked_in_order_and_other_files_are_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("b/two.jsonl", "a.jsonl", "c.csv", "b/one.JSONL.gz"):
        content = f"title\n{name}\n".encode() if name.endswith("csv") else lines_of({"id": name, "title": name})
        put(tmp_path, name, gzip.compress(content) if name.endswith("gz") else content)
    for name in (".hidden.jsonl", ".git/x.jsonl", "README.txt", "qrels.tsv", "notes.md", "b/more.md", "x.pdf"):
        put(tmp_path, name, b"nothing to read")
    articles = list(read_articles(tmp_path))
    assert [article.title for article in articles] == ["a.jsonl", "c.csv", "b/one.JSONL.gz", "b/two.jsonl"]
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}: 2 file(s) of suffix '.md' passed over: no known format",
        f"{tmp_path}: 1 file(s) of suffix '.pdf' passed over: no known format",
    ]


def test_a_file_without_suffix_is_read_if_it_is_a_wires_and_passed_over_if_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    item = '<newsItem guid="{0}"><contentMeta><headline>{0}</headline></contentMeta></newsItem>'
    for name in ("tag_averin.example_2026_F1_version_2", "tag:averin.example,2026:F2:1", "F3"):
        put(tmp_path, name, item.format(name))
    for name in ("Makefile", "notes", "12.a_b"):
        put(tmp_path, name, '{"title": "words"}\n')
    assert {article.title for article in read_articles(tmp_path)} == {
        "tag_averin.example_2026_F1_version_2", "tag:averin.example,2026:F2:1", "F3",
    }  # fmt: skip
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}: 3 file(s) of suffix '' passed over: no known format"
    ]


def test_a_file_of_a_folder_that_cannot_be_read_is_refused_and_the_rest_loads(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", b"x,y\n1,2\n")
    put(tmp_path, "b.txt", b"words\n")
    put(tmp_path, "c.jsonl", lines_of(FERRY))
    (tmp_path / "d.jsonl").symlink_to(tmp_path / "gone")
    articles, refused = read(tmp_path)
    assert len(articles) == 1
    assert [Path(error.path).name for error in refused] == ["a.csv", "b.txt"]


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no article"):
        list(read_articles(tmp_path))
