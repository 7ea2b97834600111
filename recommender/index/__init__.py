"""Vectors → candidates: exact search over what was trained and what has been published, edited and taken down since.

A `Searcher` searches two segments: the base, which never changes and is shared between workers, and the live segment,
small and changed with every write. What a change replaces in the base is marked as deleted, and passed over inside the
search (log-structured merge: O'Neil et al. 1996, doi:10.1007/s002360050048; for inverted indexes: Lester, Moffat and
Zobel 2005, doi:10.1145/1099554.1099739).
"""

from __future__ import annotations

from recommender.index.articles import (
    FACETS,
    KIND,
    LANGUAGE,
    NO_ROWS,
    PUBLISHER,
    SECTION,
    Admits,
    ArticleColumns,
    Articles,
    Part,
    Rows,
    sections_in,
    which_labels,
)
from recommender.index.candidates import Candidates, Seed
from recommender.index.catalogue import ArrivingArticles, Catalogue
from recommender.index.drift import Drift, drift_of
from recommender.index.filters import ANY, Filter
from recommender.index.live_catalogue import CombinedCatalogue, LiveCatalogue
from recommender.index.live_segment import Entry
from recommender.index.searcher import Searcher
from recommender.index.segment import Segment
from recommender.index.tags import MOST_READ, tag_key
from recommender.index.wording import Wording

__all__ = [
    "ANY",
    "FACETS",
    "KIND",
    "LANGUAGE",
    "MOST_READ",
    "NO_ROWS",
    "PUBLISHER",
    "SECTION",
    "Admits",
    "ArrivingArticles",
    "ArticleColumns",
    "Articles",
    "Candidates",
    "Catalogue",
    "CombinedCatalogue",
    "Drift",
    "Entry",
    "Filter",
    "LiveCatalogue",
    "Part",
    "Rows",
    "Searcher",
    "Seed",
    "Segment",
    "Wording",
    "drift_of",
    "sections_in",
    "tag_key",
    "which_labels",
]
