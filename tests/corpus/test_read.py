"""The corpus: every format gives the same articles, and what is damaged costs nothing else."""

from __future__ import annotations

import csv
import gzip
import io
import json
import logging
import re
import sys
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import Article
from recommender.corpus import files, read_articles, table
from recommender.corpus.captured import page_record
from recommender.corpus.mapping import Columns
from recommender.corpus.run_together import lost_gaps, with_line_feeds
from recommender.errors import ArticleError, CorpusError
from tests.support.builders import law_of_fixtures

LAW = settings(law_of_fixtures, max_examples=60)
NEWS = Path(__file__).parents[3] / "shared" / "news"

FERRY = {
    "article_id": "ferry-1",
    "title": "Ferry returns to Portlea",
    "text": "It sailed at dawn, “full”.\nCrowds came; some wept.",
    "url": "https://news.example/ferry",
    "publisher": "Harbour Post",
    "published_at": "2026-03-14T07:40:00Z",
    "section": "Transport",
    "language": "en",
    "kind": "news",
    "tags": ["ferry", "Portlea"],
    "authors": ["Ada Okafor"],
    "links": ["Why the ferry stopped"],
}
MILL = {"article_id": "mill-2", "title": "Old mill, new owner", "text": "Sold.", "kind": "news"}

PAGE = """harbour post logo
ferrybudgetportleamayor

Ferry Returns To Portlea After A Winter Of Repairs

Mayor Ines Vane at the quay in PortleaThe ferry came back on Sunday.Crowds, led by Ann McDonald, filmed it \
for YouTube.\xa0 “It is late,” said Mr.Reed of the E.U.He left at 3.45.“But it sails.”Related...Why The Ferry \
StoppedMayor Vane Faces McDonald Over The BillIs This The End Of The Old Quay?

Comments

Similar News

Breaking news
"""


def lines_of(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def csv_of(*records: dict[str, Any], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]), delimiter=delimiter)
    writer.writeheader()
    for record in records:
        writer.writerow({name: json.dumps(v) if isinstance(v, list) else v for name, v in record.items()})
    return out.getvalue().encode()


