"""Fields of any owner's naming: the usual names of an article's parts. All entries are made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.dialects.headless import article_values, entries_of


def test_the_first_usual_name_that_holds_something_counts() -> None:
    fields = {
        "title": "",
        "headline": "Quay rebuilt",
        "body": [{"_type": "block", "children": [{"_type": "span", "text": "New."}]}],
        "category": {"title": "Local"},
        "tags": ["Port", {"name": "Quay"}],
        "author": "Ada Okafor, Ines Falk",
        "publishDate": "never",
        "date": "2026-04-21T09:30:00Z",
        "image": "https://gazette.example/quay.jpg",
    }
    assert article_values(fields) == {
        "title": "Quay rebuilt",
        "text": "<p>New.</p>",
        "url": None,
        "published_at": "2026-04-21T09:30:00Z",
        "section": "Local",
        "language": None,
        "tags": ["Port", "Quay"],
        "authors": ["Ada Okafor", "Ines Falk"],
        "image_url": "https://gazette.example/quay.jpg",
    }


def test_what_has_no_words_of_its_own_is_no_article() -> None:
    assert article_values({"title": "Main menu"}) is None
    assert article_values({"text": "A notice without a title"}) is None


def test_entries_stand_in_a_list_or_alone() -> None:
    assert entries_of({"data": [{"id": 1}, "x"]}, "data") == [{"id": 1}]
    assert entries_of({"data": {"id": 1}}, "data") == [{"id": 1}]
    assert entries_of({"id": 1}, "data") == [{"id": 1}]


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "title", "text"]), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.sampled_from(["title", "body", "author", "tags", "date", "image", "category"]), ANYTHING))
def test_values_of_any_form_have_no_fault(fields: dict[str, object]) -> None:
    article_values(fields)
