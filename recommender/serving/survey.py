"""What readers get: the pages of many articles, counted.

In: what is served, and a moment. Out: a `Survey` that grows: how many cards pages have, where boxes are empty, how old
cards are beside the article being read, and which articles are orphans, that no box shows and no box leads out of. The
one idea: every number is counted on pages as readers get them, and says on how many.

Filling a page takes milliseconds, so that a large corpus is surveyed by a sample. It is drawn by the ids, so that two
surveys are of the same articles as far as these are still there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import nlargest
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from recommender.article import SECONDS_A_DAY, to_iso
from recommender.boxes import Card, Page, Request, are_hidden
from recommender.engine import Recommender
from recommender.index import sections_in

# The boxes that are surveyed: those beside an article.
SURVEYED = ("similar", "related")
# Pages between two states of a survey that grows. At least 1, pages; by hand, about a quarter of a second.
BLOCK = 100
# Oldest cards that are named. At least 0, cards; by hand, a list one can act on.
MOST_OLDEST = 20
# On how many pages, those of the nearest articles, an orphan of a sample is looked for. At least 0, pages; by hand: an
# article that has no card of its own is like few others.
NEAREST = 20
# Orphans of a sample that are looked for there. At least 0, articles; by hand, to bound the time.
MOST_LOOKED_FOR = 200
NO_SECTION = ""


class Age(NamedTuple):
    """How much older than the article being read a card may be: up to so many days, in words and in short."""

    days: float
    label: str
    short: str


# From the youngest to the oldest. At least 0, days; by hand, as one says it.
AGES = (
    Age(0, "newer", "newer"),
    Age(1, "up to a day", "a day"),
    Age(7, "up to a week", "a week"),
    Age(31, "up to a month", "a month"),
    Age(366, "up to a year", "a year"),
    Age(float("inf"), "more than a year", "older"),
)


class OldCard(NamedTuple):
    """A card that is older than the article beside which it stands, by so many days."""

    days: float
    box: str
    seed: str
    article_id: str


@dataclass(frozen=True, slots=True)
class SectionCount:
    """The pages of one section.

    Attributes:
        pages: How many were filled.
        empty: How many of them had no card in a box, by box.
        without_cards: How many had no card in either.
    """

    pages: int = 0
    empty: Mapping[str, int] = field(default_factory=dict)
    without_cards: int = 0

    def to_record(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        empty = {box: self.empty.get(box, 0) for box in SURVEYED}
        return {"pages": self.pages, "empty": empty, "without_cards": self.without_cards}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What readers of some pages get.

    Attributes:
        articles: How many articles are public: published by then, and hidden by no editor.
        wanted: How many of their pages are to be filled.
        pages: How many have been filled.
        looked_for: On how many more pages orphans were looked for, where not all pages were filled.
        k: How many cards a full box has.
        cards: For each box, how many pages have 0, 1 … `k` cards in it.
        sections: The pages of each section, ``""`` for none; an article may be in several.
        ages: For each box, how many cards are of each of `AGES`; a card counts where both times are known.
        undated: How many cards do not.
        oldest: The cards that are oldest beside the article being read, the oldest first.
        articles_in_boxes: How many articles are in a box of these pages, as a card or folded into one.
        orphans: The ids of the articles among those of these pages whose boxes are empty, and that no box is known to
            show.
        is_complete: Whether this is the last state.
        model: The version of the model.
        as_of: The moment for which pages were filled.
    """

    articles: int
    wanted: int
    pages: int = 0
    looked_for: int = 0
    k: int
    cards: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sections: Mapping[str, SectionCount] = field(default_factory=dict)
    ages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    undated: int = 0
    oldest: tuple[OldCard, ...] = ()
    articles_in_boxes: int = 0
    orphans: tuple[str, ...] = ()
    is_complete: bool = False
    model: str
    as_of: datetime

    @property
    def is_of_all(self) -> bool:
        """Return whether the page of every article was filled, so that the orphans are known for certain."""
        return self.is_complete and self.pages == self.articles

    def to_record(self) -> dict[str, Any]:
        """Return the survey as JSON values."""
        return {
            "articles": self.articles,
            "wanted": self.wanted,
            "pages": self.pages,
            "looked_for": self.looked_for,
            "k": self.k,
            "cards": {box: list(counts) for box, counts in self.cards.items()},
            "sections": {name: count.to_record() for name, count in self.sections.items()},
            "ages": {
                box: dict(zip((age.label for age in AGES), counts, strict=True)) for box, counts in self.ages.items()
            },
            "undated": self.undated,
            "oldest": [card._asdict() for card in self.oldest],
            "articles_in_boxes": self.articles_in_boxes,
            "orphans": list(self.orphans),
            "is_complete": self.is_complete,
            "is_of_all": self.is_of_all,
            "model": self.model,
            "as_of": to_iso(self.as_of),
        }


