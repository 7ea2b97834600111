"""How the sources of a command are to be read: the options from --column to --names, of every command that has SOURCES.

In: a command with an argument `how`. Out: the same command, which takes the options instead. The one idea: they are
declared once, here; a command passes on what was typed without knowing of what it consists.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

if TYPE_CHECKING:
    from recommender.corpus import SourceMapping

_PANEL = "How sources are read"
_OPTIONS = ("encoding", "timezone", "dates", "names")


@dataclass(frozen=True, slots=True)
class HowToRead:
    """The options that say how sources are to be read, as they were typed.

    Attributes:
        column: Each as FIELD=NAME.
        mapping: A mapping file; what the other options say comes before it.
        encoding, timezone, dates, names: See `recommender.corpus.ReadOptions`.
    """

    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD=NAME",
            help="Where a field of articles is, in a source that calls it otherwise: title=kicker, or within another, "
            "text=content.rendered. Once a field.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            metavar="FILE.toml",
            help="A file of what these options say; what is typed comes before it.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            help="The encoding of their text, such as windows-1252; by default it is found out.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone",
            metavar="AREA/CITY",
            help="The zone of times that are written without one, such as Europe/Berlin; by default UTC.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    dates: Annotated[
        Literal["day-first", "month-first"] | None,
        typer.Option(
            "--dates", help="How 03/04/2026 and 3.4.2026 are read; by default not at all.", rich_help_panel=_PANEL
        ),
    ] = None
    names: Annotated[
        str | None,
        typer.Option(
            "--names",
            metavar="NAME,…",
            help="The columns of tables without a header, such as id,,title for three.",
            rich_help_panel=_PANEL,
        ),
    ] = None

    def parse(self) -> SourceMapping:
        """Return the columns and options that were typed, and those of the mapping file where nothing was.

        Raises:
            CorpusError: The mapping file cannot be read, or does not hold what it must.
        """
        from recommender.corpus import NO_MAPPING, OptionError, ReadOptions, SourceMapping, read_mapping

        kept = read_mapping(self.mapping) if self.mapping else NO_MAPPING
        typed = {name: getattr(self, name) for name in _OPTIONS if getattr(self, name) is not None}
        try:
            options = ReadOptions.parse(typed)
        except OptionError as error:
            raise typer.BadParameter(error.reason, param_hint=f"--{error.name}") from None
        together = replace(kept.options, **{name: getattr(options, name) for name in typed})
        return SourceMapping({**kept.columns, **_columns_of(self.column or ())}, together)


# How sources are read when nothing is typed.
ALL_BY_DEFAULT = HowToRead()


def reads_sources(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take the options of `HowToRead` in place of its argument `how`."""
    types = get_type_hints(HowToRead, include_extras=True)
    options = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in types]
    options = [each.replace(annotation=types[each.name]) for each in options]
    own = inspect.signature(command, eval_str=True).parameters.values()
    taken = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]
    place = [each.name for each in taken].index("how")

    @wraps(command)
    def run(**arguments: Any) -> None:  # noqa: ANN401
        command(how=HowToRead(**{name: arguments.pop(name) for name in types}), **arguments)

    # What typer makes the options of a command from.
    signature = inspect.Signature([*taken[:place], *options, *taken[place + 1 :]])
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    return run


def expect_none(how: HowToRead) -> None:
    """Refuse options that say how sources are read, where there are none."""
    for each in fields(how):
        if getattr(how, each.name):
            raise typer.BadParameter("expected sources of articles beside it", param_hint=f"--{each.name}")


def _columns_of(columns: Sequence[str]) -> dict[str, str]:
    from recommender.article import FIELDS

    column_of: dict[str, str] = {}
    for each in columns:
        field, equals, name = each.partition("=")
        if not equals or field not in FIELDS:
            reason = f"expected FIELD=NAME, the field one of {', '.join(FIELDS)}, found {each!r}"
            raise typer.BadParameter(reason, param_hint="--column")
        if column_of.setdefault(field, name) != name:
            raise typer.BadParameter(f"expected one column for {field}, found two", param_hint="--column")
    return column_of
