"""Sources of articles: two articles and a captured page, in every form, written, and read to the end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import settings

from recommender.article import Article
from recommender.corpus import read_articles
from recommender.corpus.mapping import Columns
from recommender.errors import CorpusError
from tests.support.builders import law_of_fixtures

LAW = settings(law_of_fixtures, max_examples=60)

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
