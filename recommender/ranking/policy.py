"""What a policy is: one rule of a box, applied to candidates in the order in which they would be shown.

A box is a tuple of policies read left to right: filter → boost → diversify → cut. A policy is a frozen dataclass: its
fields are its settings, its repr tells what it does, and calling it returns some of the candidates in their new order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from recommender.index import Candidates, Query


class Policy(Protocol):
    """One rule: candidates and the request in, some of the candidates out; none is added but what editors pin."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        """Return the candidates that stay, best first."""


class Verdict(NamedTuple):
    """What one policy made of one article: its place and score after it, or none when the policy took it out."""

    policy: str
    rank: int | None
    score: float | None
    folded_into: int | None


def rank(candidates: Candidates, query: Query, policies: Iterable[Policy]) -> Candidates:
    """Apply policies in turn."""
    for policy in policies:
        candidates = policy(candidates, query)
    return candidates


def trace(candidates: Candidates, query: Query, policies: Iterable[Policy], row: int) -> list[Verdict]:
    """Apply policies in turn, and tell what each made of one row until it is out, and when a pin brings it back."""
    verdicts = []
    was_in = row in candidates.rows
    for policy in policies:
        candidates = policy(candidates, query)
        places = (candidates.rows == row).nonzero()[0]
        if len(places):
            place = int(places[0])
            verdicts.append(Verdict(repr(policy), place + 1, float(candidates.score[place]), None))
        elif was_in:
            folded_into = next((card for card, rows in candidates.folded.items() if row in rows), None)
            verdicts.append(Verdict(repr(policy), None, None, folded_into))
        was_in = len(places) > 0
    return verdicts
