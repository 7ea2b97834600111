"""Vectors from elsewhere: how they rank, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from recommender.errors import CorpusError
from recommender.evaluation import Task, read_vectors
from tests.support.builders import article
from tests.support.evaluation import saved

CORPUS = [article(article_id=f"a{i}", title=f"Story {i}") for i in range(6)]
IDS = [str(one.article_id) for one in CORPUS]


def test_vectors_rank_by_cosine_whatever_their_order_and_length(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(6, 4)) * np.arange(1, 7)[:, None]
    cosines = cosine_similarity(vectors)
    backwards = read_vectors(saved(tmp_path, vectors[::-1].astype(np.float32)), IDS[::-1])
    run = backwards(Task.of(CORPUS, IDS, 4))
    for row, seed in enumerate(IDS):
        others = [other for other in range(6) if other != row]
        best = sorted(others, key=lambda other: -cosines[row, other])[:4]
        assert run.ids(seed) == tuple(IDS[other] for other in best)
        assert list(run.rankings[seed].scores) == pytest.approx([cosines[row, other] for other in best], abs=1e-6)


def test_a_vector_of_zeros_is_not_found_and_finds_nothing(tmp_path: Path) -> None:
    vectors = np.ones((6, 2))
    vectors[2] = 0
    run = read_vectors(saved(tmp_path, vectors), IDS)(Task.of(CORPUS, IDS, 10))
    assert run.ids("a2") == ()
    assert run.ids("a0") == ("a1", "a3", "a4", "a5")


@pytest.mark.parametrize("scale", [1e200, 1e-200])
def test_only_the_direction_of_a_vector_counts(tmp_path: Path, scale: float) -> None:
    vectors = np.random.default_rng(3).normal(size=(6, 3))
    plain, scaled = (
        read_vectors(saved(tmp_path, each), IDS)(Task.of(CORPUS, IDS, 4)) for each in (vectors, vectors * scale)
    )
    assert [scaled.ids(seed) for seed in IDS] == [plain.ids(seed) for seed in IDS]


def test_vectors_of_more_articles_than_the_corpus_has_will_do_but_not_of_fewer(tmp_path: Path) -> None:
    more = read_vectors(saved(tmp_path, np.eye(7)), [*IDS, "elsewhere"])
    assert len(more(Task.of(CORPUS, ["a0"], 10)).ids("a0")) == 5
    fewer = read_vectors(saved(tmp_path, np.eye(5)), IDS[:5])
    with pytest.raises(CorpusError, match=r"vectors.npy: .* none for a5"):
        fewer(Task.of(CORPUS, ["a0"], 10))


@pytest.mark.parametrize(
    ("vectors", "expected"),
    [
        (np.eye(5), "expected 6 rows"),
        (np.ones(6), "a row an article"),
        (np.ones((6, 0)), "a row an article"),
        (np.ones((6, 2), np.int64), "floats"),
        (np.array([[1.0, 2.0]] * 3 + [[np.nan, 1.0]] + [[1.0, 2.0]] * 2), "in row 3"),
        (np.array([[1.0, 2.0]] * 5 + [[np.inf, 1.0]]), "in row 5"),
        (np.array([[object()]] * 6), "NumPy file"),
    ],
)
def test_vectors_that_cannot_be_used_are_refused(tmp_path: Path, vectors: object, expected: str) -> None:
    with pytest.raises(CorpusError, match=expected) as caught:
        read_vectors(saved(tmp_path, vectors), IDS)
    assert "vectors.npy" in str(caught.value)


def test_what_is_no_file_of_vectors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npy").write_text("not vectors")
    (tmp_path / "empty.npy").write_bytes(b"")
    whole = saved(tmp_path, np.eye(6)).read_bytes()
    (tmp_path / "cut.npy").write_bytes(whole[:-9])
    np.savez(tmp_path / "archive.npz", vectors=np.eye(6))
    for name in ("text.npy", "empty.npy", "cut.npy", "archive.npz", "missing.npy"):
        with pytest.raises(CorpusError, match=name):
            read_vectors(tmp_path / name, IDS)
    with pytest.raises(CorpusError, match="a0 twice"):
        read_vectors(saved(tmp_path, np.eye(2)), ["a0", "a0"])
