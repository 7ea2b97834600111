"""Tags → rows: every spelling of a tag, of what was trained and of what has come since."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from recommender import Recommender
from recommender.index import tags
from recommender.index.catalogue import Catalogue
from recommender.index.tags import tag_key
from tests.support.builders import article


def tagged(name: str, *of: str, day: int = 1) -> Any:
    return article(article_id=name, tags=list(of), published_at=datetime(2026, 4, day, tzinfo=UTC))


def ids_of(catalogue: Catalogue, tag: str) -> list[str]:
    return [catalogue.ids[row] for row in np.flatnonzero(catalogue.tagged(tag_key(tag))).tolist()]


@pytest.mark.parametrize("tag", ["Thames Water", "thames water", "  THAMES \t water", "Ｔｈａｍｅｓ Ｗａｔｅｒ"])
def test_all_spellings_are_one_tag(tag: str) -> None:
    catalogue = Catalogue.build(
        [tagged("a", "Thames Water", "Ofwat"), tagged("b", "Thames"), tagged("c", "THAMES WATER")]
    )
    assert ids_of(catalogue, tag) == ["a", "c"]


def test_a_tag_that_nothing_has_has_no_rows() -> None:
    catalogue = Catalogue.build([tagged("a", "Ofwat"), article(article_id="b")])
    assert ids_of(catalogue, "Thames") == ids_of(catalogue, "") == []


def test_of_very_many_articles_the_newest_are_read_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tags, "MOST_READ", 2)
    catalogue = Catalogue.build([tagged("a", "flood", day=2), tagged("b", "flood"), tagged("c", "flood", day=3)])
    assert ids_of(catalogue, "flood") == ["a", "c"]
    monkeypatch.setattr(Catalogue, "metadata", None)
    assert ids_of(catalogue, "flood") == ["a", "c"]


def test_a_catalogue_whose_tags_were_read_travels_to_another_process() -> None:
    catalogue = Catalogue.build([tagged("a", "flood")])
    assert ids_of(catalogue, "flood") == ["a"]
    assert ids_of(pickle.loads(pickle.dumps(catalogue)), "flood") == ["a"]


def test_what_is_written_and_taken_down_since_counts() -> None:
    recommender = Recommender.fit([article(article_id=name, title="A storm", tags=["storm"]) for name in "abc"])
    changed = recommender.with_changes({"a": None, "b": tagged("b", "calm"), "d": tagged("d", "Storm")})
    parts = changed.catalogue.parts()
    live = [
        part.columns.ids[row] for part in parts[1:] for row in np.flatnonzero(part.columns.tagged("storm")).tolist()
    ]
    assert live == ["d"]
