"""What trafilatura writes: its source is an address. The page is made up."""

from __future__ import annotations

from pathlib import Path

from recommender.corpus.dialects.trafilatura import is_trafilatura, trafilatura_record
from tests.support.sources import lines_of, only, put

PAGE = {
    "title": "Ferry is back", "author": "Ada Okafor; Tom Reed", "hostname": "post.example", "date": "2026-03-14",
    "fingerprint": "ff4992bbbae187ee", "id": None, "comments": "", "raw_text": "It sailed.", "text": "It sailed.",
    "language": "en", "image": "https://img.example/quay.jpg", "filedate": "2026-11-29",
    "source": "https://post.example/ferry", "source-hostname": "Harbour Post", "excerpt": "A ferry.",
    "categories": "Transport;Local", "tags": "ferry,quay;ferry,quay",
}  # fmt: skip


def test_the_source_is_the_address_and_the_host_the_publisher(tmp_path: Path) -> None:
    article = only(put(tmp_path, "page.json", lines_of(PAGE)))
    assert (article.publisher, article.url) == ("Harbour Post", "https://post.example/ferry")
    assert (article.section, article.tags, article.authors) == (
        "Transport",
        ("ferry", "quay"),
        ("Ada Okafor", "Tom Reed"),
    )
    assert article.published_at is not None
    assert article.published_at.isoformat().startswith("2026-03-14")


def test_what_is_absent_is_absent() -> None:
    bare = {"fingerprint": "ff", "hostname": "post.example", "text": "It sailed.", "title": "null", "tags": "null"}
    assert is_trafilatura(bare)
    values = trafilatura_record(bare).values
    assert (values["title"], values["tags"], values["publisher"]) == (None, [], "post.example")
