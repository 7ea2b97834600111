"""Settings of the service, from the environment: ``RECOMMENDER_…``."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from recommender.errors import SettingsError

MAX_OWNERS = 100_000


class Settings(BaseSettings):
    """What an operator can set.

    Attributes:
        models: The registry of models to serve.
        store: The address of the store of articles and overrides, ``sqlite:///PATH`` or ``postgresql://…``.
        site: The name of the site, shown on the reader page.
        as_of: A fixed moment to answer for, as a demonstration or a replay needs; by default the present.
        poll_seconds: How often a worker looks for a newly published model.
        verify: Compare every byte of a snapshot with its digests before it is served.
        editor_keys: Who may write; none means that nobody may. Comma-separated in the environment.
        reader_keys: Who may read, beside editors; none means that everybody may. Comma-separated likewise.
        cors_origins: The sites, such as ``https://news.example``, whose pages may ask the service by themselves; by
            default any page may read where everybody may. Comma-separated likewise.
        owners: For a publisher, who owns it: outlets of one owner count as one where publishers are counted. A JSON
            object in the environment, such as ``{"The Sun": "News UK", "The Times": "News UK"}``.
        breaking_publishers: By how many publishers a breaking story is told, ...
        breaking_minutes: ... within so many minutes.
        trending_publishers: By how many publishers a trending tag is used.
        max_body_bytes: The largest request body.
        max_body_seconds: The longest time that a request body may take to come.
        max_write_bytes: The largest body of articles to write.
        max_write_seconds: The longest time that such a body may take to come.
        max_write_lines: The most articles of one such body.
        max_k: The most cards of one box.
        max_batch: The most seeds of one batch.
        max_age_seconds: How long a box may be kept by browsers and caches.
    """

    model_config = SettingsConfigDict(env_prefix="RECOMMENDER_", env_ignore_empty=True, frozen=True)

    models: Path = Path("models")
    store: str | None = Field(default=None, repr=False)  # it may hold a password
    site: str = "News"
    as_of: AwareDatetime | None = None
    poll_seconds: float = Field(default=1.0, gt=0, le=3_600)
    verify: bool = True
    editor_keys: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)
    reader_keys: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    owners: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict, max_length=MAX_OWNERS)
    breaking_publishers: int = Field(default=4, ge=2, le=1_000)
    breaking_minutes: int = Field(default=60, ge=1, le=1_440)
    trending_publishers: int = Field(default=3, ge=1, le=1_000)
    max_body_bytes: int = Field(default=200_000, ge=1_000)
    max_body_seconds: float = Field(default=10, gt=0, le=3_600)
    max_write_bytes: int = Field(default=64_000_000, ge=1_000)
    max_write_seconds: float = Field(default=300, gt=0, le=3_600)
    max_write_lines: int = Field(default=20_000, ge=1)
    max_k: int = Field(default=50, ge=1, le=1_000)
    max_batch: int = Field(default=100, ge=1, le=10_000)
    max_age_seconds: int = Field(default=60, ge=0)

    @field_validator("editor_keys", "reader_keys", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("owners", mode="before")
    @classmethod
    def _read_owners(cls, value: object) -> object:
        try:
            read = json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict) or not all(isinstance(owner, str) for owner in read.values()):
            raise ValueError('expected a JSON object such as {"The Sun": "News UK"}')
        return read

    @field_validator("cors_origins")
    @classmethod
    def _expect_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or not parts.hostname
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError("expected origins such as https://news.example")
        return value

    def clock(self, now: datetime) -> datetime:
        """Return the moment to answer for: the fixed one, or the present."""
        return self.as_of or now


def read_settings() -> Settings:
    """Read the settings of the environment.

    Raises:
        SettingsError: One cannot be used; the error names it and what was expected. Values are not shown: they may be
            secrets.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = (f"RECOMMENDER_{'_'.join(map(str, p['loc'])).upper()}: {p['msg']}" for p in error.errors())
        raise SettingsError("; ".join(problems)) from None
