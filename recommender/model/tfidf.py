"""Texts → vectors: a fielded TF-IDF model.

In: articles. Out: one sparse unit vector an article, whose dot products say how alike two articles are.

The idea: an article is four fields, its title, its lead, its whole body and its phrases (pairs of neighbouring terms).
The body is all that it says: its title, what the words of its address (its slug) say beyond its title, and its text.
Each field has its own document frequencies and its own length normalisation; weighted, they make one vector.

    weight of a term in a field = idf(df) · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / mean length))

which is BM25's (Robertson and Zaragoza 2009, doi:10.1561/1500000019, section 3), put into vectors: each field is scaled
to unit length, multiplied with the field's weight, added up, and the sum is scaled to unit length again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from recommender.analysis import TermStream, TermTable, read_stream
from recommender.analysis import counts as counting
from recommender.article import Article
from recommender.errors import SnapshotError
from recommender.snapshots import TextColumn, array_of, check_positions, parameters_of

EVERYTHING = np.iinfo(np.int64).max // 2
# The share of the sentences of a title, a slug and a text that can be boilerplate. In [0, 1], shares; chosen by hand:
# something is left of a title, nothing need be of a slug, and a text that is mostly repeated is a form of its own.
_MOST_DROPPED = np.array([0.99, 1.0, 0.5])
Ids = NDArray[np.int32]
Longs = NDArray[np.int64]


class Counts(NamedTuple):
    """How often each article holds each key.

    Attributes:
        starts, keys, counts: The three arrays of a CSR matrix; keys rise within a row.
        lengths: int64 (n_articles,), the sum of the counts of each.
    """

    starts: Longs
    keys: NDArray[np.integer[Any]]
    counts: NDArray[np.float32]
    lengths: Longs

    @classmethod
    def of(cls, keys: NDArray[np.integer[Any]], starts: Longs) -> Self:
        """Count the keys of articles, end to end, and where each article begins."""
        return cls(*counting.count_rows(keys, starts), np.diff(starts))


class TfidfModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn articles into fielded TF-IDF vectors; a scikit-learn transformer.

    Args:
        title_weight, lead_weight, body_weight, phrase_weight: What each field adds to the vector; 0 leaves it out.
            At least 0, the length of the field's part; chosen beside a body of 1 by nDCG and P@10 on the sets of
            `benchmarks/quality.py`.
        lead_terms: How many terms from the beginning of the text are the lead. At least 1, terms; chosen likewise.
        name_boost: How much more a word weighs that has a capital inside sentences: a name weighs ``1 + name_boost``
            times its idf, a word that is a name half of the time half as much more. At least 0, a share; chosen
            likewise.
        k1: Saturation: how soon a repeated term stops adding; None takes the raw count. Above 0, a count; the usual
            value of BM25.
        b: Length normalisation: 0 is none, 1 is full. In [0, 1], a share; the usual value of BM25.
        min_phrase_df: Phrases of fewer articles are left out. At least 1, articles; a phrase of one links nothing.
        boilerplate_df: A sentence, or a part of titles set apart by a bar or a dash, that one publisher repeats in this
            many articles counts for nothing; 0 keeps all. At least 0, articles; chosen by hand, since a publisher may
            well quote one sentence twice.
        slugs: Whether the words of an article's address that its title leaves out count as words of its body.
        analysis: ``news`` is `recommender.analysis.tokenizer`, by language; ``plain`` is scikit-learn's: words of two
            characters or more, in lower case.
        idf: ``bm25`` is ``ln(1 + (n - df + 0.5) / (df + 0.5))``; ``smooth`` is scikit-learn's
            ``ln((1 + n) / (1 + df)) + 1``.

    Attributes:
        terms_: The vocabulary, sorted.
        phrases_: int64 (n_phrases,), ``first * len(terms_) + second``, sorted.
        idf_: For each field, float32 by column of that field: the idf, raised for names.
        mean_length_: For each field, the mean number of terms of articles that have the field.
        boilerplate_: uint64, sorted: the sentences left out, by hash of publisher and sentence.
    """

    def __init__(
        self,
        *,
        title_weight: float = 0.35,
        lead_weight: float = 0.5,
        body_weight: float = 1.0,
        phrase_weight: float = 0.7,
        lead_terms: int = 60,
        name_boost: float = 0.3,
        k1: float | None = 1.2,
        b: float = 0.75,
        min_phrase_df: int = 2,
        boilerplate_df: int = 3,
        slugs: bool = True,
        analysis: Literal["news", "plain"] = "news",
        idf: Literal["bm25", "smooth"] = "smooth",
    ) -> None:
        self.title_weight = title_weight
        self.lead_weight = lead_weight
        self.body_weight = body_weight
        self.phrase_weight = phrase_weight
        self.lead_terms = lead_terms
        self.name_boost = name_boost
        self.k1 = k1
        self.b = b
        self.min_phrase_df = min_phrase_df
        self.boilerplate_df = boilerplate_df
        self.slugs = slugs
        self.analysis = analysis
        self.idf = idf

    @classmethod
    def plain(cls) -> Self:
        """Return a model that equals scikit-learn's `TfidfVectorizer()` over title, line feed and text."""
        return cls(
            title_weight=0, lead_weight=0, phrase_weight=0, name_boost=0, k1=None, b=0, boilerplate_df=0, slugs=False,
            analysis="plain", idf="smooth",
        )  # fmt: skip

    def fit(self, articles: Iterable[Article], y: object = None) -> Self:
        """Learn vocabulary, document frequencies and boilerplate from a corpus; its order does not matter."""
        self.fit_transform(articles, y)
        return self

    def fit_transform(self, articles: Iterable[Article], y: object = None) -> csr_array:  # noqa: ARG002
        """Learn from a corpus and return its vectors, as `transform` would, in one reading.

        Raises:
            ValueError: The corpus is empty, or no article of it holds a term.
        """
        self._check_parameters()
        vocabulary: dict[str, int] = {}
        stream = read_stream(articles, TermTable(vocabulary, self.analysis, grows=True), slugs=self.slugs)
        if not vocabulary:
            raise ValueError("articles: expected at least one article that holds a term")
        self.terms_ = sorted(vocabulary)
        self._tables = TermTable({term: column for column, term in enumerate(self.terms_)}, self.analysis)
        columns = [self._tables.vocabulary[term] for term in vocabulary]
        stream = stream._replace(ids=_renumber(stream.ids, columns), words=_renumber(stream.words, columns))
        self.boilerplate_ = _find_boilerplate(stream, self.boilerplate_df)
        fields = self._count(stream)
        self._learn(fields, stream.name_shares(len(self.terms_)))
        return self._weigh(fields)

    def transform(self, articles: Iterable[Article]) -> csr_array:
        """Turn articles into vectors.

        Returns:
            csr (n_articles, n_terms + n_phrases), float32, columns in rising order; rows unit L2, or all zero for an
            article without a known term.

        Raises:
            sklearn.exceptions.NotFittedError: The model has not been fitted.
        """
        return self.transform_counted(articles)[0]

    def transform_counted(self, articles: Iterable[Article]) -> tuple[csr_array, NDArray[np.int64]]:
        """Turn articles into vectors, and count their words.

        Returns:
            The vectors, as `transform` does, and int64 (n_articles, 2): how many words each article holds, those that
            are always left out not counted, and how many of these the model does not know.
        """
        check_is_fitted(self)
        stream = read_stream(articles, self._tables, slugs=self.slugs)
        return self._weigh(self._count(stream)), _count_words(stream)

    def idf_of(self, frequencies: NDArray[np.int64], n_articles: int) -> NDArray[np.float64]:
        """Return the idf that a fit would give terms of these document frequencies in a corpus of so many articles."""
        return _idf(frequencies, n_articles, self.idf)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Return the term of each column; phrases are two terms with a space between."""
        check_is_fitted(self)
        first, second = np.divmod(self.phrases_, len(self.terms_))
        terms = np.array(self.terms_, object)
        return np.concatenate([terms, terms[first] + " " + terms[second]])

    def feature_name(self, column: int) -> str:
        """Return the term or phrase of one column."""
        n_terms = len(self.terms_)
        if column < n_terms:
            return str(self.terms_[column])
        first, second = divmod(int(self.phrases_[column - n_terms]), n_terms)
        return f"{self.terms_[first]} {self.terms_[second]}"

    def words_in(self, columns: NDArray[np.integer[Any]]) -> Longs:
        """Return the columns of the two words of each phrase, int64 (2, n_columns); a word's own column twice."""
        n_terms = len(self.terms_)
        first, second = columns.astype(np.int64), columns.astype(np.int64)
        is_phrase = columns >= n_terms
        first[is_phrase], second[is_phrase] = np.divmod(self.phrases_[first[is_phrase] - n_terms], n_terms)
        return np.stack([first, second])

    def number_columns(self) -> range:
        """Return the columns of words that begin with a digit: they lie side by side, since words are sorted."""
        return range(bisect_left(self.terms_, "0"), bisect_left(self.terms_, ":"))

    def word_weights(self) -> NDArray[np.float32]:
        """Return the idf of each word, raised for names; float32 (n_words,)."""
        return next(weights for field, weights in self.idf_.items() if field != "phrases")

    def columns_of(self, language: str) -> Callable[[str], int]:
        """Return a function that tells the column of a word of a language as it is written, negative for none."""
        return self._tables.of(language).__getitem__

    def phrase_columns(self, first: Longs, second: Longs) -> Longs:
        """Return the column of the phrase of each pair of terms, -1 for one that is not known; int64 (n_pairs,)."""
        columns = _find_sorted(self.phrases_, first * len(self.terms_) + second)
        return np.where(columns >= 0, columns + len(self.terms_), -1)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was learned as named plain arrays; the parameters are `get_params`."""
        check_is_fitted(self)
        idf = {f"idf_{field}": values for field, values in self.idf_.items()}
        lengths = {f"mean_length_{field}": np.array([length]) for field, length in self.mean_length_.items()}
        learned = {"phrases": self.phrases_, "boilerplate": self.boilerplate_}
        return {**TextColumn.of(self.terms_).to_arrays("terms"), **learned, **idf, **lengths}

    @classmethod
    def from_arrays(cls, params: object, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Rebuild a fitted model from its parameters and named arrays.

        Raises:
            SnapshotError: They are not those of a model, or do not fit together.
        """
        model = cls(**parameters_of(params, "model", cls().get_params()))
        try:
            model._check_parameters()
        except (TypeError, ValueError) as error:
            raise SnapshotError("model", "parameters of a model", str(error)) from None
        model.terms_ = TextColumn.from_arrays(arrays, "terms")[:]
        model._tables = TermTable({term: column for column, term in enumerate(model.terms_)}, model.analysis)
        model.phrases_ = array_of(arrays, "phrases", np.int64)
        model.boilerplate_ = array_of(arrays, "boilerplate", np.uint64)
        fields = model._field_weights()
        model.idf_ = {field: array_of(arrays, f"idf_{field}", np.float32) for field in fields}
        lengths = {field: array_of(arrays, f"mean_length_{field}", np.float64) for field in fields}
        for field in fields:
            expected = len(model.phrases_) if field == "phrases" else len(model.terms_)
            if len(model.idf_[field]) != expected or len(lengths[field]) != 1:
                raise SnapshotError("model", f"{expected} weights of {field}", len(model.idf_[field]))
        model.mean_length_ = {field: float(length[0]) for field, length in lengths.items()}
        if len(model.phrases_):
            check_positions("phrases", model.phrases_, len(model.terms_) ** 2)
        return model

    @property
    def n_columns(self) -> int:
        """Return how many columns its vectors have: terms and phrases."""
        return len(self.terms_) + len(self.phrases_)

    def _field_weights(self) -> dict[str, float]:
        weights = {
            "title": self.title_weight,
            "lead": self.lead_weight,
            "body": self.body_weight,
            "phrases": self.phrase_weight,
        }
        return {field: weight for field, weight in weights.items() if weight}

    def _check_parameters(self) -> None:
        weights = self._field_weights()
        if not weights or min(weights.values()) < 0:
            raise ValueError(f"field weights: expected 0 or more, and one above 0, found {weights}")
        if not self.name_boost >= 0:
            raise ValueError(f"name_boost: expected 0 or more, found {self.name_boost}")
        if (self.k1 is not None and not self.k1 > 0) or not 0 <= self.b <= 1:
            raise ValueError(f"k1, b: expected k1 above 0 and b in [0, 1], found {self.k1}, {self.b}")

    def _count(self, stream: TermStream) -> dict[str, Counts]:
        """Count terms by field, repeated furniture left out."""
        ids = _without_boilerplate(stream, self.boilerplate_)
        titles, slugs, texts = stream.starts[:-1].reshape(-1, counting.STRETCHES).T
        ends = stream.starts[counting.STRETCHES :: counting.STRETCHES]
        stretches = {"title": (titles, slugs, EVERYTHING), "lead": (texts, ends, self.lead_terms)}
        stretches["body"] = (titles, ends, EVERYTHING)

        def keys_of(field: str) -> tuple[NDArray[np.integer[Any]], Longs]:
            if field == "phrases":
                return counting.select_pairs(ids, titles, ends, len(self.terms_))
            return counting.select_terms(ids, *stretches[field])

        return {field: Counts.of(*keys_of(field)) for field in self._field_weights()}

    def _learn(self, fields: Mapping[str, Counts], name_shares: NDArray[np.float64]) -> None:
        """Learn the phrases, and the weights of the terms and the mean length of each field."""
        self.phrases_ = np.empty(0, np.int64)
        self.idf_, self.mean_length_ = {}, {}
        for field, counts in fields.items():
            n_filled = max(1, int(np.count_nonzero(counts.lengths)))
            if field == "phrases":
                phrases, frequencies = np.unique(counts.keys, return_counts=True)
                kept = frequencies >= self.min_phrase_df
                self.phrases_, frequencies = phrases[kept], frequencies[kept]
            else:
                frequencies = np.bincount(counts.keys, minlength=len(self.terms_))
            weights = _idf(frequencies, n_filled, self.idf)
            if field != "phrases":
                weights *= 1 + self.name_boost * name_shares
            self.idf_[field] = weights.astype(np.float32)
            self.mean_length_[field] = float(counts.lengths.sum() / n_filled) or 1.0

    def _columns(self, field: str, counts: Counts) -> tuple[Longs, int]:
        """Return the column of each key within its field, -1 for a phrase that is not known, and how many there are."""
        if field != "phrases":
            return counts.keys.astype(np.int64, copy=False), len(self.terms_)
        return _find_sorted(self.phrases_, counts.keys), len(self.phrases_)

    def _weigh(self, fields: Mapping[str, Counts]) -> csr_array:
        """Turn counts into one unit vector an article."""
        n_articles = len(next(iter(fields.values())).starts) - 1
        terms, phrases = _zeros(n_articles, len(self.terms_)), _zeros(n_articles, len(self.phrases_))
        for field, weight in self._field_weights().items():
            weighted = csr_array(self._weigh_field(field, fields[field]) * np.float32(weight))
            if field == "phrases":
                phrases = weighted
            else:
                terms = csr_array(terms + weighted)
        matrix = csr_array(hstack([terms, phrases], format="csr", dtype=np.float32))
        matrix.sort_indices()
        counting.scale_rows(matrix.indptr.astype(np.int64), matrix.data)
        return matrix

    def _weigh_field(self, field: str, counts: Counts) -> csr_array:
        """Return the unit vectors of one field."""
        columns, n_columns = self._columns(field, counts)
        known = columns >= 0
        kept_before = np.concatenate([[0], np.cumsum(known)])
        columns, tf = columns[known], counts.counts[known]
        starts = kept_before[counts.starts]
        if self.k1 is not None:
            norms = self.k1 * (1 - self.b + self.b * counts.lengths / self.mean_length_[field])
            tf = tf * (self.k1 + 1) / (tf + np.repeat(norms, np.diff(starts)))
        weights = (tf * self.idf_[field][columns]).astype(np.float32)
        counting.scale_rows(starts, weights)
        return csr_array((weights, columns.astype(np.int32), starts), shape=(len(starts) - 1, n_columns))