def parquet_of(**columns: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(source: str | Path, **columns: str) -> tuple[list[Article], list[CorpusError]]:
    """Read a source to its end, one without any article too."""
    refused: list[CorpusError] = []
    articles: list[Article] = []
    try:
        articles.extend(read_articles(source, columns=columns, refused=refused.append))
    except CorpusError as error:
        assert not articles, "a source with articles must not raise"
        refused.append(error)
    return articles, refused


def expect_whole_or_refused(path: Path) -> None:
    """See that what is read is whole, and that a file of which nothing is read is refused by its name."""
    articles, refused = read(path)
    assert articles or refused
    assert all(Article.parse(article.to_record()) == article for article in articles)
    assert all(str(path) in str(error) for error in refused)


def refuse_none(error: CorpusError) -> None:
    raise AssertionError(str(error))


def only(source: Path, **columns: str) -> Article:
    (article,) = read_articles(source, columns=columns, refused=refuse_none)
    return article


def mapped(record: dict[str, object], **columns: str) -> Article:
    return Columns(columns).article({"title": "Ferry", "id": "f"} | record)


# Formats


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("news.jsonl", lines_of(FERRY, MILL)),
        ("news.ndjson", b"\n" + lines_of(FERRY) + b"\r\n" + lines_of(MILL).rstrip()),
        ("news.jsonl.gz", gzip.compress(lines_of(FERRY)) + gzip.compress(lines_of(MILL))),
        ("news.jsonl.zst", zstandard.compress(lines_of(FERRY)) + zstandard.compress(lines_of(MILL))),
        ("news.json", json.dumps([FERRY, MILL]).encode()),
        ("news.json", json.dumps([FERRY, MILL], indent=2).encode()),
        ("news.json", lines_of(FERRY, MILL)),
        ("news.json.gz", gzip.compress(json.dumps([FERRY, MILL]).encode())),
        ("news.csv", lines_of(FERRY, MILL)),
        ("news.csv", csv_of(FERRY, MILL)),
        ("news.csv", csv_of(FERRY, MILL, delimiter=";")),
        ("news.csv.gz", b"\xef\xbb\xbf" + csv_of(FERRY, MILL)),
        ("news.tsv", csv_of(FERRY, MILL, delimiter="\t")),
        ("news.txt", csv_of(FERRY, MILL, delimiter="|")),
        ("news", csv_of(FERRY, MILL)),
        ("news.parquet", parquet_of(**{name: [FERRY[name], MILL.get(name)] for name in FERRY})),
        ("news.dat", parquet_of(**{name: [FERRY[name], MILL.get(name)] for name in FERRY})),
    ],
)
def test_every_format_gives_the_same_articles(tmp_path: Path, name: str, content: bytes) -> None:
    articles, refused = read(put(tmp_path, name, content))
    assert [article.to_record() for article in articles] == [FERRY, MILL]
    assert refused == []


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_file_may_be_one_article(tmp_path: Path, indent: int | None) -> None:
    assert only(put(tmp_path, "a.json", json.dumps(FERRY, indent=indent))).to_record() == FERRY


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.html", b"", "the file is empty"),
        ("sitemap.xml", b'<?xml version="1.0"?><urlset/>', "XML of an unknown kind, which begins with 'urlset'"),
        ("feed.json", b'{"version": "https://jsonfeed.org/version/1", "items": []}', "holds no article"),
        ("news.zip", b"PK\x03\x04rest", "cannot be unpacked: File is not a zip file"),
        ("news.db", b"SQLite format 3\x00", "a database file (without sqlite:/// before its path)"),
        ("news.csv", "titre,corps\n".encode("utf-16"), "UTF-16"),
        ("news.txt", b"Just some words.\n", "the format is not known"),
        ("news.parquet", b"title,text\n", "not a readable Parquet file"),
        ("news.jsonl", b"", "the file is empty"),
        ("news.csv", b"title,text\n", "holds no article"),
        ("news.json", b"[", "not JSON"),
        ("news.jsonl.gz", gzip.compress(lines_of(FERRY))[:12], "cut off"),
    ],
)
def test_what_nobody_can_read_is_an_error_that_says_what_is_expected(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(CorpusError, match=re.escape(said)) as caught:
        list(read_articles(put(tmp_path, name, content)))
    assert caught.value.path == str(tmp_path / name)


@pytest.mark.parametrize("source", ["", "no/such/file.jsonl", "a\x00b", "x" * 5000])
def test_a_source_that_does_not_exist_is_an_error_at_once(source: str) -> None:
    with pytest.raises(CorpusError, match="expected a file or a folder"):
        read_articles(source)


# Damage


def test_a_bad_line_is_reported_and_the_rest_loads(tmp_path: Path) -> None:
    lines = [b'{"id": "a", "title": "A"}', b"{cut", b"[1]", b'{"id": "b"}', b'{"id": "c", "title": "C"}']
    articles, refused = read(put(tmp_path, "news.jsonl", b"\n".join(lines)))
    assert [article.article_id for article in articles] == ["a", "c"]
    assert [(error.line, error.reason) for error in refused] == [
        (2, "not JSON: Expecting property name enclosed in double quotes at character 2"),
        (3, "expected a JSON object, found a list"),
        (4, "title: expected a title or a text, found neither"),
    ]


def test_a_bad_first_line_does_not_turn_lines_into_a_document(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.json", b'{"id": "x", "ti\n' + lines_of(FERRY)))
    assert [len(articles), refused[0].line] == [1, 1]


def test_json_nested_too_deeply_or_with_numbers_too_long_is_refused(tmp_path: Path) -> None:
    lines = [b'{"id": ' + b"[" * 200_000, b'{"id": ' + b"9" * 5_000 + b"}", json.dumps(FERRY).encode()]
    articles, refused = read(put(tmp_path, "news.jsonl", b"\n".join(lines)))
    assert len(articles) == 1
    assert [error.line for error in refused] == [1, 2]
    assert refused[0].reason == "JSON nested too deeply"
    assert mapped({"tags": "[" * 200_000 + "]"}).tags == ()


def test_a_raw_control_character_in_json_is_no_fault(tmp_path: Path) -> None:
    assert only(put(tmp_path, "news.jsonl", b'{"id": "a", "title": "A\tb\x00"}\n')).title == "A b"


def test_a_bad_record_of_a_list_is_reported_by_its_number(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.json", json.dumps([FERRY, 5, {"id": "x"}, MILL])))
    assert len(articles) == 2
    assert [error.line for error in refused] == [2, 3]


def test_by_default_a_refusal_is_logged_without_the_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bad = {"id": "x", "title": "secret", "text": ["secret"], "tags": "secret"}
    path = put(tmp_path, "news.jsonl", lines_of(FERRY, bad) + b'{"title": "secret\n')
    assert len(list(read_articles(path))) == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert f"{path}:2: text: expected a text" in caplog.text
    assert f"{path}:3: not JSON" in caplog.text
    assert "secret" not in caplog.text


def test_a_source_whose_every_record_is_refused_is_an_error_at_its_end(tmp_path: Path) -> None:
    refused: list[CorpusError] = []
    path = put(tmp_path, "news.jsonl", b"{}\nx\n")
    with pytest.raises(CorpusError, match=r"gave no article: 2 refused, the first of them .*:1: title"):
        list(read_articles(path, refused=refused.append))
    assert len(refused) == 2


def test_a_caller_may_stop_at_the_first_refusal(tmp_path: Path) -> None:
    def stop(error: CorpusError) -> None:
        raise error

    articles = read_articles(put(tmp_path, "news.jsonl", lines_of(FERRY) + b"x\n"), refused=stop)
    assert next(articles).article_id == "ferry-1"
    with pytest.raises(CorpusError, match="not JSON"):
        next(articles)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_cut_short_gives_what_was_whole_and_then_a_refusal(tmp_path: Path, pack: Any) -> None:
    records = [{"id": str(n), "title": f"Story {n * n * 7919}"} for n in range(500)]
    whole = pack(lines_of(*records))
    for kept in (len(whole) - 1, len(whole) * 3 // 4):
        articles, refused = read(put(tmp_path, "news.jsonl.gz", whole[:kept]))
        assert [article.article_id for article in articles] == [str(n) for n in range(len(articles))]
        (error,) = refused
        assert "cut off" in error.reason
        assert error.line in (len(articles) + 1, None)


@pytest.mark.parametrize(
    ("module", "extra", "name", "content"),
    [
        ("pyarrow", "parquet", "a.parquet", b"PAR1"),
        ("zstandard", "zstd", "a.jsonl.zst", zstandard.compress(lines_of(MILL))),
    ],
)
def test_without_its_extra_a_file_costs_itself_alone_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str, content: bytes
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    put(tmp_path, name, content)
    put(tmp_path, "b.jsonl", lines_of(FERRY))
    articles, refused = read(tmp_path)
    assert [article.article_id for article in articles] == ["ferry-1"]
    assert [error.path for error in refused] == [str(tmp_path / name)]
    assert refused[0].reason.endswith(f" is missing: pip install 'related-news-recommender[{extra}]'")


def test_a_packed_file_with_a_flipped_byte_is_a_refusal(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(lines_of(*[FERRY] * 50)))
    packed[-6] ^= 1  # in the checksum
    articles, refused = read(put(tmp_path, "news.jsonl.gz", bytes(packed)))
    assert len(articles) == 50
    assert ["CRC" in error.reason for error in refused] == [True]


def test_bytes_that_are_not_utf_8_are_replaced(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.jsonl", b'{"id": "a", "title": "caf\xe9"}\n'))
    assert articles[0].title == "caf\ufffd"
    assert refused == []


def test_a_line_too_long_is_refused_and_the_rest_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 100)
    monkeypatch.setattr(files, "_PIECE_BYTES", 30)
    short = b'{"id": "a", "title": "A"}'
    exact = short[:-2] + b"A" * (100 - len(short) - 1) + b'"}\n'
    articles, refused = read(put(tmp_path, "news.jsonl", short + b"\n" + b"x" * 999 + b"\n" + exact + b"y" * 999))
    assert [len(article.title) for article in articles] == [1, 75]
    assert [error.line for error in refused] == [2, 4]


def test_a_bomb_is_read_in_bounded_memory(tmp_path: Path) -> None:
    bomb = zstandard.compress(lines_of(FERRY) + bytes(150_000_000) + b"\n" + lines_of(MILL))
    assert len(bomb) < 20_000
    path = put(tmp_path, "bomb.jsonl.zst", bomb)
    tracemalloc.start()
    articles, refused = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(articles), len(refused)] == [2, 1]
    assert peak < 60_000_000


@LAW
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    st.sampled_from(["a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.txt", "a.gz", "a"]),
    st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PAR1", b"title,text\n", b"x logo\n", b"[", b"{"]),
)
def test_random_bytes_raise_nothing_but_a_corpus_error(tmp_path: Path, content: bytes, name: str, start: bytes) -> None:
    expect_whole_or_refused(put(tmp_path, name, start + content))


@LAW
@given(st.data())
def test_a_damaged_file_raises_nothing_but_a_corpus_error(tmp_path: Path, data: st.DataObject) -> None:
    whole = {
        "a.jsonl.gz": gzip.compress(lines_of(FERRY, MILL)),
        "a.jsonl.zst": zstandard.compress(lines_of(FERRY, MILL)),
        "a.csv": csv_of(FERRY, MILL),
        "a.parquet": parquet_of(title=["A", "B"], published=[date(2026, 3, 14), None], tags=[["x"], []]),
        "a.txt": PAGE.encode(),
    }
    name = data.draw(st.sampled_from(sorted(whole)))
    damaged = bytearray(whole[name])
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    expect_whole_or_refused(put(tmp_path, name, bytes(damaged[: data.draw(st.integers(0, len(damaged)))])))


# Columns


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("guid", "g", "article_id", "g"),
        ("Headline", "H", "title", "H"),
        ("articleBody", "B", "text", "B"),
        ("content", "B", "text", "B"),
        ("short_description", "B", "text", "B"),
        ("Link", "https://a.example/1", "url", "https://a.example/1"),
        ("source", "Harbour Post", "publisher", "Harbour Post"),
        ("datePublished", "2026-03-14", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("Publish Date", "2026/03/14", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("date", "March 14, 2026", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("date", "14 Mar 2026", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("date", "2026-03-14 07:40:00 UTC", "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("TIMESTAMP", 1773474000, "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("timestamp", "1773474000000", "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("dateModified", "2026-03-15", "updated_at", datetime(2026, 3, 15, tzinfo=UTC)),
        ("articleSection", ["Transport", "Local"], "section", "Transport"),
        ("category", "Transport", "section", "Transport"),
        ("inLanguage", {"@type": "Language", "name": "English", "alternateName": "en"}, "language", "en"),
        ("lang", "eng", "language", "en"),
        ("@type", "OpinionNewsArticle", "kind", "opinion"),
        ("@type", ["WebPage"], "kind", "news"),
        ("keywords", "ferry, Portlea", "tags", ("ferry", "Portlea")),
        ("keywords", "Portlea, north; ferry", "tags", ("Portlea, north", "ferry")),
        ("tags", '["ferry, old", "quay"]', "tags", ("ferry, old", "quay")),
        ("tags", "['ferry', \"Reed's quay\"]", "tags", ("ferry", "Reed's quay")),
        ("tags", "ferry|quay", "tags", ("ferry", "quay")),
        ("byline", "By Ada Okafor; Bo Reed", "authors", ("Ada Okafor", "Bo Reed")),
        ("author", [{"name": "Ada Okafor"}, {"name": "Bo Reed"}], "authors", ("Ada Okafor", "Bo Reed")),
        ("author", {"@type": "Person", "name": "Ada Okafor"}, "authors", ("Ada Okafor",)),
        ("publisher", {"@type": "Organization", "name": "Harbour Post"}, "publisher", "Harbour Post"),
        ("image", [{"url": "https://a.example/1.jpg"}], "image_url", "https://a.example/1.jpg"),
        ("image", "//a.example/1.jpg", "image_url", "https://a.example/1.jpg"),
        ("url", "/news/1", "url", None),
        ("related", "https://a.example/1;2;https://a.example/3", "links", ("https://a.example/1;2", "https://a.example/3")),
        ("text", float("nan"), "text", ""),
    ],
)  # fmt: skip
def test_the_usual_names_and_forms_are_known(column: str, value: object, field: str, expected: object) -> None:
    record: dict[str, object] = {"id": "f", "title": "Ferry"}
    record.pop({"article_id": "id"}.get(field, field), None)
    article = Columns({}).article(record | {column: value})
    assert getattr(article, field) == expected


def test_the_best_known_name_that_holds_something_wins() -> None:
    assert mapped({"description": "short", "body": "long", "text": " "}).text == "long"


def test_a_given_column_wins_over_the_known_names_and_serves_nothing_else() -> None:
    record: dict[str, object] = {"headline": "H", "kicker": "K", "source": "Transport", "url": "https://a.example/1"}
    article = Columns({"title": "kicker", "section": "source", "article_id": "url"}).article(record)
    assert (article.title, article.section, article.publisher) == ("K", "Transport", None)
    assert article.article_id == article.url == "https://a.example/1"


def test_an_empty_column_leaves_a_field_out() -> None:
    with pytest.raises(ArticleError, match="language"):
        mapped({"language": "English"})
    assert mapped({"language": "English"}, language="").language is None


def test_a_column_for_no_field_is_a_wrong_argument(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="found 'headline'"):
        read_articles(put(tmp_path, "a.jsonl", lines_of(FERRY)), columns={"headline": "title"})


def test_an_article_without_id_takes_its_address_or_else_a_digest_of_its_words() -> None:
    by_address = Columns({}).article({"title": "Ferry", "url": "https://a.example/1"})
    by_long_address = Columns({}).article({"title": "Ferry", "url": "https://a.example/" + "x" * 300})
    by_odd_address = Columns({}).article({"title": "Ferry", "url": "https://a.example/\u200d"})
    by_words = Columns({}).article({"title": "Ferry ", "text": "It sailed."})
    assert by_address.article_id == "https://a.example/1"
    for article in (by_long_address, by_odd_address, by_words):
        assert re.fullmatch("[0-9a-f]{16}", article.article_id)
    assert by_words.article_id == Columns({}).article({"headline": "Ferry", "body": "It sailed."}).article_id
    assert by_words.article_id == "191334e1082aa85a"
    assert by_words.article_id != Columns({}).article({"title": "Ferry", "text": "It sank."}).article_id


hostile = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.just(5000).map(lambda digits: 10**digits),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "@id"]), inner),
    max_leaves=6,
)


@LAW
@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "body", "url", "source", "date", "lang", "@type", "tags", "author", "image"])
        | st.text(max_size=8),
        hostile,
    )
)
def test_a_hostile_record_under_any_names_raises_nothing_but_an_article_error(record: dict[str, object]) -> None:
    found: Article | str
    try:
        found = Columns({"section": "title"}).article(record)
    except ArticleError as error:
        found = str(error)
    assert Article.parse(found.to_record()) == found if isinstance(found, Article) else found.encode()


