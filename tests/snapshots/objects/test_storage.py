"""What an object storage is asked, and what no message shows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recommender.errors import SettingsError, UnreachableError
from recommender.snapshots import registry_at
from recommender.snapshots.objects import open_storage
from recommender.snapshots.objects.storage import ConflictError, Storage
from tests.support.object_storage import SECRET, Server


@pytest.fixture
def storage(address: str) -> Storage:
    return open_storage(address)


def test_what_is_written_is_read_and_listed_until_it_is_deleted(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc" * 4_000_000)  # in parts
    storage.put("a/b", b"bytes")
    storage.put("a/c", tmp_path / "file")
    assert {each.key: each.size for each in storage.list("a")} == {"a/b": 5, "a/c": 12_000_000}
    assert storage.read_part("a/c", 11_999_997, 12_000_005) == b"abc"
    stored = storage.read("a/b", 5)
    assert stored is not None
    assert stored.content == b"bytes"
    storage.delete(["a/b", "a/c", "never there"])
    assert list(storage.list("")) == []
    assert storage.read("a/b", 5) is None


def test_a_write_with_a_condition_that_does_not_hold_is_refused(storage: Storage) -> None:
    storage.put_if("current", b"one", None)
    one = storage.read("current", 10)
    storage.put_if("current", b"two", one)
    for before in (None, one):
        with pytest.raises(ConflictError):
            storage.put_if("current", b"three", before)
    storage.put_if("current", b"two", one)  # as after a try whose answer was lost
    now = storage.read("current", 10)
    assert now is not None
    assert now.content == b"two"


def test_a_storage_with_conditions_is_known_by_a_probe_that_leaves_nothing(storage: Storage) -> None:
    storage.expect_conditions()
    assert list(storage.list("")) == []


@pytest.mark.parametrize(
    "address",
    ["s3://key:secret-word@bucket/models", "s3://bucket/models?secret-word=1", "s3:///secret-word", "memory://models",
     "sftp://host/models", "http://host/models", "file://host/models"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(SettingsError, match="models: expected") as caught:
        registry_at(address)
    assert "secret-word" not in str(caught.value)


def test_a_folder_is_a_folder_by_each_of_its_addresses(tmp_path: Path) -> None:
    for address in (tmp_path, str(tmp_path), tmp_path.as_uri()):
        assert registry_at(address).path == tmp_path


def test_plain_http_is_for_loopback_unless_it_is_allowed(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://secret-word@storage.example")
    with pytest.raises(SettingsError, match="AWS_ALLOW_HTTP=true allows it") as caught:
        open_storage(address)
    assert "secret-word" not in str(caught.value)
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    open_storage(address)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"])
def test_the_endpoint_is_read_under_each_of_its_names(
    shared_server: Server, address: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv(name, f"http://127.0.0.1:{shared_server.port}")
    open_storage(address).put("a", b"")


def test_no_message_or_repr_has_a_secret(storage: Storage, address: str) -> None:
    bucket = open_storage("s3://no-such-bucket/models")
    with pytest.raises(UnreachableError) as caught:
        bucket.put("a", b"")
    with pytest.raises(UnreachableError) as listed:
        list(bucket.list(""))
    for shown in (repr(storage), str(caught.value), repr(caught.value), str(listed.value), repr(registry_at(address))):
        assert SECRET not in shown
    assert "NoSuchBucket" in str(listed.value)


def test_a_storage_of_before_a_fork_says_so_rather_than_wait_for_ever(storage: Storage) -> None:
    storage.put("a", b"")
    child = os.fork()
    if child == 0:
        try:
            storage.read("a", 10)
        except UnreachableError:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
