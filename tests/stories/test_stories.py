"""Stories: which articles tell one event, their ids, and how they go on while a model serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from starlette.testclient import TestClient

from recommender import Recommender
from recommender.api import create_app
from recommender.article import Article
from recommender.article.times import UNKNOWN_TIME
from recommender.errors import SnapshotError, UnknownStoryError
from recommender.model.sparse import Vectors
from recommender.settings import Settings
from recommender.snapshots.arrays import TextColumn
from recommender.stories import StoryThreshold, TrainedStories
from recommender.stories.grouping import group, grouping_input, in_order_of_first_members
from recommender.stories.members import FOUNDING, RECENT
from recommender.stories.neighbours import NEAREST, READ_AROUND
from recommender.stories.passes import Membership, first_pass
from recommender.stories.story_ids import StoryId, name_stories, new_story_id
from tests.support.builders import Damage, article, drop, law, put, unit_rows

DAY = 86_400
START = datetime(2026, 3, 1, tzinfo=UTC)
EVENTS = {
    "bridge": "The suspension bridge at Orrin collapsed at dawn, engineers and divers searched the river for drivers",
    "bank": "Caldria's central bank raised its benchmark interest rate, surprising economists and bond traders",
    "eclipse": "Thousands watched the total solar eclipse from the observatory hill above the old harbour town",
}

FLOOD = (
    "Torrents burst dykes along Tamm valley overnight: Ulverley families climbed onto roofs, helicopters lifted "
    "pensioners from attics, sandbags ran out, livestock drowned, and meadows vanished beneath brown water"
)
VOTE = (
    "Tram crews throughout Averin voted for shorter weeks after talks failed; commuters face cancelled services, "
    "managers proposed mediation, unions demanded nineteen conductors be rehired, and pickets gathered outside depots"
)


def report(event: str, day: float, nth: int, **fields: Any) -> Article:
    """Return one of several reports of an event."""
    words = EVENTS[event].split()
    text = " ".join([*words[nth:], *words[:nth], f"Correspondent number {nth} wrote this."])
    moment = (START + timedelta(days=day)).isoformat()
    ids = f"{event}-{nth}"
    return article(
        **{"article_id": ids, "title": EVENTS[event][:40], "text": text, "published_at": moment, "language": "en"}
        | fields
    )


def newsroom() -> list[Article]:
    """Return three reports of each of three events, of one day each."""
    days = {"bridge": 0, "bank": 1, "eclipse": 2}
    return [report(event, day + nth / 10, nth) for event, day in days.items() for nth in range(3)]


def story_of(recommender: Recommender, article_id: str) -> StoryId:
    catalogue = recommender.catalogue
    return recommender.stories.id_of(catalogue.row_of(article_id), catalogue)


def members(recommender: Recommender, story_id: StoryId) -> list[str]:
    catalogue = recommender.catalogue
    return [catalogue.id_of(row) for row in recommender.stories.rows_of(story_id, catalogue).tolist()]


def grouped(
    dense: NDArray[np.float32], times: NDArray[np.int64], threshold: StoryThreshold | None = None
) -> NDArray[np.int32]:
    """Group rows of weights, each of 30 terms of its own."""
    vectors = Vectors.of(_csr(dense))
    plain = Vectors.of(_csr(np.ones((len(dense), 30), np.float32)))
    return group(vectors, plain, times, np.zeros(len(dense), np.int32), threshold or StoryThreshold()).stories.numbers


def passed(dense: NDArray[np.float32], times: NDArray[np.int64], threshold: StoryThreshold) -> list[int]:
    """Group rows, as `grouped` does, without a look back; the times rise."""
    n = len(dense)
    vectors, plain = Vectors.of(_csr(dense)), Vectors.of(_csr(np.ones((n, 30), np.float32)))
    numbers, _ = first_pass(grouping_input(vectors, plain, times, np.zeros(n, np.int32), range(0)), threshold)
    found: list[int] = numbers.tolist()
    return found


def _csr(dense: NDArray[np.float32]) -> Any:
    return csr_array(dense.astype(np.float32))


@pytest.fixture(scope="module")
def served() -> Recommender:
    return Recommender.fit(newsroom())


# --- Grouping ---


def test_reports_of_one_event_are_one_story_and_those_of_others_are_others(served: Recommender) -> None:
    stories = {event: {story_of(served, f"{event}-{nth}") for nth in range(3)} for event in EVENTS}
    assert all(len(found) == 1 for found in stories.values())
    assert len(set().union(*stories.values())) == 3


@law
@given(seed=st.integers(0, 10_000), n=st.integers(1, 30), days=st.integers(0, 60))
def test_every_article_is_in_exactly_one_story_in_whatever_order_they_were_read(seed: int, n: int, days: int) -> None:
    rows = unit_rows(n, 12, seed=seed, density=0.5).toarray()
    random = np.random.default_rng(seed)
    times = random.permutation(np.arange(n) * DAY * max(days, 1) // n).astype(np.int64)
    codes = grouped(rows, times)
    assert sorted(set(codes.tolist())) == list(range(int(codes.max()) + 1))
    # Other rows, the same articles: with no two times equal, their places do not matter.
    if days:
        shuffled = random.permutation(n)
        again = np.empty(n, np.int64)
        again[shuffled] = grouped(rows[shuffled], times[shuffled])
        assert again.tolist() == codes.tolist()
    assert grouped(rows, times).tolist() == codes.tolist()


@law
@given(seed=st.integers(0, 10_000), n=st.integers(1, 20))
def test_one_pass_joins_the_story_that_brute_force_finds(seed: int, n: int) -> None:
    """With few members and few articles nothing is left out of the comparison: the formulas alone decide."""
    threshold, rows = StoryThreshold(), unit_rows(n, 10, seed=seed, density=0.6, empty=0).toarray().astype(np.float64)
    times = np.sort(np.random.default_rng(seed).integers(0, 9 * DAY, n))
    sizes = np.full(n, 30, np.int32)
    found = passed(rows.astype(np.float32), times, threshold)
    stories: list[list[int]] = []
    expected = []
    for at in range(n):
        strengths = []
        for story in stories:
            cosines, total = rows[story] @ rows[at], rows[story].sum(axis=0)
            resemblance = threshold.mean_weight * cosines.mean() + (1 - threshold.mean_weight) * (
                total @ rows[at]
            ) / np.linalg.norm(total)
            days = abs(times[at] - (times[story].min() + times[story].max()) / 2) / DAY
            asked = min(threshold.base * (1 + days) ** threshold.growth, threshold.enough)
            # Rows of which the nearest shares twice as much are not looked at, nor is their story when all are such.
            near = (cosines.max() >= 0.5 * max(rows[:at] @ rows[at])) * min(1, sizes[at] / threshold.short)
            strengths.append(near * resemblance / asked)
        best = int(np.argmax(strengths)) if strengths and max(strengths) >= 1 else len(stories)
        stories += [[]] if best == len(stories) else []
        stories[best].append(at)
        expected.append(best)
    assert found == expected


@law
@given(seed=st.integers(0, 10_000))
def test_a_long_story_is_told_by_its_founding_and_its_latest_members(seed: int) -> None:
    """Two topics that drift over a hundred articles; brute force compares with just those that a story keeps."""
    n, threshold = 100, StoryThreshold(base=0.7, enough=0.9)
    random = np.random.default_rng(seed)
    topics = np.array([[8, 4, 1, 1, 1], [1, 1, 4, 8, 2]], np.float64)[random.integers(0, 2, n)]
    drift = np.linspace(0, 6, n)[:, None] * np.array([0, 0, 1, 0, 1])
    rows = topics + drift + random.random((n, 5))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32).astype(np.float64)
    stories: list[list[int]] = []
    expected: list[int] = []
    for at in range(n):
        seen = np.arange(max(0, at - READ_AROUND), at)
        near = seen[np.argsort(-(rows[seen] @ rows[at]).astype(np.float32), kind="stable")][:NEAREST]
        best, best_strength = len(stories), 1.0
        for story in dict.fromkeys(expected[row] for row in near.tolist()):
            members = stories[story]
            kept = members if len(members) <= FOUNDING + RECENT else members[:FOUNDING] + members[-RECENT:]
            cosines, total = rows[kept] @ rows[at], rows[kept].sum(axis=0)
            resemblance = threshold.mean_weight * cosines.mean() + (1 - threshold.mean_weight) * (
                total @ rows[at]
            ) / np.linalg.norm(total)
            if resemblance / threshold.base > best_strength:
                best, best_strength = story, resemblance / threshold.base
        stories += [[]] if best == len(stories) else []
        stories[best].append(at)
        expected.append(best)
    assert max(map(len, stories)) > FOUNDING + RECENT
    assert passed(rows.astype(np.float32), np.zeros(n, np.int64), threshold) == expected


def test_a_member_moves_to_a_story_that_fits_it_better_once_that_is_told() -> None:
    rows = np.array([[1, 0], [0.5, 0.75**0.5], [0, 1], [0, 1]], np.float32)
    times, threshold = np.arange(4) * 60, StoryThreshold(base=0.49)
    assert passed(rows, times, threshold) == [0, 0, 1, 1]
    assert grouped(rows, times, threshold).tolist() == [0, 1, 1, 1]
    # Not for a little more evidence.
    assert grouped(rows, times, threshold._replace(better=2.0)).tolist() == [0, 0, 1, 1]


def test_a_member_leaves_a_story_that_has_moved_away_from_it() -> None:
    rows = np.array([[1, 0, 0], [0.5, 0.75**0.5, 0], *([[0.78, 0, 0.62]] * 3)], np.float32)
    times, threshold = np.arange(5) * 60, StoryThreshold(base=0.49)
    assert passed(rows, times, threshold) == [0, 0, 0, 0, 0]
    assert grouped(rows, times, threshold).tolist() == [0, 1, 0, 0, 0]


def test_of_a_long_story_the_founding_and_the_latest_members_are_measured() -> None:
    n = FOUNDING + RECENT + 20
    rows = np.ones((n, 3), np.float32)
    rows[:, 1] += np.linspace(0, 1, n) ** 2
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors, plain = Vectors.of(_csr(rows)), Vectors.of(_csr(np.ones((n, 30), np.float32)))
    found = group(vectors, plain, np.arange(n), np.zeros(n, np.int32), StoryThreshold())
    assert len(found.stories.squares) == 1
    kept = np.concatenate([rows[:FOUNDING], rows[-RECENT:]]).astype(np.float64)
    assert found.stories.squares[0] == pytest.approx((kept.sum(axis=0) ** 2).sum(), rel=1e-6)


def test_a_long_story_may_turn_slowly_since_its_latest_members_count() -> None:
    angles = np.radians(np.arange(71) * 1.2)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert passed(rows, np.zeros(len(rows), np.int64), StoryThreshold(base=0.6)) == [0] * len(rows)


def test_a_chain_of_days_is_not_one_story() -> None:
    """Each day's article is much like the one before, and shares nothing with that of a week ago."""
    n = 40
    chain = np.zeros((n, n + 3), np.float32)
    for day in range(n):
        chain[day, day : day + 4] = 0.5
    times = (np.arange(n) * DAY).astype(np.int64)
    neighbours = float(chain[0] @ chain[1])
    assert neighbours == 0.75
    sizes = np.bincount(grouped(chain, times))
    assert sizes.max() <= 5
    # At the same moment, too, the far ends stay apart.
    assert np.bincount(grouped(chain, np.zeros(n, np.int64))).max() <= 10


