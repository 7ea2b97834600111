"""The HTTP interface: routes, one file a noun, and what stands around every call.

In: requests, and records of plain values. Out: checked options and bodies, answers, problem documents, pages, metrics.
Nothing is computed here. `create_app` puts the parts together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommender.api.starting import collecting_later

if TYPE_CHECKING:
    from fastapi import FastAPI

    from recommender.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Import all parts of the service, and build it.

    Args:
        settings: By default those of the environment.

    Raises:
        SettingsError: A setting of the environment cannot be used.
        StoreError: The store cannot be opened.
    """
    with collecting_later():
        from recommender.api import app

        return app.create_app(settings)
