"""Articles → vectors: the fielded TF-IDF model, its expansion by neighbours, and the sparse vectors that both give."""

from __future__ import annotations

from recommender.model.expansion import NeighbourExpansion
from recommender.model.expansion_loops import sum_rows
from recommender.model.scoring import best_rows, shared_terms, similarities
from recommender.model.sparse import Csr, read_only
from recommender.model.tfidf import TfidfModel
from recommender.model.top_k import heaviest, is_worse, offer, sort_offered
from recommender.model.vectors import Vector, VectorRows, Vectors, row_of, scores_of

__all__ = [
    "Csr",
    "NeighbourExpansion",
    "TfidfModel",
    "Vector",
    "VectorRows",
    "Vectors",
    "best_rows",
    "heaviest",
    "is_worse",
    "offer",
    "read_only",
    "row_of",
    "scores_of",
    "shared_terms",
    "similarities",
    "sort_offered",
    "sum_rows",
]
