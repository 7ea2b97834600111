"""What stores put around a record: none of it is the record. The records are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.dialects.search_engines import stored_record
from tests.support.sources import lines_of, only, put

HIT = {"_index": "news", "_id": "f1", "_score": 1.0, "_source": {"title": "Ferry is back", "body": "It sailed."}}
SOLR = {"id": "f1", "_version_": 17, "title": ["Ferry is back"], "body_txt_en": ["It sailed."], "tags_ss": ["a", "b"]}
MONGO = {
    "_id": {"$oid": "f1"}, "title": "Ferry is back", "body": "It sailed.",
    "published": {"$date": "2026-03-14T07:40:00Z"}, "views": {"$numberInt": "3"}, "author": {"name": "Ada Okafor"},
}  # fmt: skip


@pytest.mark.parametrize("stored", [HIT, SOLR, MONGO])
def test_the_record_is_what_is_inside(tmp_path: Path, stored: dict[str, object]) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of(stored)))
    assert (article.article_id, article.title, article.text) == ("f1", "Ferry is back", "It sailed.")


def test_a_record_inside_may_be_of_any_dialect(tmp_path: Path) -> None:
    source = {
        "seendate": "20260314T074000Z",
        "url": "https://post.example/f",
        "title": "Ferry",
        "domain": "post.example",
    }
    article = only(put(tmp_path, "a.jsonl", lines_of({**HIT, "_source": source})))
    assert (article.publisher, article.published_at is not None) == ("post.example", True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["$date", "$numberLong", "$oid", "_source", "_index", "_version_", "a"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_any_object_comes_out_as_one(value: dict[str, object]) -> None:
    assert isinstance(stored_record(value), dict)
