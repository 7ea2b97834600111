"""All boxes of all articles, in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from recommender.cli.arguments import MODELS, AsJson, AsOf, Cards, Models, SomeStore, in_a_folder
from recommender.cli.output import print_answer, with_progress

SUFFIXES = (".parquet", ".jsonl")


def _of_a_format(path: Path) -> Path:
    if path.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"expected a name that ends with {' or '.join(SUFFIXES)}, found {path.name!r}")
    in_a_folder(path)
    return path


OutFile = Annotated[
    Path,
    typer.Option(
        "--out",
        dir_okay=False,
        callback=_of_a_format,
        help="A .parquet of cards, one a row, or a .jsonl of pages, one a line.",
        show_default=False,
    ),
]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="How many processes; by default one a core.")]


def export(
    out: OutFile,
    models: Models = MODELS,
    store: SomeStore = None,
    k: Cards = 5,
    as_of: AsOf = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> None:
    """Write all boxes of all articles, for a static site or a key-value store.

    With the store, also of what was written since the training, and as editors have decided.
    """
    from recommender.serving import Export, write_cards, write_pages

    source = Export(models, as_of=as_of or datetime.now(UTC), store=store)
    n_articles = len(source.article_ids)
    pages = with_progress(source.pages(k, jobs=jobs), "exporting", n_articles)
    write = write_cards if out.suffix.lower() == ".parquet" else write_pages
    write(out, pages)
    record = {"out": str(out), "articles": n_articles, "model": source.version}
    print_answer(record, f"wrote {out}: {n_articles} articles", as_json)
