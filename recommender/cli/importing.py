"""The job that fills the store."""

from __future__ import annotations

from recommender.cli.arguments import (
    STORE,
    AsJson,
    SomeLedger,
    Sources,
    StoreUrl,
)
from recommender.cli.how_to_read import ALL_BY_DEFAULT, HowToRead, reads_sources
from recommender.cli.output import fail, print_answer, reading


@reads_sources
def import_sources(
    sources: Sources,
    store: StoreUrl = STORE,
    ledger: SomeLedger = None,
    how: HowToRead = ALL_BY_DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Put articles into the store; those that are there already are left alone.

    It can be run again at any time: an older version overwrites nothing, and what was taken down stays down. Ends with
    1 if more records were refused than read; what was read is stored.
    """
    from recommender.cli.sources import sources_of
    from recommender.store import Store
    from recommender.training import Callbacks, import_articles

    to_read = sources_of(sources, how)
    with Store.open(store, ledger=ledger) as opened, reading() as progress:
        report = import_articles(to_read, opened, Callbacks(progress.refused, progress.seen))
    text = f"{opened.url}: {report.to_text()}\n{report.coverage.to_text()}"
    print_answer({"store": opened.url, **report.to_record()}, text, as_json)
    if report.coverage.is_mostly_refused:
        fail(f"{report.refused} records were refused, more than the {report.coverage.read} articles that were read")
