"""Text → terms: what is a word, what becomes of it, and how often each is used."""

from __future__ import annotations

from recommender.analysis import counts
from recommender.analysis.languages.calendars import CALENDAR
from recommender.analysis.loops import compiled
from recommender.analysis.slug import slug_words
from recommender.analysis.terms import TermStream, TermTable, read_stream
from recommender.analysis.tokenizer import is_sentence_end, is_unspaced, split_spans, split_text, to_term, with_language

__all__ = [
    "CALENDAR",
    "TermStream",
    "TermTable",
    "compiled",
    "counts",
    "is_sentence_end",
    "is_unspaced",
    "read_stream",
    "slug_words",
    "split_spans",
    "split_text",
    "to_term",
    "with_language",
]