def test_the_more_days_lie_between_the_more_alike_two_articles_must_be() -> None:
    pair = np.array([[1, 0], [0.5, 0.75**0.5]], np.float32)

    def together(days: float) -> bool:
        return len(set(grouped(pair, np.array([0, int(days * DAY)])).tolist())) == 1

    assert together(0)
    assert together(2)
    assert not together(30)


def test_what_is_told_in_nearly_the_same_words_is_one_story_at_any_distance() -> None:
    threshold = StoryThreshold()
    pair = np.array([[1, 0], [0.75, (1 - 0.75**2) ** 0.5]], np.float32)
    times = np.array([0, 3_000 * DAY])
    assert len(set(grouped(pair, times).tolist())) == 1
    assert len(set(grouped(pair, times, threshold._replace(enough=0.9)).tolist())) == 2


def test_articles_without_a_time_are_grouped_by_their_words() -> None:
    rows = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    codes = grouped(rows, np.full(3, UNKNOWN_TIME))
    assert codes.tolist() == [0, 0, 1]


def test_where_a_time_is_not_known_some_days_are_assumed() -> None:
    cosine = StoryThreshold().base * 1.2
    pair = np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)
    times = np.array([UNKNOWN_TIME, 0])
    assert len(set(grouped(pair, np.zeros(2, np.int64)).tolist())) == 1
    assert len(set(grouped(pair, times).tolist())) == 2
    assert len(set(grouped(pair, times, StoryThreshold(unknown_days=0)).tolist())) == 1


