"""The stories after a change: articles leave their stories, come back to them, and arrive."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from immutables import Map

from recommender.index import Catalogue, Searcher
from recommender.model import Vector, read_only
from recommender.stories.members import LIVE, Member, compared_of
from recommender.stories.neighbours import sortable_time
from recommender.stories.numbers import EMPTY_VECTOR, square_of, sum_of
from recommender.stories.placing import NewArticle, heaviest_oov, place
from recommender.stories.state import Assignment, LiveStories, StoryState, rows_of_members
from recommender.stories.stories import StoryProfile
from recommender.stories.story_ids import StoryId, StoryNumber, new_story_id
from recommender.stories.threshold import StorySize

# How many live articles are kept for each OOV word, the last that hold it. At least 1, articles; chosen by BCubed F1
# of live stories on gun_violence, ecbplus and uci_aggregator.
OOV_POSTINGS = 8
NOT_MEASURED = StoryProfile(StorySize(0.0, 0), EMPTY_VECTOR, EMPTY_VECTOR, EMPTY_VECTOR.weights)


class ArticleChanges(NamedTuple):
    """What has happened to the articles that are served; no id is in two of the fields.

    Attributes:
        deleted: Ids of articles that have been taken down; unknown ones are passed over.
        restored: Ids of the base that are served again as they were trained: they return to their stories.
        arrived: What is new or edited; it is placed in time order.
    """

    deleted: Collection[str] = ()
    restored: Collection[str] = ()
    arrived: Sequence[NewArticle] = ()


def with_changes(stories: LiveStories, changes: ArticleChanges, searcher: Searcher) -> LiveStories:
    """Return the stories after a change; `searcher` has the articles that are served after it."""
    base, touched = searcher.base.catalogue, set[StoryId]()
    for article_id in (*changes.deleted, *changes.restored, *(article.article_id for article in changes.arrived)):
        story_id = _story_of(article_id, stories, base)
        if story_id is not None:
            stories = _without_member(stories, story_id, article_id, base)
            touched.add(story_id)
    for row in map(base.row_of, changes.restored):
        story_id = stories.base.id_of(row)
        stories = _with_member(stories, story_id, stories.base_member(row, base), base)
        touched.add(story_id)
    for story_id in touched:
        stories = _measured(stories, story_id, searcher)
    for article in sorted(changes.arrived, key=lambda article: (sortable_time(article.time), article.article_id)):
        stories = _with_arrival(stories, article, searcher)
    return stories


def _story_of(article_id: str, stories: LiveStories, base: Catalogue) -> StoryId | None:
    """Return the story of an article as it was served last, None for an unknown one."""
    assignment = stories.assignments.get(article_id)
    if assignment is not None:
        return assignment.story_id
    row = base.find(article_id)
    return None if row is None else stories.base.id_of(row)


def _without_member(stories: LiveStories, story_id: StoryId, article_id: str, base: Catalogue) -> LiveStories:
    """Take an article out of its story, which is to be measured afterwards."""
    state = stories.state_of(story_id, base)
    members = tuple(member for member in state.members if member.article_id != article_id)
    assignments = stories.assignments
    if article_id in assignments:
        assignments = assignments.delete(article_id)
    states = stories.states.set(story_id, state._replace(members=members))
    return replace(stories, assignments=assignments, states=states)


def _with_member(stories: LiveStories, story_id: StoryId, member: Member, base: Catalogue) -> LiveStories:
    """Put an article into a story, which is to be measured afterwards."""
    state = stories.state_of(story_id, base)
    members = list(state.members)
    insort(members, member)
    return replace(stories, states=stories.states.set(story_id, state._replace(members=tuple(members))))


def _with_arrival(stories: LiveStories, article: NewArticle, searcher: Searcher) -> LiveStories:
    """Put an article that arrives into its story, or into one of its own."""
    story_id = place(article, stories, searcher)
    if story_id is None:
        story_id = new_story_id(article.article_id, stories.is_taken)
        stories = _with_story(stories, story_id)
    member = Member(sortable_time(article.time), article.article_id, LIVE, article.n_terms)
    stories = _with_member(stories, story_id, member, searcher.base.catalogue)
    assignments = stories.assignments.set(article.article_id, Assignment(story_id, article.oov))
    stories = replace(stories, assignments=assignments, oov_postings=_posted(stories.oov_postings, article))
    return _measured_with(article, stories, story_id, searcher)


def _with_story(stories: LiveStories, story_id: StoryId) -> LiveStories:
    """Add a story, as yet without members; one whose members have all left keeps its number."""
    if story_id in stories.states:
        return stories
    state = StoryState(StoryNumber(len(stories.base) + stories.n_founded), (), NOT_MEASURED)
    return replace(stories, states=stories.states.set(story_id, state), n_founded=stories.n_founded + 1)


def _posted(postings: Map[int, tuple[str, ...]], article: NewArticle) -> Map[int, tuple[str, ...]]:
    """Put an article behind the others in the postings of its heaviest OOV words."""
    posted = postings.mutate()
    for term in heaviest_oov(article.oov):
        others = [article_id for article_id in postings.get(term, ()) if article_id != article.article_id]
        posted[term] = (*others[1 - OOV_POSTINGS :], article.article_id)
    return posted.finish()


def _measured(stories: LiveStories, story_id: StoryId, searcher: Searcher) -> LiveStories:
    """Measure a story anew, after its members have changed."""
    state = stories.states[story_id]
    state = state._replace(profile=_profile_of(state.members, stories, searcher))
    return replace(stories, states=stories.states.set(story_id, state))


def _measured_with(article: NewArticle, stories: LiveStories, story_id: StoryId, searcher: Searcher) -> LiveStories:
    """Measure a story anew that an article has joined: of |s + a|² = |s|² + 2 s·a + |a|² the first is known."""
    state = stories.states[story_id]
    compared = compared_of(state.members)
    if len(compared) < len(state.members):  # another member is no longer compared
        return _measured(stories, story_id, searcher)
    before, oov = state.profile, article.oov
    at = [member.article_id for member in compared].index(article.article_id)
    rows = rows_of_members(compared, searcher.catalogue)
    known_lengths = np.insert(before.known_lengths, at, np.float32(oov.known_length))
    products = oov.known_length * known_lengths * searcher.expanded_vectors.similarities(rows, article.expanded_vector)
    own_square = float(products[at]) + square_of(oov.vector)
    with_others = float(products.sum()) - float(products[at]) + oov.vector.dot(before.oov)
    numbers = oov.with_numbers_of(article.own_vector, stories.base.number_columns)
    profile = StoryProfile(
        StorySize(before.size.square + 2 * with_others + own_square, before.size.n_terms + article.n_terms),
        Vector(*read_only(*sum_of([before.numbers, numbers]))),
        sum_of([before.oov, oov.vector]),
        known_lengths,
    )
    return replace(stories, states=stories.states.set(story_id, state._replace(profile=profile)))


def _profile_of(members: Sequence[Member], stories: LiveStories, searcher: Searcher) -> StoryProfile:
    """Return what is measured of a story's members."""
    vectors, rows = searcher.expanded_vectors, rows_of_members(compared_of(members), searcher.catalogue)
    oovs = [stories.oov_of(row, searcher.catalogue) for row in rows.tolist()]
    known_lengths = np.array([oov.known_length for oov in oovs], np.float32)
    square = 0.0
    for row, known_length in zip(rows.tolist(), known_lengths.tolist(), strict=True):
        square += known_length * float(vectors.similarities(rows, vectors[row]) @ known_lengths)
    own_vectors, columns = searcher.own_vectors, stories.base.number_columns
    numbers = [oov.with_numbers_of(own_vectors[row], columns) for row, oov in zip(rows.tolist(), oovs, strict=True)]
    oov_sum = sum_of([oov.vector for oov in oovs])
    n_terms = sum(member.n_terms for member in members)
    size = StorySize(square + square_of(oov_sum), n_terms)
    return StoryProfile(size, Vector(*read_only(*sum_of(numbers))), oov_sum, known_lengths)
