"""What is known of each feed from one round to the next, in a file.

In: the path of the file. Out: the state of each feed and of each site's robots.txt. The one idea: the file says which
versions of feeds are in one store, so that a feed which has not changed costs a response without a body; for another
store it says nothing. It is written aside and then renamed, and read by its owner alone, since addresses may hold
passwords.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from recommender.errors import BusyError, CorpusError
from recommender.training.following.fetching import Validators

FORMAT = "related-news-recommender follow 1"
# The longest file that is read as a state. At least 1, bytes; a bound on memory.
_MAX_BYTES = 1_000_000_000


@dataclass(slots=True)
class FeedState:
    """What is known of a feed.

    Attributes:
        etag, last_modified: By what its server knows the version that is in the store.
        digest: Of the body of that version; servers that know no versions send it again and again.
        moved_to: Its new address, if it has moved for good.
        is_removed: Whether its server said that it is gone for good.
        failures: How often it failed in a row.
        wait_until: The moment before which it is not to be asked, ISO 8601; ``""`` if it may be asked at any time.
        due_at: The moment at which it is next due while it is followed for ever.
    """

    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    moved_to: str = ""
    is_removed: bool = False
    failures: int = 0
    wait_until: str = ""
    due_at: str = ""

    @property
    def validators(self) -> Validators:
        """Return by what its server knows the version that is in the store."""
        return Validators(self.etag, self.last_modified)

    @classmethod
    def parse(cls, values: object) -> Self:
        """Return the state that plain values say; what is not as it must be, is as of a new feed."""
        if not isinstance(values, dict):
            return cls()
        state = cls()
        for each in fields(cls):
            value = values.get(each.name)
            if type(value) is type(getattr(state, each.name)):
                setattr(state, each.name, value)
        return state


@dataclass(slots=True)
class State:
    """What is known of all feeds.

    Attributes:
        store: The identity of the store that they are in.
        feeds: By the address that a feed is followed by.
        robots: As of `Robots`.
    """

    store: str = ""
    feeds: dict[str, FeedState] = field(default_factory=dict)
    robots: dict[str, dict[str, str]] = field(default_factory=dict)

    def of_store(self, identity: str) -> None:
        """Forget which versions of feeds are stored, if that was in another store."""
        if self.store != identity:
            self.store = identity
            for feed in self.feeds.values():
                feed.etag = feed.last_modified = feed.digest = feed.due_at = ""

    def feed(self, address: str) -> FeedState:
        """Return the state of a feed, a new one for one that is not known."""
        return self.feeds.setdefault(address, FeedState())

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the state in a file; that of nothing if there is no file.

        Raises:
            CorpusError: The file is something else.
        """
        try:
            with path.open("rb") as file:
                content: Any = json.loads(file.read(_MAX_BYTES))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, RecursionError) as error:
            raise CorpusError(path, None, f"not a readable state of followed feeds: {error}") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise CorpusError(path, None, f"expected a state of followed feeds, of format {FORMAT!r}")
        feeds, robots = content.get("feeds"), content.get("robots")
        return cls(
            str(content.get("store") or ""),
            {name: FeedState.parse(values) for name, values in feeds.items()} if isinstance(feeds, dict) else {},
            {name: kept for name, kept in robots.items() if isinstance(kept, dict)} if isinstance(robots, dict) else {},
        )

    def write(self, path: Path) -> None:
        """Write the state, whole or not at all.

        Raises:
            OSError: It cannot be written.
        """
        feeds = {name: asdict(feed) for name, feed in self.feeds.items()}
        content = {"format": FORMAT, "store": self.store, "feeds": feeds, "robots": self.robots}
        aside = path.with_name(f"{path.name}.aside")
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)


@contextmanager
def only_follower(path: Path) -> Iterator[None]:
    """Hold a state alone: two followers of one list would ask every site twice.

    Raises:
        BusyError: Another process follows with this state.
        OSError: There is no such folder.
    """
    lock = path.with_name(f"{path.name}.lock")
    with os.fdopen(os.open(lock, os.O_WRONLY | os.O_CREAT, 0o600), "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(path, "following feeds") from None
        yield


def moment_of(text: str) -> datetime | None:
    """Return a moment of the state; None if there is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
