"""The HTTP interface: routes, one file a noun, and what stands around every call.

In: requests, and records of plain values. Out: checked options and bodies, answers, problem documents, pages, metrics.
Nothing is computed here. `create_app` puts the parts together, and imports them only when it is called: commands that
serve nothing start without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommender.api.logs import configure_logs
from recommender.api.starting import collecting_later
from recommender.api.worker_slots import Place, WorkerSlots

if TYPE_CHECKING:
    from fastapi import FastAPI

    from recommender.settings import Settings

__all__ = ["Place", "WorkerSlots", "configure_logs", "create_app", "import_service"]


def create_app(settings: Settings | None = None, *, slots: WorkerSlots | None = None, worker: int = 0) -> FastAPI:
    """Import all parts of the service, and build it.

    Args:
        settings: By default those of the environment.
        slots: Where it counts beside other workers of one service; by default it is alone.
        worker: Which of them it is.

    Raises:
        SettingsError: A setting of the environment cannot be used.
        StoreError: The store cannot be opened.
    """
    with collecting_later():
        from recommender.api import app

        return app.create_app(settings, slots=slots, worker=worker)


def import_service() -> None:
    """Import all parts of the service, those too that a first answer would import, before processes are forked."""
    with collecting_later():
        import babel.dates  # noqa: F401
        import py3langid.langid  # noqa: F401

        from recommender.analysis import prepare_loading
        from recommender.api import app  # noqa: F401

        prepare_loading()
