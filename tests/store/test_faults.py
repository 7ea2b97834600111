"""The store under faults: a killed writer, a full disk, a lost server, a lock that is never given back."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from recommender.errors import PreconditionError, RecommenderError, StoreError
from recommender.store import Store, StoredArticle, Tombstone, database, postgresql, schema, sqlite
from recommender.store.connect import open_database
from recommender.store.database import MAX_SHARED, Writing
from tests.support.builders import article, named
from tests.support.failing_calls import lines_of, needs_failing_calls

ROOT = Path(__file__).parents[2]
# Puts and takes down for ever, and tells of each write only when it is acknowledged.
WRITER = """
import sys
from recommender.article import Article
from recommender.store import Store

store, name = Store.open(sys.argv[1]), sys.argv[2]
for number in range(1_000_000):
    ids = [f"{name}-{number}-{part}" for part in "abc"]
    store.put_many([Article.parse({"article_id": each, "text": "A word. " * 500}) for each in ids])
    store.delete(ids[0])
    print(number, flush=True)
"""


def start_writer(url: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, url, name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed_after(writer: subprocess.Popen[str], seconds: float) -> int:
    """Kill a writer so long after its first acknowledgement; return how many writes it had acknowledged."""
    assert writer.stdout is not None
    assert writer.stdout.readline() == "0\n"
    threading.Event().wait(seconds)
    writer.kill()
    lines = writer.communicate()[0].splitlines()
    assert writer.returncode == -signal.SIGKILL
    return 1 + len([line for line in lines if line.isdecimal()])


def test_no_acknowledged_write_is_lost_and_none_is_half_there_when_writers_are_killed(store_url: str) -> None:
    moments = random.Random(20260424)
    with Store.open(store_url) as store:
        for round_number in range(3):
            names = [f"{round_number}{side}" for side in "xy"]
            writers = [start_writer(store_url, name) for name in names]
            # Two at a time, so that one is killed while it waits for the other as well.
            for name, writer in zip(names, writers, strict=True):
                for number in range(killed_after(writer, moments.uniform(0, 0.1))):
                    assert isinstance(store.get(f"{name}-{number}-a"), Tombstone)
                    assert isinstance(store.get(f"{name}-{number}-b"), StoredArticle)
                    assert isinstance(store.get(f"{name}-{number}-c"), StoredArticle)
            # Whoever was there all along sees what a newcomer sees.
            with Store.open(store_url) as newcomer:
                assert store.last_change() == newcomer.last_change() == highest_change(newcomer)
                assert store.put(article(article_id=f"after {round_number}")).change == newcomer.last_change()
        followed = {each.article_id for each in store.changes_since(0, most=1_000_000).articles if each.article}
        assert followed == {each.article_id for each in store.articles().articles}


def highest_change(store: Store) -> int:
    """Return the highest number in the tables, which the sequence must have come to and not passed."""
    with store._database.read() as connection:
        highest: list[int] = [
            connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.change), 0))).scalar_one()
            for table in (schema.articles, schema.audit)
        ]
    return max(highest)


@contextmanager
def no_file_longer_than(n_bytes: int) -> Iterator[None]:
    """Make the disk full for files of this process: Python ignores the signal, and the write fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with Store.open(f"sqlite:///{file}") as store:
        store.put_many(named(*map(str, range(20)), text="A word. " * 500))
        change, size = store.last_change(), file.stat().st_size
        with no_file_longer_than(size + 10_000):
            with pytest.raises(StoreError, match=r"store\.sqlite: (disk I/O error|database or disk is full)"):
                store.put_many(named(*map(str, range(100, 200)), text="A word. " * 500))
            assert (store.last_change(), store.count()) == (change, 20)
        assert store.put(article()).change == change + 1
        with closing(store._database.engine.raw_connection()) as connection:
            assert connection.cursor().execute("PRAGMA integrity_check").fetchone() == ("ok",)


# Puts and takes down while calls fail, and tells of each write whether it is acknowledged.
UNLUCKY_WRITER = """
import sys
from recommender.article import Article
from recommender.errors import StoreError
from recommender.store import Store

with Store.open(sys.argv[1]) as store:
    store.put(Article.parse({"article_id": "first", "text": "A word."}))
    with failing(sys.argv[2], share=float(sys.argv[3])):
        for number in range(150):
            try:
                store.put(Article.parse({"article_id": str(number), "text": "A word. " * 500}))
                if number % 3 == 0:
                    store.delete(str(number))
                print(number)
            except StoreError as error:
                print(error)
    store.put(Article.parse({"article_id": "last", "text": "A word."}))
"""