def survey_pages(
    recommender: Recommender, *, as_of: datetime, most: int | None = None, k: int = 5, every: int = BLOCK
) -> Iterator[Survey]:
    """Survey the pages of a corpus; the states of one survey that grows, the last of them complete.

    Args:
        recommender: What is served.
        as_of: The moment for which pages are filled.
        most: How many pages at most, of articles drawn by their ids; None for all.
        k: How many cards of a box at most, at least 1.
        every: How many pages there are between two states, at least 1.

    Yields:
        The survey after so many pages each, and at the end.
    """
    public = public_articles(recommender, as_of)
    drawn = public if most is None or most >= len(public) else sorted(public, key=_drawn_by)[:most]
    tally = _Tally(recommender, Request(k=k, as_of=as_of))
    state = Survey(articles=len(public), wanted=len(drawn), k=k, model=recommender.version, as_of=as_of)
    for n, article_id in enumerate(drawn, 1):
        tally.add(article_id)
        if n % every == 0:
            yield tally.state(state)
    looked_at: set[str] = set()
    for article_id in tally.orphans()[:MOST_LOOKED_FOR] if len(drawn) < len(public) else ():
        looked_at |= tally.look_for(article_id, {*drawn, *looked_at})
        yield replace(tally.state(state), looked_for=len(looked_at))
    yield replace(tally.state(state), looked_for=len(looked_at), is_complete=True)


def public_articles(recommender: Recommender, as_of: datetime) -> list[str]:
    """Return the ids, in order, of the articles that are published by a moment, and that no editor has hidden."""
    view, catalogue = recommender.view(Request(as_of=as_of)), recommender.catalogue
    ids = list(catalogue.article_ids())
    rows = np.array([*map(catalogue.row_of, ids)], np.int64)
    flags = view.admitted(rows) & ~are_hidden(rows, view)
    return [each for each, flag in zip(ids, flags.tolist(), strict=True) if flag]


def _drawn_by(article_id: str) -> tuple[int, str]:
    return crc32(article_id.encode("utf-8", "surrogatepass")), article_id


class _Tally:
    """The counts of a survey, while it grows."""

    def __init__(self, recommender: Recommender, request: Request) -> None:
        self.recommender = recommender
        self.request = request
        self.cards: dict[str, Counter[int]] = {box: Counter() for box in SURVEYED}
        self.ages: dict[str, Counter[int]] = {box: Counter() for box in SURVEYED}
        self.sections: Counter[str] = Counter()
        self.empty: dict[str, Counter[str]] = {box: Counter() for box in (*SURVEYED, "both")}
        self.undated = 0
        self.oldest: list[OldCard] = []
        self.on_pages: set[str] = set()
        self.without_cards: list[str] = []
        self.n_pages = 0

    def add(self, article_id: str) -> None:
        """Fill the page of an article, and count what it has."""
        page = self._page(article_id)
        catalogue = self.recommender.catalogue
        sections = sections_in(catalogue.label("section", catalogue.row_of(article_id))) or (NO_SECTION,)
        self.n_pages += 1
        self.sections.update(sections)
        n_cards = 0
        for box in SURVEYED:
            cards = page.boxes[box].cards
            n_cards += len(cards)
            self.cards[box][len(cards)] += 1
            if not cards:
                self.empty[box].update(sections)
            self._count_ages(box, article_id, cards)
        if not n_cards:
            self.empty["both"].update(sections)
            self.without_cards.append(article_id)

    def look_for(self, article_id: str, filled: set[str]) -> set[str]:
        """Look for an article on the pages of the `NEAREST` to it, but for those filled; return those that it filled.

        It stops at the first that shows it.
        """
        looked_at: set[str] = set()
        for other in self.recommender.neighbours([article_id], NEAREST).ids[0]:
            if article_id in self.on_pages:
                break
            if other not in filled and self.recommender.view(self.request).may_show(
                self.recommender.catalogue.row_of(other)
            ):
                self._page(other)
                looked_at.add(other)
        return looked_at

    def orphans(self) -> list[str]:
        """Return the ids of the articles without cards that are on no page so far."""
        return [article_id for article_id in self.without_cards if article_id not in self.on_pages]

    def state(self, survey: Survey) -> Survey:
        """Return a survey with the counts so far."""
        k = self.request.k
        return replace(
            survey,
            pages=self.n_pages,
            cards={box: tuple(counts[n] for n in range(k + 1)) for box, counts in self.cards.items()},
            sections={name: self._section(name, n) for name, n in self.sections.most_common()},
            ages={box: tuple(counts[at] for at in range(len(AGES))) for box, counts in self.ages.items()},
            undated=self.undated,
            oldest=tuple(self.oldest),
            articles_in_boxes=len(self.on_pages),
            orphans=tuple(self.orphans()),
        )

    def _page(self, article_id: str) -> Page:
        page = self.recommender.page(article_id, self.request)
        self.on_pages.update(each for box in SURVEYED for each in page.boxes[box].article_ids())
        return page

    def _section(self, name: str, pages: int) -> SectionCount:
        empty = {box: self.empty[box][name] for box in SURVEYED}
        return SectionCount(pages, empty, self.empty["both"][name])

    def _count_ages(self, box: str, seed: str, cards: Iterable[Card]) -> None:
        """Count how much older than the seed each card is."""
        for card in cards:
            if card.seconds is None:
                self.undated += 1
                continue
            older = -card.seconds / SECONDS_A_DAY
            self.ages[box][_age_of(older)] += 1
            if older > 0:
                self.oldest.append(OldCard(older, box, seed, card.article_id))
        self.oldest = nlargest(MOST_OLDEST, self.oldest)


def _age_of(days: float) -> int:
    """Return which of `AGES` a card has that is so many days older than the article being read.

    >>> [_age_of(days) for days in (-3, 0, 0.5, 8, 400)]
    [0, 1, 1, 3, 5]
    """
    return 0 if days < 0 else next(at for at, age in enumerate(AGES) if at and days <= age.days)
