"""What many tests share: a model of the sample corpus, served, and a PostgreSQL server; the terminal door."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from recommender import Recommender, Registry, cli
from recommender.cli.demo import sample_folder, train_demo
from recommender.store import Store
from tests.support import postgresql
from tests.support.serving import KEYS, serving
from tests.support.terminal import Command, Said


@pytest.fixture(scope="session", autouse=True)
def _heed_ctrl_c() -> None:
    """Hear Ctrl-C as at a terminal: a shell tells what it starts in the background to ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_this_machine() -> Iterator[None]:
    """Serve with no setting but a test's own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("RECOMMENDER_")]:
            patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Leave the log as it was, whatever a command has set up for its process."""
    loggers = [logging.getLogger(), logging.getLogger("recommender")]
    before = [(logger, logger.handlers[:], logger.level) for logger in loggers]
    yield
    for logger, handlers, level in before:
        logger.setLevel(level)
        for handler in [each for each in logger.handlers if each not in handlers]:
            logger.removeHandler(handler)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a registry in which a model of the sample corpus is current."""
    models = tmp_path_factory.mktemp("published") / "models"
    train_demo(sample_folder(), models)
    return models


@pytest.fixture(scope="session")
def sample(published: Path) -> Recommender:
    """Return the model of the sample corpus."""
    snapshot, version = Registry(published).open_current()
    return Recommender.of_snapshot(snapshot, version=version)


@pytest.fixture(scope="module")
def client(published: Path) -> Iterator[TestClient]:
    """Return a client of a service with that model."""
    with serving(published, editor_keys=KEYS) as client:
        yield client


@pytest.fixture
def models(published: Path, tmp_path: Path) -> Path:
    """Return a copy of that registry, to change."""
    return shutil.copytree(published, tmp_path / "models")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Return a registry in which nothing is published."""
    return Registry(tmp_path / "models")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of an empty SQLite database."""
    return f"sqlite:///{tmp_path / 'store.sqlite'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return an empty store in SQLite."""
    with Store.open(url) as opened:
        yield opened


@pytest.fixture(scope="module")
def no_waiting_for_the_disk() -> Iterator[None]:
    """Skip the syncing in this process, most of the time of a small snapshot; processes that are killed do sync."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Return the address of a throwaway PostgreSQL server; where there is none, skip, but fail in CI."""
    binaries = postgresql.programs()
    if binaries is None:
        reason = "PostgreSQL is not installed (Debian: apt install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with postgresql.server(binaries) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """Return the address of an empty database of the server."""
    name = f"test_{uuid4().hex}"
    url = sa.make_url(postgresql_server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    # What a database orders texts by is not the order of code points: a store must ask for that itself.
    create = f"CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C.UTF-8' ICU_LOCALE 'en-US' LOCALE_PROVIDER icu"
    with engine.connect() as connection:
        connection.exec_driver_sql(create)
    yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs a command in this process, as the console script does."""

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["recommender", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "\x1b" not in said.out + said.err
        assert "Traceback" not in said.err
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run
