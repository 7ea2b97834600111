"""Acts: what was done is undone exactly, once, and by the session that did it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recommender import Recommender
from recommender.api import sessions
from recommender.api.acts import WAYS, Act, take_down
from recommender.api.sessions import Session
from recommender.store import Store, StoredArticle, Tombstone
from tests.support.builders import article

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
KEY = "the-key-of-an-editor"


@pytest.fixture(scope="module")
def served() -> Recommender:
    """Return a model of two articles."""
    return Recommender.fit(
        [article(article_id="a", title="Harbour wall holds"), article(article_id="b", title="Cup final")]
    )


def session(author: str = "Ada") -> Session:
    found = sessions.read(sessions.begin(author, KEY, NOW), [KEY], NOW)
    assert found is not None
    return found


def test_an_act_is_named_by_the_session_that_did_it_and_no_other() -> None:
    ada, ben = session(), session("Ben")
    for way in WAYS:
        name = Act(7, way).signed(ada)
        assert Act.read(name, ada) == Act(7, way)
        assert Act.read(name, ben) is None
        assert Act.read(name, session()) is None
        assert Act.read(name.replace("7", "8", 1), ada) is None
    for forged in ("", ".", "7.0.", "7.0.00", "7", "x.y.z", "7.0.ключ", "\ud800"):
        assert Act.read(forged, ada) is None


def test_undoing_a_decision_restores_what_it_replaced(store: Store, served: Recommender) -> None:
    first, second = {"action": "mute", "term": "storm"}, {"action": "mute", "term": "storm", "note": "for good"}
    store.overrides.put("o", first, author="Ada")
    act = Act(store.overrides.put("o", second, author="Ben"))
    undone = act.undo(store, served, "Ben")
    assert store.overrides.get("o") == first
    assert undone == Act(3)
    assert undone.undo(store, served, "Ben") == Act(4)  # and that is undone, too
    assert store.overrides.get("o") == second


def test_undoing_the_first_decision_about_a_subject_leaves_none_and_undoing_that_brings_it_back(
    store: Store, served: Recommender
) -> None:
    act = Act(store.overrides.put("o", {"action": "mute"}, author="Ada"))
    undone = act.undo(store, served, "Ada")
    assert store.overrides.get("o") is None
    assert act.undo(store, served, "Ada") == undone  # the second of two clicks
    assert store.overrides.get("o") is None
    undone.undo(store, served, "Ada")
    assert store.overrides.get("o") == {"action": "mute"}


def test_what_another_has_changed_since_is_not_undone(store: Store, served: Recommender) -> None:
    act = Act(store.overrides.put("o", {"note": "Ada's"}, author="Ada"))
    store.overrides.put("o", {"note": "Ben's"}, author="Ben")
    assert act.undo(store, served, "Ada") == Act(2)
    assert store.overrides.get("o") == {"note": "Ben's"}
    assert store.last_change() == 2
    assert Act(99).undo(store, served, "Ada") == Act(0)


def test_a_take_down_is_undone_while_the_model_has_the_article_as_it_was(store: Store, served: Recommender) -> None:
    store.put(article(article_id="a", title="Harbour wall holds"))
    for hold in (False, True):
        act = take_down(store, served, "a", hold=hold, author="Ada", note="")
        assert act.way == "bring back"
        assert isinstance(store.get("a"), Tombstone)
        for _ in range(2):
            assert act.undo(store, served, "Ada").way == "undone"
            stored = store.get("a")
            assert isinstance(stored, StoredArticle)
            assert stored.article.title == "Harbour wall holds"
    assert take_down(store, served, "b", hold=False, author="Ada", note="").way == "bring back"  # not stored at all


def test_a_take_down_of_what_the_model_has_not_as_it_was_cannot_be_undone(store: Store, served: Recommender) -> None:
    store.put(article(article_id="a", title="Harbour wall breaks"))
    store.put(article(article_id="new", title="Harbour wall mended"))
    for article_id in ("a", "new", "nobody"):
        act = take_down(store, served, article_id, hold=False, author="Ada", note="")
        assert act.way == "none"
        act.undo(store, served, "Ada")
        assert isinstance(store.get(article_id), Tombstone)


def test_a_hold_is_released_and_a_release_is_held_again(store: Store, served: Recommender) -> None:
    store.delete("x")
    act = take_down(store, served, "x", hold=True, author="Ada", note="")
    assert act.way == "release"
    for on_hold in (False, True, False):
        act = act.undo(store, served, "Ada")
        stored = store.get("x")
        assert isinstance(stored, Tombstone)
        assert stored.on_hold == on_hold
    again = take_down(store, served, "x", hold=False, author="Ada", note="")
    assert again.way == "none"


def test_what_has_happened_to_an_article_since_stays(store: Store, served: Recommender) -> None:
    act = take_down(store, served, "a", hold=False, author="Ada", note="")
    store.put(article(article_id="a", title="A new version"))
    assert act.undo(store, served, "Ada").way == "undone"
    stored = store.get("a")
    assert isinstance(stored, StoredArticle)
    assert stored.article.title == "A new version"