@pytest.mark.parametrize(
    ("n_terms", "together"), [((5, 40), True), ((40, 5), True), ((40, 40), False), ((5, 5), False)]
)
def test_a_headline_need_share_less_with_a_rich_text(n_terms: tuple[int, int], together: bool) -> None:
    cosine = StoryThreshold().base * 0.5
    vectors = Vectors.of(_csr(np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)))
    words = np.zeros((2, 40), np.float32)
    for row, count in enumerate(n_terms):
        words[row, :count] = 1
    found = group(vectors, Vectors.of(_csr(words)), np.zeros(2, np.int64), np.zeros(2, np.int32), StoryThreshold())
    assert (len(set(found.stories.numbers.tolist())) == 1) is together


def test_articles_of_two_languages_are_never_one_story() -> None:
    vectors = Vectors.of(_csr(np.ones((2, 1), np.float32)))
    found = group(vectors, vectors, np.zeros(2, np.int64), np.array([0, 1], np.int32), StoryThreshold(short=1))
    assert found.stories.numbers.tolist() == [0, 1]


def test_an_empty_corpus_and_articles_without_words_are_in_order() -> None:
    assert grouped(np.zeros((0, 3), np.float32), np.zeros(0, np.int64)).tolist() == []
    assert grouped(np.zeros((2, 3), np.float32), np.zeros(2, np.int64)).tolist() == [0, 1]


