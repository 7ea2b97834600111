"""The job that fills the store."""

from __future__ import annotations

from recommender.cli.arguments import STORE, AsJson, NamedColumns, Sources, StoreUrl, columns_of
from recommender.cli.output import print_answer, watching


def import_sources(
    sources: Sources, store: StoreUrl = STORE, column: NamedColumns = None, as_json: AsJson = False
) -> None:
    """Put articles into the store; those that are there already are left alone.

    It can be run again at any time: an older version overwrites nothing, and what was taken down stays down.
    """
    from recommender.store import Store
    from recommender.training import import_articles

    columns = columns_of(column, sources)
    with Store.open(store) as opened, watching() as watch:
        report = import_articles(sources, opened, columns=columns, refused=watch.refused, seen=watch.seen)
        print_answer({"store": opened.url, **report.to_record()}, f"{opened.url}: {report.to_text()}", as_json)
