"""Small things to test with: an article, a catalogue, vectors; every builder says only what a test does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.article import Article
from recommender.index.catalogue import Catalogue
from recommender.model.forward import Forward, PackedVectors
from recommender.model.sparse import Csr
from recommender.model.vectors import Vector
from recommender.overrides import Override

Damage = Callable[[dict[str, NDArray[Any]]], object]

# How laws are tried: the same examples at every run, and no clock, which says how busy the machine is.
settings.register_profile("law", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("law")
law = settings(max_examples=50)
# For laws whose examples may share what a fixture made for one test.
law_of_fixtures = settings(law, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])

STORM = ("Storm hits the coast", "Ferries stop as a storm nears the coast", "Coast wall breaks in the storm")


def article(**fields: object) -> Article:
    """Return an article of one's own making; with no field it is ``a`` with a title."""
    return Article.parse({"article_id": "a", "title": "A title"} | fields)


def named(*ids: str, **fields: object) -> list[Article]:
    """Return articles of some ids, alike in all else."""
    return [article(article_id=article_id, **fields) for article_id in ids]


def report(name: str, *, title: str = "") -> Article:
    """Return a report on one storm by a publisher of its own; three in turn say it in other words."""
    words = STORM[len(name) % 3]
    return article(article_id=name, title=title or words, text=f"{words} at pier {name}.", publisher=f"{name} Post")


def override(**fields: object) -> Override:
    """Return an override of one's own making; with no field it mutes a term."""
    action = {} if "action" in fields else {"action": "mute", "term": "storm"}
    return Override.parse({"override_id": "1", "author": "Ada"} | action | fields)


def catalogue(*articles: Article) -> Catalogue:
    return Catalogue.build(articles)


def numbered(n: int) -> Catalogue:
    """Return a catalogue of n articles that differ in nothing but their ids."""
    return catalogue(*(article(article_id=f"{number:06}") for number in range(n)))


def matrix_of(dense: object) -> csr_array:
    """Return rows of numbers as float32 CSR, just as they are."""
    return csr_array(np.atleast_2d(np.asarray(dense, np.float32)))


def unit_rows(
    n_rows: int, n_terms: int, *, seed: int = 0, density: float = 0.2, empty: float = 0.1, levels: int = 0
) -> csr_array:
    """Return random unit vectors: csr (n_rows, n_terms), float32, rows unit L2 or all zero.

    Args:
        n_rows: How many vectors.
        n_terms: How many terms.
        seed: The same seed gives the same vectors.
        density: The share of terms that a row holds.
        empty: The share of rows that are all zero.
        levels: With n > 0 every weight is one of n before normalising, so that equal scores are common.
    """
    random = np.random.default_rng(seed)
    dense = random.integers(1, levels + 1, (n_rows, n_terms)) if levels else random.random((n_rows, n_terms)) + 1e-3
    dense = dense * (random.random((n_rows, n_terms)) < density) * (random.random((n_rows, 1)) >= empty)
    norms = np.linalg.norm(dense, axis=1, keepdims=True)
    return csr_array((dense / np.where(norms > 0, norms, 1)).astype(np.float32))


def packed(matrix: csr_array) -> PackedVectors:
    """Return vectors as an index has them: their weights are rounded."""
    forward = Forward.of(Csr.of(matrix))
    return PackedVectors(forward, forward.own)


def vector_of(matrix: csr_array, row: int) -> Vector:
    """Return one row of a matrix as a vector."""
    stretch = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return Vector(matrix.indices[stretch].astype(np.int32), matrix.data[stretch])


def vector(weights: Mapping[int, float]) -> Vector:
    """Return a vector of weights by term."""
    terms = sorted(weights)
    return Vector(np.array(terms, np.int32), np.array([weights[term] for term in terms], np.float32))


def mapped(arrays: Mapping[str, NDArray[Any]], folder: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays as a snapshot gives them: read-only, mapped from files, seen as plain arrays."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    return {
        name: np.load(folder / f"{name}.npy", mmap_mode="r" if array.size else None).view(np.ndarray)
        for name, array in arrays.items()
    }


def drop(name: str) -> Damage:
    """Return the damage of a lost array."""
    return lambda arrays: arrays.pop(name)


def put(name: str, array: object, dtype: type) -> Damage:
    """Return the damage of another array in the place of one."""
    return lambda arrays: arrays.update({name: np.array(array, dtype)})
