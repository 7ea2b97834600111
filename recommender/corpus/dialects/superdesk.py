"""Superdesk's archive: the items of a newsroom as its own database and interface have them.

In: an object. Out: one record. The one idea: an item is ninjs and has a state besides, and only a published, corrected
or scheduled one whose time has come has ever left the newsroom. Source: superdesk-core, the schema of the archive and
its states (``superdesk.metadata.item``, ``CONTENT_STATE``).
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.ninjs import is_ninjs, ninjs_record
from recommender.corpus.dialects.parts import text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid

# Names that Superdesk's archive has and ninjs has not.
_OWN_NAMES = frozenset(
    {"unique_id", "unique_name", "_current_version", "family_id", "anpa_category", "original_creator"}
)
_PUBLISHED = frozenset({"published", "corrected", "scheduled"})
_TAKEN_BACK = frozenset({"killed", "recalled", "unpublished"})
_STATES = {"spiked": "deleted"}


def is_superdesk(value: Values) -> bool:
    """Return whether an object is an item of the archive."""
    return is_ninjs(value) and ("state" in value or "body_html" in value) and not _OWN_NAMES.isdisjoint(value)


def _records(value: Values) -> Iterator[Record]:
    record = ninjs_record(value)
    state = text_of(value.get("state")).lower()
    if state in _TAKEN_BACK and record.values.get("article_id") is not None:
        yield record._replace(not_public=None, withdraws=True)
    elif state and state not in _PUBLISHED | _TAKEN_BACK:
        yield record._replace(not_public=record.not_public or _STATES.get(state, "draft"))
    elif state == "scheduled":
        # Of its time nothing is public before it, as under an embargo.
        time = first_valid("published_at", [value.get("publish_schedule")])
        yield record._replace(values={**record.values, "embargoed": time or record.values.get("embargoed")})
    else:
        yield record


SUPERDESK = Dialect("Superdesk", is_superdesk, _records, own_states=frozenset({"state"}))
