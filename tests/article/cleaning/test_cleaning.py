"""Cleaning: markup is taken out, words stay, and what is clean stays as it is. All texts are made up."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article, plain_text
from recommender.article.cleaning import MOST_PASSES
from tests.support.builders import law_of_fixtures

WORDS = [
    "AT&T", "x < 3 and y > 2", "<3", "<insert name>", "a<b && b>c", "List<String>", "std::vector<int>",
    "Use the <b> tag",
    "#include <stdio.h>", "<ada@example.org>", "<https://quay.example/a?b=1&copy=2>", "R&D; Q&A", "[sic]",
    "[…]", "[1]",
    "[Emphasis added]", "[VIDEO]", "[see https://quay.example]", "a[href=\"x\"]", "input[type='text']", "[[gallery]]",
    "arr[i] = b[j]", "[text](https://quay.example)", "DÉJÀ»", "« voilà »…", "MANHÃ…", "NÃO", "Š", "naïve",
    "№ 5", "->", "<-",
    "<=>", "50 % & more", "&c.", "&", "<", ">", "[", "]", "5 < 6", "</", "<!", "<?", "&;", "&#;", "&#x;", "1 <2> 3",
]  # fmt: skip
PIECES = [
    *WORDS, "<p>", "</p>", "<br/>", "<b>", "</b>", "<a href='x>y'>", "<img src=", "<script>", "</script>",
    "<!--", "-->",
    "<![CDATA[", "]]>", "&amp;", "&lt;", "&gt;", "&#38;", "&#x26;", "&semi;", "&num;", "amp;", "lt;", "&nbsp;",
    "&#150;",
    "[gallery]", "[box]", "[/box]", '[box a="b"]', "[embed]", "[/embed]", "[", "]", "/", '"', "'", "=", ">", "<", "p>",
    "â€™", "â€", "Ã", "©", "Â", "\x85", "\x92", "\x9d", "ð\x9f", "\n", "\n\n", " ", "x", "é", "\ud800", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("text", [*WORDS, "One.\n\nTwo.\n  Indented", "", "  ", "Été à quai – “oui”"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@law_of_fixtures
@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_ordinary_texts_stay_as_they_are_together(words: list[str]) -> None:
    text = " ".join(words)
    assert plain_text(text) == text


@law_of_fixtures
@given(st.text(st.characters(exclude_characters="<&[", exclude_categories=["Cc"]), max_size=80))
def test_text_without_a_sign_of_markup_keeps_its_words(text: str) -> None:
    if not any("\xc2" <= character <= "\xf4" for character in text):
        assert plain_text(text) == text


@law_of_fixtures
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    clean = plain_text(text)
    assert plain_text(clean) == clean


@law_of_fixtures
@given(st.sampled_from(["<p>Sea &amp; quay</p>", "caf&eacute;", "It’s <b>back</b>"]), st.integers(0, 4))
def test_a_text_is_the_same_however_often_it_was_escaped(markup: str, times: int) -> None:
    escaped = markup
    for _ in range(times):
        escaped = html.escape(escaped)
    assert plain_text(escaped) == plain_text(markup)


@pytest.mark.parametrize("layer", ["&am&#112;;", "<<b>b>", "[[box]x[/box]box]", "&&num;38;"])
def test_what_is_wrapped_without_end_loses_the_signs_of_markup(layer: str) -> None:
    wrapped = layer
    for _ in range(MOST_PASSES + 3):
        wrapped = wrapped.replace(layer[1], layer, 1)
    clean = plain_text(wrapped)
    assert plain_text(clean) == clean


# If one of these were looked at again from each of its places, the test would not end in a day.
@pytest.mark.parametrize(
    "piece",
    [
        "<a ", '<a "', '<a x="', '<a x=">"<a ', "<a x='\">", "<script>", "<svg ", "<!--", "<![CDATA[",
        "</script ", "<b>",
        "<b></b>", "<<b>p>", "<a:b:c", "<aaaa-", "=  ", "<pre>\n", "<?xml", "<p>\n \n", "\n ", "[", "[a ",
        "[a]", '[a b="',
        "[/a]", "[a][/a]", "[embed]", "[a  ", "&amp;", "&#38;", "&", "&lt;", "&amp", "â€", "Ã", "â€™Ã", "Ð¡",
        "\x85", "é\xa0»",
    ],
)  # fmt: skip
def test_time_is_linear_in_the_length_of_hostile_text(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    assert len(plain_text(text)) <= len(text)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<div>" * 50_000 + "x" + "</div>" * 50_000, "x"),
        ("<b" + " a='1'" * 50_000 + ">x</b>", "x"),
        (f'<img src="data:image/png;base64,{"A" * 1_000_000}" alt=">">x', "x"),
    ],
)
def test_depth_and_length_of_tags_do_not_count(markup: str, words: str) -> None:
    assert plain_text(markup) == words


def test_an_article_from_outside_is_plain_and_one_from_a_store_is_as_it_was() -> None:
    record = {
        "article_id": "a&amp;b",
        "title": "<em>Quay</em> to&nbsp;be\nrebuilt",
        "text": "<p>One</p><p>Two</p>",
        "publisher": "Sea &amp; Land",
        "section": "Arts &amp; Life",
        "tags": ["R&amp;D", "<b>sea</b>"],
        "authors": "Ada O&#8217;Kafor",
        "links": ["https://quay.example/?a=1&amp;b=2", "Sea &amp; land"],
        "url": "https://quay.example/?a=1&copy=2",
    }
    article = Article.from_source(record)
    assert article.to_record() == {
        "article_id": "a&amp;b",
        "title": "Quay to be rebuilt",
        "text": "One\nTwo",
        "publisher": "Sea & Land",
        "section": "Arts & Life",
        "tags": ["R&D", "sea"],
        "authors": ["Ada O’Kafor"],
        "links": ["https://quay.example/?a=1&amp;b=2", "Sea & land"],
        "url": "https://quay.example/?a=1&copy=2",
        "kind": "news",
    }
    assert Article.parse(record).text == "<p>One</p><p>Two</p>"
    assert Article.parse(article.to_record()) == article == Article.from_source(article.to_record())


def test_markup_that_was_escaped_among_words_does_not_join_the_paragraphs_around_it() -> None:
    text = "<h1>One</h1>\n<p>The &lt;p&gt;paragraph&lt;/p&gt;</p>\n<h2>Two</h2>\n<p>Three</p>"
    assert plain_text(text) == "One\nThe\nparagraph\nTwo\nThree"


def test_a_text_that_begins_with_an_address_is_a_text() -> None:
    words = 'https://gazette.example/quay\n\nSee <a href="https://gazette.example/more">more</a>.'
    assert Article.from_source({"article_id": "a", "text": words}).text == "https://gazette.example/quay\nSee more."
