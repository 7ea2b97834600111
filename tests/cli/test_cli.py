"""The terminal door: what is printed where, and with which exit code it ends.

Commands run in this process through `main`, as the console script does; a few need a process or terminal of their own.
"""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from fastapi import FastAPI

from recommender import Recommender, Registry, Request, __version__
from recommender.cli.demo import CLOCK, sample_folder
from recommender.cli.output import ReadingProgress
from recommender.cli.server import address_of
from recommender.evaluation import read_run
from recommender.ranking import COPY_SIMILARITY
from recommender.snapshots import snapshot
from tests.support.terminal import Command

SAMPLE = sample_folder() / "articles.jsonl"
QRELS = sample_folder() / "qrels.tsv"
SEED = "ac-0424-orrin-two-dead"
PATIENCE = 60


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a file of eight articles."""
    words = ["harbour", "bridge", "storm", "ferry", "council", "budget", "hospital", "strike"]
    return jsonl(tmp_path / "corpus.jsonl", ({"article_id": word, "title": f"{word} news today"} for word in words))


def jsonl(path: Path, records: Iterable[Mapping[str, object]]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def left_aside(folder: Path) -> list[Path]:
    """Return what is left of something half-written."""
    return [path for path in folder.rglob("*") if "staging" in path.name or path.name.endswith(".aside")]


def damage(models: Path) -> Path:
    """Flip a byte in the middle of the largest array of the current version."""
    arrays = Registry(models).folder(Registry(models).current()).glob("*.npy")
    largest = max(arrays, key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    return largest


# --- help and usage ---------------------------------------------------------------------------------------------------

COMMANDS = ["demo", "import", "train", "rank", "evaluate", "export", "similar", "related", "serve", "models"]
OF_MODELS = ["list", "show", "publish", "rollback", "verify", "prune"]


def test_help_lists_every_command_and_the_exit_codes(command: Command) -> None:
    said = command("--help")
    assert said.code == 0
    assert set(COMMANDS) <= set(said.out.split())
    assert "130 interrupted" in " ".join(said.out.split())


@pytest.mark.parametrize("words", [[name] for name in COMMANDS] + [["models", name] for name in OF_MODELS])
def test_each_command_has_help_whose_first_line_is_one_line(command: Command, words: list[str]) -> None:
    said = command(*words, "--help")
    assert said.code == 0
    assert said.err == ""
    about = [line.strip() for line in said.out.splitlines() if line.strip()][1]
    assert about.endswith(".")


def test_every_option_says_what_it_is_for(command: Command) -> None:
    for words in [[name] for name in COMMANDS] + [["models", name] for name in OF_MODELS]:
        lines = command(*words, "--help").out.splitlines()
        # Without its name, type, range and default, an option that says nothing leaves nothing.
        rest = [
            re.sub(r"--?[\w-]+|<[^>]*>|\[[^\]]*\]|[│*\s]", "", line) for line in lines if re.match(r"│ [* ]*--", line)
        ]
        assert rest
        assert all(rest), words


def test_the_version_is_told(command: Command) -> None:
    assert command("--version").out == f"recommender {__version__}\n"


def test_help_loads_none_of_the_heavy_packages() -> None:
    heavy = {"numba", "numpy", "pandas", "sklearn", "sqlalchemy", "fastapi"}
    code = f"import sys, recommender.cli; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "recommender", "models", "list", "--models", str(tmp_path / "none")]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("nonsense", "nonsense"),
        ("train", "sources"),
        ("similar", "article_id"),
        ("similar x --k 0", "--k"),
        ("similar x --k many", "--k"),
        ("similar x --as-of yesterday", "2026-04-24T18:00:00Z"),
        ("import", "sources"),
        ("train x --keep 0", "--keep"),
        ("train x --speed 3", "--speed"),
        ("rank x", "--out"),
        ("rank --out run", "--models"),
        ("rank x --out run --box breaking", "similar"),
        ("rank x --out run --depth 0", "--depth"),
        ("rank x --out no/such/run", "no/such"),
        ("rank x --out .", "directory"),
        ("evaluate --qrels q", "--models"),
        ("evaluate x --qrels q --links", "--links"),
        ("evaluate x --labels y --links", "--labels"),
        ("evaluate --labels section --models m", "--labels"),
        ("evaluate --vectors v.npy --models m", "--vector-ids"),
        ("evaluate x --since lately", "2026-04-24T18:00:00Z"),
        ("evaluate x --since 0001-01-01T00:00:00+14:00", "--since"),
        ("evaluate x --qrels q --keep-qrels no/such/file", "no/such"),
        ("evaluate x --qrels q --show 3", "--compare"),
        ("evaluate x --qrels q --vector-ids ids", "--vectors"),
        ("evaluate --compare 000001 --models m", "OLD,NEW"),
        ("evaluate --compare a,b --baselines bm25", "--baselines"),
        ("evaluate x --compare a,b", "SOURCES"),
        ("evaluate x --pairs p --measures AP", "--measures"),
        ("evaluate --compare a,b --vectors v.npy", "--vectors"),
        ("evaluate x --pairs p --links", "--links"),
        ("evaluate x --qrels q --box all", "all"),
        ("evaluate x --qrels q --measures nDGC@5", "nDGC@5"),
        ("evaluate x --qrels q --measures P", "depth"),
        ("evaluate x --qrels q --measures R@50 --depth 20", "R@50"),
        ("evaluate x --qrels q --measures ,", "--measures"),
        ("evaluate x --qrels q --baselines bm26", "bm26"),
        ("export", "--out"),
        ("export --out pages.csv", ".parquet"),
        ("export --out no/such/pages.jsonl", "no/such"),
        ("export --out pages.jsonl --jobs 0", "--jobs"),
        ("serve --port 70000", "--port"),
        ("serve --workers 0", "--workers"),
        ("models prune --keep 0", "--keep"),
        ("models nonsense", "nonsense"),
    ],
)
def test_wrong_usage_ends_with_2_and_names_what_is_wrong(command: Command, words: str, named: str) -> None:
    said = command(*words.split())
    assert (said.code, said.out) == (2, "")
    assert named in said.err


# --- train ------------------------------------------------------------------------------------------------------------


def test_train_publishes_and_tells_machines_about_it(command: Command, corpus: Path, tmp_path: Path) -> None:
    said = command("train", corpus, "--models", tmp_path / "models", "--json")
    assert said.record.keys() == {
        "version",
        "trained_at",
        "articles",
        "refused",
        "columns",
        "seconds",
        "store",
        "due",
        "gate",
    }
    assert (said.record["version"], said.record["articles"], said.record["refused"]) == ("000001", 8, 0)
    assert list(said.record["seconds"]) == ["read", "fit", "publish"]
    assert said.err == ""
    assert Registry(tmp_path / "models").current() == "000001"


def test_train_tells_people_too(command: Command, corpus: Path, tmp_path: Path) -> None:
    said = command("train", corpus, "--models", tmp_path / "models")
    assert said.out.startswith("published 000001: 8 articles, 0 refused")


def test_the_folder_of_the_models_comes_from_the_environment_when_it_is_not_said(
    command: Command, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOMMENDER_MODELS", str(published))
    assert command("models", "verify").code == 0


def test_bad_records_are_counted_and_the_first_ten_shown(command: Command, corpus: Path, tmp_path: Path) -> None:
    with corpus.open("a", encoding="utf-8") as file:
        file.writelines(f'{{"article_id": "bad{number}", "title": 7}}\n' for number in range(12))
    said = command("train", corpus, "--models", tmp_path / "models", "--json")
    assert (said.record["articles"], said.record["refused"]) == (8, 12)
    shown = said.err.splitlines()
    assert shown[:10] == [f"refused {corpus}:{line}: title: expected a text, found int" for line in range(9, 19)]
    assert shown[10:] == ["refused 2 more"]


def test_what_a_file_holds_does_not_steer_the_terminal(command: Command, published: Path, tmp_path: Path) -> None:
    log = tmp_path / "clicks.csv"
    log.write_bytes(b"\x1b[2J\x07,shown,clicked,time\n")
    said = command("evaluate", "--models", published, "--clicks", log)
    assert said.code == 1
    assert said.err.endswith("found \\x1b[2J\\x07, shown, clicked, time\n")


def test_a_source_without_an_article_is_refused(command: Command, corpus: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.jsonl"
    nothing.write_text("{}\n")
    for source in (nothing, tmp_path / "missing.jsonl"):
        said = command("train", corpus, source, "--models", tmp_path / "models")
        assert (said.code, said.out) == (1, "")
        assert f"error: {source}" in said.err
    assert Registry(tmp_path / "models").versions() == []


def test_articles_without_a_word_are_refused(command: Command, tmp_path: Path) -> None:
    corpus = jsonl(tmp_path / "signs.jsonl", [{"article_id": "a", "title": "!!!"}])
    said = command("train", corpus, "--models", tmp_path / "models")
    assert said.code == 1
    assert f"error: {corpus}" in said.err


def test_a_folder_that_cannot_be_written_is_a_line_and_not_a_traceback(command: Command, corpus: Path) -> None:
    said = command("train", corpus, "--models", corpus / "models")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"error: {corpus}")
    assert "Not a directory" in said.err


def test_a_full_disk_is_a_line_and_the_last_version_stays(
    command: Command, corpus: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    said = command("train", corpus, "--models", models)
    assert (said.code, said.out, said.err) == (1, "", "error: No space left on device\n")
    assert Registry(models).versions() == [Registry(models).verify()] == ["000001"]
    assert left_aside(models) == []


# --- interrupted ------------------------------------------------------------------------------------------------------


def interrupt(*_: object, **__: object) -> None:
    """Do what Ctrl-C does."""
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    ("place", "name"),
    [(ReadingProgress, "seen"), (ReadingProgress, "began"), (snapshot, "sync_folder"), (Registry, "_point_to")],
)
def test_ctrl_c_in_train_leaves_the_last_version_and_nothing_half_written(
    command: Command, corpus: Path, models: Path, monkeypatch: pytest.MonkeyPatch, place: Any, name: str
) -> None:
    monkeypatch.setattr(place, name, interrupt)
    said = command("train", corpus, "--models", models)
    assert (said.code, said.out) == (130, "")
    assert Registry(models).verify() == "000001"
    assert left_aside(models) == []


def test_ctrl_c_while_the_command_line_is_loaded_ends_it_without_a_traceback() -> None:
    code = """if True:
        import builtins, signal, sys
        load = builtins.__import__

        def interrupted(name, *rest):
            if name == "typer":
                signal.raise_signal(signal.SIGINT)
            return load(name, *rest)

        from recommender.__main__ import main
        builtins.__import__ = interrupted
        main()
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "")


