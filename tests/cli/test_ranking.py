"""Rankings as a TREC run, from a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender import Recommender, Request
from recommender.evaluation import read_run
from recommender.ranking import SAME_TEXT
from tests.support.commands import QRELS, SEED, interrupt, on_a_terminal
from tests.support.terminal import Command


def test_ctrl_c_in_rank_leaves_no_run(
    command: Command, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    ranking, asked = Recommender.ranking, 0

    def interrupted(*arguments: Any) -> list[str]:
        nonlocal asked
        asked += 1
        if asked == 5:
            interrupt()
        return ranking(*arguments)

    monkeypatch.setattr(Recommender, "ranking", interrupted)
    said = command("rank", "--models", published, "--out", out)
    assert (said.code, said.out, asked) == (130, "", 5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_ctrl_c_on_a_terminal_ends_a_ranking_without_a_run(published: Path, tmp_path: Path) -> None:
    code, seen = on_a_terminal(["rank", "--models", published, "--out", tmp_path / "run"], until=b"ranking")
    assert code == 130, seen
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("box", ["none", "similar", "related"])
def test_a_run_is_the_rankings_of_the_seeds(
    command: Command, published: Path, sample: Recommender, tmp_path: Path, box: str
) -> None:
    queries, out = tmp_path / "queries.txt", tmp_path / "run"
    queries.write_text(f"# what is read most\n{SEED}\n\n{sample.catalogue.id_of(0)}\n{SEED}\n")
    words = ["rank", "--models", published, "--box", box, "--depth", 7, "--queries", queries, "--out", out]
    said = command(*words, "--json")
    assert said.record == {"run": str(out), "seeds": 2, "box": box, "depth": 7, "model": sample.version}
    run = read_run(out)
    assert set(run.rankings) == {SEED, sample.catalogue.id_of(0)}
    for seed, ranking in run:
        assert list(ranking.ids) == sample.ranking(seed, box, 7)
        assert len(ranking) <= 7
        assert seed not in ranking.ids
    written = out.read_bytes()
    command(*words)
    assert out.read_bytes() == written


def test_folded_articles_follow_their_card_and_copies_of_the_seed_come_first(
    command: Command, published: Path, sample: Recommender, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    command("rank", "--models", published, "--box", "similar", "--depth", 300, "--queries", QRELS, "--out", out)
    seen_copies = seen_folded = 0
    for seed, ranking in read_run(out):
        cards = sample.box("similar", sample.seed(seed), Request(k=300)).cards
        told = [each for card in cards for each in (card.article_id, *card.folded)]
        start = ranking.ids.index(told[0]) if told else 0
        assert list(ranking.ids[start : start + len(told)]) == told
        rows = sample.index.rows_of(ranking.ids[:start])
        assert all(
            sample.index.own_vectors[row].dot(sample.seed(seed).own_vector) >= SAME_TEXT.similarity for row in rows
        )
        seen_copies += start
        seen_folded += len(told) - len(cards)
    assert seen_copies
    assert seen_folded


@pytest.mark.parametrize("form", ["tsv", "trec"])
def test_the_queries_can_be_qrels(command: Command, published: Path, tmp_path: Path, form: str) -> None:
    queries, out = tmp_path / "qrels", tmp_path / "run"
    other = "mw-0312-orrin-inspectors"
    header, line = (
        ("query_id\tdoc_id\tgrade\n", f"{SEED}\t{other}\t1\n") if form == "tsv" else ("", f"{SEED} 0 {other} 1\n")
    )
    queries.write_text(header + line)
    assert command("rank", "--models", published, "--queries", queries, "--out", out, "--json").record["seeds"] == 1
    assert set(read_run(out).rankings) == {SEED}


def test_without_queries_every_article_is_a_seed(command: Command, corpus: Path, tmp_path: Path) -> None:
    said = command("rank", corpus, "--out", tmp_path / "run", "--json")
    assert said.record["seeds"] == 8
    assert set(read_run(tmp_path / "run").rankings) == {
        json.loads(line)["article_id"] for line in corpus.read_text("utf-8").splitlines()
    }


def test_an_unknown_seed_is_named_before_the_ranking(
    command: Command, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text(f"{SEED}\nnobody-wrote-it\n")
    monkeypatch.setattr(Recommender, "ranking", interrupt)  # it is not looked for as late as that
    said = command("rank", "--models", published, "--queries", queries, "--out", tmp_path / "run")
    assert (said.code, said.out) == (1, "")
    assert "nobody-wrote-it" in said.err
    assert not (tmp_path / "run").exists()


def test_queries_that_cannot_be_read_are_refused(command: Command, published: Path, tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty", tmp_path / "binary"
    empty.write_text("# nothing\n")
    binary.write_bytes(b"\xff\xfe\x00")
    for queries in (empty, binary, tmp_path / "missing", tmp_path):
        said = command("rank", "--models", published, "--queries", queries, "--out", tmp_path / "run")
        assert said.code == 1
        assert f"error: {queries}" in said.err


def test_a_run_that_cannot_be_written_is_a_line(command: Command, corpus: Path) -> None:
    said = command("rank", corpus, "--out", "/dev/full")
    assert (said.code, said.out, said.err) == (1, "", "error: No space left on device\n")
