"""GDELT: the DOC API has articles, its tables have none. The answers are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender.corpus import read_articles
from recommender.corpus.reading import LeftOut
from recommender.errors import CorpusError
from tests.support.sources import lines_of, only, put

ARTICLE = {
    "url": "https://post.example/ferry",
    "url_mobile": "",
    "title": "Ferry is back",
    "seendate": "20260314T074000Z",
    "socialimage": "https://img.example/quay.jpg",
    "domain": "post.example",
    "language": "Norwegian",
    "sourcecountry": "Norway",
}


def test_an_article_of_the_doc_api(tmp_path: Path) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of(ARTICLE)))
    assert article.published_at == datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
    assert (article.language, article.publisher) == ("no", "post.example")


def test_a_codebook_describes_columns(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    path = put(tmp_path, "codebook.csv", "tableId,dataType,Empty,Description\nDATE,INTEGER,,When it was seen\n")
    assert list(read_articles(path, left_out=left.append)) == []
    assert [record.reason for record in left] == ["description of a column"]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("events", "\t".join(["1234567890", "20260314", "202603", "2026", "2026.2", *[""] * 56])),
        ("mentions", "\t".join(["1234567890", "20260314074500", "20260314074500", "1", *[""] * 12])),
        ("gkg", "\t".join(["20260314074500-12", "20260314074500", "1", "post.example", *[""] * 23])),
    ],
)
def test_its_tables_are_named_and_refused(tmp_path: Path, name: str, row: str) -> None:
    with pytest.raises(CorpusError, match=r"GDELT.* no articles"):
        only(put(tmp_path, f"20260314.{name}.csv", f"{row}\n{row}\n"))
