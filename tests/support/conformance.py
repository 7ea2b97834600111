"""The service held against its own description, by schemathesis."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient


def operations_of(client: TestClient) -> list[Any]:
    """Return all calls that a service describes."""
    schemathesis = pytest.importorskip("schemathesis")

    @schemathesis.serializer("application/x-ndjson", "application/jsonl")  # type: ignore[untyped-decorator]
    def as_text(context: object, value: object) -> bytes:
        return str(value).encode("utf-8", "replace")

    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    return [found.ok() for found in schema.get_all_operations()]


def checks(*names: str) -> list[Any]:
    """Return checks of schemathesis by their names."""
    schemathesis = pytest.importorskip("schemathesis")
    return list(schemathesis.checks.CHECKS.get_by_names(list(names)))
