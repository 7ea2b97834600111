"""Settings of the service.

In: the environment, ``RECOMMENDER_…``. Out: checked values, or an error that names each setting that cannot be used.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from recommender.errors import SettingsError

PREFIX = "RECOMMENDER_"
# What Kubernetes and Docker tell each container beside a service called "recommender", and what the notebooks read.
OF_OTHERS = re.compile(r"(?:SERVICE_HOST|SERVICE_PORT|PORT|NAME|ENV|CORPUS|QRELS)(?:_|\Z)")
CLOSE = 0.8  # From where a name may be meant for another. In [0, 1], a share of characters; by hand, a slip or two.
MAX_OWNERS = 100_000
# A key may be guessed at as fast as the service answers. At least 1, characters; by hand: 96 bits in base64.
SHORTEST_KEY = 16


def _in(unit: str) -> FieldInfo:
    """Return the unit of a setting; the page of settings is made from these (`docs/make_settings.py`)."""
    info: FieldInfo = Field(json_schema_extra={"unit": unit})
    return info


Seconds = Annotated[float, _in("seconds")]
Bytes = Annotated[int, _in("bytes")]
Publishers = Annotated[int, _in("publishers")]
Keys = Annotated[tuple[str, ...], NoDecode, _in("keys, separated by commas")]
# What everybody may read: all; all but the texts of articles; nothing.
Public = Literal["all", "boxes", "none"]


class Settings(BaseSettings):
    """What an operator can set: each field says what it does, its bounds and its unit."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    models: Annotated[Path | str, _in("path or address")] = Field(
        default=Path("models"),
        description="The models to serve: a folder, or an address in an object storage such as `s3://bucket/models`.",
    )
    models_cache: Annotated[Path | None, _in("path")] = Field(
        default=None,
        description="The folder for this machine's copies of models in an object storage; by default in the user's "
        "cache. All processes of a machine share it.",
    )
    store: Annotated[str | None, _in("address")] = Field(
        default=None,
        repr=False,  # it may hold a password
        description="The store of articles and overrides, `sqlite:///PATH` or `postgresql://…`; without one, a model "
        "is served as it was trained.",
    )
    ledger: Annotated[Path | None, _in("path")] = Field(
        default=None,
        description="A file apart from the store with its take-downs and holds, so that restoring an older copy of the "
        "store undoes none; by default beside a SQLite file, and none for PostgreSQL.",
    )
    site: Annotated[str, _in("text")] = Field(default="News", description="The name of the site, on the reader pages.")
    site_url: Annotated[str | None, _in("origin")] = Field(
        default=None,
        description="Where readers reach the reader pages, such as `https://reader.example`: the address that they "
        "give as their own, since the host that a request names is not to be trusted.",
    )
    as_of: Annotated[AwareDatetime | None, _in("ISO 8601 time with its zone")] = Field(
        default=None,
        description="A fixed moment to answer for, as a demonstration or a replay needs; by default the present.",
    )
    poll_seconds: Seconds = Field(
        default=1.0,
        gt=0,
        le=3_600,
        description="How often a worker looks for a newly published model, and for changes that wait.",
    )
    lease_seconds: Seconds = Field(
        default=0,
        ge=0,
        le=300,
        description="For replicas on one PostgreSQL: how long one goes on answering when it cannot reach the store. A "
        "write is acknowledged when each replica has it, or has been silent for so long. With 0 they go on for as long "
        "as the store is away, and no write waits for them.",
    )
    verify: Annotated[bool, _in("true or false")] = Field(
        default=True,
        description="Compare every byte of a snapshot with its digests: of the first after the start beside its first "
        "answers, of later ones before they are served.",
    )
    editor_keys: Keys = Field(default=(), repr=False, description="Who may write; without keys nobody may.")
    reader_keys: Keys = Field(
        default=(), repr=False, description="Who may read, beside editors; without keys everybody may."
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode, _in("origins, separated by commas")] = Field(
        default=(),
        description="The sites, such as `https://news.example`, whose pages may ask the service by themselves; by "
        "default any page may read where everybody may.",
    )
    publishable_keys: Keys = Field(
        default=(),
        repr=False,
        description="Keys that may stand in a page, for all to see: with one, the pages of `RECOMMENDER_CORS_ORIGINS` "
        "read boxes and cards, and nothing else.",
    )
    public: Annotated[Public | None, _in("all, boxes or none")] = Field(
        default=None,
        description="What everybody may read without a key: `all`; `boxes`, which is all but the articles' texts; or "
        "`none`. By default `none` where readers have keys, and else `all`.",
    )
    owners: Annotated[dict[str, str], NoDecode, _in("JSON object")] = Field(
        default_factory=dict,
        max_length=MAX_OWNERS,
        description='Who owns a publisher, such as `{"The Sun": "News UK", "The Times": "News UK"}`: outlets of one '
        "owner count as one where publishers are counted.",
    )
    breaking_publishers: Publishers = Field(
        default=4,
        ge=2,
        le=1_000,
        description="How many independent publishers must tell a story for it to be breaking.",
    )
    breaking_minutes: Annotated[int, _in("minutes")] = Field(
        default=60, ge=1, le=1_440, description="Within how many minutes they must tell it."
    )
    trending_publishers: Publishers = Field(
        default=3, ge=1, le=1_000, description="How many independent publishers must use a tag for it to be trending."
    )
    max_body_bytes: Bytes = Field(default=200_000, ge=1_000, description="The largest body of a request.")
    max_body_seconds: Seconds = Field(
        default=10, gt=0, le=3_600, description="The longest time that the body of a request may take to come."
    )
    max_write_bytes: Bytes = Field(default=64_000_000, ge=1_000, description="The largest body of a write of articles.")
    max_write_seconds: Seconds = Field(
        default=300, gt=0, le=3_600, description="The longest time that such a body may take to come."
    )
    max_write_lines: Annotated[int, _in("articles")] = Field(
        default=20_000, ge=1, description="The most articles of one body."
    )
    max_k: Annotated[int, _in("cards")] = Field(
        default=50, ge=1, le=1_000, description="The most cards that a request may ask for."
    )
    max_batch: Annotated[int, _in("seeds")] = Field(
        default=100, ge=1, le=10_000, description="The most seeds of one batch."
    )
    max_batch_cards: Annotated[int, _in("cards")] = Field(
        default=500,
        ge=1,
        description="The most cards of one batch, its seeds times its `k`: so many take about half a second.",
    )
    max_kept_bytes: Bytes = Field(
        default=64_000_000,
        ge=0,
        description="The most memory of a worker for answers that it keeps, to send them again as long as they are "
        "current; 0 keeps none.",
    )
    max_age_seconds: Annotated[int, _in("seconds")] = Field(
        default=60, ge=0, description="How long browsers and caches may keep a box."
    )
    log_format: Annotated[Literal["text", "json"], _in("text or json")] = Field(
        default="text", description="The lines that `recommender serve` writes to stderr; JSON is an object a line."
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], _in("debug, info, warning or error")] = Field(
        default="info", description="The least weighty lines that `recommender serve` writes."
    )
    access_log: Annotated[bool, _in("true or false")] = Field(
        default=False,
        description="Write a line for each request: method, route, status, time and id, but no address and no text. "
        "Each answer then has an `X-Request-ID`, that of the request if it sends one.",
    )
    slow_seconds: Seconds = Field(
        default=1.0, gt=0, le=3_600, description="A request that takes so long is in the log as slow."
    )

    @field_validator("editor_keys", "reader_keys", "publishable_keys", "cors_origins", mode="before")
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

    @field_validator("models")
    @classmethod
    def _expect_place(cls, value: Path | str) -> Path | str:
        return value if "://" in str(value) else Path(value)

    @field_validator("cors_origins")
    @classmethod
    def _expect_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(_is_origin, value)):
            raise ValueError("expected origins such as https://news.example")
        return value

    @field_validator("site_url")
    @classmethod
    def _expect_origin(cls, value: str | None) -> str | None:
        if value is not None and not _is_origin(value):
            raise ValueError("expected an origin such as https://reader.example")
        return value

    @field_validator("editor_keys", "reader_keys", "publishable_keys")
    @classmethod
    def _expect_long_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(key) < SHORTEST_KEY for key in value):
            raise ValueError(f"expected keys of at least {SHORTEST_KEY} characters, as openssl rand -hex 32 makes them")
        return value

    @field_validator("publishable_keys")
    @classmethod
    def _expect_publishable(cls, value: tuple[str, ...], others: ValidationInfo) -> tuple[str, ...]:
        secret = {*others.data.get("editor_keys", ()), *others.data.get("reader_keys", ())}
        if not secret.isdisjoint(value):
            raise ValueError("expected keys that are not those of an editor or a reader: everybody will know them")
        if value and not others.data.get("cors_origins"):
            raise ValueError("expected RECOMMENDER_CORS_ORIGINS, the sites whose pages may send these keys")
        return value

    @field_validator("public")
    @classmethod
    def _expect_readers(cls, value: Public | None, others: ValidationInfo) -> Public | None:
        if value == "none" and not any(others.data.get(f"{each}_keys") for each in ("editor", "reader", "publishable")):
            raise ValueError("expected RECOMMENDER_READER_KEYS: without any key nobody could read")
        return value

    @property
    def everybody_reads(self) -> Public:
        """Return what may be read without a key."""
        return self.public or ("none" if self.reader_keys else "all")

    def clock(self, now: datetime) -> datetime:
        """Return the moment to answer for: the fixed one, or the present."""
        return self.as_of or now


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text == f"{parts.scheme}://{parts.netloc}"


