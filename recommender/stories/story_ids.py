"""Names of stories: stable ids, which survive retraining, and where the id of a merged story leads.

A story is named after the article that founded it, at a training or while a model serves. When a corpus is grouped
anew, a story takes over the id that most of its members had before; the other ids that they had lead to it then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from hashlib import blake2b

_BYTES = 8


def name_of(article_id: str, taken: Container[str] = ()) -> str:
    """Return the id of the story that an article founds: ``s`` and 16 hexadecimal digits, none of those taken.

    >>> name_of("a")
    's40f89e395b66422f'
    """
    attempt = 0
    while True:
        seed = article_id if not attempt else f"{article_id}\n{attempt}"
        name = "s" + blake2b(seed.encode(), digest_size=_BYTES).hexdigest()
        if name not in taken:
            return name
        attempt += 1


def name_stories(
    stories: Sequence[Sequence[str]], before: Mapping[str, str], redirects: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Name stories, and say where ids lead that are no longer in use.

    Args:
        stories: For each story the ids of its members, the founding one first.
        before: For an article, the id of the story it was in.
        redirects: Where ids led before that were no longer in use then.

    Returns:
        The id of each story, no two the same; and for each id of before that none of them has, the id of the story that
        holds most of its members now. Ids whose articles are all gone lead nowhere. An article that was in no story
        may have founded one while the model before served: the id that it would have had leads to its story, too.
    """
    votes = [Counter(before[member] for member in members if member in before) for members in stories]
    # The largest share first; of equal ones the smaller id, then the story founded first.
    claims = sorted((-count, old, story) for story, counts in enumerate(votes) for old, count in counts.items())
    names: list[str | None] = [None] * len(stories)
    holder: dict[str, int] = {}
    for _, old, story in claims:
        if old not in holder:
            holder[old] = story
            names[story] = names[story] or old
    taken = {*holder, *redirects}
    named: list[str] = []
    for members, known in zip(stories, names, strict=True):
        named.append(known or name_of(members[0], taken))
        taken.add(named[-1])
    leads = {old: named[story] for old, story in holder.items()}
    leads |= {old: leads[now] for old, now in redirects.items() if now in leads}
    if before:
        for members, name in zip(stories, named, strict=True):
            arrived = (member for member in members if member not in before)
            leads |= {founded: name for founded in map(name_of, arrived) if founded not in leads}
    in_use = set(named)
    return named, {old: now for old, now in leads.items() if old not in in_use}
