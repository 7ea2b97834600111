"""Files: unpacked in bounded memory, and damage is told where it begins."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import zstandard

from recommender.corpus import files
from tests.support.sources import FERRY, MILL, lines_of, put, read


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_cut_short_gives_what_was_whole_and_then_a_refusal(tmp_path: Path, pack: Any) -> None:
    # Zstandard gives a block of 128 KB or nothing, so there is more than one.
    records = [{"id": str(n), "title": f"Story {n * n * 7919}"} for n in range(6_000)]
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


def test_bytes_that_are_not_utf_8_are_replaced(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.jsonl", b'{"id": "a", "title": "caf\xe9"}\n'))
    assert articles[0].title == "caf\ufffd"
    assert refused == []


def test_a_line_too_long_is_refused_and_the_rest_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 100)
    monkeypatch.setattr(files, "_PIECE_BYTES", 30)
    short = b'{"id": "a", "title": "A"}'
    exact = short[:-2] + b"A" * (100 - len(short) - 1) + b'"}\n'
    articles, refused = read(put(tmp_path, "news.jsonl", short + b"\n" + b"x" * 999 + b"\n" + exact + b"y" * 999))
    assert [len(article.title) for article in articles] == [1, 75]
    assert [error.line for error in refused] == [2, 4]


def test_a_bomb_is_read_in_bounded_memory(tmp_path: Path) -> None:
    bomb = zstandard.compress(lines_of(FERRY) + bytes(150_000_000) + b"\n" + lines_of(MILL))
    assert len(bomb) < 20_000
    path = put(tmp_path, "bomb.jsonl.zst", bomb)
    tracemalloc.start()
    articles, refused = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(articles), len(refused)] == [2, 1]
    assert peak < 60_000_000
