"""The columns of a model: terms, then phrases."""

from __future__ import annotations

import numpy as np

from recommender.model.estimators import TfidfModel
from tests.support.builders import article


def test_phrases_and_names_of_columns_agree() -> None:
    model = TfidfModel(min_phrase_df=1).fit([article(text="The sea wall at Brannock.", language="en")])
    names = model.get_feature_names_out().tolist()
    assert "sea wall" in names
    assert "wall brannock" in names
    assert [model.feature_name(column) for column in range(len(names))] == names
    column = model.columns_of("en")
    at = model.phrase_columns(np.array([column("sea")]), np.array([column("walls")]))
    assert names[at[0]] == "sea wall"
    assert model.phrase_columns(np.array([column("wall")]), np.array([column("sea")])).tolist() == [-1]


def test_the_words_of_a_phrase_are_its_two_terms_and_those_of_a_term_itself_twice() -> None:
    model = TfidfModel(min_phrase_df=1).fit([article(text="The sea wall at Brannock.", language="en")])
    names = model.get_feature_names_out().tolist()
    columns = np.array([names.index("sea wall"), names.index("sea")])
    first, second = model.words_in(columns).tolist()
    assert [names[at] for at in first] == ["sea", "sea"]
    assert [names[at] for at in second] == ["wall", "sea"]


def test_the_columns_of_numbers_are_those_of_words_that_begin_with_a_digit() -> None:
    model = TfidfModel().fit([article(text="Rates 4.75 and 9 on 2nd; over x2 in 2026.", language="en")])
    numbers = [model.feature_name(column) for column in model.number_columns()]
    assert numbers == [term for term in model.terms_ if term[0].isdigit()]
    assert len(numbers) == 4
