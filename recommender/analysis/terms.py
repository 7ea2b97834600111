"""Articles → term ids: what `FieldedTfidf` counts.

In: articles. Out: a `TermStream`, the term id of every word of all articles, end to end. All words are read by a
compiled loop (`recommender.analysis.scanner`); the term of a word is looked up once for each distinct word of a
language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import term_counts
from recommender.analysis.languages import words_of_all
from recommender.analysis.scanner import Scanner
from recommender.analysis.slug import slug_words
from recommender.analysis.tokenizer import is_sentence_end, to_term
from recommender.article import Article, primary_subtag

# What separates a title from a section or a site: "Opinion | A title", "A title - Site".
TITLE_BARS = re.compile(r"\s+(?:[-–—|»•]|::)\s+|\s*\|\s*")
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
BATCH_CHARACTERS = 1 << 18
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


class TermTable(dict[str, int]):
    """The term id of each word as it is written, looked up when the word first occurs; one table for each language."""

    def __init__(self, vocabulary: dict[str, int], analysis: str, *, language: str = "", grows: bool = False) -> None:
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
            return self.vocabulary.setdefault(term, len(self.vocabulary))
        return self.vocabulary.get(term, term_counts.OOV)


def read_stream(articles: Iterable[Article], tables: TermTable, *, slugs: bool = True) -> TermStream:
    """Read the terms of articles, in batches that the compiled loop makes good use of.

    Args:
        articles: The articles.
        tables: The term of each word.
        slugs: Whether to read the words of their addresses that their titles leave out.
    """
    reader: _Reader = _PlainReader(tables) if tables.analysis == "plain" else _NewsReader(tables, slugs=slugs)
    parts, lengths, publishers = [np.empty(0, np.int32)], [np.zeros(1, np.int64)], []
    for batch in _batches(articles):
        ids, starts = reader.read(batch)
        parts.append(ids)
        lengths.append(np.diff(starts))
        publishers += [_hash(article.publisher or "") for article in batch]
    ids, starts = np.concatenate(parts), np.cumsum(np.concatenate(lengths))
    return TermStream(ids, starts, np.array(publishers, np.uint64), reader.word_terms, reader.word_uses)


class _Reader(Protocol):
    word_terms: Ids
    word_uses: Longs

    def read(self, articles: Sequence[Article]) -> tuple[Ids, Longs]:
        """Return the term ids of titles, slugs and texts in turn, end to end, and where each of these begins."""


class _NewsReader:
    """Reads words as `recommender.analysis.tokenizer` does, by language."""

    def __init__(self, tables: TermTable, *, slugs: bool) -> None:
        self._tables = tables
        self._slugs = slugs
        self._scanner = Scanner()
        self._languages: dict[str, int] = {}
        self.word_terms = np.array([term_counts.SENTENCE_END], np.int32)  # by number of the scanner
        self.word_uses = np.zeros((2, 1), np.int64)

    def read(self, articles: Sequence[Article]) -> tuple[Ids, Longs]:
        languages = [primary_subtag(article.language) for article in articles]
        groups = [self._languages.setdefault(language, len(self._languages)) for language in languages]
        # A title is a sentence whether or not it ends like one, and so is each of its parts.
        texts = [text for article in articles for text in (_parts_of_title(article), self._slug(article), article.text)]
        numbers, starts, capitals = self._scanner.scan(texts, np.repeat(groups, term_counts.STRETCHES))
        names = list(self._languages)
        new = self._scanner.words(len(self.word_terms), len(self._scanner))
        new_ids = [self._tables.of(names[group])[word] for group, word in new]
        self.word_terms = np.append(self.word_terms, np.array(new_ids, np.int32))
        self.word_uses = np.pad(self.word_uses, ((0, 0), (0, len(new))))
        term_counts.count_capitals(numbers, starts, capitals, self.word_uses)
        return self.word_terms[numbers], starts

    def _slug(self, article: Article) -> str:
        return f"{slug_words(article.url, article.title)}\n" if self._slugs and article.url else ""


class _PlainReader:
    """Reads words as scikit-learn's `CountVectorizer` does by default, and no slugs."""

    def __init__(self, tables: TermTable) -> None:
        self._tables = tables
        self.word_terms = np.empty(0, np.int32)
        self.word_uses = np.zeros((2, 0), np.int64)

    def read(self, articles: Sequence[Article]) -> tuple[Ids, Longs]:
        parts: list[Ids] = []
        for article in articles:
            table = self._tables.of(primary_subtag(article.language))
            for text, end in ((article.title, [term_counts.SENTENCE_END]), ("", []), (article.text, [])):
                parts.append(np.array([*map(table.__getitem__, PLAIN_WORDS.findall(text.lower())), *end], np.int32))
        return np.concatenate(parts), np.cumsum([0, *map(len, parts)], dtype=np.int64)


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

    >>> _parts_of_title(Article.parse({"article_id": "a", "title": "Live: Sport: Ada wins | Site", "section": "sport"}))
    'Ada wins\nSite\n'
    """
    title = TITLE_LABELS.sub("", article.title)
    head, colon, rest = title.partition(":")
    if colon and article.section and head.strip().casefold() == article.section.casefold():
        title = rest.lstrip()
    return TITLE_BARS.sub("\n", f"{title}\n")


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