# Tables


def test_a_row_of_another_length_is_refused_with_its_line(tmp_path: Path) -> None:
    content = 'id,title,text\n1,A,"two\nlines"\n2,B\n\n3,"C\nc",x,y\n4,D,d\n'
    articles, refused = read(put(tmp_path, "news.csv", content))
    assert [(article.article_id, article.text) for article in articles] == [("1", "two\nlines"), ("4", "d")]
    assert [(error.line, error.reason) for error in refused] == [
        (4, "expected 3 columns, as in the header, found 2"),
        (6, "expected 3 columns, as in the header, found 4 (the row ends on line 7)"),
    ]


def test_a_quote_never_closed_does_not_take_the_rest_into_one_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MAX_ROW_LENGTH", 200)
    rows = "".join(f"{n},Story {n}\n" for n in range(100))
    articles, refused = read(put(tmp_path, "news.csv", 'id,title\n0,"Story\n' + rows))
    assert len(articles) > 70
    assert (refused[0].line, refused[0].reason) == (2, "a row longer than 200 characters")


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    assert len(only(put(tmp_path, "news.csv", f"id,title,text\n1,A,{'x' * 400_000}\n")).text) == 400_000


def test_a_quote_in_tab_separated_text_is_just_a_quote(tmp_path: Path) -> None:
    article = only(put(tmp_path, "news.tsv", 'id\ttitle\n1\t"Late" ferry "returns"\n'))
    assert article.title == 'Late ferry "returns"'


