"""Lines of words: how space is written when markup is gone."""

from __future__ import annotations

from collections.abc import Iterable


def tidied(lines: Iterable[str]) -> str:
    r"""Return lines without space around and doubled within them; empty ones are left out.

    >>> tidied(["  One \t two ", "", "three"])
    'One two\nthree'
    """
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
