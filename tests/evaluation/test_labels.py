"""Labels: what shares one is related."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from recommender.errors import CorpusError
from recommender.evaluation import column_labels, qrels_from_labels, read_labels
from tests.support.evaluation import Refused, written


def test_of_several_labels_the_highest_grade_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "labels.tsv", "article_id\tevent\tsection\na\tstorm\tnews\nb\tstorm\tnews\nc\t\tnews\n")
    labels = read_labels(path, Refused())
    assert labels == {"event": {"a": "storm", "b": "storm"}, "section": {"a": "news", "b": "news", "c": "news"}}
    assert qrels_from_labels(labels).grades == {"a": {"b": 2, "c": 1}, "b": {"a": 2, "c": 1}, "c": {"a": 1, "b": 1}}


def test_labels_are_read_from_parquet_and_from_packed_tables(tmp_path: Path) -> None:
    frame = pd.DataFrame({"ID": ["a", "b"], "story": [7, 7]})
    frame.to_parquet(tmp_path / "labels.parquet")
    (tmp_path / "labels.csv.gz").write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
    for name in ("labels.parquet", "labels.csv.gz"):
        labels = read_labels(tmp_path / name, Refused())
        assert labels == {"story": {"a": "7", "b": "7"}}
        assert qrels_from_labels(labels).grades == {"a": {"b": 2}, "b": {"a": 2}}


def test_a_bad_row_of_labels_is_reported_with_its_line(tmp_path: Path) -> None:
    refused = Refused()
    labels = read_labels(written(tmp_path / "labels.csv", "id,event\na,x\n,x\nb\nc,x\n"), refused)
    assert labels == {"event": {"a": "x", "c": "x"}}
    assert refused.lines() == [3, 4]


@pytest.mark.parametrize("text", ["name,event\na,x\n", "id,event\n", "id\na\n", "id,event\na,\n", ""])
def test_a_file_without_labels_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_labels(written(tmp_path / "labels.csv", text), Refused())
    assert "labels.csv" in str(caught.value)


def test_labels_are_read_from_any_column_of_the_corpus(tmp_path: Path) -> None:
    lines = written(
        tmp_path / "news.jsonl",
        '{"id": "a", "title": "One", "cluster": 7}\n'
        '{"id": "b", "title": "Two", "cluster": "7"}\n'
        '{"id": "c", "title": "Three", "category": "sport"}\n',
    )
    assert column_labels([lines], "cluster", Refused()) == {"cluster": {"a": "7", "b": "7"}}
    table = written(tmp_path / "news.csv", "id,title,event\nd,Four,x\ne,Five,\n")
    assert column_labels([table], "event", Refused()) == {"event": {"d": "x"}}
    frame = pd.DataFrame({"id": ["f", "g", "h"], "title": ["Six", "Seven", "Eight"], "event": [3, None, 3]})
    frame.to_parquet(tmp_path / "news.parquet")  # with a gap, pandas makes whole numbers floats
    assert column_labels([tmp_path / "news.parquet"], "event", Refused()) == {"event": {"f": "3", "h": "3"}}
    # What is known under another name is not what was asked for.
    for source, column in ((lines, "section"), (table, "cluster")):
        with pytest.raises(CorpusError, match=column):
            column_labels([source], column, Refused())
