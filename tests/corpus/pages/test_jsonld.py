"""JSON-LD: what pages of news write is read, however carelessly; what is no JSON costs nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from recommender.corpus.pages.jsonld import (
    article_of,
    documents,
    image_of,
    is_json_ld,
    names_of,
    page_of,
    things_of,
    types_of,
)

ARTICLE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry returns"}


def tree(*scripts: object, type_: str = "application/ld+json") -> Any:
    texts = (each if isinstance(each, str) else json.dumps(each) for each in scripts)
    return html.document_fromstring("".join(f'<script type="{type_}">{text}</script>' for text in texts) + "<p>x")


@pytest.mark.parametrize(
    "type_",
    ["application/ld+json", "application/ld+json; charset=utf-8", " Application/LD+JSON ", "application/ld+json;"],
)
def test_a_script_is_known_by_its_type_however_it_is_written(type_: str) -> None:
    assert is_json_ld(type_)
    assert things_of(tree(ARTICLE, type_=type_))[0]["headline"] == "Ferry returns"


@pytest.mark.parametrize("type_", [None, "", "application/json", "text/javascript"])
def test_other_scripts_hold_no_json_ld(type_: str | None) -> None:
    assert not is_json_ld(type_)


@pytest.mark.parametrize(
    "script",
    [
        '{"a": "b"}',
        '{"a": "b"};',
        '\n//<![CDATA[\n{"a": "b"}\n//]]>\n',
        '<![CDATA[ {"a": "b"} ]]>',
        '/* <![CDATA[ */ {"a": "b"} /* ]]> */',
        '<!-- {"a": "b"} -->',
        '\ufeff{"a": "b",}',
        '{"a": /* what it is */ "b"} // done',
        "{&quot;a&quot;: &quot;b&quot;}",
    ],
)
def test_what_is_wrapped_around_json_is_taken_off(script: str) -> None:
    assert list(documents(script)) == [{"a": "b"}]


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('{"a": "two\nlines"}', "two\nlines"),
        ('{"a": "http://x//y, ]", }', "http://x//y, ]"),
        ('{"a": "/* no comment */", }', "/* no comment */"),
    ],
)
def test_texts_are_left_as_they_are_when_json_is_mended(script: str, value: str) -> None:
    assert list(documents(script)) == [{"a": value}]


def test_the_number_of_documents_in_one_script_is_bounded() -> None:
    assert list(documents("1;" * 100_000)) == [1] * 20


def test_several_documents_in_one_script_are_all_read() -> None:
    assert list(documents('{"a": 1};\n{"b": 2}')) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "script", ["", "{", '{"a": b}', "nothing", "[" * 100_000, "{'a': 'b'}", '{"a": "' + "/*" * 50_000]
)
def test_what_has_no_single_reading_is_no_document(script: str) -> None:
    assert list(documents(script)) == []


@pytest.mark.parametrize(
    "type_",
    [
        "NewsArticle",
        "schema:NewsArticle",
        "http://schema.org/NewsArticle",
        "https://www.schema.org/NewsArticle",
        "newsarticle",
    ],
)
def test_a_type_is_known_with_any_prefix(type_: str) -> None:
    things = things_of(tree({**ARTICLE, "@type": type_}))
    assert article_of(things, [], [])["headline"] == "Ferry returns"


def test_several_types_are_all_kept() -> None:
    (thing,) = things_of(tree({**ARTICLE, "@type": ["NewsArticle", "schema:LiveBlogPosting"]}))
    assert types_of(article_of([thing], [], [])) == ["NewsArticle", "LiveBlogPosting"]


def test_names_with_prefixes_and_wrapped_values_are_plain() -> None:
    data = {
        "@type": "schema:NewsArticle",
        "schema:headline": {"@value": "Ferry returns", "@language": "en"},
        "http://schema.org/keywords": {"@list": ["ferry", "quay"]},
    }
    (thing,) = things_of(tree(data))
    assert (thing["headline"], thing["keywords"]) == ("Ferry returns", ["ferry", "quay"])


def test_a_context_may_give_schema_org_another_prefix() -> None:
    context = ["https://x.example/", {"s": "http://schema.org/", "dc": "http://purl.org/dc/terms/"}]
    graph = [{"@type": ["s:NewsArticle", 3], "s:headline": "Ferry", "dc:title": "Not this"}]
    (_, thing) = things_of(tree({"@context": context, "@graph": graph}))
    assert thing == {"@type": ["NewsArticle"], "headline": "Ferry", "dc:title": "Not this"}


def test_type_and_id_may_be_written_without_their_sign() -> None:
    (thing,) = things_of(tree({"@context": "https://schema.org", "type": "NewsArticle", "id": "#a", "headline": "F"}))
    assert (types_of(thing), thing["@id"]) == (["NewsArticle"], "#a")


def test_a_reference_stands_for_the_thing_wherever_the_page_describes_it() -> None:
    graph = [
        {
            "@type": "Article",
            "headline": "Ferry returns",
            "author": [{"@id": "https://post.example/#ada"}],
            "publisher": {"@id": "/#post"},
            "image": {"@id": "#quay"},
        },
        {"@type": "WebPage", "primaryImageOfPage": {"@id": "#quay", "@type": "ImageObject", "url": "https://x/q.jpg"}},
        {"@type": "Person", "@id": "https://post.example/#ada", "name": "Ada Okafor"},
    ]
    other = {"@type": "Organization", "@id": "https://post.example/#post", "name": "Harbour Post"}
    article = article_of(things_of(tree({"@graph": graph}, other), "https://post.example/"), [], [])
    assert names_of(article["author"]) == ["Ada Okafor"]
    assert names_of(article["publisher"]) == ["Harbour Post"]
    assert image_of(article["image"]) == ["https://x/q.jpg"]


def test_a_reference_that_leads_nowhere_names_nobody() -> None:
    (thing,) = things_of(tree({**ARTICLE, "author": {"@id": "https://post.example/#ada"}}))
    assert names_of(thing["author"]) == []
    assert names_of([{"name": ["A", "B"]}, "https://post.example/ada", None, {"name": 3}]) == ["A", "B"]
    assert image_of({"@id": "#quay"}) == []


def test_references_in_a_circle_end() -> None:
    graph = [
        {"@type": "Article", "@id": "#a", "author": {"@id": "#b"}},
        {"@id": "#b", "name": "B", "author": {"@id": "#a"}},
    ]
    assert names_of(article_of(things_of(tree({"@graph": graph})), [], [])["author"]) == ["B"]


def test_of_several_articles_it_is_that_of_the_page() -> None:
    others = [{**ARTICLE, "headline": f"Other {n}", "url": f"https://post.example/{n}"} for n in range(3)]
    own = {**ARTICLE, "url": "http://www.post.example/ferry/"}
    things = things_of(tree(*others, own))
    assert article_of(things, ["https://post.example/ferry"], [])["headline"] == "Ferry returns"
    assert article_of(things, [], ["Ferry  Returns"])["headline"] == "Ferry returns"
    assert article_of(things, [], [])["headline"] == "Other 0"
    assert article_of(things, [], ["The ferry returns at last | Post"])["headline"] == "Ferry returns"
    assert article_of(things, [], ["News | Post"]) == {}


def test_what_one_script_leaves_out_is_taken_from_another_of_the_same_article() -> None:
    things = things_of(
        tree(
            ARTICLE, {**ARTICLE, "@type": "LiveBlogPosting", "datePublished": "2026-03-14", "headline": "Ferry returns"}
        )
    )
    article = article_of(things, [], [])
    assert (article["datePublished"], types_of(article)) == ("2026-03-14", ["NewsArticle", "LiveBlogPosting"])


def test_articles_that_a_list_only_speaks_of_are_not_the_page_s() -> None:
    data = {
        "@type": "CollectionPage",
        "hasPart": [ARTICLE],
        "mainEntity": {"@type": "ItemList", "itemListElement": [ARTICLE]},
    }
    assert article_of(things_of(tree(data)), [], []) == {}


def test_the_page_that_an_article_is_part_of_is_the_one_it_names() -> None:
    pages = [
        {"@type": "WebPage", "@id": "#other"},
        {"@type": ["WebPage", "ItemPage"], "@id": "#own", "datePublished": "2026"},
    ]
    article = {**ARTICLE, "isPartOf": {"@id": "#own"}}
    things = things_of(tree({"@graph": [*pages, article]}))
    assert page_of(things, article)["datePublished"] == "2026"
    assert page_of(things, {"isPartOf": [["x"]], "mainEntityOfPage": ["y"]})["@id"] == "#other"
    assert page_of([], article) == {}


NAMES = [
    "a",
    "b",
    "@type",
    "@id",
    "@graph",
    "@value",
    "@list",
    "@context",
    "author",
    "url",
    "mainEntityOfPage",
    "headline",
]
NAMES += ["isPartOf", "hasPart", "name", "schema:headline", "id", "type"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["NewsArticle", "#a", "https://x/"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_any_json_is_read(data: object) -> None:
    things = things_of(tree({"@type": "Article", "x": data}, data), "https://post.example/")
    article = article_of(things, ["https://x/"], ["a"])
    page_of(things, article)
    names_of(article.get("author"))
    image_of(article.get("x"))


@given(st.text(alphabet=st.sampled_from('{}[]",:;/*<!->\\ \nab1')))
def test_any_script_is_read(script: str) -> None:
    list(documents(script))
