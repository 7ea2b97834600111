"""Rules, read from top to bottom: the first one all of whose evidence holds decides.

In: lines of evidence and what it shows. Out: what is decided for every combination of evidence, in a table, so that a
decision takes no longer than looking it up.
"""

from __future__ import annotations

from itertools import product

Decisions = dict[tuple[bool, ...], int]


def decide_by(evidence: str, *rules: tuple[str, int]) -> Decisions:
    """Return what some rules decide.

    Args:
        evidence: The names of what may hold, in the order in which it is looked up.
        rules: Evidence, and what is decided if all of it holds. The last rule needs none.

    >>> decisions = decide_by("capital first", ("capital first", 0), ("capital", 1), ("", 2))
    >>> decisions[True, False], decisions[False, True]
    (1, 2)
    """
    names = evidence.split()
    decisions: Decisions = {}
    for case in product((False, True), repeat=len(names)):
        present = {name for name, holds in zip(names, case, strict=True) if holds}
        decisions[case] = next(decision for needed, decision in rules if present.issuperset(needed.split()))
    return decisions
