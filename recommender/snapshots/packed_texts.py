"""Many texts, each compressed by itself, so that any of them is read without its neighbours.

In: texts. Out: their frames of Zstandard (RFC 8878), end to end, and the dictionary that they share. The one idea: what
texts of one corpus have in common is in the dictionary, so that a text alone is packed as small as one of a block of
64 KB, and unpacked in a tenth of the time. Measured on 20,000 news texts of 6 KB each (Zstandard 1.5.7, one core):

| how | size | packing | reading one |
| --- | --- | --- | --- |
| zlib, level 6, blocks of 16 KB · 64 KB | .43 · .39 | 29 · 20 MB/s | 110 · 510 µs |
| Zstandard, level 3, blocks of 16 KB · 64 KB | .44 · .40 | 114 · 94 MB/s | 60 · 150 µs |
| zlib, level 6, a text by itself, with a dictionary | .37 | 12 MB/s | 57 µs |
| Zstandard, level 3, a text by itself, with a dictionary | .37 | 90 MB/s | 16 µs |
| the same, level 7 · `PARAMETERS` | .35 · .35 | 40 · 90 MB/s | no slower |

Every frame has its length and a checksum: what is damaged, or would grow past `MAX_TEXT_BYTES`, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any, Self

import numpy as np
import zstandard
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots.arrays import Offsets, TextRows, array_of, offsets_from, small_offsets_of

# What a text may grow to when it is unpacked. Above the longest text and metadata of an article, bytes; by hand.
MAX_TEXT_BYTES = 1 << 24
# How frames are compressed: matches of five bytes or more, the best of the last 32 places with the same hash, taken at
# once. No level of Zstandard's own says so: for texts of a few KB those look for matches of three and four bytes, which
# letters of a text have everywhere, and take twice the time for the same size.
PARAMETERS = zstandard.ZstdCompressionParameters(
    window_log=18, hash_log=18, chain_log=16, search_log=5, min_match=5, strategy=zstandard.STRATEGY_GREEDY,
    write_checksum=True, write_content_size=True, write_dict_id=False,
)  # fmt: skip
# Bytes of texts that are kept as they are before the dictionary is made. At least 1 MB; by hand, so that all but large
# corpora are packed into the same bytes in whatever order they are read.
KEPT_BYTES = 1 << 28
# How many texts the dictionary is made from, and of each how many bytes. At least 100; chosen from .37 of the size with
# 100 times as many.
SAMPLES, SAMPLE_BYTES = 1000, 1000
# The size of a dictionary, in bytes, and which share of the texts it is at most. By Zstandard's own default; by hand.
DICTIONARY_BYTES, DICTIONARY_SHARE = 112_640, 0.02
# Texts below which a dictionary is not worth its bytes. At least 8, texts; by hand.
MIN_SAMPLES = 100


class PackedTexts(TextRows):
    """Many compressed texts: their bytes are frames, one a text, none for an empty one.

    Attributes:
        dictionary: uint8 (n,), what all frames refer to; empty for none.
    """

    def __init__(self, data: NDArray[np.uint8], offsets: Offsets, dictionary: NDArray[np.uint8]) -> None:
        self.data = data
        self.offsets = offsets
        self.dictionary = dictionary
        # A decompressor serves one thread at a time.
        self._lock = Lock()

    @classmethod
    def of(cls, texts: Iterable[str]) -> PackedTexts:
        """Compress texts.

        Raises:
            ValueError: A text has more than `MAX_TEXT_BYTES`.
        """
        packing = TextPacking()
        for text in texts:
            packing.add(text)
        return packing.finish(range(len(packing)))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Self:
        """Return the texts of the arrays ``NAME_data``, ``NAME_offsets`` and ``NAME_dictionary``, without copying them.

        Raises:
            SnapshotError: They are missing or do not fit together.
        """
        data = array_of(arrays, f"{name}_data", np.uint8)
        offsets = small_offsets_of(arrays, f"{name}_offsets", len(data))
        return cls(data, offsets, array_of(arrays, f"{name}_dictionary", np.uint8))

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names that `from_arrays` reads."""
        return {f"{name}_data": self.data, f"{name}_offsets": self.offsets, f"{name}_dictionary": self.dictionary}

    def __reduce__(self) -> tuple[type[Self], tuple[NDArray[np.uint8], Offsets, NDArray[np.uint8]]]:
        return type(self), (self.data, self.offsets, self.dictionary)

    def _text_of(self, part: NDArray[np.uint8]) -> str:
        if not len(part):
            return ""
        frame = part.data
        try:
            if not 0 < zstandard.frame_content_size(frame) <= MAX_TEXT_BYTES:
                raise SnapshotError("texts", f"1 to {MAX_TEXT_BYTES} bytes", "a frame of another size")
            with self._lock:
                encoded: bytes = self._decompressor.decompress(frame, allow_extra_data=False)
            return encoded.decode()
        except (zstandard.ZstdError, UnicodeDecodeError) as error:
            raise SnapshotError("texts", "compressed UTF-8", error) from None

    @cached_property
    def _decompressor(self) -> zstandard.ZstdDecompressor:
        return zstandard.ZstdDecompressor(dict_data=_dictionary_of(self.dictionary.tobytes()))


