"""Muting: a term that editors have muted counts for nothing.

In: muted terms as an editor writes them. Out: the columns of a seed's vector that are left out with them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from recommender.index import Seed
from recommender.ranking.seed_text import SeedText


def mute(seed: Seed, terms: Iterable[str], text: SeedText) -> Seed:
    """Return the seed without muted terms.

    A word is muted in all its forms, with every phrase that contains it. A name is muted as the phrases that it is made
    of, and with it those of its words that the seed uses nowhere else: "Thames Water" mutes "Thames" too, but not
    "water" if the text also mentions water as such.

    Args:
        seed: The article being read.
        terms: Words and names; spelling and forms are compared as the model does in the seed's language.
        text: The seed's words.
    """
    names = [text.columns_in(term) for term in terms]
    if not names:
        return seed
    columns = np.union1d(seed.expanded_vector.terms, seed.own_vector.terms)
    parts = text.model.words_in(columns)
    words_of_seed = frozenset(parts.ravel().tolist())
    words: set[int] = set()
    phrases: set[int] = set()
    for name in names:
        if words_of_seed.isdisjoint(name):  # the common case, for which the seed's text need not be read
            continue
        if len(name) < 2:
            words.update(name)
            continue
        first, second = np.array(name[:-1]), np.array(name[1:])
        phrases.update(text.model.phrase_columns(first, second).tolist())
        words.update(set(name) - _used_outside(name, text.words.columns.tolist()))
    has_muted_word = np.isin(parts, list(words)).any(axis=0)
    is_muted: NDArray[np.bool_] = has_muted_word | np.isin(columns, list(phrases))
    return seed.mute(columns[is_muted]) if is_muted.any() else seed


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
