"""The model and its expansion as scikit-learn transformers: cloned, searched over, and put into pipelines.

All that they do is done by the classes that they are made of, which need no scikit-learn; what serves is of those.
"""

from __future__ import annotations

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags

from recommender.model.expansion import Expansion
from recommender.model.tfidf import FieldedTfidf


class TfidfModel(FieldedTfidf, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn articles into fielded TF-IDF vectors; a scikit-learn transformer of articles, as `FieldedTfidf` says."""

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


class NeighbourExpansion(Expansion, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Add the terms of nearest neighbours; a scikit-learn transformer of sparse matrices, as `Expansion` says."""
