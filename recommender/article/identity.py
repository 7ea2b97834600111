"""The one rule of identity: when two records, of whatever source and form of address, are the same article.

In: an id, an address, a title and a text, as far as a source has them. Out: the id of the article. The one idea: an
article is told by the id that its source vouches for; without one by its address, in a canonical form in which nothing
counts that only says how a reader came to the page; without an address by its words. What is not certain to be
tracking counts: two records of one article can be put together later, while two articles under one id lose one of them.

Sources: RFC 3986, section 6.2 (normalisation), the URL Standard (url.spec.whatwg.org: tabs, line ends, backslashes),
RFC 3492 (Punycode), "AMP Cache URL format and request handling" (amp.dev), and the documents of those who add the
parameters: Google Analytics and Ads, Meta, Microsoft Advertising, Mailchimp, HubSpot, Marketo, Matomo, AT Internet and
comScore.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import SplitResult, quote, urlsplit

from recommender.article.fields import MAX_ID_LENGTH, MAX_URL_LENGTH, ArticleId, is_printable

# Parameters, in lower case, that are added to an address to count visits, and that no site names an article by.
TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "_ga", "_gl", "msclkid", "ocid", "twclid",
    "ttclid", "li_fat_id", "igshid", "igsh", "epik", "yclid", "ysclid", "_openstat", "mc_cid", "mc_eid", "mkt_tok",
    "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "vero_id", "oly_enc_id", "oly_anon_id", "ref_src",
    "ref_url", "__twitter_impression", "xtor", "wt_mc", "wtmc", "ns_campaign", "ns_mchannel", "ns_source",
    "ns_linkname", "ns_fee", "cmpid", "icid", "ncid", "ftag", "smid", "smtyp", "guccounter", "guce_referrer",
    "guce_referrer_sig", "amp_js_v", "amp_gsa", "usqp", "jsessionid", "phpsessid", "pk_campaign", "pk_kwd",
    "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", "at_medium", "at_campaign", "at_format",
    "cmp", "intcid", "intcmp", "ito", "taid", "wpisrc", "wpmm", "feedtype", "feedname", "traffic_source", "soc_src",
    "soc_trk", "spm", "_branch_match_id",
})  # fmt: skip
# Likewise, by the beginning of their names: of Google Analytics, Matomo and AT Internet.
TRACKING_PREFIXES = ("utm_", "mtm_", "at_custom", "at_link_", "at_ptr_", "at_bbc_")
# Parameters that some sites track by, and others name an article by: they do not count with one of `CHANNELS`.
SOMETIMES_TRACKING = frozenset({"ref", "referrer", "referer", "source", "src", "from", "via", "partner", "emc"})
CHANNELS = frozenset({
    "rss", "feed", "atom", "feedburner", "twitter", "x", "facebook", "fb", "instagram", "linkedin", "whatsapp",
    "telegram", "reddit", "bluesky", "mastodon", "threads", "google", "googlenews", "applenews", "flipboard", "email",
    "mail", "newsletter", "push", "app", "share", "social", "home", "homepage", "hp", "amp",
})  # fmt: skip
# Parameters that ask for the AMP form of a page, whatever their value, and those that do with the value ``amp``.
AMP_PARAMETERS = frozenset({"amp", "_amp", "isamp"})
FORM_PARAMETERS = frozenset({"outputtype", "output", "format", "view", "mode", "layout"})
# First labels of a host that only say in what form it shows a page.
FORM_LABELS = frozenset({"www", "m", "mobile", "amp"})
# Second labels under which countries register names, as in ``co.uk``: such two labels are no site.
_REGISTRIES = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "ne", "net", "or", "org"})
# AMP caches: the address of the page follows in the path, as in ``/c/s/www.example.com/news``.
_CACHES = (".cdn.ampproject.org", ".bing-amp.com")
_CACHED = re.compile(r"/[a-z]{1,2}/(?:s/)?(?P<page>[^/]+\.[^/]+/.*)")
_VIEWERS = re.compile(r"(?:[a-z]+\.)*google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_VIEWED = re.compile(r"/amp/(?:s/)?(?P<page>[^/]+\.[^/]+/.*)")
_AMP_PATH = re.compile(r"^/amp(?=/|$)|/amp$|\.amp(?=\.html?$|$)", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
# What an address may hold besides letters and digits: RFC 3986, sections 2.2 and 2.3. A percent sign is kept, and is
# made part of an escape before.
_KEPT = "-._~!$&'()*+,;=:@/?%[]"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?\[\]-]*")
_HOST = re.compile(r"[a-z0-9._~-]+|[0-9a-f:.]*:[0-9a-f:.]*")
_AMPERSANDS = re.compile(r"^(?:amp;)+", re.IGNORECASE)
# Addresses whose ids are kept: at least those of one write, some megabytes at most.
_REMEMBERED = 4_096
# What is canonical but for its scheme and ``www.``, as most addresses are, unless AMP or Punycode is in it.
# A segment that begins with a dot may be one that leads elsewhere.
_SIMPLE = re.compile(r"https?://(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?P<path>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SLASHES_OF_A_FRONT_PAGE = 3
# What the address of a page can begin with, before it is mended; it costs little to see that other ids do not.
_MAY_BE_WEB = re.compile(r"\s*[hf/\\]", re.IGNORECASE)
# Proxies merge slashes; feed readers add a scheme of their own; a page leaves its own scheme out.
_START = re.compile(r"(?:feed:(?=https?:|//))?(?:(?P<scheme>https?):/+|//(?=[^/?#]*\w\.\w))", re.IGNORECASE)
# What is not written oddly.
_PROPER = re.compile(r"https?://[^/\\\s][^\\\s]*", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\r\n]+")
_QUERY_OR_FRAGMENT = re.compile(r"[?#]")
# What is at the end of a path or value by a slip: slashes and white space, encoded too.
_SPACES = ("%20", "%09", "%0A", "%0D")
_ENDS = ("/", "%2F", *_SPACES)
# Segments of a path that lead elsewhere, or nowhere; escapes of a dot are some in a path as it was written.
_ODD_SEGMENT = re.compile(r"/(?:\.|%2e){0,2}(?=/|\Z)", re.IGNORECASE)
_STAYS, _LEAVES = ("", "."), ".."
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def canonical_address(url: str) -> str | None:
    """Return the form that all addresses of one page have in common; None if it is no address that an article can have.

    Scheme, user, ``www.``, ``m.``, ``mobile.`` and ``amp.`` hosts, the ports 80 and 443, the case and encoding of the
    host, AMP paths, parameters and caches, tracking parameters, the order of parameters, the fragment, slashes at the
    end and repeated ones, segments of dots, what `mended_address` mends and the way in which signs are percent-encoded
    do not count. All else does: above all every other parameter.

    >>> canonical_address("http://www.Gazette.example:80/court/?utm_source=rss&id=7#top")
    'https://gazette.example/court?id=7'
    >>> canonical_address("https://gazette-example.cdn.ampproject.org/c/s/gazette.example/court/amp?id=7")
    'https://gazette.example/court?id=7'
    """
    return (_simple_address(url) or _any_address(url)) if len(url) <= MAX_URL_LENGTH else None


def _simple_address(url: str) -> str | None:
    """Return what `_any_address` does for most addresses, at a tenth of its time; None for the others."""
    simple = _SIMPLE.fullmatch(url)
    if simple is None or "xn--" in url or simple["host"].endswith(_CACHES) or _AMP_PATH.search(simple["path"]):
        return None
    host = simple["host"].removeprefix("www.")
    first, *others = host.split(".")
    if first in FORM_LABELS or not _is_site([first, *others]):
        return None
    return f"https://{host}{simple['path']}"


def mended_address(url: str) -> str:
    """Return an address as a browser would go to it, where only its writing is odd; anything else as it is.

    Line ends and tabs are no part of an address, and a backslash is a slash. One slash after the scheme is the work of
    proxies, two without a scheme are that of pages, and a ``feed:`` before it is that of feed readers.

    >>> [mended_address(url) for url in ("https:/gazette.example/v", "//gazette.example/v", "feed://gazette.example/v")]
    ['https://gazette.example/v', 'https://gazette.example/v', 'https://gazette.example/v']
    """
    if len(url) > MAX_URL_LENGTH or _PROPER.fullmatch(url):  # no article can have a longer one
        return url
    whole = "".join(part.strip() for part in _BREAKS.split(url))
    end = query.start() if (query := _QUERY_OR_FRAGMENT.search(whole)) else len(whole)
    whole = whole[:end].replace("\\", "/") + whole[end:]
    start = _START.match(whole)
    return url if start is None else f"{start['scheme'] or 'https'}://{whole[start.end() :]}"


def _any_address(url: str) -> str | None:
    parts = _split(mended_address(url))
    while parts is not None:
        host = _host(parts)
        if not host:
            return None
        page = _page_within(host, parts)
        if page is None:
            query = _query(parts.query)
            return f"https://{host}{_path(parts.path)}{f'?{query}' if query else ''}"
        parts = _split(page)
    return None


def id_of_address(url: str | None) -> ArticleId | None:
    """Return the id that an article has by its address; None for what is no address, or only that of a whole site.

    It is the canonical address; a digest of that where it is too long for an id.

    >>> id_of_address("https://m.gazette.example/court#comments"), id_of_address("https://gazette.example/")
    ('https://gazette.example/court', None)
    """
    return _id_of_address(url) if url and len(url) <= MAX_URL_LENGTH and _MAY_BE_WEB.match(url) else None


# An import asks it of each article when it is read, and again when it is written.
@lru_cache(maxsize=_REMEMBERED)
def _id_of_address(url: str) -> ArticleId | None:
    address = canonical_address(url)
    # Every article of a site has something to do with its front page: feeds give it where they know no better.
    if address is None or (address.endswith("/") and address.count("/") == _SLASHES_OF_A_FRONT_PAGE):
        return None
    return ArticleId(address) if len(address) <= MAX_ID_LENGTH else _digest(address)


def id_of_words(title: str, text: str) -> ArticleId:
    """Return the id of an article that has nothing but its words: the same words have the same id on every machine."""
    return _digest(f"{title}\n{text}")


def made_id(url: str | None, title: str, text: str) -> ArticleId:
    """Return the id of an article whose source vouches for none."""
    return id_of_address(url) or id_of_words(title, text)


def vouched_id(guid: object) -> str | None:
    """Return the id that a feed's guid is: an address in its canonical form, another URI as it is; None if it is none.

    Any other guid, a number say, may mean another entry in another feed.

    >>> vouched_id("https://gazette.example/?p=7&utm_source=rss"), vouched_id("urn:news:7"), vouched_id(991)
    ('https://gazette.example/?p=7', 'urn:news:7', None)
    """
    text = mended_address(str(guid or "").strip())
    if len(text.split()) != 1:
        return None
    if _WEB.match(text):
        return id_of_address(text)
    return text if len(text) <= MAX_ID_LENGTH and is_printable(text) and _URI.fullmatch(text) else None


def _digest(words: str) -> ArticleId:
    return ArticleId(blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest())


def _split(url: str) -> SplitResult | None:
    if not _WEB.match(url):
        return None
    try:
        return urlsplit(url)
    except ValueError:  # a bracket in the host, say
        return None


def _page_within(host: str, parts: SplitResult) -> str | None:
    """Return the address of the page that an AMP cache or viewer shows; it is shorter than that of the cache."""
    page = _CACHED.fullmatch(_without_odd_segments(parts.path)) if host.endswith(_CACHES) else None
    if _VIEWERS.fullmatch(host):
        page = _VIEWED.fullmatch(_without_odd_segments(parts.path))
    return None if page is None else f"https://{page['page']}{f'?{parts.query}' if parts.query else ''}"


def _host(parts: SplitResult) -> str:
    """Return the host with its port, unless it is a usual one; empty if there is none."""
    try:
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not name.isascii() or "xn--" in name:
        name = ".".join(map(_ascii_label, unicodedata.normalize("NFKC", name).lower().replace("。", ".").split(".")))
    labels = name.rstrip(".").split(".")
    while labels[0] in FORM_LABELS and _is_site(labels[1:]):
        labels = labels[1:]
    name = ".".join(labels)
    if not _HOST.fullmatch(name):
        return ""
    name = f"[{name}]" if ":" in name else name
    return name if port in (None, 80, 443) else f"{name}:{port}"


def _is_site(labels: list[str]) -> bool:
    return len(labels) > 2 or (len(labels) == 2 and not (labels[0] in _REGISTRIES and len(labels[1]) == 2))


def _ascii_label(label: str) -> str:
    """Return one label of a host in Punycode if it needs it; one that cannot be decoded stays as it is."""
    decoded = label
    if label.startswith("xn--"):
        try:
            decoded = unicodedata.normalize("NFKC", label[4:].encode("ascii").decode("punycode")).lower()
        except (UnicodeError, ValueError):
            return label
    return label if decoded.isascii() else f"xn--{decoded.encode('punycode', 'replace').decode('ascii').lower()}"


def _path(path: str) -> str:
    path = _escaped(path)
    # A path can end in several of these; each removal can bring another to the end.
    while (shorter := _shorter_path(path)) != path:
        path = shorter
    return path or "/"


def _shorter_path(path: str) -> str:
    if ";" in path:
        path = _SESSION.sub("", path)
    path = _without_end(_without_odd_segments(path), _ENDS)
    if "&" in path:
        path = _without_tracking(path)
    return _AMP_PATH.sub("", path)


def _without_end(text: str, ends: tuple[str, ...]) -> str:
    while text.endswith(ends):
        text = text[:-1] if text[-1] == "/" else text[: -len("%20")]
    return text


def _without_odd_segments(path: str) -> str:
    """Return a path without repeated slashes and segments of dots, and without what those take back."""
    if _ODD_SEGMENT.search(path) is None:
        return path
    kept: list[str] = []
    first, *segments = path.split("/")
    for segment in segments:
        dots = segment.lower().replace("%2e", ".")
        if dots == _LEAVES:
            del kept[-1:]
        elif dots not in _STAYS:
            kept.append(segment)
    # What ends in a slash still does: in the path of a cache it tells where the host of the page ends.
    return "/".join((first, *kept, *([""] if path.endswith("/") else [])))


def _without_tracking(path: str) -> str:
    """Return a path without tracking parameters that were added as if others were there: ``/court&utm_source=rss``."""
    above, slash, last = path.rpartition("/")
    name, *parameters = last.split("&")
    counted = (each for each in parameters if "=" not in each or not _is_tracking(_AMPERSANDS.sub("", each)))
    return f"{above}{slash}{'&'.join((name, *counted))}"


def _query(query: str) -> str:
    if not query:
        return ""
    # "&amp;" was an ampersand in markup, and was escaped once too often.
    each_of = _escaped(query).replace("+", "%20").split("&")
    parameters = (_without_end(_AMPERSANDS.sub("", each), _SPACES) for each in each_of)
    return "&".join(sorted(parameter for parameter in parameters if parameter and not _is_tracking(parameter)))


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.lower().partition("=")
    if name in TRACKING or name in AMP_PARAMETERS or name.startswith(TRACKING_PREFIXES):
        return True
    return (name in FORM_PARAMETERS and value == "amp") or (name in SOMETIMES_TRACKING and value in CHANNELS)


def _escaped(text: str) -> str:
    """Percent-encode what must be, in capital letters, and nothing that need not be."""
    if _PLAIN.fullmatch(text):
        return text
    if "%" in text:
        text = _PERCENT.sub(_unescaped, re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text))
    return quote(text, safe=_KEPT, errors="replace")


def _unescaped(escape: re.Match[str]) -> str:
    sign = chr(int(escape[1], 16))
    return sign if sign in _UNRESERVED else escape[0].upper()
