"""Whatever is done to a document of an agency, it is read or refused, whole or by record, and nothing else happens."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.corpus.dialects import records_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import Columns
from recommender.corpus.publication import reason_not_public
from recommender.corpus.readers.anpa1312 import ANPA_1312
from recommender.corpus.readers.iptc7901 import IPTC_7901
from recommender.corpus.readers.newsml1 import NEWSML_1
from recommender.corpus.readers.newsml_g2 import NEWSML_G2
from recommender.corpus.readers.nitf import NITF
from recommender.corpus.readers.rcv1 import RCV1
from recommender.corpus.readers.ritzau import RITZAU
from recommender.corpus.reading import Reader, Reading, ignore
from recommender.errors import ArticleError, CorpusError
from tests.corpus.dialects.test_ap_media import ITEM as AP_ITEM
from tests.corpus.dialects.test_arc_ans import STORY as ANS_STORY
from tests.corpus.dialects.test_dpa import ENTRY as DPA_ENTRY
from tests.corpus.dialects.test_ninjs import ONE, THREE, TWO
from tests.corpus.dialects.test_superdesk import ITEM as SUPERDESK_ITEM
from tests.corpus.readers.test_anpa1312 import STORY as ANPA_STORY
from tests.corpus.readers.test_iptc7901 import STORY as IPTC_STORY
from tests.corpus.readers.test_newsml1 import ITEM as NEWSML1_ITEM
from tests.corpus.readers.test_newsml1 import NITF as NITF_CONTENT
from tests.corpus.readers.test_newsml1 import newsml
from tests.corpus.readers.test_newsml_g2 import ITEM as G2_ITEM
from tests.corpus.readers.test_newsml_g2 import message
from tests.corpus.readers.test_nitf import NITF as NITF_STORY
from tests.corpus.readers.test_nitf import NYT
from tests.corpus.readers.test_rcv1 import STORY as RCV1_STORY
from tests.corpus.readers.test_ritzau import ITEM as RITZAU_ITEM

DOCUMENTS: list[tuple[Reader, str]] = [
    (NITF, NITF_STORY), (NITF, NYT), (NEWSML_1, newsml(NEWSML1_ITEM % NITF_CONTENT)), (NEWSML_G2, message(G2_ITEM)),
    (RCV1, RCV1_STORY), (RITZAU, RITZAU_ITEM), (IPTC_7901, IPTC_STORY), (ANPA_1312, ANPA_STORY),
]  # fmt: skip
OBJECTS: list[dict[str, Any]] = [
    ONE, TWO, THREE, SUPERDESK_ITEM, DPA_ENTRY, ANS_STORY, {"data": {"items": [{"item": AP_ITEM}]}},
    {"item": [ONE, TWO]}, {"type": "results", "content_elements": [ANS_STORY]},
]  # fmt: skip
LAW = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
COLUMNS = Columns({})
NOISE = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([
        b"<", b"&", b"]]>", b"<![CDATA[", b"<!--", b"&nbsp;", b"&#0;", b"\x00", b"\xff\xfe", b"\x01", b"\x02",
        b"\x03", b"\x04", b"=", b'"', b"<p>", b"</p>", b"99999999T999999Z", b"0001-01-01T00:00:00Z", b"\xed\xa0\x80",
        "é".encode(), b"^", b"\t",
    ]),
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["insert", "delete", "double", "swap"]), NOISE), max_size=6)


def changed(document: bytes, edits: list[tuple[float, str, bytes]]) -> bytes:
    for place, kind, noise in edits:
        at = int(place * len(document))
        end = at + 40
        middle = {"insert": noise + document[at:end], "delete": b"", "double": document[at:end] * 2, "swap": noise}[
            kind
        ]
        document = document[:at] + middle + document[end:]
    return document


def accept(records: Iterator[Record]) -> None:
    """Do with records what reading does."""
    for record in records:
        reason_not_public(record.values, datetime(2026, 3, 14, tzinfo=UTC))
        with contextlib.suppress(ArticleError):
            COLUMNS.article(record.values)
        with contextlib.suppress(ArticleError):
            COLUMNS.withdrawal(record.values)


@LAW
@given(st.sampled_from(range(len(DOCUMENTS))), EDITS)
def test_a_changed_document_is_read_or_refused(which: int, edits: list[tuple[float, str, bytes]]) -> None:
    reader, document = DOCUMENTS[which]
    reading = Reading(COLUMNS, ignore, ignore, lambda *_: iter(()))
    with TemporaryDirectory() as folder, contextlib.suppress(CorpusError):
        path = Path(folder, "wire.xml")
        path.write_bytes(changed(document.encode(), edits))
        accept(reader.read(path, reading))


PLAIN_JSON = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from([
        "text", "picture", "main", "canceled", "\ud800", "\x00", "<p>", "<!--", "https://", "urn:x",
        "2026-03-14T00:00:00Z",
    ]),
)  # fmt: skip
ANY_JSON = st.recursive(
    PLAIN_JSON,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["name", "value", "type"]), inner)
    ),
    max_leaves=5,
)


@st.composite
def wrong_objects(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an object of a dialect of which some parts are of another type than they should be."""

    def spoiled(value: Any, depth: int) -> Any:
        if draw(st.integers(0, 9)) == 0:
            return draw(ANY_JSON)
        if isinstance(value, dict) and depth < 5:
            return {name: spoiled(each, depth + 1) for name, each in value.items()}
        if isinstance(value, list) and depth < 5:
            return [spoiled(each, depth + 1) for each in value]
        return value

    return {name: spoiled(each, 1) for name, each in draw(st.sampled_from(OBJECTS)).items()}


@LAW
@given(wrong_objects())
def test_an_object_with_parts_of_wrong_types_is_read_or_refused(value: dict[str, Any]) -> None:
    accept(records_of(value))


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom" * 10}">' for n in range(9))


@pytest.mark.parametrize(("reader", "root"), [(NITF, "nitf"), (NEWSML_1, "NewsItem"), (NEWSML_G2, "newsItem"),
                                              (RCV1, "newsitem"), (RITZAU, "RBNews")])  # fmt: skip
@pytest.mark.parametrize("content", ["&e8;", "<a>" * 300, "<p>" + "x" * 11_000_000, "<p a='1' a='2'/>", "<p>cut"])
def test_a_hostile_document_is_refused(tmp_path: Path, reader: Reader, root: str, content: str) -> None:
    path = tmp_path / "wire.xml"
    path.write_text(f"<!DOCTYPE {root} [{ENTITIES}]><{root}>{content}</{root}>")
    reading = Reading(COLUMNS, ignore, ignore, lambda *_: iter(()))
    with pytest.raises(CorpusError):
        accept(reader.read(path, reading))
