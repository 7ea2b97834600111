"""Text → terms, per language."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.analysis.detection import detect_language
from recommender.analysis.stemming import to_term
from recommender.analysis.tokenizer import folded, is_sentence_end, split_spans, split_text
from recommender.article.subtags import UNKNOWN_LANGUAGE
from tests.support.builders import law


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ofwat's bill: 4.75 per cent, 11,000 homes", ["ofwat's", "bill", "4.75", "per", "cent", "11,000", "homes"]),
        ("Thames—Water’s “plan”", ["thames", "water's", "plan"]),
        ("Straße, naïve café", ["straße", "naïve", "café"]),
        ("東京都", ["東京", "京都"]),
        ("港", ["港"]),
        ("東京2020年", ["東京", "2020", "年"]),
        ("서울시", ["서울", "울시"]),
        ("ไทยแลนด์", ["ไทย", "ยแล", "แลน", "นด์"]),
        ("हिन्दी ख़बर", ["हिन्दी", "ख़बर"]),
        ("ዜና አዲስ", ["ዜና", "አዲስ"]),
        ("العَرَبِيَّة", ["العَرَبِيَّة"]),
        ("བོད་ཡིག་གསར་པ།", ["བོད", "ཡིག", "གསར", "པ"]),
        ("ދިވެހި ރާއްޖެ", ["ދިވެހި", "ރާއްޖެ"]),
        ("ߒߞߏ ߞߊ߲ ߖߊ߯ߓߍ", ["ߒߞߏ", "ߞߊ߲", "ߖߊ߯ߓߍ"]),
        ("ꯃꯩꯇꯩꯂꯣꯟ ꯄꯥꯎ꯫", ["ꯃꯩꯇꯩꯂꯣꯟ", "ꯄꯥꯎ"]),
        ("ܣܘܽܪܝܳܝܳܐ ܟܬܳܒܳܐ܀", ["ܣܘܽܪܝܳܝܳܐ", "ܟܬܳܒܳܐ"]),
        ("ꦧꦱꦗꦮꦶ ꦏꦺꦴꦫꦤ꧀", ["ꦧꦱꦗꦮꦶ", "ꦏꦺꦴꦫꦤ꧀"]),
        ("ሰላም፝ታ ዜና፡አዲስ", ["ሰላም፝ታ", "ዜና", "አዲስ"]),
        ("தமிழ்நாடு", ["தமிழ்நாடு"]),
        ("ਪੰਜਾਬ ਖ਼ਬਰਾਂ", ["ਪੰਜਾਬ", "ਖ਼ਬਰਾਂ"]),
        ('ארה״ב וצה"ל, ״שלום״', ['ארה"ב', 'וצה"ל', "שלום"]),
        ("צ׳כיה וז'בוטינסקי", ["צ'כיה", "וז'בוטינסקי"]),
        ("ինչպե՞ս, օ՜հ", ["ինչպե՞ս", "օ՜հ"]),
        ("col·lecció Paral·lel a·b", ["col·lecció", "paral·lel", "a", "b"]),
        ("the U.S., F.B.I. and J.K.Marrow", ["the", "u.s.", "f.b.i.", "and", "j.k.", "marrow"]),
        ("to US from us", ["to", "u.s.", "from", "us"]),
        ("e.g. a.m. W. Pell", ["e", "g", "a", "m", "w", "pell"]),
        ("камʼяні Hawaiʻi", ["кам'яні", "hawai'i"]),
        ("เก้าอี้", ["เก้าอี้"]),
        ("น้ำท่วม", ["น้ำท่", "ท่ว", "วม"]),
        ("ກຳແພງ", ["ກຳແພ", "ແພງ"]),
        ("ភ្នំពេញ", ["ភ្នំពេ", "ពេញ"]),
        ("မန္တလေး", ["မန္တ", "န္တလေး"]),
        ("กา\u200bขา", ["กา", "ขา"]),
        ("٢٠٢٦ ۱٬۲۰۰ ४.५ ๕", ["2026", "1,200", "4.5", "5"]),
        ("ＡＢＣ１２　ｶﾞ", ["abc12", "カ\u3099"]),
        ("", []),
        ("— … »", []),
    ],
)
def test_a_text_is_split_into_its_words(text: str, words: list[str]) -> None:
    assert [token for token in split_text(text) if not is_sentence_end(token)] == words


@pytest.mark.parametrize(
    "text",
    [
        "One. Two",
        "One! Two",
        "One?” Two",
        "One\nTwo",
        "一つ。二つ",
        "一つ｡二つ",
        "एक। दो",
        "ایک۔ دو",
        "ایک؟ دو",
        "አንድ። ሁለት",
        "Մեկ։ Երկու",
        "တစ်။ နှစ်",
        "មួយ។ ពីរ",
        "གཅིག། གཉིས",
        "ꯑꯃ꯫ ꯑꯅꯤ",
        "ܚܕ܀ ܬܪܝܢ",
        "ꦱꦶꦗꦶ꧉ ꦭꦺꦴꦫꦺꦴ",
    ],
)
def test_the_end_of_a_sentence_is_a_token_of_its_own(text: str) -> None:
    assert sum(map(is_sentence_end, split_text(text))) == 1


@pytest.mark.parametrize("text", ["the U.S.A and e.g.this", "3.5 per cent", "example.com"])
def test_a_full_stop_within_a_word_ends_no_sentence(text: str) -> None:
    assert not any(map(is_sentence_end, split_text(text)))


@law
@given(st.text(max_size=200))
@example("İstanbul’da")
@example("a\u0301b 東京都 x.")
def test_words_are_in_lower_case_and_never_empty(text: str) -> None:
    for token in split_text(text):
        assert token
        assert token == token.lower() or is_sentence_end(token)


@law
@given(st.text(st.characters(codec="utf-8"), max_size=200))
@example("İzmir’de U.N.")
@example("The “PM’s” bill passed… 東京都は晴れ。61–58!")
def test_spans_are_the_same_words_where_they_stand(text: str) -> None:
    words = [token for token in split_text(text) if not is_sentence_end(token)]
    spans = list(split_spans(text))
    assert [word for word, *_ in spans] == words
    for word, begin, end, _ in spans:
        assert folded(text[begin:end]).lower().replace(".", "") == word.replace(".", "")


@pytest.mark.parametrize(
    ("language", "words", "term"),
    [
        ("en", ["market", "markets", "market's"], "market"),
        ("de", ["zahlung", "zahlungen"], "zahlung"),
        ("es", ["elección", "elecciones"], "eleccion"),
        ("fr", ["élection", "élections", "l'élection", "d'élections"], "élect"),
    ],
)
def test_the_forms_of_a_word_are_one_term(language: str, words: list[str], term: str) -> None:
    assert {to_term(word, language) for word in words} == {term}


@pytest.mark.parametrize(
    ("word", "language"), [("the", "en"), ("it's", "en"), ("und", "de"), ("des", "fr"), ("los", "es"), ("x", "en")]
)
def test_function_words_and_single_letters_are_no_terms(word: str, language: str) -> None:
    assert to_term(word, language) == ""


@pytest.mark.parametrize("word", ["state", "world", "interest", "computer", "9"])
def test_words_that_stories_are_about_are_terms(word: str) -> None:
    assert to_term(word, "en")


def test_numbers_are_not_stemmed() -> None:
    assert to_term("4.75", "en") == "4.75"


def test_an_unknown_language_keeps_its_words() -> None:
    assert to_term("habari", "sw") == "habari"
    assert to_term("habari", "") == "habari"


def test_a_word_of_monstrous_length_is_no_term() -> None:
    assert to_term("x" * 100_000, "en") == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The government said on Tuesday that it would raise taxes on fuel and electricity.", "en"),
        ("Die Regierung teilte am Dienstag mit, dass sie die Steuern auf Strom erhöhen werde.", "de"),
        ("El Gobierno anunció el martes que subirá los impuestos a la electricidad.", "es"),
        ("政府は火曜日、電気税を引き上げると発表した。", "ja"),
        ("Titan Games Unveils Plan To Hand Over Web Keys", "en"),  # in title case
        ("Orrin Stock Drops", "en"),  # few letters
        ("Ar c'hentañ tren a zo aet kuit da vintin, hag e oa kalz a dud ennañ, a lavar an ti-gar.", "br"),
        ("12 345 — !", UNKNOWN_LANGUAGE),
        ("", UNKNOWN_LANGUAGE),
    ],
)
def test_the_language_of_a_text_is_detected(text: str, language: str) -> None:
    assert detect_language(text) == language
