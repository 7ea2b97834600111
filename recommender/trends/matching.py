"""A maximum matching: how many pairs can be chosen so that none of the two sides is in two of them.

In: pairs of numbers. Out: how many can be chosen. Paths that gain a pair are looked for from one left side after the
other (Kuhn 1955, doi:10.1002/nav.3800020109); what one search has seen in vain, no later one need look at again, so
that all searches in vain together take time in proportion to the pairs.
"""

from __future__ import annotations

from collections.abc import Iterable


def count_matched(pairs: Iterable[tuple[int, int]]) -> int:
    """Return how many pairs can be chosen so that no two have the same left or the same right side.

    >>> count_matched([(1, 1), (2, 1), (3, 1), (3, 2)])
    2
    """
    sides: dict[int, list[int]] = {}
    for left, right in dict.fromkeys(pairs):
        sides.setdefault(left, []).append(right)
    matched: dict[int, int] = {}  # the left side of each right side in the matching
    in_vain: set[int] = set()
    return sum(_gain(left, sides, matched, in_vain) for left in sides)


def _gain(start: int, sides: dict[int, list[int]], matched: dict[int, int], in_vain: set[int]) -> bool:
    """Match one more left side, others changing theirs where need be; return whether that is possible.

    Args:
        start: The left side.
        sides: The right sides of each left side.
        matched: The matching, which grows.
        in_vain: The right sides from which no path leads to a free one; grows when there is no path.
    """
    reached: dict[int, int] = {}  # right sides, each with the left side from which it was reached
    taken: dict[int, int] = {}  # the right side of each matched left side on the way
    queue = [start]
    for left in queue:
        for right in sides[left]:
            if right in reached or right in in_vain:
                continue
            reached[right] = left
            if right not in matched:
                _flip(right, reached, taken, matched)
                return True
            taken[matched[right]] = right
            queue.append(matched[right])
    in_vain.update(reached)
    return False


def _flip(right: int | None, reached: dict[int, int], taken: dict[int, int], matched: dict[int, int]) -> None:
    """Match along a path, from its free right side back to its start."""
    while right is not None:
        left = matched[right] = reached[right]
        right = taken.get(left)
