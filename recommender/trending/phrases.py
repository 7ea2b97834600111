"""Phrases: names and words used more than usual, as they are told apart, put together and left out.

In: what is used now, with its spelling. Out: one phrase for all variants of a name, whole names in place of their
parts, and none of what is never news: weekdays, sections, publishers, words that are merely common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from recommender.text import is_unspaced, to_term
from recommender.trending.calendar_words import CALENDAR

# From this share of the articles of a part on, the whole stands for it: a surname for few of its first names, ...
NAME_SHARE, SHARE, LONGER_SHARE = 0.2, 0.6, 0.6
TOGETHER = (
    0.35  # two words are a phrase from this cosine on: articles with the phrase / √(with the one · with the other)
)
FREE = 0.3  # the share of its uses in which a word of longer names stands alone, from which on it is a name itself
ALIKE = 0.7  # two phrases of so nearly the same articles are one
_PARTS = re.compile(r"\s*(?:[&,/|()]|\\+)\s*|\s+and\s+")
_BESIDE = re.compile(r"^(?:the|a|an)\s+|(?:['’]s|\.(?:com|org|net|co\.uk))$", re.IGNORECASE)


Name = tuple[str, tuple[str, ...]]  # a language and terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A name or phrase that is used now.

    Attributes:
        terms: The stems of its words, in order.
        label: How the articles spell it.
        language: Its language, a primary subtag.
        rows: The articles of the window that hold it, at least one.
        usual: In how many it would be usually.
        score: How surprising that is; higher is more.
        is_name: Whether it is mostly written as a name.
        stands_alone: Whether it is a name itself, rather than one word of longer ones.
    """

    terms: tuple[str, ...]
    label: str
    language: str
    rows: frozenset[int]
    usual: float
    score: float
    is_name: bool
    stands_alone: bool = True

    @property
    def name(self) -> Name:
        """Return what tells it from all others."""
        return self.language, self.terms

    @property
    def unspaced(self) -> bool:
        """Tell whether it is in a script that puts no spaces between words: a pair of characters, or a run of pairs."""
        return is_unspaced(self.label)

    def within(self, other: Phrase) -> bool:
        """Tell whether all words of this one stand in another one side by side, and more beside them."""
        n = len(self.terms)
        starts = range(len(other.terms) - n + 1)
        return (
            n < len(other.terms)
            and self.language == other.language
            and any(other.terms[at : at + n] == self.terms for at in starts)
        )

    def share_in(self, other: Phrase) -> float:
        """Return the share of this one's articles that hold another one as well."""
        return len(self.rows & other.rows) / len(self.rows)


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """Return a name without what may be written beside it, in small letters.

    >>> plain_name("The Guardian’s"), plain_name("CNN.com")
    ('guardian', 'cnn')
    """
    return _BESIDE.sub("", _BESIDE.sub("", name.strip())).casefold()


@lru_cache(maxsize=8)
def names_of(labels: tuple[str, ...]) -> frozenset[str]:
    """Return the names that labels, such as those of publishers, are known by: whole and in their parts.

    >>> sorted(names_of(("Business & Tech", "CNN (Web News)")))
    ['business', 'business & tech', 'cnn', 'cnn (web news)', 'tech', 'web news']
    """
    parts = (part for label in labels for part in (label, *_PARTS.split(label)))
    return frozenset(filter(None, map(plain_name, parts)))


def is_never_news(phrase: Phrase, never: Collection[str]) -> bool:
    """Tell whether a phrase is a weekday, a month, or one of some names that are never news."""
    calendar = calendar_terms(phrase.language)
    is_date = calendar.issuperset(phrase.terms) if phrase.is_name else not calendar.isdisjoint(phrase.terms)
    return is_date or plain_name(phrase.label) in never


@cache
def calendar_terms(language: str) -> frozenset[str]:
    """Return the terms of the weekdays, months and times of the day in a language."""
    return frozenset(to_term(word, language) for word in CALENDAR.get(language, ()))


def is_phrase(phrase: Phrase, holding: Sequence[int]) -> bool:
    """Tell whether words that are no name belong together.

    Args:
        phrase: Two words or more.
        holding: For each of its words that is counted at all, how many articles of the window hold it.
    """
    counted = len(holding) == len(phrase.terms)
    return phrase.is_name or (counted and len(phrase.rows) ** 2 >= TOGETHER**2 * max(holding) * min(holding))


