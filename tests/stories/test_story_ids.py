"""Ids of stories: kept when a corpus is grouped anew, and led on where stories merge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommender import Recommender
from recommender.stories.story_ids import StoryId, name_stories, new_story_id
from tests.support.builders import law
from tests.support.newsroom import members, newsroom, report, story_of


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


def test_ids_that_may_have_been_founded_while_serving_lead_on() -> None:
    names, redirects = name_stories([["a", "new"], ["other", "b"]], {"a": StoryId("s1"), "b": StoryId("s2")}, {})
    assert names == ["s1", "s2"]
    assert redirects == {new_story_id("new"): "s1", new_story_id("other"): "s2"}
    # Nothing was served before a first training.
    assert name_stories([["a", "new"]], {}, {})[1] == {}
