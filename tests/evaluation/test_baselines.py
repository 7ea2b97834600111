"""The baselines: what anyone could have without this product, against their formulas and against scikit-learn."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from recommender.article import Article, ArticleId
from recommender.errors import UnknownArticleError
from recommender.evaluation import BASELINES, Run, Task
from tests.support.builders import law

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def article(article_id: str, title: str = "", text: str = "", **fields: Any) -> Article:
    return Article(article_id=ArticleId(article_id), title=title, text=text, **fields)


def run_of(name: str, articles: list[Article], seeds: list[str], depth: int, *, replay: bool = False) -> Run:
    return BASELINES[name](Task.of(articles, seeds, depth, replay=replay))


NEWS = [
    article("a1", "Storm floods harbour", "The storm flooded the harbour of Arden on Monday.", published_at=NOON),
    article("a2", "Arden harbour under water", "A storm put the harbour of Arden under water. Storm!"),
    article("a3", "Court frees mayor", "The court freed the mayor.", published_at=NOON - timedelta(days=1)),
    article("a4", "Storm floods harbour", "The storm flooded the harbour of Arden on Monday.", published_at=NOON),
    article("a5", "", "Mayor and court", published_at=NOON + timedelta(days=1)),
    article("a6", "嵐"),
]


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_never_lists_the_seed_nor_anything_twice_and_keeps_to_depth(name: str) -> None:
    seeds = [str(one.article_id) for one in NEWS]
    for depth in (1, 3, 100):
        run = run_of(name, NEWS, seeds, depth)
        assert list(run.rankings) == seeds
        for seed, ranking in run:
            assert seed not in ranking.ids
            assert len(set(ranking.ids)) == len(ranking) <= depth
            pairs = [(-score, article_id) for article_id, score in ranking]
            assert pairs == sorted(pairs)
        whole = run_of(name, NEWS, seeds, 100)
        assert name == "random" or all(whole.ids(seed)[:depth] == run.ids(seed) for seed in seeds)


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_is_the_same_whatever_the_order_of_articles_and_seeds(name: str) -> None:
    one, other = run_of(name, NEWS, ["a1", "a3"], 3), run_of(name, NEWS[::-1], ["a3", "a1", "a3"], 3)
    assert {seed: one.ids(seed) for seed in ("a1", "a3")} == {seed: other.ids(seed) for seed in ("a1", "a3")}


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_survives_a_corpus_without_words(name: str) -> None:
    run = run_of(name, [article("a", "嵐"), article("b", "!")], ["a"], 5)
    assert set(run.ids("a")) <= {"b"}


@pytest.mark.parametrize("name", BASELINES)
def test_a_seed_that_is_not_in_the_corpus_is_named(name: str) -> None:
    with pytest.raises(UnknownArticleError, match="nobody"):
        run_of(name, NEWS, ["a1", "nobody"], 5)


def test_two_articles_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        run_of("bm25", [NEWS[0], NEWS[0]], ["a1"], 5)


@pytest.mark.parametrize(("name", "stop_words"), [("scikit-learn", None), ("scikit-learn-stop-words", "english")])
def test_the_tfidf_baseline_is_scikit_learns_default(
    name: str, stop_words: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.evaluation.baselines._SEEDS_AT_ONCE", 2)
    vectors = TfidfVectorizer(stop_words=stop_words).fit_transform(f"{one.title}\n{one.text}" for one in NEWS)
    cosines = linear_kernel(vectors)
    run = run_of(name, NEWS, [str(one.article_id) for one in NEWS], 100)
    for row, seed in enumerate(NEWS):
        expected = {
            other.article_id: cosines[row, column]
            for column, other in enumerate(NEWS)
            if column != row and cosines[row, column] > 0
        }
        assert dict(run.rankings[seed.article_id]) == pytest.approx(expected, abs=1e-6)


def test_bm25_worked_by_hand() -> None:
    corpus = [article("a", "", "storm storm arden"), article("b", "", "storm harbour"), article("c", "", "court")]
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = 2 * idf * 1 * 2.2 / (1 + 1.2 * (1 - 0.75 + 0.75 * 2 / 2))
    run = run_of("bm25", corpus, ["a"], 5)
    assert dict(run.rankings["a"]) == {"b": pytest.approx(expected, rel=1e-6)}


def test_more_like_this_asks_for_terms_that_the_seed_has_twice_and_five_articles_have() -> None:
    filler = [article(f"f{i}", "", "storm harbour") for i in range(4)]
    seed = article("seed", "", "storm storm harbour arden arden")
    others = [article("arden", "", "arden"), article("harbour", "", "harbour")]
    run = run_of("more-like-this", [seed, *others, *filler], ["seed"], 10)
    assert run.ids("seed") == ("f0", "f1", "f2", "f3")
    assert run_of("more-like-this", [seed, *filler[:3]], ["seed"], 10).ids("seed") == ()


def test_more_like_this_asks_for_25_terms_at_most() -> None:
    words = [f"w{i:02}" for i in range(30)]
    common = [article(f"f{i}", "", " ".join(words)) for i in range(5)]
    rare = [article(f"g{i}", "", " ".join(words[:4])) for i in range(3)]
    seed = article("seed", "", " ".join(words + words))
    ranking = run_of("more-like-this", [seed, *common, *rare], ["seed"], 10).ids("seed")
    # The four words that more articles have weigh least: they and the last in the alphabet are not among the 25.
    assert ranking == ("f0", "f1", "f2", "f3", "f4")


def test_most_recent_lists_what_was_newest_when_the_seed_came_out() -> None:
    run = run_of("most-recent", NEWS, ["a1", "a2", "a3", "a5"], 2)
    assert run.ids("a1") == ("a4", "a3")
    assert run.ids("a2") == ("a5", "a1")
    assert run.ids("a3") == ()
    assert run.ids("a5") == ("a1", "a4")


times = st.none() | st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours))


@pytest.mark.parametrize("name", BASELINES)
@law
@given(published=st.lists(times, min_size=2, max_size=12))
def test_in_a_replay_nothing_newer_than_the_seed_is_listed(name: str, published: list[datetime | None]) -> None:
    corpus = [article(f"a{i:02}", "storm storm", f"harbour w{i}", published_at=at) for i, at in enumerate(published)]
    by_id = {str(one.article_id): one.published_at for one in corpus}
    for seed, ranking in run_of(name, corpus, list(by_id), 100, replay=True):
        as_of = by_id[seed]
        shown = [by_id[other] for other in ranking.ids]
        assert all(time is None or time <= as_of for time in shown if as_of is not None)
        if name in ("scikit-learn", "bm25", "random"):  # which list all that may be listed
            may = [other for other, time in by_id.items() if as_of is None or time is None or time <= as_of]
            assert sorted([*ranking.ids, seed]) == sorted(may)


def test_without_a_replay_what_came_later_is_listed_too() -> None:
    corpus = [article("old", "storm", published_at=NOON), article("new", "storm", published_at=NOON + timedelta(1))]
    assert run_of("bm25", corpus, ["old"], 5).ids("old") == ("new",)
    assert run_of("bm25", corpus, ["old"], 5, replay=True).ids("old") == ()
