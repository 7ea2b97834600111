"""Files: unpacked in bounded memory, and damage is told where it begins."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import tracemalloc
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import zstandard

from recommender.corpus import ReadOptions, files, read_articles
from recommender.errors import CorpusError
from tests.support.sources import FERRY, MILL, csv_of, lines_of, put, read


@pytest.mark.parametrize(
    "pack", [gzip.compress, zstandard.compress, partial(bz2.compress, compresslevel=1), lzma.compress]
)
def test_a_packed_file_cut_short_gives_what_was_whole_and_then_a_refusal(tmp_path: Path, pack: Any) -> None:
    # Zstandard gives a block of 128 KB or nothing, bzip2 one of 100 KB at least, so there is more than one.
    records = [{"id": str(n), "title": f"Story {n * n * 7919}"} for n in range(10_000)]
    whole = pack(lines_of(*records))
    for kept in (len(whole) - 1, len(whole) * 3 // 4):
        articles, refused = read(put(tmp_path, "news.jsonl.gz", whole[:kept]))
        assert articles
        assert [article.article_id for article in articles] == [str(n) for n in range(len(articles))]
        (error,) = refused
        assert "cut off" in error.reason
        assert error.line in (len(articles) + 1, None)


def test_a_packed_file_with_a_flipped_byte_is_a_refusal(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(lines_of(*[FERRY] * 50)))
    packed[-6] ^= 1  # in the checksum
    articles, refused = read(put(tmp_path, "news.jsonl.gz", bytes(packed)))
    assert len(articles) == 50
    assert ["CRC" in error.reason for error in refused] == [True]


def test_a_packed_file_may_hold_several_streams_and_padding(tmp_path: Path) -> None:
    for name, pack in (("news.jsonl.xz", lzma.compress), ("news.jsonl.bz2", bz2.compress)):
        padding = bytes(4) if pack is lzma.compress else b""
        content = pack(lines_of(FERRY)) + padding + pack(lines_of(MILL)) + padding
        articles, refused = read(put(tmp_path, name, content))
        assert [article.article_id for article in articles] == ["ferry-1", "mill-2"]
        assert refused == []


def test_what_asks_for_too_much_memory_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 300 << 20}]
    packed = bytearray(lzma.compress(lines_of(FERRY), filters=filters))
    (error,) = read(put(tmp_path, "news.jsonl.xz", bytes(packed)))[1]
    assert "emory" in error.reason


def test_a_file_that_is_not_utf_8_is_read_as_its_bytes_say(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.jsonl", b'{"id": "a", "title": "caf\xe9"}\n'))
    assert articles[0].title == "café"
    assert refused == []


@pytest.mark.parametrize("filler", [0, 300_000])
def test_a_line_that_is_not_in_the_encoding_of_its_file_is_refused_by_its_number(tmp_path: Path, filler: int) -> None:
    lines = ['{"id": "a", "title": "été"}'.encode(), b" " * filler, b'{"id": "b", "title": "caf\xe9"}', lines_of(MILL)]
    articles, refused = read(put(tmp_path, "news.jsonl", b"\n".join(lines)))
    assert [article.title for article in articles] == ["été", "Old mill, new owner"]
    assert [error.line for error in refused] == [3]
    assert "not utf-8" in refused[0].reason
    assert "0xe9" in refused[0].reason


def test_the_first_line_beyond_ascii_decides_however_far_it_is(tmp_path: Path) -> None:
    lines = [lines_of(MILL)] * 5_000 + ['{"id": "b", "title": "Северный причал перестроят"}'.encode("koi8-r")]
    articles, refused = read(put(tmp_path, "news.jsonl", b"".join(lines)))
    assert articles[-1].title == "Северный причал перестроят"
    assert refused == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("name", ["news.jsonl", "news.json", "news.csv"])
def test_every_form_of_unicode_is_read_with_and_without_a_mark(tmp_path: Path, encoding: str, name: str) -> None:
    record = {"id": "a", "title": "Été à quai – demain", "text": "港湾"}
    text = csv_of(record).decode() if name.endswith("csv") else json.dumps(record, ensure_ascii=False)
    articles, refused = read(put(tmp_path, name, text.encode(encoding)))
    assert [(article.title, article.text) for article in articles] == [("Été à quai – demain", "港湾")]
    assert refused == []


def test_the_unicode_text_of_a_spreadsheet_is_a_table(tmp_path: Path) -> None:
    content = "ID\tTitle\tDate\r\n1\tFähre „zurück“\t2026-04-21\r\n".encode("utf-16")
    articles, _ = read(put(tmp_path, "Export.txt", content))
    assert [article.title for article in articles] == ["Fähre „zurück“"]


def test_half_a_character_of_utf_16_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = ['{"id": "a", "title": "A"}\n', '{"id": "b", "title": "\ud800"}\n', '{"id": "c", "title": "C"}\n']
    articles, refused = read(put(tmp_path, "news.jsonl", "".join(lines).encode("utf-16-le", "surrogatepass")))
    assert [article.article_id for article in articles] == ["a", "c"]
    assert [error.line for error in refused] == [2]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    noise = bytes(7 * at * at % 251 for at in range(1, 2_000))
    for name in ("news.jsonl", "news.csv", "news.json", "page.html", "news.rss"):
        articles, refused = read(put(tmp_path, name, noise))
        assert not articles
        assert len(refused) == 1


def test_the_chosen_encoding_comes_before_what_bytes_look_like(tmp_path: Path) -> None:
    path = put(tmp_path, "news.jsonl", '{"id": "a", "title": "Čtvrtek"}'.encode("cp1250"))
    options = ReadOptions(encoding="windows-1250")
    assert [article.title for article in read_articles(path, options=options)] == ["Čtvrtek"]
    with pytest.raises(CorpusError, match="expected the name of one"):
        list(read_articles(path, options=ReadOptions(encoding="klingon")))


def test_a_line_too_long_is_refused_and_the_rest_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 100)
    monkeypatch.setattr(files, "_PIECE_BYTES", 30)
    short = b'{"id": "a", "title": "A"}'
    exact = short[:-2] + b"A" * (100 - len(short) - 1) + b'"}\n'
    articles, refused = read(put(tmp_path, "news.jsonl", short + b"\n" + b"x" * 999 + b"\n" + exact + b"y" * 999))
    assert [len(article.title) for article in articles] == [1, 75]
    assert [error.line for error in refused] == [2, 4]


@pytest.mark.parametrize("pack", [zstandard.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_read_in_bounded_memory(tmp_path: Path, pack: Any) -> None:
    bomb = pack(lines_of(FERRY) + bytes(150_000_000) + b"\n" + lines_of(MILL))
    assert len(bomb) < 30_000
    path = put(tmp_path, "bomb.jsonl.zst", bomb)
    tracemalloc.start()
    articles, refused = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(articles), len(refused)] == [2, 1]
    assert peak < 60_000_000