def test_columns_of_other_names_are_named_to_all_commands_that_read_sources(
    command: Command, tmp_path: Path, models: Path
) -> None:
    table = tmp_path / "own.csv"
    rows = [f"{number},Ferry {number % 2} is late again,{number % 2}" for number in range(4)]
    table.write_text("\n".join(["nr,kicker,event", *rows]), encoding="utf-8")
    named = ["--column", "article_id=nr", "--column", "title=kicker"]
    trained = command("train", table, *named, "--models", models, "--json").record
    assert (trained["articles"], trained["refused"]) == (4, 0)
    for more in ([], ["--models", models]):
        assert command("rank", table, *named, *more, "--out", tmp_path / "run", "--json").record["seeds"] == 4
        assert command("evaluate", table, *named, *more, "--labels", "event", "--json").record["systems"]
    command("models", "publish", Registry(models).folder(trained["version"]), "--models", models)
    compare = ["evaluate", "--compare", "000001,000002"]
    for words in (["rank", "--out", tmp_path / "run"], ["evaluate"], compare):
        refused = command(*words, "--models", models, *named)
        assert (refused.code, "expected sources of articles beside it" in refused.err) == (2, True)


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


def on_a_terminal(arguments: Sequence[object], until: bytes) -> tuple[int, bytes]:
    """Run a command whose stderr is a terminal, press Ctrl-C when it has shown something; return what it left."""
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "recommender", *map(str, arguments)]
    environment = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        while part := read_terminal(ours):
            if until in seen + part and until not in seen:
                process.send_signal(signal.SIGINT)
            seen += part
        code = process.wait(PATIENCE)
    os.close(ours)
    return code, seen


