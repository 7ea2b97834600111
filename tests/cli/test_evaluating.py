"""The evaluate command: one newsroom's way from what it has to a table of figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender import Recommender, Registry
from recommender.cli.demo import sample_folder
from recommender.cli.evaluating import DEFAULT_MEASURES
from recommender.cli.evaluation_options import KNOWN_BASELINES
from recommender.evaluation import BASELINES, qrels_from_links, read_qrels, write_qrels
from recommender.evaluation.beyond_accuracy import NEWSROOM
from recommender.evaluation.visible_cards import CARD_MEASURES
from tests.support.terminal import Command

SAMPLE = sample_folder() / "articles.jsonl"
QRELS = sample_folder() / "qrels.tsv"
EVENTS = sample_folder() / "events.tsv"
COVERAGE = ["coverage", "never_shown"]
SEED = "ac-0424-orrin-two-dead"


@pytest.fixture
def few_qrels(tmp_path: Path) -> Path:
    path = tmp_path / "qrels.tsv"
    grades = list(read_qrels(QRELS).grades.items())[:12]
    path.write_text(
        "".join(f"{seed}\t{other}\t{grade}\n" for seed, judged in grades for other, grade in judged.items())
    )
    return path


def test_evaluate_prints_a_table_with_scikit_learn_beside(command: Command, published: Path, few_qrels: Path) -> None:
    said = command("evaluate", "--qrels", few_qrels, "--models", published, "--box", "similar")
    assert said.code == 0, said.err
    *blocks, notes, stories, judged = said.out.split("\n\n")
    headers = [block.splitlines()[0].split() for block in blocks]
    names = [*DEFAULT_MEASURES.split(","), *CARD_MEASURES, *NEWSROOM, *COVERAGE]
    assert [name for header in headers for name in header] == names
    for block in blocks:
        assert [line.split()[0] for line in block.splitlines()[1:]] == ["recommender", "scikit-learn", "bm25"]
    assert notes.startswith("12 seeds, 12 of them scored;")
    assert [line.split("  ")[0] for line in stories.splitlines()[1:]] == ["stories", "each alone"]
    assert judged.startswith("BCubed of ")
    assert "against scikit-learn" in said.out
    assert said.err == ""


def test_evaluate_tells_machines_the_same(command: Command, published: Path, few_qrels: Path) -> None:
    words = ["evaluate", SAMPLE, "--qrels", few_qrels, "--models", published, "--measures", "RR, R@20", "--json"]
    record = command(*words).record
    assert [row["system"] for row in record["systems"]] == ["recommender (none)", "scikit-learn", "bm25"]
    assert (record["seeds_scored"], record["baseline"]) == (12, "scikit-learn")
    for row in record["systems"]:
        assert list(row["measures"]) == ["RR", "R@20", *CARD_MEASURES, *NEWSROOM, *COVERAGE]
        for name in ("RR", "R@20", "full_boxes", "near_duplicates", "same_event"):
            value = row["measures"][name]
            assert 0 <= value["low"] <= value["mean"] <= value["high"] <= 1
    assert command(*words).record == record


def test_evaluate_trains_in_memory_and_can_do_without_baselines(command: Command, few_qrels: Path) -> None:
    said = command("evaluate", SAMPLE, "--qrels", few_qrels, "--baselines", "", "--measures", "AP", "--json")
    [row] = said.record["systems"]
    assert row["measures"]["AP"].keys() == {"mean", "low", "high"}


def test_every_baseline_can_be_named(command: Command, published: Path, few_qrels: Path) -> None:
    names = ",".join(BASELINES)
    said = command("evaluate", "--qrels", few_qrels, "--models", published, "--baselines", names, "--json")
    assert [row["system"] for row in said.record["systems"]][1:] == list(BASELINES)


def test_every_baseline_is_told_in_the_help() -> None:
    names = {name.removesuffix("-stop-words") for name in BASELINES}
    assert names <= set(KNOWN_BASELINES.split(", "))


@pytest.mark.parametrize("line", ["", "a b c\n", "nobody\tknows\t1\n", f"{SEED}\tmw-0312-orrin-inspectors\t0\n"])
def test_judgements_that_judge_nothing_here_are_refused(
    command: Command, published: Path, tmp_path: Path, line: str
) -> None:
    qrels = tmp_path / "qrels.tsv"
    qrels.write_text(line)
    said = command("evaluate", "--qrels", qrels, "--models", published)
    assert (said.code, said.out) == (1, "")
    assert "qrels" in said.err


def systems(record: Any) -> dict[str, Any]:
    return {row["system"]: row["measures"] for row in record["systems"]}


def test_a_newsroom_measures_by_its_editors_links(command: Command, published: Path, sample: Recommender) -> None:
    words = ["evaluate", "--models", published, "--links", "--baselines", "", "--measures", "nDCG@5"]
    record = command(*words, "--json").record
    qrels, unresolved = qrels_from_links(sample.catalogue)
    assert record["seeds_scored"] == len(qrels.seeds())
    assert record["unresolved_links"] == unresolved
    assert "same_event" not in systems(record)["recommender (none)"]
    assert f"{unresolved} links lead to no article" in command(*words).out


def test_a_newsroom_measures_by_labels_of_its_own(
    command: Command, published: Path, tmp_path: Path, few_qrels: Path
) -> None:
    kept = tmp_path / "kept.trec"
    words = [
        "evaluate",
        "--models",
        published,
        "--baselines",
        "",
        "--box",
        "similar",
        "--since",
        "2026-04-23",
        "--json",
    ]
    by_file = command(*words, "--labels", EVENTS, "--keep-qrels", kept).record
    assert read_qrels(kept) == read_qrels(QRELS)
    assert by_file["systems"] == command(*words, "--qrels", QRELS).record["systems"]
    by_column = command(*words, SAMPLE, "--labels", "section").record
    assert "same_event" not in systems(by_column)["recommender (similar)"]
    said = command(*words, SAMPLE, "--labels", "horoscope")
    assert said.code == 1
    assert "there is no file 'horoscope'" in said.err


def test_a_newsroom_measures_by_its_readers_clicks(command: Command, published: Path, tmp_path: Path) -> None:
    log = tmp_path / "clicks.csv"
    rows = ["seed,shown,clicked,time"]
    for shown, clicks in (("mw-0312-orrin-inspectors", 8), ("ac-0307-tern-air-grounded", 1)):
        rows += [f"{SEED},{shown},{int(i < clicks)},2026-04-24T12:00:00Z" for i in range(20)]
    log.write_text("\n".join([*rows, "not,a,row,", ""]))
    said = command("evaluate", "--models", published, "--clicks", log, "--measures", "RR", "--json")
    assert said.record["seeds_scored"] == 1
    assert list(systems(said.record)) == ["recommender (none)", "scikit-learn", "bm25", "popular"]
    assert systems(said.record)["popular"]["RR"]["mean"] == 1
    assert f"refused {log}:42: clicked: expected 0 or 1, found row" in said.err
    log.write_text("\n".join(rows[:9]))
    said = command("evaluate", "--models", published, "--clicks", log)
    assert (said.code, said.out) == (1, "")
    assert f"{log}: no seed has a relevant article" in said.err
    assert "shown 10 times" in said.err


def test_vectors_and_runs_of_others_stand_in_the_same_table(
    command: Command, published: Path, tmp_path: Path, few_qrels: Path
) -> None:
    ids = [json.loads(line)["article_id"] for line in SAMPLE.read_text("utf-8").splitlines()]
    texts = [json.loads(line).get("text", "") for line in SAMPLE.read_text("utf-8").splitlines()]
    vectors = TruncatedSVD(20, random_state=0).fit_transform(TfidfVectorizer().fit_transform(texts))
    np.save(tmp_path / "vectors.npy", vectors)
    order = np.argsort(ids)
    np.save(tmp_path / "sorted.npy", vectors[order])
    (tmp_path / "ids.txt").write_text("\n".join(ids[i] for i in order))
    run = tmp_path / "theirs.trec"
    command("rank", "--models", published, "--queries", few_qrels, "--out", run)
    words = ["evaluate", "--models", published, "--qrels", few_qrels, "--run", run, "--measures", "AP", "--json"]
    found = systems(command(*words, SAMPLE, "--vectors", tmp_path / "vectors.npy").record)
    assert list(found) == ["recommender (none)", "scikit-learn", "bm25", "vectors", "theirs"]
    assert found["theirs"]["AP"] == found["recommender (none)"]["AP"]
    named = ["--vectors", tmp_path / "sorted.npy", "--vector-ids", tmp_path / "ids.txt"]
    assert systems(command(*words, *named).record)["vectors"] == found["vectors"]
    (tmp_path / "again").mkdir()
    again = tmp_path / "again" / "theirs.trec"
    again.symlink_to(run)
    (tmp_path / "bm25.trec").symlink_to(run)
    more = command(*words, "--run", again, "--run", tmp_path / "bm25.trec").record
    both = [str(again), str(tmp_path / "bm25.trec")]
    assert list(systems(more)) == ["recommender (none)", "scikit-learn", "bm25", "theirs", *both]
    (tmp_path / "empty.trec").write_text("# nothing\n")
    said = command(*words, "--run", tmp_path / "empty.trec")
    assert said.code == 1
    assert f"{tmp_path / 'empty.trec'}: no ranking in this run" in said.err
    np.save(tmp_path / "vectors.npy", vectors[1:])
    said = command(*words, SAMPLE, "--vectors", tmp_path / "vectors.npy")
    assert said.code == 1
    assert f"expected {len(ids)} rows" in said.err


def test_without_judgements_the_boxes_are_described(command: Command, published: Path) -> None:
    words = ["evaluate", "--models", published, "--box", "related", "--baselines", "", "--since", "2026-04-20"]
    found = systems(command(*words, "--json").record)
    assert list(found) == ["recommender (related)", "similar minus duplicates"]
    for measures in found.values():
        assert set(measures) == {*NEWSROOM, *COVERAGE} - {"same_event"}
    assert "none of them judged" in command(*words).out


def test_the_past_is_replayed_for_the_seeds_of_a_time(command: Command, published: Path) -> None:
    words = ["evaluate", "--models", published, "--qrels", QRELS, "--baselines", "most-recent", "--measures", "P@5"]
    window = ["--since", "2026-03-05", "--until", "2026-03-12T12:00:00Z"]
    whole, split = command(*words, "--json").record, command(*words, *window, "--json").record
    assert 0 < split["seeds"] < whole["seeds"]
    replayed = command(*words, *window, "--replay", "--json").record
    assert replayed["seeds"] < split["seeds"]
    ours = "recommender (none)"
    assert systems(replayed)[ours]["P@5"]["mean"] < systems(split)[ours]["P@5"]["mean"]
    said = command(*words, "--since", "2031-01-01")
    assert (said.code, said.out) == (1, "")
    assert "of the time" in said.err


@pytest.fixture
def two(command: Command, published: Path, tmp_path: Path) -> Path:
    """Return a folder of models with a second version that knows fewer articles."""
    models = tmp_path / "two"
    fewer = tmp_path / "fewer.jsonl"
    fewer.write_text("".join(SAMPLE.read_text("utf-8").splitlines(keepends=True)[:280]), encoding="utf-8")
    command("models", "publish", Registry(published).folder("000001"), "--models", models)
    command("train", fewer, "--models", models)
    return models


def test_two_models_are_compared_seed_by_seed_and_box_by_box(command: Command, two: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.trec"
    qrels = read_qrels(QRELS)
    write_qrels(few, qrels.of_seeds(qrels.seeds()[::6]))
    words = ["evaluate", "--models", two, "--qrels", few, "--box", "similar", "--measures", "nDCG@5", "--show", 3]
    record = command(*words, "--compare", "000001,000002", "--json").record
    assert list(systems(record)) == ["old", "new"]
    compared = record["comparison"]
    assert (compared["measure"], len(compared["seeds"])) == ("nDCG@5", 3)
    assert record["wins"] + record["losses"] + record["ties"] == record["seeds_scored"]
    differences = [abs(seed["difference"]) for seed in compared["seeds"]]
    assert differences == sorted(differences, reverse=True)
    text = command(*words, "--compare", "000001,000002").out
    assert f"{record['wins']} wins, {record['losses']} losses" in text
    for seed in compared["seeds"]:
        assert f"{seed['title']} ({seed['seed']})  nDCG@5 {seed['old']:.3f} → {seed['new']:.3f}" in text
        for card in seed["cards"]:
            assert f"{card['title']} ({card['article_id']})" in text
    assert f"{compared['seeds_changed'] - 3} more seeds changed." in text


def test_two_model_folders_are_compared_without_judgements(command: Command, two: Path, published: Path) -> None:
    folder = Registry(two).folder("000002")
    record = command("evaluate", "--compare", f"{published},{folder}", "--json").record
    assert record["comparison"]["measure"] is None
    assert record["boxes_changed"] == record["comparison"]["seeds_changed"] > 0
    same = command("evaluate", "--compare", f"{folder},{folder}", "--json").record
    assert (same["boxes_changed"], same["comparison"]["seeds"]) == (0, [])
    said = command("evaluate", "--models", two, "--compare", "000001,000009")
    assert (said.code, said.out) == (1, "")
    assert f"000009: expected a version in {two}, or a folder of a model" in said.err


def test_figures_are_drawn_into_a_folder_that_the_answer_names(
    command: Command, two: Path, few_qrels: Path, tmp_path: Path
) -> None:
    plots = tmp_path / "deep" / "plots"
    words = ["evaluate", "--models", two, "--qrels", few_qrels, "--measures", "RR", "--plots", plots]
    record = command(*words, "--baselines", "", "--json").record
    assert record["plots"] == [str(plots / f"{name}.png") for name in ("stories", "diversity")]
    (plots / "stories.png").write_bytes(b"of before")
    said = command(*words, "--compare", "000001,000002")
    drawn = [plots / f"{name}.png" for name in ("stories", "diversity", "changes")]
    assert said.out.splitlines()[-1] == f"Plots: {', '.join(map(str, drawn))}"
    assert sorted(plots.iterdir()) == sorted(drawn)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)


def test_figures_that_cannot_be_drawn_are_refused_before_anything_is_read(
    command: Command, published: Path, few_qrels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["evaluate", "--models", published, "--plots"]
    said = command(*words, tmp_path / "plots", "--pairs", few_qrels)
    assert (said.code, "does not take it" in said.err) == (2, True)
    (tmp_path / "file").write_text("")
    assert command(*words, tmp_path / "file").code == 2
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    said = command(*words, tmp_path / "plots", "--qrels", tmp_path / "nothing.tsv")
    assert (said.code, said.out) == (1, "")
    assert "related-news-recommender[plots]" in said.err
    assert not (tmp_path / "plots").exists()


def test_what_people_say_of_pairs_is_compared_with_similarity(
    command: Command, published: Path, tmp_path: Path
) -> None:
    pairs = tmp_path / "pairs.csv"
    judged = list(read_qrels(QRELS).grades.items())[:40]
    lines = [f"{seed},{other},{1 + grade}" for seed, grades in judged for other, grade in list(grades.items())[:4]]
    lines += [f"{one},{other},0" for (one, _), (other, _) in zip(judged, judged[20:], strict=False)]
    pairs.write_text("id1,id2,score\n" + "\n".join(lines))
    record = command("evaluate", "--models", published, "--pairs", pairs, "--json").record
    found = systems(record)
    assert list(found) == ["recommender", "scikit-learn", "bm25"]
    assert found["recommender"].keys() == {"Pearson", "Spearman"}
    assert found["recommender"]["Spearman"]["mean"] > 0.5
    assert record["pairs"] == len(lines)
    text = command("evaluate", "--models", published, "--pairs", pairs).out
    assert f"{len(lines)} pairs" in text
    assert text.split()[:2] == ["Pearson", "Spearman"]
    with pairs.open("a") as file:
        file.write("\nnobody,wrote-it,1\n")
    said = command("evaluate", "--models", published, "--pairs", pairs)
    assert (said.code, said.out) == (1, "")
    assert f"{pairs}:{len(lines) + 2}: no article nobody" in said.err
