"""The readers, one file a format, and the order in which a file is offered to them.

In: the head of a file. Out: the `Reader` of its format, which yields records. The one idea: the
first reader that recognises a file reads it, so what is unmistakable stands before what only looks like something.
Source of the order of the questions: WHATWG MIME Sniffing.
"""

from __future__ import annotations

from recommender.corpus.bundle import BundleReader
from recommender.corpus.formats import unreadable_kind
from recommender.corpus.readers.anpa1312 import ANPA_1312
from recommender.corpus.readers.bbc import BBC
from recommender.corpus.readers.blogger import BLOGGER, TAKEOUT
from recommender.corpus.readers.buttondown import BUTTONDOWN
from recommender.corpus.readers.captured import CAPTURED
from recommender.corpus.readers.cnn_story import CNN_STORY
from recommender.corpus.readers.europresse import EUROPRESSE
from recommender.corpus.readers.factiva import FACTIVA_HTML, FACTIVA_XML
from recommender.corpus.readers.feed import FEED, FEED_IN_PAGE, NAMED_FEED
from recommender.corpus.readers.headerless import HEADERLESS
from recommender.corpus.readers.iptc7901 import IPTC_7901
from recommender.corpus.readers.json_feed import JSON_FEED
from recommender.corpus.readers.jsonl import JSON, JSON_LINES, NAMED_JSON_LINES
from recommender.corpus.readers.medium import MEDIUM, MEDIUM_PAGE
from recommender.corpus.readers.news_sitemap import NEWS_SITEMAP
from recommender.corpus.readers.newsgroups import NEWSGROUPS
from recommender.corpus.readers.newsml1 import NEWSML_1
from recommender.corpus.readers.newsml_g2 import NEWSML_G2
from recommender.corpus.readers.nexis import NEXIS_HTML, NEXIS_TEXT
from recommender.corpus.readers.nitf import NITF
from recommender.corpus.readers.page import NAMED_PAGE, PAGE
from recommender.corpus.readers.parquet import PARQUET
from recommender.corpus.readers.proquest import PROQUEST
from recommender.corpus.readers.rcv1 import RCV1
from recommender.corpus.readers.reuters21578 import REUTERS_21578
from recommender.corpus.readers.ritzau import RITZAU
from recommender.corpus.readers.substack import SUBSTACK
from recommender.corpus.readers.table import NAMED_TABLE, TABLE
from recommender.corpus.readers.trafilatura_output import TRAFILATURA_CSV, TRAFILATURA_TEI, TRAFILATURA_XML
from recommender.corpus.readers.trec import TREC
from recommender.corpus.readers.wacz import WACZ
from recommender.corpus.readers.warc import WARC
from recommender.corpus.readers.wxr import WXR
from recommender.corpus.reading import FileHead, Reader
from recommender.errors import CorpusError

# From the unmistakable to the likely; a name decides before what a text only looks like.
READERS: tuple[Reader, ...] = (
    PARQUET,
    WARC,
    NEXIS_HTML,
    NEXIS_TEXT,
    FACTIVA_HTML,
    FACTIVA_XML,
    EUROPRESSE,
    PROQUEST,
    TRAFILATURA_XML,
    TRAFILATURA_TEI,
    TRAFILATURA_CSV,
    TREC,
    REUTERS_21578,
    IPTC_7901,
    ANPA_1312,
    NITF,
    NEWSML_1,
    NEWSML_G2,
    RCV1,
    RITZAU,
    CNN_STORY,
    BBC,
    NEWSGROUPS,
    *HEADERLESS,
    WXR,
    BLOGGER,
    MEDIUM_PAGE,
    NAMED_JSON_LINES,
    NAMED_TABLE,
    NAMED_FEED,
    FEED_IN_PAGE,
    NAMED_PAGE,
    JSON_FEED,
    JSON,
    JSON_LINES,
    NEWS_SITEMAP,
    FEED,
    PAGE,
    CAPTURED,
    TABLE,
)
# Of exports of several files that belong together, in a folder or an archive.
BUNDLES: tuple[BundleReader, ...] = (SUBSTACK, MEDIUM, WACZ, BUTTONDOWN, TAKEOUT)
FORMATS = tuple(dict.fromkeys(reader.name for reader in READERS))
EXPECTED = f"expected one of {', '.join([*FORMATS, 'archive'])}; text may be packed as .gz, .zst, .bz2 or .xz"
# Suffixes of files that may hold articles; where one stands for several formats, the content decides.
KNOWN_SUFFIXES = frozenset().union(
    *(reader.suffixes for reader in READERS), {".zip", ".tar", ".tgz", ".tbz2", ".txz", ".wacz"}
) - {""}  # the content of a file without one decides


def reader_of(file: FileHead) -> Reader:
    """Choose how a file is read.

    Raises:
        CorpusError: The file is empty, or of no known format.
    """
    if not file.start:
        raise CorpusError(file.path, None, "the file is empty")
    if kind := unreadable_kind(file.data):
        raise CorpusError(file.path, None, f"{kind} cannot be read: {EXPECTED}")
    for reader in READERS:
        if reader.recognises(file):
            return reader
    if file.start.startswith(b"<") and file.element:
        markup = "XML" if file.start.startswith(b"<?xml") else "markup"
        kind = f"{markup} of an unknown kind, which begins with {file.element!r}"
        raise CorpusError(file.path, None, f"{kind}: {EXPECTED}")
    raise CorpusError(file.path, None, f"the format is not known: {EXPECTED}")
