"""Search against brute force, and ordinary cases at the edge."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.article import Article
from recommender.index.articles import FACETS
from recommender.index.candidates import Candidates
from recommender.index.filters import Filter
from recommender.index.searcher import Searcher
from recommender.model.codes import VALUES, as_cosines, encode
from recommender.model.vectors import Vector
from tests.support.builders import article, catalogue, law, matrix_of, numbered, unit_rows, vector, vector_of

N_TERMS = 12
ROUNDING = 0.025  # two weights of one byte each, rounded by 1.25 % at most
HUGE = "x" * 100_000
# Few moments, so that windows often end on one; some before 1970, one in the last second there is.
MOMENTS = [
    datetime(2026, 3, 14, 7, 40, tzinfo=UTC),
    datetime(2026, 3, 14, 7, 40, 0, 500_000, tzinfo=UTC),
    datetime(2026, 3, 15, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
]
ASKED = {
    "publisher": ["", "Reuters", "reuters", "AP", "Nobody", HUGE],
    "section": ["", "sport", "law"],
    "language": ["", "en", "EN-gb", "pt", "zh-Hans", "xx", HUGE],
    "kind": ["", "news", "opinion", "video"],
}
EMPTY = vector({})


@st.composite
def corpora(draw: st.DrawFn) -> list[Article]:
    """Draw articles in the order of their ids, of few different publishers, sections, languages, kinds and times."""
    return [
        article(
            article_id=f"{number:03}",
            publisher=draw(st.sampled_from([None, "Reuters", "reuters", "AP"])),
            section=draw(st.sampled_from([None, "sport", "law"])),
            language=draw(st.sampled_from([None, "en", "en-GB", "pt-BR", "zh-Hant-TW"])),
            kind=draw(st.sampled_from(["news", "opinion"])),
            published_at=draw(st.none() | st.sampled_from(MOMENTS)),
        )
        for number in range(draw(st.integers(0, 25)))
    ]


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    # One facet or two are the usual wish; all at once pass next to nothing.
    asked = draw(st.lists(st.sampled_from(FACETS), max_size=2))
    wishes: dict[str, Any] = {facet: draw(st.frozensets(st.sampled_from(ASKED[facet]), max_size=4)) for facet in asked}
    since, until, as_of = (draw(st.none() | st.sampled_from(MOMENTS)) for _ in range(3))
    return Filter(**wishes, since=since, until=until, as_of=as_of)


@st.composite
def matrices(draw: st.DrawFn, n: int) -> csr_array:
    """Draw vectors of n rows: some all zero, and often of so few different weights that many scores are equal."""
    seed, density = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from([0, 0.1, 0.4, 1]))
    return unit_rows(n, N_TERMS, seed=seed, density=density, levels=draw(st.sampled_from([0, 1, 2])))


@st.composite
def queries(draw: st.DrawFn, matrix: csr_array) -> Vector:
    if matrix.shape[0] and draw(st.booleans()):
        return vector_of(matrix, draw(st.integers(0, matrix.shape[0] - 1)))
    return vector_of(unit_rows(1, N_TERMS, seed=draw(st.integers(0, 99)), empty=0.1), 0)


def passes(one: Article, asked: Filter) -> bool:
    """Tell whether an article meets a filter, read from the article itself."""
    language = (one.language or "").split("-")[0]
    return (
        (not asked.publisher or (one.publisher or "") in asked.publisher)
        and (not asked.section or (one.section or "") in asked.section)
        and (not asked.language or language in {tag.split("-")[0].lower() for tag in asked.language})
        and (not asked.kind or one.kind in asked.kind)
        and (not (asked.since or asked.until) or one.published_at is not None)
        and (asked.since is None or second(one.published_at) >= second(asked.since))
        and (asked.until is None or second(one.published_at) <= second(asked.until))
        and (asked.as_of is None or one.published_at is None or second(one.published_at) <= second(asked.as_of))
    )


def second(time: datetime | None) -> datetime:
    assert time is not None
    return time.replace(microsecond=0)


def summed(matrix: csr_array, query: Vector) -> NDArray[np.float32]:
    """Return the scores of packed vectors, summed in whole numbers, as dot products."""
    dense, scores = matrix.toarray(), np.zeros(matrix.shape[0], np.int64)
    for term, code in zip(query.terms, encode(query.weights), strict=True):
        codes = encode(dense[:, term])
        scores += VALUES[codes].astype(np.int64) * int(VALUES[code])
    return as_cosines(scores)


def exact_scores(matrix: csr_array, query: Vector) -> NDArray[np.float64]:
    dense = np.zeros(matrix.shape[1])
    dense[query.terms] = query.weights
    return matrix.toarray().astype(np.float64) @ dense


def answers(found: Candidates) -> list[tuple[int, float]]:
    return list(zip(found.rows.tolist(), found.score.tolist(), strict=True))


# --- Search is brute force, only faster ---


@law
@given(st.data(), corpora(), filters(), st.integers(0, 5) | st.integers(0, 40))
def test_search_finds_what_a_look_at_every_article_finds(
    data: st.DataObject, corpus: list[Article], asked: Filter, depth: int
) -> None:
    matrix = data.draw(matrices(len(corpus)))
    query = data.draw(queries(matrix))
    excluded = data.draw(st.sets(st.integers(0, len(corpus) - 1)) if corpus else st.just(set()))
    index = Searcher.build(catalogue(*corpus), matrix)
    found = index.search(query, depth=depth, filters=asked, exclude=excluded)

    scores = summed(matrix, query)
    allowed = [row for row, one in enumerate(corpus) if row not in excluded and passes(one, asked)]
    expected = sorted((row for row in allowed if scores[row] > 0), key=lambda row: (-scores[row], row))[:depth]
    assert answers(found) == [(row, float(scores[row])) for row in expected]

    exact = exact_scores(matrix, query)
    best = sorted((float(exact[row]) for row in allowed if exact[row] > 0), reverse=True)[:depth]
    # Row by row, the exact scores may differ only where two are as near as weights of one byte can tell.
    assert exact[found.rows].tolist() == pytest.approx(best, abs=ROUNDING)
    assert found.similarity == pytest.approx(exact[found.rows], abs=ROUNDING)
    assert np.all((found.similarity > 0) & (found.similarity <= 1))


@law
@given(st.data(), corpora(), filters())
def test_the_best_k_begin_the_best_k_and_one(data: st.DataObject, corpus: list[Article], asked: Filter) -> None:
    matrix = data.draw(matrices(len(corpus)))
    query = data.draw(queries(matrix))
    index = Searcher.build(catalogue(*corpus), matrix)
    whole = answers(index.search(query, depth=len(corpus), filters=asked))
    for depth in range(len(corpus) + 2):
        assert answers(index.search(query, depth=depth, filters=asked)) == whole[:depth]


@law
@given(st.data(), corpora())
def test_what_is_found_is_as_similar_as_its_vector_says(data: st.DataObject, corpus: list[Article]) -> None:
    matrix = data.draw(matrices(len(corpus)))
    index = Searcher.build(catalogue(*corpus), matrix)
    for row in range(len(corpus)):
        found = index.search(index.expanded_vectors[row])
        assert np.array_equal(found.own_similarity_to(row), found.similarity)


@law
@given(st.data(), corpora(), filters())
def test_reading_the_corpus_in_another_order_changes_no_answer(
    data: st.DataObject, corpus: list[Article], asked: Filter
) -> None:
    matrix = data.draw(matrices(len(corpus)))
    query = data.draw(queries(matrix))
    one, other = Searcher.build(catalogue(*corpus), matrix), Searcher.build(catalogue(*reversed(corpus)), matrix)
    assert answers(one.search(query, filters=asked)) == answers(other.search(query, filters=asked))


def test_equal_scores_are_in_the_order_of_article_ids() -> None:
    ids = ["b", "a", "😀", "\uff21", "B", "10", "9"]
    corpus = catalogue(*(article(article_id=one) for one in ids))
    index = Searcher.build(corpus, matrix_of(np.ones((len(ids), 1))))
    found = index.search(vector({0: 1.0}))
    assert [corpus.ids[row] for row in found.rows] == ["10", "9", "B", "a", "b", "\uff21", "😀"]
    assert [corpus.ids[row] for row in index.search(vector({0: 1.0}), depth=3).rows] == ["10", "9", "B"]


def test_a_large_corpus_is_searched_as_exactly_as_a_small_one() -> None:
    matrix = unit_rows(3_000, 200, seed=5, density=0.1, levels=2)
    index = Searcher.build(numbered(3_000), matrix)
    for row in range(0, 3_000, 300):
        scores = summed(matrix, vector_of(matrix, row))
        order = np.lexsort((np.arange(3_000), -scores))
        order = order[scores[order] > 0]
        for depth in (1, 10, 100, 2_999, 10**12):
            found = index.search(vector_of(matrix, row), depth=depth)
            assert np.array_equal(found.rows, order[:depth])
            assert np.array_equal(found.score, scores[order[:depth]])


# --- Ordinary cases at the edge ---


def test_a_query_without_terms_finds_nothing() -> None:
    assert answers(Searcher.build(numbered(3), unit_rows(3, 4)).search(EMPTY)) == []


@pytest.mark.parametrize("depth", [0, 1, 100])
def test_an_empty_corpus_answers_nothing(depth: int) -> None:
    index = Searcher.build(catalogue(), unit_rows(0, 4))
    assert len(index) == 0
    assert answers(index.search(vector({1: 1.0}), depth=depth)) == []
    assert answers(index.search(EMPTY, depth=depth, filters=Filter(publisher=frozenset({"AP"})))) == []


def test_an_index_without_terms_answers_nothing() -> None:
    index = Searcher.build(numbered(3), unit_rows(3, 0))
    assert answers(index.search(EMPTY)) == []


def test_articles_without_vectors_are_never_found() -> None:
    index = Searcher.build(numbered(4), matrix_of([[0, 0], [1, 0], [0, 0], [0, 1]]))
    found = index.search(vector({0: 0.6, 1: 0.8}))
    assert found.rows.tolist() == [3, 1]
    assert found.score.tolist() == pytest.approx([0.8, 0.6], abs=ROUNDING)


def test_depth_0_finds_nothing_and_a_greater_depth_than_there_are_finds_all() -> None:
    index = Searcher.build(numbered(5), matrix_of(np.ones((5, 1))))
    assert answers(index.search(vector({0: 1.0}), depth=0)) == []
    assert len(index.search(vector({0: 1.0}), depth=10**18)) == 5


def test_a_negative_depth_is_an_error() -> None:
    with pytest.raises(ValueError, match="depth: expected 0 or more, found -1"):
        Searcher.build(numbered(1), matrix_of([[1.0]])).search(EMPTY, depth=-1)


@pytest.mark.parametrize("exclude", [[5], [-1], [0, 10**9], np.array([-3])])
def test_excluding_rows_that_do_not_exist_is_an_error(exclude: list[int]) -> None:
    with pytest.raises(ValueError, match="exclude: expected 0 to 4"):
        Searcher.build(numbered(5), matrix_of(np.ones((5, 1)))).search(vector({0: 1.0}), exclude=exclude)


@pytest.mark.parametrize("term", [1, -1, 2**31 - 1])
def test_a_query_of_another_vocabulary_is_an_error(term: int) -> None:
    with pytest.raises(ValueError, match="query: expected 0 to 0"):
        Searcher.build(numbered(5), matrix_of(np.ones((5, 1)))).search(vector({term: 1.0}))


@pytest.mark.parametrize("exclude", [range(2), {0, 1}, (1, 0, 1), np.array([0, 1], np.int32), frozenset([0, 1])])
def test_rows_are_excluded_whatever_holds_them(exclude: set[int]) -> None:
    index = Searcher.build(numbered(3), matrix_of(np.ones((3, 1))))
    assert index.search(vector({0: 1.0}), exclude=exclude).rows.tolist() == [2]


def test_rounding_takes_no_similarity_past_1() -> None:
    row = np.full(6, 6**-0.5)
    index = Searcher.build(numbered(1), matrix_of([row]))
    found = index.search(index.expanded_vectors[0])
    assert found.similarity.tolist() == [1.0]
    assert found.score[0] > 1


def test_ids_of_the_corpus_become_rows_and_others_are_passed_over() -> None:
    index = Searcher.build(catalogue(*(article(article_id=each) for each in "abc")), matrix_of(np.ones((3, 1))))
    assert index.rows_of(["c", "nobody", "", "a", "c"]) == [2, 0, 2]
    assert index.rows_of([]) == []


@law
@given(corpora(), filters(), st.integers(0, 99), st.integers(0, 5))
def test_the_neighbours_of_many_rows_are_those_of_one_search_each(
    corpus: list[Article], wanted: Filter, seed: int, depth: int
) -> None:
    index = Searcher.build(catalogue(*corpus), unit_rows(len(corpus), N_TERMS, seed=seed))
    rows = np.random.default_rng(seed).permutation(len(corpus))
    found = index.neighbours(rows, depth=depth, filters=wanted)
    for row, (others, cosines) in zip(rows.tolist(), found, strict=True):
        expected = index.search(index.expanded_vectors[row], depth=depth, filters=wanted, exclude=[row])
        assert others.tolist() == expected.rows.tolist()
        assert cosines.tolist() == expected.similarity.tolist()
