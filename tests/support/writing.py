"""What tests of writes send, and what they expect."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient

from recommender.api import schemas
from tests.support.serving import SEED, Answer, Record, cards_of, path_of

KEY = "the-key-of-an-editor"
READER_KEY = "the-key-of-a-reader"
NDJSON = {"Content-Type": "application/x-ndjson"}
STORM = {"title": "Storm Ines breaks the sea wall", "text": "Storm Ines broke the sea wall at Brannock."}
PIN = {"action": "pin", "box": "related", "article_id": SEED, "author": "Ada"}
WRITES = (
    ("PUT", path_of("a")),
    ("DELETE", path_of("a")),
    ("POST", "/v1/articles"),
    ("POST", f"{path_of('a')}/release"),
    ("GET", "/v1/overrides"),
    ("GET", "/v1/overrides/log"),
    ("GET", "/v1/overrides/1"),
    ("PUT", "/v1/overrides/1"),
    ("DELETE", "/v1/overrides/1"),
)


def put(client: TestClient, article_id: str = "a", headers: Record | None = None, **fields: Any) -> Answer:
    """Write an article about a storm."""
    return client.put(path_of(article_id), json=STORM | fields, headers=headers)


def written(answer: Answer, status: int, outcome: str) -> Record:
    """Return the record of a write, having looked at its form."""
    assert answer.status_code == status, answer.text
    record: Record = answer.json()
    assert record["outcome"] == outcome
    assert answer.headers["cache-control"] == "no-store"
    schemas.Written.model_validate(record, extra="forbid")
    return record


def lines_of(*records: object) -> bytes:
    return b"\n".join(record if isinstance(record, bytes) else json.dumps(record).encode() for record in records)


def cards_beside(client: TestClient, box: str = "related", seed: str = SEED) -> list[Record]:
    """Return the cards of a box beside an article."""
    return cards_of(client.get(path_of(seed, box)))
