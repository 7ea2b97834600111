"""MIND: columns without names, and a click log beside them that holds no article. The rows are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.dialects.mind import COLUMNS, mind_record
from recommender.errors import CorpusError
from tests.support.sources import only, put, read

ENTITIES = json.dumps([{"Label": "Portlea", "Type": "G", "WikidataId": "Q1"}])
NEWS = ("N55", "news", "newsworld", 'The "late" ferry', "It sailed.", "https://post.example/55.html", ENTITIES, "[]")
BEHAVIOURS = "1\tU87\t11/11/2019 9:05:58 AM\tN55 N42\tN33-1 N20-0\n2\tU8\t11/12/2019 6:11:30 PM\t\tN33-0\n"


def test_a_table_without_names_is_known_by_its_rows(tmp_path: Path) -> None:
    article = only(put(tmp_path, "news.tsv", "\t".join(NEWS) + "\n"))
    assert (article.article_id, article.title, article.text) == ("N55", 'The "late" ferry', "It sailed.")
    assert (article.section, article.tags, article.published_at) == ("news", ("Portlea",), None)


def test_an_article_without_an_abstract_is_one(tmp_path: Path) -> None:
    rows = ["\t".join(NEWS), "\t".join(("N56", *NEWS[1:4], "", *NEWS[5:7], ""))]
    articles, refused = read(put(tmp_path, "news.tsv", "\n".join(rows)))
    assert ([article.text for article in articles], refused) == (["It sailed.", ""], [])


def test_its_click_log_is_named_and_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="click log, which holds no articles"):
        only(put(tmp_path, "behaviors.tsv", BEHAVIOURS))


@given(st.text(), st.text())
def test_any_entities_leave_the_article_whole(first: str, second: str) -> None:
    values = dict(zip(COLUMNS, (*NEWS[:6], first, second), strict=True))
    assert mind_record(values).values["title"] == 'The "late" ferry'
