"""Judgements from what a newsroom has: labels, links, and the clicks of its readers."""

from __future__ import annotations

import gzip
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import CorpusError
from recommender.evaluation import (
    ClickLog,
    Qrels,
    Task,
    best_qrels,
    column_labels,
    popular,
    qrels_from_clicks,
    qrels_from_labels,
    qrels_from_links,
    read_clicks,
    read_labels,
)
from recommender.evaluation.clicks import MIN_IMPRESSIONS
from tests.support.builders import article, law

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class Refused(list[CorpusError]):
    """What was refused."""

    def __call__(self, error: CorpusError) -> None:
        self.append(error)

    def lines(self) -> list[int | None]:
        return [error.line for error in self]


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# Grades


def test_background_is_what_is_related_but_another_event() -> None:
    judged = Qrels({"a": {"b": 2, "c": 1, "d": 0}})
    assert judged.background().grades == {"a": {"b": 0, "c": 1, "d": 0}}
    assert judged.same_event("a") == frozenset("b")
    assert judged.same_event("z") is None
    assert Qrels({"a": {"c": 1}}).same_event("a") is None


def test_grades_that_say_nothing_of_events_stay_as_they_are() -> None:
    judged = Qrels({"a": {"b": 2}}, event_grade=None)
    assert judged.background() == judged
    assert judged.same_event("a") is None


# Labels


def test_of_several_labels_the_highest_grade_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "labels.tsv", "article_id\tevent\tsection\na\tstorm\tnews\nb\tstorm\tnews\nc\t\tnews\n")
    labels = read_labels(path, Refused())
    assert labels == {"event": {"a": "storm", "b": "storm"}, "section": {"a": "news", "b": "news", "c": "news"}}
    assert qrels_from_labels(labels).grades == {"a": {"b": 2, "c": 1}, "b": {"a": 2, "c": 1}, "c": {"a": 1, "b": 1}}


def test_labels_are_read_from_parquet_and_from_packed_tables(tmp_path: Path) -> None:
    frame = pd.DataFrame({"ID": ["a", "b"], "story": [7, 7]})
    frame.to_parquet(tmp_path / "labels.parquet")
    (tmp_path / "labels.csv.gz").write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
    for name in ("labels.parquet", "labels.csv.gz"):
        labels = read_labels(tmp_path / name, Refused())
        assert labels == {"story": {"a": "7", "b": "7"}}
        assert qrels_from_labels(labels).grades == {"a": {"b": 2}, "b": {"a": 2}}


def test_a_bad_row_of_labels_is_reported_with_its_line(tmp_path: Path) -> None:
    refused = Refused()
    labels = read_labels(written(tmp_path / "labels.csv", "id,event\na,x\n,x\nb\nc,x\n"), refused)
    assert labels == {"event": {"a": "x", "c": "x"}}
    assert refused.lines() == [3, 4]


@pytest.mark.parametrize("text", ["name,event\na,x\n", "id,event\n", "id\na\n", "id,event\na,\n", ""])
def test_a_file_without_labels_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_labels(written(tmp_path / "labels.csv", text), Refused())
    assert "labels.csv" in str(caught.value)


def test_labels_are_read_from_any_column_of_the_corpus(tmp_path: Path) -> None:
    lines = written(
        tmp_path / "news.jsonl",
        '{"id": "a", "title": "One", "cluster": 7}\n'
        '{"id": "b", "title": "Two", "cluster": "7"}\n'
        '{"id": "c", "title": "Three", "category": "sport"}\n',
    )
    assert column_labels([lines], "cluster", Refused()) == {"cluster": {"a": "7", "b": "7"}}
    table = written(tmp_path / "news.csv", "id,title,event\nd,Four,x\ne,Five,\n")
    assert column_labels([table], "event", Refused()) == {"event": {"d": "x"}}
    frame = pd.DataFrame({"id": ["f", "g", "h"], "title": ["Six", "Seven", "Eight"], "event": [3, None, 3]})
    frame.to_parquet(tmp_path / "news.parquet")  # with a gap, pandas makes whole numbers floats
    assert column_labels([tmp_path / "news.parquet"], "event", Refused()) == {"event": {"f": "3", "h": "3"}}
    # What is known under another name is not what was asked for.
    for source, column in ((lines, "section"), (table, "cluster")):
        with pytest.raises(CorpusError, match=column):
            column_labels([source], column, Refused())


