"""The gate: what is worse than the current model is not published, and the reason is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from recommender import Recommender, Registry
from recommender.evaluation import Qrels
from recommender.training import Gate, Sources, train
from recommender.training.gate import LEAST_JUDGED, MOST_SEEDS
from tests.support.builders import article
from tests.support.terminal import Command
from tests.support.training import STRICT

WORDS = ("ferry", "storm", "bridge", "strike", "council", "harbour", "budget", "hospital", "railway", "school")


def pairs(n: int, *, told_alike: bool = True) -> list[dict[str, object]]:
    """Return the records of n events, each told by two publishers who link each other; alike, or in words of no use."""
    records: list[dict[str, object]] = []
    for event in range(n):
        about = f"{WORDS[event % 10]} {WORDS[event // 10 % 10]} case{event}"
        for side, other in ("ab", "ba"):
            text = f"The {about} closes{event} at pier{event}." if told_alike else f"Words{event}{side} of nothing."
            records.append({
                "article_id": f"{event:03}{side}", "title": f"{about}: {side}" if told_alike else f"{side}{event}",
                "text": text, "publisher": f"P{side}", "published_at": "2026-03-14", "language": "en",
                "url": f"https://{side}.example/{event}", "links": [f"https://{other}.example/{event}"],
            })  # fmt: skip
    return records


def fitted(records: Sequence[dict[str, object]]) -> Recommender:
    return Recommender.fit(article(**record) for record in records)


def written(path: Path, records: Sequence[dict[str, object]]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


GOOD = fitted(pairs(30))


def test_the_first_model_is_measured_and_passes() -> None:
    found = Gate().compare(GOOD, None)
    assert (found.reasons, found.current, found.judged) == ((), None, 60)
    assert found.new.articles == 60
    assert found.new.quality == 1.0
    assert found.new.coverage["similar"] == 1.0


def test_a_model_beside_itself_passes() -> None:
    found = Gate(0, 0, 0).compare(GOOD, GOOD)
    assert found.reasons == ()
    assert found.new == found.current


def test_a_corpus_that_has_shrunk_by_more_than_is_allowed_is_refused() -> None:
    smaller = fitted(pairs(26))
    (reason,) = Gate(size_drop=0.1).compare(smaller, GOOD).reasons
    assert reason == "the corpus has shrunk from 60 articles to 52, by more than 10%"
    assert Gate(size_drop=0.14).compare(smaller, GOOD).reasons == ()


def test_worse_quality_and_emptier_boxes_are_refused_each_with_its_figures() -> None:
    worse = fitted(pairs(15) + pairs(30, told_alike=False)[30:])
    reasons = Gate().compare(worse, GOOD).reasons
    assert [reason.partition(" is ")[0].partition(" has ")[0] for reason in reasons] == ["the box similar", "nDCG@10"]
    assert "50.0% of the articles, at 100.0% before" in reasons[0]
    assert "1.000 before: a fall by more than 0.02" in reasons[1]
    assert Gate(quality_drop=0.6, coverage_drop=0.6).compare(worse, GOOD).reasons == ()


def test_quality_is_measured_on_what_both_know() -> None:
    """Articles that are new, or gone, are no fault of a model: the new half here is told in words of no use."""
    grown = fitted(
        pairs(30) + [{**each, "article_id": f"n{each['article_id']}"} for each in pairs(30, told_alike=False)]
    )
    found = Gate(0, 0, 0).compare(grown, GOOD)
    assert (found.reasons, found.judged) == ((), 60)


def test_too_few_judgements_measure_no_quality() -> None:
    few = fitted(pairs(LEAST_JUDGED // 2 - 1))
    found = Gate().compare(few, few)
    assert found.judged == LEAST_JUDGED - 2
    assert found.new.quality is found.to_record()["new"]["quality"] is None


def test_judgements_come_before_links_when_they_are_given() -> None:
    wrong = Qrels({f"{event:03}a": {f"{(event + 1) % 30:03}b": 2, "gone": 2} for event in range(30)})
    found = Gate(qrels=wrong).compare(GOOD, GOOD)
    assert found.judged == 30
    assert (found.new.quality or 0) < 0.7


def test_a_sample_is_measured_and_it_is_the_same_of_both() -> None:
    many = fitted(pairs(MOST_SEEDS))
    found = Gate(0, 0, 0).compare(many, many)
    assert (found.judged, found.new) == (MOST_SEEDS, found.current)


def test_corpora_that_share_no_article_are_compared_by_size_alone() -> None:
    others = fitted([{**each, "article_id": f"n{each['article_id']}"} for each in pairs(30)])
    found = Gate().compare(others, GOOD)
    assert (found.reasons, found.new.coverage, found.judged) == ((), {}, 0)


def test_what_is_refused_is_not_published_and_what_passes_is(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "models")
    good, half = written(tmp_path / "good.jsonl", pairs(20)), written(tmp_path / "half.jsonl", pairs(10))
    first = train(Sources([good]), registry, gate=Gate(), callbacks=STRICT)
    assert registry.manifest("000001")["facts"]["measured"]["articles"] == 40
    assert first.to_record()["gate"]["passed"] is True
    refused = train(Sources([half]), registry, gate=Gate(coverage_drop=1), callbacks=STRICT)
    assert (refused.version, registry.versions()) == (None, ["000001"])
    assert refused.to_record()["gate"]["reasons"] == ["the corpus has shrunk from 40 articles to 20, by more than 10%"]
    smaller = Gate(coverage_drop=1, size_drop=0.5)
    assert train(Sources([half]), registry, gate=smaller, callbacks=STRICT).version == "000002"


def test_a_current_model_that_is_damaged_does_not_keep_a_new_one_out(tmp_path: Path) -> None:
    registry, source = Registry(tmp_path / "models"), written(tmp_path / "good.jsonl", pairs(20))
    train(Sources([source]), registry, callbacks=STRICT)
    largest = max(registry.folder("000001").glob("*.npy"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    assert train(Sources([source]), registry, gate=Gate(), callbacks=STRICT).version == "000002"


def test_the_command_ends_with_1_and_tells_why(command: Command, tmp_path: Path) -> None:
    models = tmp_path / "models"
    good, half = written(tmp_path / "good.jsonl", pairs(20)), written(tmp_path / "half.jsonl", pairs(10))
    assert command("train", good, "--models", models, "--gate").code == 0
    words = ["train", half, "--models", models, "--gate", "--coverage-drop", 1]
    said = command(*words)
    assert said.code == 1
    assert said.out.startswith("trained: 20 articles")
    reason = "error: not published: the corpus has shrunk from 40 articles to 20, by more than 10%"
    assert said.err.splitlines()[-1] == reason
    said = command(*words, "--json")
    assert (said.code, json.loads(said.out)["version"]) == (1, None)
    assert json.loads(said.out)["gate"]["passed"] is False
    assert command(*words, "--size-drop", 0.5).code == 0


def test_the_command_takes_judgements(command: Command, tmp_path: Path) -> None:
    good, models = written(tmp_path / "good.jsonl", pairs(30)), tmp_path / "models"
    judged = "".join(f"{event:03}a\t{event:03}b\t2\n" for event in range(25))
    (tmp_path / "qrels.tsv").write_text(judged, encoding="utf-8")
    words = ["train", good, "--models", models, "--gate", "--qrels", tmp_path / "qrels.tsv", "--json"]
    assert command(*words).record["gate"]["judged"] == 25
    (tmp_path / "qrels.tsv").write_text("nothing\n", encoding="utf-8")
    assert command(*words).code == 1
