"""Phrases → fewer phrases: one for a name and its parts, for all spellings of a name, and for nearly the same articles.

In: phrases. Out: phrases, whole names in place of their parts, with the articles of all that became them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import inf

from recommender.trends.phrases import Name, Phrase, count_titles, language_of_cases

# From this share of the articles with a part on, the whole takes the part's place: a name takes that of one word of it,
# and so a surname's for few of its first names. In [0, 1], a share; set by hand.
NAME_SHARE = 0.2
# The same of another phrase and one word of it. In [0, 1], a share; set by hand.
SHARE = 0.6
# The same of a part of several words. In [0, 1], a share; set by hand.
LONGER_SHARE = 0.6
# Of two phrases one is enough if the articles with both are this share of those with either. In [0, 1], a share; set by
# hand.
ALIKE = 0.7
# Letters that a stem has more than if others that differ in the last one are forms of it. At least 1, letters; set
# by hand, so that few words are so by chance.
SHORTEST_STEM = 5
_GENITIVE = re.compile(r"['’]s\s")


def put_together(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Make one phrase of a name and its parts: of ``Biden`` and ``Joe Biden`` the latter, with the articles of both.

    A part whose articles mostly hold the whole becomes the whole. Otherwise the whole is one use of the part among
    others, and becomes the part. Only a name at the end of a longer one stands for it in other articles, too: those
    with ``musical`` alone are none of ``High School Musical``.
    """
    by_name = {each.name: each for each in sorted(phrases, key=lambda each: (each.score, each.terms))}
    holding: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in by_name.values():
        for term in set(phrase.terms):
            holding[term].append(phrase)
    remaining = dict(by_name)
    for name in sorted(by_name, key=lambda name: (len(name[1]), name)):
        if name in remaining:
            wholes = [whole for whole in holding[name[1][0]] if by_name[name].within(whole)]
            _merge_part(remaining, by_name[name], wholes)
    return list(remaining.values())


def _merge_part(remaining: dict[Name, Phrase], alone: Phrase, wholes: list[Phrase]) -> None:
    """Make one phrase of a part and the whole that most of its articles hold, or of it and those that few hold.

    Args:
        remaining: The phrases by name, as they are so far; changed.
        alone: The part as it was before others became it.
        wholes: The phrases that it is within, as they were at first.
    """
    part = remaining[alone.name]
    best = _best_whole(part, alone, wholes)
    others = [whole for whole in wholes if whole is not best]
    if best is not None:
        del remaining[part.name]
        # The whole may have become another part of it. Namesakes keep their articles and tags of their own.
        if best.name in remaining:
            namesakes = [whole for whole in others if whole.is_name]
            remaining[best.name] = _joined(remaining[best.name], part, namesakes)
    for whole in others:
        stays = _is_another_name(part, whole) if best is None else whole.is_name or best.within(whole)
        if not stays:
            remaining.pop(whole.name, None)


def _best_whole(part: Phrase, alone: Phrase, wholes: Iterable[Phrase]) -> Phrase | None:
    """Return the whole that takes the place of a part; None if the part stays."""
    fitting = [whole for whole in wholes if alone.share_in(whole) >= _least_share(part, whole)]
    return max(fitting, key=lambda whole: (len(part.rows & whole.rows), len(whole.terms), whole.terms), default=None)


def _least_share(part: Phrase, whole: Phrase) -> float:
    """Return the share of a part's articles from which on a whole takes its place."""
    if part.is_name and part.is_noun and not whole.is_name:
        return inf  # of "Brexit" and "Brexit deal" the name stays
    if len(part.terms) > 1:
        return LONGER_SHARE
    is_name = whole.is_name and not (_is_another_name(part, whole) or _GENITIVE.search(whole.label))
    return NAME_SHARE if is_name else SHARE


def _is_another_name(part: Phrase, whole: Phrase) -> bool:
    """Return whether a part of a name is one itself that is not used for the whole, as that of the town of a team."""
    return whole.is_name and part.is_name and part.stands_alone and not _is_end(part, whole)


def _is_end(part: Phrase, whole: Phrase) -> bool:
    """Return whether a part is the last of a phrase, as a surname is."""
    return whole.terms[-len(part.terms) :] == part.terms


def _joined(whole: Phrase, part: Phrase, namesakes: Iterable[Phrase]) -> Phrase:
    """Return a whole with those articles of a part that are not about namesakes, if the part stands for it."""
    if not (part.is_name and part.stands_alone and whole.is_name and _is_end(part, whole)):
        return whole  # what holds but one word of it may be about anything
    own = part.rows.difference(*(namesake.rows for namesake in namesakes))
    # What is usual for the part is so for all of one name.
    usual = part.usual * len(own) / len(part.rows)
    rows, score = whole.rows | own, max(whole.score, part.score)
    return replace(whole, rows=rows, usual=max(whole.usual, usual), score=score)


