"""The UCI News Aggregator: its label is no text, with a header and without one. The rows are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender.corpus import read_column
from recommender.corpus.dialects.uci import COLUMNS
from tests.support.sources import csv_of, only, put, read

ROW = ("7", "Ferry is back", "https://post.example/7", "Harbour Post \\(blog\\)", "m", "dFerryEvent", "post.example")
MILLISECONDS = "1394470920386"
NAMED = dict(zip(COLUMNS, (*ROW, MILLISECONDS), strict=True))


@pytest.mark.parametrize("has_header", [True, False])
def test_the_label_is_no_text_and_letters_are_sections(tmp_path: Path, has_header: bool) -> None:
    content = csv_of(NAMED) if has_header else "\t".join((*ROW, MILLISECONDS)) + "\n"
    article = only(put(tmp_path, "news.csv", content))
    assert (article.article_id, article.title, article.text) == ("7", "Ferry is back", "")
    assert (article.publisher, article.section) == ("Harbour Post (blog)", "Health")
    assert article.published_at == datetime(2014, 3, 10, 17, 2, 0, 386000, UTC)


def test_the_label_can_still_be_read_as_one(tmp_path: Path) -> None:
    assert list(read_column(put(tmp_path, "news.csv", csv_of(NAMED)), "STORY")) == [("7", "dFerryEvent")]


def test_a_row_cut_short_is_refused_alone(tmp_path: Path) -> None:
    whole = "\t".join((*ROW, MILLISECONDS))
    articles, refused = read(put(tmp_path, "news.csv", f"{whole}\n" * 6 + "8\tCut\n"))
    assert (len(articles), [(error.line, error.reason[:19]) for error in refused]) == (6, [(7, "expected 8 columns,")])