def read_terminal(handle: int) -> bytes:
    try:
        return os.read(handle, 4096)
    except OSError:  # how Linux says that the other side is closed
        return b""


@pytest.mark.slow
def test_a_terminal_shows_progress_and_ctrl_c_ends_the_training(models: Path, tmp_path: Path) -> None:
    many = ({"article_id": str(number), "title": f"Storm {number} reaches the harbour"} for number in range(200_000))
    corpus = jsonl(tmp_path / "many.jsonl", many)
    code, seen = on_a_terminal(["train", corpus, "--models", models], until=b"read ")
    assert code == 130
    assert b"\x1b[" in seen
    assert Registry(models).verify() == "000001"
    assert left_aside(models) == []


@pytest.mark.slow
def test_ctrl_c_on_a_terminal_ends_a_ranking_without_a_run(published: Path, tmp_path: Path) -> None:
    code, seen = on_a_terminal(["rank", "--models", published, "--out", tmp_path / "run"], until=b"ranking")
    assert code == 130, seen
    assert list(tmp_path.iterdir()) == []


# --- the boxes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["similar", "related"])
def test_a_box_is_the_same_here_and_in_python(
    command: Command, published: Path, sample: Recommender, name: str
) -> None:
    said = command(name, SEED, "--models", published, "--k", 3, "--as-of", CLOCK.isoformat(), "--json")
    assert said.record == json.loads(
        json.dumps(sample.box(name, sample.seed(SEED), Request(k=3, as_of=CLOCK)).to_record())
    )
    assert said.record["cards"]
    assert said.err == ""