@pytest.mark.parametrize(
    "wrong", [{"base": 0.0}, {"enough": 1.5}, {"mean_weight": -0.1}, {"short": 0.5}, {"growth": -1.0}]
)
def test_a_threshold_out_of_its_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="threshold of a story"):
        grouped(np.ones((1, 1), np.float32), np.zeros(1, np.int64), StoryThreshold(**wrong))


@given(codes=st.lists(st.integers(0, 9)))
def test_renumbering_counts_in_the_order_of_first_members(codes: list[int]) -> None:
    order = list(dict.fromkeys(codes))
    assert in_order_of_first_members(np.array(codes, np.int32), np.arange(len(codes))).tolist() == [
        order.index(code) for code in codes
    ]


# --- Names ---


def test_a_story_keeps_its_id_when_it_is_grouped_anew() -> None:
    corpus = newsroom()
    before = Recommender.fit(corpus)
    earlier = report("bridge", -0.5, 9)
    after = Recommender.fit([*corpus, earlier], before=before)
    assert members(after, story_of(after, "bridge-0"))[0] == "bridge-9"
    assert story_of(after, "bridge-9") == story_of(before, "bridge-0")


def test_a_merged_id_leads_to_the_story_with_most_of_its_members() -> None:
    before = {each: StoryId(story) for each, story in {"a": "s1", "b": "s1", "c": "s2", "d": "s3"}.items()}
    names, redirects = name_stories([["c", "a", "b"], ["d"], ["e"]], before, {StoryId("s0"): StoryId("s2")})
    assert names == ["s1", "s3", new_story_id("e")]
    assert redirects == {"s2": "s1", "s0": "s1"}


