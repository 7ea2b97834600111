"""The options of `evaluate`, each declared once, in the groups of its help."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from recommender.cli.arguments import in_a_folder, moment

KNOWN_BASELINES = "scikit-learn, bm25, these with -stop-words behind, more-like-this, most-recent, random"

_SEEDS = "Seeds"
_JUDGEMENTS = "Judgements: one of these, or none"
_BESIDE = "What stands beside it"
_INSTEAD = "Instead of a table of systems"
_FIGURES = "Figures"

Measures = Annotated[str, typer.Option("--measures", help="Comma-separated; also R@k, Rprec, Success@k, AP(rel=2).")]

Since = Annotated[
    datetime | None,
    typer.Option(
        "--since", parser=moment, metavar="TIME", help="Only those published from here on.", rich_help_panel=_SEEDS
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until", parser=moment, metavar="TIME", help="Only those published up to here.", rich_help_panel=_SEEDS
    ),
]
Replay = Annotated[
    bool,
    typer.Option("--replay", help="Answer each as of its publication: nothing newer is shown.", rich_help_panel=_SEEDS),
]

QrelsFile = Annotated[
    Path | None, typer.Option("--qrels", help="A file, in TREC's form or a table.", rich_help_panel=_JUDGEMENTS)
]
Labels = Annotated[
    str | None,
    typer.Option(
        "--labels",
        help="A table of ids and labels, or a column of the sources; to share one is to be related.",
        rich_help_panel=_JUDGEMENTS,
    ),
]
Links = Annotated[bool, typer.Option("--links", help="The editors' own links.", rich_help_panel=_JUDGEMENTS)]
Clicks = Annotated[
    Path | None,
    typer.Option(
        "--clicks",
        help="A click log: seed, shown, clicked, time, rank. Beside other judgements it gives the popular alone.",
        rich_help_panel=_JUDGEMENTS,
    ),
]
KeepQrels = Annotated[
    Path | None,
    typer.Option(
        "--keep-qrels",
        dir_okay=False,
        callback=in_a_folder,
        help="Write the judgements here, in TREC's form.",
        rich_help_panel=_JUDGEMENTS,
    ),
]

Baselines = Annotated[
    str,
    typer.Option(
        "--baselines",
        help=f"Comma-separated: {KNOWN_BASELINES}; tests are against the first. Empty for none.",
        rich_help_panel=_BESIDE,
    ),
]
Vectors = Annotated[
    Path | None,
    typer.Option("--vectors", help="A .npy file of vectors, such as embeddings.", rich_help_panel=_BESIDE),
]
VectorIds = Annotated[
    Path | None,
    typer.Option(
        "--vector-ids",
        help="The ids of its rows, one a line; by default those of the sources.",
        rich_help_panel=_BESIDE,
    ),
]
Runs = Annotated[
    list[Path] | None,
    typer.Option("--run", help="A TREC run of another engine; more than one.", rich_help_panel=_BESIDE),
]

Compare = Annotated[
    str | None,
    typer.Option(
        "--compare",
        metavar="OLD,NEW",
        help="Two versions of --models, or two model folders: who wins where, and which boxes changed.",
        rich_help_panel=_INSTEAD,
    ),
]
Show = Annotated[
    int, typer.Option("--show", min=0, help="How many changed seeds --compare shows.", rich_help_panel=_INSTEAD)
]
Pairs = Annotated[
    Path | None,
    typer.Option(
        "--pairs",
        help="Pairs graded by people, id1 id2 score, such as Lee's of 2005: how similarity agrees with them.",
        rich_help_panel=_INSTEAD,
    ),
]
Plots = Annotated[
    Path | None,
    typer.Option(
        "--plots",
        file_okay=False,
        metavar="DIR",
        help="Draw figures into this folder, as PNG: the stories through time, the diversity of boxes; with --compare, "
        "what changed. Needs the extra plots.",
        rich_help_panel=_FIGURES,
    ),
]