@pytest.mark.parametrize("name", ["similar", "related"])
def test_a_box_is_shown_with_reasons(command: Command, published: Path, sample: Recommender, name: str) -> None:
    said = command(name, SEED, "--models", published)
    box = sample.box(name, sample.seed(SEED))
    for card in box.cards:
        assert f"{card.rank}. {card.metadata['title']}" in said.out
        assert card.reason in said.out
    assert (box.notice or "") in said.out


def test_a_box_can_be_asked_for_a_moment(command: Command, published: Path) -> None:
    said = command("related", SEED, "--models", published, "--as-of", "2026-04-01", "--json")
    assert said.record["as_of"] == "2026-04-01T00:00:00Z"
    assert said.record["cards"]
    assert all(card["published_at"] <= "2026-04-01T00:00:00Z" for card in said.record["cards"])
    zoned = command("related", SEED, "--models", published, "--as-of", "2026-04-01T02:00:00+02:00", "--json")
    assert zoned.record == said.record


def test_a_box_shows_nothing_that_is_not_published_yet(command: Command, sample: Recommender, tmp_path: Path) -> None:
    late = sample.similar(SEED).cards[0].article_id
    now = datetime.now(UTC)
    later = {SEED: now - timedelta(hours=1), late: now + timedelta(days=1)}
    records = (
        {**each.to_record(), "published_at": str(later.get(each.article_id, each.published_at))}
        for each in sample.catalogue
    )
    models = tmp_path / "models"
    assert command("train", jsonl(tmp_path / "a.jsonl", records), "--models", models).code == 0

    def shown(*options: str) -> set[str]:
        box = command("similar", SEED, "--models", models, "--json", *options).record
        return {card["article_id"] for card in box["cards"]}

    assert late not in shown()
    assert late in shown("--as-of", (now + timedelta(days=2)).isoformat())


def test_an_unknown_article_is_named(command: Command, published: Path) -> None:
    for name in ("similar", "related"):
        said = command(name, "nobody-wrote-it", "--models", published, "--json")
        assert (said.code, said.out) == (1, "")
        assert "nobody-wrote-it" in said.err


def test_without_a_model_every_command_says_so(command: Command, tmp_path: Path) -> None:
    commands: list[list[object]] = [["models", name] for name in ("list", "show", "rollback", "verify", "prune")]
    commands += [["similar", SEED], ["rank", "--out", tmp_path / "run"], ["evaluate", "--qrels", QRELS]]
    for words in commands:
        said = command(*words, "--models", tmp_path / "models")
        assert (said.code, said.out) == (1, ""), words
        assert str(tmp_path / "models") in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_model_is_refused_by_name(command: Command, models: Path) -> None:
    damaged = damage(models)
    for words in (["similar", SEED], ["models", "verify"], ["models", "publish", damaged.parent]):
        said = command(*words, "--models", models)
        assert (said.code, said.out) == (1, ""), words
        assert str(damaged) in said.err


# --- rank -------------------------------------------------------------------------------------------------------------


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
            sample.index.own_vectors[row].dot(sample.seed(seed).own_vector) > COPY_SIMILARITY / 2 for row in rows
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


def test_a_model_of_other_articles_is_not_passed_off_as_one_of_the_sources(
    command: Command, corpus: Path, published: Path, tmp_path: Path
) -> None:
    said = command("rank", corpus, "--models", published, "--out", tmp_path / "run")
    assert (said.code, said.out) == (1, "")
    assert "leave --models out" in said.err
    assert command("rank", SAMPLE, "--models", published, "--depth", 1, "--out", tmp_path / "run").code == 0


