"""Text → terms: what is a word, what becomes of it, and how often each is used."""

from __future__ import annotations

from recommender.analysis.calendars import calendar_words
from recommender.analysis.detection import WrittenLanguages
from recommender.analysis.fingerprint import terms_digest
from recommender.analysis.hashing import (
    FNV_OFFSET,
    fill_slot,
    first_slot,
    hash_on,
    inlined,
    new_slots,
    next_slot,
    number_in,
)
from recommender.analysis.languages import (
    LANGUAGES,
    MIXED_CASE_NAMES,
    NAME_PREFIXES,
    Language,
    language_of,
    words_of_all,
)
from recommender.analysis.loops import compiled, prepare_loading
from recommender.analysis.measures import measure_words
from recommender.analysis.sequences import MOST_SEQUENCES, READ_BEGINNING, Hashes, sequences_of
from recommender.analysis.slug import slug_words
from recommender.analysis.stemming import to_term
from recommender.analysis.term_counts import (
    DROPPED,
    OOV,
    SENTENCE_END,
    STRETCHES,
    TEXT,
    TITLE,
    drop_sentences,
    sentence_hashes,
)
from recommender.analysis.terms import CountedWords, KnownWords, TermIds, TermReader, TermStream, TermTable, read_stream
from recommender.analysis.tokenizer import is_sentence_end, is_unspaced, split_spans, split_text

__all__ = [
    "DROPPED",
    "FNV_OFFSET",
    "LANGUAGES",
    "MIXED_CASE_NAMES",
    "MOST_SEQUENCES",
    "NAME_PREFIXES",
    "OOV",
    "READ_BEGINNING",
    "SENTENCE_END",
    "STRETCHES",
    "TEXT",
    "TITLE",
    "CountedWords",
    "Hashes",
    "KnownWords",
    "Language",
    "TermIds",
    "TermReader",
    "TermStream",
    "TermTable",
    "WrittenLanguages",
    "calendar_words",
    "compiled",
    "drop_sentences",
    "fill_slot",
    "first_slot",
    "hash_on",
    "inlined",
    "is_sentence_end",
    "is_unspaced",
    "language_of",
    "measure_words",
    "new_slots",
    "next_slot",
    "number_in",
    "prepare_loading",
    "read_stream",
    "sentence_hashes",
    "sequences_of",
    "slug_words",
    "split_spans",
    "split_text",
    "terms_digest",
    "to_term",
    "words_of_all",
]
