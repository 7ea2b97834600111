"""The command line: commands for jobs and terminals. Nothing is computed here.

In: arguments. Out: on stdout the answer, as text or with ``--json`` as one JSON value, ``{"error": …}`` where a command
has none; on stderr progress, refusals and errors. The exit code is for schedulers: 0 done; 1 refused by the data, a
model or the machine; 2 wrong usage, or a setting that cannot be used; 130 interrupted.

Two kinds of modules, so that help comes at once. Those of the commands, listed below in the order of the help, declare
options and import nothing heavy at the top; each command imports what it needs when it runs. What they import here
(`demo`, `evaluations`, `judging`, `loading`, `runs`, `sources`) does the work, and imports as usual.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from recommender import __version__
from recommender.cli import (
    boxes,
    evaluating,
    exporting,
    following,
    importing,
    models,
    purging,
    ranking,
    serving,
    surveying,
    training,
)
from recommender.cli.output import fail, print_answer
from recommender.errors import RecommenderError, SettingsError

ABOUT = """Related news: train a model on articles, look at its boxes, measure it, serve it.

Exit codes: 0 done; 1 refused by the data (more records refused than read, too), a model or the machine; 2 wrong usage
or a setting that cannot be used; 130 interrupted.
"""
WRONG_USAGE = 2  # as typer ends, too
# In the order of the help; a command is called as its function is.
COMMANDS: tuple[Callable[..., None], ...] = (
    serving.demo,
    training.train,
    boxes.similar,
    boxes.related,
    boxes.breaking,
    boxes.trending,
    ranking.rank,
    evaluating.evaluate,
    exporting.export,
    surveying.survey,
    serving.serve,
)
COMMANDS_OF_MODELS: tuple[Callable[..., None], ...] = (
    models.show,
    models.publish,
    models.rollback,
    models.verify,
    models.prune,
)
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=ABOUT)
models_app = typer.Typer(no_args_is_help=True, help="Look after the published models.")
for command in COMMANDS:
    app.command()(command)
app.command("import")(importing.import_sources)
app.command()(following.follow)
app.command()(purging.purge)
models_app.command("list")(models.list_versions)
for command in COMMANDS_OF_MODELS:
    models_app.command()(command)
app.add_typer(models_app, name="models")


def main() -> None:
    """Run the command line, and turn what can go wrong into a line and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        app()
    except SettingsError as error:
        _end_with(str(error), WRONG_USAGE)
    except RecommenderError as error:
        _end_with(str(error))
    except OSError as error:
        reason = error.strerror or str(error)
        _end_with(f"{error.filename}: {reason}" if error.filename else reason)


def _end_with(reason: str, code: int = 1) -> NoReturn:
    """End with the error of a command that has not answered; who asked for JSON gets it as that, too."""
    if "--json" in sys.argv:
        print_answer({"error": reason}, reason, as_json=True)
    fail(reason, code)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"recommender {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command; the help of the app is `ABOUT`."""
