"""A storage that is slow, silent or killed in the middle of publishing and of fetching, and the service meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import UnreachableError
from recommender.serving import Follower
from recommender.snapshots import write_snapshot
from recommender.snapshots.objects import ObjectRegistry, storage
from recommender.snapshots.objects.storage import Patience
from recommender.snapshots.registry import Registry
from tests.support import object_storage
from tests.support.object_storage import Line, Server

LENGTH = 400_000  # numbers of 8 bytes: enough to be in the middle of


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a server of this test alone, since it is killed."""
    with object_storage.server(tmp_path) as running:
        yield running


@pytest.fixture
def line(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """Return the line to it, by which a registry finds it that has not much patience."""
    patience = Patience(connect=1, silence=2, whole=5, tries=1, trying=2)
    monkeypatch.setattr(storage, "PATIENCE", patience)
    with object_storage.line(server.port) as laid:
        object_storage.use(monkeypatch, laid.port, tmp_path / "copies")
        yield laid


@pytest.fixture
def models(line: Line) -> ObjectRegistry:
    """Return a registry at the end of the line, with one version."""
    made = ObjectRegistry.at(object_storage.new_address())
    made.publish(partial(write, 1))
    return made


def write(number: int, path: Path) -> None:
    write_snapshot(path, {"a": np.full(LENGTH, number), "b": np.full(LENGTH, number)}, {"number": number})


def number_of(models: Registry) -> int:
    snapshot, _ = models.open_current()
    numbers = {int(each) for array in snapshot.arrays.values() for each in np.unique(array)}
    assert numbers == {snapshot.facts["number"]}
    return numbers.pop()


@pytest.mark.parametrize("cut", [False, True], ids=["silent", "cut"])
def test_publishing_that_is_broken_off_leaves_the_last_version_current(
    models: ObjectRegistry, line: Line, cut: bool
) -> None:
    line.break_after(up=LENGTH * 8, cut=cut)
    with pytest.raises(UnreachableError, match="expected an answer of the object storage"):
        models.publish(partial(write, 2))
    line.mend()
    assert (models.versions(), number_of(models)) == (["000001"], 1)
    assert models.publish(partial(write, 3)) == models.current()
    assert number_of(models) == 3


@pytest.mark.parametrize("cut", [False, True], ids=["silent", "cut"])
def test_fetching_that_is_broken_off_leaves_nothing_and_is_done_again(
    models: ObjectRegistry, line: Line, tmp_path: Path, cut: bool
) -> None:
    other = replace(models, path=tmp_path / "other")
    line.break_after(down=LENGTH * 8, cut=cut)
    with pytest.raises(UnreachableError):
        other.open_current()
    assert other.local_versions() == []
    assert list((tmp_path / "other" / "versions").iterdir()) == []
    line.mend()
    assert number_of(other) == 1


def test_a_line_that_is_slow_is_no_error(models: ObjectRegistry, line: Line, tmp_path: Path) -> None:
    line.slow_down(2_000_000)
    assert number_of(replace(models, path=tmp_path / "other")) == 1
    models.publish(partial(write, 2))
    assert number_of(models) == 2


def test_a_storage_that_loses_all_is_begun_anew(models: ObjectRegistry, server: Server) -> None:
    server.kill()
    with pytest.raises(UnreachableError):
        models.publish(partial(write, 2))
    server.start()
    assert models.versions() == []
    assert models.publish(partial(write, 3)) == "000001"
    assert number_of(models) == 3  # and not the copy of the version that had this number before


@pytest.mark.slow
def test_a_service_goes_on_with_its_model_while_the_storage_is_away_and_swaps_when_it_is_back(
    line: Line, server: Server, published: Path, tmp_path: Path
) -> None:
    made = ObjectRegistry.at(object_storage.new_address())
    trained, _ = Registry(published).open_current()
    save = partial(write_snapshot, arrays=trained.arrays, facts=trained.facts)
    made.publish(save)
    machine = replace(made, path=tmp_path / "machine")
    follower = Follower(machine)
    follower.start()
    follower.settle()
    assert follower.recommender is not None
    assert follower.failure is None
    server.pause()
    follower.poll()
    assert "expected an answer of the object storage" in str(follower.failure)
    assert follower.recommender.version == "000001"
    late = Follower(machine)
    late.start()
    late.settle()
    assert late.recommender is not None
    assert late.recommender.version == "000001"
    assert "expected an answer of the object storage" in str(late.damaged)
    server.resume()
    made.publish(save)
    for each in (follower, late):
        each.poll()
        assert each.recommender is not None
        assert each.recommender.version == made.current()
        assert (each.failure, each.damaged) == (None, None)
    line.break_after(down=200_000)
    nobody = Follower(replace(made, path=tmp_path / "nobody"))
    nobody.start()
    assert nobody.recommender is None
    line.mend()
    nobody.poll()
    assert nobody.recommender is not None