@pytest.mark.parametrize("name", ["news.csv", "news.parquet"])
def test_a_table_without_titles_or_texts_is_an_error_that_names_its_columns(tmp_path: Path, name: str) -> None:
    content = parquet_of(ref=["1"], kicker=["A"]) if name.endswith("parquet") else b"ref,kicker\n1,A\n"
    path = put(tmp_path, name, content)
    with pytest.raises(CorpusError, match="expected a column of titles or texts, found ref, kicker"):
        list(read_articles(path))
    with pytest.raises(CorpusError, match="expected a column 'head', found ref, kicker"):
        list(read_articles(path, columns={"title": "head"}))
    assert only(path, title="kicker", article_id="ref").to_record() == {"article_id": "1", "title": "A", "kind": "news"}


def test_a_parquet_file_gives_its_own_types(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
    content = parquet_of(
        id=[7], title=["A"], date=pa.array([noon], pa.timestamp("ns", "Europe/Paris")), updated=[date(2026, 3, 15)],
        tags=[["x", "y"]], source=[{"name": "Harbour Post"}], unused=[b"\xff"],
    )  # fmt: skip
    article = only(put(tmp_path, "news.parquet", content))
    assert (article.article_id, article.published_at, article.tags) == ("7", noon, ("x", "y"))
    assert (article.updated_at, article.publisher) == (datetime(2026, 3, 15, tzinfo=UTC), "Harbour Post")


def test_a_bad_row_of_a_parquet_file_is_refused_by_its_number(tmp_path: Path) -> None:
    times = pa.array([0, 2**62, 0], pa.timestamp("ms"))
    articles, refused = read(put(tmp_path, "news.parquet", parquet_of(title=["A", "B", "C"], date=times)))
    assert [article.title for article in articles] == ["A", "C"]
    assert [error.line for error in refused] == [2]


def test_a_column_of_parquet_that_no_field_needs_is_not_even_read(tmp_path: Path) -> None:
    unreadable = pa.array([2**62], pa.timestamp("ms"))
    assert only(put(tmp_path, "news.parquet", parquet_of(id=["a"], title=["A"], embargo=unreadable))).title == "A"


# Folders


def test_a_folder_is_walked_in_order_and_other_files_are_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("b/two.jsonl", "a.jsonl", "c.csv", "b/one.JSONL.gz"):
        content = f"title\n{name}\n".encode() if name.endswith("csv") else lines_of({"id": name, "title": name})
        put(tmp_path, name, gzip.compress(content) if name.endswith("gz") else content)
    for name in (".hidden.jsonl", ".git/x.jsonl", "README.txt", "qrels.tsv", "notes.md", "b/more.md", "x.pdf"):
        put(tmp_path, name, b"nothing to read")
    articles = list(read_articles(tmp_path))
    assert [article.title for article in articles] == ["a.jsonl", "c.csv", "b/one.JSONL.gz", "b/two.jsonl"]
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}: 2 file(s) of suffix '.md' passed over: no known format",
        f"{tmp_path}: 1 file(s) of suffix '.pdf' passed over: no known format",
    ]


