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
from math import inf

from recommender.analysis import calendar_words, is_unspaced, language_of, to_term, words_of_all
from recommender.trends.mentions import GRAMMAR

# From this share of the articles of a part on, the whole stands for it: a surname for few of its first names, ...
NAME_SHARE, SHARE, LONGER_SHARE = 0.2, 0.6, 0.6
TOGETHER = (
    0.35  # words are a phrase from this cosine on: articles with the phrase / √(with the commonest · with the rarest)
)
FREE = 0.3  # the share of its uses in which a word of longer names stands alone, from which on it is a name itself
LONGEST_RUN = 12  # characters
NOUN = 0.25  # the share of its uses as a name in which no common word follows: a name is above it, an adjective below
ALIKE = 0.7  # two phrases of so nearly the same articles are one
_CONJUNCTIONS, _DETERMINERS = (
    "|".join(sorted(words_of_all(words))) for words in (lambda each: each.conjunctions, lambda each: each.determiners)
)
_PARTS = re.compile(rf"\s*(?:[&,/|()]|\\+)\s*|\s+(?:{_CONJUNCTIONS})\s+")
_GENITIVE = re.compile(r"['’]s\s")
_BESIDE = re.compile(rf"^(?:{_DETERMINERS})\s+|(?:['’]s|\.(?:com|org|net|co\.uk))$", re.IGNORECASE)


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
        stands_alone: Whether it is a name itself, rather than one word of longer ones, or a title before them.
        is_noun: Whether it is mostly more than what tells more about another word, as the adjective of a nation does.
    """

    terms: tuple[str, ...]
    label: str
    language: str
    rows: frozenset[int]
    usual: float
    score: float
    is_name: bool
    stands_alone: bool = True
    is_noun: bool = True

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
    if phrase.unspaced:
        return is_date or any(name in phrase.label for name in never if len(name) > 1)
    return is_date or plain_name(phrase.label) in never


@cache
def calendar_terms(language: str) -> frozenset[str]:
    """Return the terms of the weekdays, months and times of the day in a language."""
    return frozenset(to_term(word, language) for word in calendar_words(language))


def is_phrase(phrase: Phrase, holding: Sequence[int]) -> bool:
    """Tell whether words that are no name belong together.

    Args:
        phrase: Two words or more.
        holding: For each of its words that is counted at all, how many articles of the window hold it.
    """
    return phrase.is_name or (len(holding) == len(phrase.terms) and are_together(len(phrase.rows), holding))


def are_together(n: int, holding: Sequence[int]) -> bool:
    """Tell whether so many articles hold some words or characters side by side that this is no chance.

    Args:
        n: How many articles do.
        holding: How many hold each.
    """
    return n**2 >= TOGETHER**2 * max(holding) * min(holding)


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
        part, alone = alive[name], all_phrases[name]
        wholes = [all_phrases[other] for other in holding[name[1][0]] if part.within(all_phrases[other])]
        fitting = [other for other in wholes if alone.share_in(other) >= _share_asked(part, other)]
        best = max(
            fitting, key=lambda other: (len(part.rows & other.rows), len(other.terms), other.terms), default=None
        )
        names = [whole for whole in wholes if whole is not best and whole.is_name]
        if best is not None:
            del alive[name]
            # The whole may have gone into another part of it. Namesakes keep their articles and tags of their own.
            if best.name in alive:
                alive[best.name] = _joined(alive[best.name], part, names)
        for whole in wholes:
            if whole is not best and (best is None or not (whole.is_name or best.within(whole))):
                alive.pop(whole.name, None)
    return list(alive.values())


def _share_asked(part: Phrase, whole: Phrase) -> float:
    if part.is_name and part.is_noun and not whole.is_name:
        return inf  # of "Brexit" and "Brexit deal" the name stays
    if len(part.terms) > 1:
        return LONGER_SHARE
    return NAME_SHARE if whole.is_name and not _GENITIVE.search(whole.label) else SHARE


def _joined(whole: Phrase, part: Phrase, namesakes: Iterable[Phrase]) -> Phrase:
    if part.is_name and not part.stands_alone:
        return whole  # what holds but one word of it may be about anything
    own = part.rows.difference(*(namesake.rows for namesake in namesakes))
    # What is usual for the part is so for all of one name.
    usual = part.usual * len(own) / len(part.rows)
    rows, score = whole.rows | own, max(whole.score, part.score)
    return replace(whole, rows=rows, usual=max(whole.usual, usual), score=score)


def is_fragment(phrase: Phrase) -> bool:
    """Tell whether several words are no more than the beginning of names, or a title: ``Russian President``."""
    if len(phrase.terms) == 1:
        return False
    is_role = phrase.label.split()[-1].casefold() in language_of(phrase.language).honorifics
    return is_role or (phrase.is_name and not phrase.stands_alone)


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
            known = joined[same]
            rows, score = known.rows | phrase.rows, max(known.score, phrase.score)
            joined[same] = replace(known, rows=rows, usual=known.usual + phrase.usual, score=score)
        for sign in signs:
            alike[sign].append(same)
    return joined


def _worst_label_last(phrase: Phrase) -> tuple[bool, bool, int, tuple[str, ...]]:
    return _n_titles(phrase) > 0, len(phrase.terms) == 1, -len(phrase.rows), phrase.terms


def _untitled(phrase: Phrase) -> Phrase:
    """Return a name of two words or more without the titles before it."""
    words, n = phrase.label.split(), _n_titles(phrase)
    if not n or len(words) - n < 2 or len(phrase.terms) != len(words) or not words[n][0].isupper():
        return phrase
    return replace(phrase, label=" ".join(words[n:]), terms=phrase.terms[n:])


def _n_titles(phrase: Phrase) -> int:
    """Return how many words of a name are titles, or stand before one, as in ``Ukrainian President``."""
    honorifics = language_of(phrase.language).honorifics if phrase.is_name else frozenset()
    return max((at for at, word in enumerate(phrase.label.split(), 1) if word.casefold() in honorifics), default=0)


def _signs(phrase: Phrase) -> list[str]:
    """Return what variants of a name have in common: the sound of the last word, or the first letters of all."""
    if not phrase.is_name:
        return []
    if len(phrase.terms) > 1:
        letters = "".join(word[0] for word in phrase.label.split() if word[0].isupper())
        return [sound_of(phrase.terms[-1]), letters]
    return [phrase.label] if phrase.label.isupper() else []


def _is_variant(phrase: Phrase, other: Phrase) -> bool:
    if 1 in (len(phrase.terms), len(other.terms)):
        return not phrase.rows.isdisjoint(other.rows)  # an abbreviation is explained beside it
    sounds = [list(map(sound_of, each.terms[_n_titles(each) :])) for each in (phrase, other)]
    shorter, longer = sorted(sounds, key=len)
    left = iter(longer)
    return bool(shorter) and shorter[-1] == longer[-1] and all(sound in left for sound in shorter)


@lru_cache(maxsize=10_000)
def sound_of(term: str) -> str:
    """Return a word without what spellings of a foreign name differ in: doubled letters, and y for i.

    >>> sound_of("qassem") == sound_of("qasem"), sound_of("zelenskyy") == sound_of("zelenskiy")
    (True, True)
    """
    return re.sub(r"(.)\1+", r"\1", term.replace("y", "i"))


def make_runs(pairs: Sequence[Phrase], texts: dict[int, str]) -> list[Phrase]:
    """Make runs of characters of pairs, best first: what most articles write before or after it belongs to a run.

    Args:
        pairs: Pairs of characters, of one language.
        texts: The text of every article that holds one.
    """
    runs: list[Phrase] = []
    holding = Counter(character for text in texts.values() for character in set(text))
    for pair in sorted(pairs, key=lambda each: (-each.score, each.terms)):
        alone = [holding[character] for character in pair.label]
        if are_together(len(pair.rows), alone) and not any(pair.label in run.label for run in runs):
            run = _grown(pair.label, [texts[row] for row in pair.rows])
            runs.append(replace(pair, terms=(run,), label=run))
    return runs


def _grown(run: str, texts: Sequence[str]) -> str:
    while len(run) < LONGEST_RUN:
        holding = [(text, text.index(run)) for text in texts if run in text]
        beside = Counter(
            longer
            for text, at in holding
            for longer in (text[max(at - 1, 0) : at + len(run)], text[at : at + len(run) + 1])
            if len(longer) > len(run) and is_unspaced(longer[0]) and is_unspaced(longer[-1])
        )
        longer, count = max(beside.items(), key=lambda each: (each[1], each[0]), default=("", 0))
        if 2 * count <= len(holding) or GRAMMAR.search(longer):
            break
        run = longer
    return run


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
    shared = phrase.language == other.language and not _words(phrase).isdisjoint(_words(other))
    return shared and 2 * both >= min(len(phrase.rows), len(other.rows))


def _words(phrase: Phrase) -> set[str]:
    """Return the terms of a phrase, and the pairs of a run of characters."""
    run = phrase.label
    return {run[at : at + 2] for at in range(len(run) - 1)} if phrase.unspaced else set(phrase.terms)


def best_spelling(spellings: Iterable[str]) -> str:
    """Return the spelling that is most common; of equals the shortest, which has no genitive, then by letters."""
    counts = Counter(" ".join(spelling.split()) for spelling in spellings)
    label = min(counts, key=lambda spelling: (-counts[spelling], len(spelling), spelling))
    return re.sub(r"['’]s$", "", label)
