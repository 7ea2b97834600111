"""The BBC News corpus: one article a file, in a folder for each of five sections.

In: a file such as ``business/001.txt``. Out: one record. The one idea: a text file says nothing of itself, so it is one
of these only by its name, its folder, and the empty line behind its first, which is the headline. Source: D. Greene and
P. Cunningham, Practical Solutions to the Problem of Diagonal Dominance in Kernel Document Clustering, ICML 2006.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from recommender.corpus.files import Record, read_text
from recommender.corpus.reading import FileHead, Reader, Reading

MAX_ARTICLE_BYTES = 3_000_000
_SECTIONS = frozenset({"business", "entertainment", "politics", "sport", "tech"})
_NAME = re.compile(r"\d{3}\.txt")


def is_bbc(file: FileHead) -> bool:
    """Return whether a file is an article of the corpus."""
    lines = [line.strip() for line in file.data.splitlines()[:3]]
    has_title = len(lines) > 2 and bool(lines[0]) and not lines[1] and bool(lines[2])
    return has_title and _NAME.fullmatch(file.path.name) is not None and file.path.parent.name in _SECTIONS


def read_bbc(path: Path, reading: Reading) -> Iterator[Record]:
    """Read an article as the one record that it is; its id is its folder and name."""
    title, _, text = read_text(path, MAX_ARTICLE_BYTES, reading.encoding).strip().partition("\n")
    yield Record(
        None,
        {
            "article_id": f"{path.parent.name}/{path.stem}",
            "title": title,
            "text": text,
            "publisher": "BBC",
            "section": path.parent.name,
            "language": "en",
        },
    )


BBC = Reader("BBC News corpus", is_bbc, read_bbc, frozenset({".txt"}))
