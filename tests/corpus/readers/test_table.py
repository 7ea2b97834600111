"""CSV and TSV: a bad row is refused with its line, and a stray quote takes little with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.corpus.readers import table
from tests.support.sources import only, put, read


def test_a_row_of_another_length_is_refused_with_its_line(tmp_path: Path) -> None:
    content = 'id,title,text\n1,A,"two\nlines"\n2,B\n\n3,"C\nc",x,y\n4,D,d\n'
    articles, refused = read(put(tmp_path, "news.csv", content))
    assert [(article.article_id, article.text) for article in articles] == [("1", "two\nlines"), ("4", "d")]
    assert [(error.line, error.reason) for error in refused] == [
        (4, "expected 3 columns, as in the header, found 2"),
        (6, "expected 3 columns, as in the header, found 4 (the row ends on line 7)"),
    ]


def test_a_quote_never_closed_does_not_take_the_rest_into_one_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MAX_ROW_LENGTH", 200)
    rows = "".join(f"{n},Story {n}\n" for n in range(100))
    articles, refused = read(put(tmp_path, "news.csv", 'id,title\n0,"Story\n' + rows))
    assert len(articles) > 70
    assert (refused[0].line, refused[0].reason) == (2, "a row longer than 200 characters")


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    assert len(only(put(tmp_path, "news.csv", f"id,title,text\n1,A,{'x' * 400_000}\n")).text) == 400_000


def test_a_quote_in_tab_separated_text_is_just_a_quote(tmp_path: Path) -> None:
    article = only(put(tmp_path, "news.tsv", 'id\ttitle\n1\t"Late" ferry "returns"\n'))
    assert article.title == 'Late ferry "returns"'
