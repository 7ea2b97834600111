"""A trained recommender on disk: what is loaded is what was saved, or is refused."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender import Recommender, Request
from recommender.errors import SnapshotError
from recommender.snapshots.snapshot import Snapshot, open_snapshot
from tests.support.builders import article, law
from tests.support.pages import TEXTS, as_bytes, corpus, seeds


@pytest.fixture(scope="module")
def small() -> Recommender:
    return Recommender.fit(corpus())


def test_what_is_loaded_answers_byte_for_byte_like_what_was_saved(sample: Recommender, tmp_path: Path) -> None:
    sample.save(tmp_path / "model")
    loaded = Recommender.load(tmp_path / "model", version=sample.version)
    assert loaded.policies == sample.policies
    for article_id in seeds(sample):
        one, other = sample.seed(article_id), loaded.seed(article_id)
        assert as_bytes(sample.page(one, Request(k=8))) == as_bytes(loaded.page(other, Request(k=8)))
        assert sample.ranking(article_id, "similar", 50) == loaded.ranking(article_id, "similar", 50)
        draft = replace(one.article, article_id="draft", text=one.article.text[::2] + one.article.text)  # type: ignore[arg-type]
        assert as_bytes(sample.page(sample.draft(draft))) == as_bytes(loaded.page(loaded.draft(draft)))
        near = sample.ranking(article_id, "none", 1)[0]
        assert as_bytes(sample.explain(one, near)) == as_bytes(loaded.explain(other, near))


def test_a_snapshot_is_named_by_its_folder_and_tells_what_is_in_it(small: Recommender, tmp_path: Path) -> None:
    small.save(tmp_path / "000042", {"training": {"articles": 6}})
    loaded = Recommender.load(tmp_path / "000042")
    assert loaded.version == "000042"
    assert loaded.facts["training"] == {"articles": 6}
    assert loaded.facts["corpus"] == {"articles": len(TEXTS), "digest": small.index.base.catalogue.digest()}


@pytest.mark.parametrize("others", [TEXTS[:5], (*TEXTS, "One story more"), tuple(text[::-1] for text in TEXTS)])
def test_a_snapshot_of_mismatched_parts_is_refused(small: Recommender, tmp_path: Path, others: tuple[str, ...]) -> None:
    """A part of another model, whole and well signed as it is, would answer nonsense."""
    small.save(tmp_path / "one")
    Recommender.fit(corpus(*others)).save(tmp_path / "other")
    one, other = (open_snapshot(tmp_path / name) for name in ("one", "other"))
    rooms = sorted({name.partition(".")[0] for name in one.arrays})
    refused = set()
    for room in rooms:
        mixed = {name: (other if name.startswith(f"{room}.") else one).arrays[name] for name in one.arrays}
        try:
            Recommender.of_snapshot(replace(one, arrays=mixed), version="mixed")
        except SnapshotError:
            refused.add(room)
    assert refused == set(rooms)


def test_a_part_of_another_corpus_with_the_same_words_is_refused(tmp_path: Path) -> None:
    for name, times in (("one", 2), ("other", 3)):
        Recommender.fit(corpus(*TEXTS * times)).save(tmp_path / name)
    one, other = (open_snapshot(tmp_path / name) for name in ("one", "other"))
    for room in ("catalogue", "index", "expansion"):
        mixed = {name: (other if name.startswith(f"{room}.") else one).arrays[name] for name in one.arrays}
        with pytest.raises(SnapshotError):
            Recommender.of_snapshot(replace(one, arrays=mixed), version="mixed")


@pytest.mark.parametrize(
    "facts",
    [{}, {"parameters": None}, {"parameters": {}}, {"parameters": []}, {"parameters": {"model": {}, "expansion": {}}}],
)
def test_a_snapshot_without_parameters_is_refused(small: Recommender, tmp_path: Path, facts: dict[str, Any]) -> None:
    small.save(tmp_path / "whole")
    without = replace(open_snapshot(tmp_path / "whole"), facts=facts)
    with pytest.raises(SnapshotError):
        Recommender.of_snapshot(without, version="without")


def test_a_snapshot_without_any_one_array_is_refused_by_a_known_error(small: Recommender, tmp_path: Path) -> None:
    small.save(tmp_path / "whole")
    whole = open_snapshot(tmp_path / "whole")
    for name in whole.arrays:
        rest = {other: array for other, array in whole.arrays.items() if other != name}
        with pytest.raises(SnapshotError):
            Recommender.of_snapshot(replace(whole, arrays=rest), version="rest")


def damaged(array: NDArray[Any], data: st.DataObject) -> NDArray[Any]:
    """Return an array with some of its values changed, swapped or shuffled."""
    changed = np.array(array).reshape(-1)
    if data.draw(st.booleans()):
        np.random.default_rng(data.draw(st.integers(0, 9))).shuffle(changed)
    content = changed.view(np.uint8)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[at] = data.draw(st.sampled_from([0, 1, 127, 128, 255]))
    return changed.reshape(array.shape)


def used(recommender: Recommender) -> None:
    """Use what loops read: boxes of articles and of a draft, reasons, stories, trends, drift, and changes."""
    for article_id in recommender.catalogue.article_ids():
        recommender.page(recommender.seed(article_id)).to_record()
    recommender.explain(recommender.seed("a0"), "a1").to_record()
    recommender.page(recommender.draft(article(article_id="d", text=TEXTS[0]))).to_record()
    changes = {"new": article(article_id="new", text=TEXTS[1]), "a1": None}
    recommender.with_changes(changes).page(recommender.seed("a0")).to_record()
    recommender.drift()


@pytest.fixture(scope="module")
def whole(small: Recommender, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("snapshots") / "whole"
    small.save(folder)
    return open_snapshot(folder, verify=False)


@settings(law, max_examples=60)
@given(data=st.data())
def test_damaged_arrays_are_an_error_when_they_are_mapped_or_do_no_harm(whole: Snapshot, data: st.DataObject) -> None:
    """Also where no digest is compared: compiled loops that read past an array would end the process."""
    name = data.draw(st.sampled_from(sorted(name for name, array in whole.arrays.items() if array.size)))
    arrays = {**whole.arrays, name: damaged(whole.arrays[name], data)}
    with suppress(SnapshotError):
        used(Recommender.of_snapshot(replace(whole, arrays=arrays), version="damaged"))
