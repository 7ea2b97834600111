"""Records that a program holds: frames, dictionaries and articles, beside the same in a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from recommender.corpus import articles_of, read_articles
from recommender.errors import CorpusError
from tests.support.builders import article

SAMPLE = Path(__file__).parents[2] / "data" / "articles.jsonl"


def test_a_frame_gives_the_articles_of_its_file() -> None:
    frame = pd.read_json(SAMPLE, lines=True)
    written = list(read_articles(SAMPLE))
    assert list(read_articles(frame)) == written
    assert list(read_articles(frame.to_dict("records"))) == written
    assert list(read_articles(frame.set_index("article_id"))) == written


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NaT, pd.NA, ""])
def test_a_cell_of_a_frame_without_a_value_is_no_value(nothing: object) -> None:
    frame = pd.DataFrame(
        {"id": ["a"], "title": ["Storm hits"], "text": [nothing], "date": [nothing], "tags": [nothing]}
    )
    [read] = read_articles(frame)
    assert (read.text, read.published_at, read.tags) == (article(text=None).text, None, ())


def test_values_of_numpy_are_plain_ones() -> None:
    time = np.datetime64("2026-01-02T03:04:05")
    [read] = read_articles([{"id": np.int64(7), "title": np.str_("Storm"), "date": time, "tags": np.array(["a", "b"])}])
    assert (read.article_id, read.tags) == ("7", ("a", "b"))
    assert str(read.published_at) == "2026-01-02 03:04:05+00:00"


def test_columns_of_other_names_are_mapped_and_articles_stay_as_they_are() -> None:
    own = article(article_id="own")
    assert list(
        read_articles([own, {"nr": "b", "kicker": "Storm"}], columns={"article_id": "nr", "title": "kicker"})
    ) == [
        own,
        article(article_id="b", title="Storm", text=None),
    ]


def test_a_bad_record_is_told_by_its_number_and_costs_nothing_else() -> None:
    refused: list[CorpusError] = []
    read = list(read_articles([{"title": "Storm"}, {"title": ""}, {"title": "Gale"}], refused=refused.append))
    assert [each.title for each in read] == ["Storm", "Gale"]
    assert [(error.path, error.line) for error in refused] == [("records", 2)]


def test_what_is_not_public_is_left_out() -> None:
    assert [each.title for each in read_articles([{"title": "Storm", "status": "draft"}, {"title": "Gale"}])] == [
        "Gale"
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ([], "records: holds no article: expected rows or dictionaries"),
        ([3], "records:1: expected a mapping or an article, found int"),
        (pd.DataFrame({"section": ["sport"]}), "records: expected a column of titles or texts, found section"),
    ],
)
def test_what_holds_no_articles_is_an_error_that_says_what_was_expected(source: list[int], said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        list(read_articles(source))  # type: ignore[arg-type]


def test_whatever_holds_articles_is_taken_and_nothing_is_no_error() -> None:
    assert list(articles_of(iter([article()]))) == [article()]
    assert list(articles_of(str(SAMPLE))) == list(articles_of(pd.read_json(SAMPLE, lines=True)))
    assert list(articles_of([])) == []