def test_a_split_story_leaves_its_id_to_the_larger_part() -> None:
    names, redirects = name_stories([["a"], ["b", "c"]], dict.fromkeys("abc", StoryId("s1")), {})
    assert names == [new_story_id("a"), "s1"]
    assert redirects == {}


def test_an_id_that_is_taken_is_given_to_nobody_else() -> None:
    names, _ = name_stories([["a"], ["b", "c"]], {"b": new_story_id("a"), "c": new_story_id("a")}, {})
    assert names[1] == new_story_id("a")
    assert len(set(names)) == 2


@law
@given(
    stories=st.lists(st.integers(0, 5), min_size=1, max_size=12),
    before=st.dictionaries(st.integers(0, 11), st.sampled_from(["s1", "s2", "s3"])),
)
def test_names_differ_and_redirects_lead_to_stories_in_use(stories: list[int], before: dict[int, str]) -> None:
    together = [[str(at) for at, code in enumerate(stories) if code == story] for story in dict.fromkeys(stories)]
    known = {str(at): StoryId(story) for at, story in before.items()}
    names, redirects = name_stories(together, known, {StoryId("s0"): StoryId("s1")})
    assert len(set(names)) == len(names)
    assert set(redirects.values()) <= set(names)
    assert not set(redirects) & set(names)
    alive = {story for at, story in before.items() if at < len(stories)}
    assert alive <= set(names) | set(redirects)


# --- A living corpus ---


def test_a_new_report_joins_its_story_and_a_new_event_founds_one(served: Recommender) -> None:
    live = served.with_changes(
        {"bridge-4": report("bridge", 0.5, 4), "z": article(article_id="z", title="Owls", language="en")}
    )
    assert story_of(live, "bridge-4") == story_of(served, "bridge-0")
    assert members(live, story_of(live, "bridge-0")) == ["bridge-0", "bridge-1", "bridge-2", "bridge-4"]
    assert members(live, story_of(live, "z")) == ["z"]
    assert story_of(served, "bridge-0") != story_of(live, "z")


def test_the_second_report_of_a_new_event_joins_the_first(served: Recommender) -> None:
    trained = Recommender.fit([each for each in newsroom() if not each.article_id.startswith("bank")])
    live = trained
    for nth in range(3):
        live = live.with_changes(
            {f"bank-{nth}": report("bank", 1 + nth / 10, nth, text=EVENTS["bridge"][:50] + EVENTS["bank"])}
        )
    assert len({story_of(live, f"bank-{nth}") for nth in range(3)}) == 1


def test_reports_that_arrive_together_are_placed_in_the_order_of_time(served: Recommender) -> None:
    later, earlier = (
        report("bank", day, 0, article_id=name, title=FLOOD[:30], text=FLOOD) for name, day in (("a", 3), ("b", 2))
    )
    live = served.with_changes({"a": later, "b": earlier})
    assert story_of(live, "a") == story_of(live, "b") == new_story_id("b")


def test_stories_that_are_founded_while_serving_have_numbers_of_their_own(served: Recommender) -> None:
    live = served
    for name, words in (("flood", FLOOD), ("vote", VOTE)):
        live = live.with_changes({name: article(article_id=name, title=words[:30], text=words, language="en")})
    catalogue = live.catalogue
    rows = np.array([catalogue.row_of(each) for each in catalogue.article_ids()], np.int64)
    numbers = live.stories.numbers_of(rows, catalogue).tolist()
    assert len(set(numbers)) == len(EVENTS) + 2