def put_together(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Make one phrase of a name and its parts: of ``Biden`` and ``Joe Biden`` the latter, with the articles of both.

    A part whose articles mostly hold the whole becomes the whole; else the whole is one use of the part among others,
    and goes into it.
    """
    alive = {each.name: each for each in sorted(phrases, key=lambda each: (each.score, each.terms))}
    holding: defaultdict[str, list[Name]] = defaultdict(list)
    for name in alive:
        for term in set(name[1]):
            holding[term].append(name)
    all_phrases = dict(alive)
    for name in sorted(alive, key=lambda name: (len(name[1]), name)):
        if name not in alive:
            continue
        part = alive[name]
        wholes = [all_phrases[other] for other in holding[name[1][0]] if part.within(all_phrases[other])]
        fitting = [other for other in wholes if part.share_in(other) >= _share_asked(part, other)]
        best = max(fitting, key=lambda other: (len(part.rows & other.rows), other.score, other.terms), default=None)
        names = [whole for whole in wholes if whole is not best and whole.is_name]
        if best is not None:
            del alive[name]
            # The whole may have gone into another part of it. Namesakes keep their articles and tags of their own.
            if best.name in alive:
                alive[best.name] = _joined(alive[best.name], part, names)
        for whole in wholes:
            if whole is not best and (best is None or not whole.is_name):
                alive.pop(whole.name, None)
    return list(alive.values())


def _share_asked(part: Phrase, whole: Phrase) -> float:
    if part.is_name and not whole.is_name:
        return 1.0  # of "Brexit" and "Brexit deal" the name stays
    if len(part.terms) > 1:
        return LONGER_SHARE
    return NAME_SHARE if whole.is_name else SHARE


def _joined(whole: Phrase, part: Phrase, namesakes: Iterable[Phrase]) -> Phrase:
    if part.is_name and not part.stands_alone:
        return whole  # what holds but one word of it may be about anything
    return replace(
        whole,
        rows=whole.rows | part.rows.difference(*(namesake.rows for namesake in namesakes)),
        usual=max(whole.usual, part.usual),
        score=max(whole.score, part.score),
    )


def make_runs(pairs: Sequence[Phrase], texts: dict[int, str]) -> list[Phrase]:
    """Make runs of overlapping pairs of characters, best first, as long as half of a run's articles hold them.

    Args:
        pairs: The pairs, of one language.
        texts: The text of every article that holds one.
    """
    left = {pair.label: pair for pair in pairs}
    runs = []
    for pair in sorted(pairs, key=lambda each: (-each.score, each.terms)):
        if pair.label not in left:
            continue
        run = pair
        grown = True
        while grown:
            longer = (
                replace(run, label=label, rows=run.rows & other.rows, usual=min(run.usual, other.usual))
                for other in left.values()
                for label in _lengthened(run.label, other.label)
            )
            fits = (each for each in longer if _holds(each, texts, len(run.rows)))
            best = max(fits, key=lambda each: (len(each.rows), each.label), default=None)
            grown = best is not None
            run = best or run
        for at in range(len(run.label) - 1):
            left.pop(run.label[at : at + 2], None)
        runs.append(replace(run, terms=(run.label,), rows=pair.rows, usual=pair.usual))
    return runs


def _lengthened(run: str, pair: str) -> list[str]:
    after = [run + pair[1]] if run[-1] == pair[0] and pair not in run else []
    return after + ([pair[0] + run] if run[0] == pair[1] and pair not in run else [])


def _holds(run: Phrase, texts: dict[int, str], n_rows: int) -> bool:
    return 2 * sum(run.label in texts[row] for row in run.rows) > n_rows


def diversify(phrases: Sequence[Phrase], most: int) -> list[Phrase]:
    """Return the best phrases, none of which tells nearly the same articles as a better one, or the same words."""
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
    """Tell whether one phrase of two is enough, which `both` articles hold."""
    if both >= ALIKE * (len(phrase.rows) + len(other.rows) - both):
        return True
    shared = phrase.language == other.language and not set(phrase.terms).isdisjoint(other.terms)
    return shared and 2 * both >= min(len(phrase.rows), len(other.rows))


def best_spelling(spellings: Iterable[str]) -> str:
    """Return the spelling that is most common; of equals the shortest, which has no genitive, then by letters."""
    counts = Counter(" ".join(spelling.split()) for spelling in spellings)
    label = min(counts, key=lambda spelling: (-counts[spelling], len(spelling), spelling))
    return re.sub(r"['’]s$", "", label)
