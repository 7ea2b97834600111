"""A story as a timeline, up to a moment, and the stories that cards name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from recommender import Recommender
from recommender.errors import UnknownStoryError
from tests.support.newsroom import EVENTS, START, newsroom, story_of


def test_a_story_is_a_timeline_up_to_a_moment() -> None:
    served = Recommender.fit(newsroom())
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
