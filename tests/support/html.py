"""A page taken apart: its tags, their attributes and the text in them, to be asked for."""

from __future__ import annotations

from html.parser import HTMLParser


class Html(HTMLParser):
    """A page as its tags with their attributes, and the text inside each element."""

    _VOID = frozenset({"meta", "link", "img", "br"})

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(markup)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._texts.append([])
        if tag not in self._VOID:
            self._open.append(len(self.tags) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.tags[self._open.pop()][0] == tag, "elements nest"

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self._texts[place].append(data)

    def find(self, tag: str, **attributes: str) -> list[tuple[dict[str, str], str]]:
        wanted = {name.strip("_"): value for name, value in attributes.items()}
        found = zip(self.tags, self._texts, strict=True)
        return [
            (has, " ".join("".join(text).split()))
            for (name, has), text in found
            if name == tag and all(value in has.get(key, "").split() for key, value in wanted.items())
        ]

    def texts(self, tag: str, **attributes: str) -> list[str]:
        return [text for _, text in self.find(tag, **attributes)]

    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(has)) for tag, has in self.tags]