def test_a_file_of_a_folder_that_cannot_be_read_is_refused_and_the_rest_loads(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", b"x,y\n1,2\n")
    put(tmp_path, "b.txt", b"words\n")
    put(tmp_path, "c.jsonl", lines_of(FERRY))
    (tmp_path / "d.jsonl").symlink_to(tmp_path / "gone")
    articles, refused = read(tmp_path)
    assert len(articles) == 1
    assert [Path(error.path).name for error in refused] == ["a.csv", "b.txt"]


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no article"):
        list(read_articles(tmp_path))


# Captured pages


def test_a_captured_page_is_taken_apart(tmp_path: Path) -> None:
    assert only(put(tmp_path, "ferry-9.txt", PAGE)).to_record() == {
        "article_id": "ferry-9",
        "title": "Ferry Returns To Portlea After A Winter Of Repairs",
        "text": "Mayor Ines Vane at the quay in Portlea\n"
        "The ferry came back on Sunday.\n"
        "Crowds, led by Ann McDonald, filmed it for YouTube. “It is late,” said Mr.Reed of the E.U.\n"
        "He left at 3.45.\n"
        "“But it sails.”",
        "publisher": "harbour post",
        "kind": "news",
        "links": [
            "Why The Ferry Stopped",
            "Mayor Vane Faces McDonald Over The Bill",
            "Is This The End Of The Old Quay?",
        ],
    }


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("\n", "\r\n"),
        "\ufeff\n" + PAGE,
        re.sub("\n\n", "\n", PAGE),
        PAGE.replace("ferrybudgetportleamayor\n", ""),
        PAGE.replace("Related...", "Related…"),
        PAGE.replace("\n\nSimilar News", ""),
    ],
)
def test_a_captured_page_may_vary(tmp_path: Path, page: str) -> None:
    assert only(put(tmp_path, "p.txt", page)) == only(put(tmp_path, "q/p.txt", PAGE))


