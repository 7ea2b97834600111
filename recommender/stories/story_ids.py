"""Ids of stories: they survive retraining, and the id of a merged story leads to the one that took it over.

A story has a number, its position in the arrays of one training, and an id, which a site may keep. The id is made from
that of the article that founded the story, at a training or while a model serves. When a corpus is grouped anew, a
story takes over the id that most of its members had before; the other ids that they had lead to it from then on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import NewType

StoryNumber = NewType("StoryNumber", int)
StoryId = NewType("StoryId", str)

# Length of an id. In [1, 64], bytes of two characters each; chosen so that of a million stories hardly two, once in 30
# million times, would have the same.
_ID_BYTES = 8


def new_story_id(article_id: str, is_taken: Callable[[StoryId], bool] = lambda _: False) -> StoryId:
    """Return the id of the story that an article founds: ``s`` and 16 hexadecimal digits, none that is taken.

    >>> new_story_id("a")
    's40f89e395b66422f'
    """
    attempt = 0
    while True:
        seed = article_id if not attempt else f"{article_id}\n{attempt}"
        story_id = StoryId("s" + blake2b(seed.encode(), digest_size=_ID_BYTES).hexdigest())
        if not is_taken(story_id):
            return story_id
        attempt += 1


def name_stories(
    stories: Sequence[Sequence[str]], before: Mapping[str, StoryId], redirects: Mapping[StoryId, StoryId]
) -> tuple[list[StoryId], dict[StoryId, StoryId]]:
    """Give stories their ids, and say where ids lead that are no longer in use.

    Args:
        stories: For each story the ids of its members, the founding one first.
        before: For an article, the id of the story that it was in.
        redirects: Where ids led before that were no longer in use then.

    Returns:
        The id of each story, no two the same; and for each id of before that none of them has, the id of the story that
        holds most of its members now. Ids whose articles are all gone lead nowhere. An article that was in no story
        may have founded one while the model before served: the id that it would have had leads to its story, too.
    """
    heirs = _heirs(stories, before)
    inherited: dict[int, StoryId] = {}
    for old, story in heirs.items():
        inherited.setdefault(story, old)
    taken, story_ids = {*heirs, *redirects}, list[StoryId]()
    for story, members in enumerate(stories):
        story_ids.append(inherited.get(story) or new_story_id(members[0], taken.__contains__))
        taken.add(story_ids[-1])
    leads = {old: story_ids[story] for old, story in heirs.items()}
    leads |= {old: leads[now] for old, now in redirects.items() if now in leads}
    if before:
        leads = _founded_since(stories, story_ids, before) | leads
    in_use = set(story_ids)
    return story_ids, {old: now for old, now in leads.items() if old not in in_use}


def _heirs(stories: Sequence[Sequence[str]], before: Mapping[str, StoryId]) -> dict[StoryId, int]:
    """Return for each id of before the position of the story that holds most of its members.

    Ids come in the order of their claims: the id with most members in one story first; of equal ones the smaller id.
    """
    counts = (Counter(before[member] for member in members if member in before) for members in stories)
    claims = [(-count, old, story) for story, counted in enumerate(counts) for old, count in counted.items()]
    heirs: dict[StoryId, int] = {}
    for _, old, story in sorted(claims):
        heirs.setdefault(old, story)
    return heirs


def _founded_since(
    stories: Sequence[Sequence[str]], story_ids: Sequence[StoryId], before: Mapping[str, StoryId]
) -> dict[StoryId, StoryId]:
    """Return where the ids lead that stories had if articles founded them while the model before served."""
    return {
        new_story_id(member): story_id
        for members, story_id in zip(stories, story_ids, strict=True)
        for member in members
        if member not in before
    }
