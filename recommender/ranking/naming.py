"""The names that a card has in common with a seed: runs of the seed's words, of which the card has each joint.

In: the words of a seed, where the terms of its vector are among them, and which of these a card has. Out: the spelling
of the name of which each term is part. Loops work on plain arrays, and do not check positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, inlined
from recommender.ranking.joints import Neighbours
from recommender.ranking.run_ends import NO_FIRST, NO_LAST, SAYS_NOTHING
from recommender.ranking.stretches import Spellings, capitals_of, hash_stretch, number_spelling, quoted_stretch
from recommender.ranking.word_kinds import PARTICLE

LONGEST_NAME = 5  # How long a name may be. At least 2, words; chosen by hand, what a reader takes in at a glance.
# The same in scripts that do not separate words. At least 2, pairs of characters; chosen by hand.
LONGEST_RUN = 12

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]
Longs = NDArray[np.int64]
Offsets = NDArray[np.integer]


class Reading(NamedTuple):
    """What quotes are made of: the seed, and terms of its vector.

    Attributes:
        codes, begins, ends, address: Those of `SeedWords`.
        words, phrases, first, quoted: Those of `Places`.
        kinds: uint8 (n_words,), what each word is, as `recommender.ranking.word_kinds` has it.
        kinds_of_terms: uint8 (n_columns,), the same of the terms that are words.
        neighbours: Those of the terms.
        run_ends: uint8 (n_words,), what each word is at the end of a name, as `recommender.ranking.run_ends` has it.
        joints: int32 (n_joints,), the words that go on with a name, rising.
        by_words: bool (n_words,), which of them do so if the other has the two words, though not beside each other.
        terms: int32 (n_terms,), the columns of the terms, rising.
        firsts, seconds: int64 (n_phrases,), the columns of the words of each phrase, the last of the terms.
        letters: uint8, the terms of the vocabulary in UTF-8, one after the other.
        offsets: Where each of them begins.
        characters: As of the function of this name.
        elides: As of `quoted_stretch`.
    """

    codes: Codes
    begins: Codes
    ends: Codes
    address: int
    words: Codes
    phrases: Codes
    first: Codes
    quoted: Codes
    kinds: Bytes
    kinds_of_terms: Bytes
    neighbours: Neighbours
    run_ends: Bytes
    joints: Codes
    by_words: Flags
    terms: Codes
    firsts: Longs
    seconds: Longs
    letters: Bytes
    offsets: Offsets
    characters: Bytes
    elides: bool


@compiled
def name_terms(reading: Reading, shared_by: Codes, card: int, spellings: Spellings, name_of: Codes) -> None:
    """Find the names of a card, and of which of them each term is part: that of most terms, then of fewest capitals.

    Args:
        reading: The seed.
        shared_by: int32 (n_terms,), the last card that shares each term.
        card: The card.
        spellings: Those of names are added.
        name_of: int32 (n_terms,), where the spelling of the name of each term is written, -1 for none.
    """
    codes, characters = reading.codes, reading.characters
    words, phrases = reading.words, reading.phrases
    runs = _find_runs(reading, shared_by, card)
    ranks, counted = np.zeros(len(name_of), np.int64), np.full(len(name_of), -1, np.int32)
    name_of[:] = -1
    for run in range(len(runs)):
        first, last = _whole_words(reading.run_ends, runs[run, 0], runs[run, 1])
        if first >= last:
            continue
        begin, end = quoted_stretch(codes, reading.begins[first], reading.ends[last], characters, reading.elides)
        number = number_spelling(spellings, hash_stretch(codes, begin, end, characters), begin, end)
        capitals = capitals_of(codes, begin, end, characters)
        rank = 3 * _count_terms(words, phrases, first, last, run, counted) + 2 - capitals
        for word in range(first, last + 1):
            for term in (np.int64(words[word]), np.int64(phrases[word] if word > first else -1)):
                if term >= 0 and rank > ranks[term]:
                    name_of[term], ranks[term] = number, rank


@inlined
def _count_terms(words: Codes, phrases: Codes, first: int, last: int, run: int, counted: Codes) -> int:
    """Return how many different terms a run has; `counted` is the last run that each has been counted for."""
    size = 0
    for word in range(first, last + 1):
        for term in (np.int64(words[word]), np.int64(phrases[word] if word > first else -1)):
            if term >= 0 and counted[term] != run:
                counted[term] = run
                size += 1
    return size


@compiled
def _whole_words(run_ends: Bytes, first: int, last: int) -> tuple[int, int]:
    """Return the words of a run that a name can begin and end with; none if no word of it says anything."""
    while first <= last and run_ends[first] & NO_FIRST:
        first += 1
    while first <= last and run_ends[last] & NO_LAST:
        last -= 1
    says_nothing = True
    for word in range(first, last + 1):
        says_nothing &= run_ends[word] & SAYS_NOTHING > 0
    return (1, 0) if says_nothing else (first, last)


@compiled
def _find_runs(reading: Reading, shared_by: Codes, card: int) -> NDArray[np.int64]:
    """Return the first and the last word of each run of words that a card has in one name; int64 (n_runs, 2)."""
    words, phrases, kinds, begins, ends = reading.words, reading.phrases, reading.kinds, reading.begins, reading.ends
    runs, n = np.empty((len(reading.joints), 2), np.int64), 0
    for at in reading.joints:
        goes_on = n > 0 and runs[n - 1, 1] == at - 1
        has_word, has_before = _has(words[at], shared_by, card), _has(words[at - 1], shared_by, card)
        has_name = _has(phrases[at], shared_by, card) or (reading.by_words[at] and has_word and has_before)
        if not _is_joined(kinds[at], kinds[at - 1], goes_on, has_word, has_before, has_name):
            continue
        longest = LONGEST_RUN if begins[at] < ends[at - 1] else LONGEST_NAME
        if not goes_on:
            runs[n, 0], runs[n, 1] = at - 1, at
            n += 1
        elif at - runs[n - 1, 0] < longest:
            runs[n - 1, 1] = at
    return runs[:n]


@inlined
def _has(term: int, shared_by: Codes, card: int) -> bool:
    """Return whether a card shares a term, negative for none."""
    return bool(term >= 0 and shared_by[term] == card)


@inlined
def _is_joined(kind: int, kind_before: int, goes_on: bool, has_word: bool, has_before: bool, has_name: bool) -> bool:
    """Return whether a card has a joint: its phrase, or its words, where these alone make a name.

    Args:
        kind, kind_before: What the word is, and the one before.
        goes_on: Whether the card has the joint before.
        has_word, has_before: Whether it has the word, and the one before.
        has_name: Whether it has what makes the two words a name.
    """
    if kind & PARTICLE:  # it may be that the other name is written without
        return goes_on or has_before
    if kind_before & PARTICLE:
        return goes_on and has_word
    return has_name
