"""Rankings for many seeds, as a TREC run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.arguments import (
    AsJson,
    BoxName,
    Depth,
    NamedColumns,
    SomeModels,
    SomeSources,
    columns_of,
    in_a_folder,
)
from recommender.cli.loading import take_recommender
from recommender.cli.output import print_answer, watched
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from recommender.engine import Recommender


def rank(
    out: Annotated[
        Path,
        typer.Option("--out", dir_okay=False, callback=in_a_folder, help="The TREC run to write.", show_default=False),
    ],
    sources: SomeSources = None,
    column: NamedColumns = None,
    models: SomeModels = None,
    box: BoxName = "none",
    depth: Depth = 100,
    queries: Annotated[
        Path | None, typer.Option("--queries", help="The seeds: ids, one a line, or qrels; by default all articles.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rank articles for many seeds, into a TREC run."""
    from recommender.evaluation import write_run

    columns = columns_of(column, sources)
    seeds = None if queries is None else _read_seeds(queries)
    recommender = take_recommender(sources, models, columns)
    if seeds is None:
        seeds = list(recommender.catalogue.article_ids())
    for seed in seeds:
        recommender.catalogue.row_of(seed)  # an unknown one is an error, and rather now than after an hour
    rankings = (
        (seed, [(article_id, float(depth - place)) for place, article_id in enumerate(ids)])
        for seed, ids in _rankings(recommender, seeds, box, depth)
    )
    write_run(out, rankings, tag=f"{box}-{recommender.version}")
    record = {"run": str(out), "seeds": len(seeds), "box": box, "depth": depth, "model": recommender.version}
    print_answer(record, f"wrote {out}: {len(seeds)} seeds", as_json)


def _read_seeds(path: Path) -> list[str]:
    """Read the ids of seeds, once each: those of qrels, or else each line is one."""
    from recommender.evaluation import read_lines, read_qrels

    try:
        return list(read_qrels(path).grades)
    except CorpusError:
        seeds = dict.fromkeys(line.strip() for _, line in read_lines(path))
    if not seeds:
        raise CorpusError(path, None, "no seed in this file")
    return list(seeds)


def _rankings(recommender: Recommender, seeds: Sequence[str], box: str, depth: int) -> Iterator[tuple[str, list[str]]]:
    for seed in watched(seeds, f"ranking by {box}"):
        yield seed, recommender.ranking(seed, box, depth)
