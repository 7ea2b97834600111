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
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import (
    DROPPED,
    OOV,
    SENTENCE_END,
    STRETCHES,
    CountedWords,
    KnownWords,
    TermIds,
    TermReader,
    TermStream,
    TermTable,
    read_stream,
)
from recommender.article import Article
from recommender.errors import SnapshotError
from recommender.model.boilerplate import Sentences, drop_boilerplate, find_boilerplate
from recommender.model.field_loops import FIELDS, FieldWeights, count_fields, filter_of, weigh_fields
from recommender.model.learned import Learned, check_is_fitted
from recommender.model.sorted_keys import SortedKeys
from recommender.model.sorted_terms import SortedTerms
from recommender.model.sparse import Csr, read_only
from recommender.model.vocabulary import Vocabulary
from recommender.model.weighting import Idf, idf_of, name_reach
from recommender.snapshots import array_of, check_positions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# How many different document frequencies phrases can have. In [1, 65536]; what two bytes hold, and enough for 2,000
# million phrases in all articles, since the sum of as many different numbers is no less.
MOST_DISTINCT = 1 << 16
RENUMBERED = 1 << 20  # How many ids are put in the place of others at a time. At least 1; a bound on memory.
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
            inside sentences; one that has it half of the time gains half as much, and the rare names of a corpus of one
            publisher gain less, see `name_reach`. At least 0, a share; chosen as the weights were.
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
        phrases_: The phrases, ``first * len(terms_) + second``, rising.
        idf_: For each field of terms, float32 by column: the idf, raised for names.
        phrase_idf_: float32, the different idf that phrases have, rising.
        phrase_codes_: uint16 (n_phrases,), which of these each phrase has.
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
        sentences = Sentences.of(stream) if self.boilerplate_df else None
        self.boilerplate_ = find_boilerplate(stream, self.boilerplate_df, sentences)
        drop_boilerplate(stream, self.boilerplate_, sentences)
        for cached in ("_learned_weights", "spelled_terms"):  # of an earlier fit
            self.__dict__.pop(cached, None)
        return self._weigh(stream, self._learn(stream)).matrix()

    def transform(self, articles: Iterable[Article]) -> csr_array:
        """Turn articles into vectors.

        Returns:
            csr (n_articles, n_terms + n_phrases), float32, columns in rising order; rows unit L2, or all zero for an
            article without a known term.

        Raises:
            sklearn.exceptions.NotFittedError: The model has not been fitted.
        """
        return self.transform_counted(articles)[0].matrix()

    def transform_counted(self, articles: Iterable[Article]) -> tuple[Csr, NDArray[np.int64]]:
        """Turn articles into vectors, and count their words.

        Returns:
            The vectors of `transform`, and int64 (n_articles, 2): how many words each article holds, without
            function words, and how many of these are out of vocabulary.
        """
        check_is_fitted(self)
        stream = read_stream(articles, self._reader)
        counts = _count_words(stream)
        drop_boilerplate(stream, self.boilerplate_)
        # Each word makes one entry at most, and one more with the word before.
        return self._weigh(stream, 2 * len(stream.term_ids)), counts

    def idf_of(self, frequencies: NDArray[np.int64], n_articles: int) -> NDArray[np.float64]:
        """Return the idf that a fit gives terms of these document frequencies in a corpus of `n_articles` articles."""
        return idf_of(frequencies, n_articles, self.idf)

    def word_weights(self) -> NDArray[np.float32]:
        """Return the idf of each word, raised for names; float32 (n_words,)."""
        return next(iter(self.idf_.values()))

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

    def count_words(self, text: str, language: str) -> CountedWords:
        """Return the distinct words of a text, those that the model does not know among them; as `known_words`."""
        return self._reader.count_words(text, language)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was learned as named plain arrays; the parameters are `get_params`."""
        check_is_fitted(self)
        idf = {f"idf_{field}": values for field, values in self.idf_.items()}
        lengths = {f"mean_length_{field}": np.array([length]) for field, length in self.mean_length_.items()}
        learned = {
            "idf_phrases": self.phrase_idf_,
            "code_phrases": self.phrase_codes_,
            "boilerplate": self.boilerplate_,
        }
        terms = self.terms_ if isinstance(self.terms_, SortedTerms) else SortedTerms.of(self.terms_)
        return {**terms.to_arrays("terms"), **self.phrases_.to_arrays("phrases"), **learned, **idf, **lengths}

    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.terms_ = terms = SortedTerms.from_arrays(arrays, "terms")
        self._reader = self._reader_of(terms)
        self.phrases_ = SortedKeys.from_arrays(arrays, "phrases", end=len(terms) ** 2)
        self.boilerplate_ = array_of(arrays, "boilerplate", np.uint64)
        fields = self._field_weights()
        self.idf_ = {field: array_of(arrays, f"idf_{field}", np.float32) for field in fields if field != "phrases"}
        lengths = {field: array_of(arrays, f"mean_length_{field}", np.float64) for field in fields}
        if any(len(weights) != len(terms) for weights in self.idf_.values()):
            raise SnapshotError(self.part, f"{len(terms)} weights by field", [*map(len, self.idf_.values())])
        if not all(len(length) == 1 and length[0] > 0 for length in lengths.values()):
            raise SnapshotError(self.part, "a length above 0 by field", [*lengths.values()])
        self.mean_length_ = {field: float(length[0]) for field, length in lengths.items()}
        self.phrase_idf_ = array_of(arrays, "idf_phrases", np.float32)
        self.phrase_codes_ = array_of(arrays, "code_phrases", np.uint16)
        if len(self.phrase_codes_) != self.phrases_.n_keys:
            raise SnapshotError("code_phrases", f"codes of {self.phrases_.n_keys} phrases", len(self.phrase_codes_))
        check_positions("code_phrases", self.phrase_codes_, len(self.phrase_idf_))

    def _reader_of(self, vocabulary: TermIds, *, grows: bool = False) -> TermReader:
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

    def _learn(self, stream: TermStream) -> int:
        """Learn the phrases, and the weights of the terms and the mean length of each field.

        Returns:
            How many entries the vectors of the corpus have.
        """
        frequencies, pairs, totals = count_fields(stream.term_ids, stream.starts, self.lead_terms, len(self.terms_))
        in_body, n_articles = frequencies[FIELDS.index("body")], len(stream.publishers)
        names = stream.name_shares(len(self.terms_)) * name_reach(in_body, n_articles, stream.publisher_diversity())
        raised = 1 + self.name_boost * names
        keys, idf_of_phrases = np.empty(0, np.int64), np.empty(0, np.float32)
        self.idf_, self.mean_length_ = {}, {}
        size = 0
        for field in self._field_weights():
            total, n_filled = totals[:, FIELDS.index(field)].tolist()
            if field == "phrases":
                keys, of_field = _frequent(pairs, self.min_phrase_df)
                idf_of_phrases = self.idf_of(of_field, max(1, n_filled)).astype(np.float32)
            else:
                of_field = frequencies[FIELDS.index(field)]
                self.idf_[field] = (self.idf_of(of_field, max(1, n_filled)) * raised).astype(np.float32)
            size += int(of_field.sum())
            self.mean_length_[field] = total / max(1, n_filled) or 1.0
        self.phrases_ = SortedKeys.of(keys)
        self.phrase_idf_, self.phrase_codes_ = _coded(idf_of_phrases)
        return size

    def _weigh(self, stream: TermStream, size: int) -> Csr:
        """Turn a stream without boilerplate into one unit vector an article, with at most `size` entries in all."""
        indptr, indices, data = weigh_fields(
            stream.term_ids, stream.starts, len(self.terms_), self._learned_weights, size
        )
        return Csr(indptr, indices, data, self.n_columns)

    @cached_property
    def _learned_weights(self) -> FieldWeights:
        weights, nothing = self._field_weights(), np.empty(0, np.float32)
        idf = [self.idf_.get(field, nothing) for field in FIELDS[:3]]
        title, lead, body, phrases, codes, starts, lows = read_only(
            *idf, self.phrase_idf_, self.phrase_codes_, *self.phrases_
        )
        return FieldWeights(
            title=title,
            lead=lead,
            body=body,
            phrases=phrases,
            codes=codes,
            key_starts=starts,
            keys=lows,
            filter=filter_of(starts, lows, 1 << max(6, len(lows).bit_length())),
            weights=np.array([weights.get(field, 0.0) for field in FIELDS]),
            mean_lengths=np.array([self.mean_length_.get(field, 1.0) for field in FIELDS]),
            k1=float(self.k1 or 0),
            b=float(self.b),
            lead_terms=self.lead_terms,
        )


def _frequent(pairs: Longs, least: int) -> tuple[Longs, Longs]:
    """Return the pairs that at least so many articles hold, sorted, and how many hold each; `pairs` is sorted."""
    pairs.sort()
    begins = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])) if len(pairs) else np.empty(0, np.int64)
    frequencies = np.diff(np.append(begins, len(pairs)))
    kept = frequencies >= least
    return pairs[begins[kept]], frequencies[kept]


def _coded(weights: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.uint16]]:
    """Return the different ones of some weights, rising, and which of them each is: document frequencies are few.

    Raises:
        ValueError: They are too many.
    """
    distinct, codes = np.unique(weights, return_inverse=True)
    if len(distinct) > MOST_DISTINCT:
        raise ValueError(f"phrases: expected at most {MOST_DISTINCT} different weights, found {len(distinct)}")
    return distinct, codes.astype(np.uint16)


def _count_words(stream: TermStream) -> Longs:
    """Return how many words each article holds, and how many of them are out of vocabulary, int64 (n_articles, 2)."""
    is_oov = stream.term_ids == OOV
    counts = np.zeros((len(stream.term_ids) + 1, 2), np.int64)
    np.cumsum(np.column_stack([is_oov | (stream.term_ids >= 0), is_oov]), axis=0, out=counts[1:])
    begins = stream.starts[::STRETCHES]
    return counts[begins[1:]] - counts[begins[:-1]]


def _renumber(ids: Ids, new_ids: Sequence[int]) -> Ids:
    """Put new ids in the place of old ones, the marks aside."""
    # The marks are negative: they pick from the end of the table, where each is itself.
    table = np.array([*new_ids, OOV, SENTENCE_END, DROPPED], np.int32)
    for begin in range(0, len(ids), RENUMBERED):
        ids[begin : begin + RENUMBERED] = table[ids[begin : begin + RENUMBERED]]
    return ids
