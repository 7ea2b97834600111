"""A mapping that changes often and is handed out as it is: each change makes a new one, which shares most of it.

Changes lie in layers over what was there, as in a log-structured merge tree (O'Neil et al. 1996,
doi:10.1007/s002360050048): a change costs about the same however much has changed before.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Generic, Self, TypeVar

# A layer is joined with the one below when that is not so many times as large: then there are few, and few are copied.
RATIO = 4
_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")


class Layers(Generic[_K, _T]):
    """An immutable mapping, in layers of rising size, the newest first.

    Attributes:
        layers: What each layer says; none says that there is nothing.

    >>> layers = Layers().changed({"a": 1, "b": 2}).changed({"b": None})
    >>> layers.get("a"), layers.get("b"), layers.get("c")
    (1, None, None)
    """

    def __init__(self, layers: tuple[Mapping[_K, _T | None], ...] = ()) -> None:
        self.layers = layers

    def get(self, key: _K) -> _T | None:
        """Return what is there, none when nothing is."""
        for layer in self.layers:
            if key in layer:
                return layer[key]
        return None

    def over(self, top: Mapping[_K, _T | None]) -> Self:
        """Return this under another layer, which may still change."""
        return type(self)((top, *self.layers))

    def changed(self, changes: Mapping[_K, _T | None]) -> Self:
        """Return the mapping after a change; what becomes none is gone."""
        if not changes:
            return self
        top, rest = changes, self.layers
        while rest and len(rest[0]) < RATIO * len(top):
            top, rest = {**rest[0], **top}, rest[1:]
        if not rest:
            top = {key: value for key, value in top.items() if value is not None}
        return type(self)((top, *rest))
