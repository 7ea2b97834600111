"""All boxes of all articles, in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from recommender.cli.arguments import MODELS, AsJson, AsOf, Cards, Models, SomeStore, in_a_folder
from recommender.cli.output import counted, print_answer

SUFFIXES = (".parquet", ".jsonl")


def _of_a_format(path: Path) -> Path:
    if path.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"expected a name that ends with {' or '.join(SUFFIXES)}, found {path.name!r}")
    in_a_folder(path)
    return path


def export(
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            dir_okay=False,
            callback=_of_a_format,
            help="A .parquet of cards, one a row, or a .jsonl of pages, one a line.",
            show_default=False,
        ),
    ],
    models: Models = MODELS,
    store: SomeStore = None,
    k: Cards = 5,
    as_of: AsOf = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="How many processes; by default one a core.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write all boxes of all articles, for a static site or a key-value store.

    With the store, also of what was written since the training, and as editors have decided.
    """
    from recommender.serving import Export, write_cards, write_pages

    found = Export(models, as_of=as_of or datetime.now(UTC), store=store)
    pages = counted(found.pages(k, jobs=jobs), len(found.article_ids), "exporting")
    write = write_cards if out.suffix.lower() == ".parquet" else write_pages
    write(out, pages)
    record = {"out": str(out), "articles": len(found.article_ids), "model": found.version}
    print_answer(record, f"wrote {out}: {len(found.article_ids)} articles", as_json)
