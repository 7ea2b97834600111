"""The right to erasure, for whoever has to grant it."""

from __future__ import annotations

from typing import Annotated

import typer

from recommender.cli.arguments import MODELS, STORE, AsJson, Models, SomeLedger, StoreUrl
from recommender.cli.output import fail, print_answer

PurgedId = Annotated[str, typer.Argument(help="The id of the article, or its address.", show_default=False)]
Author = Annotated[str, typer.Option("--author", help="Who has it erased, for the audit log.")]
Note = Annotated[str, typer.Option("--note", help="Why, for the audit log.")]


def purge(
    article_id: PurgedId,
    models: Models = MODELS,
    store: StoreUrl = STORE,
    ledger: SomeLedger = None,
    author: Author = "",
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Erase an article's text for good, and print a receipt.

    It is put on hold, the store's tables are written anew, and versions of the model that have it are removed, but for
    the current one. Ends with 1 while that has it (train, and purge again), and for an id that was never here.
    """
    from recommender.snapshots import registry_at
    from recommender.store import Store
    from recommender.training import purge as purge_article

    Store.open(store, create=False).close()  # a mistyped address is an error, and no new store
    with Store.open(store, ledger=ledger) as opened:
        receipt = purge_article(article_id, opened, registry_at(models), author=author, note=note)
    print_answer(receipt.to_record(), receipt.to_text(), as_json)
    if not receipt.is_complete:
        fail(f"{', '.join(receipt.remaining_versions)} still has it: train, and purge again")
