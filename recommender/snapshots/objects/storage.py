"""The few calls that models in an object storage need, and what can go wrong in them.

In: an address such as ``s3://bucket/models``; credentials, region and endpoint are those of the environment
(``AWS_…``, ``GOOGLE_…``, ``AZURE_…``). Out: objects. The one idea: each call ends within bounds, and an error tells a
status or a reason in few words, never what a server or a library wrote, which might hold a secret.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from recommender.errors import MissingExtraError, SettingsError, SnapshotError, UnreachableError

if TYPE_CHECKING:
    from obstore import UpdateVersion
    from obstore.store import ObjectStore

T = TypeVar("T")

SCHEMES = ("s3", "s3a", "gs", "az", "abfs", "abfss", "azure")
# Parts in which a file goes up or comes down, each with a time and tries of its own. At least 5 MiB, as S3 asks, bytes;
# by hand.
PART = 5 << 20
# Parts under way at once. At least 1, parts; by hand: 8 go down a line of a gigabit at 50 ms without pauses, and down
# one of 6 megabits within `Patience.whole`.
AT_ONCE = 8

_STATUS = re.compile(r"status code: ([1-5][0-9]{2})\b")
_CODE = re.compile(r"<Code>([A-Za-z]{1,40})</Code>")
_HTTP = re.compile(r"HTTP error: ([a-z ]{1,60})")


class ConflictError(Exception):
    """An object is not what it was when it was looked at: somebody else has written it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an object storage is waited for.

    Attributes:
        connect: For a connection. Above 0, seconds; by hand.
        silence: While nothing comes of what is read. Above 0, seconds; by hand.
        whole: For one request with its answer, of at most `PART` bytes. Above 0, seconds; by hand.
        tries: Tries again after an error of the server or the line. At least 0; by hand.
        trying: After which no further try begins. Above 0, seconds; by hand: a storage that is stalled is given up
            within `trying` + `whole`.
    """

    connect: float = 5.0
    silence: float = 10.0
    whole: float = 60.0
    tries: int = 4
    trying: float = 30.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Stored:
    """The bytes of an object, and what this state of it is known by."""

    content: bytes
    state: UpdateVersion


@dataclass(frozen=True, slots=True)
class Listed:
    """An object in a list: its key, its size in bytes, and when it was last written, by the server's clock."""

    key: str
    size: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder of an object storage; keys are relative to it.

    Attributes:
        address: Its address, without secrets, for messages.
    """

    address: str
    _client: ObjectStore = field(repr=False, compare=False)
    _writer: ObjectStore = field(repr=False, compare=False)
    _process: int = field(default_factory=os.getpid, repr=False, compare=False)

    def read(self, key: str, most: int) -> Stored | None:
        """Return an object, or None if there is none.

        Raises:
            SnapshotError: It has more bytes than `most`.
            UnreachableError: The storage does not answer.
        """
        import obstore

        def read() -> Stored:
            answer = obstore.get(self._client, key)
            if (size := answer.meta["size"]) > most:
                raise SnapshotError(self.address_of(key), f"at most {most} bytes", size)
            state: UpdateVersion = {}
            if tag := answer.meta["e_tag"]:
                state["e_tag"] = tag
            if version := answer.meta["version"]:
                state["version"] = version
            return Stored(bytes(answer.bytes()), state)

        try:
            return self._called(key, read)
        except FileNotFoundError:
            return None

    def read_part(self, key: str, begin: int, end: int) -> bytes:
        """Return the bytes of an object from `begin` to before `end`; fewer where it ends earlier.

        Raises:
            SnapshotError: There is no such object.
            UnreachableError: The storage does not answer.
        """
        import obstore

        try:
            return self._called(key, lambda: bytes(obstore.get_range(self._client, key, start=begin, end=end)))
        except FileNotFoundError:
            raise SnapshotError(self.address_of(key), "an object", "none") from None

    def list(self, prefix: str) -> Iterator[Listed]:
        """Yield the objects below a folder.

        Raises:
            UnreachableError: The storage does not answer.
        """
        import obstore

        pages = iter(obstore.list(self._client, prefix))
        while page := self._called(prefix, lambda: next(pages, None)):
            for each in page:
                yield Listed(each["path"], each["size"], each["last_modified"])

    def put(self, key: str, content: bytes | Path) -> None:
        """Write an object, whole or not at all.

        Raises:
            UnreachableError: The storage does not answer.
        """
        import obstore

        self._written(key, lambda: obstore.put(self._writer, key, content, chunk_size=PART, max_concurrency=2))

    def put_if(self, key: str, content: bytes, before: Stored | None) -> None:
        """Write an object if it still is what it was, or still is not there; `content` is nobody else's.

        Raises:
            ConflictError: Somebody else has written it.
            UnreachableError: The storage does not answer; then it may have been written all the same.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        def put() -> None:
            try:
                obstore.put(self._writer, key, content, mode="create" if before is None else before.state)
            except (AlreadyExistsError, PreconditionError) as error:
                raise ConflictError from error

        try:
            self._written(key, put)
        except (ConflictError, UnreachableError):
            # Of a try whose answer was lost the next one finds what that one wrote.
            now = self.read(key, max(len(content), 1_000))
            if now is None or now.content != content:
                raise

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects, one after another; one that is not there is deleted.

        Raises:
            UnreachableError: The storage does not answer.
        """
        import obstore

        for key in keys:
            try:
                self._called(key, lambda key=key: obstore.delete(self._client, key))  # type: ignore[misc]
            except FileNotFoundError:
                continue

    def expect_conditions(self) -> None:
        """Try whether a write is refused whose condition does not hold: some storages overlook conditions.

        Raises:
            SnapshotError: It is not.
            UnreachableError: The storage does not answer.
        """
        key = f"probe-{uuid4().hex}"
        try:
            self.put_if(key, b"first", None)
            first = self.read(key, 1_000)
            for content, before in ((b"second", None), (b"third", first), (b"fourth", first)):
                try:
                    self.put_if(key, content, before)
                    refused = False
                except ConflictError:
                    refused = True
                if refused != (content != b"third"):
                    raise SnapshotError(
                        self.address,
                        "a storage with conditional writes (If-None-Match, If-Match), without which two publishers "
                        "could undo each other",
                        "one that overlooks them" if not refused else "one that refuses each",
                    )
        finally:
            self.delete([key])

    def address_of(self, key: str) -> str:
        """Return the address of an object, for messages."""
        return f"{self.address}/{key}"

    def _written(self, key: str, call: Callable[[], T]) -> T:
        try:
            return self._called(key, call)
        except FileNotFoundError:
            raise UnreachableError(self.address_of(key), "a bucket to write to", "none") from None

    def _called(self, key: str, call: Callable[[], T]) -> T:
        """Return what a call does, with errors of our own.

        Raises:
            FileNotFoundError: There is no such object.
            UnreachableError: Anything else is wrong.
        """
        from obstore.exceptions import BaseError

        if os.getpid() != self._process:
            # Its threads do not outlive a fork, so that each call would wait for ever.
            raise UnreachableError(self.address, "a storage opened in this process", "one of a process before a fork")
        try:
            return call()
        except (BaseError, OSError) as error:
            message = str(error)
            if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in message:
                raise
            place, reason = self.address_of(key), _reason(message, type(error).__name__)
        raise UnreachableError(place, "an answer of the object storage", reason)


def open_storage(address: str) -> Storage:
    """Return the folder of an object storage; nothing is asked of it yet.

    Args:
        address: A bucket and a folder, such as ``s3://bucket/models``.

    Raises:
        MissingExtraError: The extra ``objects`` is not installed.
        SettingsError: The address or a setting of the environment, such as ``AWS_ENDPOINT_URL``, cannot be used.
    """
    parts = urlsplit(address)
    if "@" in parts.netloc or parts.query or parts.fragment or not parts.hostname:
        raise SettingsError("models: expected an address such as s3://bucket/models, without credentials")
    if parts.scheme not in SCHEMES:
        reason = "it is not shared between processes" if parts.scheme == "memory" else "it has no conditional writes"
        raise SettingsError(
            f"models: expected a folder, or an address that begins with one of {', '.join(SCHEMES)}, "
            f"found {parts.scheme}: {reason}"
        )
    _check_endpoint(endpoint())
    try:
        from obstore.exceptions import BaseError
        from obstore.store import from_url
    except ImportError:
        raise MissingExtraError("what reads and writes models in an object storage", "objects") from None
    try:
        patience = PATIENCE
        # What is sent counts as silence to the library, so that a slow line would be given up.
        reader, writer = (from_url(address, **_options(patience, silence)) for silence in (patience.silence, None))
    except (BaseError, ValueError) as error:
        reason = type(error).__name__
    else:
        return Storage(address.rstrip("/"), reader, writer)
    raise SettingsError(f"models: {address} cannot be opened ({reason}): look at the settings of its credentials")


def endpoint() -> str:
    """Return the endpoint that the environment sets for S3, or nothing."""
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _options(patience: Patience, silence: float | None) -> dict[str, Any]:
    client: dict[str, Any] = {
        "connect_timeout": timedelta(seconds=patience.connect),
        "timeout": timedelta(seconds=patience.whole),
    }
    if silence is not None:
        client["read_timeout"] = timedelta(seconds=silence)
    if endpoint().lower().startswith("http://"):
        client["allow_http"] = True  # which `_check_endpoint` has allowed
    backoff = {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=5), "base": 2}
    retry = {
        "backoff": backoff,
        "max_retries": patience.tries,
        "retry_timeout": timedelta(seconds=patience.trying),
    }
    return {"client_options": client, "retry_config": retry}


def _check_endpoint(address: str) -> None:
    """Refuse an endpoint without TLS, over which anybody on the way reads and writes models, unless it is allowed."""
    is_allowed = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true")
    if address.lower().startswith("http://") and not is_allowed and not _is_loopback(urlsplit(address).hostname):
        raise SettingsError("AWS_ENDPOINT_URL: expected https, or http on loopback; AWS_ALLOW_HTTP=true allows it")


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _reason(message: str, name: str) -> str:
    """Return in few words why a call failed; of what was written only what is known to hold no secret."""
    if "169.254.169.254" in message or "metadata.google.internal" in message:
        return "no credentials in the environment"
    known = [match[1].strip() for pattern in (_STATUS, _CODE, _HTTP) if (match := pattern.search(message))]
    if "operation timed out" in message or "TimedOut" in message or "kind: Timeout" in message:
        known.append("silence")
    return ", ".join(known) or name
