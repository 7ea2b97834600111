"""Coverage: counts and shares of a reading, and a line for what looks wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recommender.corpus import Coverage, LeftOut, read_articles
from recommender.corpus.coverage import MOST_REASONS, OTHER_REASONS
from tests.support.sources import FERRY, MILL, lines_of, put

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def coverage_of(folder: Path, *records: dict[str, Any]) -> Coverage:
    coverage = Coverage(NOW)
    path = put(folder, "news.jsonl", lines_of(*records))
    for article in read_articles(
        path,
        refused=coverage.refuse,
        left_out=coverage.leave_out,
        withdrawn=coverage.withdraw,
        lost=coverage.lose,
    ):
        coverage.see(article)
    return coverage


def test_what_became_of_each_record_is_counted_by_reason(tmp_path: Path) -> None:
    draft, canceled = {**MILL, "status": "draft"}, {**MILL, "pubstatus": "canceled"}
    coverage = coverage_of(tmp_path, FERRY, draft, draft, {**MILL, "visibility": "private"}, canceled, {"id": 1})
    record = coverage.to_record()
    assert (record["read"], record["refused"], record["withdrawn"]) == (1, 1, 1)
    assert record["left_out"] == {"draft": 2, "private": 1}
    assert "1 articles, 1 refused, 1 withdrawn, 3 left out (2 draft, 1 private)" in coverage.to_text()


def test_the_share_of_articles_with_each_field_is_told(tmp_path: Path) -> None:
    day_alone = {**MILL, "published_at": "2026-03-13"}
    coverage = coverage_of(tmp_path, FERRY, day_alone, {"title": "Only a title"}, {"title": "Another"})
    shares = coverage.to_record()["shares"]
    assert {name: shares[name] for name in ("text", "title", "published_at", "hour", "publisher", "url")} == {
        "text": 0.5, "title": 1.0, "published_at": 0.5, "hour": 0.25, "publisher": 0.25, "url": 0.25,
    }  # fmt: skip
    names, figures = coverage.to_text().splitlines()[1:3]
    cells = zip(names.replace("time of day", "hour").split()[1:], figures.replace(" %", "").split(), strict=True)
    assert dict(cells) == {
        "text": "50", "title": "100", "time": "50", "hour": "25", "publisher": "25", "section": "25",
        "language": "25", "address": "25",
    }  # fmt: skip


def test_a_field_that_no_article_has_is_a_warning_that_says_what_to_do(tmp_path: Path) -> None:
    coverage = coverage_of(tmp_path, {"title": "One", "published": "2026-03-14"}, {"title": "Two"})
    assert any("no article has a text" in line and "--column text=" in line for line in coverage.warnings())
    assert coverage_of(tmp_path, FERRY, FERRY).warnings() == []


def test_a_time_in_the_future_beyond_an_hour_is_told(tmp_path: Path) -> None:
    soon, late = {**FERRY, "published_at": "2026-03-14T12:59:00Z"}, {**FERRY, "published_at": "2026-03-14T13:01:00Z"}
    assert coverage_of(tmp_path, soon).to_record()["in_the_future"] == 0
    coverage = coverage_of(tmp_path, late, FERRY)
    assert coverage.to_record()["in_the_future"] == 1
    assert any("in the future" in line for line in coverage.warnings())


def test_times_that_are_all_midnight_are_told(tmp_path: Path) -> None:
    days = [{**FERRY, "published_at": f"2026-03-{day}"} for day in (12, 13)]
    assert any("midnight" in line for line in coverage_of(tmp_path, *days).warnings())


def test_nothing_read_divides_by_nothing() -> None:
    assert Coverage(NOW).to_record()["shares"]["text"] == 0.0
    assert Coverage(NOW).to_text() == "  read   0 articles, 0 refused"


def test_values_that_were_lost_are_counted_by_field_with_the_first_of_them(tmp_path: Path) -> None:
    coverage = coverage_of(tmp_path, FERRY, {**MILL, "language": "??"}, {**FERRY, "language": "!!"})
    assert coverage.to_record()["lost"] == {"language": 2}
    [line] = [line for line in coverage.warnings() if line.startswith("language: 2 values")]
    assert "'??'" in line
    assert "news.jsonl:2" in line


def test_reasons_without_end_are_counted_together_and_none_reaches_a_screen_with_controls() -> None:
    coverage = Coverage()
    for number in range(3 * MOST_REASONS):
        coverage.leave_out(LeftOut("a.json", None, f"kind{number}"))
    assert len(coverage.left_out) == MOST_REASONS + 1
    assert coverage.left_out[OTHER_REASONS] == 2 * MOST_REASONS
    coverage = Coverage()
    coverage.leave_out(LeftOut("a.json", None, "\x1b[2Jkind\u202e"))
    assert list(coverage.left_out) == ["[2Jkind"]
