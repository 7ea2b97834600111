"""A run: the articles that one system ranks for each seed.

In: scores, ordered lists, or a run file. Out: `Run`, sorted by falling score, then article id. Measures see every
system in this one form, so a box, a baseline and another company's engine are measured alike.

Source: TREC's run file, six columns ``seed Q0 id rank score tag``.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

from recommender.errors import CorpusError
from recommender.evaluation.trec import decode_id, encode_id, number_of, read_lines
from recommender.snapshots import write_lines

Hits = Iterable[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranked articles of one seed, best first; iterate for pairs of an article id and its score.

    Attributes:
        ids: Article ids, each once.
        scores: One score for each id, falling; 8 bytes each, because a run can hold millions of them.
    """

    ids: tuple[str, ...] = ()
    scores: array[float] = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return zip(self.ids, self.scores, strict=True)


@dataclass(frozen=True, slots=True)
class Run:
    """Rankings by seed; iterate for pairs of a seed and its ranking.

    Build one with `of_scores` or `of_order`, which sort; the plain constructor expects sorted rankings.

    Attributes:
        rankings: For each seed its ranking: falling score, ties by article id.
    """

    rankings: Mapping[str, Ranking]

    @classmethod
    def of_scores(cls, scores: Mapping[str, Mapping[str, float]]) -> Self:
        """Rank the articles of each seed by score.

        >>> Run.of_scores({"seed": {"b": 0.5, "c": 0.9, "a": 0.5}}).ids("seed")
        ('c', 'a', 'b')
        """
        return cls({seed: _ranked(of_seed) for seed, of_seed in scores.items()})

    @classmethod
    def of_order(cls, order: Mapping[str, Sequence[str]]) -> Self:
        """Take lists that are already in order, such as boxes; an article's score is 1 / rank.

        >>> list(Run.of_order({"seed": ["b", "a"]}).rankings["seed"])
        [('b', 1.0), ('a', 0.5)]
        """
        return cls(
            {
                seed: Ranking(tuple(ids), array("d", (1 / rank for rank in range(1, len(ids) + 1))))
                for seed, ids in order.items()
            }
        )

    def __len__(self) -> int:
        return len(self.rankings)

    def __iter__(self) -> Iterator[tuple[str, Ranking]]:
        return iter(self.rankings.items())

    def ids(self, seed: str) -> tuple[str, ...]:
        """Return the ranked article ids of a seed; empty if the run has no ranking for it."""
        return self.rankings[seed].ids if seed in self.rankings else ()


def read_run(path: str | Path) -> Run:
    """Read a run file of any system; articles are ordered by score, and the rank column is ignored.

    Raises:
        CorpusError: The file cannot be read, or a line does not have six columns and a finite score, or an article is
            ranked twice for one seed.
    """
    scores: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for number, line in read_lines(path):
        seed, article_id, score = _hit(path, number, line)
        if article_id in scores[seed]:
            raise CorpusError(path, number, f"{article_id} is ranked twice for {seed}")
        scores[seed][article_id] = score
    return Run.of_scores(scores)


def write_run(path: str | Path, run: Iterable[tuple[str, Hits]], tag: str) -> None:
    """Write a run file; `read_run` returns the same order.

    Scores are written as 32-bit floats, and a tied score is written as the next lower float: trec_eval reads 32 bits
    and orders ties by falling id, so without this its order would differ from ours.

    Args:
        path: The file, written aside and then renamed.
        run: A `Run`, or an iterable of seeds with their hits, so that a long run need not be in memory.
        tag: The name of the system; one word.

    Raises:
        ValueError: The tag is not one word.
    """
    if len(tag.split()) != 1:
        raise ValueError(f"tag: expected one word, found {tag!r}")
    write_lines(path, (line for seed, hits in run for line in _lines(seed, hits, tag)))


def _ranked(scores: Mapping[str, float]) -> Ranking:
    ids = tuple(sorted(scores, key=lambda article_id: (-scores[article_id], article_id)))
    return Ranking(ids, array("d", (scores[article_id] for article_id in ids)))


def _lines(seed: str, hits: Hits, tag: str) -> Iterator[str]:
    word = encode_id(seed)
    last = np.float32(np.inf)
    for rank, (article_id, score) in enumerate(hits, start=1):
        written = np.float32(score)
        if written >= last:
            written = np.nextafter(last, np.float32(-np.inf))
        yield f"{word} Q0 {encode_id(article_id)} {rank} {written!s} {tag}"
        last = written


def _hit(path: str | Path, number: int, line: str) -> tuple[str, str, float]:
    words = line.split()
    score = number_of(words[4]) if len(words) == 6 else math.nan
    if math.isfinite(score):
        return decode_id(words[0]), decode_id(words[2]), score
    reason = f"expected seed Q0 id rank score tag with a finite score, found {line[:80]!r}"
    raise CorpusError(path, number, reason)
