"""How often names and phrases are used, counted up and down as reports come and go, against a plain recount."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.trends import window_counts
from recommender.trends.counting import COLUMNS, NOW, OUT, PAST, SAME_HOUR
from recommender.trends.coverage import Coverage
from recommender.trends.mention_columns import Mentions
from recommender.trends.mentions import find_mentions
from recommender.trends.window_counts import WindowCounts
from recommender.trends.words import UNCLEAR
from tests.support.builders import article, law

HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400
TITLES = (
    "They met Renn Aldous in Averin",
    "Rain falls on the sea wall",
    "Aldous of Averin speaks",
    "Lorna Videl and the sea wall",
    "Storm",
)


def reports_of(seconds: list[int], rows: list[int] | None = None) -> Coverage:
    none = np.zeros(len(seconds), np.int64)
    return Coverage(np.array(range(len(seconds)) if rows is None else rows, np.int64), np.array(seconds), none, none)


def windows_of(titles: list[str], seconds: list[int], *, moment: int = 0) -> list[int]:
    read = Mentions.of(article(title=title, language="en") for title in titles)
    return list(WindowCounts(read).count(reports_of(seconds), moment - DAY, moment))


def test_the_window_the_past_and_its_same_hours_are_told_apart() -> None:
    ago = [0, DAY - 1, DAY, WEEK - 1, WEEK, WEEK + DAY - 1, WEEK + DAY]
    expected = [NOW, NOW, PAST, PAST, SAME_HOUR, SAME_HOUR, PAST]
    assert windows_of([f"Rain {at}" for at in ago], [-each for each in ago]) == expected


def test_of_copies_the_first_of_the_window_and_the_first_of_the_past_count() -> None:
    assert windows_of(["Rain"] * 5, [-5, -9, -9, -2 * DAY, -3 * DAY]) == [OUT, NOW, OUT, OUT, PAST]


counted = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40 * 24)), max_size=6, unique_by=lambda each: each[0])


@given(
    st.lists(st.sampled_from(TITLES), min_size=6, max_size=6),
    st.lists(st.tuples(counted, st.integers(0, 12 * 24)), max_size=6),
)
@law
def test_counts_are_those_of_a_recount_whatever_was_counted_before(
    titles: list[str], asked: list[tuple[list[tuple[int, int]], int]]
) -> None:
    read = [find_mentions(title, "", "en") for title in titles]
    keys = np.unique(np.array([mention.key for found in read for mention in found], np.uint64))
    kept = WindowCounts(Mentions.of(article(title=title, language="en") for title in titles))
    for chosen, hours in asked:
        chosen.sort()
        reports = reports_of([-HOUR * ago for _, ago in chosen], [row for row, _ in chosen])
        windows = kept.count(reports, HOUR * hours - DAY, HOUR * hours).tolist()
        counts: Counter[tuple[int, int]] = Counter()
        for (row, _), window in zip(chosen, windows, strict=True):
            for mention in read[row] if window else ():
                columns = [0] if window == NOW else [1] if window == PAST else [1, 2]
                columns += [2 + mention.written] if mention.written != UNCLEAR else []
                counts.update((mention.key, column) for column in columns)
        expected = [[counts[key, column] for column in range(COLUMNS)] for key in keys.tolist()]
        assert kept.counts_of(keys).tolist() == expected


def test_a_table_grows_with_what_is_used_and_forgets_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_counts, "SMALLEST", 2)
    titles = [f"it is N{at}a with N{at}b" for at in range(300)]
    kept = WindowCounts(Mentions.of(article(title=title, language="en") for title in titles))
    sizes = []
    for day in range(30):
        rows = [*range(10 * day, 10 * day + 10)]
        kept.count(reports_of([day * DAY] * 10, rows), (day - 1) * DAY, day * DAY)
        sizes.append(len(kept._counts.keys))
        keys = np.unique(
            np.array([each.key for row in rows for each in find_mentions(titles[row], "", "en")], np.uint64)
        )
        assert kept.counts_of(keys)[:, 0].tolist() == [1] * 20
    assert max(sizes) <= 128


def frequent(kept: WindowCounts, rows: list[int], least: int) -> list[tuple[int, int, int, list[int]]]:
    found, keys, of = kept.frequent(np.array(rows, np.int64), least)
    assert keys.tolist() == sorted(set(keys.tolist()))
    return list(zip(found.rows.tolist(), keys[of].tolist(), found.written.tolist(), found.spans.tolist(), strict=True))


def test_frequent_mentions_are_of_what_enough_texts_mention_live_ones_among_them() -> None:
    base = [article(title=title, language="en") for title in TITLES[:2]]
    kept = WindowCounts(Mentions.of(base))
    live = {
        name: Mentions.of([article(title=title, language="en")]) for name, title in zip("ab", TITLES[2:], strict=False)
    }
    kept.follow(live, ["a", "b"])
    kept.count(reports_of([-1, -2, -3, -4]), -DAY, 0)
    expected = [(at, each.key, each.written, [each.begin, each.end])
                for at, title in enumerate(TITLES[:4]) for each in find_mentions(title, "", "en")]  # fmt: skip
    assert frequent(kept, [0, 1, 2, 3], 1) == expected
    texts: Counter[int] = Counter(key for _, key, _, _ in expected)
    assert frequent(kept, [0, 1, 2, 3], 2) == [each for each in expected if texts[each[1]] >= 2]
    odd = [(at // 2, key, how, span) for at, key, how, span in expected if at % 2 and texts[key] >= 2]
    assert frequent(kept, [1, 3], 2) == odd
