"""Overrides: the decisions of editors, which take precedence over the model.

In: records of plain values, as the store keeps them. Out: a frozen `Override` for each, checked like an article, and
`Overrides`, which returns those that are active at a moment. The one idea: an override names articles by id and terms
by their spelling, never by row or column, so it survives every retraining.

Of two overrides that disagree, the one that shows less wins: what is hidden or banned is not shown even if pinned.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property, partial
from typing import Any, Literal, NewType, Self, get_args

from recommender.article import (
    MAX_NAME_LENGTH,
    MAX_NOTE_LENGTH,
    ArticleId,
    parse_id,
    parse_name,
    parse_time,
    plain_value,
)
from recommender.errors import ArticleError

OverrideId = NewType("OverrideId", str)
Action = Literal["pin", "ban", "hide", "mute"]
PinBox = Literal["similar", "related"]
Record = Mapping[str, object]

ACTIONS: tuple[Action, ...] = get_args(Action)
BOXES: tuple[PinBox, ...] = get_args(PinBox)
MAX_POSITION = 50

# The subjects that an override of each action must name, and those that it may name; all others are refused.
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "pin": ("box", "article_id"),
    "ban": ("article_id", "other"),
    "mute": ("term",),
}
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "pin": ("seed", "position"),
    "hide": ("article_id", "section", "story_id"),
}
_SUBJECTS = frozenset[str]().union(*_REQUIRED.values(), *_OPTIONAL.values())


def _is_absent(value: object) -> bool:
    return value in (None, "")


def _one_of(value: object, name: str, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ArticleError(name, "one of " + ", ".join(known), value)
    return value


def _box(value: object, name: str) -> str | None:
    return None if _is_absent(value) else _one_of(value, name, BOXES)


def _id(value: object, name: str) -> str | None:
    return None if _is_absent(value) else parse_id(value, name)


def _line(value: object, name: str) -> str:
    line = parse_name(value, name)
    if line is None:
        raise ArticleError(name, f"1 to {MAX_NAME_LENGTH} characters", "none")
    return line


def _term(value: object, name: str) -> str | None:
    return None if _is_absent(value) else _line(value, name)


def _note(value: object, name: str) -> str:
    return parse_name(value, name, MAX_NOTE_LENGTH) or ""


def _position(value: object, name: str) -> int | None:
    if _is_absent(value):
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_POSITION:
        raise ArticleError(name, f"a whole number from 1 to {MAX_POSITION}", value)
    return value


def _read_by(parse: Callable[[object, str], object]) -> Mapping[str, Any]:
    """Return the metadata of a field: the function that reads it from a plain value and the field's name."""
    return {"parse": parse}


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One decision of an editor.

    Build one from outside data with `Override.parse`; the plain constructor trusts its caller. Its fields are declared
    here alone, each with the function that reads it from a record: the JSON of the HTTP interface is derived from them.

    Attributes:
        override_id: The caller's own id, 1 to 200 printable characters.
        action: ``pin`` shows an article in a box, ``ban`` never shows one of two articles beside the other, ``hide``
            keeps an article, a section or a story out of all boxes, ``mute`` makes a term count for nothing.
        author: Who made the decision.
        note: Why.
        box, seed, article_id, position: For ``pin``: the box, the seed beside which (beside all if None), the article,
            and its rank in the box, 1 by default.
        article_id, other: For ``ban``: the two articles.
        article_id, section, story_id: For ``hide``: exactly one of them.
        term: For ``mute``: a word or a name, spelled as in a text.
        starts_at, ends_at: The override is active from the first moment on, up to but not at the other; an end that is
            None is open.
    """

    override_id: OverrideId = field(metadata=_read_by(parse_id))
    action: Action = field(metadata=_read_by(partial(_one_of, known=ACTIONS)))
    author: str = field(metadata=_read_by(_line))
    note: str = field(default="", metadata=_read_by(_note))
    box: PinBox | None = field(default=None, metadata=_read_by(_box))
    seed: ArticleId | None = field(default=None, metadata=_read_by(_id))
    article_id: ArticleId | None = field(default=None, metadata=_read_by(_id))
    other: ArticleId | None = field(default=None, metadata=_read_by(_id))
    section: str | None = field(default=None, metadata=_read_by(parse_name))
    story_id: str | None = field(default=None, metadata=_read_by(_id))
    term: str | None = field(default=None, metadata=_read_by(_term))
    position: int | None = field(default=None, metadata=_read_by(_position))
    starts_at: datetime | None = field(default=None, metadata=_read_by(parse_time))
    ends_at: datetime | None = field(default=None, metadata=_read_by(parse_time))

    @classmethod
    def parse(cls, record: Record) -> Self:
        """Clean and check a record of plain values.

        Args:
            record: Values by field name. Absent, ``None`` and empty values mean None. Other names are ignored.

        Raises:
            ArticleError: A value is not what its field expects; the error names the field and what was expected.
        """
        _check_subjects(record, _one_of(record.get("action"), "action", ACTIONS))
        values = {each.name: each.metadata["parse"](record.get(each.name), each.name) for each in fields(cls)}
        if values["action"] == "pin":
            values["position"] = values["position"] or 1
        override = cls(**values)
        override._check()
        return override

    def to_record(self) -> dict[str, Any]:
        """Return the override as JSON-ready values, absent fields left out; `parse` gives the same override back."""
        record = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: plain_value(value) for name, value in record.items() if value not in (None, "")}

    def is_active_at(self, moment: datetime) -> bool:
        """Return whether the override is active at a moment."""
        return (self.starts_at is None or self.starts_at <= moment) and (self.ends_at is None or moment < self.ends_at)

    def concerns(self, seed: str, other: str, sections: Iterable[str] = (), story: str | None = None) -> bool:
        """Return whether this decides if an article, of some sections and a story, is shown beside a seed."""
        match self.action:
            case "pin":
                return self.article_id == other and self.seed in (None, seed)
            case "ban":
                return {self.article_id, self.other} == {seed, other}
            case "hide":
                hidden = ((self.article_id, other), (self.story_id, story))
                is_hidden = any(mine is not None and mine == its for mine, its in hidden)
                return is_hidden or (self.section or "").casefold() in map(str.casefold, sections)
            case "mute":
                return True

    @property
    def subject(self) -> tuple[str, ...]:
        """Return what is decided about: of two decisions about the same, only one can be meant.

        A pin is about its article beside its seed, in whatever box and place; a ban about its pair, in either order.
        """
        if self.action == "ban":
            return (self.action, *sorted((self.article_id or "", self.other or "")))
        names = (self.section or self.term or "").casefold()
        return (self.action, self.article_id or "", self.seed or "", self.story_id or "", names)

    @property
    def is_sitewide(self) -> bool:
        """Return whether it changes pages of the whole site, rather than of one article or one pair."""
        match self.action:
            case "pin":
                return self.seed is None
            case "hide":
                return self.article_id is None
            case "mute":
                return True
            case "ban":
                return False

    def _check(self) -> None:
        if self.action == "pin" and self.seed == self.article_id:
            raise ArticleError("article_id", "another article than the seed", self.article_id)
        if self.action == "ban" and self.other == self.article_id:
            raise ArticleError("other", "another article", self.other)
        if self.starts_at is not None and self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ArticleError("ends_at", "a time after starts_at", self.ends_at.isoformat())


@dataclass(frozen=True, slots=True)
class Pin:
    """An article pinned in a box at a rank, 1 or more."""

    article_id: ArticleId
    position: int


@dataclass(frozen=True)
class Active:
    """The overrides that are active at one moment, grouped by what they decide.

    Attributes:
        overrides: All of them, by id.
        hidden: Ids of the articles that no box shows.
        hidden_sections: Sections that no box shows.
        hidden_stories: Ids of the stories that no box shows.
        muted: Terms that count for nothing.
    """

    overrides: tuple[Override, ...] = ()
    hidden: frozenset[ArticleId] = frozenset()
    hidden_sections: frozenset[str] = frozenset()
    hidden_stories: frozenset[str] = frozenset()
    muted: tuple[str, ...] = ()

    @classmethod
    def of(cls, overrides: Iterable[Override]) -> Self:
        """Group overrides by what they decide."""
        active = tuple(sorted(overrides, key=lambda override: override.override_id))
        hides = [override for override in active if override.action == "hide"]
        return cls(
            overrides=active,
            hidden=frozenset(hide.article_id for hide in hides if hide.article_id is not None),
            hidden_sections=frozenset(hide.section for hide in hides if hide.section is not None),
            hidden_stories=frozenset(hide.story_id for hide in hides if hide.story_id is not None),
            muted=tuple(dict.fromkeys(override.term for override in active if override.term is not None)),
        )

    def banned_beside(self, seed: str) -> frozenset[ArticleId]:
        """Return the ids that are not shown beside an article."""
        return self._bans.get(seed, frozenset())

    def pins(self, seed: str) -> Mapping[str, tuple[Pin, ...]]:
        """Return the pins beside an article, by box: each id once, in the first box in which it is pinned.

        A pin for this seed goes before one for all seeds, then the lower position first, then the lower override id.
        """
        pins = [override for override in self._pins if override.seed in (None, seed) and override.article_id != seed]
        by_box: dict[str, list[Pin]] = {}
        pinned = set()
        for pin in sorted(pins, key=lambda pin: (BOXES.index(pin.box or BOXES[0]), pin.seed is None, pin.position)):
            if pin.box is not None and pin.article_id is not None and pin.article_id not in pinned:
                pinned.add(pin.article_id)
                by_box.setdefault(pin.box, []).append(Pin(pin.article_id, pin.position or 1))
        return {box: tuple(sorted(pins, key=lambda pin: pin.position)) for box, pins in by_box.items()}

    @cached_property
    def _pins(self) -> tuple[Override, ...]:
        return tuple(override for override in self.overrides if override.action == "pin")

    @cached_property
    def _bans(self) -> Mapping[str, frozenset[ArticleId]]:
        bans: defaultdict[str, set[ArticleId]] = defaultdict(set)
        for override in self.overrides:
            if override.action == "ban" and override.article_id is not None and override.other is not None:
                bans[override.article_id].add(override.other)
                bans[override.other].add(override.article_id)
        return {article_id: frozenset(others) for article_id, others in bans.items()}


NOTHING = Active()


@dataclass(frozen=True, slots=True)
class Overrides:
    """All overrides of a store, whenever they are active.

    Attributes:
        all: In the order of their ids.
        refused: By id, why a record could not be read: written by a later version, for example.
    """

    all: tuple[Override, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    # The moments at which an override begins or ends, rising; and the last answer of `at`, with its place among them.
    _turns: tuple[datetime, ...] = field(default=(), repr=False)
    _last: list[tuple[int, Active]] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(cls, overrides: Iterable[Override], refused: Mapping[str, str] | None = None) -> Self:
        """Collect overrides; of two with the same id the later one stays."""
        kept = {override.override_id: override for override in overrides}
        turns = {time for override in kept.values() for time in (override.starts_at, override.ends_at) if time}
        return cls(tuple(kept[override_id] for override_id in sorted(kept)), refused or {}, tuple(sorted(turns)))

    @classmethod
    def parse(cls, records: Mapping[str, Record]) -> Self:
        """Read overrides from their records by id; a record that cannot be read is refused, and only that one."""
        return cls().with_changes(records)

    def with_changes(self, records: Mapping[str, Record | None]) -> Self:
        """Return the overrides after some were put, of which the records are given as of `parse`, or deleted: None."""
        kept: dict[str, Override] = {override.override_id: override for override in self.all}
        refused = {override_id: reason for override_id, reason in self.refused.items() if override_id not in records}
        for override_id, record in records.items():
            kept.pop(override_id, None)
            try:
                if record is not None:
                    kept[override_id] = Override.parse({**record, "override_id": override_id})
            except ArticleError as error:
                refused[override_id] = str(error)
        return self.of(kept.values(), refused)

    def with_override(self, override: Override) -> Self:
        """Return the overrides after one was taken, in the place of those about the same subject."""
        others = (each for each in self.all if each.subject != override.subject)
        return self.of((*others, override), self.refused)

    def without(self, override_id: str) -> Self:
        """Return the overrides after one was undone."""
        return self.of((each for each in self.all if each.override_id != override_id), self.refused)

    def at(self, moment: datetime | None) -> Active:
        """Return the overrides that are active at a moment; if it is None, those without a beginning and an end.

        The last answer is cached: between two moments at which an override begins or ends, the same object is returned.
        """
        if not self.all:
            return NOTHING
        if moment is None:
            return Active.of(override for override in self.all if override.starts_at is override.ends_at is None)
        place = bisect_right(self._turns, moment)
        for known, active in self._last:
            if known == place:
                return active
        active = Active.of(override for override in self.all if override.is_active_at(moment))
        self._last[:] = [(place, active)]
        return active

    def next_turn(self, moment: datetime) -> datetime | None:
        """Return the first moment after another at which an override begins or ends; None if none does any more."""
        return next(iter(self._turns[bisect_right(self._turns, moment) :]), None)


def _check_subjects(record: Record, action: str) -> None:
    """Refuse a record that names too few subjects, or one for which its action has no use: a misunderstanding.

    Raises:
        ArticleError: The first such field.
    """
    named = [each.name for each in fields(Override) if each.name in _SUBJECTS and not _is_absent(record.get(each.name))]
    required = _REQUIRED.get(action, ())
    for name in required:
        if name not in named:
            raise ArticleError(name, f"a value, to {action}", "none")
    for name in named:
        if name not in required and name not in _OPTIONAL.get(action, ()):
            raise ArticleError(name, f"no value, to {action}", record[name])
    if action == "hide" and len(named) != 1:
        raise ArticleError("article_id", "either an article_id, a section or a story_id, to hide", named)
