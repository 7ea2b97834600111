"""Feeds in XML: RSS, Atom and RDF.

In: a path. Out: one record an entry. The one idea: most feeds are written carelessly, so a wrong value of an entry
costs that value alone. Nothing is fetched. Sources: RSS 2.0 (rssboard.org), RSS 1.0 and its modules (purl.org/rss/1.0),
RFC 4287 (Atom), RFC 5023 (its drafts), Media RSS, WordPress (its protected posts); read by feedparser, of the extra
``web``, which takes what is not even XML.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from recommender.article import MAX_LIST_LENGTH, MAX_NAME_LENGTH, id_of_address, parse_time, plain_text, vouched_id
from recommender.corpus.dialects.parts import joined
from recommender.corpus.encodings import EncodingError
from recommender.corpus.files import Record, read_whole
from recommender.corpus.mapping import first_valid
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.readers.feed_text import feed_text, is_cut, shows_feed
from recommender.corpus.reading import FileHead, Reader, Reading
from recommender.corpus.values import is_known, normalised
from recommender.errors import ArticleError, CorpusError, missing_extra

# The longest feed, bytes; by hand. It takes some ten seconds of processor time to parse.
MAX_FEED_BYTES = 32_000_000
# Between a headline and the publisher after it, as aggregators and some newsrooms write it.
_BEFORE_PUBLISHER = (" - ", " – ", " — ", " | ")
# At more titles than this in one feed, an address is that of a list of articles; a title may be corrected once.
MOST_TITLES = 2
# A feed is public: what it dates later than this is dated wrongly, not to be held back until then. By hand, since some
# list events of the coming months by their day.
MOST_AHEAD = timedelta(days=366)
# An entry without all of these says nothing.
_SAYING = ("title", "summary", "content", "link", "id", "media_own_title", "media_own_description")
# What WordPress gives in the place of a post that has a password: a form in the content, a sentence as the excerpt.
_PASSWORD_FORM = re.compile(r"<form\b[^>]{0,500}\bclass=[\"'][^\"'>]{0,200}\bpost-password-form\b", re.IGNORECASE)
_PROTECTED_TITLE = "Protected: "
_PROTECTED_TEXT = "There is no excerpt because this is a protected post."
_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
Values = Mapping[str, Any]


def read_feed(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an entry; the line of a record is the number of its entry.

    Raises:
        CorpusError: It is not a feed, text in no known encoding, or longer than `MAX_FEED_BYTES`; or the extra ``web``
            is not installed.
    """
    content = read_whole(path, MAX_FEED_BYTES)
    if find_spec("feedparser") is None:
        raise CorpusError(path, None, missing_extra("what reads feeds", "web"))
    options = reading.columns.options
    try:
        text = feed_text(content, options.encoding)
    except EncodingError as error:
        raise CorpusError(path, None, str(error)) from None
    try:
        feed, entries = parsed(text, options.address)
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # feedparser meets what it does not expect
        raise CorpusError(path, None, f"not a readable feed: {error}") from None
    if not feed and not entries:
        raise CorpusError(path, None, "not a readable feed")
    if entries and is_cut(text):
        reading.refuse(CorpusError(path, len(entries), "the feed is cut off in this entry"))
        entries = entries[:-1]
    home = _home(feed)
    links = [_address(entry, home) for entry in entries]
    addresses = addresses_of_entries(list(zip(links, (entry.get("title") for entry in entries), strict=True)), home)
    ids = ids_of_entries(list(zip((entry.get("id") for entry in entries), addresses, strict=True)))
    for number, (entry, address, entry_id) in enumerate(zip(entries, addresses, ids, strict=True), start=1):
        values = {**entry_record(entry, feed, options), "url": address, "article_id": entry_id}
        yield Record(number, values, not_public=reason_not_public(entry, values["text"]))


