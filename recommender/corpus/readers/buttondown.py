"""Exports of Buttondown: a list of e-mails beside the text of each.

In: a folder, or an archive, with ``emails.json`` or ``emails.csv`` and ``emails/SLUG.md``. Out: one record an e-mail of
the list. The one idea: the list alone knows what was sent and to whom; a text that it does not name is no article.
Source: Buttondown's export, as TryGhost/migrate (mg-buttondown) reads it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePosixPath

from recommender.corpus.bundle import Bundle, BundleReader
from recommender.corpus.dialects.buttondown import mail_values, reason_not_public
from recommender.corpus.dialects.dialect import Values
from recommender.corpus.dialects.parts import objects_of, text_of
from recommender.corpus.files import Record, read_text
from recommender.corpus.json_values import json_values
from recommender.corpus.reading import LeftOut, Reading
from recommender.errors import CorpusError

LISTS = ("emails.json", "emails.csv")
_TEXTS = "emails/"
# Some 500 bytes an e-mail.
MAX_LIST_BYTES = 64_000_000
MAX_TEXT_BYTES = 8_000_000


def read_buttondown(bundle: Bundle, reading: Reading) -> Iterator[tuple[str, Record]]:
    """Read one record an e-mail of the list.

    Raises:
        CorpusError: The list is longer than `MAX_LIST_BYTES` or cannot be read.
    """
    name = next((each for each in LISTS if each in bundle.files), LISTS[0])
    texts = {PurePosixPath(each).stem: each for each in bundle.files if each not in LISTS}
    for number, mail in enumerate(_mails(bundle, name), start=1):
        text_name, reason = texts.pop(text_of(mail.get("slug")), None), reason_not_public(mail)
        body = mail.get("body")
        if text_name is not None and reason is None:
            try:
                body = read_text(bundle.files[text_name], MAX_TEXT_BYTES, reading.encoding)
            except CorpusError as error:
                reading.refuse(CorpusError(f"{bundle.place}/{text_name}", None, error.reason))
                continue
        yield name, Record(number, mail_values({**mail, "body": body}), not_public=reason)
    for text_name in texts.values():
        reading.leave_out(LeftOut(f"{bundle.place}/{text_name}", None, f"not in {name}"))


def _mails(bundle: Bundle, name: str) -> list[Values]:
    if name not in bundle.files:
        raise CorpusError(bundle.place, None, f"expected a file {LISTS[0]} or {LISTS[1]}, found none that can be read")
    text = read_text(bundle.files[name], MAX_LIST_BYTES)
    try:
        if name.endswith(".json"):
            return objects_of(json_values(text, long_numbers=True))
        return [dict(row) for row in csv.DictReader(io.StringIO(text), restkey="", restval="")]
    except (ValueError, csv.Error) as error:
        raise CorpusError(f"{bundle.place}/{name}", None, f"not a list of e-mails: {error}") from None


BUTTONDOWN = BundleReader(
    "Buttondown export",
    recognises=lambda folders, files: "emails" in folders and bool(files & frozenset(LISTS)),
    claims=lambda name: name in LISTS or name.startswith(_TEXTS),
    wants=lambda name: name in LISTS or name.endswith(".md"),
    read=read_buttondown,
)