def test_a_captured_page_longer_than_its_head_is_known_too(tmp_path: Path) -> None:
    article = only(put(tmp_path, "p.txt.gz", gzip.compress(PAGE.replace("Crowds", "Crowds " * 20_000).encode())))
    assert article.article_id == "p"
    assert len(article.text) > 100_000
    assert len(article.links) == 3


def test_a_page_without_related_headlines_has_no_links() -> None:
    assert page_record("x logo\n\nFerry Returns\n\nIt sailed.\n\nComments\n", "p")["links"] == []
    assert page_record("x logo\n\nFerry Returns\n\nIt sailed.Related...Ferry Sinks\n\nComments\n", "p")["links"] == [
        "Ferry Sinks"
    ]


@pytest.mark.parametrize(
    "run",
    ["Ferry Returns At Last|Who Pays For The Quay?", "Why NewBrand Is Failing|Mayor Faces McDonald’s Wrath",
     "Who Saw The ‘Ghost Ferry’|Mayor Will Not Say", "The Great Quay Fire Of 2025|Mayor Still Says Nothing",
     "A Bad Day For US|Mayor Vane Says No", "What Next?|Who Knows"],
)  # fmt: skip
def test_related_headlines_are_split_where_they_were_run_together(run: str) -> None:
    page = f"x logo\n\nFerry Returns\n\nIt sailed.Related...{run.replace('|', '')}\n\nComments\n"
    assert page_record(page, "p")["links"] == run.split("|")