def test_what_is_taken_down_leaves_and_what_comes_back_returns(served: Recommender) -> None:
    story = story_of(served, "bridge-0")
    gone = served.with_changes({"bridge-0": None})
    assert members(gone, story) == ["bridge-1", "bridge-2"]
    back = gone.with_changes({"bridge-0": report("bridge", 0, 0)})
    assert members(back, story) == members(served, story)
    number = served.stories.base.number_of(story)
    assert number is not None
    state = back.stories.states.get(story)
    assert state is not None
    assert state.profile.size.square == pytest.approx(float(served.stories.base.membership.squares[number]), rel=1e-5)


def test_a_story_whose_articles_are_all_gone_is_unknown(served: Recommender) -> None:
    story = story_of(served, "bank-1")
    gone = served.with_changes({f"bank-{nth}": None for nth in range(3)})
    with pytest.raises(UnknownStoryError):
        gone.story(story)
    assert served.story(story).n_articles == 3


def test_an_edit_moves_an_article_to_the_story_that_it_tells_now(served: Recommender) -> None:
    edited = report("bank", 1, 7, article_id="bridge-2")
    live = served.with_changes({"bridge-2": edited})
    assert story_of(live, "bridge-2") == story_of(served, "bank-0")
    assert "bridge-2" not in members(live, story_of(served, "bridge-0"))


def test_a_replayed_change_does_not_double(served: Recommender) -> None:
    changes: dict[str, Article | None] = {
        "bridge-4": report("bridge", 0.5, 4),
        "z": article(article_id="z", title="Owls", language="en"),
        "bank-0": None,
    }
    once = served.with_changes(changes)
    twice = once.with_changes(changes)
    ids = list(once.catalogue.article_ids())
    assert [story_of(twice, each) for each in ids] == [story_of(once, each) for each in ids]
    assert all(members(twice, story_of(once, each)) == members(once, story_of(once, each)) for each in ids)


IDS = [*(f"{event}-{nth}" for event in EVENTS for nth in range(5)), "other"]


@law
@given(steps=st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from([None, "bridge", "bank"])), max_size=6))
def test_every_served_article_is_in_exactly_one_story_after_any_changes(
    served: Recommender, steps: list[tuple[str, str | None]]
) -> None:
    live = served
    for nth, (article_id, event) in enumerate(steps):
        live = live.with_changes({article_id: report(event, nth, nth, article_id=article_id) if event else None})
    ids = list(live.catalogue.article_ids())
    stories = {story_of(live, each) for each in ids}
    assert Counter(each for story in stories for each in members(live, story)) == Counter(ids)
    rows = np.array([live.catalogue.row_of(each) for each in ids], np.int64)
    numbers = live.stories.numbers_of(rows, live.catalogue).tolist()
    assert (
        len(set(zip(numbers, (story_of(live, each) for each in ids), strict=True))) == len(set(numbers)) == len(stories)
    )


# --- Snapshots ---


def arrays_of(recommender: Recommender) -> dict[str, NDArray[Any]]:
    return dict(recommender.stories.base.to_arrays())


def loaded(recommender: Recommender, arrays: dict[str, NDArray[Any]], threshold: object = None) -> TrainedStories:
    index, parameters = recommender.index.base, recommender.stories.base.threshold._asdict()
    return TrainedStories.from_arrays(
        parameters if threshold is None else threshold,
        arrays,
        corpus=index,
        number_columns=recommender.model.number_columns(),
    )


def test_stories_are_loaded_as_they_were_saved(served: Recommender, tmp_path: Path) -> None:
    after = Recommender.fit(newsroom(), before=served)
    after.save(tmp_path / "one")
    again = Recommender.load(tmp_path / "one").stories.base
    assert again.n_terms.tolist() == after.stories.base.n_terms.tolist()
    for name in Membership._fields:
        one, other = getattr(again.membership, name), getattr(after.stories.base.membership, name)
        assert (one.dtype, one.tolist()) == (other.dtype, other.tolist()), name
    assert (again.ids, again.redirects, again.threshold) == (
        after.stories.base.ids,
        after.stories.base.redirects,
        after.stories.base.threshold,
    )


