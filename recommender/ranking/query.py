"""What policies know besides the candidates: the seed, what the request asks, and what editors have decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from recommender.index import Seed


class PinnedRow(NamedTuple):
    """An article that editors have pinned in a box at a rank, 1 or more."""

    row: int
    position: int


class Rules(NamedTuple):
    """What editors have decided about one box beside one seed, as rows of the catalogue.

    Attributes:
        hidden: Articles that no box shows.
        hidden_sections: Sections that no box shows.
        banned: Articles that are not shown beside this seed.
        pins: Articles that this box shows, by position.
        pinned_elsewhere: Articles that other boxes of the page show.
    """

    hidden: frozenset[int] = frozenset()
    hidden_sections: frozenset[str] = frozenset()
    banned: frozenset[int] = frozenset()
    pins: tuple[PinnedRow, ...] = ()
    pinned_elsewhere: tuple[int, ...] = ()


NO_RULES = Rules()


@dataclass(frozen=True, slots=True)
class Query:
    """What the policies of one box are asked.

    Attributes:
        seed: The article being read.
        k: How many cards the box has at most. At least 0; by default what a page shows.
        requested_kinds: The kinds of article that the request names; empty if it names none.
        on_page: The articles that other boxes of the page show already, folded ones among them.
        rules: What editors have decided about the box.

    Raises:
        ValueError: `k` is negative.
    """

    seed: Seed
    k: int = 5
    requested_kinds: frozenset[str] = frozenset()
    on_page: tuple[int, ...] = ()
    rules: Rules = NO_RULES

    def __post_init__(self) -> None:
        if self.k < 0:
            raise ValueError(f"k: expected 0 or more, found {self.k}")
