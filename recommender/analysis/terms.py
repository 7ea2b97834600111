"""Articles → term ids: what `FieldedTfidf` counts.

In: articles. Out: a `TermStream`, the term id of every word of all articles, end to end; or, of one text, where its
known words stand. All words are read by a
compiled loop (`recommender.analysis.scanner`); the term of a word is looked up once for each distinct word of a
language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from threading import Lock
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import term_counts
from recommender.analysis.languages import words_of_all
from recommender.analysis.scanner import Scanned, Scanner, longer
from recommender.analysis.slug import slug_words
from recommender.analysis.stemming import to_term, to_terms
from recommender.analysis.tokenizer import is_sentence_end, split_spans, split_text, with_capitals
from recommender.analysis.wrapping import unwrapped
from recommender.article import Article, primary_subtag

# What separates a title from a section or a site: "Opinion | A title", "A title - Site".
TITLE_BARS = re.compile(r"\s+(?:[-–—|»•]|::)\s+|\s*\|\s*")
# What would end a sentence of a text.
_STOPS = re.compile(r"""[.!?]+(?=[\s"'»)])|[。！？।॥]""")
# Words and initials before a name, whose stops end no sentence.
_ABBREVIATIONS = words_of_all(lambda language: language.abbreviations)
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_BEFORE_CAPITAL = re.compile(r"\.(?= [A-Z\u00c0-\u00de])")
# What says the form of an article, not its subject: "Live: A title", "Opinion | A title", "A title – live".
_LABEL = "|".join(map(re.escape, sorted(words_of_all(lambda language: language.title_labels))))
TITLE_LABELS = re.compile(
    rf"^\s*(?:{_LABEL})\s*(?::|\||\s[-–—•])\s+(?=\S)|(?<=\S)\s+[-–—|•]\s*(?:{_LABEL})\s*$", re.IGNORECASE
)
PLAIN_WORDS = re.compile(r"(?u)\b\w\w+\b")
# How many words of a language are remembered with their terms. At least 1, words; a bound on memory.
MAX_KNOWN_WORDS = 100_000
# How many languages have a table of their own at a time. At least 1, languages; a bound on memory.
MAX_LANGUAGES = 200
# How much text is scanned in one call. At least 1, characters; chosen for the time of a training.
BATCH_CHARACTERS = 1 << 17
Ids = NDArray[np.int32]
Longs = NDArray[np.int64]


class TermStream(NamedTuple):
    """The terms of many articles, end to end.

    Attributes:
        term_ids: int32 (n_tokens,), the term id of each word, or a mark of `term_counts`.
        starts: int64 (3 * n_articles + 1,), where each title, slug and text begins, in turn.
        publishers: uint64 (n_articles,), a hash of each publisher's name.
        word_terms: int32 (n_words,), the term id, or the mark, of each distinct word.
        word_uses: int64 (2, n_words), how often each stands inside a sentence, and how often it does so with a capital.
    """

    term_ids: Ids
    starts: Longs
    publishers: NDArray[np.uint64]
    word_terms: Ids
    word_uses: Longs

    def name_shares(self, n_terms: int) -> NDArray[np.float64]:
        """Return the share of the uses of each term inside sentences that have a capital, float64 (n_terms,).

        In [0, 1): one more use without a capital is assumed, so that a word that occurred once is no name yet.
        """
        known = self.word_terms >= 0
        inside, capitals = (np.bincount(self.word_terms[known], uses[known], n_terms) for uses in self.word_uses)
        return capitals / (inside + 1)

    def publisher_diversity(self) -> float:
        """Return how likely two articles are by different publishers, in [0, 1]; an unknown one is another each time.

        Source: Simpson 1949, "Measurement of diversity", doi:10.1038/163688a0.
        """
        _, counts = np.unique(self.publishers[self.publishers != _hash("")], return_counts=True)
        n_articles = max(2, len(self.publishers))
        return 1 - float((counts * (counts - 1)).sum()) / (n_articles * (n_articles - 1))


class TermIds(Protocol):
    """What knows terms: a dictionary, which may grow, or what a snapshot holds."""

    def get(self, term: str, default: int, /) -> int:
        """Return the id of a term, or `default` for one that is not known."""


class TermTable(dict[str, int]):
    """The term id of each word as it is written, looked up when the word first occurs; one table for each language."""

    def __init__(self, vocabulary: TermIds, analysis: str, *, language: str = "", grows: bool = False) -> None:
        self.vocabulary = vocabulary
        self.analysis = analysis
        self.language = language
        self.grows = grows
        self._tables: dict[str, TermTable] = {}

    def of(self, language: str) -> TermTable:
        """Return the table of a language."""
        table = self._tables.get(language)
        if table is None:
            if len(self._tables) >= MAX_LANGUAGES:
                self._tables.clear()
            table = TermTable(self.vocabulary, self.analysis, language=language, grows=self.grows)
            self._tables[language] = table
        return table

    def __missing__(self, word: str) -> int:
        # A table in service is kept for the next article; what strangers send must not make it grow for ever.
        if not self.grows and len(self) >= MAX_KNOWN_WORDS:
            self.clear()
        self[word] = term_id = self._find(word)
        return term_id

    def ids_of(self, words: Sequence[str], language: str) -> list[int]:
        """Return the term ids of words of a language, as its table would, and remember none of them."""
        if self.grows:
            vocabulary = self._growing()
            return [
                vocabulary.setdefault(term, len(vocabulary)) if term else term_counts.DROPPED
                for term in to_terms(words, language)
            ]
        known, oov = self.vocabulary.get, term_counts.OOV
        return [known(term, oov) if term else term_counts.DROPPED for term in to_terms(words, language)]

    def _growing(self) -> dict[str, int]:
        assert isinstance(self.vocabulary, dict)  # in training
        return self.vocabulary

    def _find(self, word: str) -> int:
        if self.analysis == "plain":
            term = word
        elif is_sentence_end(word):
            return term_counts.SENTENCE_END
        else:
            term = to_term(word, self.language)
        if not term:
            return term_counts.DROPPED
        if self.grows:
            vocabulary = self._growing()
            return vocabulary.setdefault(term, len(vocabulary))
        return self.vocabulary.get(term, term_counts.OOV)


class KnownWords(NamedTuple):
    """The words of one text that the vocabulary knows, in their order.

    Attributes:
        term_ids: int32 (n_words,), the term id of each.
        begins, ends: int32 (n_words,), the characters at which each begins and ends.
    """

    term_ids: Ids
    begins: Ids
    ends: Ids


class CountedWords(NamedTuple):
    """The distinct words of one text, each once.

    Attributes:
        term_ids: int32 (n_words,), the term id of each, or a mark of `term_counts`.
        counts: int64 (n_words,), how often each comes.
        oov: The words that are out of vocabulary, as they are written, in the order in which they are here.
    """

    term_ids: Ids
    counts: Longs
    oov: list[str]


def read_stream(articles: Iterable[Article], reader: TermReader) -> TermStream:
    """Read the terms of articles, in batches that the compiled loop makes good use of."""
    parts, lengths, publishers = [np.empty(0, np.int32)], [np.zeros(1, np.int64)], []
    for batch in _batches(articles):
        ids, starts = reader.read(batch)
        parts.append(ids)
        lengths.append(np.diff(starts))
        publishers += [_hash(article.publisher or "") for article in batch]
    starts = np.cumsum(np.concatenate(lengths))
    return TermStream(_joined(parts, int(starts[-1])), starts, np.array(publishers, np.uint64), *reader.uses())


def _joined(parts: list[Ids], size: int) -> Ids:
    """Put parts end to end; each goes as soon as it is copied, so that they are not in memory twice."""
    ids = np.empty(size, np.int32)
    while parts:
        part = parts.pop()
        ids[size - len(part) : size] = part
        size -= len(part)
    return ids


class TermReader:
    """Reads the words of articles as term ids; one is kept for as long as its tables are.

    Words that were read once are known by their numbers. Where the vocabulary does not grow, as in a service, they are
    forgotten when they have become many. Threads may share a reader.
    """

    def __init__(self, tables: TermTable, *, slugs: bool = True) -> None:
        self.tables = tables
        self._slugs = slugs
        self._lock = Lock()
        self._forget()

    def __reduce__(self) -> tuple[Callable[..., TermReader], tuple[TermTable, bool]]:
        return _reader, (self.tables, self._slugs)

    def read(self, articles: Sequence[Article]) -> tuple[Ids, Longs]:
        """Return the term ids of titles, slugs and texts in turn, end to end, and where each of these begins."""
        if self.tables.analysis == "plain":
            return _read_plain(articles, self.tables)
        languages = [primary_subtag(article.language) for article in articles]
        # A title is a sentence whether or not it ends like one, and so is each of its parts.
        texts = [
            with_capitals(text, language)
            for article, language in zip(articles, languages, strict=True)
            for text in (_parts_of_title(article), self._slug(article), _prose(article.text))
        ]
        with self._lock:
            scanned = self._scan(texts, languages, term_counts.STRETCHES)
            if self.tables.grows:
                term_counts.count_capitals(scanned.numbers, scanned.starts, scanned.capitals, self._uses)
            return self._word_terms[scanned.numbers], scanned.starts

    def known_words(self, text: str, language: str) -> KnownWords:
        """Return the words of a text, in a language by its primary subtag, that the vocabulary knows."""
        if self.tables.analysis == "plain":
            return _known_words(text, self.tables.of(language))
        text = with_capitals(text, language)
        with self._lock:
            scanned = self._scan([text], [language], 1)
            ids = self._word_terms[scanned.numbers]
        is_known = ids >= 0
        spans = scanned.spans[is_known]
        if not text.isascii():
            data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
            # The first byte of a character is none that goes on with one.
            spans = np.cumsum(np.append((data & 0xC0) != 0x80, True), dtype=np.int32)[spans] - 1
        return KnownWords(ids[is_known], *np.ascontiguousarray(spans.T))

    def count_words(self, text: str, language: str) -> CountedWords:
        """Return the distinct words of a text, in a language by its primary subtag."""
        if self.tables.analysis == "plain":
            return _counted_words(text, self.tables.of(language))
        with self._lock:
            numbers, counts = np.unique(
                self._scan([with_capitals(text, language)], [language], 1).numbers, return_counts=True
            )
            ids = self._word_terms[numbers]
            oov = numbers[ids == term_counts.OOV].tolist()
            return CountedWords(ids, counts, [word for at in oov for _, word in self._scanner.words(at, at + 1)])

    def uses(self) -> tuple[Ids, Longs]:
        """Return the term id of each distinct word, and how often it is used, as `TermStream` has them."""
        n = self._n_words
        return self._word_terms[:n], self._uses[:, :n]

    def _forget(self) -> None:
        self._scanner = Scanner()
        self._languages: dict[str, int] = {}
        self._n_words = 1
        self._word_terms = np.array([term_counts.SENTENCE_END], np.int32)  # by number of the scanner
        self._uses = np.zeros((2, 1), np.int64)

    def _scan(self, texts: Sequence[str], languages: Sequence[str], n_each: int) -> Scanned:
        """Number the words of texts, of which so many in turn have a language, and look up those that are new."""
        if not self.tables.grows and max(self._n_words - MAX_KNOWN_WORDS, len(self._languages) - MAX_LANGUAGES) > 0:
            self._forget()
        groups = [self._languages.setdefault(language, len(self._languages)) for language in languages]
        scanned = self._scanner.scan(texts, np.repeat(groups, n_each))
        n, names = len(self._scanner), list(self._languages)
        if n > self._n_words:
            new = self._scanner.words(self._n_words, n)
            if n > len(self._word_terms):
                self._word_terms = longer(self._word_terms, n)
                self._uses = np.pad(self._uses, ((0, 0), (0, len(self._word_terms) - self._uses.shape[1])))
            at = self._n_words
            for group, words in groupby(new, key=itemgetter(0)):
                ids = self.tables.ids_of([word for _, word in words], names[group])
                self._word_terms[at : at + len(ids)] = ids
                at += len(ids)
            self._n_words = n
        return scanned

    def _slug(self, article: Article) -> str:
        return f"{slug_words(article.url, article.title)}\n" if self._slugs and article.url else ""


def _reader(tables: TermTable, slugs: bool) -> TermReader:
    return TermReader(tables, slugs=slugs)


def _read_plain(articles: Sequence[Article], tables: TermTable) -> tuple[Ids, Longs]:
    """Read words as scikit-learn's `CountVectorizer` does by default, and no slugs."""
    parts: list[Ids] = []
    for article in articles:
        table = tables.of(primary_subtag(article.language))
        for text, end in ((article.title, [term_counts.SENTENCE_END]), ("", []), (article.text, [])):
            parts.append(np.array([*map(table.__getitem__, PLAIN_WORDS.findall(text.lower())), *end], np.int32))
    return np.concatenate(parts), np.cumsum([0, *map(len, parts)], dtype=np.int64)


def _known_words(text: str, table: TermTable) -> KnownWords:
    """Return the known words of a text, one by one."""
    words = [(table[word], begin, end) for word, begin, end, _ in split_spans(text, table.language)]
    known = np.array([word for word in words if word[0] >= 0], np.int32).reshape(-1, 3)
    return KnownWords(*np.ascontiguousarray(known.T))


def _counted_words(text: str, table: TermTable) -> CountedWords:
    """Return the distinct words of a text, one by one."""
    counts = Counter(word for word in split_text(text, table.language) if not is_sentence_end(word))
    ids = np.array([table[word] for word in counts], np.int32)
    oov = [word for word, term_id in zip(counts, ids.tolist(), strict=True) if term_id == term_counts.OOV]
    return CountedWords(ids, np.array([*counts.values()], np.int64), oov)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _parts_of_title(article: Article) -> str:
    r"""Return the parts of a title, each in a line, without a label or the article's section before a colon.

    Parts are set apart by bars and dashes alone: a stop may be that of an abbreviation.

    >>> _parts_of_title(Article.parse({"article_id": "a", "title": "J.C. Penney and Mt. Gox sued"}))
    'J.C., Penney and Mt., Gox sued\n'
    >>> _parts_of_title(Article.parse({"article_id": "a", "title": "Live: Sport: Ada wins | Site", "section": "sport"}))
    'Ada wins\nSite\n'
    """
    title = TITLE_LABELS.sub("", article.title)
    head, colon, rest = title.partition(":")
    if colon and article.section and head.strip().casefold() == article.section.casefold():
        title = rest.lstrip()
    return TITLE_BARS.sub("\n", f"{_STOPS.sub(_no_end, title)}\n")


def _prose(text: str) -> str:
    """Return a text, as long as it was, whose sentences end neither at a width of lines nor at an abbreviation.

    >>> _prose("Gov. J. Smith of St. Ives spoke. He left.")
    'Gov, J, Smith of St, Ives spoke. He left.'
    """
    return _BEFORE_CAPITAL.sub(_abbreviated, unwrapped(text))


def _abbreviated(stop: re.Match[str]) -> str:
    """Return a stop before a capital, as one that ends no sentence if it is that of an abbreviation or an initial."""
    word = stop.string[max(0, stop.start() - _LONGEST_ABBREVIATION - 1) : stop.start()].rpartition(" ")[2].lstrip('("“')
    return "," if word in _ABBREVIATIONS or (len(word) == 1 and word.isupper()) else "."


def _no_end(stop: re.Match[str]) -> str:
    """Return a stop within a title as one that ends no sentence."""
    return f"{stop[0]}," if stop[0][0] in ".!?" else ","


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
