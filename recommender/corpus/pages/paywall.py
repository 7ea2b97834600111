"""What a page marks as not free, taken out of it.

In: the tree of a page and its article. Out: the tree without those parts. The one idea: a page says by classes which of
its parts are not for everyone, an offer to subscribe among them; these are no words of a public article.
Sources: schema.org/isAccessibleForFree; Google Search Central, structured data for subscription and paywalled content,
which allows selectors of classes only; here those of elements, ids and attributes are read, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from recommender.corpus.pages.jsonld import Thing

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_SELECTORS = 20
MAX_SELECTOR_LENGTH = 200
MAX_STEPS = 4  # of one selector, such as ``main .story > .rest``, which has three
_SIMPLE = re.compile(
    r"(?P<tag>[a-z][a-z0-9-]*|\*)?(?P<rest>(?:[.#][\w-]+|\[\s*[\w-]+\s*(?:=\s*(?:\"[^\"']*\"|'[^\"']*'|[\w-]+)\s*)?\])*)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)|\[\s*(?P<name>[\w-]+)\s*(?:=\s*[\"']?(?P<value>[^\"'\]]*?)[\"']?\s*)?\]"
)


def is_free(thing: Thing) -> bool:
    """Return whether a thing does not say that it is not free.

    >>> is_free({"isAccessibleForFree": "http://schema.org/False"}), is_free({})
    (False, True)
    """
    return str(thing.get("isAccessibleForFree")).strip().lower().rpartition("/")[2] not in ("false", "no", "0")


def selectors_of(article: Thing) -> list[str]:
    """Return the selectors of the parts of an article that are not free."""
    parts = [part for part in _several(article.get("hasPart")) if isinstance(part, dict) and not is_free(part)]
    values = [value for part in parts for value in _several(part.get("cssSelector")) if isinstance(value, str)]
    texts = [text.strip() for value in values for text in value.split(",")]
    return [text for text in texts if 0 < len(text) <= MAX_SELECTOR_LENGTH][:MAX_SELECTORS]


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def without_paid_parts(tree: HtmlElement, article: Thing) -> bool:
    """Take the parts of an article that are not free out of the tree; return whether there were any."""
    paid = [element for selector in selectors_of(article) for element in _selected(tree, selector)]
    for element in paid:
        if element.tag in ("html", "body"):
            for child in list(element):
                if child.tag not in ("head", "body"):
                    element.remove(child)
            element.text = None
        elif element.getparent() is not None:
            element.drop_tree()
    return bool(paid)


def _selected(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    path = to_xpath(selector)
    return [] if path is None else list(tree.xpath(path))


def to_xpath(selector: str) -> str | None:
    """Return the XPath of a simple selector; None of one that is not understood, which selects nothing.

    >>> to_xpath("div.story > #rest")
    "//div[contains(concat(' ', normalize-space(@class), ' '), ' story ')]/*[@id='rest']"
    """
    path, axis = "", "//"
    steps = re.sub(r"\s*>\s*", " > ", selector).split()
    for step in steps if len(steps) < 2 * MAX_STEPS else []:
        if step == ">":
            axis = "/"
            continue
        match = _SIMPLE.fullmatch(step)
        if match is None or not step:
            return None
        path += axis + (match["tag"] or "*").lower() + "".join(_conditions(match["rest"]))
        axis = "//"
    return path if path and axis == "//" else None


def _conditions(text: str) -> Iterator[str]:
    for match in _CONDITION.finditer(text):
        if match["class"]:
            yield f"[contains(concat(' ', normalize-space(@class), ' '), ' {match['class']} ')]"
        elif match["id"]:
            yield f"[@id='{match['id']}']"
        elif match["value"] is None:
            yield f"[@{match['name'].lower()}]"
        else:
            yield f"[@{match['name'].lower()}='{match['value']}']"
