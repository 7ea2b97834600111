"""Packed bodies: each way that servers pack, and bombs that cost no more than they may."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.training.following.unpacking import BodyError, unpacked

BODY = b"The ferry came back. " * 50


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", gzip.compress(BODY)),
        ("X-GZip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
        ("gzip", gzip.compress(BODY) + b"padding"),
    ],
)
def test_every_way_of_packing_is_undone(coding: str, packed: bytes) -> None:
    assert unpacked([packed[:7], packed[7:]], coding, len(BODY)) == BODY


@pytest.mark.parametrize(
    ("coding", "packed", "reason"),
    [
        ("", BODY, "longer than 1000 bytes"),
        ("gzip", gzip.compress(b"0" * 50_000_000), "longer than 1000 bytes"),
        ("gzip", gzip.compress(b"0" * 500_000), "longer than 1000 bytes, unpacked"),
        ("gzip", gzip.compress(b"abc")[:-5], "cut off"),
        ("gzip", b"no gzip", "damaged"),
        ("deflate", b"\xff\xff\xff", "damaged"),
        ("br", b"x", "not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"abc")), "not asked for"),
    ],
)
def test_what_is_too_long_or_damaged_is_refused(coding: str, packed: bytes, reason: str) -> None:
    with pytest.raises(BodyError, match=reason):
        unpacked([packed], coding, 1000)


def test_an_empty_body_is_empty_however_it_is_packed() -> None:
    assert unpacked([], "gzip", 10) == b""


@given(st.binary(max_size=200), st.sampled_from(["", "gzip", "deflate"]))
def test_any_bytes_are_a_body_or_an_error(packed: bytes, coding: str) -> None:
    with suppress(BodyError):
        assert len(unpacked([packed], coding, 500)) <= 500
