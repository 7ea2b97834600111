"""Records → answers: bytes, validators and caching headers (RFC 9110).

In: a record of plain values, a page or a file. Out: a response with an ``ETag`` and ``Cache-Control``, in gzip where
the client takes it, or 304 when the client has it already. An `Answer` can be sent again, to others and at another
moment: nothing of a request is in it, and what of a request decides on its form is in `Preferences`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, NamedTuple, Self

from fastapi import Request, Response
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from recommender.api.content_coding import CODED_TYPES, LEAST_BYTES, VARY, Pieces, accepts_gzip

JSON, HTML = "application/json", "text/html; charset=utf-8"
FRAGMENT_POLICY = (
    "default-src 'none'; img-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# For caches: keep nothing; ask again at each use; anybody may keep it for some seconds.
NO_STORE, NO_CACHE, FOR_A_WHILE = "no-store", "no-cache", "public, max-age={}"


RawHeaders = list[tuple[bytes, bytes]]


def without_sharing(cache: str) -> str:
    """Return a `Cache-Control` by which no shared cache keeps an answer.

    >>> without_sharing("public, max-age=60"), without_sharing("no-cache"), without_sharing("no-store")
    ('private, max-age=60', 'private, no-cache', 'no-store')
    """
    if cache == NO_CACHE:
        return f"private, {cache}"
    return cache.replace("public", "private")


class Preferences(NamedTuple):
    """What of a request decides in which form an answer is sent, and with which key it asks.

    Attributes:
        accepts_gzip: Whether the client takes gzip.
        if_none_match: The validators that it has, None if it sends none.
        authorization: What it sends as its key, None if it sends none.
    """

    accepts_gzip: bool = False
    if_none_match: str | None = None
    authorization: str | None = None

    @classmethod
    def of(cls, headers: Sequence[tuple[bytes, bytes]]) -> Self:
        """Read them from headers; of several of one name the first counts."""
        sent = {name: value for name, value in reversed(headers) if name in _READ_HEADERS}
        codings, etags, key = (
            None if value is None else value.decode("latin-1") for value in map(sent.get, _READ_HEADERS)
        )
        return cls(codings is not None and accepts_gzip(codings), etags, key)


_READ_HEADERS = (b"accept-encoding", b"if-none-match", b"authorization")


class Answer:
    """A body with its headers, for any moment and for any client.

    Attributes:
        etag: Its validator, the same for all of its forms and moments.
        pieces: The body.
    """

    __slots__ = ("_headers", "_is_coded", "_media_type", "etag", "pieces")

    def __init__(
        self, pieces: Pieces, media_type: str, *, cache: str, etag: str | None = None, policy: str | None = None
    ) -> None:
        self.pieces = pieces
        self.etag = etag or weak_etag(b"".join(pieces.plain))
        self._media_type = media_type.encode("latin-1")
        self._headers = [
            (b"etag", self.etag.encode("latin-1")),
            (b"cache-control", cache.encode("latin-1")),
            (b"x-content-type-options", b"nosniff"),
        ]
        # A strong validator is of one form alone. A page that nobody may keep is one of the desk: its secrets do not go
        # through a compressor together with what a stranger can put into it (Gluck, Harris and Prado 2013, BREACH).
        is_secret = cache == NO_STORE and media_type != JSON
        self._is_coded = media_type in CODED_TYPES and self.etag.startswith("W/") and not is_secret
        # What a key has opened, a browser would otherwise show to a page that sends none.
        varies = [VARY] * self._is_coded + ["Authorization"] * cache.startswith("private")
        if varies:
            self._headers.append((b"vary", ", ".join(varies).encode()))
        if policy is not None:
            self._headers.append((b"content-security-policy", policy.encode("latin-1")))

    def form(self, preferences: Preferences, moment: bytes = b"") -> tuple[HTTPStatus, RawHeaders, bytes]:
        """Return the status, the headers and the body for a client, at a moment."""
        if matches(preferences.if_none_match, self.etag):
            return HTTPStatus.NOT_MODIFIED, self._headers, b""
        return (HTTPStatus.OK, *self.content(moment, gzip=preferences.accepts_gzip))

    def content(self, moment: bytes = b"", *, gzip: bool) -> tuple[RawHeaders, bytes]:
        """Return the headers and the body, in gzip if it may be and is worth it."""
        headers = self._headers
        if gzip and self._is_coded and self.pieces.plain_bytes >= LEAST_BYTES:
            body = self.pieces.gzip(moment)
            headers = [*headers, (b"content-encoding", b"gzip")]
        else:
            body = self.pieces.body(moment)
        return [*headers, (b"content-length", b"%d" % len(body)), (b"content-type", self._media_type)], body

    def response(self, request: Request, moment: bytes = b"", status: int = HTTPStatus.OK) -> Response:
        """Return the response to a request."""
        preferences = Preferences.of(request.scope["headers"])
        if status == HTTPStatus.OK and request.method == "GET":
            status, headers, body = self.form(preferences, moment)
        else:
            headers, body = self.content(moment, gzip=preferences.accepts_gzip and status == HTTPStatus.OK)
        response = Response(status_code=status)
        response.raw_headers, response.body = list(headers), body
        return response


def json_answer(
    request: Request, record: Mapping[str, Any], *, cache: str, status: int = HTTPStatus.OK, etag: str | None = None
) -> Response:
    """Return a record. Its ETag leaves the moment `as_of` out: the same cards a second later are the same answer."""
    answer = json_answer_of(record, cache=cache, etag=etag)
    return answer.response(request, moment_in(record.get("as_of")), status)


def json_answer_of(record: Mapping[str, Any], *, cache: str, etag: str | None = None) -> Answer:
    """Return a record as an answer for any moment, `as_of` in the record and in what is in it."""
    return Answer(Pieces(encode(record), moment_in(record.get("as_of"))), JSON, cache=cache, etag=etag)


def fragment_answer_of(markup: str, *, cache: str) -> Answer:
    """Return a piece of a page of others; opened by itself it runs nothing, and loads nothing but images."""
    return Answer(Pieces(markup.encode()), HTML, cache=cache, policy=FRAGMENT_POLICY)


def moment_in(as_of: str | None) -> bytes:
    """Return how JSON says the moment of an answer, as no text in it can: quotes in a text are escaped."""
    return b'"as_of":' + encode(as_of)


def html_answer(
    request: Request, page: str, *, policy: str, status: int = HTTPStatus.OK, cache: str = NO_CACHE
) -> Response:
    """Return a page with the Content-Security-Policy that it keeps."""
    answer = bytes_answer(request, page.encode(), HTML, cache=cache, status=status)
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return answer


def file_answer(request: Request, file: tuple[bytes, str] | None) -> Response:
    """Return a static file, given as its content and media type; None is answered with 404."""
    if file is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such file")
    return _file_answer_of(*file).response(request)


@cache
def _file_answer_of(body: bytes, media_type: str) -> Answer:
    """Return the answer of a file of the package, of which there are few: each is compressed once."""
    return Answer(Pieces(body), media_type, cache=FOR_A_WHILE.format(3_600))


def bytes_answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    cache: str,
    status: int = HTTPStatus.OK,
    etag: str | None = None,
) -> Response:
    """Return bytes, or 304 to a client that has them.

    Args:
        request: The request.
        body: The answer.
        media_type: Its type.
        cache: The `Cache-Control` of the answer.
        status: Its status.
        etag: Its ETag, by default made from the body.
    """
    return Answer(Pieces(body), media_type, cache=cache, etag=etag).response(request, status=status)


def weak_etag(body: bytes) -> str:
    """Return a validator of a body: equal bodies have equal ones."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def encode(record: object) -> bytes:
    """Return the JSON of a record in UTF-8, as pydantic writes it; a number that is none is null."""
    return to_json(record, inf_nan_mode="null")


def matches(if_none_match: str | None, etag: str) -> bool:
    """Compare weakly (RFC 9110, 8.8.3.2) with what a client has."""
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag.removeprefix("W/") in known
