"""What a policy is: one rule of a box, applied to candidates that are ordered best first.

A box is a tuple of policies read left to right: filter → boost → diversify → cut. A policy is a frozen dataclass: its
fields are its settings, its repr says what it does, and calling it returns some of the candidates in their new order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from recommender.index import Candidates
from recommender.ranking.query import Query


class Policy(Protocol):
    """One rule: candidates and query in, some of the candidates out; only a pin adds one."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        """Return the candidates that stay, best first."""


class TraceStep(NamedTuple):
    """What one policy did with one article.

    Attributes:
        policy: The policy's repr, its settings included.
        rank: The article's rank after the policy, 1 is first; None if the policy took it out.
        score: Its score after the policy, or None likewise.
        folded_into: The row into whose card it was folded, `SEED` for the seed; None if it was not.
    """

    policy: str
    rank: int | None
    score: float | None
    folded_into: int | None


def rank(candidates: Candidates, query: Query, policies: Iterable[Policy]) -> Candidates:
    """Apply policies in turn, until nothing is left to which a pin might be added."""
    for policy in policies:
        if not len(candidates) and not query.rules.pins:
            break
        candidates = policy(candidates, query)
    return candidates


def trace(candidates: Candidates, query: Query, policies: Iterable[Policy], row: int) -> list[TraceStep]:
    """Apply policies in turn, and return what each did with one row while it was among the candidates.

    The last step is the one that takes it out, unless a pin puts it back.
    """
    steps = []
    was_in = row in candidates.rows
    for policy in policies:
        candidates = policy(candidates, query)
        places = (candidates.rows == row).nonzero()[0]
        if len(places):
            place = int(places[0])
            steps.append(TraceStep(repr(policy), place + 1, float(candidates.score[place]), None))
        elif was_in:
            folded_into = next((card for card, rows in candidates.folded.items() if row in rows), None)
            steps.append(TraceStep(repr(policy), None, None, folded_into))
        was_in = len(places) > 0
    return steps
