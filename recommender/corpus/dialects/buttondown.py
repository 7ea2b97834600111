"""Buttondown: the answers of its API.

In: an answer (``{"results": [{"subject": …, "email_type": …}]}``) or one e-mail. Out: a record an e-mail. The one idea:
what was sent or imported, and is of type *public*, is in the archive that everybody sees; other types are for some
readers or for none. Source: docs.buttondown.com (API, emails: ``EmailStatus``, ``EmailType``).
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.headless import entries_of
from recommender.corpus.dialects.parts import first_text, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import FOR_MEMBERS, word_of_state

_SENT = frozenset({"sent", "imported", "resending", "throttled", ""})
_PUBLIC = frozenset({"public", "archival", ""})


def is_buttondown(value: Values) -> bool:
    """Return whether an object is an e-mail, or an answer with some."""
    first = next(iter(entries_of(value, "results")), {})
    return {"subject", "publish_date"} <= first.keys() and bool({"email_type", "secondary_id"} & first.keys())


def buttondown_records(value: Values) -> Iterator[Record]:
    """Yield the record of each e-mail."""
    for number, mail in enumerate(entries_of(value, "results"), start=1):
        yield Record(number, mail_values(mail), not_public=reason_not_public(mail))


def mail_values(mail: Values) -> dict[str, object]:
    """Return the values of an e-mail."""
    url = first_valid("url", [mail.get("absolute_url"), mail.get("canonical_url")])
    return {
        "article_id": None if url else mail.get("id"),
        "title": mail.get("subject"),
        "text": first_text([mail.get("body"), mail.get("description")]),
        "url": url,
        "published_at": mail.get("publish_date"),
        "updated_at": mail.get("modification_date"),
        "image_url": first_valid("image_url", [mail.get("image")]),
    }


def reason_not_public(mail: Values) -> str | None:
    """Return why an e-mail is not in the archive that everybody sees, None if it is."""
    status, kind = text_of(mail.get("status")).lower(), text_of(mail.get("email_type")).lower()
    if status not in _SENT:
        return word_of_state(status) or status.replace("_", " ")[:20]
    if kind not in _PUBLIC:
        return FOR_MEMBERS if kind in ("premium", "free", "churned") else word_of_state(kind) or kind[:20]
    return None


BUTTONDOWN = Dialect("Buttondown", recognises=is_buttondown, records=buttondown_records)