# --- models -----------------------------------------------------------------------------------------------------------


def test_versions_come_and_go(command: Command, models: Path) -> None:
    of_models = ["--models", models, "--json"]
    first = Registry(models).folder("000001")
    assert command("models", "publish", first, *of_models).record == {"version": "000002"}
    assert command("models", "publish", first, *of_models).record == {"version": "000003"}
    listed = command("models", "list", *of_models).record["versions"]
    assert [(row["version"], row["current"]) for row in listed] == [
        ("000001", False),
        ("000002", False),
        ("000003", True),
    ]
    assert all(row["articles"] and row["trained_at"] for row in listed)
    assert command("models", "rollback", *of_models).record == {"version": "000002"}
    assert command("models", "rollback", "000001", *of_models).record == {"version": "000001"}
    assert command("models", "verify", "000003", *of_models).record == {"version": "000003", "whole": True}
    assert command("models", "prune", "--keep", 1, *of_models).record == {"removed": ["000002"]}
    assert Registry(models).versions() == ["000001", "000003"]


def test_a_published_snapshot_is_the_very_same(command: Command, models: Path, sample: Recommender) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models)
    first, second = (Registry(models).manifest(version) for version in ("000001", "000002"))
    assert first == second


def test_publishing_keeps_as_many_as_are_asked_for(command: Command, models: Path) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models, "--keep", 1)
    assert Registry(models).versions() == ["000002"]


def test_what_cannot_be_served_is_not_published(command: Command, models: Path, tmp_path: Path) -> None:
    snapshot.write_snapshot(tmp_path / "other", {}, {"of": "something else"})
    for folder in (tmp_path / "other", tmp_path / "missing", SAMPLE):
        said = command("models", "publish", folder, "--models", models)
        assert (said.code, said.out) == (1, "")
        assert str(folder) in said.err
    assert Registry(models).versions() == ["000001"]


def test_what_another_version_of_the_software_trained_is_not_gone_back_to(command: Command, models: Path) -> None:
    registry = Registry(models)
    whole = snapshot.open_snapshot(registry.folder("000001"))
    parameters = {**whole.facts["parameters"], "model": {**whole.facts["parameters"]["model"], "older": True}}
    registry.publish(
        lambda aside: snapshot.write_snapshot(aside, whole.arrays, {**whole.facts, "parameters": parameters})
    )
    registry.rollback("000001")
    for name in ("rollback", "verify"):
        said = command("models", name, "000002", "--models", models)
        assert (said.code, said.out) == (1, "")
        assert "train again" in said.err
        assert "an unknown parameter older" in said.err
    assert registry.current() == "000001"


def test_people_see_the_current_version_marked(command: Command, models: Path) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models)
    first, second = command("models", "list", "--models", models).out.splitlines()
    assert first.startswith("  000001  2")
    assert second.startswith("* 000002  2")
    assert second.endswith(" articles")
    said = command("models", "show", "000001", "--models", models)
    assert json.loads(said.out)["version"] == "000001"
    assert command("models", "show", "--models", models, "--json").record["version"] == "000002"


def test_an_unknown_version_is_named(command: Command, models: Path) -> None:
    for name in ("show", "rollback", "verify"):
        said = command("models", name, "000009", "--models", models)
        assert (said.code, said.out) == (1, "")
        assert "000009" in said.err


def test_damage_does_not_keep_the_rest_from_being_listed(command: Command, models: Path) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models)
    (Registry(models).folder("000001") / snapshot.MANIFEST).write_text("{")
    (models / "current").write_text("nonsense")
    said = command("models", "list", "--models", models, "--json")
    first, second = said.record["versions"]
    assert first["damage"]
    assert (second["damage"], second["current"]) == (None, False)
    assert "no version is current" in said.err


# --- demo and serve ---------------------------------------------------------------------------------------------------


class Served(NamedTuple):
    """What would have been served."""

    service: FastAPI
    address: str


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Served]:
    """Return what the commands of the test serve, which ends at once."""
    calls: list[Served] = []

    def serve(service: FastAPI, listening: socket.socket) -> None:
        calls.append(Served(service, address_of(listening)))
        listening.close()

    monkeypatch.setattr("recommender.cli.server.serve_on", serve)
    return calls


