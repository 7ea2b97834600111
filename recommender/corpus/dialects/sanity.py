"""Sanity: documents of its export, and the answers of its queries.

In: a line of an export (``{"_id": …, "_type": …, "_rev": …}``) or an answer (``{"result": […]}``). Out: a record a
document with a title and words; drafts and versions that wait for their release are left out by their ids, assets and
whatever else has no words by their types. The one idea: a document of the same id without ``drafts.`` is the public
one. References to other documents are not followed, for a line does not hold them. Sources: sanity.io/docs (export,
HTTP query, drafts and versions), portabletext.org.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.headless import article_values, entries_of
from recommender.corpus.dialects.parts import first_text, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid

_NOT_RELEASED = ("drafts.", "versions.")


def is_sanity(value: Values) -> bool:
    """Return whether an object is a document, or an answer with documents."""
    first = next(iter(entries_of(value, "result")), {})
    return {"_id", "_type"} <= first.keys() and bool({"_rev", "_createdAt", "_updatedAt"} & first.keys())


def sanity_records(value: Values) -> Iterator[Record]:
    """Yield the record of each document."""
    for number, document in enumerate(entries_of(value, "result"), start=1):
        document_id = text_of(document.get("_id"))
        values = article_values(document, _address)
        kind = text_of(document.get("_type"))
        if document_id.startswith(_NOT_RELEASED):
            yield Record(number, {}, not_public="draft")
        elif values is None or kind.startswith(("sanity.", "system.")):
            yield Record(number, {}, not_public="asset" if kind.endswith("Asset") else kind[:20] or "no article")
        else:
            times = [values["published_at"], document.get("_createdAt")]
            yield Record(
                number,
                {
                    **values,
                    "article_id": document_id,
                    "published_at": first_valid("published_at", times),
                    "updated_at": document.get("_updatedAt"),
                },
            )


def _address(image: object) -> str:
    return first_text([image, part(image, "asset.url"), part(image, "url")])


SANITY = Dialect("Sanity", recognises=is_sanity, records=sanity_records)
