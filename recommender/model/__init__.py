"""Articles → vectors: the fielded TF-IDF model, its expansion by neighbours, and the sparse vectors that both give.

`TfidfModel` and `NeighbourExpansion` are the first two as scikit-learn transformers, imported when they are first used:
what serves does not wait for scikit-learn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommender.model.codes import ONE, VALUES, WEIGHTS, Codes, as_cosines, decode, encode
from recommender.model.expansion import Expansion
from recommender.model.forward import AnyVectors, Forward, PackedVectors, score_some
from recommender.model.neighbour_search import NO_ROW, nearest_of_each
from recommender.model.packed import CodedVector, Packed, coded_row, heavy_terms, packed_of, row_floors
from recommender.model.postings import EVERYTHING, Postings
from recommender.model.scoring import shared_terms, similarities
from recommender.model.sparse import Csr, read_only
from recommender.model.tfidf import FieldedTfidf
from recommender.model.top_k import heaviest, is_worse, offer, sort_offered
from recommender.model.vectors import CosinesOf, Vector, VectorRows, Vectors, row_of
from recommender.model.weighting import find_sorted

if TYPE_CHECKING:
    from recommender.model.estimators import NeighbourExpansion, TfidfModel

__all__ = [
    "EVERYTHING",
    "NO_ROW",
    "ONE",
    "VALUES",
    "WEIGHTS",
    "AnyVectors",
    "CodedVector",
    "Codes",
    "CosinesOf",
    "Csr",
    "Expansion",
    "FieldedTfidf",
    "Forward",
    "NeighbourExpansion",
    "Packed",
    "PackedVectors",
    "Postings",
    "TfidfModel",
    "Vector",
    "VectorRows",
    "Vectors",
    "as_cosines",
    "coded_row",
    "decode",
    "encode",
    "find_sorted",
    "heaviest",
    "heavy_terms",
    "is_worse",
    "nearest_of_each",
    "offer",
    "packed_of",
    "read_only",
    "row_floors",
    "row_of",
    "score_some",
    "shared_terms",
    "similarities",
    "sort_offered",
]


def __getattr__(name: str) -> object:
    """Import the transformers when one is first used."""
    if name not in ("NeighbourExpansion", "TfidfModel"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from recommender.model import estimators

    return getattr(estimators, name)
