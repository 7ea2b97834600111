"""CSV and TSV: a bad row is refused with its line, and a stray quote takes little with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.corpus import ReadOptions, read_articles
from recommender.corpus.readers import table
from recommender.errors import CorpusError
from tests.support.sources import only, put, read, refuse_none


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "mac-roman"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_lines_may_end_in_a_carriage_return_alone(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = ["id|title|text", '1|Café|"two\nlines"', "2|Mill|words|more", "3|Quay|new"]
    content = "\r".join(rows).replace("|", delimiter).encode(encoding)
    options = ReadOptions(encoding=encoding)
    refused: list[CorpusError] = []
    articles = list(read_articles(put(tmp_path, "news.csv", content), refused=refused.append, options=options))
    assert [(each.article_id, each.title, each.text) for each in articles] == [
        ("1", "Café", "two\nlines"),
        ("3", "Quay", "new"),
    ]
    assert [error.reason for error in refused] == ["expected 3 columns, as in the header, found 4"]


def test_a_carriage_return_among_line_feeds_costs_its_row_alone(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.csv", "id,title\n1,Mill\rsold\n2,Quay\n"))
    assert [article.article_id for article in articles] == ["2"]
    assert refused[0].reason == "not a row of a table: a line end within a cell without quotes"


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    assert len(only(put(tmp_path, "news.csv", f"id,title,text\n1,A,{'x' * 400_000}\n")).text) == 400_000


def test_a_quote_in_tab_separated_text_is_just_a_quote(tmp_path: Path) -> None:
    content = 'id\ttitle\n1\t"Late" ferry "returns"\n2\t"Late" it sailed\n'
    articles, refused = read(put(tmp_path, "news.tsv", content))
    assert [article.title for article in articles] == ['"Late" ferry "returns"', '"Late" it sailed']
    assert refused == []


def test_quotes_around_cells_of_tab_separated_text_are_none_of_it(tmp_path: Path) -> None:
    assert only(put(tmp_path, "news.tsv", '"id"\t"title"\n"1"\t"The ""late"" ferry"\n')).title == 'The "late" ferry'


def test_tabs_separate_where_every_line_has_as_many(tmp_path: Path) -> None:
    content = "id\ttitle, or headline, or name\ttext\n1\tOne, two\ta, b, c, d\n2\tThree\te, f, g, h\n"
    articles, refused = read(put(tmp_path, "news.csv", content), title="title, or headline, or name")
    assert ([article.title for article in articles], refused) == (["One, two", "Three"], [])


ROWS = "1\tFerry returns, late\thttps://a.example/1\t2026-03-14\n2\tMill sold\thttps://a.example/2\t2026-03-15\n"


@pytest.mark.parametrize("name", ["news.tsv", "news.csv", "news.txt"])
def test_a_table_without_a_header_takes_the_names_of_its_columns(tmp_path: Path, name: str) -> None:
    options = ReadOptions(names=("id", "title", "url", ""))
    articles = list(read_articles(put(tmp_path, name, ROWS), options=options, refused=refuse_none))
    titles = {"1": "Ferry returns, late", "2": "Mill sold"}
    assert {article.article_id: article.title for article in articles} == titles
    assert {article.published_at for article in articles} == {None}


def test_a_header_that_is_there_in_spite_of_names_is_no_row(tmp_path: Path) -> None:
    path = put(tmp_path, "news.csv", "ID,Title\n1,Ferry\n")
    assert [article.title for article in read_articles(path, options=ReadOptions(names=("id", "title")))] == ["Ferry"]


def test_a_table_without_a_header_says_what_it_needs(tmp_path: Path) -> None:
    path = put(tmp_path, "news.tsv", ROWS)
    with pytest.raises(CorpusError, match=r"news.tsv:1: the first row is no header: add --names .* its 4 columns"):
        list(read_articles(path))
    with pytest.raises(CorpusError, match="expected 2 columns, one for each of --names, found 4"):
        list(read_articles(path, options=ReadOptions(names=("id", "title"))))


def test_names_that_no_article_can_come_from_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="expected a column of titles or texts, found id, x, y, z"):
        list(read_articles(put(tmp_path, "news.tsv", ROWS), options=ReadOptions(names=("id", "x", "y", "z"))))
