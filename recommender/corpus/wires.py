"""What the formats of news agencies share: subjects, bylines, names, kinds of item, states and embargoes.

In: elements and values of an agency's document. Out: values under the names of an article's fields. The one idea: NITF,
NewsML, ninjs and the rest are one family, with the same subjects, states and kinds of item, so each reader only says
where its format has them. Sources: IPTC Media Topics and Subject Codes (cv.iptc.org; CC BY 4.0), whose first seventeen
are the same; the itemClass and pubStatus codes of NewsML-G2 (ninat, stat).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from recommender.article import MAX_LIST_LENGTH, MAX_NAME_LENGTH, parse_time
from recommender.corpus.files import Record
from recommender.corpus.publication import WITHDRAWN
from recommender.corpus.story_text import sentence, without_signature
from recommender.corpus.values import normalised
from recommender.errors import ArticleError

# The first two digits of an eight-digit subject code, and the topic that all below it are about.
_TOP_SUBJECTS = {
    "01": "arts, culture and entertainment", "02": "crime, law and justice", "03": "disaster and accident",
    "04": "economy, business and finance", "05": "education", "06": "environment", "07": "health",
    "08": "human interest", "09": "labour", "10": "lifestyle and leisure", "11": "politics",
    "12": "religion and belief", "13": "science and technology", "14": "society", "15": "sport",
    "16": "conflict, war and peace", "17": "weather",
}  # fmt: skip
_SUBJECT_CODE = re.compile(r"(?:^|[:/])(0[1-9]|1[0-7])(\d{6})$")

# The departments of dpa, in which its services are cut.
_DPA_DEPARTMENTS = {
    "dpacat:pl": "Politik", "dpacat:wi": "Wirtschaft", "dpacat:ku": "Kultur", "dpacat:sp": "Sport",
    "dpacat:vm": "Vermischtes",
}  # fmt: skip

# The categories of the wires of North America (ANPA 1312), as AP names them; state and regional news has none.
_CATEGORIES = {
    "a": "National", "b": "Special events", "c": "Features", "d": "Food", "e": "Entertainment", "f": "Business",
    "i": "International", "k": "Commentary", "l": "Lifestyle", "o": "Weather", "p": "Politics", "q": "Sports",
    "s": "Sports", "t": "Travel", "w": "Washington",
}  # fmt: skip
_AUTHORITY = re.compile(
    r"(?:urn:newsml:|tag:|https?://(?:www\.)?)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![a-z0-9.-])", re.IGNORECASE
)

# What an item is that is no text, by the last word of its class.
_KINDS = {
    "picture": "picture", "photo": "picture", "image": "picture", "graphic": "graphic", "infographic": "graphic",
    "animated": "graphic", "animation": "graphic", "video": "video", "audio": "audio", "composite": "package",
    "package": "package", "event": "event", "planning": "planning item", "coverage": "planning item",
    "component": "component", "person": "concept", "organisation": "concept", "place": "concept", "poi": "concept",
    "gallery": "gallery", "collection": "collection", "author": "author", "redirect": "redirect", "site": "section",
    "section": "section", "page": "page", "story-card": "component", "advert": "advertisement",
}  # fmt: skip

# How long an embargo is taken to last that only a note tells, and its end in prose: of the embargoes of speeches,
# statistics and journals, the longest are a few weeks. From 1 day; longer keeps more of what is public out.
LONGEST_EMBARGO = timedelta(days=31)
# A note to editors that holds a story back, where it stands in prose.
_EMBARGO_NOTE = re.compile(
    r"\bembargoed\b|\bstrict(?:ly)? embargo|^\W*embargo\b(?! lifted)|\bsperrfrist\b|\bhold for release\b|"
    r"\bnot for (?:use|release|publication) before\b",
    re.IGNORECASE,
)
_MOST_NOTE = 5_000  # characters of notes that are looked at
# Genres of IPTC's list, and what agencies call them, in which somebody says what they think.
_OPINIONS = frozenset({
    "opinion", "editorial", "column", "commentary", "letter", "letters", "op-ed", "kommentar", "leitartikel", "kolumne",
    "tribune", "editoriale",
})  # fmt: skip
_TAKEN_BACK = frozenset({"canceled", "cancelled", "withheld", "killed", "recalled"})
_BY = re.compile(r"^\s*(?:by|von|par|por|door|av|af|da|di)\s+", re.IGNORECASE)
_BETWEEN_AUTHORS = re.compile(r"\s*&\s*|(?:^|\s+)(?:and|und|et|og|och|with|mit|avec)\s+", re.IGNORECASE)
# An agency, a site or a post in a byline is no author.
_AGENCIES = frozenset({
    "aap", "afp", "agence france-presse", "ana-mpe", "ansa", "ap", "apa", "associated press", "belga", "canadian press",
    "cp", "dpa", "efe", "lusa", "ntb", "pa", "press association", "reuters", "ritzau", "stt", "the associated press",
    "the canadian press", "the press association", "tt", "upi",
})  # fmt: skip
# Behind a comma, what somebody is or works for.
_POST = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|staff|press|agency|news|columnist|redaktion|korrespondent(?:in)?|"
    r"photographer|associated)\b",
    re.IGNORECASE,
)
_MOST_BYLINE = 500


def record_of(line: int | None, values: dict[str, object]) -> Record:
    """Return the record of an item, with what `pubstatus`, `embargoed` and `note` among its values say of its state.

    NewsML-G2 says of a canceled item, and of a withheld one until further notice, that all its versions must be taken
    back. An item whose state is that of an embargo without an end is held back until it has another; a flash without a
    headline has its first sentence.
    """
    values["text"] = without_signature(str(values.get("text") or ""))
    values["title"] = values.get("title") or sentence(str(values["text"]))
    status = re.split("[:/]", str(values.pop("pubstatus", None) or "").lower())[-1]
    note = str(values.pop("note", None) or "")[:_MOST_NOTE]
    if status in _TAKEN_BACK:
        has_id = values.get("article_id") is not None
        return Record(line, values, not_public=None if has_id else WITHDRAWN, withdraws=has_id)
    if values.get("embargoed"):
        return Record(line, values)
    if status == "embargoed":
        return Record(line, values, not_public="embargoed")
    return embargoed(line, values) if _EMBARGO_NOTE.search(note) else Record(line, values)


def embargoed(line: int | None, values: dict[str, object]) -> Record:
    """Return the record of an item whose embargo only a note tells, its end in prose: it is held until it is old."""
    time: datetime | None = None
    for name in ("updated_at", "published_at"):
        with suppress(ArticleError):
            time = time or parse_time(normalised(name, values.get(name)), name)
    end = time + LONGEST_EMBARGO if time is not None else None
    return Record(line, {**values, "embargoed": end}, not_public="embargoed" if end is None else None)


def kind_of_item(name: str) -> str | None:
    """Return what an item is that is no text, by the name or code of its class; None of a text or an unknown class.

    >>> kind_of_item("ninat:picture"), kind_of_item("icls:text"), kind_of_item("Photo")
    ('picture', None, 'picture')
    """
    return _KINDS.get(re.split("[:/]", name.strip().lower())[-1])


def kind_of_genre(genres: Iterable[object]) -> str | None:
    """Return ``opinion`` if one of the genres of an item is of it; None of all others, which are news.

    >>> kind_of_genre(["genre:Interview", "genre:Opinion"]), kind_of_genre(["Article (news)"])
    ('opinion', None)
    """
    words = (genre.lower().rpartition(":")[2].strip() for genre in genres if isinstance(genre, str))
    return "opinion" if any(word in _OPINIONS for word in words) else None


def subject_name(code: str) -> str | None:
    """Return the name of the topic of the first level that a subject code is of; None of any other code.

    >>> subject_name("subj:15054000"), subject_name("04000000"), subject_name("N2:POL")
    ('sport', 'economy, business and finance', None)
    """
    code = code.strip()
    if department := _DPA_DEPARTMENTS.get(code):
        return department
    match = _SUBJECT_CODE.search(code)
    return _TOP_SUBJECTS[match[1]] if match else None


def category_name(code: str) -> str | None:
    """Return the name of a category of the wires of North America; None of any other code.

    >>> category_name("f"), category_name("apcategorycode:s"), category_name("HHH")
    ('Business', 'Sports', None)
    """
    return _CATEGORIES.get(code.strip().lower().rpartition(":")[2])


def authority_of(identifier: str) -> str | None:
    """Return the domain of whoever made a guid or uri; None if it names none.

    >>> authority_of("urn:newsml:averin.example:20260314:1"), authority_of("https://www.averin.example/1")
    ('averin.example', 'averin.example')
    """
    match = _AUTHORITY.match(identifier)
    return match[1].lower() if match else None


def is_top_subject(code: str) -> bool:
    """Return whether a code is of a subject of the first level."""
    match = _SUBJECT_CODE.search(code.strip())
    return match is not None and not int(match[2])


def names(values: Iterable[object]) -> list[str]:
    """Return the names among values, each once, as many and as long as an article may have; a single sign is none.

    >>> names([" Ferry ", None, "s", "Ferry", "Averin"])
    ['Ferry', 'Averin']
    """
    texts = (" ".join(value.split()) for value in values if isinstance(value, str))
    return list(dict.fromkeys(text for text in texts if 1 < len(text) <= MAX_NAME_LENGTH))[:MAX_LIST_LENGTH]


def authors_of(byline: str) -> list[str]:
    """Return the people whom a byline names; what somebody is, an agency and a site are left out.

    >>> authors_of("By Ines Falk and Jordan Press, Press Association Correspondent"), authors_of("Von dpa")
    (['Ines Falk', 'Jordan Press'], [])
    """
    people: list[str] = []
    parts = re.split(r"\s*[,;/|]\s*", _BY.sub("", byline[:_MOST_BYLINE]))
    for number, part in enumerate(parts):
        if number and _POST.search(part):
            continue
        people += (_BY.sub("", name).strip(" .*") for name in _BETWEEN_AUTHORS.split(part))
    return names(name for name in people if name.lower() not in _AGENCIES and not _is_no_person(name))


def _is_no_person(name: str) -> bool:
    return re.search(r"[\d@]", name) is not None or (" " not in name and "." in name)
