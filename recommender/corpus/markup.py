"""HTML of feeds and pages as plain text: the one cleaning of every door, under the name that readers know it by."""

from __future__ import annotations

from recommender.article import plain_text

__all__ = ["plain_text"]