def _count_words(stream: TermStream) -> NDArray[np.int64]:
    """Return how many words each article holds, and how many of them are not known, int64 (n_articles, 2)."""
    is_unknown = stream.ids == counting.UNKNOWN
    counts = np.zeros((len(stream.ids) + 1, 2), np.int64)
    np.cumsum(np.column_stack([is_unknown | (stream.ids >= 0), is_unknown]), axis=0, out=counts[1:])
    begins = stream.starts[:: counting.STRETCHES]
    return counts[begins[1:]] - counts[begins[:-1]]


def _find_sorted(values: Longs, wanted: NDArray[np.integer[Any]]) -> Longs:
    """Return where each wanted number is in a rising array, -1 where it is not."""
    if not len(values):
        return np.full(len(wanted), -1, np.int64)
    places = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return np.where(values[places] == wanted, places, -1)


def _zeros(n_rows: int, n_columns: int) -> csr_array:
    starts = np.zeros(n_rows + 1, np.int64)
    return csr_array((np.empty(0, np.float32), np.empty(0, np.int32), starts), shape=(n_rows, n_columns))


def _renumber(ids: Ids, new_ids: Sequence[int]) -> Ids:
    # The marks are negative: they pick from the end of the table, where they stand for themselves.
    table = np.array([*new_ids, counting.UNKNOWN, counting.SENTENCE_END, counting.DROPPED], np.int32)
    return table[ids]


