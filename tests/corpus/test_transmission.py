"""Transmissions of wires: messages between control characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.transmission import Message, messages, read_wire, sent_at
from recommender.errors import CorpusError
from tests.support.sources import put


def test_messages_are_parted_wherever_one_ends() -> None:
    text = "noise\n\x16\x01h1\n\x02t1\x03e1\n\x04\x7f\x7f\n\x01h2\n\x02t2\x01h3"
    assert list(messages(text)) == [
        Message(2, "h1\n", "t1", "e1\n"), Message(5, "h2\n", "t2", ""), Message(6, "h3", "", ""),
    ]  # fmt: skip


@given(st.text(alphabet="\x01\x02\x03\x04\n ab"))
def test_no_text_is_in_two_messages(text: str) -> None:
    assert sum(len(part) for each in messages(text) for part in each[1:]) <= len(text)


@pytest.mark.parametrize(
    ("parts", "time"),
    [
        (("26", "03", "14", "0740", "GMT"), "2026-03-14T07:40:00+00:00"),
        (("79", "Mai", "01", "0740", "MEZ"), "1979-05-01T07:40:00+01:00"),
        (("2026", "Mar", "14", "07:40", "ET"), "2026-03-14T07:40:00-04:00"),
        (("26", "Dez", "31", "2359", None), "2026-12-31T23:59:00"),
        (("26", "Xyz", "31", "2359", None), None),
        (("26", "02", "30", "2359", "GMT"), None),
        (("26", "02", "03", "2460", "GMT"), None),
    ],
)
def test_times_of_trailers_keep_their_zone(parts: tuple[str, str, str, str, str | None], time: str | None) -> None:
    assert sent_at(*parts) == time


def test_the_encoding_is_told_although_there_are_controls(tmp_path: Path) -> None:
    assert "Müller" in read_wire(put(tmp_path, "a", "\x01a\x02Thomas Müller spielt\x03".encode("cp1252")), None)
    assert "Müller" in read_wire(put(tmp_path, "a", "\x01a\x02Müller\x03".encode()), None)
    with pytest.raises(CorpusError, match="known encoding"):
        read_wire(put(tmp_path, "a", bytes(range(1, 256))), None)


def test_signs_of_a_beginning_without_a_message_are_none() -> None:
    assert list(messages("\x01" * 1_000 + "h\x02t")) == [Message(1, "h", "t", "")]
