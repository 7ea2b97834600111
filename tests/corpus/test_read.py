"""Reading a corpus: what is damaged costs nothing else, and is told."""

from __future__ import annotations

import gzip
import logging
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus import LostValue, read_articles
from recommender.errors import CorpusError
from tests.support.sources import (
    FERRY,
    LAW,
    MILL,
    PAGE,
    csv_of,
    expect_whole_or_refused,
    lines_of,
    parquet_of,
    put,
    read,
    refuse_none,
)

NEWS = Path(__file__).parents[3] / "shared" / "news"


@pytest.mark.parametrize("source", ["", "no/such/file.jsonl", "a\x00b", "x" * 5000])
def test_a_source_that_does_not_exist_is_an_error_at_once(source: str) -> None:
    with pytest.raises(CorpusError, match="expected a file or a folder"):
        read_articles(source)


def test_by_default_a_refusal_is_logged_without_the_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bad = {"id": "x", "title": 5, "text": {"secret": "secret"}, "tags": "secret"}
    path = put(tmp_path, "news.jsonl", lines_of(FERRY, bad) + b'{"title": "secret\n')
    assert len(list(read_articles(path))) == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert f"{path}:2: title: expected a text" in caplog.text
    assert f"{path}:3: not JSON" in caplog.text
    assert "secret" not in caplog.text


def test_a_value_that_is_lost_is_passed_on_with_its_place(tmp_path: Path) -> None:
    path = put(tmp_path, "news.jsonl", lines_of(FERRY, {**MILL, "published_at": "soon"}))
    archive = tmp_path / "news.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(path, "in/news.jsonl")
    lost: list[LostValue] = []
    assert len([*read_articles(path, lost=lost.append), *read_articles(archive, lost=lost.append)]) == 4
    assert [(value.path, value.line, value.field, value.value) for value in lost] == [
        (str(path), 2, "published_at", "soon"),
        (f"{archive}/in/news.jsonl", 2, "published_at", "soon"),
    ]


def test_a_source_whose_every_record_is_refused_is_an_error_at_its_end(tmp_path: Path) -> None:
    refused: list[CorpusError] = []
    path = put(tmp_path, "news.jsonl", b"{}\nx\n")
    with pytest.raises(CorpusError, match=r"gave no article: 2 refused, the first of them .*:1: title"):
        list(read_articles(path, refused=refused.append))
    assert len(refused) == 2


def test_a_caller_may_stop_at_the_first_refusal(tmp_path: Path) -> None:
    def stop(error: CorpusError) -> None:
        raise error

    articles = read_articles(put(tmp_path, "news.jsonl", lines_of(FERRY) + b"x\n"), refused=stop)
    assert next(articles).article_id == "ferry-1"
    with pytest.raises(CorpusError, match="not JSON"):
        next(articles)


@pytest.mark.parametrize(("module", "extra", "name", "content"), [("pyarrow", "parquet", "a.parquet", b"PAR1")])
def test_without_its_extra_a_file_costs_itself_alone_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str, content: bytes
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    put(tmp_path, name, content)
    put(tmp_path, "b.jsonl", lines_of(FERRY))
    articles, refused = read(tmp_path)
    assert [article.article_id for article in articles] == ["ferry-1"]
    assert [error.path for error in refused] == [str(tmp_path / name)]
    assert refused[0].reason.endswith(f" is missing: pip install 'related-news-recommender[{extra}]'")


@LAW
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    st.sampled_from(["a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.txt", "a.gz", "a"]),
    st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PAR1", b"title,text\n", b"x logo\n", b"[", b"{"]),
)
def test_random_bytes_raise_nothing_but_a_corpus_error(tmp_path: Path, content: bytes, name: str, start: bytes) -> None:
    expect_whole_or_refused(put(tmp_path, name, start + content))


@LAW
@given(st.data())
def test_a_damaged_file_raises_nothing_but_a_corpus_error(tmp_path: Path, data: st.DataObject) -> None:
    whole = {
        "a.jsonl.gz": gzip.compress(lines_of(FERRY, MILL)),
        "a.jsonl.zst": zstandard.compress(lines_of(FERRY, MILL)),
        "a.csv": csv_of(FERRY, MILL),
        "a.parquet": parquet_of(title=["A", "B"], published=[date(2026, 3, 14), None], tags=[["x"], []]),
        "a.txt": PAGE.encode(),
    }
    name = data.draw(st.sampled_from(sorted(whole)))
    damaged = bytearray(whole[name])
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    expect_whole_or_refused(put(tmp_path, name, bytes(damaged[: data.draw(st.integers(0, len(damaged)))])))


def test_a_named_column_that_no_record_has_is_told_at_the_end(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", lines_of(FERRY))
    put(tmp_path, "b.jsonl", lines_of({"id": "k", "kicker": "K", "data": {"body": "B"}}))
    articles, refused = read(tmp_path, title="kicker", text="data.body")
    assert (len(articles), refused) == (2, [])
    articles, (error,) = read(tmp_path, title="kikcer", text="data.body")
    assert error.reason.startswith("no record has a column 'kikcer'; the first has article_id, title, text")
    assert (len(articles), error.path) == (2, str(tmp_path))


def test_a_column_for_no_field_is_a_wrong_argument(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="found 'headline'"):
        read_articles(put(tmp_path, "a.jsonl", lines_of(FERRY)), columns={"headline": "title"})


@pytest.mark.skipif(not NEWS.is_dir(), reason="there is no ../shared/news beside the project")
@pytest.mark.parametrize(
    ("name", "count"),
    [("ecbplus", 772), ("gun_violence", 2_719), ("basil", 192), ("uci_aggregator", 3_844), ("meantime", 240),
     ("cl_tls", 1_255), ("bbc", 2_225), ("huffpost_10k", 9_999), ("mind_2k", 2_000), ("masakhanews", 3_312),
     ("gnad_de", 1_028), ("cnews_zh", 1_000), pytest.param("allsides", 20_000, marks=pytest.mark.slow)],
)  # fmt: skip
def test_real_news_is_read_whole(name: str, count: int) -> None:
    assert sum(1 for _ in read_articles(NEWS / name / "docs.jsonl.gz", refused=refuse_none)) == count