@contextmanager
def taken() -> Iterator[int]:
    """Yield a port of loopback that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_serve_tells_the_address_that_it_listens_on(command: Command, published: Path, served: list[Served]) -> None:
    said = command("serve", "--models", published, "--port", 0, "--as-of", "2026-04-24T18:00:00Z")
    assert said.code == 0, said.err
    [(service, address)] = served
    assert said.out == f"serving {published} at {address}\n"
    assert not address.endswith(":0/")
    settings = service.state.recommender.settings
    assert (settings.models, settings.as_of) == (published, datetime(2026, 4, 24, 18, tzinfo=UTC))


def test_a_taken_port_is_refused(command: Command, published: Path, served: list[Served]) -> None:
    with taken() as port:
        said = command("serve", "--models", published, "--port", port)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"error: cannot listen on 127.0.0.1 port {port}: Address already in use")
    assert served == []


def test_a_setting_that_cannot_be_used_is_refused(
    command: Command, published: Path, served: list[Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOMMENDER_MAX_K", "many")
    for name in ("serve", "demo"):
        said = command(name, "--models", published, "--port", 0)
        assert (said.code, said.out) == (1, "")
        assert "RECOMMENDER_MAX_K" in said.err


def test_the_demonstration_tells_its_address_and_trains_once(
    command: Command, models: Path, served: list[Served], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    said = command("demo", "--models", models, "--port", 0)
    assert said.code == 0, said.err
    [(service, address)] = served
    assert address in said.out
    assert service.state.recommender.settings.as_of == CLOCK
    assert "Its clock stands at 2026-04-24 11:00 UTC" in said.out
    assert Registry(models).versions() == ["000001"]
    monkeypatch.setenv("RECOMMENDER_AS_OF", "2026-04-24T18:00:00Z")
    assert "2026-04-24 18:00 UTC" in command("demo", "--models", models, "--port", 0).out
    assert served[-1].service.state.recommender.settings.as_of == CLOCK + timedelta(hours=7)


def test_the_demonstration_tells_the_key_of_its_desk(
    command: Command, models: Path, served: list[Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECOMMENDER_EDITOR_KEYS", raising=False)
    told = [command("demo", "--models", models, "--port", 0).out for _ in range(2)]
    keys = [service.state.recommender.settings.editor_keys for service, _ in served]
    assert keys[0] != keys[1]
    for said, (key,), (_, address) in zip(told, keys, served, strict=True):
        assert f"{address}desk  (its key: {key})" in said
        assert len(key) >= 16
    monkeypatch.setenv("RECOMMENDER_EDITOR_KEYS", "secret-of-mine")
    assert "secret-of-mine" not in command("demo", "--models", models, "--port", 0).out
    assert served[-1].service.state.recommender.settings.editor_keys == ("secret-of-mine",)


def test_the_demonstration_takes_another_port_when_one_is_taken(
    command: Command, models: Path, served: list[Served]
) -> None:
    with taken() as port:
        assert command("demo", "--models", models, "--port", port).code == 0
        assert not served[0].address.endswith(f":{port}/")


@contextmanager
def running(*arguments: object, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a command that serves; yield it and the address that it tells."""
    line = [sys.executable, "-m", "recommender", *map(str, arguments)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:
        try:
            assert process.stdout is not None
            [address] = re.findall(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            yield process, address
        finally:
            process.terminate()


def answer(url: str) -> Any:
    """Return what an address answers, once it does."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=PATIENCE) as response:
                return json.load(response)
        except URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@pytest.mark.slow
def test_two_workers_answer_and_ctrl_c_ends_them(published: Path, tmp_path: Path) -> None:
    words = ["serve", "--models", published, "--port", 0, "--workers", 2, "--as-of", "2026-04-24T18:00:00Z"]
    with running(*words, cwd=tmp_path) as (process, address):
        assert answer(f"{address}readyz") == {"status": "ready", "model": "000001", "store": None}
        for _ in range(20):
            box = answer(f"{address}v1/articles/{SEED}/similar")
            assert (box["model"], box["as_of"]) == ("000001", "2026-04-24T18:00:00Z")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


@pytest.mark.slow
def test_the_demonstration_runs_from_an_empty_folder(tmp_path: Path) -> None:
    for _ in range(2):
        with running("demo", "--port", 0, "--models", tmp_path / "models", cwd=tmp_path) as (process, address):
            assert answer(f"{address}readyz")["model"] == "000001"
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0
