"""The text files of TREC: lines of words separated by blanks, as trec_eval and ir_measures read them.

In: a path, or an article id. Out: the lines of a file with their numbers, or the id as one word of such a line. A blank
in an id is percent-encoded, and so is a leading ``#``, which would begin a comment.

Source: the formats of trec_eval, https://github.com/usnistgov/trec_eval.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from recommender.errors import CorpusError

# An id that already contains an encoded blank or hash gets one more "25", so that decoding returns the id unchanged.
_ENCODED = re.compile("%((?:25)*)(2[03])")
_SIGNS = {"20": " ", "23": "#"}


def encode_id(article_id: str) -> str:
    """Return an id as one word.

    >>> encode_id("page 1"), encode_id("#7"), encode_id("100%"), encode_id("a%20b")
    ('page%201', '%237', '100%', 'a%2520b')
    """
    word = _ENCODED.sub(r"%25\1\2", article_id).replace(" ", "%20")
    return "%23" + word[1:] if word.startswith("#") else word


def decode_id(word: str) -> str:
    """Return the id that `encode_id` made into this word; a word without an encoded sign is the id itself.

    >>> [decode_id(word) for word in ("page%201", "%237", "100%", "a%2520b")]
    ['page 1', '#7', '100%', 'a%20b']
    """
    return _ENCODED.sub(lambda match: f"%{match[1][2:]}{match[2]}" if match[1] else _SIGNS[match[2]], word)


def number_of(word: str) -> float:
    """Return the number that a word spells, or NaN if it spells none."""
    try:
        return float(word)
    except ValueError:
        return math.nan


def read_lines(path: str | Path) -> Iterator[tuple[int, str]]:
    """Yield each line with its number, from 1; blank lines and lines that begin with ``#`` are skipped.

    Raises:
        CorpusError: The file cannot be read, or is not UTF-8.
    """
    number = 0
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip() and not line.startswith("#"):
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise CorpusError(path, number + 1, f"expected UTF-8 text: {error.reason}") from error
    except OSError as error:
        raise CorpusError(path, None, error.strerror or "cannot be read") from error
