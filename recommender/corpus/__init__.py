"""The corpus: files, folders and databases in, articles out, through one function.

Each format has one reader, which gives plain records; `columns` turns a record into an `Article`.
"""

from __future__ import annotations

from recommender.corpus.database import find_store
from recommender.corpus.files import Refuse, log_refused, read_head
from recommender.corpus.parquet import read_parquet
from recommender.corpus.read import is_address, name_of, read_articles, read_column
from recommender.corpus.table import read_table
from recommender.corpus.values import SHAPES

__all__ = [
    "SHAPES",
    "Refuse",
    "find_store",
    "is_address",
    "log_refused",
    "name_of",
    "read_articles",
    "read_column",
    "read_head",
    "read_parquet",
    "read_table",
]
