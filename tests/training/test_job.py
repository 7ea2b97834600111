"""The job: what is read, fitted and published, and what its report says."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recommender import Article, Recommender, Registry, TfidfModel
from recommender.engine import FIT_STEPS
from recommender.errors import BusyError, CorpusError
from recommender.training import Callbacks, Sources, TrainingReport, fit, train
from tests.support.training import STRICT, refuse

WORDS = ["harbour", "bridge", "storm", "ferry", "council", "budget"]
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 4, 24, 18, 30, 15, 999, tzinfo=UTC)


def written(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def named(word: str) -> dict[str, object]:
    return {"article_id": word, "title": f"{word} news", "language": "en"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return written(tmp_path / "corpus.jsonl", *map(named, WORDS))


def test_a_training_reports_what_it_did(corpus: Path, registry: Registry) -> None:
    report = train(Sources([corpus]), registry, now=NOW, callbacks=STRICT)
    assert (report.version, report.articles, report.refused) == ("000001", 6, 0)
    assert report.columns > 0
    assert list(report.seconds) == ["read", *FIT_STEPS, "publish"]
    assert min(report.seconds.values()) >= 0
    assert report.trained_at == datetime(2026, 4, 24, 18, 30, 15, tzinfo=UTC)
    assert json.loads(json.dumps(report.to_record()))["trained_at"] == "2026-04-24T18:30:15Z"


def test_what_is_published_is_what_python_fits(corpus: Path, registry: Registry) -> None:
    train(Sources([corpus]), registry, now=NOW, callbacks=STRICT)
    published, version = registry.open_current()
    loaded = Recommender.of_snapshot(published, version=version)
    fitted = Recommender.fit(Sources([corpus]).read(refuse))
    assert list(loaded.catalogue) == list(fitted.catalogue)
    assert [loaded.ranking(word, "none", 9) for word in WORDS] == [fitted.ranking(word, "none", 9) for word in WORDS]


def test_the_manifest_tells_of_the_training(corpus: Path, registry: Registry) -> None:
    report = train(Sources([corpus]), registry, model=TfidfModel(k1=2.0), now=NOW, callbacks=STRICT)
    facts = registry.manifest(report.version or "")["facts"]
    assert (facts["training"]["articles"], facts["training"]["trained_at"]) == (6, "2026-04-24T18:30:15Z")
    assert "version" not in facts["training"]
    assert facts["parameters"]["model"]["k1"] == 2.0


def test_the_same_corpus_gives_the_same_arrays(corpus: Path, registry: Registry) -> None:
    backwards = written(corpus.with_name("backwards.jsonl"), *map(named, reversed(WORDS)))
    versions = [train(Sources([source]), registry, callbacks=STRICT).version or "" for source in (corpus, backwards)]
    first, second = (registry.manifest(version)["arrays"] for version in versions)
    assert first == second


def test_sources_are_read_one_after_the_other_and_the_newest_version_of_an_article_stays(
    tmp_path: Path, registry: Registry
) -> None:
    old = written(tmp_path / "old.jsonl", {**named("storm"), "published_at": "2026-04-01T00:00:00Z"}, named("ferry"))
    new = written(
        tmp_path / "new.jsonl", {**named("storm"), "title": "Corrected", "published_at": "2026-04-02T00:00:00Z"}
    )
    assert [article.article_id for article in Sources([new, old]).read(refuse)] == ["storm", "ferry"]
    recommender = fit(Sources([new, old]), callbacks=STRICT)
    assert {article.article_id: article.title for article in recommender.catalogue} == {
        "storm": "Corrected",
        "ferry": "ferry news",
    }


def test_refused_records_are_counted_and_handed_on(corpus: Path, registry: Registry) -> None:
    with corpus.open("a", encoding="utf-8") as file:
        file.write('not json\n{"article_id": "x"}\n')
    refused: list[CorpusError] = []
    report = train(Sources([corpus]), registry, callbacks=Callbacks(refused.append))
    assert (report.articles, report.refused) == (6, 2)
    assert [(error.path, error.line) for error in refused] == [(str(corpus), 7), (str(corpus), 8)]


def test_a_watcher_sees_each_article_and_each_step(corpus: Path, registry: Registry) -> None:
    told: list[str] = []

    def seen(article: Article) -> None:
        told.append(article.article_id)

    train(Sources([corpus]), registry, callbacks=Callbacks(refuse, seen=seen, began=told.append))
    assert told == ["read", *WORDS, *FIT_STEPS, "publish"]


def test_old_versions_make_room(corpus: Path, registry: Registry) -> None:
    for _ in range(3):
        train(Sources([corpus]), registry, keep=2, callbacks=STRICT)
    assert registry.versions() == ["000002", "000003"]


def test_a_source_that_cannot_be_read_publishes_nothing(corpus: Path, registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="missing"):
        train(Sources([corpus, tmp_path / "missing"]), registry, callbacks=STRICT)
    assert registry.versions() == []


def test_a_corpus_without_a_word_is_refused_by_name(registry: Registry, tmp_path: Path) -> None:
    signs = written(tmp_path / "signs.jsonl", {"article_id": "a", "title": "!!!"})
    with pytest.raises(CorpusError, match=r"signs\.jsonl") as refused:
        train(Sources([signs]), registry, callbacks=STRICT)
    assert refused.value.line is None
    assert registry.versions() == []


def test_a_training_that_fails_leaves_the_last_version(
    corpus: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(Sources([corpus]), registry, callbacks=STRICT)

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Recommender, "save", fail)
    with pytest.raises(OSError, match="full"):
        train(Sources([corpus]), registry, callbacks=STRICT)
    assert registry.versions() == [registry.verify()] == ["000001"]


def test_an_empty_report_can_be_shown() -> None:
    assert TrainingReport().to_record() == {
        "version": None,
        "trained_at": None,
        "articles": 0,
        "refused": 0,
        "columns": 0,
        "seconds": {},
        "store": None,
        "due": None,
        "gate": None,
        "coverage": None,
    }


def test_a_second_training_ends_at_once_and_the_next_may_begin(corpus: Path, registry: Registry) -> None:
    began: list[str] = []

    def meanwhile(step: str) -> None:
        began.append(step)
        with pytest.raises(BusyError, match="a training is under way elsewhere"):
            train(Sources([corpus]), registry, callbacks=STRICT)

    assert train(Sources([corpus]), registry, callbacks=Callbacks(refuse, began=meanwhile)).version == "000001"
    assert began == ["read", *FIT_STEPS, "publish"]
    assert train(Sources([corpus]), registry, callbacks=STRICT).version == "000002"


def test_a_training_that_was_killed_keeps_none_out(corpus: Path, registry: Registry) -> None:
    code = "import sys, pathlib; from recommender import Registry\n"
    code += "with Registry(pathlib.Path(sys.argv[1])).training(): print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(registry.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(BusyError):
            train(Sources([corpus]), registry, callbacks=STRICT)
        other.kill()
        other.wait()
        assert train(Sources([corpus]), registry, callbacks=STRICT).version == "000001"
