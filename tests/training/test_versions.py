"""What is trained on: the newest version of each article that its source has not taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article, ArticleId, Withdrawal
from recommender.snapshots import Registry
from recommender.training import Sources, train
from recommender.training.versions import current_articles
from tests.support.builders import article, law
from tests.support.sources import lines_of
from tests.support.training import STRICT

NOW = datetime(2026, 4, 24, tzinfo=UTC)
COURT = "https://gazette.example/court"


def titles(*versions: Article | Withdrawal) -> list[str]:
    return [one.title for one in current_articles(versions, lambda _: None, NOW)]


def version(day: int) -> Article:
    return article(title=f"Day {day}", updated_at=f"2026-03-{day:02}")


def withdrawal(day: int) -> Withdrawal:
    return Withdrawal(ArticleId("a"), None, datetime(2026, 3, day, tzinfo=UTC))


@law
@given(days=st.lists(st.integers(1, 28), unique=True, max_size=8), ends=st.data())
def test_the_newest_version_stays_unless_the_last_word_is_that_it_is_taken_back(
    days: list[int], ends: st.DataObject
) -> None:
    is_end = {day: ends.draw(st.booleans()) for day in days}
    entries = [withdrawal(day) if is_end[day] else version(day) for day in days]
    last = max(days, default=0)
    assert titles(*entries) == ([] if not days or is_end[last] else [f"Day {last}"])


def test_what_is_taken_back_without_a_time_is_so_from_now_on() -> None:
    assert titles(version(1), Withdrawal(ArticleId("a")), version(2)) == []
    assert titles(Withdrawal(ArticleId("a")), article(title="After", updated_at="2026-04-25")) == ["After"]


def test_forms_of_one_address_are_one_article() -> None:
    forms = [COURT, "http://www.gazette.example/court/", f"{COURT}?utm_source=rss"]
    assert titles(*(article(article_id=form, title=form) for form in forms)) == [forms[-1]]
    assert titles(*(article(article_id=form) for form in forms), Withdrawal(ArticleId("urn:court"), forms[1])) == []
    assert len(titles(article(article_id="991", url=COURT), article(article_id="992", url=COURT))) == 2


def test_each_version_is_seen_when_it_is_read() -> None:
    seen: list[Article] = []
    list(current_articles([version(1), withdrawal(2), version(1)], seen.append, NOW))
    assert seen == [version(1)] * 2


def test_a_training_leaves_out_what_a_later_file_takes_back(tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_bytes(
        lines_of(*({"id": f"urn:{n}", "title": f"The quay closes {n}", "updated": "2026-03-01"} for n in range(3)))
    )
    (tmp_path / "2.jsonl").write_bytes(
        lines_of(
            {"id": "urn:1", "pubstatus": "canceled", "updated": "2026-03-02"},
            {"id": "urn:2", "title": "The quay opens"},
        )
    )
    report = train(Sources([tmp_path]), Registry(tmp_path / "models"), callbacks=STRICT)
    assert (report.articles, report.coverage.read, report.coverage.withdrawn) == (2, 4, 1)