def _sentences(stream: TermStream) -> tuple[NDArray[np.uint64], Longs, Longs]:
    """Return the key (publisher and sentence), beginning and stretch of each sentence, slug and of several title parts.

    A title in one part is all that it says: no other words are left of it when it goes.
    """
    hashes, begins, stretches = counting.sentence_hashes(stream.ids, stream.starts)
    several = (np.bincount(stretches, minlength=len(stream.starts)) > 1)[stretches]
    told = several | (stretches % counting.STRETCHES != counting.TITLE)
    hashes, begins, stretches = hashes[told], begins[told], stretches[told]
    return hashes ^ stream.publishers[stretches // counting.STRETCHES], begins, stretches


def _find_boilerplate(stream: TermStream, min_df: int) -> NDArray[np.uint64]:
    """Return the keys of sentences that a publisher repeats in at least `min_df` articles, sorted."""
    if not min_df:
        return np.empty(0, np.uint64)
    keys, _, stretches = _sentences(stream)
    articles = stretches // counting.STRETCHES
    order = np.lexsort((articles, keys))
    keys, articles = keys[order], articles[order]
    first = np.ones(len(keys), np.bool_)
    first[1:] = (keys[1:] != keys[:-1]) | (articles[1:] != articles[:-1])
    distinct, frequencies = np.unique(keys[first], return_counts=True)
    return distinct[frequencies >= min_df]


def _without_boilerplate(stream: TermStream, boilerplate: NDArray[np.uint64]) -> Ids:
    """Return the ids without boilerplate.

    A text of which it is more than half is a copy, and a title of which it is all is one of a series: they stay whole.
    A slug of which it is all names a section.
    """
    if not len(boilerplate):
        return stream.ids
    keys, begins, stretches = _sentences(stream)
    places = np.minimum(np.searchsorted(boilerplate, keys), len(boilerplate) - 1)
    repeated = boilerplate[places] == keys
    n_stretches = len(stream.starts)
    sentences = np.bincount(stretches, minlength=n_stretches)
    share = np.bincount(stretches[repeated], minlength=n_stretches) / np.maximum(1, sentences)
    dropped = repeated & (share[stretches] <= _MOST_DROPPED[stretches % counting.STRETCHES])
    return counting.drop_sentences(stream.ids, begins[dropped], stream.starts[stretches[dropped] + 1])


def _idf(frequencies: NDArray[np.int64], n_articles: int, formula: str) -> NDArray[np.float64]:
    if formula == "smooth":
        return np.log((1 + n_articles) / (1 + frequencies)) + 1
    return np.log1p((n_articles - frequencies + 0.5) / (frequencies + 0.5))
