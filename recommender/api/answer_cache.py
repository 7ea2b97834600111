"""Answers that are kept as ready bytes, to be sent again as long as they are what would be answered anew.

In: requests that have been let through, after the last look at the store (`catch_up`). Out: for an address that was
answered before, the same bytes that the routes would make, without calling them; all else goes on to the routes, and
what they offer is kept. A cache in memory, one for each worker, bounded in bytes; what was used least recently goes
first.

*Always current.* An answer is kept with the recommender that made it and is dropped with it. A recommender never
changes: a write, a take-down, an override or a new model puts another one in its place, and each request looks at the
store before it comes here. So what was taken down or hidden is not sent from the moment it is acknowledged. What
changes by time alone are overrides that begin or end, articles that are dated in the future, and, minute by minute,
what is breaking and trending: an answer ends before the first of these moments comes. Until then it is the answer for
any moment, but for the text `as_of`, which is that of the moment it is sent. While articles wait to be taken in,
nothing is taken from here: who names one of them gets it first.

*Nothing of another's request.* The danger of a cache is that a request writes into it what others are sent (Kettle
2018, "Practical web cache poisoning"). What decides on an answer here is its address alone, path and query as they were
sent, byte by byte, which is the whole key; a route offers only what it has made of these, of the recommender and of the
moment. Whatever else a request holds counts anew for each answer, outside of the cache or when its form is chosen: its
``Origin``, HEAD, ``If-None-Match``, and ``Accept-Encoding``, for which there are two forms of the same body. Other
headers, cookies, the host, a body, are never read by these routes; a test sends them with odd values. Where nothing is
public, a request comes here only when it has sent the key of a reader, or a publishable one from a page of its sites:
what is kept has no texts and is the same for both. One that sends any other key, an editor's or a wrong one, is
answered by the routes, and its answer is not kept: an editor sees articles before their time. Errors are not kept, nor
what was reached by another form of an address, for which the store is read, nor drafts.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from recommender.api.keys import comes_from_site, is_bearer, sends_publishable
from recommender.api.responses import Answer, Preferences, moment_in
from recommender.api.state import State
from recommender.article import to_iso
from recommender.engine import Recommender

# Where a route finds to whom it can offer its answer.
OFFERS = "recommender.offers"
# What an entry takes beside its body and its key: headers, objects, its place. At least 0, bytes; measured, rounded up.
ENTRY_BYTES = 2_000
_MINUTE = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


class Lasting(Enum):
    """How long an answer stays the same while nothing is written: as long as no moment comes, or for its minute."""

    LONG = "until an override or an article's time of publication comes"
    MINUTE = "until the next minute, at which trends are counted anew"


class Offer(NamedTuple):
    """An answer that may be kept, the recommender and the moment that it is of, and how long it lasts."""

    answer: Answer
    recommender: Recommender
    moment: datetime
    lasting: Lasting


@dataclass(slots=True)
class Entry:
    """An answer that is kept, good from one moment up to but not at another, and the route that it is counted for."""

    answer: Answer
    begin: datetime
    end: datetime
    route: object
    size: int = 0


class AnswerCache:
    """Send answers again that were made before."""

    def __init__(self, app: ASGIApp, *, state: State) -> None:
        self.app = app
        self.state = state
        self.bytes = 0
        self._entries: OrderedDict[bytes, Entry] = OrderedDict()
        self._recommender: Recommender | None = None
        # From when to when no moment comes at which the recommender answers otherwise.
        self._span = (_NEVER, _NEVER)
        self._moment: tuple[datetime, bytes] = (_NEVER, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from the cache, or pass it on and keep what is offered."""
        is_read = scope["type"] == "http" and scope["method"] == "GET" and self.state.settings.max_kept_bytes > 0
        # With the present recommender, so that an old one is let go by whatever request comes.
        if not is_read or not self._is_for_all(preferences := Preferences.of(scope["headers"]), scope):
            await self.app(scope, receive, send)
            return
        recommender, key = self._current(), _key_of(scope)
        entry = self._entries.get(key)
        now = self.state.now()
        if entry is not None and entry.begin <= now < entry.end:
            self._entries.move_to_end(key)
            scope["route"] = entry.route
            status, headers, body = entry.answer.form(preferences, self._moment_of(now))
            self._resize(entry, key)
            await send({"type": "http.response.start", "status": int(status), "headers": list(headers)})
            await send({"type": "http.response.body", "body": body})
            return
        offers: list[Offer] = []
        scope[OFFERS] = offers
        await self.app(scope, receive, send)
        if offers and recommender is not None and self._current() is recommender is offers[0].recommender:
            self._keep(key, offers[0], scope.get("route"))

    def _is_for_all(self, preferences: Preferences, scope: Scope) -> bool:
        """Return whether a request is answered as any other for its address: no editor's, and no article waits."""
        if self.state.follower.waiting or not self.state.may_answer():
            return False
        settings = self.state.settings
        if preferences.authorization is None:
            return settings.everybody_reads != "none"
        if settings.reader_keys and is_bearer(preferences.authorization, settings.reader_keys):
            return True
        return sends_publishable(scope, settings) and comes_from_site(scope, settings)

    def _current(self) -> Recommender | None:
        """Return the recommender that answers now, having dropped what one before it has answered."""
        recommender = self.state.follower.recommender
        if recommender is not self._recommender:
            self._entries.clear()
            self.bytes = 0
            self._recommender, self._span = recommender, (_NEVER, _NEVER)
        return recommender

    def _keep(self, key: bytes, offer: Offer, route: object) -> None:
        entry = Entry(offer.answer, offer.moment, self._end_of(offer), route)
        before = self._entries.pop(key, None)
        self.bytes -= before.size if before else 0
        self._entries[key] = entry
        self._resize(entry, key)

    def _resize(self, entry: Entry, key: bytes) -> None:
        """Count the bytes of an entry, which grow when it is compressed; and keep to the bound."""
        size = len(key) + entry.answer.pieces.kept_bytes + ENTRY_BYTES
        if size == entry.size:
            return
        self.bytes, entry.size = self.bytes + size - entry.size, size
        while self.bytes > self.state.settings.max_kept_bytes:
            self.bytes -= self._entries.popitem(last=False)[1].size

    def _end_of(self, offer: Offer) -> datetime:
        """Return the first moment after that of an answer at which it may be another."""
        begin, end = self._span
        if not begin <= offer.moment < end:
            end = offer.recommender.next_moment(offer.moment) or _NEVER
            self._span = (offer.moment, end)
        if offer.lasting is Lasting.LONG:
            return end
        return min(end, offer.moment.replace(second=0, microsecond=0) + _MINUTE)

    def _moment_of(self, now: datetime) -> bytes:
        """Return how an answer says the moment; the last is kept, since many come within one second."""
        if self._moment[0] != now:
            self._moment = now, moment_in(to_iso(now))
        return self._moment[1]


def _key_of(scope: Scope) -> bytes:
    """Return the address of a request as it was sent. The path comes with its length, so that no two are one key."""
    raw_path: bytes | None = scope.get("raw_path")
    path = scope["path"].encode("utf-8", "surrogatepass") if raw_path is None else raw_path
    query: bytes = scope["query_string"]
    return b"%d %d " % (raw_path is None, len(path)) + path + query
