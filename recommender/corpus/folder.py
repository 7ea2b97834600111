"""Folders of files.

In: a folder. Out: the paths of the files in it that may hold articles, in the same order on every machine. The one
idea: names decide, so that a folder of articles may also hold files that describe them; a file without a suffix is one
of articles only if it is unmistakably of a format whose files often have none.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from recommender.corpus.files import Refuse, damaged, read_head
from recommender.corpus.formats import plain_suffix
from recommender.corpus.mapping import Columns
from recommender.corpus.readers import KNOWN_SUFFIXES, READERS
from recommender.corpus.reading import FileHead
from recommender.errors import CorpusError

_NOTES = frozenset({"readme", "licence", "license", "copying", "changelog", "notice"})

log = logging.getLogger(__name__)


def article_files(folder: Path, refuse: Refuse) -> Iterator[Path]:
    """Yield the files of a folder and of the folders in it, sorted by name.

    Hidden files and folders, links to folders, notes about the data (``README``, ``LICENSE``) and judgements
    (``qrels…``) are left out; so are files of unknown suffixes, which are counted and logged once a suffix, and files
    without one whose content is not that of a wire or the like.
    """
    others: Counter[str] = Counter()

    def unreadable(error: OSError) -> None:
        refuse(damaged(Path(error.filename or folder), error))

    for path in _all_files(folder, unreadable):
        if plain_suffix(path) not in KNOWN_SUFFIXES and not is_known_without_suffix(path):
            others[plain_suffix(path)] += 1
        elif _may_be_read(path.relative_to(folder)) and path.is_file():
            yield path
    for suffix, count in sorted(others.items()):
        log.warning("%s: %d file(s) of suffix %r passed over: no known format", folder, count, suffix)


def _all_files(folder: Path, unreadable: Callable[[OSError], None]) -> Iterator[Path]:
    """Yield the files of a folder and of those in it, but for hidden ones."""
    for where, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in sorted(names) if not name.startswith("."))


def may_hold_articles(path: PurePath) -> bool:
    """Return whether a file may hold articles, by its path below the folder; one without a suffix may.

    >>> [may_hold_articles(PurePath(name)) for name in ("2026/news.csv", "README.txt", "qrels-test.tsv", ".git/a.csv")]
    [True, False, False, False]
    """
    return plain_suffix(path) in KNOWN_SUFFIXES | {""} and _may_be_read(path)


def _may_be_read(path: PurePath) -> bool:
    name = path.name.lower()
    is_note = name.partition(".")[0] in _NOTES or name.startswith("qrels")
    return not is_note and not any(part.startswith(".") for part in path.parts)


def is_known_without_suffix(path: Path) -> bool:
    """Return whether a file whose name has no suffix is of a format whose files have such names."""
    if plain_suffix(path) or not path.is_file():
        return False
    try:
        head = FileHead(path, read_head(path), Columns({}))
    except CorpusError:
        return False
    return any(reader.recognises(head) for reader in READERS if "" in reader.suffixes)
