"""A run: what one system ranks for each seed.

In: scores, an order, or a run file. Out: `Run`, ranked by score down, then article id. This is the only form in which
systems meet the measures, so that a box, a baseline and another company's engine are measured alike.

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
    """What was found for one seed, best first; iterate for pairs of an article id and its score.

    Attributes:
        ids: Article ids, none twice.
        scores: Falling, as many; 8 bytes each, for runs hold millions of them.
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

    Build one with `of_scores` or `of_order`, which see to the order; the plain constructor trusts its caller.

    Attributes:
        rankings: For a seed, what was found: score down, then article id.
    """

    rankings: Mapping[str, Ranking]

    @classmethod
    def of_scores(cls, scores: Mapping[str, Mapping[str, float]]) -> Self:
        """Rank the articles of each seed by score.

        >>> Run.of_scores({"seed": {"b": 0.5, "c": 0.9, "a": 0.5}}).ids("seed")
        ('c', 'a', 'b')
        """
        return cls({seed: _ranked(found) for seed, found in scores.items()})

    @classmethod
    def of_order(cls, order: Mapping[str, Sequence[str]]) -> Self:
        """Take over lists that are in order already, such as boxes; the score is one over the rank."""
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
        """Return the ranked article ids of a seed, empty when it was not asked or nothing was found."""
        return self.rankings[seed].ids if seed in self.rankings else ()


def read_run(path: str | Path) -> Run:
    """Read a run file of any system; the order is that of the scores, whatever its rank column says.

    Raises:
        CorpusError: The file cannot be read, or a line has not six columns or no finite score, or ranks an article
            twice for one seed.
    """
    scores: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for number, line in read_lines(path):
        seed, article_id, score = _hit(path, number, line)
        if article_id in scores[seed]:
            raise CorpusError(path, number, f"{article_id} is ranked twice for {seed}")
        scores[seed][article_id] = score
    return Run.of_scores(scores)


def write_run(path: str | Path, run: Iterable[tuple[str, Hits]], tag: str) -> None:
    """Write a run file; `read_run` gives the same order back.

    Scores are written in 32 bits and tied ones a last digit lower than the one before: trec_eval reads no more than
    that and orders ties by falling id, so any other file would be ranked differently there than here.

    Args:
        path: Written aside, then renamed.
        run: A `Run`, or pairs of a seed and its hits as they come, so that a long run needs no memory.
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
