"""News sitemaps: the headlines of the last two days, as sites list them for search engines.

In: a path. Out: one record an address that has a headline. The one idea: a sitemap is a list of addresses, and only
what its news extension says of one makes it an article; other sitemaps are named in the error, since they look alike.
Sources: sitemaps.org/protocol.html; the namespaces sitemap-news/0.9 and sitemap-image/1.1 of
developers.google.com/search/docs/crawling-indexing/sitemaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import children, first, local_name, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.readers.feed import best_time
from recommender.corpus.reading import LeftOut, Reader, Reading
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

# The protocol allows 50,000 addresses in 50 MB, unpacked.
MAX_SITEMAP_BYTES = 64_000_000
_OPINIONS = frozenset({"opinion", "oped"})
_EXPECTED = "expected a news sitemap (news:title), a feed, or the pages themselves"


def read_sitemap(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an address with a headline; the line of a record is the number of its address.

    Raises:
        CorpusError: It is damaged, a sitemap without headlines, or an index of sitemaps.
    """
    others: list[int] = []
    number, has_headline = 0, False
    for number, element in enumerate(
        read_elements(path, ("url", "sitemap"), reading.refuse, limit=MAX_SITEMAP_BYTES, encoding=reading.encoding),
        start=1,
    ):
        if local_name(element) == "sitemap":
            address = words(first(element, "loc"))[:200]
            raise CorpusError(path, None, f"an index of sitemaps, such as {address}: {_EXPECTED}")
        news = first(element, "news")
        if news is None:
            others.append(number)
        else:
            has_headline = True
            yield Record(number, address_record(element, news, reading.columns.options))
    if not has_headline:
        raise CorpusError(path, None, f"a sitemap of {number} addresses without a headline: {_EXPECTED}")
    for other in others:
        reading.leave_out(LeftOut(str(path), other, "address without a headline"))


def address_record(url: Element, news: Element, options: ReadOptions = NO_OPTIONS) -> dict[str, object]:
    """Return what a sitemap says of an address under the names of an article's fields; there is no text."""
    genres = {genre.strip().lower() for genre in words(first(news, "genres")).split(",")}
    return {
        "title": words(first(news, "title")),
        "url": words(first(url, "loc")),
        "publisher": words(first(news, "publication", "name")),
        "language": words(first(news, "publication", "language")),
        "published_at": best_time([words(first(news, "publication_date"))], options),
        "updated_at": best_time([words(first(url, "lastmod"))], options),
        "kind": "opinion" if genres & _OPINIONS else None,
        "tags": [tag.strip() for tag in words(first(news, "keywords")).split(",")],
        "image_url": next((words(image) for image in children(url, "image", "loc")), None),
    }


NEWS_SITEMAP = Reader(
    "news sitemap",
    recognises=lambda file: file.element in ("urlset", "sitemapindex"),
    read=read_sitemap,
    suffixes=frozenset({".xml"}),
    apart=True,
)