# Links


def test_a_link_leads_to_its_article_however_its_address_is_written() -> None:
    corpus = [
        article(
            article_id="a", title="Seed", links=["http://gazette.example/2026/storm/", "STORM  hits Arden", "/gone"]
        ),
        article(article_id="b", title="Elsewhere", url="https://www.Gazette.example/2026/storm#comments"),
        article(article_id="c", title="Storm hits Arden"),
        article(article_id="d", title="Upper case", url="https://gazette.example/2026/STORM"),
    ]
    qrels, unresolved = qrels_from_links(corpus)
    assert qrels.grades == {"a": {"b": 1, "c": 1}}
    assert unresolved == 1


def test_the_best_judgements_are_a_file_then_links_then_sections(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    sections = [
        article(article_id=name, title=name, section=section) for name, section in zip("abc", "xxy", strict=True)
    ]
    linked = [article(article_id="d", title="d", links=["a", "gone"]), *sections]
    assert best_qrels(iter(sections), path) == (Qrels({"a": {"b": 1}, "b": {"a": 1}}), "sections")
    assert best_qrels(iter(linked), path) == (
        Qrels({"d": {"a": 1}}),
        "the editors' links, 1 of which lead elsewhere",
    )
    path.write_text("c 0 d 2\n")
    assert best_qrels(iter(linked), path) == (Qrels({"c": {"d": 2}}), "qrels.tsv")


def test_without_anything_to_judge_by_it_says_how_judgements_are_made(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="--keep-qrels") as caught:
        best_qrels([article(section="x")], tmp_path / "qrels.tsv")
    assert "qrels.tsv" in caught.value.path


# Clicks

HEADER = "seed,shown,clicked,time\n"


def log_of(*shown: tuple[str, str, int, int, int]) -> ClickLog:
    """Return a log of pairs: seed, article, rank, impressions, clicks."""
    log = ClickLog()
    for seed, other, rank, impressions, clicks in shown:
        for number in range(impressions):
            log.add(seed, other, rank, number < clicks, NOON + timedelta(minutes=number))
    return log


def test_what_is_clicked_more_than_usual_is_relevant_and_twice_as_much_more_so() -> None:
    log = log_of(
        ("s", "much", 0, 100, 50), ("s", "more", 0, 100, 20), ("s", "less", 0, 100, 5), ("s", "none", 0, 100, 1)
    )
    rate = 76 / 400
    assert log.lifts()["s", "much"] == pytest.approx((50 + 1) / (100 * rate + 1))
    assert qrels_from_clicks(log).grades == {"s": {"much": 2, "more": 1, "less": 0, "none": 0}}


def test_a_click_at_a_place_where_few_click_says_more() -> None:
    # As many clicks: but at the top they are to be expected.
    top = [("s", f"top{i}", 1, 100, 30) for i in range(4)]
    below = [("s", f"low{i}", 5, 100, 3) for i in range(4)]
    log = log_of(*top, *below, ("s", "high", 1, 100, 20), ("s", "deep", 5, 100, 20))
    grades = qrels_from_clicks(log).grades["s"]
    assert grades["high"] == 0
    assert grades["deep"] == 2


def test_what_was_seldom_shown_is_not_judged() -> None:
    log = log_of(
        ("s", "seldom", 0, MIN_IMPRESSIONS - 1, 9), ("s", "often", 0, MIN_IMPRESSIONS, 9), ("s", "s", 0, 50, 50)
    )
    assert list(qrels_from_clicks(log).grades["s"]) == ["often"]


@law
@given(st.lists(st.tuples(st.sampled_from("st"), st.sampled_from("abc"), st.integers(0, 3), st.booleans()), min_size=1))
def test_all_impressions_together_are_clicked_as_is_to_be_expected(shown: list[tuple[str, str, int, bool]]) -> None:
    log = ClickLog()
    for seed, other, rank, clicked in shown:
        log.add(seed, other, rank, clicked, NOON)
    expected = sum(log.rates()[rank] * n for ranks in log.impressions.values() for rank, n in ranks.items())
    assert expected == pytest.approx(log.clicks.total())
    assert all(lift > 0 for lift in log.lifts().values())


def test_a_log_is_read_from_csv_and_from_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "Seed": ["s", "s", "t"],
            "shown": ["a", "b", "a"],
            "clicked": [True, False, True],
            "time": [NOON, NOON, NOON + timedelta(hours=1)],
            "position": [1, 2, 1],
        }
    )
    frame.to_parquet(tmp_path / "log.parquet")
    frame.assign(clicked=[1, 0, 1]).to_csv(tmp_path / "log.csv", index=False)
    for name in ("log.parquet", "log.csv"):
        log = read_clicks(tmp_path / name, Refused())
        assert log.impressions == {("s", "a"): {1: 1}, ("s", "b"): {2: 1}, ("t", "a"): {1: 1}}
        assert log.clicks == {("s", "a"): 1, ("t", "a"): 1}
        assert log.times["a"] == [int(NOON.timestamp()), int(NOON.timestamp()) + 3600]


