"""Arrays that processes share: written once, read by all, made anew where they cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recommender.analysis import character_tables
from recommender.analysis import characters as analysis_characters
from recommender.analysis.character_tables import characters
from recommender.analysis.characters import classes
from recommender.analysis.shared_arrays import cache_folder, open_shared, write_shared
from recommender.errors import SnapshotError


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    characters.cache_clear()
    yield cache_folder()
    characters.cache_clear()


def test_arrays_are_read_back_mapped_and_replaced(cached: Path) -> None:
    with pytest.raises(SnapshotError):
        open_shared("numbers")
    for factor in (1, 2):
        write_shared("numbers", {"some": factor * np.arange(9)}, {"factor": factor})
        found = open_shared("numbers")
        assert found.arrays["some"].tolist() == [factor * each for each in range(9)]
        assert isinstance(found.arrays["some"].base, np.memmap | np.ndarray)
        assert not found.arrays["some"].flags.writeable
        assert found.facts["factor"] == factor
    assert [each.name for each in cached.iterdir()] == ["numbers"]


def test_the_tables_of_characters_are_made_once_for_all_processes(
    cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds, folds = (each.copy() for each in (characters().kinds, characters().folds))
    monkeypatch.setattr(character_tables, "_made", lambda: pytest.fail("made twice"))
    characters.cache_clear()
    assert np.array_equal(characters().kinds, kinds)
    assert np.array_equal(characters().folds, folds)
    assert any(each.name.startswith("characters-") for each in cached.iterdir())


def test_the_classes_of_characters_are_made_once_for_all_processes(
    cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classes.cache_clear()
    made = classes()
    monkeypatch.setattr(analysis_characters, "_made", lambda: pytest.fail("made twice"))
    classes.cache_clear()
    assert classes() == made
    classes.cache_clear()


@pytest.mark.parametrize("damage", [b"", b"x" * 1_000])
def test_tables_that_are_damaged_are_made_anew(cached: Path, damage: bytes) -> None:
    folds = characters().folds.copy()
    characters.cache_clear()
    [folder] = cached.glob("characters-*")
    (folder / "folds.npy").write_bytes(damage)
    for _ in range(2):  # made anew, then read
        assert np.array_equal(characters().folds, folds)
        characters.cache_clear()


def test_where_nothing_can_be_written_there_are_tables_all_the_same(cached: Path) -> None:
    cached.write_bytes(b"a file in the place of the folder")
    assert len(characters().kinds) > 1_000_000
    assert cached.is_file()
