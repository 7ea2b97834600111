"""Rankings for many seeds, as a TREC run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recommender.cli.arguments import (
    AsJson,
    BoxName,
    Depth,
    SomeModels,
    SomeSources,
    in_a_folder,
)
from recommender.cli.how_to_read import ALL_BY_DEFAULT, HowToRead, reads_sources
from recommender.cli.output import print_answer

OutFile = Annotated[
    Path,
    typer.Option("--out", dir_okay=False, callback=in_a_folder, help="The TREC run to write.", show_default=False),
]
Queries = Annotated[
    Path | None, typer.Option("--queries", help="The seeds: ids, one a line, or qrels; by default all articles.")
]


@reads_sources
def rank(
    out: OutFile,
    sources: SomeSources = None,
    how: HowToRead = ALL_BY_DEFAULT,
    models: SomeModels = None,
    box: BoxName = "none",
    depth: Depth = 100,
    queries: Queries = None,
    as_json: AsJson = False,
) -> None:
    """Rank articles for many seeds, into a TREC run."""
    from recommender.cli.runs import read_seeds, write_rankings
    from recommender.cli.sources import Corpus

    corpus = Corpus.parse(sources, how, models)
    seeds = None if queries is None else read_seeds(queries)
    recommender = corpus.recommender()
    n_seeds = write_rankings(out, recommender, seeds, box, depth)
    record = {"run": str(out), "seeds": n_seeds, "box": box, "depth": depth, "model": recommender.version}
    print_answer(record, f"wrote {out}: {n_seeds} seeds", as_json)
