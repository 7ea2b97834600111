"""A mapping file: what the owner of a source knows of it, kept beside it rather than typed for every command.

In: a TOML file, such as ``timezone = "Europe/Berlin"`` and a table ``[columns]`` with ``text = "content.rendered"``.
Out: columns and options. The one idea: every key is checked, and an error names it, since a key that is misspelt and
passed over would cost a field in silence. Source: TOML 1.0 (toml.io), by the standard library.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from recommender.article import FIELDS
from recommender.corpus.options import NO_OPTIONS, OptionError, ReadOptions
from recommender.errors import CorpusError

# Larger than any mapping by hand; whatever is larger is another file. Bytes.
MAX_BYTES = 100_000


class SourceMapping(NamedTuple):
    """How a source is read.

    Attributes:
        columns: The source's column by the article's field, as `read_articles` takes it.
        options: What its owner says of its values.
    """

    columns: Mapping[str, str]
    options: ReadOptions


NO_MAPPING = SourceMapping({}, NO_OPTIONS)


def read_mapping(path: Path) -> SourceMapping:
    """Read a mapping file.

    Raises:
        CorpusError: It cannot be read, is not TOML, or a key of it does not hold what it must, which is named.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise CorpusError(path, None, f"longer than {MAX_BYTES} bytes, the most that a mapping has")
        values = tomllib.loads(content.decode())
    except OSError as error:
        raise CorpusError(path, None, f"cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise CorpusError(path, None, f"not TOML: {str(error)[:200]}") from None
    columns = values.pop("columns", {})
    try:
        return SourceMapping(_columns(path, columns), ReadOptions.parse(values))
    except OptionError as error:
        raise CorpusError(path, None, str(error)) from None


def _columns(path: Path, columns: Any) -> dict[str, str]:  # noqa: ANN401
    if not isinstance(columns, dict):
        raise CorpusError(path, None, "columns: expected a table [columns] of fields and their columns")
    for field, column in columns.items():
        if field not in FIELDS:
            reason = f"columns.{field[:80]}: expected a field of an article, one of {', '.join(FIELDS)}"
            raise CorpusError(path, None, reason)
        if not isinstance(column, str):
            raise CorpusError(path, None, f"columns.{field}: expected the name of a column, found a {_kind(column)}")
    return columns


def _kind(value: object) -> str:
    return type(value).__name__