def test_a_mark_of_related_headlines_amid_the_article_ends_nothing() -> None:
    body = "It sailed. Related... " + "The quay was full of people. " * 500
    assert page_record(f"x logo\n\nFerry Returns\n\n{body}\n\nComments\n", "p")["text"] == body.strip()


def test_trending_tags_of_several_words_are_no_title() -> None:
    page = "x logo\nAda OkaforFerry TalksBudget\n\nFerry Returns\n\nNewBrand bought it.\n\nComments\n"
    record = page_record(page, "p")
    assert (record["title"], record["text"]) == ("Ferry Returns", "NewBrand bought it.")


def test_a_page_without_a_title_is_refused(tmp_path: Path) -> None:
    _, refused = read(put(tmp_path, "p.txt", "x logo\n\nComments\n"))
    assert "expected a title or a text" in refused[0].reason


@pytest.mark.parametrize(
    "text",
    ["Ann McDonald and Tom MacLeod", "a YouTube and TikTok star", "the iPhone maker", "Ron DeSantis met JD Vance",
     "Bo O’Brien’s SpaceX", "NATO, the EU, MPs and PhDs", "ChatGPT by OpenAI"],
)  # fmt: skip
def test_a_name_with_capitals_inside_is_one_word(text: str) -> None:
    assert lost_gaps(text, frozenset()) == []