@pytest.mark.parametrize(
    "damage",
    [
        drop("numbers"),
        drop("ids_data"),
        put("numbers", [0] * 8, np.int32),
        put("numbers", [99] * 9, np.int32),
        put("numbers", [-1] * 9, np.int32),
        put("numbers", [0] * 9, np.int32),
        put("numbers", [0] * 9, np.int64),
        put("squares", [1.0], np.float64),
        put("squares", [np.nan] * 3, np.float64),
        put("squares", [-1.0] * 3, np.float64),
        put("fingerprint", [0] * 16, np.uint8),
        lambda arrays: arrays.update(TextColumn.of(["x"] * 3).to_arrays("ids")),
        lambda arrays: arrays.update(TextColumn.of(["x"]).to_arrays("redirected")),
        lambda arrays: arrays.update(
            {**TextColumn.of(["x"]).to_arrays("redirected"), **TextColumn.of(["y"]).to_arrays("leads_to")}
        ),
    ],
)
def test_damaged_stories_are_refused(served: Recommender, damage: Damage) -> None:
    arrays = arrays_of(served)
    loaded(served, dict(arrays))
    damage(arrays)
    with pytest.raises(SnapshotError):
        loaded(served, arrays)


@pytest.mark.parametrize(
    "threshold",
    [[], {"base": 1.0}, StoryThreshold()._asdict() | {"base": "x"}, StoryThreshold()._asdict() | {"base": 0.0}],
)
def test_a_threshold_of_other_parameters_is_refused(served: Recommender, threshold: object) -> None:
    with pytest.raises(SnapshotError):
        loaded(served, arrays_of(served), threshold)


# --- The timeline, in Python and over HTTP ---


def test_a_story_is_a_timeline_up_to_a_moment(served: Recommender) -> None:
    story = served.story(story_of(served, "bridge-0"), as_of=START + timedelta(days=0.15))
    assert [head["article_id"] for head in story.articles] == ["bridge-0", "bridge-1"]
    assert (story.first, story.latest) == (START, START + timedelta(days=0.1))
    assert story.title == EVENTS["bridge"][:40]
    with pytest.raises(UnknownStoryError):
        served.story(story_of(served, "bridge-0"), as_of=START - timedelta(days=1))
    with pytest.raises(UnknownStoryError):
        served.story("unknown")


def test_cards_name_their_story_and_related_shows_none_of_the_seeds(sample: Recommender) -> None:
    for article_id in list(sample.catalogue.article_ids())[::7]:
        seed = story_of(sample, article_id)
        assert all(card.story_id == story_of(sample, card.article_id) for card in sample.similar(article_id).cards)
        assert seed not in {card.story_id for card in sample.related(article_id).cards}


@pytest.fixture(scope="module")
def client(published: Path) -> Iterator[TestClient]:
    settings = Settings(models=published, as_of=datetime(2026, 6, 1, tzinfo=UTC), poll_seconds=3_600, verify=False)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def test_a_story_is_told_over_http(client: TestClient) -> None:
    card = client.get("/v1/articles/ac-0424-orrin-two-dead/similar").json()["cards"][0]
    answer = client.get(f"/v1/stories/{card['story_id']}")
    told = answer.json()
    assert answer.status_code == 200
    assert told["story_id"] == card["story_id"]
    assert card["article_id"] in [each["article_id"] for each in told["articles"]]
    times = [each["published_at"] for each in told["articles"]]
    assert times == sorted(times)
    assert (told["first_published_at"], told["latest_published_at"]) == (times[0], times[-1])
    assert len(set(told["publishers"])) == len(told["publishers"]) > 1
    same = client.get(f"/v1/stories/{card['story_id']}", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304


def test_an_unknown_story_is_a_404(client: TestClient) -> None:
    answer = client.get("/v1/stories/s0000000000000000")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/stories/s1?x=1").status_code == 422