@needs_failing_calls
@pytest.mark.parametrize(
    ("call", "share"), [("rw/pwrite", 0.03), ("sync/fdatasync", 0.1), ("sync/fsync", 0.3), ("rw/ftruncate", 0.1)]
)
def test_no_acknowledged_write_is_lost_where_the_disk_fails_by_chance(tmp_path: Path, call: str, share: float) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    said = lines_of(UNLUCKY_WRITER, url, f"posix/io/{call}", share)
    acknowledged = [line for line in said if line.isdecimal()]
    refusals = [line for line in said if not line.isdecimal()]
    assert acknowledged
    assert refusals
    assert all(re.search(r"disk I/O error|is full|cannot be written", line) for line in refusals), refusals
    with Store.open(url) as store:
        for number in acknowledged:
            assert isinstance(store.get(number), StoredArticle if int(number) % 3 else Tombstone)
        assert isinstance(store.get("last"), StoredArticle)
        assert len(list(store.articles().articles)) == store.count()
        with closing(store._database.engine.raw_connection()) as connection:
            assert connection.cursor().execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("content", [b"x" * 5_000, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "news.txt").write_bytes(content)
    before = dict(sqlite._Header._open)
    with pytest.raises(StoreError, match=r"news\.txt"):
        Store.open(f"sqlite:///{tmp_path / 'news.txt'}")
    assert sqlite._Header._open == before
    assert (tmp_path / "news.txt").read_bytes() == content


def test_a_connection_that_reads_while_the_store_is_closed_is_closed_after_it(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        with store._database.read() as connection:
            driver = connection.connection.driver_connection
            store.close()
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        assert isinstance(driver, sqlite3.Connection)
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            driver.execute("SELECT 1")


def test_a_connection_that_waits_while_the_store_is_closed_is_closed_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = sqlite._prepare
    opened: list[sqlite3.Connection] = []

    def close_meanwhile(connection: sqlite3.Connection, entry: object) -> None:
        prepare(connection, entry)
        opened.append(connection)
        if len(opened) == 2:
            store.close()

    monkeypatch.setattr(sqlite, "_prepare", close_meanwhile)
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        with store._database.read(), store._database.read():
            assert len(opened) == 2
        for connection in opened:
            with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
                connection.execute("SELECT 1")


def test_a_file_that_others_use_with_a_journal_of_their_own_is_refused_and_let_go(
    tmp_path: Path,
) -> None:
    path = tmp_path / "news.sqlite"
    before = dict(sqlite._Header._open)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE theirs (text)")
        with pytest.raises(StoreError, match=r"news\.sqlite"):
            Store.open(f"sqlite:///{path}")
        assert sqlite._Header._open == before


def test_a_folder_and_a_missing_file_are_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="found a folder"):
        Store.open(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreError, match="no such file"):
        Store.open(f"sqlite:///{tmp_path / 'missing'}", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_sqlite_store_keeps_a_rollback_journal_and_syncs_fully(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store, store._database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_a_descriptor_of_a_file_lives_as_long_as_the_last_store_of_it(tmp_path: Path) -> None:
    """Closing one would drop the locks that SQLite holds on the file for the whole process."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    before = set(sqlite._Header._open)
    first, second = Store.open(url), Store.open(url)
    (key,) = set(sqlite._Header._open) - before
    descriptor, users = sqlite._Header._open[key]
    assert users == 2
    first.close()
    assert os.fstat(descriptor).st_ino == key[1]
    second.close()
    assert set(sqlite._Header._open) == before
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_lost_server_connection_is_had_anew(postgresql_url: str) -> None:
    with Store.open(postgresql_url) as store, closing_database(postgresql_url) as other:
        store.put(article())
        assert store.last_change() == 1
        with other.begin() as connection:
            ended = connection.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).scalar_one()
        assert ended
        assert store.last_change() == 1
        assert store.put(article(title="After")).change == 2
        assert store.last_change() == 2


def test_a_server_that_is_gone_is_told(postgresql_url: str) -> None:
    gone = sa.make_url(postgresql_url).update_query_dict({"host": "/nowhere"})
    with pytest.raises(StoreError, match=r"^postgresql://postgres@/test_"):
        Store.open(gone.render_as_string(hide_password=False))


def test_a_server_that_answers_before_it_is_durable_is_told_to_wait(postgresql_url: str) -> None:
    with Store.open(postgresql_url) as store, store._database.begin() as connection:
        connection.exec_driver_sql("ALTER ROLE postgres SET synchronous_commit = off")
    try:
        with Store.open(postgresql_url) as store, store._database.read() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    finally:
        with closing_database(postgresql_url) as other, other.begin() as connection:
            connection.exec_driver_sql("ALTER ROLE postgres RESET synchronous_commit")


@contextmanager
def closing_database(url: str) -> Iterator[database.Database]:
    opened = open_database(url)
    try:
        yield opened
    finally:
        opened.close()


def test_a_writer_that_never_ends_is_not_waited_for_for_ever(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (sqlite, postgresql):
        monkeypatch.setattr(room, "LOCK_SECONDS", 1)
    with Store.open(store_url) as store, closing_database(store_url) as other:
        store.put(article())
        with other.engine.connect() as connection:
            stuck = connection.execution_options(writes=True)
            with stuck.begin():
                stuck.execute(sa.select(schema.sequence.c.change).with_for_update())
                with pytest.raises(StoreError, match=r"database is locked|lock timeout"):
                    store.put(article(title="Late"))
                assert store.last_change() == 1
        assert store.put(article(title="Late")).change == 2


def test_writes_of_many_threads_share_commits_and_fail_alone(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one thread writes, the others queue up; of what then goes together, a refused write undoes only itself."""
    began, go_on = threading.Event(), threading.Event()
    outcomes: dict[int, object] = {}

    def block(writing: Writing) -> None:
        began.set()
        assert go_on.wait(30)

    def put(store: Store, number: int) -> None:
        try:
            outcomes[number] = store.put(article(article_id=str(number)), if_match="*" if number % 3 == 0 else None)
        except RecommenderError as error:
            outcomes[number] = error

    numbers = range(MAX_SHARED + 30)
    with Store.open(store_url) as store:
        commits = count_commits(store._database.engine)
        threads = [threading.Thread(target=store._database.write, args=(block,))]
        threads[0].start()
        assert began.wait(30)
        threads += [threading.Thread(target=put, args=(store, number)) for number in numbers]
        for thread in threads[1:]:
            thread.start()
        while len(store._database._queue) < len(numbers):
            threading.Event().wait(0.01)
        go_on.set()
        for thread in threads:
            thread.join()
        assert len(commits) == 3
        refused = {number for number, outcome in outcomes.items() if isinstance(outcome, PreconditionError)}
        assert refused == {number for number in numbers if number % 3 == 0}
        assert store.count() == store.last_change() == len(numbers) - len(refused)


def count_commits(engine: sa.Engine) -> list[object]:
    commits: list[object] = []
    sa.event.listen(engine, "commit", commits.append)
    return commits


def test_when_a_shared_commit_fails_every_write_of_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.put(article())

        def fail(connection: ConnectionPoolEntry) -> None:
            raise sa.exc.OperationalError("COMMIT", None, OSError("no space"))

        sa.event.listen(store._database.engine, "commit", fail)
        with pytest.raises(StoreError, match="no space"):
            store.put(article(title="Lost"))
        sa.event.remove(store._database.engine, "commit", fail)
        assert (store.last_change(), store.put(article(title="Kept")).change) == (1, 2)


def test_a_fault_of_our_own_leaves_the_store_writable(store_url: str) -> None:
    def fault(writing: Writing) -> None:
        raise KeyError("a bug")

    with Store.open(store_url) as store:
        with pytest.raises(KeyError):
            store._database.write(fault)
        assert store.put(article()).change == 1


def test_a_write_that_is_refused_half_way_undoes_what_it_has_done(store_url: str) -> None:
    with Store.open(store_url) as store:

        def refused_half_way(writing: Writing) -> None:
            store.audit.write(writing, "take down", "a", "Ada", "")
            raise PreconditionError("a", "no article", "1")

        with pytest.raises(PreconditionError):
            store._database.write(refused_half_way)
        assert (store.audit.entries(), store.last_change()) == ([], 0)
        assert store.put(article()).change == 1
