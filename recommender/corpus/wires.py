"""What the formats of news agencies share: subjects, bylines, names, the text in their markup.

In: elements and values of an agency's document. Out: values under the names of an article's fields. The one idea: NITF,
NewsML, ninjs and the rest are one family, with the same subjects, states and kinds of item, so each reader only says
where its format has them. Sources: IPTC Media Topics and Subject Codes (cv.iptc.org; CC BY 4.0), whose first seventeen
are the same; the itemClass and pubStatus codes of NewsML-G2 (ninat, stat).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

from recommender.article import MAX_LIST_LENGTH, MAX_NAME_LENGTH
from recommender.corpus.elements import attribute, local_name
from recommender.corpus.files import Record
from recommender.corpus.publication import WITHDRAWN

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

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

# A place, the agency in brackets, and a dash: "Munich (dpa) - ", "BUENOS AIRES, Argentina (AP) _ ".
DATELINE = re.compile(r"[^()\n]{2,60}\((?P<agency>[A-Za-z][A-Za-z./ -]{1,20})\) ?[-–—_]+ ?")
# Characters of the beginning of a text that are looked at for its first sentence, and of a sentence that is a title.
_MOST_OPENING = 1_000
_LONGEST_SENTENCE = 200

# What an item is that is no text, by the last word of its class.
_KINDS = {
    "picture": "picture", "photo": "picture", "image": "picture", "graphic": "graphic", "infographic": "graphic",
    "animated": "graphic", "animation": "graphic", "video": "video", "audio": "audio", "composite": "package",
    "package": "package", "event": "event", "planning": "planning item", "coverage": "planning item",
    "component": "component", "person": "concept", "organisation": "concept", "place": "concept", "poi": "concept",
    "gallery": "gallery", "collection": "collection", "author": "author", "redirect": "redirect", "site": "section",
    "section": "section", "page": "page", "story-card": "component", "advert": "advertisement",
}  # fmt: skip

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

# Elements of NITF and of XHTML whose end is the end of a paragraph, and those in which no words of the story stand.
_BLOCKS = frozenset({
    "address", "article", "block", "blockquote", "body.content", "bq", "dd", "div", "dl", "dt", "fn", "h2", "h3", "h4",
    "h5", "h6", "hl1", "hl2", "hr", "li", "main", "nitf-table", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_GAPS = frozenset({"br", "td", "th"})
_UNREAD = frozenset({
    "aside", "byline", "copyrite", "dat", "datasource", "figcaption", "figure", "footer", "h1", "head", "header",
    "hedline", "iframe", "media", "nav", "noscript", "script", "style", "svg", "template",
    "title",
})  # fmt: skip
# Parts of an XHTML story that repeat what its head says, by their class.
_UNREAD_CLASSES = frozenset({"byline", "teaser", "kicker", "slugline", "linkbox", "notepad", "dat"})
# Among how many children of a body its first paragraph is expected: headers and headlines come before it.
_FIRST_CHILDREN = 20
# Of a note within a NITF text: for editors, and of rights (noteclass).
_NOTES_UNREAD = frozenset({"cpyrt", "editorsnote", "trademk"})


def sentence(text: str) -> str:
    """Return the first sentence of a text without its dateline, or its beginning: the title of one without a headline.

    >>> sentence("PORTLEA, Averin (AV) _ The ferry is back. Crowds came.")
    'The ferry is back.'
    """
    line = text.partition("\n")[0][:_MOST_OPENING]
    story = line[len(match[0]) :] if (match := DATELINE.match(line)) else line
    opening = re.split(r"(?<=[^\W\d_]{2}[.!?])\s", story, maxsplit=1)[0].strip()
    return opening if len(opening) <= _LONGEST_SENTENCE else opening[:_LONGEST_SENTENCE].rpartition(" ")[0] + " …"


def record_of(line: int | None, values: dict[str, object]) -> Record:
    """Return the record of an item, whose state stands under `pubstatus` and the end of its embargo under `embargoed`.

    A flash without a headline has its first sentence as its title.

    NewsML-G2 says of a canceled item, and of a withheld one until further notice, that all its versions must be taken
    back. An item under an embargo that tells no end is held back.
    """
    if not values.get("title"):
        values["title"] = sentence(str(values.get("text") or ""))
    status = re.split("[:/]", str(values.pop("pubstatus", None) or "").lower())[-1]
    if status in _TAKEN_BACK:
        has_id = values.get("article_id") is not None
        return Record(line, values, not_public=None if has_id else WITHDRAWN, withdraws=has_id)
    return Record(
        line, values, not_public="embargoed" if status == "embargoed" and not values.get("embargoed") else None
    )


def kind_of_item(name: str) -> str | None:
    """Return what an item is that is no text, by the name or code of its class; None of a text or an unknown class.

    >>> kind_of_item("ninat:picture"), kind_of_item("icls:text"), kind_of_item("Photo")
    ('picture', None, 'picture')
    """
    return _KINDS.get(re.split("[:/]", name.strip().lower())[-1])


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


def story_text(element: Element | None) -> str:
    r"""Return the text of a story in NITF or XHTML, a line for each paragraph.

    Pictures and their captions, headlines, scripts, notices of rights and notes for editors are left out; so are words
    directly in a body that has paragraphs, where routing codes stand. Of a text with main sections, they alone are it.

    >>> from lxml import etree
    >>> story_text(etree.fromstring("<block><p>The <em>ferry</em><br/>sails.</p><media>a</media><p>On.</p></block>"))
    'The ferry sails.\nOn.'
    """
    if element is None:
        return ""
    pieces = [piece for part in _main_sections(element) or [element] for piece in (*_pieces(part), "\n\n")]
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", "".join(pieces)))
    return "\n".join(filter(None, paragraphs))


def _main_sections(element: Element) -> list[Element]:
    """Return the sections that are marked as the main part of a story, none of which is in another."""
    mains: list[Element] = []
    for section in element.iter("{*}section"):
        is_inside = mains and any(parent is mains[-1] for parent in section.iterancestors())
        if not is_inside and "main" in attribute(section, "class").split():
            mains.append(section)
    return mains


def markup_text(markup: str) -> str:
    r"""Return the text of a story in a piece of HTML, as `story_text` does; what is no markup comes back as it is.

    >>> markup_text("<article><h1>Ferry</h1><p>It sails.</p><figure>Quay</figure><p>Now.</p></article>")
    'It sails.\nNow.'
    """
    if not re.search("<[a-zA-Z/!]", markup) or find_spec("lxml") is None:
        return markup
    from lxml import etree, html

    try:
        return story_text(html.fragment_fromstring(markup, create_parent="div"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # nothing but a comment, or what XML forbids
        return markup


def _pieces(root: Element) -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = local_name(element)
        yield "\n\n" if name in _BLOCKS else " " if name in _GAPS else ""
        if event != "start":
            yield "" if element is root or _holds_paragraphs(element.getparent()) else element.tail or ""
        elif _is_unread(element, name):
            walk.skip_subtree()
        else:
            yield "" if _holds_paragraphs(element) else element.text or ""


def _holds_paragraphs(element: Element | None) -> bool:
    """Return whether an element is a body in which words stand in paragraphs only."""
    if element is None or local_name(element) != "body":
        return False
    return any(local_name(child) == "p" for child in islice(element, _FIRST_CHILDREN))


def _is_unread(element: Element, name: str) -> bool:
    if name in _UNREAD or not _UNREAD_CLASSES.isdisjoint(attribute(element, "class").split()):
        return True
    return name == "note" and attribute(element, "noteclass") in _NOTES_UNREAD


def addresses(element: Element | None) -> list[str]:
    """Return the addresses of the web that an element's links lead to."""
    if element is None:
        return []
    return web_addresses(attribute(each, "href") for each in element.iter("{*}a"))


def web_addresses(values: Iterable[object]) -> list[str]:
    """Return the addresses of the web among values, each once, at most as many as an article may have."""
    texts = (value.strip() for value in values if isinstance(value, str))
    return list(dict.fromkeys(text for text in texts if re.match(r"https?://[^\s/]", text)))[:MAX_LIST_LENGTH]
