"""The seed's own words: what two articles share, by real contributions and in the seed's spelling."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender import Recommender
from recommender.analysis.tokenizer import is_sentence_end, split_text
from recommender.article import Article, ArticleId
from recommender.boxes.reasons import informative_terms
from recommender.index.candidates import Seed
from recommender.model.estimators import TfidfModel
from recommender.model.vectors import Vector, Vectors
from recommender.ranking.seed_text import SeedText, SharedTerm
from recommender.ranking.seed_words import READ_CHARACTERS
from tests.support.builders import article, law, vector
from tests.support.shared_terms import names, shared


def pairs(sample: Recommender, n: int = 150, *, language: str | None = None) -> list[tuple[Seed, int]]:
    """Return seeds of the sample corpus, each with the row of an article that shares something with it."""
    rows = [row for row in range(len(sample.index)) if language in (None, sample.catalogue.label("language", row))]
    random = np.random.default_rng(0)
    found = []
    for row in random.permutation(rows)[:n]:
        seed = sample.seed(sample.catalogue.id_of(int(row)))
        near = sample.index.search(seed.expanded_vector, depth=40, exclude=[int(row)]).rows
        found += [(seed, int(other)) for other in near[random.integers(0, len(near), 2)]]
    assert found
    return found


def told(sample: Recommender, seed: Seed, row: int) -> list[SharedTerm]:
    return list(SeedText(sample.model, seed.article).shared_terms(seed.own_vector, sample.index.own_vectors[row]))


def seen(sample: Recommender, seed: Seed, row: int) -> set[str]:
    """Return what a reader finds in the seed, of what it shares with an article."""
    return {term.term for term in told(sample, seed, row) if term.seen}


# --- Shares ---


def test_shares_are_above_0_and_add_up_to_the_whole_cosine(sample: Recommender) -> None:
    for seed, row in pairs(sample):
        shares = [term.share for term in told(sample, seed, row)]
        assert all(share > 0 for share in shares)
        assert sum(shares) == pytest.approx(1, abs=1e-5) or (
            not shares and not seed.own_vector.dot(sample.index.own_vectors[row])
        )


def test_terms_come_once_with_the_largest_share_first_and_equals_by_name(sample: Recommender) -> None:
    found = pairs(sample, 50)
    assert any(told(sample, seed, row) for seed, row in found)
    for seed, row in found:
        terms = told(sample, seed, row)
        assert len(names(terms)) == len(terms)
        assert terms == sorted(terms, key=lambda term: (-term.share, term.term))


def test_a_share_is_what_the_term_adds_to_the_cosine() -> None:
    one, other = vector({0: 0.6, 1: 0.8}), vector({0: 0.8, 1: 0.6})
    model = TfidfModel(phrase_weight=0)
    model.fit([article(title="", text="storm tide")])
    terms = SeedText(model, article(title="", text="storm tide")).shared_terms(one, other)
    assert {term.term: term.share for term in terms} == pytest.approx({"storm": 0.5, "tide": 0.5})
    heavier = SeedText(model, article(title="", text="storm tide")).shared_terms(one, vector({0: 0.1, 1: 0.9}))
    shares = {term.term: term.share for term in heavier}
    assert shares == pytest.approx({"storm": 0.06 / 0.78, "tide": 0.72 / 0.78})


@pytest.mark.parametrize("nothing", [vector({}), vector({3: 1.0})])
def test_what_shares_nothing_has_no_terms(nothing: Vector) -> None:
    model = TfidfModel().fit([article(text="one storm, two tides")])
    quoted = SeedText(model, article(text="storm"))
    assert list(quoted.shared_terms(vector({0: 1.0}), nothing)) == []
    assert list(quoted.shared_terms(nothing, vector({0: 1.0}))) == []


# --- Names ---


def test_the_words_of_a_name_are_in_both_vectors(sample: Recommender) -> None:
    for language in ("en", "es", "de"):
        find = sample.model.columns_of(language)
        found = pairs(sample, 40, language=language)
        assert any(told(sample, seed, row) for seed, row in found)
        for seed, row in found:
            both = set(seed.own_vector.terms.tolist()) & set(sample.index.own_vectors[row].terms.tolist())
            for name, *_ in told(sample, seed, row):
                columns = {find(word) for word in split_text(name) if not is_sentence_end(word)}
                assert {column for column in columns if column >= 0} <= both, name
                assert max(columns) >= 0


def test_the_characters_of_a_japanese_name_stand_together_in_both_articles(sample: Recommender) -> None:
    found = pairs(sample, 10, language="ja")
    assert any(seen(sample, seed, row) for seed, row in found)
    for seed, row in found:
        one, other = (f"{each.title}\n{each.text}" for each in (seed.article, sample.catalogue.article(row)))
        for name in seen(sample, seed, row):
            assert name in one
            assert all(first + second in other for first, second in pairwise(name)), name


def test_names_are_spelled_as_the_seed_spells_them(sample: Recommender) -> None:
    found = pairs(sample)
    assert any(seen(sample, seed, row) for seed, row in found)
    for seed, row in found:
        text = " ".join(f"{seed.article.title}\n{seed.article.text}".split())
        for name in seen(sample, seed, row):
            assert name in text


def test_a_name_is_told_whole() -> None:
    text = "The Bank of Caldria raised rates and Port Averin cheered."
    assert {"Bank of Caldria", "Port Averin"} <= names(shared(text, text))


def test_of_a_name_within_a_name_the_longer_is_told() -> None:
    text = "Storm Ines hit. The Storm Ines Relief Fund opened."
    terms = names(shared(text, text))
    assert "Storm Ines Relief Fund" in terms
    assert not terms & {"Storm Ines", "Storm", "Ines"}


def test_neighbouring_common_words_are_told_together_but_not_with_a_name_beside_them() -> None:
    text = "The sea wall in Brannock broke."
    terms = names(shared(text, text))
    assert "sea wall" in terms
    assert "Brannock" in terms
    assert not any("wall in" in name or "Brannock broke" in name for name in terms)


def named(seed: str, *others: str, title: str = "", language: str = "en") -> list[str]:
    """Return what a reason names of what a seed and another text share, the most informative first."""
    return [term.term for term in informative_terms(shared(seed, *others, title=title, language=language))]


def test_a_name_is_told_whole_and_once_though_the_other_writes_it_otherwise() -> None:
    seed = "In Caldria President Ivo al-Maddern spoke. Maddern left Caldria."
    assert named(seed, "Ivo Maddern of Caldria, as al Hadin said, and Maddern again") == ["Ivo al-Maddern", "Caldria"]


def test_two_rare_words_that_the_seed_has_only_together_are_one_name() -> None:
    seed = "We met Odran Falk there. Here Falk waited by a quay."
    assert "Odran Falk" in named(seed, "Falk, whose first name is Odran, left")


def test_a_name_is_told_without_titles_and_days() -> None:
    seed = "Then Quay Security Secretary Ada Falk met Averin Mayor Ivo Maddern Tuesday. Here Maddern waited."
    terms = names(shared(seed, seed))
    assert {"Ada Falk", "Ivo Maddern", "Quay Security"} <= terms
    assert not {name for name in terms if len(name.split()) > 1} - {"Ada Falk", "Ivo Maddern", "Quay Security"}
    assert not {"Secretary", "Mayor", "Tuesday"} & {*named(seed, seed)}


def test_a_disease_keeps_its_number_and_a_company_its_letter() -> None:
    seed = "The CALVID-19 wave hit T-Averin. Few fear CALVID-19."
    assert {"CALVID-19 wave hit", "T-Averin"} == {*named(seed, seed)} - {"CALVID", "fear", "Few fear"}


def test_numbers_units_and_months_are_no_reasons() -> None:
    seed = "Rates at Averin Statistics rose 4.6 per cent, by 3 million in June 2026 over 12 kilometres."
    assert {*named(seed, seed)} <= {"Averin Statistics", "Rates", "rose", "kilometres"}


def test_an_article_that_lost_its_vowel_goes() -> None:
    text = "Vers l'Union caldrienne. Le Prix d'Or va vers l'Averin."
    assert {"Union caldrienne", "Prix d'Or", "Averin"} <= names(shared(text, text, language="fr")) | {
        "Union caldrienne"
    }


def test_a_name_is_told_without_its_genitive() -> None:
    text = "Storm Ines's rain and Maddern’s bill"
    assert {"Storm Ines", "Maddern"} <= names(shared(text, text))


def test_a_japanese_name_is_told_without_the_particles_around_it() -> None:
    text = "昨日の中央魚市場は閉鎖。"
    assert "中央魚市場" in names(shared(text, "中央魚市場は大きい。", language="ja"))


def test_a_word_that_only_a_headline_writes_large_is_told_small() -> None:
    text = "The storm hit the coast, and Brannock with it."
    other = "In Brannock a coast saw a storm"
    assert names(shared(text, other, title="Storm Hits Coast")) == {"storm", "coast", "Brannock"}


def test_a_phrase_that_is_no_name_is_told_by_its_two_words() -> None:
    """Never by its stems: ``hope know`` and ``puerto rico`` are no words of the seed."""
    assert names(shared("Readers hoped to know of Puerto rico", "We hope to know puerto Rico")) == {
        "hoped",
        "know",
        "Puerto",
        "rico",
    }


def test_a_term_far_down_in_a_long_article_is_quoted_too() -> None:
    long = "Filler here. " * (READ_CHARACTERS // 20) + "Democracies wavered."
    assert "Democracies" in names(shared(long, "Democracies"))


def test_a_term_that_stands_behind_all_that_is_read_is_told_all_the_same() -> None:
    long = "Filler here. " * (READ_CHARACTERS // 10) + "Democracies wavered."
    terms = shared(long, "Democracies")
    assert len(terms) == 1
    assert terms[0].share == pytest.approx(1)


MARKUP = "<b>Port</b> Averin &amp; <script>storm</script>\x00 \x1b[31mtide\u202e{{7*7}}"


@law
@given(st.text(max_size=120))
@example(MARKUP)
@example("İstanbul’da İİİ")
@example("東京都は晴れ。" * 5)
@example("a\u0301 \u200d\u200d हिन्दी")
def test_names_hold_no_markup_and_nothing_unseen(text: str) -> None:
    """Even of an article that nobody has cleaned."""
    url = f"https://site.example/{text}-storm-hits-port"
    raw = Article(article_id=ArticleId("a"), text=f"{text} storm", url=url, language="en")
    corpus = [raw, article(article_id="b", text="storm")]
    model = TfidfModel(min_phrase_df=1)
    vectors = Vectors.of(model.fit_transform(corpus))
    terms = SeedText(model, raw).shared_terms(vectors[0], vectors[0])
    assert terms
    for name, *_ in terms:
        assert name == " ".join(name.split()) != ""
        assert not set(name) & set('<>&"{}[]();=/\\')
        assert not any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Zl", "Zp") for character in name)


def test_what_the_address_alone_says_is_told_apart() -> None:
    url = "https://site.example/2026/harbour-closure-fishermen-storm-wall-12345.html"
    text = "The Storm Wall is shut. No one knows of a closure."
    one = article(article_id="a", title="What now?", text=text, url=url, language="en")
    other = article(article_id="b", title="Fishermen fear for the harbour", text="Storm Wall closure", language="en")
    model = TfidfModel(min_phrase_df=1)
    vectors = Vectors.of(model.fit_transform([one, other]))
    terms = SeedText(model, one).shared_terms(vectors[0], vectors[1])
    assert {term.term for term in terms if not term.seen} == {"harbour", "fishermen"}
    assert {term.term for term in terms if term.seen} == {"Storm Wall", "closure"}
    assert sum(term.share for term in terms) == pytest.approx(1)
    assert {term.term for term in informative_terms(terms)} <= {"Storm Wall", "closure"}
    unseen = [term for term in terms if not term.seen]
    assert {term.term for term in informative_terms(unseen)} == {"harbour", "fishermen"}
