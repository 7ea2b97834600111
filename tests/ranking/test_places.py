"""What vectors share, and where it is in a text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.model import Vector, shared_terms
from recommender.model.estimators import TfidfModel
from recommender.ranking.character_kinds import characters
from recommender.ranking.places import (
    Places,
    find_places,
    share_with_each,
)
from recommender.ranking.seed_words import SeedWords
from tests.support.builders import article, law, vector

VECTORS = st.dictionaries(st.integers(0, 30), st.floats(0.125, 1, width=32), max_size=12).map(vector)


def places_of(text: str, title: str = "", url: str | None = None, wanted: str = "") -> tuple[Places, list[str]]:
    """Return the places of the terms of a text, or of other wanted words, and these terms."""
    seed = article(title=title, text=text, url=url, language="en")
    model = TfidfModel(min_phrase_df=1).fit([seed])
    vector = Vector(*map(np.asarray, _entries(model, wanted or f"{title}\n{text}")))
    words = SeedWords.of(model, seed)
    first, second = model.words_in(vector.terms[vector.terms >= len(model.terms_)])
    read = words.codes, words.begins, words.ends, words.address
    places = find_places(words.columns, vector.terms, first, second, *read, characters())
    return places, [model.feature_name(term) for term in vector.terms.tolist()]


def _entries(model: TfidfModel, text: str) -> tuple[object, object]:
    matrix = model.transform([article(title="", text=text, url=None, language="en")])
    return matrix.indices.astype(np.int32), matrix.data


@law
@given(VECTORS, st.lists(VECTORS, min_size=1, max_size=4))
def test_what_is_shared_with_each_is_what_is_shared_with_it_alone(one: Vector, others: list[Vector]) -> None:
    starts = np.cumsum([0, *(len(other.terms) for other in others)])
    terms, weights = (np.concatenate(column) for column in zip(*others, strict=True))
    together, bounds, places, products = share_with_each(*one, starts, terms, weights)
    assert together.tolist() == sorted({*one.terms.tolist()} & {*terms.tolist()})
    for at, other in enumerate(others):
        some = slice(bounds[at], bounds[at + 1])
        columns, alone = shared_terms(*one, *other)
        assert together[places[some]].tolist() == columns.tolist()
        assert products[some].tolist() == alone.tolist()


def test_a_term_is_quoted_where_it_has_the_fewest_capitals_and_is_found_where_it_first_is() -> None:
    places, terms = places_of("The STORM hit. A storm is a Storm.", title="Storm in Port Averin")
    storm = terms.index("storm")
    assert [places.first[storm], places.quoted[storm]] == [0, 5]
    phrase = terms.index("port averin")
    assert places.first[phrase] == terms.index("averin") or places.words[places.first[phrase]] == terms.index("averin")
    assert places.quoted[phrase] == -1
    assert places.phrases[places.first[phrase]] == phrase


def test_a_word_of_the_address_is_quoted_only_if_the_text_does_not_have_it() -> None:
    places, terms = places_of("Storms and more Storms", url="https://site.example/storm-quay-port-12345.html")
    storm = terms.index("storm")
    assert [places.first[storm], places.quoted[storm]] == [0, 0]


def test_words_that_a_vector_has_as_a_phrase_alone_have_numbers_of_their_own() -> None:
    seed = article(title="", text="port averin", url=None, language="en")
    model = TfidfModel(min_phrase_df=1).fit([seed])
    words, phrase = SeedWords.of(model, seed), np.array([len(model.terms_)], np.int32)
    read = words.codes, words.begins, words.ends, words.address
    first, second = model.words_in(phrase)
    places = find_places(words.columns, phrase, first, second, *read, characters())
    assert places.phrases.tolist() == [-1, 0]
    assert sorted(places.words.tolist()) == [1, 2]
    assert len(places.first) == 3
