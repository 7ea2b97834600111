"""Erasure: an article out of the store, the ledger and the models, and a receipt of what still has its text.

In: an id or an address, a store, and a registry of models. Out: a `Receipt`. The one idea: the article is put on hold
first, so that nothing shows it or brings it back, and an older copy of the store that is restored takes it down again;
then what was made of its text is removed or, where it is being served, named. It is what Art. 17 of
Regulation (EU) 2016/679 asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from recommender.article import ArticleId, id_of_address, parse_id
from recommender.errors import SnapshotError, UnknownArticleError
from recommender.index import Catalogue
from recommender.snapshots import Registry, open_snapshot
from recommender.store import Store


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased, and where the text still is.

    Attributes:
        at: When, UTC.
        author: Who had it erased.
        article_ids: All ids that it had; what remains of it is these, its addresses and the entries of the audit log.
        store: The address of the store, without secrets: no page of its tables has the text.
        ledger: The file that takes the article down again after an older copy of the store is restored; None where
            there is none: such copies have to be purged by themselves.
        removed_versions: Versions of the model that had it, and are gone.
        remaining_versions: Those that have it still: the current one, until a training has replaced it, and others of
            which it cannot be said.
    """

    at: datetime
    author: str
    article_ids: tuple[ArticleId, ...]
    store: str
    ledger: Path | None
    removed_versions: tuple[str, ...]
    remaining_versions: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether neither the store nor a model has the text any more."""
        return not self.remaining_versions

    def to_record(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "at": self.at.isoformat(),
            "author": self.author,
            "article_ids": [*self.article_ids],
            "store": self.store,
            "ledger": str(self.ledger) if self.ledger else None,
            "removed_versions": [*self.removed_versions],
            "remaining_versions": [*self.remaining_versions],
            "complete": self.is_complete,
        }

    def to_text(self) -> str:
        """Return it as lines for people."""
        ledger = f"{self.ledger} takes it down again" if self.ledger else "no ledger: purge each copy that you restore"
        return "\n".join(
            (
                f"erased {', '.join(self.article_ids)}",
                f"at {self.at:%Y-%m-%d %H:%M:%S} UTC by {self.author or 'nobody named'}",
                f"store: {self.store}, its tables written anew",
                f"when an older copy of the store is restored: {ledger}",
                f"models that had it and are gone: {', '.join(self.removed_versions) or 'none'}",
                f"models that still have it: {', '.join(self.remaining_versions) or 'none'}",
            )
        )


def purge(article_id: str, store: Store, registry: Registry, *, author: str = "", note: str = "") -> Receipt:
    """Erase an article; to do it again does no harm, and completes what a training has made possible.

    Args:
        article_id: Its id; an address, in whatever form, is of all articles there.
        store: The store; the article need not be in it, since a model may know it.
        registry: The models; there need not be any.
        author, note: For the audit log.

    Raises:
        ArticleError: The text cannot be an id.
        UnknownArticleError: Neither the store nor a model has ever had it: a receipt would say what is not so.
        StoreError: The store cannot be written. The article may be on hold then, and its text still there.
        SnapshotError: The models cannot be read.
    """
    sought = (parse_id(article_id),)
    if store.get(article_id) is None and not any(_may_have(registry, each, sought) for each in registry.versions()):
        raise UnknownArticleError(article_id)
    article_ids = tuple(store.erase(article_id, author=author, note=note))
    removed, remaining = [], []
    for version in registry.versions():
        if not _may_have(registry, version, article_ids):
            continue
        if _is_current(registry, version):
            remaining.append(version)
        else:
            registry.remove(version)
            removed.append(version)
    return Receipt(
        store.audit.now(), author, article_ids, store.url, store.ledger_path, tuple(removed), tuple(remaining)
    )


def _is_current(registry: Registry, version: str) -> bool:
    """Return whether a version is current, or may be, since the pointer is damaged."""
    try:
        return registry.current() == version
    except SnapshotError:
        return True


def _may_have(registry: Registry, version: str, article_ids: tuple[ArticleId, ...]) -> bool:
    """Return whether a version has an article under one of its ids or addresses, or is too damaged to say."""
    try:
        catalogue = Catalogue.from_arrays(open_snapshot(registry.folder(version), verify=False).room("catalogue"))
        addresses = {str(address) for each in article_ids if (address := id_of_address(each))}
        return any(catalogue.find(each) is not None for each in article_ids) or _has_address(catalogue, addresses)
    except SnapshotError:
        return True


def _has_address(catalogue: Catalogue, addresses: set[str]) -> bool:
    """Return whether an article has one of some canonical addresses, as its URL or in its id."""
    return bool(addresses) and any(
        not addresses.isdisjoint((id_of_address(article_id), id_of_address(catalogue.metadata(row).get("url"))))
        for row, article_id in enumerate(catalogue.article_ids())
    )
