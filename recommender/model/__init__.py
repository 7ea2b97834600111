"""Articles → vectors: the fielded TF-IDF model, its expansion by neighbours, and the sparse vectors that both give."""

from __future__ import annotations

from recommender.model import kernels, tfidf
from recommender.model.expansion import NeighbourExpansion
from recommender.model.kernels import best_rows, heaviest
from recommender.model.sparse import Postings, Vector, VectorRows, Vectors
from recommender.model.tfidf import TfidfModel

__all__ = [
    "NeighbourExpansion",
    "Postings",
    "TfidfModel",
    "Vector",
    "VectorRows",
    "Vectors",
    "best_rows",
    "heaviest",
    "kernels",
    "tfidf",
]
