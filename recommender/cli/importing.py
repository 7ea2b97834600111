"""The job that fills the store."""

from __future__ import annotations

from typing import Annotated

import typer

from recommender.cli.arguments import STORE, AsJson, Sources, StoreUrl
from recommender.cli.output import print_answer, watching

NamedColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=NAME",
        help="Where a field of articles is, in a source that calls it otherwise: title=kicker. Once a field.",
    ),
]


def import_sources(
    sources: Sources, store: StoreUrl = STORE, column: NamedColumns = None, as_json: AsJson = False
) -> None:
    """Put articles into the store; those that are there already are left alone.

    It can be run again at any time: an older version overwrites nothing, and what was taken down stays down.
    """
    from recommender.importing import import_articles
    from recommender.store import Store

    columns = _columns(column or [])
    with Store.open(store) as opened, watching() as watch:
        report = import_articles(sources, opened, columns=columns, refused=watch.refused, seen=watch.seen)
        print_answer({"store": opened.url, **report.to_record()}, f"{opened.url}: {report.to_text()}", as_json)


def _columns(named: list[str]) -> dict[str, str]:
    """Return the source's column by the article's field."""
    from recommender.corpus import FIELDS

    columns: dict[str, str] = {}
    for each in named:
        field, equals, name = each.partition("=")
        if not equals or field not in FIELDS:
            reason = f"expected FIELD=NAME, the field one of {', '.join(FIELDS)}, found {each!r}"
            raise typer.BadParameter(reason, param_hint="--column")
        if columns.setdefault(field, name) != name:
            raise typer.BadParameter(f"expected one column for {field}, found two", param_hint="--column")
    return columns
