"""Related news: fills the Related and Similar News boxes of a news page.

    corpus → articles → vectors → index → candidates → cards → box

>>> from recommender import Recommender, read_articles           # doctest: +SKIP
>>> recommender = Recommender.fit(read_articles("data/"))        # doctest: +SKIP
>>> [card.head["title"] for card in recommender.similar("ac-0424-orrin-two-dead").cards]   # doctest: +SKIP
"""

from recommender.article import Article
from recommender.cards import Box, Card, Page, Why
from recommender.corpus import read_articles
from recommender.engine import Recommender
from recommender.errors import RecommenderError
from recommender.index import Filter, Index
from recommender.registry import Registry
from recommender.tfidf import TfidfModel

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Box",
    "Card",
    "Filter",
    "Index",
    "Page",
    "Recommender",
    "RecommenderError",
    "Registry",
    "TfidfModel",
    "Why",
    "__version__",
    "read_articles",
]
