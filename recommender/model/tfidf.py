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

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import (
    DROPPED,
    OOV,
    SENTENCE_END,
    STRETCHES,
    KnownWords,
    TermReader,
    TermStream,
    TermTable,
    read_stream,
    scale_rows,
    select_pairs,
    select_terms,
)
from recommender.article import Article
from recommender.errors import SnapshotError
from recommender.model.boilerplate import find_boilerplate, without_boilerplate
from recommender.model.learned import Learned, check_is_fitted
from recommender.model.vocabulary import Vocabulary
from recommender.model.weighting import Counts, Idf, find_sorted, idf_of, saturated
from recommender.snapshots import TextColumn, array_of, check_positions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

EVERYTHING = np.iinfo(np.int64).max // 2  # more terms than any text has
Ids = NDArray[np.int32]
Longs = NDArray[np.int64]


class FieldedTfidf(Vocabulary, Learned):
    """Turn articles into fielded TF-IDF vectors; `TfidfModel` is the same as a scikit-learn transformer.

    Args:
        title_weight, lead_weight, body_weight, phrase_weight: The length of each field's vector before they are added
            up; 0 leaves the field out. At least 0, a length; chosen beside a body of 1 by nDCG and P@10 on the sets of
            `benchmarks/quality.py`.
        lead_terms: How many terms from the beginning of the text are the lead. At least 0, terms; chosen as the
            weights were.
        name_boost: How much more a name weighs: ``1 + name_boost`` times its idf. A name is a word that has a capital
            inside sentences; one that has it half of the time gains half as much. At least 0, a share; chosen as the
            weights were.
        k1: Saturation: the lower, the sooner a repeated term stops adding; None takes the raw count. Above 0, a count;
            the usual value of BM25.
        b: Length normalisation: 0 is none, 1 is full. In [0, 1], a share; the usual value of BM25.
        min_phrase_df: Phrases of fewer articles are left out. At least 1, articles; a phrase of one links nothing.
        boilerplate_df: A sentence, or a part of a title, that one publisher repeats in this many articles counts
            for nothing; 0 keeps all. At least 0, articles; chosen by hand, since a publisher may well quote a sentence
            twice.
        slugs: Whether the words of an article's address that its title leaves out count as words of its body.
        analysis: ``news`` is `recommender.analysis`, by language; ``plain`` is scikit-learn's: words of two characters
            or more, in lower case.
        idf: ``bm25`` is ``ln(1 + (n - df + 0.5) / (df + 0.5))``; ``smooth`` is scikit-learn's
            ``ln((1 + n) / (1 + df)) + 1``.

    Attributes:
        terms_: The vocabulary, sorted.
        phrases_: int64 (n_phrases,), ``first * len(terms_) + second``, sorted.
        idf_: For each field, float32 by column of that field: the idf, raised for names.
        mean_length_: For each field, the mean number of terms of articles that have the field.
        boilerplate_: uint64, sorted: the sentences left out, by hash of publisher and sentence.
    """

    part = "model"

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
        idf: Idf = "smooth",
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
        stream = read_stream(articles, self._reader_of(vocabulary, grows=True))
        if not vocabulary:
            raise ValueError("articles: expected at least one article that holds a term")
        self.terms_ = sorted(vocabulary)
        column_of = {term: column for column, term in enumerate(self.terms_)}
        self._reader = self._reader_of(column_of)
        columns = [column_of[term] for term in vocabulary]
        stream = stream._replace(
            term_ids=_renumber(stream.term_ids, columns), word_terms=_renumber(stream.word_terms, columns)
        )
        self.boilerplate_ = find_boilerplate(stream, self.boilerplate_df)
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
            The vectors, as `transform` does, and int64 (n_articles, 2): how many words each article holds, without
            function words, and how many of these are out of vocabulary.
        """
        check_is_fitted(self)
        stream = read_stream(articles, self._reader)
        return self._weigh(self._count(stream)), _count_words(stream)

    def idf_of(self, frequencies: NDArray[np.int64], n_articles: int) -> NDArray[np.float64]:
        """Return the idf that a fit gives terms of these document frequencies in a corpus of `n_articles` articles."""
        return idf_of(frequencies, n_articles, self.idf)

    def word_weights(self) -> NDArray[np.float32]:
        """Return the idf of each word, raised for names; float32 (n_words,)."""
        return next(weights for field, weights in self.idf_.items() if field != "phrases")

    def columns_of(self, language: str) -> Callable[[str], int]:
        """Return a function from a word of a language, as it is written, to its column; negative if it has none."""
        return self._reader.tables.of(language).__getitem__

    def known_words(self, text: str, language: str) -> KnownWords:
        """Return the words of a text that the model knows, with their columns and places, in their order.

        Args:
            text: Any text; it is read as it is, without the words of an address.
            language: Its primary subtag.
        """
        return self._reader.known_words(text, language)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was learned as named plain arrays; the parameters are `get_params`."""
        check_is_fitted(self)
        idf = {f"idf_{field}": values for field, values in self.idf_.items()}
        lengths = {f"mean_length_{field}": np.array([length]) for field, length in self.mean_length_.items()}
        learned = {"phrases": self.phrases_, "boilerplate": self.boilerplate_}
        return {**TextColumn.of(self.terms_).to_arrays("terms"), **learned, **idf, **lengths}

    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.terms_ = TextColumn.from_arrays(arrays, "terms")[:]
        self._reader = self._reader_of({term: column for column, term in enumerate(self.terms_)})
        self.phrases_ = array_of(arrays, "phrases", np.int64)
        self.boilerplate_ = array_of(arrays, "boilerplate", np.uint64)
        fields = self._field_weights()
        self.idf_ = {field: array_of(arrays, f"idf_{field}", np.float32) for field in fields}
        lengths = {field: array_of(arrays, f"mean_length_{field}", np.float64) for field in fields}
        for field in fields:
            expected = len(self.phrases_) if field == "phrases" else len(self.terms_)
            if len(self.idf_[field]) != expected or len(lengths[field]) != 1:
                raise SnapshotError(self.part, f"{expected} weights of {field}", len(self.idf_[field]))
        self.mean_length_ = {field: float(length[0]) for field, length in lengths.items()}
        if len(self.phrases_):
            check_positions("phrases", self.phrases_, len(self.terms_) ** 2)

    def _reader_of(self, vocabulary: dict[str, int], *, grows: bool = False) -> TermReader:
        return TermReader(TermTable(vocabulary, self.analysis, grows=grows), slugs=self.slugs)

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
        """Count the terms of each field, or the pairs of terms, without boilerplate."""
        ids = without_boilerplate(stream, self.boilerplate_)
        titles, slugs, texts = stream.starts[:-1].reshape(-1, STRETCHES).T
        ends = stream.starts[STRETCHES::STRETCHES]
        stretches = {"title": (titles, slugs, EVERYTHING), "lead": (texts, ends, self.lead_terms)}
        stretches["body"] = (titles, ends, EVERYTHING)

        def keys_of(field: str) -> tuple[NDArray[np.integer[Any]], Longs]:
            if field == "phrases":
                return select_pairs(ids, titles, ends, len(self.terms_))
            return select_terms(ids, *stretches[field])

        return {field: Counts.of(*keys_of(field)) for field in self._field_weights()}

    def _learn(self, fields: Mapping[str, Counts], name_shares: NDArray[np.float64]) -> None:
        """Learn the phrases, and the weights of the terms and the mean length of each field."""
        self.phrases_ = np.empty(0, np.int64)
        self.idf_, self.mean_length_ = {}, {}
        for field, counts in fields.items():
            if field == "phrases":
                phrases, frequencies = np.unique(counts.indices, return_counts=True)
                kept = frequencies >= self.min_phrase_df
                self.phrases_, frequencies = phrases[kept], frequencies[kept]
            else:
                frequencies = np.bincount(counts.indices, minlength=len(self.terms_))
            weights = idf_of(frequencies, counts.n_filled, self.idf)
            if field != "phrases":
                weights *= 1 + self.name_boost * name_shares
            self.idf_[field] = weights.astype(np.float32)
            self.mean_length_[field] = counts.mean_length

    def _weigh(self, fields: Mapping[str, Counts]) -> csr_array:
        """Turn counts into one unit vector an article."""
        from scipy.sparse import csr_array, hstack

        n_articles = len(next(iter(fields.values())).lengths)
        terms, phrases = _zeros(n_articles, len(self.terms_)), _zeros(n_articles, len(self.phrases_))
        for field, weight in self._field_weights().items():
            weighted = csr_array(self._weigh_field(field, fields[field]) * np.float32(weight))
            if field == "phrases":
                phrases = weighted
            else:
                terms = csr_array(terms + weighted)
        matrix = csr_array(hstack([terms, phrases], format="csr", dtype=np.float32))
        matrix.sort_indices()
        scale_rows(matrix.indptr.astype(np.int64), matrix.data)
        return matrix

    def _weigh_field(self, field: str, counts: Counts) -> csr_array:
        """Return the unit vectors of one field; what is not known is left out."""
        from scipy.sparse import csr_array

        columns, n_columns = self._columns(field, counts)
        is_known = columns >= 0
        columns, counts = columns[is_known], counts.keep(is_known)
        tf = counts.data if self.k1 is None else saturated(counts, self.mean_length_[field], self.k1, self.b)
        weights = (tf * self.idf_[field][columns]).astype(np.float32)
        scale_rows(counts.indptr, weights)
        shape = (len(counts.lengths), n_columns)
        return csr_array((weights, columns.astype(np.int32), counts.indptr), shape=shape)

    def _columns(self, field: str, counts: Counts) -> tuple[Longs, int]:
        """Return the column of each key within its field, -1 for a phrase that is not known, and how many there are."""
        if field != "phrases":
            return counts.indices.astype(np.int64, copy=False), len(self.terms_)
        return find_sorted(self.phrases_, counts.indices), len(self.phrases_)


def _count_words(stream: TermStream) -> Longs:
    """Return how many words each article holds, and how many of them are out of vocabulary, int64 (n_articles, 2)."""
    is_oov = stream.term_ids == OOV
    counts = np.zeros((len(stream.term_ids) + 1, 2), np.int64)
    np.cumsum(np.column_stack([is_oov | (stream.term_ids >= 0), is_oov]), axis=0, out=counts[1:])
    begins = stream.starts[::STRETCHES]
    return counts[begins[1:]] - counts[begins[:-1]]


def _zeros(n_rows: int, n_columns: int) -> csr_array:
    from scipy.sparse import csr_array

    indptr = np.zeros(n_rows + 1, np.int64)
    return csr_array((np.empty(0, np.float32), np.empty(0, np.int32), indptr), shape=(n_rows, n_columns))


def _renumber(ids: Ids, new_ids: Sequence[int]) -> Ids:
    # The marks are negative: they pick from the end of the table, where each is itself.
    table = np.array([*new_ids, OOV, SENTENCE_END, DROPPED], np.int32)
    return table[ids]
