"""The text of a story: of NITF and XHTML as elements, of HTML as characters, of a wire as lines.

In: an element, or a text. Out: its words, a line for each paragraph; its first sentence; the addresses that it links.
The one idea: pictures, headlines, notices of rights and notes for editors stand inside the text of a story and are none
of it; each has an element, a class or a form of its own. Sources: IPTC NITF 3.6 (body.content); the HTML Living
Standard; the forms of datelines and signatures of AP, AFP, dpa, AAP and PA.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

from recommender.article import MAX_LIST_LENGTH
from recommender.corpus.elements import attribute, local_name

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

# A place, the agency in brackets, and a dash: "Munich (dpa) - ", "BUENOS AIRES, Argentina (AP) _ ".
DATELINE = re.compile(r"[^()\n]{2,60}\((?P<agency>[A-Za-z][A-Za-z./ -]{1,20})\) ?[-–—_]+ ?")
# Characters of the beginning of a text that are looked at for its first sentence, and of a sentence that is a title.
_MOST_OPENING = 1_000
_LONGEST_SENTENCE = 200
# A last line of initials: "hh/ph/ts/hd" (AFP), "dpa bwh bag", "AAP gfr"; or that it ends (PA).
_SIGNATURE = re.compile(
    r"[a-z]{2,4}(?:/[a-z0-9-]{1,5})+|(?:AAP|AFP|dpa) [A-Za-z]{2,4}(?: [a-z0-9/]{1,6}){0,6}|-*ends-*"
)

# Characters of markup; the longest text of an article is 500,000, and a longer piece is refused as it is.
_MOST_MARKUP = 4_000_000

# Elements of NITF and of XHTML whose end is the end of a paragraph, and those in which no words of the story stand.
_BLOCKS = frozenset({
    "address", "article", "block", "blockquote", "body.content", "bq", "dd", "div", "dl", "dt", "fn", "h2", "h3", "h4",
    "h5", "h6", "hl1", "hl2", "hr", "li", "main", "nitf-table", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_GAPS = frozenset({"br", "td", "th"})
_UNREAD = frozenset({
    "aside", "byline", "copyrite", "dat", "datasource", "figcaption", "figure", "footer", "h1", "head", "header",
    "hedline", "iframe", "media", "nav", "noscript", "rp", "rt", "script", "style", "svg",
    "template", "title",
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


def without_signature(text: str) -> str:
    r"""Return a text without a last line that only says who wrote and edited it.

    >>> without_signature("The ferry is back.\nhh/ph/ts")
    'The ferry is back.'
    """
    story, _, last = text.rpartition("\n")
    return story if _SIGNATURE.fullmatch(last.strip()) else text


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
    if not re.search("<[a-zA-Z/!]", markup) or len(markup) > _MOST_MARKUP or find_spec("lxml") is None:
        return markup
    from lxml import etree, html

    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True)
        return story_text(html.fragment_fromstring(markup, create_parent="div", parser=parser))
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
