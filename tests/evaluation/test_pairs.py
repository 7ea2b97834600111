"""Graded pairs: how well a similarity agrees with people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import pearsonr, spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from recommender import Recommender
from recommender.errors import CorpusError
from recommender.evaluation import BASELINES, Task, evaluate_pairs, read_pairs, read_vectors
from recommender.evaluation.pairs import correlations, similarities
from tests.support.builders import law
from tests.support.evaluation import saved


def pairs_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pairs"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("mark", ["\t", ",", " ", "   ", ", "])
@pytest.mark.parametrize("header", ["", "id1{}id2{}score\n", "# a remark\n\n"])
def test_pairs_are_read_in_any_of_their_forms(tmp_path: Path, mark: str, header: str) -> None:
    rows = [["a", "b", "0.5"], ["b", "c", "1"], ["c", "a", "4.25"], ["a", "a", "5"]]
    text = header.format(mark, mark) + "\n".join(mark.join(row) for row in rows)
    pairs = read_pairs(pairs_file(tmp_path, text))
    assert list(zip(pairs.first, pairs.second, pairs.scores, strict=True)) == [
        ("a", "b", 0.5),
        ("b", "c", 1),
        ("c", "a", 4.25),
    ]
    assert pairs.with_itself == 1


@pytest.mark.parametrize("bad", ["a b", "a b c d", "a b high", "a b nan", "a b inf", "a\t\t1", "id1 id2 score"])
def test_a_bad_pair_is_reported_with_its_line(tmp_path: Path, bad: str) -> None:
    with pytest.raises(CorpusError, match="id1 id2 score") as caught:
        read_pairs(pairs_file(tmp_path, f"a b 1\n\n{bad}\n"))
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "text", ["", "id1 id2 score\n", "a b 1\nb c 2\n", "a a 1\nb b 2\nc c 3\n", "a b 1\nb c 1\na c 1\n"]
)
def test_pairs_with_which_nothing_can_agree_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CorpusError, match="expected"):
        read_pairs(pairs_file(tmp_path, text))


values = arrays(np.float64, st.integers(3, 30), elements=st.integers(0, 6).map(float))


@law
@given(values, st.integers(0, 2**32 - 1))
def test_correlations_equal_scipys(scores: np.ndarray[tuple[int], np.dtype[np.float64]], seed: int) -> None:
    other = np.random.default_rng(seed).integers(0, 6, len(scores)).astype(np.float64)
    found = correlations(scores, other, resamples=20)[:, 0]
    if np.ptp(scores) == 0 or np.ptp(other) == 0:
        assert np.isnan(found).all()
    else:
        assert found == pytest.approx([pearsonr(scores, other).statistic, spearmanr(scores, other).statistic])


def test_the_interval_of_a_correlation_is_fishers_where_that_holds() -> None:
    generator = np.random.default_rng(3)
    one = generator.normal(size=400)
    other = 0.6 * one + 0.8 * generator.normal(size=400)
    value, low, high = correlations(one, other)[0]
    expected = np.tanh(np.arctanh(value) + np.array([-1, 1]) * 1.96 / np.sqrt(397))
    assert [low, high] == pytest.approx(expected, abs=0.015)


def test_spearman_and_its_interval_see_the_order_alone() -> None:
    generator = np.random.default_rng(4)
    one, noise = generator.normal(size=(2, 60))
    plain, bent = (correlations(one, other, resamples=200) for other in (one + noise, np.exp(3 * (one + noise))))
    assert plain[1] == pytest.approx(bent[1])
    assert plain[0] != pytest.approx(bent[0], abs=0.05)


def test_each_system_says_how_alike_a_pair_is(sample: Recommender, tmp_path: Path) -> None:
    articles = list(sample.catalogue)
    one, other = np.array([0, 5, 9]), np.array([3, 5, 200])
    found = {name: similarity(one, other) for name, similarity in similarities(sample, None).items()}
    cosines = cosine_similarity(TfidfVectorizer().fit_transform(f"{each.title}\n{each.text}" for each in articles))
    assert found["scikit-learn"] == pytest.approx(cosines[one, other], abs=1e-6)
    vectors = sample.index.expanded_vectors
    assert found["recommender"] == pytest.approx([vectors[a].dot(vectors[b]) for a, b in zip(one, other, strict=True)])
    ids = list(sample.catalogue.article_ids())
    run = BASELINES["bm25"](Task.of(articles, [ids[0], ids[3]], len(articles)))
    both = [dict(run.rankings[ids[a]]).get(ids[b], 0.0) for a, b in ((0, 3), (3, 0))]
    assert found["bm25"][0] == pytest.approx(np.mean(both), rel=1e-5)


def test_pairs_and_vectors_stand_in_one_table(sample: Recommender, tmp_path: Path) -> None:
    ids = list(sample.catalogue.article_ids())
    vectors = np.random.default_rng(1).normal(size=(len(ids), 3))
    cosines = cosine_similarity(vectors)
    lines = [f"{ids[a]}\t{ids[b]}\t{cosines[a, b]}" for a, b in ((0, 1), (0, 2), (5, 9), (7, 30), (8, 2))]
    pairs = read_pairs(pairs_file(tmp_path, "\n".join(lines)))
    frame = evaluate_pairs(sample, pairs, embeddings=read_vectors(saved(tmp_path, vectors), ids))
    assert list(frame.index) == ["recommender", "scikit-learn", "bm25", "vectors"]
    assert list(frame.loc["vectors"]["Pearson"]) == pytest.approx([1, 1, 1], abs=1e-5)
    assert frame.attrs == {"pairs": 5, "pairs_with_itself": 0}
