"""The feeds that somebody follows.

In: addresses of feeds, OPML files, and files with an address a line. Out: subscriptions, each address once. The one
idea: whoever exports a list from a reader of feeds names it as it is; what is no address is refused by its place.
Source: OPML 2.0 (opml.org/spec2.opml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from recommender.article import MAX_NAME_LENGTH, clean
from recommender.corpus.elements import attribute, read_elements
from recommender.corpus.files import read_head, read_text
from recommender.errors import CorpusError

# Of a list of feeds; by hand. The largest that people share name some thousands of feeds in a megabyte.
MAX_LIST_BYTES = 16_000_000
MAX_SUBSCRIPTIONS = 10_000
MAX_ADDRESS_LENGTH = 2_000
_HIDDEN = "…"


class Subscription(NamedTuple):
    """A feed that is followed.

    Attributes:
        address: Its address, by http or https; it may hold a password.
        name: What its follower calls it, the publisher of articles that name none; None without a name.
    """

    address: str
    name: str | None = None

    @property
    def label(self) -> str:
        """Return its address without secrets, for messages."""
        return without_secrets(self.address)


def read_subscriptions(sources: Iterable[str]) -> list[Subscription]:
    """Read what is to be followed.

    Args:
        sources: Addresses of feeds, and paths of OPML files or of files with an address a line.

    Raises:
        CorpusError: One cannot be read, or holds what is no address of a feed; there is none at all, or too many.
    """
    subscriptions: dict[str, Subscription] = {}
    for source in sources:
        for subscription in _of_source(source):
            subscriptions.setdefault(subscription.address, subscription)
            if len(subscriptions) > MAX_SUBSCRIPTIONS:
                raise CorpusError(without_secrets(source), None, f"more than {MAX_SUBSCRIPTIONS} feeds")
    if not subscriptions:
        raise CorpusError(", ".join(map(without_secrets, sources)), None, "expected addresses of feeds, found none")
    return list(subscriptions.values())


def without_secrets(address: str) -> str:
    """Return an address without its user, password and query, whose place an ellipsis takes.

    >>> without_secrets("https://ada:secret@post.example/feed?key=17")
    'https://post.example/feed?…'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return _HIDDEN
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}{parts.path}{f'?{_HIDDEN}' if parts.query else ''}" if place else address


def _of_source(source: str) -> Iterator[Subscription]:
    if "://" in source:
        yield _subscription(source, None, "argument", None)
        return
    path = Path(source)
    if not path.is_file():
        raise CorpusError(source, None, "expected an OPML file, a file of addresses, or an address by http, found none")
    if b"<opml" in read_head(path)[:4096].lower():
        yield from _of_opml(path)
        return
    for number, line in enumerate(read_text(path, MAX_LIST_BYTES).splitlines(), start=1):
        address = line.strip()
        if address and not address.startswith("#"):
            yield _subscription(address, None, str(path), number)


def _of_opml(path: Path) -> Iterator[Subscription]:
    def refuse(error: CorpusError) -> None:
        raise error

    for outermost in read_elements(path, ("outline",), refuse, limit=MAX_LIST_BYTES):
        for outline in outermost.iter("{*}outline"):
            address = attribute(outline, "xmlUrl") or attribute(outline, "xmlurl")
            if address:
                name = attribute(outline, "title") or attribute(outline, "text")
                yield _subscription(address, name, str(path), outline.sourceline)


def _subscription(address: str, name: str | None, place: str, line: int | None) -> Subscription:
    # Some readers write feed:https://post.example/rss, or feed://post.example/rss.
    rest = address.removeprefix("feed:")
    address = f"https:{rest}" if rest.startswith("//") else rest
    try:
        parts = urlsplit(address)
        is_of_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_of_web = False
    if (
        not is_of_web
        or len(address) > MAX_ADDRESS_LENGTH
        or any(not sign.isprintable() or sign == " " for sign in address)
    ):
        reason = f"expected the address of a feed by http or https, found {without_secrets(address)[:80]!r}"
        raise CorpusError(place, line, reason)
    return Subscription(address, " ".join(clean(name).split())[:MAX_NAME_LENGTH] or None if name else None)
