"""One feed that was fetched, imported.

In: a subscription and the body of its feed. Out: its articles in the store, as `recommender import` puts them. The one
idea: what a server sends in place of a feed, such as a page that asks to log in, is no article.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from recommender.corpus import OptionError, ReadOptions, Refuse, Subscription, format_of
from recommender.errors import CorpusError
from recommender.store import Store
from recommender.training.following.exchange import FetchError
from recommender.training.following.fetching import Fetched
from recommender.training.importing import ImportReport, import_articles
from recommender.training.sources import Callbacks, Sources

# What may be followed, by the names of its readers: what lists the latest articles of a site.
FEED_FORMATS = frozenset({"feed", "JSON Feed", "news sitemap"})
_NO_ARTICLE = "holds no article"
# Where a page names its feed. At least 1, bytes; by hand.
_HEAD_BYTES = 65_536
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,400}encoding\s*=", re.IGNORECASE)
_LINK = re.compile(rb"<link\b[^>]{0,2000}>", re.IGNORECASE)
_FEED_LINK = re.compile(rb"type\s*=\s*[\"']?application/(?:(?:rss|atom)\+xml|feed\+json)", re.IGNORECASE)
_HREF = re.compile(rb"href\s*=\s*[\"']([^\"']{1,2000})[\"']", re.IGNORECASE)


def take(subscription: Subscription, fetched: Fetched, store: Store, refused: Refuse) -> ImportReport:
    """Import a feed.

    Args:
        subscription: What is followed.
        fetched: Its feed.
        store: The store to write.
        refused: Takes the error of each entry that cannot be read.

    Raises:
        FetchError: It is no feed.
        StoreError: The store cannot be written.
    """
    body = fetched.response.body
    errors: list[CorpusError] = []

    def refuse(error: CorpusError) -> None:
        errors.append(error)
        refused(CorpusError(subscription.label, error.line, error.reason))

    with TemporaryDirectory(prefix="recommender-") as folder:
        # Without a suffix, the content alone decides what it is.
        path = Path(folder, "feed")
        path.write_bytes(body)
        try:
            if (kind := format_of(path)) not in FEED_FORMATS:
                raise FetchError(f"expected a feed, found {_described(kind, body, fetched.address)}")
            sources = Sources([path], options=_options(subscription, fetched))
            return import_articles(sources, store, Callbacks(refuse))
        except CorpusError as error:
            if not errors and error.reason.startswith(_NO_ARTICLE):
                return ImportReport()
            reason = error.reason.replace(str(path), "it")
            raise FetchError(f"its feed cannot be read: {reason}") from None


def _options(subscription: Subscription, fetched: Fetched) -> ReadOptions:
    """Return what is known of a feed beside its body.

    What a server says of the encoding counts only where the body says nothing: many name one for all their files.
    """
    options: dict[str, object] = {}
    body = fetched.response.body
    charset = _CHARSET.search(fetched.response.headers.get("content-type", ""))
    if charset and not _is_utf8(body) and not _DECLARED.match(body):
        options["encoding"] = charset[1]
    try:
        encoding = ReadOptions.parse(options).encoding
    except OptionError:
        encoding = None
    return ReadOptions(encoding=encoding, address=fetched.address, publisher=subscription.name)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _described(kind: str, body: bytes, address: str) -> str:
    """Return what was found in place of a feed, and which feed it names, if it is a page that names one."""
    if kind != "HTML page":
        return f"something else ({kind})"
    for link in _LINK.findall(body[:_HEAD_BYTES]):
        href = _HREF.search(link)
        if href and _FEED_LINK.search(link):
            return f"a page, which names the feed {urljoin(address, html.unescape(href[1].decode('utf-8', 'replace')))}"
    return "a page"
