"""What a page says of its publication.

In: the tree of a page and the things that it says it is. Out: why it is no public article, or None. The one idea: only
what a page says of itself counts, not what stands on it of others. Sources: schema.org/creativeWorkStatus, whose terms
each publisher chooses; WordPress (get_the_password_form, get_post_class), for posts that have a password.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from recommender.corpus.pages.jsonld import Thing
from recommender.corpus.publication import word_of_state

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# One of the terms that schema.org has for examples; of a record in general it may tell of its parts or its copying.
_OWN_WORDS = {"incomplete": "draft"}
_MOST_STATES = 20  # of one thing; it should be one
_LONGEST_STATE = 200  # characters of a state, which may be an address


def reason_not_public(tree: HtmlElement, things: Iterable[Thing]) -> str | None:
    """Return why a page is no public article, in words that many pages share; None if nothing says so.

    Args:
        tree: The page.
        things: What it says that it is, its article and the page itself.
    """
    states = [state for thing in things for state in _states(thing.get("creativeWorkStatus"))]
    words = (_OWN_WORDS.get(state.lower()) or word_of_state(state) for state in states)
    return next(filter(None, words), "password" if _has_password(tree) else None)


def _states(value: object) -> Iterator[str]:
    """Yield the states in a value: texts, addresses of terms, and terms by their names and codes."""
    for each in (value if isinstance(value, list) else [value])[:_MOST_STATES]:
        named = [each.get(name) for name in ("name", "termCode", "@id")] if isinstance(each, dict) else [each]
        for text in named:
            if isinstance(text, str) and len(text) <= _LONGEST_STATE:
                yield re.split("[/#]", text.strip())[-1]


def _has_password(tree: HtmlElement) -> bool:
    """Return whether a page asks for the password of its post, or says that it does."""
    own = [*list(tree.iter("body"))[:1], *list(tree.iter("article"))[:1]]  # those that follow may be other posts
    is_protected = any("post-password-required" in _classes(element) for element in own)
    return is_protected or any("post-password-form" in _classes(element) for element in tree.iterfind(".//*[@class]"))


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()
