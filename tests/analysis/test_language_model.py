"""The detector of languages: mapped from files it is the same, and without them it is there too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import py3langid
import pytest

from recommender.analysis import language_model, shared_arrays
from recommender.analysis.language_model import detector
from recommender.analysis.shared_arrays import cache_folder

TEXTS = [
    "Storm hits the coast",
    "Pêcheurs sauvés en mer",
    "Шторм обрушился на побережье",
    "台風が海岸を襲う",
    "",
    "12 34",
]


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    detector.cache_clear()
    yield cache_folder()
    detector.cache_clear()


def test_what_is_mapped_ranks_like_what_is_unpacked(cached: Path) -> None:
    for _ in range(2):  # written, then read
        assert [detector().rank(text) for text in TEXTS] == [py3langid.rank(text) for text in TEXTS]
        detector.cache_clear()
    [folder] = cached.iterdir()
    assert (folder / "manifest.json").exists()


@pytest.mark.parametrize("name", ["manifest.json", "moves.npy", "table.npy"])
def test_what_is_damaged_is_written_anew(cached: Path, name: str) -> None:
    detector()
    [folder] = cached.iterdir()
    (folder / name).write_bytes(b"x")
    detector.cache_clear()
    assert detector().rank(TEXTS[0]) == py3langid.rank(TEXTS[0])
    assert (folder / name).read_bytes() != b"x"


def test_where_nothing_can_be_written_languages_are_detected_all_the_same(
    cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached.write_bytes(b"a file in the place of the folder")
    assert detector().rank(TEXTS[0]) == py3langid.rank(TEXTS[0])


def test_another_py3langid_is_used_as_it_is(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, identifier: object) -> None:
        raise AttributeError("tk_row")

    monkeypatch.setattr(language_model, "_write", fail)
    assert detector().rank(TEXTS[0]) == py3langid.rank(TEXTS[0])
    assert not cached.exists()


def test_a_user_without_a_home_detects_languages_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(shared_arrays, "cache_folder", fail)
    detector.cache_clear()
    assert detector().rank(TEXTS[0]) == py3langid.rank(TEXTS[0])
    detector.cache_clear()
