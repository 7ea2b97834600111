"""Muting: a term that editors have muted counts for nothing.

In: muted terms as an editor writes them. Out: the columns of a seed's vector that go with them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from recommender.index import Seed
from recommender.ranking.reasons import SeedText


def mute(seed: Seed, terms: Iterable[str], quoted: SeedText) -> Seed:
    """Return the seed without muted terms.

    A word is muted in all its forms, with every phrase that holds it. A name is muted as the phrases that it is made
    of, and so are those of its words that the seed uses nowhere else: "Thames Water" takes "Thames" along, but not
    "water" where the text tells of water as well.

    Args:
        seed: The article being read.
        terms: Words and names; letters and forms are compared as the model does in the seed's language.
        quoted: The seed's words.
    """
    columns = np.union1d(seed.expanded_vector.terms, seed.own_vector.terms)
    parts = quoted.model.words_in(columns)
    held = frozenset(parts.ravel().tolist())
    words: set[int] = set()
    phrases: set[int] = set()
    for term in terms:
        name = quoted.columns_in(term)
        if held.isdisjoint(name):  # the common case, for which the seed's text need not be read
            continue
        if len(name) < 2:
            words.update(name)
            continue
        first, second = np.array(name[:-1]), np.array(name[1:])
        phrases.update(quoted.model.phrase_columns(first, second).tolist())
        words.update(set(name) - _used_outside(name, [word.column for word in quoted.words]))
    holds = np.isin(parts, list(words)).any(axis=0)
    muted: NDArray[np.bool_] = holds | np.isin(columns, list(phrases))
    return seed.mute(columns[muted]) if muted.any() else seed


def _used_outside(name: list[int], words: list[int]) -> set[int]:
    """Return the words of a text other than those of a name where it stands."""
    outside, at = set(), 0
    while at < len(words):
        if words[at : at + len(name)] == name:
            at += len(name)
        else:
            outside.add(words[at])
            at += 1
    return outside
