"""Words → terms: one term for all forms and spellings of a word, and two for words that a language keeps apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis.languages import LANGUAGES
from recommender.analysis.stemming import to_term, to_terms
from recommender.analysis.tokenizer import is_sentence_end, split_text
from tests.support.builders import law


def terms(text: str, language: str) -> list[str]:
    """Return the terms of a text, function words left out."""
    found = (to_term(word, language) for word in split_text(text, language) if not is_sentence_end(word))
    return [term for term in found if term]


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["F.B.I.", "FBI", "F.B.I", "fbi"]),
        ("en", ["U.N.", "UN"]),
        ("en", ["U.S.", "US", "the US’s", "U.S.’s"]),
        ("en", ["N.A.T.O.", "NATO", "Nato"]),
        ("en", ["J.K. Marrow", "J.K.Marrow", "JK Marrow"]),
        ("el", ["Ε.Δ.Α.", "ΕΔΑ"]),
        ("en", ["Škoravec", "Skoravec", "SKORAVEC", "S\u030ckoravec"]),
        ("de", ["Škoravec", "Skoravec"]),
        ("fr", ["Škoravec", "Skoravec"]),
        ("es", ["Škoravec", "Skoravec"]),
        ("it", ["Škoravec", "Skoravec"]),
        ("nl", ["Škoravec", "Skoravec"]),
        ("sv", ["Škoravec", "Skoravec"]),
        ("pl", ["Škoravec", "Skoravec"]),
        ("tr", ["Škoravec", "Skoravec"]),
        ("hr", ["Gölcüktepe", "Golcuktepe"]),
        ("de", ["Straße", "Strasse"]),
        ("de", ["Müller", "MÜLLER", "Mu\u0308ller"]),
        ("es", ["Añil", "AÑIL"]),
        ("ru", ["самолёт", "самолет"]),
        ("el", ["Αθήνας", "ΑΘΗΝΑΣ", "Αθηνας"]),
        ("en", ["Ａｖｅｒｉｎ", "Averin"]),
        ("ja", ["ｶﾞｰﾃﾞﾝ", "ガーデン"]),
        ("ko", ["한국", "한국"]),
        ("fa", ["کیمیاسازی یکتاکوه", "كيمياسازي يكتاكوه", "كيمياسازى یکتاکوه"]),
        ("fa", ["کتاب‌خانه", "کتابخانه"]),
        ("ur", ["کراچی", "كراچي"]),
        ("ar", ["العَرَبِيَّة", "العربية", "العـــربية"]),
        ("he", ["ארה״ב", 'ארה"ב', "ארה”ב", "ארהב"]),
        ("he", ["צ׳כיה", "צ'כיה", "צ’כיה"]),
        ("he", ["שָׁלוֹם", "שלום"]),
        ("uk", ["обʼєднання", "об'єднання", "об’єднання"]),
        ("uz", ["Oʻzbekiston", "O'zbekiston", "O‘zbekiston"]),
        ("haw", ["Hawaiʻi", "Hawai'i"]),
        ("hy", ["ինչպե՞ս", "ինչպես"]),
        ("hy", ["սև", "սեւ"]),
        ("ca", ["col·lecció", "col‧lecció", "co\u0140lecció", "COL·LECCIÓ"]),
        ("tr", ["KIRIKKALE", "Kırıkkale", "kırıkkale"]),
        ("tr", ["İzmir", "İZMİR", "izmir", "İZMİR’de"]),
        ("az", ["QAZAXISTAN", "Qazaxıstan"]),
        ("az", ["İMZA", "İmza", "imza"]),
        ("vi", ["hoà bình", "hòa bình"]),
        ("vi", ["thuỷ", "thủy", "THỦY"]),
        ("vi", ["khoẻ", "khỏe"]),
        ("ro", ["ştiri", "știri", "ŞTIRI"]),
        ("ro", ["Constanţa", "Constanța"]),
        ("fr", ["cœur", "coeur", "CŒUR"]),
        ("ml", ["അവൻ", "അവന\u0d4d\u200d"]),
        ("ml", ["എൻ്റെ", "എന്റെ"]),
        ("bn", ["উৎসব", "উত্\u200dসব"]),
        ("zh", ["臺灣電視台報導", "台湾电视台报导"]),
        ("zh-Hant", ["颱風", "台风"]),
        ("ar", ["٢٠٢٦", "2026"]),
        ("fa", ["۱۴۰۵", "1405", "١٤٠٥"]),
        ("fa", ["۱٬۲۰۰", "1,200"]),
        ("hi", ["२०२६", "2026"]),
        ("th", ["๒๕๖๙", "2569"]),
        ("my", ["၂၀၂၆", "2026"]),
        ("sr", ["Новосељани", "Novoseljani"]),
    ],
)
def test_all_spellings_of_a_word_are_one_term(language: str, texts: list[str]) -> None:
    found = [terms(text, language) for text in texts]
    assert found[0]
    assert found == [found[0]] * len(texts)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "schon", "schön"),
        ("es", "cana", "caña"),
        ("sv", "har", "hår"),
        ("fi", "vaara", "väärä"),
        ("da", "bor", "bør"),
        ("pl", "kat", "kąt"),
        ("cs", "pas", "pás"),
        ("hu", "kor", "kör"),
        ("tr", "sınır", "sinir"),
        ("tr", "kus", "kuş"),
        ("vi", "ma", "má"),
        ("ur", "لڑکی", "لڑکے"),
        ("ar", "علي", "على"),
        ("th", "ขาว", "ข้าว"),
        ("dv", "ބަސް", "ބިސް"),
    ],
)
def test_what_a_language_keeps_apart_is_two_terms(language: str, one: str, other: str) -> None:
    assert terms(one, language) != terms(other, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "us who it"),
        ("en", "SHOULD IT SAY WHO US IS"),
        ("en", "a.m."),
        ("ro", "şi și fără către până"),
        ("fr", "l’un d’où À ÇA"),
        ("tr", "İLE HİÇ DAHA"),
        ("el", "Ως ΩΣ προς"),
        ("ru", "её ее"),
        ("fa", "‌"),
    ],
)
def test_function_words_are_none_in_any_spelling(language: str, text: str) -> None:
    assert terms(text, language) == []


def test_a_function_word_in_capitals_is_a_name_where_not_all_is_in_capitals() -> None:
    assert terms("the US asked us, and WHO knows who", "en") == ["us", "ask", "who", "know"]
    assert terms("NO, THEY DO NOT", "en") == []
    assert terms("He did NOT go", "en") == []


@law
@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from([each.subtag for each in LANGUAGES]))
def test_the_terms_of_many_words_are_those_of_each(texts: list[str], language: str) -> None:
    words = [word for text in texts for word in split_text(text, language) if not is_sentence_end(word)]
    assert to_terms(words, language) == [to_term(word, language) for word in words]
    assert all(term.split() in ([], [term]) for term in to_terms(words, language))
