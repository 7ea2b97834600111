"""What a record says of its publication: whether it is public, and if not, why.

In: the values of a record, under any source's names. Out: why it is no public article, or None. The one idea: a name
that only ever tells a state of publication is believed wherever it stands; a state that is not understood is told, an
embargo that is not understood holds.
Sources: the states of WordPress (post_status), ninjs and NewsML-G2 (pubstatus), Ghost, Drupal, Substack and beehiiv.
"""

from __future__ import annotations

import re
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
    "awaitingreview": "pending review", "awaitingapproval": "pending review", "submitted": "pending review",
    "private": "private", "internal": "private", "trash": "deleted", "trashed": "deleted", "deleted": "deleted",
    "removed": "deleted", "future": "scheduled", "scheduled": "scheduled", "inherit": "attachment",
    "embargoed": "embargoed", "embargo": "embargoed", "withheld": "withheld", "onhold": "withheld", "hidden": "hidden",
    "offline": "hidden", "inactive": "hidden", "disabled": "hidden", "expired": "archived", "archived": "archived",
    "rejected": "rejected", "spiked": WITHDRAWN, "killed": WITHDRAWN, "withdrawn": WITHDRAWN, "retracted": WITHDRAWN,
    "recalled": WITHDRAWN, "canceled": WITHDRAWN, "cancelled": WITHDRAWN, "statcanceled": WITHDRAWN,
    "statwithheld": "withheld",
    # The words that content systems show in other languages, and that exports of their tables hold.
    "entwurf": "draft", "unveröffentlicht": "draft", "brouillon": "draft", "borrador": "draft", "bozza": "draft",
    "rascunho": "draft", "concept": "draft", "utkast": "draft", "kladde": "draft", "szkic": "draft", "taslak": "draft",
    "черновик": "draft", "чернетка": "draft", "下書き": "draft", "草稿": "draft", "مسودة": "draft",
    "privat": "private", "privé": "private", "privado": "private", "privato": "private", "geplant": "scheduled",
    "planifié": "scheduled", "programado": "scheduled", "agendado": "scheduled", "gelöscht": "deleted",
    "supprimé": "deleted", "eliminado": "deleted",
}  # fmt: skip
_PUBLIC = frozenset({
    "publish", "published", "public", "live", "online", "active", "usable", "statusable", "ok", "success", "visible",
    "open", "approved", "final", "released", "enabled", "current", "normal", "available", "everyone", "free", "all",
    "new", "update", "updated", "corrected", "veröffentlicht", "publié", "publicado", "pubblicato", "gepubliceerd",
    "publicerad", "publisert", "опубликовано", "confirmed", "complete", "completed", "done",
})  # fmt: skip
# For whom a post is: Ghost's visibility, the audience of Substack and beehiiv.
_FOR_MEMBERS = frozenset({
    "members", "membersonly", "paid", "onlypaid", "onlyfree", "premium", "tiers", "founding", "subscribers",
})  # fmt: skip
_AUDIENCES = frozenset({"audience", "visibility"})
_STATES = frozenset({
    "status", "poststatus", "pubstatus", "publicationstatus", "publishstatus", "publishingstatus", "articlestatus",
    "contentstatus", "creativeworkstatus", "workflowstate", "workflowstatus", "state", "visibility",
})  # fmt: skip
# What is so if the value is yes, by name.
_FLAGS = {
    "draft": "draft", "isdraft": "draft", "unpublished": "draft", "deleted": "deleted", "isdeleted": "deleted",
    "trashed": "deleted", "private": "private", "isprivate": "private", "hidden": "hidden", "ishidden": "hidden",
    "membersonly": FOR_MEMBERS, "ismembersonly": FOR_MEMBERS,
}  # fmt: skip
_PUBLICATIONS = frozenset({"ispublished", "ispublic", "published", "public"})
_EMBARGOES = frozenset({"embargoed", "embargo", "embargountil", "embargoeduntil", "embargodate", "embargotime"})
_PASSWORDS = frozenset({"postpassword", "wppostpassword"})
_DELETIONS = frozenset({"deletedat", "trashedat"})
_ALL_NAMES = _STATES | _AUDIENCES | _FLAGS.keys() | _PUBLICATIONS | _EMBARGOES | _PASSWORDS | _DELETIONS
# Within which a record may keep its state.
_WITHIN = frozenset({"meta", "metadata", "attributes", "fields", "properties", "post", "article", "node", "source"})
_YES = frozenset({"true", "yes", "1", "t", "y", "on", "ja", "oui", "si", "sí", "sim", "да"})
_NO = frozenset({"false", "no", "0", "f", "n", "off", "nein", "non", "não", "нет"})
_NOTHING = frozenset({"", "null", "none", "nan", "nat", "n", "na", "0", "false"})
_BETWEEN = re.compile(r"[\W_]+")
_WHOLE = re.compile(r"[01]\.0+")
_LONGEST_WORD = 100  # characters of a value that may be the word of a state; by hand


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
    within = (value for name, value in values.items() if isinstance(value, Mapping) and _name(name) in _WITHIN)
    return next(filter(None, (_own_reason(each, as_of, options) for each in (values, *within))), None)


