"""Click logs: what they judge, and what is popular."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import CorpusError
from recommender.evaluation import ClickLog, Task, popular, qrels_from_clicks, read_clicks
from recommender.evaluation.clicks import MIN_IMPRESSIONS
from tests.support.builders import article, law
from tests.support.evaluation import Refused, written

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
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


def test_a_row_may_hold_a_whole_box(tmp_path: Path) -> None:
    """As the behaviors of EB-NeRD do: a row without an article is of a front page."""
    frame = pd.DataFrame(
        {
            "impression_id": [1, 2],
            "article_id": pd.array([77, None], dtype="Int32"),
            "impression_time": [NOON.replace(tzinfo=None)] * 2,
            "article_ids_inview": [[5, 6, 7], [5, 8]],
            "article_ids_clicked": [[6], [8]],
        }
    )
    frame.to_parquet(tmp_path / "behaviors.parquet")
    log = read_clicks(tmp_path / "behaviors.parquet")
    assert {pair: sum(ranks.values()) for pair, ranks in log.impressions.items()} == {
        ("77", "5"): 1,
        ("77", "6"): 1,
        ("77", "7"): 1,
    }
    assert (dict(log.clicks), list(log.times)) == ({("77", "6"): 1}, ["6"])


def test_a_list_beside_a_single_value_is_refused_with_its_row(tmp_path: Path) -> None:
    refused = Refused()
    frame = pd.DataFrame(
        {"seed": ["s", "s"], "shown": [["a"], ["b"]], "clicked": ["a", "b"], "time": ["2026-03-14"] * 2}
    )
    frame.to_parquet(tmp_path / "log.parquet")
    with pytest.raises(CorpusError, match="no impression in this log"):
        read_clicks(tmp_path / "log.parquet", refused)
    assert refused.lines() == [1, 2]
