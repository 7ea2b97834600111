"""Texts → vectors, against scikit-learn and a page worked by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.utils import estimator_checks

from recommender.article import Article
from recommender.errors import SnapshotError
from recommender.model.estimators import TfidfModel
from tests.support.builders import article, law

SAMPLE = Path(__file__).parents[2] / "data" / "articles.jsonl"
WORDS = ["storm", "Brannock", "sea", "wall", "the", "rates", "bank", "2", "4.75", "vote", "東京都", "Straße"]
TEXTS = st.lists(st.sampled_from([*WORDS, ". ", "\n"]), max_size=20).map(" ".join)

SLUGS = st.lists(st.sampled_from(WORDS), max_size=6).map(lambda words: f"https://site.example/{'-'.join(words)}")


@st.composite
def corpora(draw: st.DrawFn) -> list[Article]:
    texts = draw(st.lists(st.tuples(TEXTS, TEXTS, SLUGS), min_size=1, max_size=8))
    corpus = [
        article(article_id=f"a{at}", title=f"storm {title}", text=text, url=url, publisher=f"p{at % 2}", language="en")
        for at, (title, text, url) in enumerate(texts)
    ]
    return draw(st.permutations(corpus))


def sample() -> list[Article]:
    return [Article.parse(json.loads(line)) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


def test_the_plain_model_equals_scikit_learn_on_the_sample_corpus() -> None:
    articles = sample()
    texts = [f"{a.title}\n{a.text}" for a in articles]
    theirs = TfidfVectorizer().fit(texts)
    ours = TfidfModel.plain().fit(articles)
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    difference = ours.transform(articles) - theirs.transform(texts)
    assert abs(difference).max() < 1e-6


def test_one_field_equals_a_page_worked_by_hand() -> None:
    corpus = [
        article(article_id="a", title="", text="storm storm wall", language="en"),
        article(article_id="b", title="", text="storm", language="en"),
    ]
    model = TfidfModel(title_weight=0, lead_weight=0, phrase_weight=0, k1=1.2, b=0.75, idf="bm25")
    vectors = model.fit_transform(corpus).toarray()
    assert model.get_feature_names_out().tolist() == ["storm", "wall"]
    # n = 2; df(storm) = 2, df(wall) = 1; lengths 3 and 1, mean 2.
    idf_storm, idf_wall = math.log(1 + 0.5 / 2.5), math.log(1 + 1.5 / 1.5)
    norm = 1.2 * (1 - 0.75 + 0.75 * 3 / 2)
    storm, wall = idf_storm * 2 * 2.2 / (2 + norm), idf_wall * 1 * 2.2 / (1 + norm)
    length = math.hypot(storm, wall)
    np.testing.assert_allclose(vectors, np.array([[storm / length, wall / length], [1, 0]]), rtol=1e-6)


@law
@given(corpora())
def test_vectors_are_finite_and_of_unit_length_or_zero(corpus: list[Article]) -> None:
    model = TfidfModel()
    vectors = model.fit_transform(corpus)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors.data).all()
    assert (vectors.data > 0).all()
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1))
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
    assert vectors.shape == (len(corpus), len(model.get_feature_names_out()))


@law
@given(corpora())
def test_the_order_of_the_corpus_does_not_matter(corpus: list[Article]) -> None:
    ordered = sorted(corpus, key=lambda a: a.article_id)
    one, other = TfidfModel().fit(corpus), TfidfModel().fit(ordered)
    assert one.get_feature_names_out().tolist() == other.get_feature_names_out().tolist()
    difference = one.transform(ordered) - other.transform(ordered)
    assert abs(difference).max() < 1e-6


@law
@given(corpora())
def test_transform_gives_the_vectors_of_fit_transform(corpus: list[Article]) -> None:
    model = TfidfModel()
    fitted = model.fit_transform(corpus)
    difference = model.transform(corpus) - fitted
    assert abs(difference).max() < 1e-6


@law
@given(corpora())
def test_a_model_of_its_arrays_is_the_same_model(corpus: list[Article]) -> None:
    model = TfidfModel().fit(corpus)
    again = TfidfModel.from_arrays(model.get_params(), model.to_arrays())
    assert again.get_params() == model.get_params()
    assert abs(again.transform(corpus) - model.transform(corpus)).max() == 0
    assert again.get_feature_names_out().tolist() == model.get_feature_names_out().tolist()


def test_a_name_weighs_more_than_a_word_as_rare() -> None:
    texts = ["the storm hit Ardmore today", "a wall near Ardmore fell", "storm again, and Ardmore is dark", "a storm"]
    corpus = [article(article_id=str(at), title="", text=text, language="en") for at, text in enumerate(texts)]
    plain, raised = (TfidfModel(name_boost=boost).fit(corpus) for boost in (0, 0.5))
    factors = {term: raised.idf_["body"][at] / plain.idf_["body"][at] for at, term in enumerate(raised.terms_)}
    assert factors["ardmor"] == pytest.approx(1 + 0.5 * 3 / 4)
    assert factors["storm"] == factors["wall"] == 1


def test_rare_names_weigh_more_only_where_several_publishers_report() -> None:
    texts = [f"the storm hit Ardmore, said {name} Quill" for name in ("Ada", "Ben", "Cyd", "Dov")]

    def factors(publishers: list[str | None]) -> dict[str, float]:
        corpus = [
            article(article_id=text, title="", text=text, language="en", publisher=publisher)
            for text, publisher in zip(texts, publishers, strict=True)
        ]
        plain, raised = (TfidfModel(name_boost=boost).fit(corpus) for boost in (0, 1))
        return dict(zip(raised.terms_, (raised.idf_["body"] / plain.idf_["body"]).tolist(), strict=True))

    rare, frequent = 1 + 1 / 2, 1 + 4 / 5  # by capitals alone
    for several in (factors(["A", "B", "C", "D"]), factors([None] * 4)):
        assert several["ada"] == pytest.approx(rare)
        assert several["ardmor"] == pytest.approx(frequent)
    assert factors(["A"] * 4)["ada"] == pytest.approx(1)
    assert factors(["A"] * 4)["ardmor"] == pytest.approx(frequent)
    assert factors(["A", "A", "B", "B"])["ada"] == pytest.approx(1 + 2 / 3 / 2)


def test_what_an_address_says_beyond_the_title_counts_as_words_of_the_body() -> None:
    url = "https://site.example/2026/a-storm-hits-harbour-wall-12345.html"
    told = article(article_id="a", title="A storm hits", url=url, language="en")
    written = article(article_id="a", title="A storm hits", text="harbour wall", language="en")
    other = article(article_id="b", title="Harbour wall", language="en")
    model = TfidfModel(lead_weight=0)
    vectors = model.fit_transform([told, other])
    assert abs(vectors - TfidfModel(lead_weight=0).fit_transform([written, other])).nnz == 0
    terms = model.get_feature_names_out()
    assert set(terms[vectors[[0]].indices]) == {"storm", "hit", "harbour", "wall", "harbour wall"}

    titles = TfidfModel(lead_weight=0, body_weight=0, phrase_weight=0)
    assert titles.fit_transform([told, other])[[0]].nnz == 2
    assert TfidfModel(slugs=False).fit_transform([told, other])[[0]].nnz == 2


def test_an_article_without_known_terms_has_an_empty_vector() -> None:
    model = TfidfModel().fit([article(text="storm")])
    vectors = model.transform([article(title="zzz", text="yyy"), article(title="the", text="of", language="en")])
    assert vectors.nnz == 0
    assert vectors.shape[0] == 2


def test_what_strangers_send_does_not_make_a_served_model_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    model = TfidfModel().fit([article(text="storm wall", language="en")])
    expected = model.transform([article(text="storm", language="en")])
    monkeypatch.setattr("recommender.analysis.terms.MAX_KNOWN_WORDS", 50)
    monkeypatch.setattr("recommender.analysis.terms.MAX_LANGUAGES", 5)
    for number in range(20):
        text = " ".join(f"word{number}x{at}" for at in range(30))
        model.transform([article(text=text, language=f"x{chr(97 + number)}")])
        model.transform([article(text=text, language="en")])
        for language in (f"x{chr(97 + number)}", "en"):
            assert max(map(model.columns_of(language), text.split())) < 0
    tables = model._reader.tables._tables
    assert len(tables) <= 5
    assert max(map(len, tables.values())) <= 50
    assert abs(model.transform([article(text="storm", language="en")]) - expected).max() == 0


def test_nothing_to_transform_gives_no_rows() -> None:
    assert TfidfModel().fit([article(text="storm")]).transform([]).shape[0] == 0


@pytest.mark.parametrize("corpus", [[], [article(title="the", text="of", language="en")]])
def test_a_corpus_without_terms_is_refused(corpus: list[Article]) -> None:
    with pytest.raises(ValueError, match="at least one article that holds a term"):
        TfidfModel().fit(corpus)


@pytest.mark.parametrize(
    "parameters",
    [{"k1": 0}, {"k1": -1}, {"b": 1.5}, {"title_weight": -1}, {"name_boost": -1}, {"name_boost": float("nan")},
     {"title_weight": 0, "lead_weight": 0, "body_weight": 0, "phrase_weight": 0}],
)  # fmt: skip
def test_parameters_out_of_range_are_refused(parameters: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        TfidfModel(**parameters).fit([article(text="storm")])  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["title_weight", "lead_weight", "body_weight", "phrase_weight"])
def test_each_field_can_be_left_out_or_stand_alone(field: str) -> None:
    corpus = [article(article_id=f"a{at}", title="sea wall", text="sea wall breached") for at in range(2)]
    names = ["title_weight", "lead_weight", "body_weight", "phrase_weight"]
    without = TfidfModel(**{field: 0}).fit(corpus)  # type: ignore[arg-type]
    alone = TfidfModel(**{name: float(name == field) for name in names}).fit(corpus)  # type: ignore[arg-type]
    for model in (without, alone):
        assert model.transform(corpus).nnz > 0


def test_an_unfitted_model_says_so() -> None:
    with pytest.raises(NotFittedError):
        TfidfModel().transform([article()])


def test_it_works_in_a_pipeline_and_clones() -> None:
    corpus = [article(article_id="a", text="storm wall"), article(article_id="b", text="bank rates")]
    pipeline = make_pipeline(clone(TfidfModel(b=0.5)), Normalizer())
    assert pipeline.fit_transform(corpus).shape[0] == 2
    assert pipeline.get_params()["tfidfmodel__b"] == 0.5


def test_the_checks_of_scikit_learn_that_apply_to_text_pass() -> None:
    """The rest of scikit-learn's checks do not apply: they fit matrices of numbers, and this model fits articles.

    `check_estimator` itself knows that from the tags, as for `TfidfVectorizer`, and stops after cloning.
    """
    with pytest.warns(SkipTestWarning, match="requires input"):
        estimator_checks.check_estimator(TfidfModel())
    for check in (
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_set_params,
        estimator_checks.check_valid_tag_types,
        estimator_checks.check_estimator_repr,
    ):
        check("TfidfModel", TfidfModel())


def test_arrays_of_another_shape_are_refused() -> None:
    model = TfidfModel().fit([article(text="storm wall")])
    arrays = model.to_arrays()
    for damaged in (
        {**arrays, "idf_body": arrays["idf_body"][:-1]},
        {name: array for name, array in arrays.items() if name != "phrases_lows"},
        {**arrays, "phrases_starts": np.array([0, 1], np.uint32), "phrases_lows": np.array([99], np.uint16)},
        {**arrays, "code_phrases": np.array([0], np.uint16)},
        {**arrays, "mean_length_body": np.array([])},
        {**arrays, "mean_length_body": np.array([0.0])},
        {**arrays, "mean_length_title": np.array([np.nan])},
    ):
        with pytest.raises(SnapshotError):
            TfidfModel.from_arrays(model.get_params(), damaged)
    with pytest.raises(SnapshotError):
        TfidfModel.from_arrays({"k1": 1.2}, arrays)
    with pytest.raises(SnapshotError):
        TfidfModel.from_arrays({**model.get_params(), "b": "much"}, arrays)
