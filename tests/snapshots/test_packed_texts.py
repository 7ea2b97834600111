"""Laws and damage of compressed texts: each comes back whole by itself, or is refused."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots import packed_texts
from recommender.snapshots.packed_texts import MAX_TEXT_BYTES, PackedTexts, TextPacking
from tests.support.builders import law

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
# Enough that is alike for a dictionary to be made.
ALIKE = [
    f"The council of ward {number} has voted on the harbour wall, reports the {number}th gazette." * 3
    for number in range(600)
]


def of_arrays(arrays: dict[str, NDArray[Any]]) -> PackedTexts:
    return PackedTexts.from_arrays(arrays, "texts")


def arrays_of(texts: PackedTexts) -> dict[str, NDArray[Any]]:
    return {name: array.copy() for name, array in texts.to_arrays("texts").items()}


@law
@given(st.lists(TEXTS | st.sampled_from(["", "\0", "a" * 300_000, "🦊" * 999, "\ufeffé"])))
@example([])
@example([""])
@example(["", "", "x"])
def test_every_text_comes_back(texts: list[str]) -> None:
    packed = of_arrays(PackedTexts.of(texts).to_arrays("texts"))
    assert list(packed) == texts
    assert len(packed) == len(texts)
    assert packed[1:4] == texts[1:4]


@law
@given(st.lists(TEXTS, max_size=5))
def test_texts_come_back_that_share_a_dictionary(texts: list[str]) -> None:
    packed = of_arrays(PackedTexts.of([*ALIKE, *texts]).to_arrays("texts"))
    assert len(packed.dictionary)
    assert list(packed) == [*ALIKE, *texts]


def test_a_dictionary_makes_texts_smaller_that_are_alike() -> None:
    packed = PackedTexts.of(ALIKE)
    alone = sum(len(zstandard.compress(text.encode())) for text in ALIKE)
    assert len(packed.data) + len(packed.dictionary) < 0.8 * alone


def test_texts_that_have_nothing_in_common_have_no_dictionary() -> None:
    assert not len(PackedTexts.of(["a"] * 1_000).dictionary)
    assert not len(PackedTexts.of([""] * 1_000).dictionary)
    assert not len(PackedTexts.of([text * 100 for text in ALIKE[:20]]).dictionary)


@pytest.mark.parametrize("kept_bytes", [0, 5_000, 1 << 20])
def test_texts_packed_as_they_come_are_the_same(kept_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_texts, "KEPT_BYTES", kept_bytes)
    packing = TextPacking()
    for text in ALIKE:
        packing.add(text)
    order = range(len(ALIKE) - 1, 0, -3)
    assert list(packing.finish(order)) == [ALIKE[number] for number in order]


@pytest.mark.parametrize("row", [-1, 2, 10**30])
def test_a_row_outside_is_an_index_error(row: int) -> None:
    with pytest.raises(IndexError):
        PackedTexts.of(["a", "b"])[row]


def test_a_text_past_the_limit_is_refused_before_it_is_packed() -> None:
    assert PackedTexts.of(["x" * MAX_TEXT_BYTES])[0] == "x" * MAX_TEXT_BYTES
    with pytest.raises(ValueError, match="text: expected at most"):
        PackedTexts.of(["é" * (MAX_TEXT_BYTES // 2 + 1)])


def test_threads_read_the_same_texts() -> None:
    packed = PackedTexts.of(ALIKE)
    with ThreadPoolExecutor(4) as pool:
        assert all(each == ALIKE for each in pool.map(lambda _: list(packed), range(8)))


def test_texts_go_to_other_processes() -> None:
    packed = PackedTexts.of(ALIKE)
    assert packed[3] == ALIKE[3]  # by a decompressor, which stays here
    assert list(pickle.loads(pickle.dumps(packed))) == ALIKE


# --- Damage ---


@pytest.mark.parametrize("at", range(0, 60, 3))
@pytest.mark.parametrize("texts", [["A text.", "Another text, longer than it."], ALIKE], ids=["alone", "alike"])
def test_a_flipped_bit_is_refused_or_changes_nothing(texts: list[str], at: int) -> None:
    arrays = arrays_of(PackedTexts.of(texts))
    arrays["texts_data"][at % len(arrays["texts_data"])] ^= 1 << at % 8
    damaged = of_arrays(arrays)
    for row, text in enumerate(texts):
        try:
            assert damaged[row] == text
        except SnapshotError:
            break


def test_a_flipped_bit_in_the_dictionary_never_changes_a_text_silently() -> None:
    whole = PackedTexts.of(ALIKE)
    for at in range(0, len(whole.dictionary), 7):
        arrays = arrays_of(whole)
        arrays["texts_dictionary"][at] ^= 16
        damaged = of_arrays(arrays)
        for row in range(0, len(ALIKE), 100):
            try:
                assert damaged[row] == ALIKE[row]
            except SnapshotError:
                continue


def bomb(size: int) -> bytes:
    return zstandard.compress(b"\0" * size)


FRAMES: dict[str, bytes] = {
    "no frame": b"what is this",
    "half a frame": zstandard.compress(b"abcdefgh" * 9)[:-3],
    "two frames": zstandard.compress(b"a") + zstandard.compress(b"b"),
    "something after a frame": zstandard.compress(b"a") + b"b",
    "a bomb": bomb(MAX_TEXT_BYTES + 1),
    "a bomb of unknown size": zstandard.ZstdCompressor(write_content_size=False).compress(b"\0" * 100_000),
    "a frame of nothing": zstandard.compress(b""),
    "no UTF-8": zstandard.compress(b"\xff\xfe"),
    "a surrogate": zstandard.compress("\ud800".encode("utf-8", "surrogatepass")),
    "one byte": b"(",
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_what_is_no_text_is_refused_when_it_is_read(frame: bytes) -> None:
    texts = PackedTexts(np.frombuffer(frame, np.uint8), np.array([0, len(frame)]), np.empty(0, np.uint8))
    with pytest.raises(SnapshotError):
        texts[0]


@pytest.mark.parametrize("offsets", [[], [0], [0, 12], [0, 9, 5, 31], [1, 5, 31], [0, 5, 10**6]], ids=str)
@pytest.mark.parametrize("dtype", [np.uint32, np.int64])
def test_offsets_that_do_not_cover_the_frames_are_refused(offsets: list[int], dtype: type) -> None:
    arrays = arrays_of(PackedTexts.of(["A text.", "Another"])) | {"texts_offsets": np.array(offsets, dtype)}
    with pytest.raises(SnapshotError):
        of_arrays(arrays)


@pytest.mark.parametrize("name", ["texts_data", "texts_offsets", "texts_dictionary"])
@pytest.mark.parametrize("damage", [lambda _: None, lambda array: array.astype(np.int16)], ids=["none", "another type"])
def test_an_array_that_is_missing_or_of_another_type_is_refused(name: str, damage: Callable[[Any], Any]) -> None:
    arrays = arrays_of(PackedTexts.of(["A text."]))
    damaged = damage(arrays.pop(name))
    with pytest.raises(SnapshotError):
        of_arrays(arrays if damaged is None else arrays | {name: damaged})
