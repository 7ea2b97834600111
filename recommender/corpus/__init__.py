"""The corpus: files, folders and databases in, articles out, through one function.

Each format has one reader, which gives plain records; `columns` turns a record into an `Article`.
"""

from recommender.corpus.mapping import FIELDS
from recommender.corpus.read import is_address, name_of, read_articles, read_column

__all__ = ["FIELDS", "is_address", "name_of", "read_articles", "read_column"]
