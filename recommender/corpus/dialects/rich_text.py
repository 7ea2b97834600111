"""The text of documents that editors keep as trees in JSON.

In: a tree, or the JSON of one. Out: HTML of nothing but paragraphs. The one idea: all of these trees are nodes with
nodes in them and texts at their leaves, under a handful of names; what is not known to stand within a line begins a
paragraph. Sources: Lexical (nodes), Mobiledoc 0.3 (cards and sections), Portable Text, Contentful's rich text, the
blocks of Slate and of Strapi 5, ProseMirror and Tiptap, Editor.js.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape

from recommender.corpus.dialects.dialect import Values
from recommender.corpus.dialects.parts import list_of, mapping_of, text_of

# Of one document: an article of 500,000 characters has some ten thousand.
MAX_NODES = 200_000
_WITHIN = ("root", "document", "children", "content", "blocks", "items", "listItems")
_TYPES = ("nodeType", "type", "_type")
# What stands within a line.
_INLINE = frozenset({
    "text", "extended-text", "span", "link", "autolink", "at-link", "hyperlink", "entry-hyperlink", "asset-hyperlink",
    "linebreak", "hardBreak", "hard_break", "tab", "emoji", "mention", "inline",
})  # fmt: skip
_BREAKS = frozenset({"linebreak", "hardBreak", "hard_break"})
# What is in a text as HTML, such as Ghost's card of HTML or the text of Editor.js.
_HTML = ("html", "calloutText", "content", "heading")
_BREAK = "\n\n"


def rich_text(document: object) -> str:
    """Return the paragraphs of a document, ``""`` if it is none.

    >>> rich_text([{"_type": "block", "children": [{"_type": "span", "text": "Tax & "}, {"text": "spend"}]}])
    '<p>Tax &amp; spend</p>'
    """
    document = parsed(document)
    is_mobiledoc = "sections" in mapping_of(document)
    pieces = _mobiledoc(mapping_of(document)) if is_mobiledoc else _pieces(document)
    return "\n".join(f"<p>{each.strip()}</p>" for each in "".join(pieces).split(_BREAK) if each.strip())


def parsed(document: object) -> object:
    """Return a tree from its JSON; anything else as it is."""
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document, strict=False)
    except (ValueError, RecursionError):
        return None


def _pieces(document: object) -> Iterator[str]:
    """Yield texts and breaks in the order of a tree, which is walked without recursion: its depth is another's."""
    waiting: list[object] = [document]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, Mapping):
            waiting += reversed(_unfolded(node))


def _unfolded(node: Values) -> list[object]:
    """Return what a node consists of: texts, breaks and nodes."""
    kind = next((node[name] for name in _TYPES if isinstance(node.get(name), str)), "")
    if kind in _BREAKS:
        return ["<br>"]
    leaf = node.get("value") if kind == "text" and "value" in node else node.get("text")
    if isinstance(leaf, str):
        inner: list[object] = [escape(leaf, quote=False) if _is_within(kind) else leaf]
    else:
        inner = _inner(node)
    return inner if _is_within(kind) else [_BREAK, *inner, _BREAK]


def _inner(node: Values) -> list[object]:
    """Return what is in a node that is no leaf: nodes, and texts that are HTML."""
    data = mapping_of(node.get("data"))  # of Editor.js
    nodes = [each for each in (node.get(name) for name in _WITHIN) if isinstance(each, list | Mapping)]
    texts = [text_of(data.get("text")), *(text_of(node.get(name)) for name in _HTML)]
    return [*nodes, *list_of(data.get("items")), *filter(None, texts)]


def _is_within(kind: object) -> bool:
    return kind in _INLINE or kind == ""


def _mobiledoc(document: Values) -> Iterator[str]:
    """Yield texts and breaks of sections: 1 a paragraph, 3 a list, 10 a card by its number."""
    cards = list_of(document.get("cards"))
    for section in map(list_of, list_of(document["sections"])[:MAX_NODES]):
        match section:
            case [1, _, markers, *_]:
                yield from _marked(markers)
            case [3, _, items, *_]:
                for markers in list_of(items):
                    yield from _marked(markers)
            case [10, int(number), *_] if 0 <= number < len(cards):
                payload = mapping_of(next(reversed(list_of(cards[number])), None))
                yield text_of(payload.get("markdown")) or text_of(payload.get("html"))
        yield _BREAK


def _marked(markers: object) -> Iterator[str]:
    for marker in map(list_of, list_of(markers)):
        match marker:
            case [0, _, _, str(text), *_]:
                yield escape(text, quote=False)
    yield _BREAK
