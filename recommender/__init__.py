"""Related news: fills the boxes of a news page, Similar News and Related among them.

    corpus → articles → vectors → index → candidates → cards → box

>>> from recommender import Recommender, read_articles
>>> recommender = Recommender.fit(read_articles("data/articles.jsonl"))
>>> [card.title for card in recommender.similar("ac-0424-orrin-two-dead", k=2).cards]
['Live: Explosion at Orrin chemical works in Port Averin', 'Fatal explosion at Port Averin works']
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Box",
    "Card",
    "Catalogue",
    "Explanation",
    "Filter",
    "NeighbourExpansion",
    "Neighbours",
    "Page",
    "ReadOptions",
    "Recommender",
    "RecommenderError",
    "Registry",
    "Request",
    "Searcher",
    "TagBox",
    "TfidfModel",
    "__version__",
    "read_articles",
]

if TYPE_CHECKING:
    from recommender.article import Article
    from recommender.boxes import Box, Card, Explanation, Page, Request, TagBox
    from recommender.corpus import ReadOptions, read_articles
    from recommender.engine import Neighbours, Recommender
    from recommender.errors import RecommenderError
    from recommender.index import Catalogue, Filter, Searcher
    from recommender.model import NeighbourExpansion, TfidfModel
    from recommender.snapshots import Registry
else:

    def __getattr__(name: str) -> object:
        """Import the rooms when a name of theirs is first used, so that `recommender --help` does not wait for them."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from recommender import article, boxes, corpus, engine, errors, index, model, snapshots

        rooms = (article, boxes, corpus, engine, errors, index, model, snapshots)
        return next(getattr(room, name) for room in rooms if hasattr(room, name))

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
