"""Overrides: what editors have decided, which wins over the model.

In: records of plain values, as the store keeps them. Out: a frozen `Override` each, checked like an article, and
`Overrides`, which tells those that hold at a moment. The one idea: an override names articles by id and terms by
letters, never rows or columns, so it survives every retraining.

Between two overrides the one that shows less wins: what is hidden or banned is not shown though it be pinned.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, NewType, Self, get_args

from recommender.article import ArticleId, parse_id, parse_name, parse_time, plain_value
from recommender.errors import ArticleError

OverrideId = NewType("OverrideId", str)
Action = Literal["pin", "ban", "hide", "mute"]
PinBox = Literal["similar", "related"]

ACTIONS: tuple[Action, ...] = get_args(Action)
BOXES: tuple[PinBox, ...] = get_args(PinBox)
MAX_POSITION = 50
MAX_NOTE_LENGTH = 2_000

# What an override of each action must name, and what it may name besides; nothing else.
_NEEDS: Mapping[Action, tuple[str, ...]] = {
    "pin": ("box", "article_id"),
    "ban": ("article_id", "other"),
    "mute": ("term",),
}
_MAY: Mapping[Action, tuple[str, ...]] = {"pin": ("seed", "position"), "hide": ("article_id", "section", "story_id")}
_SUBJECTS = ("box", "seed", "article_id", "other", "section", "story_id", "term", "position")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One decision of an editor.

    Build one from outside data with `Override.parse`; the plain constructor trusts its caller.

    Attributes:
        override_id: The caller's own id, 1 to 200 printable characters.
        action: ``pin`` shows an article in a box, ``ban`` never shows one of two articles beside the other, ``hide``
            shows an article, a section or a story in no box, ``mute`` lets a term count for nothing.
        author: Who decided so.
        note: Why.
        box, seed, article_id, position: What is pinned where: beside one seed or, without one, beside all; as the
            card of this rank, 1 by default.
        article_id, other: The two that are banned from one another.
        article_id, section, story_id: What is hidden, one of them.
        term: What is muted, a word or a name in the letters of a text.
        starts_at, ends_at: When it holds, from the first moment on and up to the other; open where there is none.
    """

    override_id: OverrideId
    action: Action
    author: str
    note: str = ""
    box: PinBox | None = None
    seed: ArticleId | None = None
    article_id: ArticleId | None = None
    other: ArticleId | None = None
    section: str | None = None
    story_id: str | None = None
    term: str | None = None
    position: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @classmethod
    def parse(cls, record: Mapping[str, object]) -> Self:
        """Clean and check a record of plain values.

        Args:
            record: Values by field name. Absent, ``None`` and empty values mean "none". Other names are ignored.

        Raises:
            ArticleError: A field does not hold what it must; the error names the field and what was expected.
        """
        action = _one_of(record, "action", ACTIONS)
        _expect_subjects(record, action)
        override = cls(
            override_id=OverrideId(parse_id(record.get("override_id"), "override_id")),
            action=action,
            author=_needed(record, "author"),
            note=parse_name(record.get("note"), "note", MAX_NOTE_LENGTH) or "",
            box=_one_of(record, "box", BOXES) if action == "pin" else None,
            seed=_article(record, "seed"),
            article_id=_article(record, "article_id"),
            other=_article(record, "other"),
            section=parse_name(record.get("section"), "section"),
            story_id=None if record.get("story_id") in (None, "") else parse_id(record["story_id"], "story_id"),
            term=_needed(record, "term") if action == "mute" else None,
            position=_position(record.get("position")) if action == "pin" else None,
            starts_at=parse_time(record.get("starts_at"), "starts_at"),
            ends_at=parse_time(record.get("ends_at"), "ends_at"),
        )
        override._check()
        return override

    def to_record(self) -> dict[str, Any]:
        """Return the override as JSON-ready values, absent fields left out; `parse` gives the same override back."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: plain_value(value) for name, value in record.items() if value not in (None, "")}

    def holds_at(self, moment: datetime) -> bool:
        """Tell whether it holds at a moment."""
        return (self.starts_at is None or self.starts_at <= moment) and (self.ends_at is None or moment < self.ends_at)

    def concerns(self, seed: str, other: str, section: str | None, story: str | None = None) -> bool:
        """Tell whether it decides of showing an article, of a section and a story, beside a seed."""
        pair = {self.article_id, self.other}
        match self.action:
            case "pin":
                return self.article_id == other and self.seed in (None, seed)
            case "ban":
                return pair == {seed, other}
            case "hide":
                hidden = ((self.article_id, other), (self.section, section), (self.story_id, story))
                return any(mine is not None and mine == its for mine, its in hidden)
            case "mute":
                return True

    def _check(self) -> None:
        if self.action == "pin" and self.seed == self.article_id:
            raise ArticleError("article_id", "another article than the seed", self.article_id)
        if self.action == "ban" and self.other == self.article_id:
            raise ArticleError("other", "another article", self.other)
        if self.starts_at is not None and self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ArticleError("ends_at", "a time after starts_at", self.ends_at.isoformat())


@dataclass(frozen=True, slots=True)
class Pin:
    """An article to show in a box, as the card of a rank, 1 or more."""

    article_id: ArticleId
    position: int


@dataclass(frozen=True)
class Active:
    """The overrides that hold at one moment, by what they are asked for.

    Attributes:
        overrides: All of them, by id.
        hidden: The ids that are shown in no box.
        hidden_sections: The sections that are shown in no box.
        hidden_stories: The stories that are shown in no box.
        muted: The terms that count for nothing.
    """

    overrides: tuple[Override, ...] = ()
    hidden: frozenset[ArticleId] = frozenset()
    hidden_sections: frozenset[str] = frozenset()
    hidden_stories: frozenset[str] = frozenset()
    muted: tuple[str, ...] = ()

    @classmethod
    def of(cls, overrides: Iterable[Override]) -> Self:
        """Put overrides in order."""
        found = tuple(sorted(overrides, key=lambda override: override.override_id))
        hides = [override for override in found if override.action == "hide"]
        return cls(
            overrides=found,
            hidden=frozenset(hide.article_id for hide in hides if hide.article_id is not None),
            hidden_sections=frozenset(hide.section for hide in hides if hide.section is not None),
            hidden_stories=frozenset(hide.story_id for hide in hides if hide.story_id is not None),
            muted=tuple(dict.fromkeys(override.term for override in found if override.term is not None)),
        )

    def banned_beside(self, seed: str) -> frozenset[ArticleId]:
        """Return the ids that are not shown beside an article."""
        return self._bans.get(seed, frozenset())

    def pins(self, seed: str) -> Mapping[str, tuple[Pin, ...]]:
        """Return what is pinned beside an article, by box: each id once, in the first box that it is pinned in.

        A pin beside just this seed goes before one beside all, then the lower position, then the lower override id.
        """
        pins = [override for override in self._pins if override.seed in (None, seed) and override.article_id != seed]
        found: dict[str, list[Pin]] = {}
        taken = set()
        for pin in sorted(pins, key=lambda pin: (BOXES.index(pin.box or BOXES[0]), pin.seed is None, pin.position)):
            if pin.box is not None and pin.article_id is not None and pin.article_id not in taken:
                taken.add(pin.article_id)
                found.setdefault(pin.box, []).append(Pin(pin.article_id, pin.position or 1))
        return {box: tuple(sorted(pins, key=lambda pin: pin.position)) for box, pins in found.items()}

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
    """All overrides of a store, whenever they hold.

    Attributes:
        all: In the order of their ids.
        refused: Records that are none, by id, and why: of a later version, say.
    """

    all: tuple[Override, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    # When the answer of `at` changes, rising, and the last answer with its place among these moments.
    _turns: tuple[datetime, ...] = field(default=(), repr=False)
    _last: list[tuple[int, Active]] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(cls, overrides: Iterable[Override], refused: Mapping[str, str] | None = None) -> Self:
        """Keep overrides; of two of one id the later stays."""
        kept = {override.override_id: override for override in overrides}
        turns = {time for override in kept.values() for time in (override.starts_at, override.ends_at) if time}
        return cls(tuple(kept[override_id] for override_id in sorted(kept)), refused or {}, tuple(sorted(turns)))

    @classmethod
    def parse(cls, records: Mapping[str, Mapping[str, object]]) -> Self:
        """Keep overrides from their records by id; one that is none is refused alone."""
        kept, refused = [], {}
        for override_id, record in records.items():
            try:
                kept.append(Override.parse({**record, "override_id": override_id}))
            except ArticleError as error:
                refused[override_id] = str(error)
        return cls.of(kept, refused)

    def at(self, moment: datetime | None) -> Active:
        """Return those that hold at a moment; of no moment, those that always hold.

        The last answer is kept: between two moments at which an override begins or ends, it is the same object.
        """
        if not self.all:
            return NOTHING
        if moment is None:
            return Active.of(override for override in self.all if override.starts_at is override.ends_at is None)
        place = bisect_right(self._turns, moment)
        for known, active in self._last:
            if known == place:
                return active
        active = Active.of(override for override in self.all if override.holds_at(moment))
        self._last[:] = [(place, active)]
        return active


def _expect_subjects(record: Mapping[str, object], action: Action) -> None:
    """Refuse an override that names too little or, for a field it has no use for would be a misunderstanding, more."""
    named = [name for name in _SUBJECTS if record.get(name) not in (None, "")]
    needed = _NEEDS.get(action, ())
    for name in needed:
        if name not in named:
            raise ArticleError(name, f"a value, to {action}", "none")
    for name in named:
        if name not in needed and name not in _MAY.get(action, ()):
            raise ArticleError(name, f"no value, to {action}", record[name])
    if action == "hide" and len(named) != 1:
        raise ArticleError("article_id", "either an article_id, a section or a story_id, to hide", named)


def _one_of(record: Mapping[str, object], name: str, known: tuple[Any, ...]) -> Any:  # noqa: ANN401
    value = record.get(name)
    if not isinstance(value, str) or value not in known:
        raise ArticleError(name, "one of " + ", ".join(known), value)
    return value


def _article(record: Mapping[str, object], name: str) -> ArticleId | None:
    value = record.get(name)
    return None if value in (None, "") else parse_id(value, name)


def _needed(record: Mapping[str, object], name: str) -> str:
    value = parse_name(record.get(name), name)
    if value is None:
        raise ArticleError(name, "1 to 200 characters", "none")
    return value


def _position(value: object) -> int:
    if value is None or value == "":
        return 1
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_POSITION:
        raise ArticleError("position", f"a whole number from 1 to {MAX_POSITION}", value)
    return value