@pytest.mark.parametrize(
    "text",
    ["Ada Okafor and Bo Reed|Ada Okafor said", "the rocket launch|A man ran", "talks in the US|Mayor Vane said",
     "a harbour launch|US officials", "seen on YouTube|The mayor", "Bo O’Brien’s|The match", "Reed|McDonald won"],
)  # fmt: skip
def test_a_word_that_starts_inside_another_is_told_apart(text: str) -> None:
    assert lost_gaps(text.replace("|", ""), frozenset()) == [text.index("|")]


def test_a_word_that_comes_back_is_a_name() -> None:
    page = "x logo\n\nFerry Returns\n\nThe firm NewBrand bought it.NewBrand paid.\n\nComments\n"
    assert page_record(page, "p")["text"] == "The firm NewBrand bought it.\nNewBrand paid."


@pytest.mark.parametrize(
    "text",
    ["It sailed.|He wept.", "It sailed!|“No,” he said.", "“It sailed.”|He wept.", "‘Did it?’”|He wept.",
     "in the EU.|His aide", "in the U.S.|His aide", "J.K.Reed left", "Mr.Vane and Dr.Reed", "at 3.45 and No.10",
     "wait...|But no", "see news.example and 2.5m"],
)  # fmt: skip
def test_a_sentence_that_starts_directly_after_another_starts_a_line(text: str) -> None:
    assert with_line_feeds(text.replace("|", "")) == text.replace("|", "\n")


@LAW
@given(st.text(alphabet="aB.”\n …'", max_size=60))
def test_taking_a_page_apart_loses_no_word_of_the_body(body: str) -> None:
    page = f"x logo\n\nFerry Returns\n\n{body}\n\nComments\n"
    assert re.sub(r"\s", "", str(page_record(page, "p")["text"])) == re.sub(r"\s", "", body)


# Real news


@pytest.mark.skipif(not NEWS.is_dir(), reason="there is no ../shared/news beside the project")
@pytest.mark.parametrize(
    ("name", "count"),
    [("ecbplus", 772), ("gun_violence", 2_719), ("basil", 192), ("uci_aggregator", 3_844), ("meantime", 240),
     ("cl_tls", 1_255), ("bbc", 2_225), ("huffpost_10k", 9_999), ("mind_2k", 2_000), ("masakhanews", 3_312),
     ("gnad_de", 1_028), ("cnews_zh", 1_000), pytest.param("allsides", 20_000, marks=pytest.mark.slow)],
)  # fmt: skip
def test_real_news_is_read_whole(name: str, count: int) -> None:
    assert sum(1 for _ in read_articles(NEWS / name / "docs.jsonl.gz", refused=refuse_none)) == count