def test_without_the_extra_a_log_in_parquet_is_an_error_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "log.parquet").write_bytes(b"PAR1")
    with pytest.raises(CorpusError, match=r"pip install 'related-news-recommender\[parquet\]'"):
        read_clicks(tmp_path / "log.parquet", Refused())


@pytest.mark.parametrize(
    "row",
    [
        "s,a,perhaps,2026-03-14T12:00:00Z",
        "s,a,2,2026-03-14T12:00:00Z",
        ",a,1,2026-03-14T12:00:00Z",
        f"s,{'a' * 201},1,2026-03-14T12:00:00Z",
        "s,a,1,yesterday",
        "s,a,1,0001-01-01T00:00:00+14:00",
        "s,a,1",
        "s,a,1,2026-03-14T12:00:00Z,more",
    ],
)
def test_a_bad_row_of_a_log_is_reported_with_its_line(tmp_path: Path, row: str) -> None:
    refused = Refused()
    good = "s,b,1,2026-03-14T12:00:00Z\n"
    log = read_clicks(written(tmp_path / "log.csv", f"{HEADER}{good}{row}\n{good}"), refused)
    assert refused.lines() == [3]
    assert log.impressions == {("s", "b"): {0: 2}}


@pytest.mark.parametrize("rank", ["0", "1.5", "first", "1001", "nan"])
def test_a_rank_is_a_whole_number_from_1(tmp_path: Path, rank: str) -> None:
    refused = Refused()
    rows = f"seed,shown,clicked,time,rank\ns,a,1,2026-03-14,{rank}\ns,b,1,2026-03-14,\ns,b,0,2026-03-14,2.0\n"
    log = read_clicks(written(tmp_path / "log.csv", rows), refused)
    assert refused.lines() == [2]
    assert log.impressions == {("s", "b"): {0: 1, 2: 1}}


@pytest.mark.parametrize("text", [HEADER, "seed,shown,time\na,b,2026-03-14\n", f"{HEADER}s,a,?,2026-03-14\n", ""])
def test_a_log_without_an_impression_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_clicks(written(tmp_path / "log.csv", text), Refused())
    assert "log.csv" in str(caught.value)


def test_of_several_columns_that_a_log_lacks_the_same_one_is_named_every_time(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"expected a column seed or seed_id .*, found when, where"):
        read_clicks(written(tmp_path / "log.csv", "when,where\na,b\n"), Refused())


def test_the_popular_is_what_was_clicked_most_and_in_a_replay_what_had_been() -> None:
    times = {"a": NOON, "b": NOON, "late": NOON + timedelta(days=1), "s": NOON + timedelta(minutes=2)}
    corpus = [article(article_id=id_, published_at=time) for id_, time in times.items()]
    log = log_of(
        ("x", "a", 0, 2, 2), ("x", "b", 0, 9, 9), ("x", "s", 0, 9, 9), ("x", "late", 0, 20, 20), ("x", "gone", 0, 9, 9)
    )
    for replay, expected in ((False, ("late", "b", "a")), (True, ("b", "a"))):
        run = popular(log)(Task.of(corpus, ["s"], 5, replay=replay))
        assert run.ids("s") == expected
    # Until two minutes past noon, b was clicked three times.
    assert list(run.rankings["s"].scores) == [3, 2]
    assert popular(log)(Task.of(corpus, ["s"], 1)).ids("s") == ("late",)
