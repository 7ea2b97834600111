"""Cleaning: the words of a text that came from outside, without what systems put between them.

In: a text as a source wrote it. Out: its words, a line for each paragraph. The one idea: one rule for every door, made
of steps that each undo one kind of writing (characters read by a wrong encoding, shortcodes, tags, entities), repeated
until there is nothing left to undo; so a text that was escaped twice comes out like one that was escaped once, and what
is clean stays as it is.

The rule: markup is taken for markup only where it has the form of it. ``<p>``, ``</b>``, ``<a href="…">`` and
``<!-- … -->`` are; ``x < 3``, ``<3``, ``<insert name>``, ``List<String>`` and ``AT&T`` are words and stay.
``[gallery ids="1"]`` and ``[box]…[/box]`` are shortcodes; ``[sic]``, ``[…]`` and ``[1]`` are words.
"""

from __future__ import annotations

import re

from recommender.article.cleaning.characters import with_right_characters
from recommender.article.cleaning.entities import without_entities
from recommender.article.cleaning.lines import tidied
from recommender.article.cleaning.shortcodes import without_shortcodes
from recommender.article.cleaning.tags import without_tags

__all__ = ["plain_text"]

# How often a text is cleaned at most. A page within a feed within a JSON is escaped three times; more is made to wear
# a reader out, and loses all signs of markup.
MOST_PASSES = 8
_SUSPICIOUS = re.compile("[<&\\[\x80-\x9f\xc2-\xf4]")


def plain_text(text: str) -> str:
    r"""Return the words of a text that may hold markup; a text without any is returned as it is.

    What comes out goes in again unchanged. It takes time linear in the length of the text.

    >>> plain_text("<p>Tax &amp;amp; spend</p><script>alert(1)</script><p>Is it <b>law</b> [sic]?</p>")
    'Tax & spend\nIs it law [sic]?'
    """
    has_lines = False
    for _ in range(MOST_PASSES):
        if not _SUSPICIOUS.search(text):
            return text
        cleaner, had_tags = _cleaned_once(text, has_lines=has_lines)
        if cleaner == text:
            return text
        text, has_lines = cleaner, has_lines or had_tags
    return _SUSPICIOUS.sub("", text)


def _cleaned_once(text: str, *, has_lines: bool) -> tuple[str, bool]:
    """Undo each kind of writing once; return the text, and whether it had tags.

    Args:
        text: The text.
        has_lines: Whether tags were undone before, so that each line is a paragraph: what is a tag now was escaped
            among words, as in an article about HTML.
    """
    readable = with_right_characters(text)
    bare = without_shortcodes(readable)
    words = without_tags(bare, has_lines=has_lines)
    had_tags = "<" in bare and words != bare
    if words == bare != readable:
        words = tidied(words.splitlines())
    return without_entities(words), had_tags
