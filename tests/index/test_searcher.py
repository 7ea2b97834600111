"""Search against brute force; and base + live: whatever was published, edited and taken down, as if made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender import Recommender, Request
from recommender.article import Article
from recommender.article.times import UNKNOWN_TIME, to_seconds
from recommender.errors import UnknownArticleError
from recommender.index.articles import FACETS, LANGUAGE
from recommender.index.candidates import Candidates
from recommender.index.catalogue import Catalogue
from recommender.index.filters import Filter
from recommender.index.searcher import Searcher
from recommender.index.segment import Segment
from recommender.model.vectors import Vector, Vectors
from recommender.stories import LiveStories
from recommender.stories.grouping import grouping_input, members_of
from tests.support.builders import article, catalogue, law, matrix_of, numbered, unit_rows, vector, vector_of

N_TERMS = 12
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


def summed_in_order(matrix: csr_array, query: Vector) -> NDArray[np.float32]:
    """Return the dot products in float32, term after term, rounded after each step."""
    dense, scores = matrix.toarray(), np.zeros(matrix.shape[0], np.float32)
    for term, weight in zip(*query, strict=True):
        scores = scores + weight * dense[:, term]
    return scores


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

    scores = summed_in_order(matrix, query)
    allowed = [row for row, one in enumerate(corpus) if row not in excluded and passes(one, asked)]
    expected = sorted((row for row in allowed if scores[row] > 0), key=lambda row: (-scores[row], row))[:depth]
    assert answers(found) == [(row, float(scores[row])) for row in expected]

    exact = exact_scores(matrix, query)
    best = sorted((float(exact[row]) for row in allowed if exact[row] > 0), reverse=True)[:depth]
    # Row by row, the exact scores may differ only where two are as near as float32 can tell.
    assert exact[found.rows].tolist() == pytest.approx(best, abs=1e-6)
    assert found.similarity == pytest.approx(exact[found.rows], abs=1e-6)
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
        scores = summed_in_order(matrix, vector_of(matrix, row))
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
    assert found.score.tolist() == pytest.approx([0.8, 0.6])


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
    index = Searcher.build(numbered(1), matrix_of([[1.0001]]))
    found = index.search(vector({0: 1.0001}))
    assert found.similarity.tolist() == [1.0]
    assert found.score[0] > 1


def test_ids_of_the_corpus_become_rows_and_others_are_passed_over() -> None:
    index = Searcher.build(catalogue(*(article(article_id=each) for each in "abc")), matrix_of(np.ones((3, 1))))
    assert index.rows_of(["c", "nobody", "", "a", "c"]) == [2, 0, 2]
    assert index.rows_of([]) == []


# --- Base + live: the answers are those of an index made anew ---


NOW = datetime(2026, 4, 1, tzinfo=UTC)
# In their order as texts these lie before, between and behind each other.
IDS = ("", "0", "A", "a", "aa", "ab", "b", "b0", "ba", "c", "ß", "猫", "\U0001f408")
WORDS = (
    "storm hits the harbour of Brannock",
    "storm closes the harbour and the ferries of Brannock",
    "minister resigns over the harbour",
    "court rules on the ferries",
    "the winter was mild",
    "quokka sighted",  # no word of it is in a base that does not hold it
)
PUBLISHERS = (None, "Herald", "Courier", "Post")
SLICE = ("published_at", "publisher", "language", "kind", "section")


def few_words() -> st.SearchStrategy[Article]:
    """Return articles of few words, so that equal scores are common."""
    return st.builds(
        lambda name, title, text, publisher, day, language, kind: article(
            article_id=f"x{name}",
            title=title,
            text=text,
            publisher=publisher,
            published_at=day and f"2026-03-{day:02}",
            language=language,
            kind=kind,
        ),
        st.sampled_from(IDS),
        st.sampled_from(WORDS),
        st.sampled_from(("", *WORDS)),
        st.sampled_from(PUBLISHERS),
        st.sampled_from((None, 1, 2, 9, 28)),
        st.sampled_from(("en", "de", "sw", None)),
        st.sampled_from(("news", "opinion")),
    )


def made_anew(recommender: Recommender, corpus: Mapping[str, Article]) -> Recommender:
    """Return what the model of a recommender makes of a corpus when nothing is left of how it came about."""
    catalogue = Catalogue.build(corpus.values())
    base = recommender.index.base.catalogue.labels["language"]
    groups = [base.index(label) if label in base else len(base) for label in catalogue.labels["language"]]
    plain = Vectors.of(recommender.model.transform(catalogue))
    codes = catalogue.codes[FACETS.index("language")]
    vectors = recommender.expansion.expand(plain, np.array(groups, np.int32)[codes])
    index = Searcher.build(catalogue, vectors.matrix(), plain.matrix())
    return replace(recommender, index=index, stories=same_stories(recommender, index.base))


def expect_stories_of(recommender: Recommender) -> None:
    """Expect that each article is told by one story, in which it is found, and no story by an article that is gone."""
    catalogue, stories = recommender.catalogue, recommender.stories
    here = {article_id: recommender.catalogue.row_of(article_id) for article_id in catalogue.article_ids()}
    story_of = {article_id: stories.id_of(row, catalogue) for article_id, row in here.items()}
    found = {
        story: [catalogue.id_of(row) for row in stories.rows_of(story, catalogue).tolist()]
        for story in set(story_of.values())
    }
    assert sorted(each for members in found.values() for each in members) == sorted(here)
    assert all(article_id in found[story] for article_id, story in story_of.items())


def same_stories(recommender: Recommender, index: Segment) -> LiveStories:
    """Return stories of the same members under the same ids: which story an article joined depends on its past."""
    stories = {
        each: recommender.stories.id_of(recommender.catalogue.row_of(each), recommender.catalogue)
        for each in index.catalogue.ids
    }
    ids, own_vectors = tuple(dict.fromkeys(stories.values())), index.own_vectors
    numbers = np.array([ids.index(story) for story in stories.values()], np.int32)
    times, groups = index.catalogue.published_at, index.catalogue.codes[LANGUAGE]
    base = recommender.stories.base  # where arrivals would look; none comes
    articles = grouping_input(index.expanded_vectors, own_vectors, times, groups, base.number_columns)
    membership, n_terms = members_of(articles, numbers), articles.n_terms
    return LiveStories(replace(base, membership=membership, ids=ids, redirects={}, n_terms=n_terms))


def told(recommender: Recommender, seed_id: str) -> list[object]:
    """Return all that a recommender says of one seed."""
    seed = recommender.seed(seed_id)
    found = recommender.index.search(
        seed.expanded_vector, depth=4, exclude=recommender.index.rows_of([seed_id, "xa", "?"])
    )
    ids = [recommender.catalogue.id_of(row) for row in found.rows.tolist()]
    filters = Filter(publisher=frozenset({"Herald", ""}), since=datetime(2026, 3, 2, tzinfo=UTC))
    request = Request(k=3, filters=filters, as_of=NOW)
    boxes = [recommender.box(name, seed, request).to_record() for name in recommender.policies]
    why = [recommender.explain(seed, other).to_record() for other in ids[:1]]
    page = recommender.page(seed, Request(k=2, exclude=frozenset({"xb"}))).to_record()
    return [seed.article, ids, found.score.tolist(), found.similarity.tolist(), boxes, page, why]


def expect_equal(live: Recommender, anew: Recommender) -> None:
    """Compare all answers of two recommenders."""
    ids = list(anew.catalogue.article_ids())
    assert list(live.catalogue.article_ids()) == ids
    assert list(live.catalogue) == list(anew.catalogue)
    assert len(live.index) == len(anew.index) == len(live.catalogue)
    assert live.newest(NOW, 3) == anew.newest(NOW, 3)
    for seed_id in ids:
        assert told(live, seed_id) == told(anew, seed_id)
    draft = article(article_id="x", title="harbour of Brannock", text="ferries in a storm", language="en")
    seed = live.draft(draft)
    story = np.array([anew.catalogue.row_of(live.catalogue.id_of(row)) for row in seed.story.tolist()], np.int32)
    # Its vector is that of the corpus of the fit.
    same = replace(seed, row=anew.catalogue.find("x"), story=story)
    assert live.page(seed).to_record() == anew.page(same).to_record()


class LivingCorpus(RuleBasedStateMachine):
    """A newsroom: publishes, edits, takes down, brings back, and trains anew now and then."""

    corpus: dict[str, Article]
    live: Recommender

    @initialize(corpus=st.lists(few_words(), min_size=1, max_size=8, unique_by=lambda one: one.article_id))
    def train(self, corpus: list[Article]) -> None:
        self.live = Recommender.fit(corpus)
        self.corpus = {one.article_id: one for one in self.live.catalogue}

    @rule(changed=st.lists(few_words(), max_size=4))
    def publish_or_edit(self, changed: list[Article]) -> None:
        self.apply({one.article_id: one for one in changed})

    @rule(gone=st.lists(st.sampled_from(IDS), max_size=3))
    def take_down(self, gone: list[str]) -> None:
        self.apply({f"x{name}": None for name in gone})

    @rule(one=few_words(), gone=st.sampled_from(IDS))
    def do_both(self, one: Article, gone: str) -> None:
        self.apply({f"x{gone}": None, one.article_id: one})

    @rule()
    def bring_the_base_back(self) -> None:
        base = self.live.index.base.catalogue
        self.apply(dict.fromkeys(self.corpus) | {one.article_id: one for one in base})

    @rule()
    def swap(self) -> None:
        if any(one.title != "" for one in self.corpus.values()):
            self.train(list(self.corpus.values()))

    def apply(self, changes: dict[str, Article | None]) -> None:
        before = self.live
        listed = list(before.catalogue)
        self.live = before.with_changes(changes)
        assert list(before.catalogue) == listed, "what answered before has changed"
        for article_id, one in changes.items():
            self.corpus.pop(article_id, None)
            if one is not None:
                self.corpus[article_id] = self.live.catalogue.article(self.live.catalogue.row_of(article_id))
                assert (
                    self.corpus[article_id] == (one if one.language else one.with_language("und")) or not one.language
                )

    @invariant()
    def the_answers_are_those_of_an_index_made_anew(self) -> None:
        expect_equal(self.live, made_anew(self.live, self.corpus))
        expect_stories_of(self.live)


# A seeded set of runs, each compared after every step.
TestLivingCorpus = LivingCorpus.TestCase
TestLivingCorpus.settings = settings(max_examples=25, stateful_step_count=8)


# --- What is taken down ---


def taken_down(sample: Recommender, *gone: str) -> Recommender:
    return sample.with_changes(dict.fromkeys(gone))


def shown(record: object) -> set[str]:
    """Return every text in a record, wherever it stands."""
    if isinstance(record, Mapping):
        return {text for value in record.values() for text in shown(value)}
    if isinstance(record, list | tuple):
        return {text for value in record for text in shown(value)}
    return {record} if isinstance(record, str) else set()


def test_what_is_taken_down_is_gone_from_every_box_fold_reason_and_list(sample: Recommender) -> None:
    seed_id = next(each for each in sample.catalogue.article_ids() if sample.similar(each).cards)
    card = sample.similar(seed_id).cards[0]
    gone = [card.article_id, *card.folded]
    publishers = {sample.catalogue.article(sample.catalogue.row_of(each)).publisher for each in gone}
    now = sample.index.base.catalogue.newest()
    assert now
    live = taken_down(sample, *gone)
    for other in live.catalogue.article_ids():
        page = live.page(live.seed(other), Request(k=50))
        assert not {*gone} & ({text for box in page.boxes.values() for one in box.cards for text in one.folded})
        assert not {*gone} & shown(page.to_record())
    assert publishers - {None}
    assert not {*gone} & {one.article_id for one in live.newest(now, 10**6)}
    for each in gone:
        assert each not in live.catalogue
        with pytest.raises(UnknownArticleError):
            live.seed(each)
        with pytest.raises(UnknownArticleError):
            live.explain(live.seed(seed_id), each)
    assert card.article_id in {one.article_id for one in sample.similar(seed_id).cards}, "the old one must answer on"


def test_a_copy_that_is_taken_down_is_named_by_no_card_any_more(sample: Recommender) -> None:
    with_copies = [
        (seed_id, card)
        for seed_id in sample.catalogue.article_ids()
        for card in sample.similar(seed_id).cards
        if card.also_published_by
    ]
    seed_id, card = with_copies[0]
    live = taken_down(sample, *card.folded)
    assert [each.also_published_by for each in live.similar(seed_id).cards if each.article_id == card.article_id] == [
        ()
    ]


def test_whether_there_are_several_publishers_is_told_of_what_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.index.articles.STRETCH", 2)
    of = {"a": "Post", "b": "Post", "c": "Post", "d": "", "e": "Herald"}
    corpus = [article(article_id=name, publisher=publisher) for name, publisher in of.items()]
    both = Recommender.fit(corpus)
    alone = taken_down(both, "e")
    again = alone.with_changes({"f": article(article_id="f", publisher="Herald")})
    told = [each.catalogue.has_several("publisher") for each in (both, alone, again, Recommender.fit(corpus[:4]))]
    assert told == [True, False, True, False]


def test_what_comes_back_is_the_base_again(sample: Recommender) -> None:
    base = sample.index.base.catalogue
    gone = list(base.ids)[::7]
    live = taken_down(sample, *gone).with_changes({each: base.article(base.row_of(each)) for each in gone})
    assert (len(live.index.deleted), len(live.index.live)) == (0, 0)


def test_an_edit_shows_its_new_title_and_is_found_by_its_new_words(sample: Recommender) -> None:
    base = sample.index.base.catalogue
    one, other = base.article(0), base.article(len(base) - 1)
    edited = replace(one, title=other.title, text=other.text, language=other.language)
    live = sample.with_changes({edited.article_id: edited})
    assert live.catalogue.article(live.catalogue.row_of(one.article_id)) == edited
    best = live.index.search(live.seed(other.article_id).own_vector, depth=2)
    assert {live.catalogue.id_of(row) for row in best.rows.tolist()} == {one.article_id, other.article_id}


def test_a_recommender_with_changes_is_not_saved_as_if_it_had_been_trained(sample: Recommender, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="as it was trained"):
        taken_down(sample, sample.catalogue.id_of(0)).save(tmp_path / "snapshot")
    assert not (tmp_path / "snapshot").exists()


def test_live_articles_without_a_time_are_none_of_the_newest(sample: Recommender) -> None:
    one = article(article_id="timeless")
    live = sample.with_changes({"timeless": one})
    assert live.catalogue.time_of(live.catalogue.row_of("timeless")) == UNKNOWN_TIME
    assert one.article_id not in {each.article_id for each in live.newest(NOW, 10**6)}
    assert live.catalogue.newest_rows(to_seconds(NOW), 0).tolist() == []
