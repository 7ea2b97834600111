"""The corpus: files, folders and databases in, articles out, through one function.

Each format has one reader, which gives plain records; `mapping.Columns` turns a record into an `Article`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommender.corpus.coverage import Coverage
from recommender.corpus.files import Record, Refuse, log_refused
from recommender.corpus.in_memory import Source
from recommender.corpus.mapping_file import NO_MAPPING, SourceMapping, read_mapping
from recommender.corpus.options import DATE_ORDERS, NO_OPTIONS, DateOrder, OptionError, ReadOptions
from recommender.corpus.read import (
    Version,
    articles_of,
    format_of,
    is_address,
    name_of,
    read_articles,
    read_column,
    read_versions,
)
from recommender.corpus.readers.table import read_records
from recommender.corpus.reading import LeaveOut, LeftOut, LoseValue, LostValue, Withdraw
from recommender.corpus.subscriptions import Subscription, read_subscriptions
from recommender.corpus.values import normalised

if TYPE_CHECKING:
    from recommender.store import Store

__all__ = [
    "DATE_ORDERS",
    "NO_MAPPING",
    "NO_OPTIONS",
    "Coverage",
    "DateOrder",
    "LeaveOut",
    "LeftOut",
    "LoseValue",
    "LostValue",
    "OptionError",
    "ReadOptions",
    "Record",
    "Refuse",
    "Source",
    "SourceMapping",
    "Subscription",
    "Version",
    "Withdraw",
    "articles_of",
    "find_store",
    "format_of",
    "is_address",
    "log_refused",
    "name_of",
    "normalised",
    "read_articles",
    "read_column",
    "read_mapping",
    "read_records",
    "read_subscriptions",
    "read_versions",
]


def find_store(address: str) -> Store | None:
    """Open the store at an address; None when there is another database, or the address names a table or a query.

    Raises:
        CorpusError: There is no such database.
    """
    # What reads databases takes long to import, which the process that takes files apart should not pay.
    from recommender.corpus import database

    return database.find_store(address)
