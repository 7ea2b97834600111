"""The arguments and options of several commands, each declared once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

MODELS = "models"
STORE = "sqlite:///store.sqlite"


def moment(text: str) -> datetime:
    """Parse a time of the command line; one without a zone is UTC."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):  # in UTC it may lie outside the years 1 to 9999
        raise typer.BadParameter(f"expected a time such as 2026-04-24T18:00:00Z, found {text!r}") from None


def in_a_folder(path: Path | None) -> Path | None:
    """Refuse the path of a file to write if its folder does not exist, before anything else is done."""
    if path is not None and not path.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}")
    return path


Sources = Annotated[
    list[str], typer.Argument(help="Files, folders and addresses of databases of articles.", show_default=False)
]
SomeSources = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders and addresses of databases of articles; those of the model when left out."),
]
SeedId = Annotated[str, typer.Argument(help="The id of the article being read.", show_default=False)]
Version = Annotated[str | None, typer.Argument(help="A version, such as 000003.", show_default=False)]
Models = Annotated[
    str,
    typer.Option(
        "--models",
        envvar="RECOMMENDER_MODELS",
        metavar="ADDRESS",
        help="The models: a folder, or an address such as s3://BUCKET/models.",
    ),
]
StoreUrl = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="RECOMMENDER_STORE",
        metavar="URL",
        help="The store: sqlite:///PATH or postgresql://HOST/NAME.",
    ),
]
SomeLedger = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        envvar="RECOMMENDER_LEDGER",
        dir_okay=False,
        help="The file of the store's take-downs; by default beside a SQLite file, and none for PostgreSQL.",
    ),
]
SomeStore = Annotated[
    str | None,
    typer.Option("--store", envvar="RECOMMENDER_STORE", metavar="URL", help="The store that the models come from."),
]
SomeModels = Annotated[
    str | None,
    typer.Option(
        "--models", metavar="ADDRESS", help="Take the current model of this folder or address, rather than train one."
    ),
]
Keep = Annotated[int, typer.Option("--keep", min=1, help="How many of the newest versions stay.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
BoxName = Annotated[Literal["none", "similar", "related"], typer.Option("--box", help="none is the model alone.")]
Depth = Annotated[int, typer.Option("--depth", min=1, max=10_000, help="How many articles for a seed at most.")]
Cards = Annotated[int, typer.Option("--k", "-k", min=1, max=1_000, help="How many cards at most.")]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", parser=moment, metavar="TIME", help="Answer as at this moment, UTC; by default now."),
]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes any free port.")]
