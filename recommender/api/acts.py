"""Acts of an editor on the desk: what was done, for the page that says so, and how exactly that is undone.

In: the number of a change in the log. Out: a signed name of it, which goes along in the address of the page that
follows; what it was; and its reversal. The one idea: the session signs, so that a page offers an editor to undo what
was done in this session and nothing else, and no link from elsewhere can make it offer anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from recommender.api.sessions import Session
from recommender.engine import Recommender
from recommender.store import Store, StoredArticle, Tombstone

# How an act is undone: an override is as it was before; a hold is released, or set again; an article is brought back.
Way = Literal["revert", "release", "hold", "bring back", "none", "undone"]
WAYS: tuple[Way, ...] = ("revert", "release", "hold", "bring back", "none", "undone")


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        change: The number of its entry in the log.
        way: How it is undone; ``none`` where it cannot be, ``undone`` where it was.
    """

    change: int
    way: Way = "revert"

    def signed(self, session: Session) -> str:
        """Return its name, signed by the session that has done it."""
        text = f"{self.change}.{WAYS.index(self.way)}"
        return f"{text}.{session.sign(f'act {text}')}"

    @classmethod
    def read(cls, name: str, session: Session) -> Self | None:
        """Return the act of a name; None where this session has not signed it."""
        text, _, signature = name.rpartition(".")
        if not session.has_signed(f"act {text}", signature):
            return None
        change, way = text.split(".")
        return cls(int(change), WAYS[int(way)])

    def undo(self, store: Store, recommender: Recommender, author: str) -> Act:
        """Undo the act, and return what was done so, or the act that stands in its place: it is undone once.

        Raises:
            StoreError: The store cannot be written.
        """
        if self.way == "revert":
            return Act(store.overrides.revert(self.change, author=author)[0])
        entry = store.audit.find(self.change)
        stored = None if entry is None else store.get(entry.subject)
        if entry is None or not isinstance(stored, Tombstone) or stored.change != self.change:
            return Act(self.change, "undone")  # something has happened to the article since
        if self.way == "hold":
            return Act(store.delete(entry.subject, hold=True, author=author).change, "release")
        if self.way == "release" and (released := store.release(entry.subject, author=author)):
            return Act(released.change, "hold")
        row = recommender.index.base.catalogue.find(entry.subject)
        if self.way == "bring back" and row is not None:
            if stored.on_hold:
                store.release(entry.subject, author=author)
            store.put(recommender.index.base.catalogue.article(row))
        return Act(self.change, "undone")


def take_down(store: Store, recommender: Recommender, article_id: str, *, hold: bool, author: str, note: str) -> Act:
    """Take an article down, or hold one that is; it can be brought back while the model has it as it was.

    Raises:
        ArticleError: The text cannot be an id.
        StoreError: The store cannot be written.
    """
    before, last = store.get(article_id), store.last_change()
    trained = recommender.index.base.catalogue
    is_known = article_id in trained
    if isinstance(before, StoredArticle):
        is_known = trained.holds(recommender.languages.fill_one(before.article))
    change = store.delete(article_id, hold=hold, author=author, note=note).change
    if isinstance(before, Tombstone):
        return Act(change, "release" if hold and not before.on_hold else "none")
    only_this = store.last_change() == change == last + 1
    return Act(change, "bring back" if is_known and only_this else "none")