class TextPacking:
    """Compresses texts one by one, so that a large corpus is never in memory as it is."""

    def __init__(self) -> None:
        self._frames: list[bytes] = []  # texts as they are, until the dictionary is made
        self._kept_bytes = 0
        self._dictionary = b""
        self._compress: Callable[[bytes], bytes] | None = None

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, text: str) -> None:
        """Take in a text.

        Raises:
            ValueError: It has more than `MAX_TEXT_BYTES`.
        """
        encoded = text.encode()
        if len(encoded) > MAX_TEXT_BYTES:
            raise ValueError(f"text: expected at most {MAX_TEXT_BYTES} bytes, found {len(encoded)}")
        if self._compress is not None:
            self._frames.append(self._compress(encoded) if encoded else b"")
            return
        self._frames.append(encoded)
        self._kept_bytes += len(encoded)
        if self._kept_bytes > KEPT_BYTES:
            self._begin(range(len(self)))

    def finish(self, order: Sequence[int]) -> PackedTexts:
        """Return some of the texts, by their numbers, in this order; nothing can be added any more."""
        if self._compress is None:
            self._begin(order)
        frames = [self._frames[number] for number in order]
        self._frames = []
        data = np.frombuffer(b"".join(frames), np.uint8)
        return PackedTexts(data, offsets_from(map(len, frames)), np.frombuffer(self._dictionary, np.uint8))

    def _begin(self, order: Sequence[int]) -> None:
        """Make the dictionary from some of the texts, and compress all."""
        texts = [self._frames[number] for number in order]
        size = min(DICTIONARY_BYTES, int(sum(map(len, texts)) * DICTIONARY_SHARE))
        samples = [text[:SAMPLE_BYTES] for text in texts[:: len(texts) // SAMPLES + 1] if text]
        if len(samples) >= MIN_SAMPLES:
            self._dictionary = _trained(samples, size)
        dictionary = _dictionary_of(self._dictionary)
        if dictionary is not None:
            dictionary.precompute_compress(compression_params=PARAMETERS)
        self._compress = zstandard.ZstdCompressor(dict_data=dictionary, compression_params=PARAMETERS).compress
        for number, text in enumerate(self._frames):
            self._frames[number] = self._compress(text) if text else b""


def _trained(samples: Sequence[bytes], size: int) -> bytes:
    try:
        return zstandard.train_dictionary(size, [*samples]).as_bytes()
    except zstandard.ZstdError:  # texts that have nothing in common, or too little of them
        return b""


def _dictionary_of(content: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(content) if content else None
