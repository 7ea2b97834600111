"""The CNN / Daily Mail stories: one a file, its words and then its highlights.

In: a ``.story`` file. Out: one record. The one idea: there is no headline, only the highlights that the editors wrote
of it, each behind ``@highlight``; the first of them is the title, and all of them are words. Source: K. M. Hermann et
al., Teaching Machines to Read and Comprehend, NeurIPS 2015 (the DeepMind Q&A data set).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from recommender.corpus.files import Record, read_text
from recommender.corpus.formats import plain_stem
from recommender.corpus.reading import Reader, Reading

MAX_STORY_BYTES = 3_000_000
_HIGHLIGHT = "@highlight"
# CNN begins with its place and itself, in brackets.
_PLACE = re.compile(r"^(?:[A-Z][\w .,'-]{0,60})?\(CNN\)\s*(?:--)?\s*")


def read_story(path: Path, reading: Reading) -> Iterator[Record]:
    """Read a story as the one record that it is; its id is the name of its file."""
    body, *highlights = read_text(path, MAX_STORY_BYTES, reading.encoding).split(_HIGHLIGHT)
    sentences = [" ".join(highlight.split()) for highlight in highlights]
    title = next(filter(None, sentences), "")
    is_cnn = "(CNN)" in body[:200]
    lines = [" ".join(line.split()) for line in body.splitlines()]
    text = "\n".join(filter(None, (*lines, *sentences)))
    yield Record(
        None,
        {
            "article_id": plain_stem(path),
            "title": title,
            "text": _PLACE.sub("", text) if is_cnn else text,
            "publisher": "CNN" if is_cnn else None,
            "language": "en",
        },
    )


CNN_STORY = Reader("CNN / Daily Mail story", lambda file: file.suffix == ".story", read_story, frozenset({".story"}))
