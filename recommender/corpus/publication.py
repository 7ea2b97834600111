"""What a record says of its publication: whether it is public, and if not, why.

In: the values of a record, under any source's names. Out: why it is no public article, or None. The one idea: a name
that only ever tells a state of publication is believed wherever it stands; a value that is not understood is no reason.
Sources: the states of WordPress (post_status), ninjs and NewsML-G2 (pubstatus), Ghost, Drupal, Substack and beehiiv.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from recommender.corpus.options import DATE_ORDERS, NO_OPTIONS, ReadOptions
from recommender.corpus.times import time_of

WITHDRAWN = "withdrawn"
FOR_MEMBERS = "for members"

# What is counted, by the word of a state.
_NOT_PUBLIC = {
    "draft": "draft", "autodraft": "draft", "unpublished": "draft", "inprogress": "draft", "notpublished": "draft",
    "pending": "pending review", "pendingreview": "pending review", "inreview": "pending review",
    "private": "private", "trash": "deleted", "trashed": "deleted", "deleted": "deleted", "removed": "deleted",
    "future": "scheduled", "scheduled": "scheduled", "inherit": "attachment", "embargoed": "embargoed",
    "withheld": "withheld", "hidden": "hidden", "archived": "archived", "spiked": WITHDRAWN, "killed": WITHDRAWN,
    "withdrawn": WITHDRAWN, "retracted": WITHDRAWN, "canceled": WITHDRAWN,
    "cancelled": WITHDRAWN, "statcanceled": WITHDRAWN, "statwithheld": "withheld",
}  # fmt: skip
# For whom a post is: Ghost's visibility, the audience of Substack and beehiiv.
_FOR_MEMBERS = frozenset({
    "members", "membersonly", "paid", "onlypaid", "onlyfree", "premium", "tiers", "founding", "subscribers",
})  # fmt: skip
_AUDIENCES = frozenset({"audience", "visibility"})
_STATES = frozenset({"status", "poststatus", "pubstatus", "publicationstatus", "publishstatus", "visibility"})
_DRAFTS = frozenset({"draft", "isdraft", "unpublished"})
_PUBLICATIONS = frozenset({"ispublished", "ispublic", "published", "public"})
_EMBARGOES = frozenset({"embargoed", "embargo", "embargountil", "embargoeduntil", "embargodate", "embargotime"})
_PASSWORDS = frozenset({"postpassword", "wppostpassword"})
_ALL_NAMES = _STATES | _AUDIENCES | _DRAFTS | _PUBLICATIONS | _EMBARGOES | _PASSWORDS
_YES, _NO = frozenset({"true", "yes", "1", "t", "y"}), frozenset({"false", "no", "0", "f", "n"})
_LONGEST_WORD = 100  # characters of a value that may be the word of a state; by hand
_SEPARATORS = str.maketrans("", "", " _-.:")


def reason_not_public(values: Mapping[str, object], as_of: datetime, options: ReadOptions = NO_OPTIONS) -> str | None:
    """Return why a record is no public article, in words that many records share; None if nothing says so.

    Args:
        values: The values of the record, under any names.
        as_of: The time at which an embargo is over or not.
        options: How times are read that do not say their zone.

    >>> from datetime import UTC
    >>> reason_not_public({"post_status": "auto-draft"}, datetime(2026, 3, 14, tzinfo=UTC))
    'draft'
    >>> reason_not_public({"embargoed": "2026-03-15T00:00:00Z"}, datetime(2026, 3, 14, tzinfo=UTC))
    'embargoed'
    """
    states = ((_name(name), value) for name, value in values.items() if is_of_state(name))
    return next(filter(None, (_reason(name, value, as_of, options) for name, value in states)), None)


def is_of_state(name: str) -> bool:
    """Return whether a name is one by which records say whether they are public."""
    return _name(name) in _ALL_NAMES


def word_of_state(state: str) -> str | None:
    """Return why something in a state is no public article; None of a state that is public or not known.

    >>> word_of_state("auto-draft"), word_of_state("publish")
    ('draft', None)
    """
    return _NOT_PUBLIC.get(_squeezed(state))


def _reason(name: str, value: object, as_of: datetime, options: ReadOptions) -> str | None:
    word = _squeezed(str(value)[:_LONGEST_WORD]) if isinstance(value, (str, bool, int)) else ""
    if name in _STATES | _AUDIENCES:
        return _state(name, word)
    if name in _DRAFTS:
        return "draft" if word in _YES else None
    if name in _PUBLICATIONS:
        return "draft" if word in _NO else None
    if name in _PASSWORDS:
        return "password" if word else None
    return "embargoed" if name in _EMBARGOES and _is_later(value, as_of, options) else None


def _state(name: str, word: str) -> str | None:
    if name in _AUDIENCES and word in _FOR_MEMBERS:
        return FOR_MEMBERS
    return _NOT_PUBLIC.get(word) if name in _STATES else None


def _is_later(value: object, as_of: datetime, options: ReadOptions) -> bool:
    """Return whether an embargo is not over; of a date with two readings, where nothing says which, in any of them."""
    if isinstance(value, bool) or str(value)[:_LONGEST_WORD].lower() in _YES:
        return str(value).lower() in _YES
    orders = (options.dates,) if options.dates else DATE_ORDERS
    times = (time_of(value, replace(options, dates=order)) for order in orders)
    return any(isinstance(time, datetime) and time > as_of for time in times)


@lru_cache(maxsize=10_000)
def _name(name: str) -> str:
    return _squeezed(name)


def _squeezed(text: str) -> str:
    return text.translate(_SEPARATORS).lower()
