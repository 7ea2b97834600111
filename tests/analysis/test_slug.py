"""The words of an address: what newsrooms' software makes of headlines, and whatever else is sent as a URL."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.analysis.slug import MIN_WORDS, slug_words
from recommender.article.fields import MAX_URL_LENGTH
from tests.support.builders import law

SITE = "https://site.example"
WORDS = st.lists(st.text("abcdefgäöüßéабв", min_size=1, max_size=12), min_size=MIN_WORDS, max_size=12)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/2026/11/26/storm-hits-the-coast/", "storm hits the coast"),
        ("/news/storm-hits-the-coast-5304559.html", "storm hits the coast"),
        ("/storm_hits_the_coast.story", "storm hits the coast"),
        ("/news/Storm+hits+the+coast,20140310,0,676164.php?ref=a-b-c-d-e", "Storm hits the coast"),
        ("/storm-hits-the-coast/2026/amp", "storm hits the coast"),
        ("/latest-local-news/storm-hits-coast", "storm hits coast"),
        ("/storm%20hits%20the%20coast", "storm hits the coast"),
        ("/st%C3%BCrme-an-der-k%C3%BCste", "stürme an der küste"),
        ("/stu%CC%88rme-an-der-ku%CC%88ste", "stürme an der küste"),
        (
            "/\u0939\u093f\u0928\u094d\u0926\u0940-\u0938\u092e\u093e\u091a\u093e\u0930-\u0906\u091c",
            "\u0939\u093f\u0928\u094d\u0926\u0940 \u0938\u092e\u093e\u091a\u093e\u0930 \u0906\u091c",
        ),
        ("/%E4%B8%AD%E5%9B%BD%E7%BB%8F%E6%B5%8E/", "\u4e2d\u56fd\u7ecf\u6d4e"),
        ("/markets/europe-stocks", ""),
        ("/idUSKBN1A2B3C-4d5e6f-7a8b9c", ""),
        ("/2026-11-26/18/05", ""),
        ("/index.html", ""),
        ("?title=storm-hits-the-coast", ""),
        ("#storm-hits-the-coast", ""),
    ],
)
def test_a_slug_is_the_part_of_the_path_with_the_most_words(path: str, words: str) -> None:
    assert slug_words(SITE + path) == words


@pytest.mark.parametrize(
    "url", [None, "", "http://[", "//", "http://[::1", "a-b", "http://storm-hits-the-coast.example"]
)
def test_what_has_no_slug_has_no_words(url: str | None) -> None:
    assert slug_words(url) == ""


@pytest.mark.parametrize(
    ("title", "slug", "words"),
    [
        ("Storm hits ...", "storm-hits-the-coast", "the coast"),
        ("Here’s What Trump's Don't-know says", "heres-what-trumps-dont-know-says-in-full", "in full"),
        ("Élection présidentielle : l'été", "election-presidentielle-lete-resultats", "resultats"),
        ("Stürme über Süd-Großbach", "stuerme-ueber-sued-grossbach-heute", "heute"),
        ("Stürme über Süd-Großbach", "sturme-uber-sud-grossbach-heute", "heute"),
        ("Łódź i Øresund", "lodz-i-oresund-razem", "razem"),
        ("Łódź i Øresund", "łódź-i-øresund-razem", "razem"),
        ("みなと魚市場閉鎖へ", "minato-uoichiba-heisa-e", ""),
        ("Выборы в Москве", "vybory-v-moskve-itogi", ""),
        ("Выборы в Москве", "выборы-в-москве-итоги", "итоги"),
        ("iPhone と Apple Watch を比較", "iphone-apple-watch-review", "review"),
        ("", "storm-hits-the-coast", "storm hits the coast"),
    ],
)
def test_what_the_title_says_is_left_out_however_the_address_writes_it(title: str, slug: str, words: str) -> None:
    assert slug_words(f"{SITE}/2026/{slug}/", title) == words


@law
@given(WORDS, st.text(max_size=40))
def test_of_a_slug_made_of_the_title_nothing_is_left(words: list[str], more: str) -> None:
    assert slug_words(f"{SITE}/{'-'.join(words)}", f"{' '.join(words)} {more}") == ""


def test_a_last_word_that_was_cut_off_is_no_word() -> None:
    address = f"{SITE}/news/police-arrest-suspect-in-shooting-in-"
    assert slug_words(f"{address}al") == "police arrest suspect in shooting in"
    assert slug_words(f"{address}alab", "Alabama: two are held") == "police arrest suspect in shooting in"
    assert slug_words(f"{address}alabama", "Two are held") == "police arrest suspect in shooting in alabama"
    assert slug_words(f"{SITE}/news/quay-closed-in-al") == "quay closed in al"


@law
@given(WORDS)
def test_the_words_come_back_as_they_were_joined(words: list[str]) -> None:
    words = [*words, "quay"]
    assert slug_words(f"{SITE}/news/{'-'.join(words)}-12345.html") == " ".join(words)
    assert slug_words(f"{SITE}/news/{quote('-'.join(words))}") == " ".join(words)


@law
@given(st.text(max_size=200))
@example("%00%1b%5B31m-a-b-c")
@example("%ff%fe-%c3-a-b")
@example("a-" * (MAX_URL_LENGTH // 2))
@example("<script>-alert-the-cat")
def test_nothing_but_letters_and_spaces_comes_out_of_any_address(path: str) -> None:
    words = slug_words(f"{SITE}/{path}").split(" ")
    assert all(word.isalpha() or not word.isascii() for word in words if word)
    assert not any(character.isdigit() and character.isascii() for word in words for character in word)
    assert len(" ".join(words)) <= len(path)