def _own_reason(values: Mapping[str, object], as_of: datetime, options: ReadOptions) -> str | None:
    states = ((_name(str(name)), value) for name, value in values.items() if is_of_state(str(name)))
    return next(filter(None, (_reason(name, value, as_of, options) for name, value in states)), None)


def states_of(values: Mapping[str, object]) -> dict[str, object]:
    """Return those values of a record that say whether it is public, and the objects in which it may say so."""
    return {
        name: value
        for name, value in values.items()
        if is_of_state(name) or (isinstance(value, Mapping) and _name(name) in _WITHIN)
    }


def unknown_state(values: Mapping[str, object]) -> str | None:
    """Return the word of a state that is not known here, and so taken for public; None if there is none.

    >>> unknown_state({"status": "pitch"}), unknown_state({"status": "published"}), unknown_state({"status": "200"})
    ('pitch', None, None)
    """
    for name, value in values.items():
        if isinstance(value, str) and len(value) < _LONGEST_WORD and _name(name) in _STATES - {"state"}:
            word = _squeezed(value)
            if word and not word.isdecimal() and word not in _PUBLIC | _YES | _NO | _FOR_MEMBERS | _NOTHING:
                return value
    return None


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
    word = _word(value)
    if name in _STATES | _AUDIENCES:
        return _state(name, word)
    if name in _FLAGS:
        return _FLAGS[name] if word in _YES else None
    if name in _PUBLICATIONS:
        return "draft" if word in _NO else None
    if name in _PASSWORDS:
        return "password" if _is_something(value) else None
    if name in _DELETIONS:
        return "deleted" if _is_something(value) else None
    return "embargoed" if name in _EMBARGOES and _is_later(value, as_of, options) else None


def _state(name: str, word: str) -> str | None:
    if name in _AUDIENCES and word in _FOR_MEMBERS:
        return FOR_MEMBERS
    if name not in _STATES:
        return None
    return "draft" if word.startswith("draft") else _NOT_PUBLIC.get(word)


def _word(value: object) -> str:
    """Return the word of a state; of a list or an object that holds one, that one. 0.0 is how pandas writes 0."""
    if isinstance(value, (list, tuple)) and len(value) == 1:
        return _word(value[0])
    if isinstance(value, Mapping):
        inner = [value[key] for key in ("value", "name", "slug") if isinstance(value.get(key), (str, bool, int, float))]
        return _word(inner[0]) if inner else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)[:_LONGEST_WORD] if isinstance(value, (str, bool, int)) else ""
    return text.strip()[0] if _WHOLE.fullmatch(text.strip()) else _squeezed(text)


def _is_something(value: object) -> bool:
    """Return whether a value is there: not one of those that programs write for nothing."""
    return value is not None and value is not False and str(value)[:_LONGEST_WORD].strip().lower() not in _NOTHING


def _is_later(value: object, as_of: datetime, options: ReadOptions) -> bool:
    """Return whether an embargo is not over.

    Of a date with two readings, where nothing says which, in any of them; one that is not understood is not over.
    """
    word = _word(value)
    if word in _YES | _NO or not _is_something(value) or (word and not word.strip("0")):
        return word in _YES
    orders = (options.dates,) if options.dates else DATE_ORDERS
    times = [time_of(value, replace(options, dates=order)) for order in orders]
    known = [time for time in times if isinstance(time, datetime)]
    return any(time > as_of for time in known) if known else True


@lru_cache(maxsize=10_000)
def _name(name: str) -> str:
    return _squeezed(name)


def _squeezed(text: str) -> str:
    return _BETWEEN.sub("", text).lower()
