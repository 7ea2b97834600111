"""Coverage: what a reading gave, what it did not, and what looks wrong about it.

In: the articles of a reading, and what did not become one. Out: counts, shares, a small table and warnings. The one
idea: a field that is empty in all articles is nearly always a name that is not known here, and is told at once rather
than met months later as bad boxes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from recommender.article import Article, ArticleId
from recommender.corpus.reading import LeftOut, LostValue
from recommender.errors import CorpusError

# An article dated later than this after now is told; clocks and zones differ by less. By hand.
MOST_AHEAD = timedelta(hours=1)
# Reasons that are counted each: sources have kinds of their own, and a hostile one a million of them. By hand; sites
# that were looked at have ten.
MOST_REASONS = 30
OTHER_REASONS = "for other reasons"
# A share of articles without text or time from which that is told. In (0, 1]; by hand.
_MANY = 0.5
# The fields whose shares are told, in the order of the table, and the option that helps where they are missing.
_FIELDS = ("text", "title", "published_at", "hour", "publisher", "section", "language", "url")
_LABELS = {"published_at": "time", "hour": "time of day", "url": "address"}


@dataclass(slots=True)
class Coverage:
    """The counts of one reading; its methods are the callbacks of `read_articles`.

    Attributes:
        now: The time by which an article is in the future, aware.
        read: How many articles were read.
        refused: How many records were refused, since they could not be read.
        withdrawn: How many articles the sources took back.
        left_out: How many sound records were no public article, by reason.
        filled: How many articles have each field of `_FIELDS`; ``hour`` counts those whose time is not midnight UTC.
        ahead: How many articles are dated more than `MOST_AHEAD` in the future.
        publishers: How many articles each publisher has.
        lost: How many values of each field could not be used; their articles were read without them.
        examples: The first lost value of each field.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    read: int = 0
    refused: int = 0
    withdrawn: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    ahead: int = 0
    publishers: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    examples: dict[str, LostValue] = field(default_factory=dict)

    def see(self, article: Article) -> None:
        """Count an article."""
        self.read += 1
        self.filled.update(name for name in _FIELDS if getattr(article, name, None))
        time = article.published_at
        if time is not None:
            self.filled["hour"] += (time.hour, time.minute, time.second) != (0, 0, 0)
            self.ahead += time - self.now > MOST_AHEAD
        if article.publisher:
            self.publishers[article.publisher] += 1

    def refuse(self, _: CorpusError) -> None:
        """Count a record that cannot be read."""
        self.refused += 1

    def leave_out(self, record: LeftOut) -> None:
        """Count a record that is no public article; a reason may be a source's own word, and is shown on a screen."""
        reason = "".join(sign for sign in record.reason if sign.isprintable())
        is_counted = reason in self.left_out or len(self.left_out) < MOST_REASONS
        self.left_out[reason if is_counted else OTHER_REASONS] += 1

    def withdraw(self, _: ArticleId) -> None:
        """Count an article that its source took back."""
        self.withdrawn += 1

    def lose(self, value: LostValue) -> None:
        """Count a value that could not be used."""
        self.lost[value.field] += 1
        self.examples.setdefault(value.field, value)

    @property
    def is_mostly_refused(self) -> bool:
        """Return whether more records were refused than became articles."""
        return self.refused > self.read

    def shares(self) -> dict[str, float]:
        """Return the share of articles with each field, in [0, 1], by field."""
        return {name: self.filled[name] / self.read if self.read else 0.0 for name in _FIELDS}

    def warnings(self) -> list[str]:
        """Return what looks wrong, a line each; none where nothing was read."""
        if not self.read:
            return []
        missing = [*self._missing("text", "text"), *self._missing("published_at", "time")]
        return [*missing, *self._times(), *self._losses()]

    def _missing(self, name: str, label: str) -> list[str]:
        without = self.read - self.filled[name]
        if without < _MANY * self.read or not without:
            return []
        how_many = f"no article has a {label}" if without == self.read else f"{without} of {self.read} have no {label}"
        return [f"{how_many}: is it in a field that is not known here? --column {name}=…"]

    def _times(self) -> list[str]:
        timed = self.filled["published_at"]
        lines = []
        if timed > 1 and not self.filled["hour"]:
            lines.append("every time is midnight: the sources tell the day alone, or the hour is in another field")
        if self.ahead:
            lines.append(f"{self.ahead} dated more than an hour in the future: is a time zone missing? --timezone …")
        return lines

    def _losses(self) -> list[str]:
        """Return a line for each field of which values could not be used."""
        return [
            f"{name}: {count} {'value' if count == 1 else 'values'} not understood, such as {example.value!r} at "
            f"{example.path}{'' if example.line is None else f':{example.line}'}; expected {example.expected}"
            for name, count in self.lost.most_common()
            for example in [self.examples[name]]
        ]

    def to_record(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return {
            "read": self.read,
            "refused": self.refused,
            "withdrawn": self.withdrawn,
            "left_out": dict(self.left_out.most_common()),
            "shares": {name: round(share, 4) for name, share in self.shares().items()},
            "publishers": len(self.publishers),
            "in_the_future": self.ahead,
            "lost": dict(self.lost.most_common()),
            "warnings": self.warnings(),
        }

    def to_text(self) -> str:
        """Return the counts as a small table for people, its lines indented, what looks wrong below it."""
        left_out = ", ".join(f"{count} {reason}" for reason, count in self.left_out.most_common())
        counts = [f"{self.read} articles", f"{self.refused} refused"]
        counts += [f"{self.withdrawn} withdrawn"] if self.withdrawn else []
        counts += [f"{self.left_out.total()} left out ({left_out})"] if left_out else []
        lines = [f"  read   {', '.join(counts)}", *self._table()]
        return "\n".join([*lines, *(f"  ! {warning}" for warning in self.warnings())])

    def _table(self) -> list[str]:
        """Return the names of the fields, under each its share, and the publishers."""
        if not self.read:
            return []
        cells = [(_LABELS.get(name, name), _percent(share)) for name, share in self.shares().items()]
        names = "  ".join(f"{name:>5}" for name, _ in cells)
        shares = "  ".join(f"{share:>{max(5, len(name))}}" for name, share in cells)
        few = ", ".join(f"{name} {count}" for name, count in self.publishers.most_common(3))
        publishers = f"  from   {len(self.publishers)} publishers: {few}" if few else "  from   no known publisher"
        return [f"  with   {names}", f"         {shares}", publishers]


def _percent(share: float) -> str:
    """Return a share as whole percent; neither 0 nor 100 unless it is.

    >>> [_percent(share) for share in (0, 0.001, 0.5, 0.999, 1)]
    ['0 %', '1 %', '50 %', '99 %', '100 %']
    """
    percent = round(100 * share)
    return f"{min(max(percent, 1), 99) if 0 < share < 1 else percent} %"