def read_settings() -> Settings:
    """Read the settings of the environment.

    Raises:
        SettingsError: One cannot be used, or there is none of that name; the error names it and what was expected.
            Values are not shown: they may be secrets.
    """
    if problems := list(map(_unknown, unknown_names(os.environ))):
        raise SettingsError("; ".join(problems))
    try:
        return Settings()
    except ValidationError as error:
        problems = [f"{PREFIX}{'_'.join(map(str, p['loc'])).upper()}: {p['msg']}" for p in error.errors()]
        raise SettingsError("; ".join(problems)) from None


def unknown_names(environment: Iterable[str]) -> list[str]:
    """Return the names in an environment that look like a setting and are none, sorted.

    >>> unknown_names(["RECOMMENDER_STROE", "recommender_store", "RECOMMENDER_PORT_8000_TCP_ADDR", "PATH"])
    ['RECOMMENDER_STROE']
    """
    names = ((name, name.upper().removeprefix(PREFIX)) for name in environment if name.upper().startswith(PREFIX))
    return sorted(name for name, own in names if own.lower() not in Settings.model_fields and not OF_OTHERS.match(own))


def _unknown(name: str) -> str:
    known = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
    close = get_close_matches(name.upper(), known, n=1, cutoff=CLOSE)
    return f"{name}: no such setting" + (f"; is it {close[0]}?" if close else "")
