"""The HTTP interface: routes, one file a noun, and what stands around every call.

In: requests, and records of plain values. Out: checked options and bodies, answers, problem documents, pages, metrics.
Nothing is computed here. `create_app` puts the parts together.
"""

from __future__ import annotations

from recommender.api.app import create_app

__all__ = ["create_app"]
