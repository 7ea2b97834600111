"""Databases as corpora: our own stores, and anyone's tables, views and queries, read and never written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from recommender import read_articles
from recommender.article import Article
from recommender.errors import CorpusError
from recommender.store import Store
from tests.support.builders import named

ROWS: list[dict[str, object]] = [
    {"id": 1, "headline": "Ferry 100% late", "body": "No wind.", "pub_date": "2026-03-14 07:40:00", "internal": "x"},
    {"id": 2, "headline": "Bank: rates stay", "body": None, "pub_date": None, "internal": "y"},
    {"id": 3, "headline": None, "body": None, "pub_date": None, "internal": "z"},
]


@contextmanager
def engine_of(url: str) -> Iterator[sa.Engine]:
    parts = sa.make_url(url)
    engine = sa.create_engine(parts.set(drivername=parts.drivername.replace("postgresql", "postgresql+psycopg")))
    try:
        yield engine
    finally:
        engine.dispose()


def fill(url: str, *tables: str) -> None:
    """Make tables of articles under column names of their own, and one that holds none."""
    with engine_of(url) as engine, engine.begin() as connection:
        for name in tables:
            metadata = sa.MetaData()
            columns = [sa.Column(column, sa.Text) for column in ("headline", "body", "pub_date", "internal")]
            table = sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
            metadata.create_all(connection)
            connection.execute(table.insert(), ROWS)
        connection.exec_driver_sql("CREATE TABLE readers (name TEXT)")


def asking(url: str, **parameters: str) -> str:
    """Return an address with `table` or `query` added."""
    added = "&".join(f"{name}={quote(value)}" for name, value in parameters.items())
    return f"{url}{'&' if '?' in url else '?'}{added}"


def read(url: str, **columns: str) -> tuple[list[Article], list[CorpusError]]:
    refused: list[CorpusError] = []
    return list(read_articles(url, columns=columns or None, refused=refused.append)), refused


def test_a_database_without_an_encoding_is_taken_to_be_utf_8(postgresql_url: str) -> None:
    """PostgreSQL calls it SQL_ASCII; it keeps bytes as they come."""
    name = "bytes_alone"
    with (
        engine_of(postgresql_url) as engine,
        engine.execution_options(isolation_level="AUTOCOMMIT").connect() as server,
    ):
        server.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    url = sa.make_url(postgresql_url).set(database=name).render_as_string(hide_password=False)
    (ferry,) = named("a", title="Zoë 日本", published_at="2026-04-01")
    with Store.open(url) as store:
        store.put(ferry)
        assert list(store.articles().articles) == [ferry]
    assert read(url) == ([ferry], [])
    assert read(asking(url, query="SELECT 'b' AS id, 'Zoë 日本' AS title"))[0][0].title == ferry.title


def test_a_store_is_read_as_it_is(store_url: str) -> None:
    with Store.open(store_url) as store:
        store.put_many(named("a", "b", "c", published_at="2026-04-01"))
        store.delete("b")
    assert read(store_url) == (named("a", "c", published_at="2026-04-01"), [])


def test_an_empty_store_holds_no_article(store_url: str) -> None:
    Store.open(store_url).close()
    with pytest.raises(CorpusError, match="holds no article"):
        read(store_url)


def test_the_only_table_of_articles_is_read_and_bad_rows_are_refused_by_number(store_url: str) -> None:
    fill(store_url, "posts")
    articles, refused = read(store_url)
    assert [(one.article_id, one.title, one.text) for one in articles] == [
        ("1", "Ferry 100% late", "No wind."),
        ("2", "Bank: rates stay", ""),
    ]
    assert str(articles[0].published_at) == "2026-03-14 07:40:00+00:00"
    assert [(error.line, error.reason.partition(":")[0]) for error in refused] == [(3, "title")]


def test_of_several_tables_one_must_be_named(store_url: str) -> None:
    fill(store_url, "drafts", "posts")
    with pytest.raises(CorpusError, match=r"add \?table= with one of drafts, posts"):
        read(store_url)
    assert len(read(asking(store_url, table="posts"))[0]) == 2
    with pytest.raises(CorpusError, match="one of drafts, posts, readers"):
        read(asking(store_url, table="po'; DROP TABLE posts"))
    with pytest.raises(CorpusError, match="expected a column of titles or texts, found name"):
        read(asking(store_url, table="readers"))
    with pytest.raises(CorpusError, match="found several"):
        read(asking(store_url, table="posts", query="SELECT 1"))


def test_a_query_and_a_mapping_take_any_columns(store_url: str) -> None:
    fill(store_url, "posts")
    query = "SELECT 'n:' || id AS key, internal AS words FROM posts WHERE headline LIKE '%100%%' OR body IS NULL"
    articles, _ = read(asking(store_url, query=query), article_id="key", text="words")
    assert [(one.article_id, one.text) for one in articles] == [("n:1", "x"), ("n:2", "y"), ("n:3", "z")]
    with pytest.raises(CorpusError, match="expected a column 'key', found headline"):
        read(asking(store_url, query="SELECT headline FROM posts"), article_id="key")


@pytest.mark.parametrize("statement", ["DELETE FROM posts RETURNING headline", "DROP TABLE posts", "nonsense", " "])
def test_what_is_not_ours_is_not_written(store_url: str, statement: str) -> None:
    fill(store_url, "posts")
    with pytest.raises(CorpusError):
        read(asking(store_url, query=statement))
    assert len(read(store_url)[0]) == 2


def test_a_query_has_no_side_effect(postgresql_url: str) -> None:
    """Undoing the transaction would not be enough: numbers of a sequence are never given back."""
    with engine_of(postgresql_url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE numbers")
    with pytest.raises(CorpusError, match="read-only transaction"):
        read(asking(postgresql_url, query="SELECT nextval('numbers')::text AS title"))
    with engine_of(postgresql_url) as engine, engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT nextval('numbers')").scalar_one() == 1


def test_values_of_many_types_are_understood(postgresql_url: str) -> None:
    query = (
        "SELECT 'd9428888-122b-11e1-b85c-61cd3cbb3210'::uuid AS id, 'Ferry' AS title, ARRAY['sea','wind'] AS tags,"
        " '2026-03-14 07:40+02'::timestamptz AS published_at, '[\"https://a.example/1\"]'::jsonb AS links"
    )
    ((one,), refused) = read(asking(postgresql_url, query=query))
    assert refused == []
    assert (one.article_id, one.tags) == ("d9428888-122b-11e1-b85c-61cd3cbb3210", ("sea", "wind"))
    assert (str(one.published_at), one.links) == ("2026-03-14 05:40:00+00:00", ("https://a.example/1",))


def test_a_value_that_python_cannot_hold_costs_no_other_row(tmp_path: Path, postgresql_url: str) -> None:
    url = f"sqlite:///{tmp_path / 'news.db'}"
    with engine_of(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE posts (id TEXT, title TEXT)")
        connection.exec_driver_sql("INSERT INTO posts VALUES ('1', 'T'), ('2', CAST(x'ff' AS TEXT)), ('3', 'T')")
    articles, refused = read(url)
    assert [article.article_id for article in articles] == ["1", "3"]
    assert [error.reason for error in refused] == ["title: expected a text, found bytes"]
    times = "SELECT 'a' AS title, '{}'::timestamptz AS date UNION ALL SELECT 'b', '2026-03-14 07:40+02'"
    for value in ("infinity", "0044-03-15 BC"):
        articles, refused = read(asking(postgresql_url, query=times.format(value)))
        assert sorted(str(article.published_at) for article in articles) == ["2026-03-14 05:40:00+00:00", "None"]
        assert refused == []


def test_a_row_that_cannot_be_had_ends_the_reading_and_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.db'}"
    with engine_of(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE posts (id INTEGER)")
        for number in range(600):
            connection.exec_driver_sql(f"INSERT INTO posts VALUES ({number})")
    overflow = "CASE WHEN id = 500 THEN abs(-9223372036854775807 - 1) ELSE 'T' END"
    articles, refused = read(asking(url, query=f"SELECT id, {overflow} AS title FROM posts"))
    assert 0 < len(articles) <= 500
    assert "cannot be read from here on" in refused[0].reason


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://desk:hunter2@127.0.0.1:1/news", "postgresql://desk@127.0.0.1:1/news: cannot be read"),
        ("postgresql://desk:hunter2@db:port/news", "expected sqlite:///PATH"),
        ("mysql://desk:hunter2@db/news", "expected sqlite:///PATH"),
        ("https://desk:hunter2@news.example/feed", "expected sqlite:///PATH"),
        ("sqlite:///missing.db", "expected the file of a database, found none"),
        ("sqlite:///", "expected the file of a database, found none"),
        ("sqlite:///" + __file__, "cannot be read: file is not a database"),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url: str, said: str) -> None:
    with pytest.raises(CorpusError) as refused:
        read(url)
    assert said in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert not Path("missing.db").exists()
