"""The messages of one language.

In: nothing. Out: `Messages`, whose fields are all that the product says to a reader; a language that lacks one cannot
be written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple


class Notices(NamedTuple):
    """What a box says that has fewer cards than it was asked for.

    Attributes:
        none: It has none.
        one: It has one.
        few: It has ``{n}``, two or more.
    """

    none: str
    one: str
    few: str


class ByBox(NamedTuple):
    """What is said of each box.

    Attributes:
        similar, related, breaking, trending: The notices of the box.
    """

    similar: Notices
    related: Notices
    breaking: Notices
    trending: Notices


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """What a reader reads in one language.

    Attributes:
        language: Its primary subtag.
        headings: The words over a box: ``similar``, ``related``, ``breaking``, ``trending``, and ``section`` and
            ``latest`` over what fills Similar News.
        kinds: What stands over an article that is no plain news, by its kind.
        both_mention: Why a card is there; ``{terms}`` is the list of what both mention.
        chosen: The same of a card that an editor has put there.
        latest_in: The same of one that fills a box from its ``{section}``.
        latest: The same of one that fills it from all sections.
        reported: What triggered a breaking story: so many ``{publishers}`` in so many ``{minutes}``.
        earlier, later: The time from the seed to a card; ``{time}`` is a number with its unit.
        same_time: The same, if it is under a minute.
        same_day: The same, of two articles of one day that are known by their day alone.
        arrived: The same, where of the card only the time is known at which it came in; ``{when}`` is one of the above.
        published_by: Who else has published the text of a card: ``{names}``.
        original: The link to where an article was published.
        untitled: What stands in the place of a headline that is empty.
        page: What stands around an article and its boxes on a reader page.
        separator: What stands between the items of a list.
        direction: ``ltr`` or ``rtl``.
        forms: What a unit of time becomes behind ``earlier`` and ``later``, where these ask for another case.
        notices: What a box says that has too few cards.
    """

    language: str
    headings: Mapping[str, str]
    kinds: Mapping[str, str]
    both_mention: str
    chosen: str
    latest_in: str
    latest: str
    reported: str
    earlier: str
    later: str
    same_time: str
    same_day: str
    arrived: str
    published_by: str
    original: str
    untitled: str
    notices: ByBox
    page: Mapping[str, str]
    separator: str = ", "
    direction: Literal["ltr", "rtl"] = "ltr"
    forms: Mapping[str, str] = field(default_factory=dict)
