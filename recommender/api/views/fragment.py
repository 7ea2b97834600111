"""Boxes → a piece of HTML that a site puts into its own page.

In: boxes as the JSON of version 1 has them, and how they are to be shown. Out: one section a box, in classes that the
site gives its looks to, without script, style or id. The one idea: it says nothing that is true at one moment alone, no
"two hours ago", so that a site may keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Any
from urllib.parse import quote, urlsplit

from recommender.api.views import wording
from recommender.api.views.pages import render
from recommender.article import messages_of

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentLook:
    """How boxes are shown.

    Attributes:
        language: That of the words around the cards.
        reasons: Whether a card says why it is there.
        notices: Whether a box says that it has fewer cards than were asked for; a box of neither cards nor a notice is
            not shown.
        images: Whether cards show their images.
        heading: The words over a box; None for those of the language, empty for none.
        link: The site's own addresses, ``{id}`` in the place of the id; None for where an article was published.
    """

    language: str | None = None
    reasons: bool = True
    notices: bool = True
    images: bool = False
    heading: str | None = None
    link: str | None = None


def boxes_fragment(boxes: Iterable[Record], look: FragmentLook, *, seed: Record | None = None) -> str:
    """Return some boxes as HTML, an empty text if there is nothing to show.

    Args:
        boxes: Boxes of cards, in their order on the page.
        look: How they are shown.
        seed: The article beside which they stand; its language is that of its cards, and its site is no other one.
    """
    words, seed = messages_of(look.language), seed or {}
    visible = [box for box in map(_whole, boxes, repeat(look)) if box["cards"] or box["notice"]]
    if not visible:
        return ""
    return render(
        "fragment.html",
        say=words,
        look=look,
        boxes=[(box, _heading(box, look)) for box in visible],
        language=seed.get("language"),
        address=lambda card: _address(card, look.link),
        rel=lambda card: _rel(card, None if look.link else _host(seed.get("url"))),
    )


def tags_fragment(box: Record, look: FragmentLook) -> str:
    """Return what is trending as HTML, an empty text if nothing is; each tag leads to its newest article.

    Args:
        box: The box of tags.
        look: How it is shown; its reasons, notices and images are those of cards.
    """
    if not box["tags"]:
        return ""
    return render(
        "fragment_tags.html",
        say=messages_of(look.language),
        tags=[(tag, next((_address(example, look.link) for example in tag["examples"]), None)) for tag in box["tags"]],
        heading=_heading({"kind_of_box": None} | dict(box), look),
    )


def _whole(box: Record, look: FragmentLook) -> Record:
    """Return a box with all that the template names; what is not known of a card, its record leaves out.

    That nothing, or little, is breaking is nothing to say to a reader.
    """
    cards = [{"language": None, "dated_by": None} | dict(card) for card in box["cards"]]
    notice = box["notice"] if look.notices and box["box"] != "breaking" else None
    return {"kind_of_box": None} | dict(box) | {"cards": cards, "notice": notice}


def _heading(box: Record, look: FragmentLook) -> str:
    """Return the words over a box, empty for none; what fills it is never called by the box's own name."""
    kind = str(box["kind_of_box"] or box["box"])
    if look.heading is None or (look.heading and kind != box["box"]):
        return messages_of(look.language).headings[kind]
    return look.heading


def _address(card: Record, link: str | None) -> str | None:
    """Return where a card leads to, None for nowhere."""
    if link is None:
        return wording.web_url(card["url"])
    return link.replace("{id}", quote(str(card["article_id"]), safe="", errors="replace"))


def _rel(card: Record, host: str | None) -> str:
    """Return what a link says of where it leads: paid for, or to another site than that of the article being read."""
    paid = "sponsored " if card["kind"] == "sponsored" else ""
    return (paid + ("" if host is None or _host(card["url"]) == host else "external nofollow noopener")).strip()


def _host(url: str | None) -> str:
    """Return the host of an address without its ``www.``, empty for none.

    >>> _host("https://www.Courier.example/a"), _host(None)
    ('courier.example', '')
    """
    address = wording.web_url(url)
    return "" if address is None else (urlsplit(address).hostname or "").removeprefix("www.")