def join_variants(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Make one phrase of names that differ in spelling, by a title or first name, or by being an abbreviation.

    ``Qassem Soleimani`` and ``Qasem Soleimani``, ``President Trump`` and ``Donald Trump``, ``UN`` and
    ``United Nations`` are one each, spelled as most articles do, but in full and without the title. Their uses add up.
    """
    joined: list[Phrase] = []
    alike: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for phrase in sorted(map(_untitled, phrases), key=_worst_label_last):
        signs = [(phrase.language, sign) for sign in _signs(phrase)]
        others = dict.fromkeys(at for sign in signs for at in alike[sign])
        same = next((at for at in others if _is_variant(phrase, joined[at])), None)
        if same is None:
            same = len(joined)
            joined.append(phrase)
        else:
            known = _plainer(joined[same], phrase)
            rows, score = joined[same].rows | phrase.rows, max(joined[same].score, phrase.score)
            joined[same] = replace(known, rows=rows, usual=joined[same].usual + phrase.usual, score=score)
        for sign in signs:
            alike[sign].append(same)
    return joined


def _plainer(one: Phrase, other: Phrase) -> Phrase:
    """Return the one of two forms of a word whose label is plainer, which is the shorter; else the first."""
    are_forms = len(one.terms) == len(other.terms) == 1 and language_of_cases(one.language)
    return other if are_forms and len(other.label) < len(one.label) else one


def _worst_label_last(phrase: Phrase) -> tuple[bool, bool, int, tuple[str, ...]]:
    """Return what phrases are sorted by: without titles, in full and common first."""
    return count_titles(phrase) > 0, len(phrase.terms) == 1, -len(phrase.rows), phrase.terms


def _untitled(phrase: Phrase) -> Phrase:
    """Return a name of two words or more without the titles before it."""
    words, n = phrase.label.split(), count_titles(phrase)
    if not n or len(words) - n < 2 or len(phrase.terms) != len(words) or not words[n][0].isupper():
        return phrase
    return replace(phrase, label=" ".join(words[n:]), terms=phrase.terms[n:])


def _signs(phrase: Phrase) -> list[str]:
    """Return what variants of a name have in common: the sound of the last word, or the first letters of all."""
    if not phrase.is_name:
        return []
    if len(phrase.terms) > 1:
        letters = "".join(word[0] for word in phrase.label.split() if word[0].isupper())
        return [sound_of(phrase.terms[-1]), letters]
    if language_of_cases(phrase.language) and len(phrase.terms[0]) > SHORTEST_STEM:
        return [phrase.terms[0][:-1]]
    return [phrase.label] if phrase.label.isupper() else []


def _is_variant(phrase: Phrase, other: Phrase) -> bool:
    """Return whether two names that have a sign in common are one."""
    if len(phrase.terms) == len(other.terms) == 1 and language_of_cases(phrase.language):
        return phrase.terms[0][:-1] == other.terms[0][:-1]  # the last letter of a stem changes with the case
    if 1 in (len(phrase.terms), len(other.terms)):
        return not phrase.rows.isdisjoint(other.rows)  # an abbreviation is explained beside it
    sounds = [list(map(sound_of, each.terms[count_titles(each) :])) for each in (phrase, other)]
    shorter, longer = sorted(sounds, key=len)
    rest = iter(longer)  # so that the sounds are found in their order
    return bool(shorter) and shorter[-1] == longer[-1] and all(sound in rest for sound in shorter)


@lru_cache(maxsize=10_000)
def sound_of(term: str) -> str:
    """Return a word without what spellings of a foreign name differ in: doubled letters, and y for i.

    >>> sound_of("qassem") == sound_of("qasem"), sound_of("zelenskyy") == sound_of("zelenskiy")
    (True, True)
    """
    return re.sub(r"(.)\1+", r"\1", term.replace("y", "i"))


def diversify(phrases: Sequence[Phrase], most: int) -> list[Phrase]:
    """Return the best phrases, without those of nearly the same articles as a better one, or of its words.

    Args:
        phrases: The phrases, best first.
        most: How many at most.
    """
    chosen: list[Phrase] = []
    holding: defaultdict[int, list[int]] = defaultdict(list)  # by article, which of the chosen ones are in it
    for phrase in phrases:
        if len(chosen) == most:
            break
        shared = Counter(at for row in phrase.rows for at in holding[row])
        if not any(_alike(phrase, chosen[at], both) for at, both in shared.items()):
            for row in phrase.rows:
                holding[row].append(len(chosen))
            chosen.append(phrase)
    return chosen


def _alike(phrase: Phrase, other: Phrase, both: int) -> bool:
    """Return whether one of two phrases is enough, if `both` articles hold the two."""
    if both >= ALIKE * (len(phrase.rows) + len(other.rows) - both):
        return True
    shared = phrase.language == other.language and not _words(phrase).isdisjoint(_words(other))
    return shared and 2 * both >= min(len(phrase.rows), len(other.rows))


def _words(phrase: Phrase) -> set[str]:
    """Return the terms of a phrase, and the pairs of a run of characters."""
    run = phrase.label
    return {run[at : at + 2] for at in range(len(run) - 1)} if phrase.unspaced else set(phrase.terms)
