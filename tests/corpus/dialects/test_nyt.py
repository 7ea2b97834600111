"""The New York Times' APIs: one text counts once, pictures have a whole address. The answers are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus import read_articles
from recommender.corpus.dialects.nyt import article_search_records
from recommender.corpus.reading import LeftOut
from tests.support.sources import lines_of, only, put

ITEM = {
    "web_url": "https://times.example/ferry", "_id": "nyt://article/1", "source": "The New York Times",
    "snippet": "It sailed.", "lead_paragraph": "It sailed.", "abstract": "The ferry is back.",
    "headline": {"main": "Ferry Is Back", "kicker": "Travel", "print_headline": "Back"},
    "keywords": [{"name": "subject", "value": "Ferries"}, {"name": "glocations", "value": "Portlea"}],
    "pub_date": "2026-03-14T07:40:00+0000", "section_name": "Travel", "news_desk": "Travel", "type_of_material": "News",
    "byline": {"original": "By Ada Okafor and Tom Reed", "person": []},
    "multimedia": [{"width": 190, "url": "images/small.jpg"}, {"width": 600, "url": "images/large.jpg"}],
}  # fmt: skip
TOP = {
    "title": "Ferry is back", "abstract": "It sailed.", "url": "https://times.example/ferry", "byline": "By Ada Okafor",
    "published_date": "2026-03-14T07:40:00-04:00", "section": "world", "des_facet": ["Ferries"], "org_facet": [],
    "multimedia": [{"url": "https://img.example/a.jpg", "width": 2048}],
}  # fmt: skip


def test_an_item_of_article_search(tmp_path: Path) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of(ITEM)))
    assert article.title == "Ferry Is Back"
    assert [line for line in article.text.splitlines() if line] == ["The ferry is back.", "It sailed."]
    assert (article.authors, article.tags) == (("Ada Okafor", "Tom Reed"), ("Ferries", "Portlea"))
    assert (article.section, article.image_url) == ("Travel", "https://static01.nyt.com/images/large.jpg")


def test_an_item_of_top_stories(tmp_path: Path) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of(TOP)))
    assert (article.publisher, article.section, article.tags) == ("The New York Times", "world", ("Ferries",))
    assert (article.authors, article.image_url) == (("Ada Okafor",), "https://img.example/a.jpg")


@pytest.mark.parametrize(("material", "kind"), [("Op-Ed", "opinion"), ("Editorial", "opinion"), ("News", "news")])
def test_opinion_is_told_by_its_material(tmp_path: Path, material: str, kind: str) -> None:
    assert only(put(tmp_path, "a.jsonl", lines_of({**ITEM, "type_of_material": material}))).kind == kind


def test_a_paid_notice_is_no_article(tmp_path: Path) -> None:
    left: list[LeftOut] = []
    notice = {**ITEM, "type_of_material": "Paid Notice: Deaths"}
    assert list(read_articles(put(tmp_path, "a.jsonl", lines_of(notice)), left_out=left.append)) == []
    assert [record.reason for record in left] == ["paid notice"]


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "width", "default", "person"]), inner)
    ),
    max_leaves=6,
)


@given(JSON, JSON, JSON)
def test_parts_of_any_form_are_one_record(multimedia: object, byline: object, keywords: object) -> None:
    item = {**ITEM, "multimedia": multimedia, "byline": byline, "keywords": keywords}
    assert len(list(article_search_records(item))) == 1
