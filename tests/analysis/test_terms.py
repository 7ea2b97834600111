"""Articles → term ids, against `split_text` and `to_term` word by word."""

from __future__ import annotations

import pickle
from collections import Counter
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis import term_counts
from recommender.analysis.slug import slug_words
from recommender.analysis.stemming import to_term
from recommender.analysis.terms import TermReader, TermTable, read_stream
from recommender.analysis.tokenizer import is_sentence_end, split_spans, split_text
from recommender.article import Article
from tests.support.builders import article, law, law_of_fixtures

WORDS = ["storm", "Stürme", "the", "des", "4.75", "wall’s", "東京都", "vote?", "x.", "\n", "die"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
SLUGS = st.lists(st.sampled_from(["storm", "stürme", "the", "wall", "vote", "die", "vote"]), max_size=5).map("-".join)
ARTICLES = st.lists(st.tuples(TEXTS, SLUGS, TEXTS, st.sampled_from(["en", "de-AT", "fr", None])), max_size=8)


def stretches(articles: list[Article], tables: TermTable) -> list[list[int]]:
    """Return the ids of each title, each slug and each text, in turn."""
    stream = read_stream(articles, TermReader(tables))
    assert len(stream.publishers) == len(articles)
    return [stream.term_ids[a:b].tolist() for a, b in zip(stream.starts[:-1], stream.starts[1:], strict=True)]


def known_of(tables: TermTable) -> dict[str, int]:
    assert isinstance(tables.vocabulary, dict)
    return tables.vocabulary


def by_the_word(text: str, language: str, vocabulary: dict[str, int]) -> list[int]:
    """Return the ids of a text, one word after the other."""
    terms = {word: to_term(word, language) for word in split_text(text)}
    marks = {word: term_counts.SENTENCE_END for word in terms if is_sentence_end(word)}
    ids = {word: vocabulary[term] if term else term_counts.DROPPED for word, term in terms.items() if word not in marks}
    return [(marks | ids)[word] for word in split_text(text)]


@pytest.mark.parametrize("batch", [1, 1_000_000])
@law_of_fixtures
@given(corpus=ARTICLES)
def test_the_stream_holds_the_term_of_every_word(
    monkeypatch: pytest.MonkeyPatch, batch: int, corpus: list[tuple[str, str, str, str | None]]
) -> None:
    monkeypatch.setattr("recommender.analysis.terms.BATCH_CHARACTERS", batch)
    articles = [
        article(title=f"t {title}", text=text, url=f"https://site.example/{slug}", language=language)
        for title, slug, text, language in corpus
    ]
    tables = TermTable({}, "news", grows=True)
    found = stretches(articles, tables)
    expected = []
    for one in articles:
        language = (one.language or "").partition("-")[0]
        parts = (one.title, slug_words(one.url, one.title), one.text)
        title, slug, text = (by_the_word(part, language, known_of(tables)) for part in parts)
        expected += [[*title, term_counts.SENTENCE_END], [*slug, term_counts.SENTENCE_END], text]
    # A title is one sentence, whatever stops are in it.
    assert [without_ends(each) if at % 3 == 0 else each for at, each in enumerate(found)] == [
        without_ends(each) if at % 3 == 0 else each for at, each in enumerate(expected)
    ]
    assert all(each[-1] == term_counts.SENTENCE_END for each in found[::3])


def without_ends(ids: list[int]) -> list[int]:
    return [each for each in ids if each != term_counts.SENTENCE_END]


def test_a_title_is_cut_at_bars_and_dashes_alone() -> None:
    tables = TermTable({}, "news", grows=True)
    title, *_ = stretches([article(title="J.C. Penney sues Mt. Gox! Now – Site", language="en")], tables)
    ends = [at for at, each in enumerate(title) if each == term_counts.SENTENCE_END]
    assert [len(without_ends(title[: ends[0]])), ends[-1]] == [len(title) - 3, len(title) - 1]


def test_no_sentence_of_a_text_ends_at_an_abbreviation_before_a_name_or_at_the_width_of_lines() -> None:
    tables = TermTable({}, "news", grows=True)
    wrapped = "The governor of the northern province\nsigned the bill on the new quay today,\n"
    wrapped += "and farmers from all of the valleys met\nthe ministers of both of the countries.\n"
    texts = ["Gov. George W. Bush met Mt. Gox.", wrapped]
    found = stretches([article(text=text, language="en") for text in texts], tables)[2::3]
    assert [each.count(term_counts.SENTENCE_END) for each in found] == [1, 1]


def test_a_word_outside_the_vocabulary_is_told_as_such() -> None:
    tables = TermTable({"storm": 7}, "news")
    assert stretches([article(title="Storms, gales", text="the", language="en")], tables) == [
        [7, term_counts.OOV, term_counts.SENTENCE_END],
        [],
        [term_counts.DROPPED],
    ]


def test_plain_words_are_those_of_scikit_learn() -> None:
    tables = TermTable({}, "plain", grows=True)
    one = article(title="A Storm", text="storm_wall, it's ÉTÉ. x")
    assert stretches([one], tables) == [[0, term_counts.SENTENCE_END], [], [1, 2, 3]]
    assert list(known_of(tables)) == ["storm", "storm_wall", "it", "été"]


def shares(*articles: Article) -> dict[str, float]:
    """Return the share of capitals of each term inside sentences, rounded."""
    tables = TermTable({}, "news", grows=True)
    found = read_stream(articles, TermReader(tables)).name_shares(len(known_of(tables)))
    return {term: round(float(found[term_id]), 3) for term, term_id in known_of(tables).items()}


@pytest.mark.parametrize(
    ("publishers", "diversity"),
    [("AAAA", 0), ("ABCD", 1), ("AABB", 2 / 3), ("AA??", 5 / 6), ("????", 1), ("A", 1), ("", 1)],
)
def test_articles_are_diverse_as_their_publishers_are_and_those_of_nobody_are_each_another(
    publishers: str, diversity: float
) -> None:
    articles = [article(title="Storm", publisher=None if name == "?" else name) for name in publishers]
    stream = read_stream(articles, TermReader(TermTable({}, "news", grows=True)))
    assert stream.publisher_diversity() == pytest.approx(diversity)


def test_names_are_told_by_their_capitals_inside_sentences() -> None:
    text = "Storms hit Ardmore. In Ardmore the storm broke a wall, said Paul Wall. ARDMORE storms"
    found = shares(article(title="Storm in Ardmore", text=text, language="en"))
    # The title is a headline. Ardmore stands inside a sentence twice; one use without a capital is added to each word.
    assert found["ardmor"] == round(2 / 3, 3)
    assert found["wall"] == round(1 / 3, 3)
    assert found["storm"] == 0
    assert found["paul"] == 0.5


def test_a_headline_in_capitals_tells_no_names() -> None:
    found = shares(article(title="Storm Breaks The Long Wall", text="", language="en"))
    assert set(found.values()) == {0}


def test_a_slug_in_lower_case_makes_a_name_no_less_of_one() -> None:
    text = "The wall of Ardmore and the sea at Ardmore broke."
    with_slug, without = (
        shares(article(title="Storm", text=text, url=f"https://site.example/{slug}", language="en"))
        for slug in ("wall-ardmore-broke", "1")
    )
    assert with_slug == without


def test_words_with_a_capital_are_counted_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [article(title="", text=f"A storm {word} Wall" * 3, language="en") for word in "abcde"]
    together = shares(*articles)
    monkeypatch.setattr("recommender.analysis.terms.BATCH_CHARACTERS", 1)
    assert shares(*articles) == together


@pytest.mark.parametrize("bar", [" | ", "|", " - ", " – ", " — ", " » ", " • ", " :: "])
def test_the_parts_of_a_title_are_sentences(bar: str) -> None:
    tables = TermTable({"storm": 1, "gazett": 2}, "news")
    one = article(title=f"Gazette{bar}Storm", text="", language="en")
    assert stretches([one], tables)[0] == [2, term_counts.SENTENCE_END, 1, term_counts.SENTENCE_END]


@pytest.mark.parametrize("title", ["Live music", "Opinion polls: storm", "Live:", "Direct flights - storm"])
def test_words_that_are_labels_elsewhere_are_read_inside_a_title(title: str) -> None:
    tables = TermTable({}, "news", grows=True)
    stretches([article(title=title, language="en")], tables)
    assert {"live", "opinion", "direct"} & set(known_of(tables))


def test_a_hyphen_inside_a_word_parts_no_title() -> None:
    tables = TermTable({"storm": 1, "wall": 2}, "news")
    assert stretches([article(title="Storm-wall", language="en")], tables)[0] == [1, 2, term_counts.SENTENCE_END]


MARKED = st.text(st.sampled_from("aZÉß İΣσς'’.–\n東京ひ1,Ⱥstorm\u0301😀"), max_size=40)


@law
@given(st.lists(st.tuples(MARKED, st.sampled_from(["en", "tr", "ja"])), max_size=4), st.sampled_from(["news", "plain"]))
def test_known_words_stand_where_split_spans_sees_them(texts: list[tuple[str, str]], analysis: str) -> None:
    vocabulary = {to_term(word, "en"): 0 for word in ("storm", "a", "zé", "東京", "1", "oς", "ⱥ", "é") if word != "a"}
    vocabulary = {term: at for at, term in enumerate(vocabulary)}
    tables = TermTable(vocabulary, analysis)
    reader = TermReader(tables)
    for text, language in texts:
        words = [(tables.of(language)[word], begin, end) for word, begin, end, _ in split_spans(text)]
        known = reader.known_words(text, language)
        assert list(zip(*(column.tolist() for column in known), strict=True)) == [
            each for each in words if each[0] >= 0
        ]
        assert {column.dtype for column in known} == {np.dtype(np.int32)}


@law
@given(st.lists(st.tuples(MARKED, st.sampled_from(["en", "tr", "ja"])), max_size=4), st.sampled_from(["news", "plain"]))
def test_words_are_counted_as_split_text_sees_them(texts: list[tuple[str, str]], analysis: str) -> None:
    tables = TermTable({"storm": 0, "東京": 1}, analysis)
    reader = TermReader(tables)
    for text, language in texts:
        words = [word for word in split_text(text) if not is_sentence_end(word)]
        ids = [tables.of(language)[word] for word in words]
        counted = reader.count_words(text, language)
        found = Counter(dict.fromkeys(counted.term_ids.tolist(), 0))
        for term_id, count in zip(counted.term_ids.tolist(), counted.counts.tolist(), strict=True):
            found[term_id] += count
        del found[term_counts.SENTENCE_END]
        assert found == Counter(ids)
        expected = {word for word, term_id in zip(words, ids, strict=True) if term_id == term_counts.OOV}
        assert (set(counted.oov), len(counted.oov)) == (expected, len(expected))
        oov_counts = counted.counts[counted.term_ids == term_counts.OOV].tolist()
        assert dict(zip(counted.oov, oov_counts, strict=True)) == {word: words.count(word) for word in expected}


def test_what_strangers_send_does_not_make_a_reader_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.analysis.terms.MAX_KNOWN_WORDS", 50)
    monkeypatch.setattr("recommender.analysis.terms.MAX_LANGUAGES", 5)
    reader = TermReader(TermTable({"storm": 7}, "news"))
    for number in range(20):
        text = " ".join(f"word{number}x{at}" for at in range(30))
        assert len(reader.known_words(text, f"x{number}").term_ids) == 0
        assert reader.known_words(f"{text} storm", "en").term_ids.tolist() == [7]
    assert len(reader.uses()[0]) <= 200


def test_a_reader_can_be_copied_and_sent_to_another_process() -> None:
    reader = TermReader(TermTable({"storm": 7}, "news"))
    reader.known_words("a gale", "en")
    for other in (pickle.loads(pickle.dumps(reader)), deepcopy(reader)):
        assert other.known_words("A storm", "en").begins.tolist() == [2]