def parsed(text: bytes, address: str | None) -> tuple[Values, list[Values]]:
    """Return what a feed says of itself, and its entries.

    Args:
        text: The feed as UTF-8.
        address: The address that it was fetched from; relative addresses are resolved against it.
    """
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address or ""}
    # A stream, since a text could be taken for an address to fetch.
    answer = feedparser.parse(
        io.BytesIO(text), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    if not str(answer.get("version")).startswith("atom"):
        # Of RSS that is who edits the channel; of Atom, who wrote the entries that name nobody.
        answer.feed.pop("authors", None)
    # As plain mappings: those of the parser answer for names of their own making.
    entries = (dict(entry) for entry in answer.entries)
    # Of an item within an item, which some feeds have, the outer one comes out empty.
    return dict(answer.feed), [entry for entry in entries if any(entry.get(name) for name in _SAYING)]


def entry_record(entry: Values, feed: Values, options: ReadOptions = NO_OPTIONS) -> dict[str, object]:
    """Return an entry under the names of an article's fields, but its id and address; its longest text is the text."""
    source = entry.get("source")
    publisher = first_valid("publisher", [_title(source), entry.get("publisher"), _title(feed)])
    title = plain_text(str(entry.get("title") or "")).replace("\n", " ")
    published = [entry.get("published"), entry.get("created"), entry.get("updated")]
    return {
        "title": without_publisher(title, str(publisher or "")),
        "text": _text(entry),
        "publisher": publisher,
        "published_at": best_time(published, options),
        "updated_at": best_time([entry.get("updated")], options),
        "language": best_of("language", _languages(entry, feed)),
        "tags": names_of(part.get("label") or part.get("term") for part in _parts(entry, "tags")),
        "authors": _authors(entry) or _authors(source) or [name for name in _authors(feed) if name != publisher],
        "image_url": first_valid("image_url", _images(entry)),
    }


def reason_not_public(entry: Values, text: object) -> str | None:
    """Return why an entry is no public article: a draft of RFC 5023, or a post of WordPress that has a password.

    Args:
        entry: The entry as it is.
        text: Its plain text.
    """
    # The parser names an element by the prefix that the feed has for its namespace.
    prefixes = [name.removesuffix("control") for name in entry if name.endswith("control")]
    if any(str(entry.get(f"{prefix}draft")).strip().lower() == "yes" for prefix in prefixes):
        return "draft"
    bodies = [entry.get("summary"), *(part.get("value") for part in _parts(entry, "content"))]
    is_protected = str(entry.get("title")).startswith(_PROTECTED_TITLE) and text == _PROTECTED_TEXT
    return "password" if is_protected or any(_PASSWORD_FORM.search(str(body)) for body in bodies) else None


def addresses_of_entries(entries: Sequence[tuple[object, object]], home: str) -> list[object]:
    """Return the address of each entry; None where it is that of the whole feed or of a list of articles.

    Args:
        entries: The address and the title of each entry.
        home: The address of the feed's site.
    """
    titles: dict[object, set[object]] = defaultdict(set)
    keys = [_key_of(address) for address, _ in entries]
    for key, (_, title) in zip(keys, entries, strict=True):
        titles[key].add(title)
    most = {key: 1 if key == _key_of(home) else MOST_TITLES for key in titles}
    return [address if len(titles[key]) <= most[key] else None for key, (address, _) in zip(keys, entries, strict=True)]


def ids_of_entries(entries: Sequence[tuple[object, object]]) -> list[str | None]:
    """Return the id of each entry; None where its own cannot be one: see `vouched_id`.

    An id that stands at entries of different addresses, or several times without one, is that of the feed, or of
    nothing.

    Args:
        entries: The id and the address of each entry; None for one without address.
    """
    addresses: dict[str | None, list[object]] = defaultdict(list)
    named = [(vouched_id(entry_id), address) for entry_id, address in entries]
    for entry_id, address in named:
        addresses[entry_id].append(_key_of(address))
    return [entry_id if entry_id and _is_one(addresses[entry_id]) else None for entry_id, _ in named]


def _key_of(address: object) -> object:
    """Return what all forms of an address have in common."""
    return (id_of_address(address) or address) if isinstance(address, str) else address


def _is_one(addresses: Sequence[object]) -> bool:
    return len(addresses) == 1 or (len(set(addresses)) == 1 and addresses[0] is not None)


def best_of(field: str, values: Iterable[object], options: ReadOptions = NO_OPTIONS) -> object:
    """Return the first value that a field can take; if there is none, the first of all, so that its loss is counted."""
    candidates = [value for value in values if value]
    return first_valid(field, candidates, options) or next(iter(candidates), None)


def best_time(values: Iterable[object], options: ReadOptions = NO_OPTIONS) -> object:
    """Return the first value that is a time at which something can have been published that is public now.

    Where there is none, the first of all is returned as it cannot be read, so that its loss is counted: the year 3013
    would hide an article for ever, and as the time of a version keep out all that follow.
    """
    latest = datetime.now(UTC) + MOST_AHEAD
    bad: list[object] = []
    for value in filter(is_known, values):
        try:
            time = parse_time(normalised("published_at", value, options), "published_at")
        except ArticleError:
            bad.append(value)
        else:
            if time is None or time <= latest:
                return value
            bad.append(f"in the future: {value}")
    return bad[0] if bad else None


def without_publisher(title: str, publisher: str) -> str:
    """Return a headline without the name of its publisher behind it.

    >>> without_publisher("Ferry returns - Harbour Post", "Harbour Post")
    'Ferry returns'
    """
    for mark in _BEFORE_PUBLISHER:
        headline, _, name = title.rpartition(mark)
        if headline.strip() and name.strip().casefold() == publisher.casefold():
            return headline.strip()
    return title


def names_of(values: Iterable[object]) -> list[str]:
    """Return the names among values as plain text; the address of a mailbox is none."""
    names = dict.fromkeys(plain_text(str(value or "")).replace("\n", " ") for value in values)
    return [name for name in names if 0 < len(name) <= MAX_NAME_LENGTH and "@" not in name][:MAX_LIST_LENGTH]


def _text(entry: Values) -> str:
    """Return the longest text of an entry; what is said of its pictures and films only where it says nothing else."""
    contents = [str(part.get("value") or "") for part in _parts(entry, "content") if _is_text(part)]
    own = max(map(plain_text, [str(entry.get("summary") or ""), *contents]), key=len)
    return own or plain_text(str(entry.get("media_own_description") or ""))


def _is_text(part: Values) -> bool:
    kind = str(part.get("type") or "text")
    return kind.startswith("text") or kind.endswith(("html", "html+xml"))


def _home(feed: Values) -> str:
    """Return the address of a feed's site, or another by which its relative addresses become whole."""
    selves = [str(part.get("href") or "") for part in _parts(feed, "links") if part.get("rel") == "self"]
    base = next(filter(_is_web, [*selves, str(feed.get("id") or "")]), "")
    return joined(base, feed.get("link")) or base


def _address(entry: Values, home: str) -> object:
    links = [entry.get("feedburner_origlink"), entry.get("link")]
    return first_valid("url", [absolute(home, str(link)) for link in links if link])


def absolute(home: str, link: str) -> str:
    """Return the address that a link of a site leads to; one without a scheme, or with half of one, is whole."""
    whole = normalised("url", link)
    return whole if isinstance(whole, str) and _is_web(whole) else joined(home, link.strip())


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _languages(entry: Values, feed: Values) -> Iterator[object]:
    yield entry.get("language")
    for detail in (entry.get("title_detail"), entry.get("summary_detail"), *_parts(entry, "content")):
        yield detail.get("language") if isinstance(detail, Mapping) else None
    yield feed.get("language")


def _authors(thing: object) -> list[str]:
    return names_of(part.get("name") for part in _parts(thing, "authors")) if isinstance(thing, Mapping) else []


def _parts(entry: Values, name: str) -> list[Values]:
    return [part for part in entry.get(name) or () if isinstance(part, Mapping)]


def _title(source: object) -> str | None:
    return plain_text(str(source.get("title") or "")).replace("\n", " ") if isinstance(source, Mapping) else None


def _images(entry: Values) -> Iterator[object]:
    for part in _parts(entry, "media_thumbnail"):
        yield part.get("url")
    for part in (*_parts(entry, "media_content"), *_parts(entry, "links")):
        address = str(part.get("url") or part.get("href") or "")
        kind = str(part.get("type") or part.get("medium") or "")
        is_of_entry = part.get("rel") in (None, "enclosure")
        if is_of_entry and (
            kind.startswith("image") or (not kind and urlsplit(address).path.endswith(_IMAGE_SUFFIXES))
        ):
            yield address
    image = entry.get("image")
    yield image.get("href") if isinstance(image, Mapping) else image


def _is_feed(file: FileHead) -> bool:
    return file.element in ("rss", "feed", "rdf") or shows_feed(file.data)


_NAMES = frozenset({".rss", ".atom", ".rdf"})
FEED = Reader("feed", recognises=_is_feed, read=read_feed, suffixes=_NAMES | {".xml"}, apart=True)
NAMED_FEED = FEED._replace(recognises=lambda file: file.suffix in _NAMES)
# Before the pages, whose names it may have.
FEED_IN_PAGE = FEED._replace(recognises=lambda file: file.element == "html" and shows_feed(file.data))
