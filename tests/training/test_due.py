"""When a training is due: when the store has moved away from the current model, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender import Recommender, Registry
from recommender.article import Article
from recommender.errors import CorpusError
from recommender.serving import replay_changes
from recommender.store import Store
from recommender.training import Callbacks, Limits, Sources, assess, train
from recommender.training.job import current_model
from tests.support.builders import article
from tests.support.terminal import Command
from tests.support.training import STRICT, refuse

NEVER = Limits(1, 1, 10)


def corpus(n: int, word: str = "ferry", start: int = 0) -> list[Article]:
    return [
        article(article_id=f"{word}{number:04}", title=f"A {word} stops at pier {number % 7}", language="en")
        for number in range(start, start + n)
    ]


@pytest.fixture
def store(store: Store) -> Store:
    """Return a store of a hundred articles."""
    store.put_many(corpus(100))
    return store


def trained(url: str, registry: Registry) -> Recommender:
    version = train(Sources([url]), registry, callbacks=STRICT).version or ""
    return Recommender.load(registry.folder(version), version=version)


def test_a_model_knows_the_store_it_was_trained_from(store: Store, url: str, registry: Registry) -> None:
    assert trained(url, registry).facts["store"] == {"identity": store.identity, "change": 100}


def test_what_changes_during_a_training_is_replayed_once(store: Store, url: str, registry: Registry) -> None:
    """Model and replay together are the store, whatever was written while the model was trained."""
    read: list[str] = []

    def write_meanwhile(one: Article) -> None:
        read.append(one.article_id)
        if len(read) == 50:
            store.put(article(article_id="ferry0000", title="Edited after it was read", language="en"))
            store.put(article(article_id="ferry0099", title="Edited before it was read", language="en"))
            store.delete("ferry0001")
            store.put(article(article_id="new", title="A new ferry", language="en"))

    version = train(Sources([url]), registry, callbacks=Callbacks(refuse, seen=write_meanwhile)).version or ""
    state = replay_changes(Recommender.load(registry.folder(version), version=version), store)
    assert len(read) == 100
    assert (state.change, len(state.recommender.index)) == (104, store.count())
    assert sorted((one.article_id, one.title) for one in state.recommender.catalogue) == sorted(
        (one.article_id, one.title) for one in store.articles().articles
    )


def test_of_two_stores_no_state_is_noted(store: Store, url: str, registry: Registry, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    with Store.open(other) as second:
        second.put_many(corpus(3, "storm"))
    report = train(Sources([url, other]), registry, callbacks=STRICT)
    assert (report.articles, report.to_record()["store"]) == (103, None)
    assert "store" not in registry.manifest("000001")["facts"]


def test_without_a_model_a_training_is_due(store: Store) -> None:
    due = assess(None, store, NEVER)
    assert (due.reasons, due.changed) == (("there is no current model",), 100)


def test_just_after_a_training_none_is_due(store: Store, url: str, registry: Registry) -> None:
    due = assess(trained(url, registry), store, Limits(0, 0, 0))
    assert not due
    assert due.to_record() == {
        "due": False, "reasons": [], "changed": 0, "changed_share": 0.0, "oov_share": 0.0, "idf_drift": 0.0,
    }  # fmt: skip


def test_a_training_that_was_not_due_has_no_time(store: Store, url: str, registry: Registry) -> None:
    assert store.count()
    trained(url, registry)
    report = train(Sources([url]), registry, if_due=NEVER, callbacks=STRICT)
    assert (report.version, report.to_record()["trained_at"]) == (None, None)
    assert train(Sources([url]), registry, if_due=Limits(-1), callbacks=STRICT).to_record()["trained_at"] is not None


def test_a_model_of_another_store_is_due(store: Store, url: str, registry: Registry, tmp_path: Path) -> None:
    model = trained(url, registry)
    with Store.open(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        assert assess(model, other, NEVER).reasons == ("model 000001 was not trained from this store",)


def test_changes_of_every_kind_count(store: Store, url: str, registry: Registry) -> None:
    model = trained(url, registry)
    store.put_many(corpus(2, start=100))
    store.put(article(article_id="ferry0000", title="A ferry stops", language="en"))
    store.delete("ferry0001")
    store.delete("ferry0001", hold=True)
    assert not assess(model, store, Limits(changed_share=0.04, oov_share=1, idf_drift=10))
    due = assess(model, store, Limits(changed_share=0.039))
    assert due.reasons == ("4 articles have changed, 4.0% of the model's: more than 3.9%",)
    assert (due.changed, due.changed_share, due.drift) == (4, 0.04, None)


def test_words_that_the_model_does_not_know_make_it_due(store: Store, url: str, registry: Registry) -> None:
    model = trained(url, registry)
    store.put(article(article_id="new", title="Volcano erupts, ferry stops", language="en"))
    assert not assess(model, store, Limits(oov_share=0.5, idf_drift=10))
    (reason,) = assess(model, store, Limits(oov_share=0.49, idf_drift=10)).reasons
    assert reason == "50.0% of the words of the articles since are not known to the model: more than 49.0%"


def test_weights_that_would_change_make_it_due(store: Store, url: str, registry: Registry) -> None:
    store.put(article(article_id="rare", title="A volcano", language="en"))
    model = trained(url, registry)
    store.put_many(corpus(9, "volcano"))
    due = assess(model, store, Limits(oov_share=1, idf_drift=0.01))
    assert due.drift is not None
    assert due.drift.idf_drift > 0.05
    assert [reason.partition(" by ")[0] for reason in due.reasons] == ["the weights of their words would change"]


def test_a_training_only_if_due_reads_nothing_when_it_is_not(store: Store, url: str, registry: Registry) -> None:
    assert train(Sources([url]), registry, if_due=Limits(), callbacks=STRICT).version == "000001"
    report = train(Sources([url]), registry, if_due=Limits(), callbacks=STRICT)
    assert (report.version, report.seconds, registry.versions()) == (None, {}, ["000001"])
    assert report.to_record()["due"] == assess(current_model(registry), store, Limits()).to_record()
    store.put_many(corpus(11, "storm"))
    assert train(Sources([url]), registry, if_due=Limits(), callbacks=STRICT).version == "000002"


def test_without_a_store_nobody_can_tell(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="expected one store, to tell whether a training is due, found 0"):
        train(Sources([tmp_path]), registry, if_due=Limits(), callbacks=STRICT)


def test_a_store_put_back_to_an_older_copy_is_due(store: Store, url: str, registry: Registry, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((tmp_path / "store.sqlite").read_bytes())
    store.put_many(corpus(1, "storm"))
    model = trained(url, registry)
    with Store.open(f"sqlite:///{copy}") as older:
        assert assess(model, older, NEVER).reasons[0].startswith("the store has not come to change 101")


def test_the_command_trains_from_the_store_and_only_when_due(
    command: Command, store: Store, url: str, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["train", "--store", url, "--models", registry.path]
    assert command(*words, "--if-due", "--json").record["due"]["reasons"] == ["there is no current model"]
    said = command(*words, "--if-due")
    assert (said.code, said.out) == (0, "not due: 0 articles changed\n")
    monkeypatch.setenv("RECOMMENDER_STORE", url)
    assert command("train", "--models", registry.path, "--json").record["store"]["change"] == 100
    store.put_many(corpus(50, "storm"))
    shown = command("models", "show", "--models", registry.path, "--json").record
    assert (shown["version"], shown["due"]["due"], shown["due"]["changed"]) == ("000002", True, 50)
    monkeypatch.delenv("RECOMMENDER_STORE")
    assert "due" not in command("models", "show", "--models", registry.path, "--json").record


def test_if_due_without_a_store_ends_with_1(command: Command, tmp_path: Path) -> None:
    said = command("train", tmp_path, "--models", tmp_path / "models", "--if-due")
    assert (said.code, "expected one store" in said.err) == (1, True)
