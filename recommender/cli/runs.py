"""TREC runs of the recommender: the ids of seeds in, rankings out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from recommender.cli.output import with_progress
from recommender.engine import Recommender
from recommender.errors import CorpusError
from recommender.evaluation import read_lines, read_qrels, write_run


def read_seeds(path: Path) -> list[str]:
    """Read the ids of seeds, each once: those of qrels, or if the file holds none, each line is an id."""
    try:
        return list(read_qrels(path).grades)
    except CorpusError:
        seeds = dict.fromkeys(line.strip() for _, line in read_lines(path))
    if not seeds:
        raise CorpusError(path, None, "no seed in this file")
    return list(seeds)


def write_rankings(path: Path, recommender: Recommender, seeds: Sequence[str] | None, box: str, depth: int) -> int:
    """Write the rankings of some seeds, or of all articles, as a TREC run, and return how many there are.

    Raises:
        UnknownArticleError: A seed is not in the corpus; nothing is written.
    """
    seeds = list(recommender.catalogue.article_ids()) if seeds is None else seeds
    for seed in seeds:
        recommender.catalogue.row_of(seed)  # an unknown one is an error at once, rather than after an hour
    write_run(path, _rankings(recommender, seeds, box, depth), tag=f"{box}-{recommender.version}")
    return len(seeds)


def _rankings(
    recommender: Recommender, seeds: Sequence[str], box: str, depth: int
) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """Yield each seed with its ranked articles; a score falls by one a rank, from `depth`."""
    for seed in with_progress(seeds, f"ranking by {box}"):
        ids = recommender.ranking(seed, box, depth)
        yield seed, [(article_id, float(depth - place)) for place, article_id in enumerate(ids)]
