"""A living corpus: what arrives joins its story or founds one, what is taken down leaves, what comes back returns."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Recommender
from recommender.article import Article
from recommender.errors import UnknownStoryError
from recommender.stories.change import _measured
from recommender.stories.members import FOUNDING, RECENT
from recommender.stories.story_ids import StoryNumber, new_story_id
from tests.support.builders import article, law
from tests.support.newsroom import EVENTS, members, newsroom, report, story_of

FLOOD = (
    "Torrents burst dykes along Tamm valley overnight: Ulverley families climbed onto roofs, helicopters lifted "
    "pensioners from attics, sandbags ran out, livestock drowned, and meadows vanished beneath brown water"
)
VOTE = (
    "Tram crews throughout Averin voted for shorter weeks after talks failed; commuters face cancelled services, "
    "managers proposed mediation, unions demanded nineteen conductors be rehired, and pickets gathered outside depots"
)


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
    assert state.profile.size.square == pytest.approx(float(served.stories.base.membership.squares[number]), rel=3e-3)


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


def test_a_story_that_grows_one_by_one_measures_what_it_does_when_measured_anew(served: Recommender) -> None:
    live = served
    for nth in range(5, 5 + RECENT):
        text = f"{EVENTS['bridge']} Zorbs {'and zarbs ' * (nth % 3)}rolled {nth} times."
        live = live.with_changes({f"bridge-{nth}": report("bridge", 0.5 - nth % 4 / 10, nth, text=text)})
    searcher, states = live.index, live.stories.states
    assert max(len(state.members) for state in states.values()) > RECENT
    for story_id, state in states.items():
        grown = state.profile
        anew = _measured(live.stories, story_id, searcher).states[story_id].profile
        assert grown.size.square == pytest.approx(anew.size.square, rel=1e-4)
        assert grown.size.n_terms == anew.size.n_terms
        assert grown.known_lengths.tolist() == anew.known_lengths.tolist()
        for one, other in ((grown.oov, anew.oov), (grown.numbers, anew.numbers)):
            assert one.terms.tolist() == other.terms.tolist()
            assert one.weights == pytest.approx(other.weights, rel=1e-4)


def test_a_story_that_changed_keeps_the_numbers_of_its_members(sample: Recommender) -> None:
    base, catalogue = sample.stories.base, sample.index.base.catalogue
    checked = 0
    for number in range(len(base)):
        rows = base.members_of(StoryNumber(number)).tolist()
        if not 2 <= len(rows) <= FOUNDING + RECENT or not len(base.number_sums[number].terms):
            continue
        edited = catalogue.article(rows[-1])
        live = sample.with_changes({edited.article_id: replace(edited, title=f"{edited.title}.")})
        state = live.stories.state_of(base.id_of(rows[0]), catalogue)
        if len(state.members) == len(rows):
            checked += 1
            assert state.profile.numbers.terms.tolist() == base.number_sums[number].terms.tolist()
            assert state.profile.numbers.weights == pytest.approx(base.number_sums[number].weights, rel=1e-4)
        if checked == 5:
            return
    pytest.fail(f"expected five stories with numbers, found {checked}")
