"""The corpus: files and folders in, articles out, through one function.

Each format has one reader, which gives plain records; `columns` turns a record into an `Article`.
"""

from recommender.corpus.read import read_articles

__all__ = ["read_articles"]
