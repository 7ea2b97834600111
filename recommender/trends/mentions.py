"""Articles → mentions: the names and phrases that an article's title and lead hold, each once.

In: a title, a text and their language. Out: keys, one for all variants of a name or phrase, and where it stands, so
that a label is spelled as the articles spell it. What is a name is not decided here: one article shows only how it is
written (a capital within a sentence, small letters, or nothing to tell by), and many together decide.

A key is a hash of stems (64 bits of BLAKE2b): no table of all phrases that ever were has to be kept, and an arriving
article costs time by its own words alone. A mention costs 13 bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import LANGUAGES, language_of, split_spans, to_term, words_of_all
from recommender.article import Article, primary_subtag
from recommender.errors import SnapshotError
from recommender.snapshots import array_of, check_positions, offsets_of

LEAD_CHARACTERS = 300
LONGEST = 4  # words of a name, small ones as in "Bank of Caldria" not counted
FINGERPRINT_CHARACTERS = 60

# How a mention is written: nothing to tell by; as a name; as a name before a common word, as adjectives stand ("Islamic
# militants"); as part of a longer name or as a title before one ("Hunter Biden", "security adviser John Bolton"); or as
# common words.
UNCLEAR, NAME, BEFORE, PART, COMMON = range(5)

_NAME_PARTICLES = words_of_all(lambda language: language.name_particles)
# The place and agency before an agency's text: "PORT AVERIN (Meridian) —", "MOSCOW, March 3 (Reuters) -".
_DATELINE = re.compile(r"(?:[^.\n]{1,60}\([^()\n]{2,40}\)\s*[—–-]|[A-Z][A-Z .,'’]{2,40}\s*[—–])\s")
# What a sentence may begin after, besides the marks that `split_spans` knows: the next capital tells nothing.
_OPENS = frozenset(":;|\"'“”‘„«»—–-(•")
GRAMMAR = re.compile(f"[{''.join(language.grammar_characters for language in LANGUAGES)}]")
_ABBREVIATED = re.compile(r"[A-Z][a-z]{0,2}\. (?=[A-Z])")  # Gen. Smith, Mt. Gox: no name, nor the end of a sentence
_TITLE_CASE = 0.9  # from this share of capitalised words on, the capitals of a title tell nothing


_CLEARER = {UNCLEAR: (NAME, BEFORE, PART, COMMON), NAME: (), BEFORE: (NAME,), PART: (NAME, BEFORE), COMMON: ()}


class Mention(NamedTuple):
    """A name or phrase where it stands.

    Attributes:
        key: What all its variants in one language have in common.
        written: `UNCLEAR`, `NAME`, `BEFORE`, `PART` or `COMMON`.
        begin: Where it begins in the title, a line feed and the text.
        end: Where it ends.
    """

    key: int
    written: int
    begin: int
    end: int


class Word(NamedTuple):
    """One word where it stands; a word without a term, such as a function word, parts what is around it.

    Attributes:
        word: The word in lower case.
        term: Its stem, ``""`` for none.
        begin: Where it begins.
        end: Where it ends.
        written: `UNCLEAR`, `NAME`, `BEFORE`, `PART` or `COMMON`.
        capital: Whether it begins with a capital.
        joined: Whether it goes on with the word before: after a space, or with a capital after a hyphen.
    """

    word: str
    term: str
    begin: int
    end: int
    written: int
    capital: bool
    joined: bool


def find_mentions(title: str, text: str, language: str) -> list[Mention]:
    """Return each name and phrase of a title and the beginning of its text, once, in the order of its keys.

    Args:
        title: The title.
        text: The text; its first `LEAD_CHARACTERS` are read.
        language: Its primary subtag.
    """
    words = _words(title, text, language)
    found: dict[int, Mention] = {}
    for at in range(len(words)):
        for mention in _beginning_at(words, at, language):
            known = found.get(mention.key)
            # The first that is clear stays: its spelling is not that of a headline or of a sentence's beginning.
            if known is None or mention.written in _CLEARER[known.written]:
                found[mention.key] = mention
    return sorted(found.values())


@lru_cache(maxsize=20_000)
def words_of(spelling: str, language: str) -> tuple[str, ...]:
    """Return the stems of a name or phrase, by which its variants are one.

    >>> words_of("Bidens", "en") == words_of("Biden’s", "en") == ("biden",)
    True
    """
    return tuple(_term(word, language) or word for word, *_ in split_spans(spelling))


def fingerprint(title: str, text: str) -> int:
    """Return a number that copies of a text have in common, new headlines or cut endings notwithstanding."""
    begin = _DATELINE.match(text)
    start = text[begin.end() if begin else 0 :].lstrip()[:FINGERPRINT_CHARACTERS]
    return _hash(start if len(start) == FINGERPRINT_CHARACTERS else title.casefold())


class Held(NamedTuple):
    """The mentions of some rows, in columns.

    Attributes:
        written: uint8 (n,), `UNCLEAR`, `NAME`, `BEFORE`, `PART` or `COMMON`.
        spans: uint16 (n, 2), where each begins and ends in the title, a line feed and the text.
        at: int64 (n,), which of the rows each is in, counted from 0, rising.
    """

    written: NDArray[np.uint8]
    spans: NDArray[np.uint16]
    at: NDArray[np.int64]


class Mentions:
    """The mentions of many articles, in rows.

    Attributes:
        starts: int64 (n_rows + 1,), where each row begins.
        keys: uint64 (n,), rising within a row.
        written: uint8 (n,), as in `Held`.
        spans: uint16 (n, 2), likewise.
        texts: uint64 (n_rows,), equal for copies of one text.
    """

    def __init__(
        self,
        starts: NDArray[np.int64],
        keys: NDArray[np.uint64],
        written: NDArray[np.uint8],
        spans: NDArray[np.uint16],
        texts: NDArray[np.uint64],
    ) -> None:
        self.starts = starts
        self.keys = keys
        self.written = written
        self.spans = spans
        self.texts = texts

    @classmethod
    def of(cls, articles: Iterable[Article | None]) -> Self:
        """Read articles, a row each; none in the place of one leaves its row empty."""
        rows: list[list[Mention]] = []
        texts: list[int] = []
        for article in articles:
            title, text, language = (
                ("", "", None) if article is None else (article.title, article.text, article.language)
            )
            rows.append(find_mentions(title, text, primary_subtag(language)))
            texts.append(fingerprint(title, text))
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        n = int(starts[-1])
        return cls(
            starts,
            np.fromiter((mention.key for row in rows for mention in row), np.uint64, n),
            np.fromiter((mention.written for row in rows for mention in row), np.uint8, n),
            np.array([(mention.begin, mention.end) for row in rows for mention in row], np.uint16).reshape(n, 2),
            np.array(texts, np.uint64),
        )

    @classmethod
    def stack(cls, parts: Sequence[Mentions]) -> Self:
        """Put the rows of several one after the other."""
        starts = np.zeros(sum(map(len, parts)) + 1, np.int64)
        lengths = [np.diff(part.starts) for part in parts]
        np.cumsum(np.concatenate([np.empty(0, np.int64), *lengths]), out=starts[1:])
        return cls(
            starts,
            np.concatenate([np.empty(0, np.uint64), *(part.keys for part in parts)]),
            np.concatenate([np.empty(0, np.uint8), *(part.written for part in parts)]),
            np.concatenate([np.empty((0, 2), np.uint16), *(part.spans for part in parts)]),
            np.concatenate([np.empty(0, np.uint64), *(part.texts for part in parts)]),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns as named plain arrays; `from_arrays` gives the same mentions back."""
        return {
            "starts": self.starts,
            "keys": self.keys,
            "ways": self.written,
            "spans": self.spans,
            "texts": self.texts,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_rows: int) -> Self:
        """Take named arrays as they are, without copying them.

        Raises:
            SnapshotError: One is missing, or they do not fit together.
        """
        keys = array_of(arrays, "keys", np.uint64)
        mentions = cls(
            offsets_of(arrays, "starts", len(keys)),
            keys,
            array_of(arrays, "ways", np.uint8),
            array_of(arrays, "spans", np.uint16, ndim=2),
            array_of(arrays, "texts", np.uint64),
        )
        lengths = (len(mentions.starts) - 1, len(mentions.texts))
        if lengths != (n_rows, n_rows):
            raise SnapshotError("mentions", f"those of {n_rows} articles", lengths)
        if len(mentions.written) != len(keys) or mentions.spans.shape != (len(keys), 2):
            raise SnapshotError("mentions", f"columns of {len(keys)}", (len(mentions.written), mentions.spans.shape))
        check_positions("ways of writing mentions", mentions.written, COMMON + 1)
        return mentions


def _words(title: str, text: str, language: str) -> list[Word]:
    lead = text[:LEAD_CHARACTERS]
    dateline = _DATELINE.match(lead)
    whole = f"{title}\n{lead}"
    skipped = range(len(title) + 1, len(title) + 1 + (dateline.end() if dateline else 0))
    cut = len(whole) if len(text) > len(lead) else len(whole) + 1
    spans = [span for span in split_spans(whole) if span[1] not in skipped and span[2] < cut]
    headline = _is_title_case(whole, [span for span in spans if span[2] <= len(title)], language)
    words: list[Word] = []
    last_sentence, last_end = -1, 0
    for word, begin, end, sentence in spans:
        capital, between = whole[begin].isupper(), whole[last_end:begin]
        is_noun = (
            language_of(language).capitalizes_nouns
            and bool(words)
            and (words[-1].word in language_of(language).before_nouns or words[-1].word[0].isdigit())
        )
        clear = sentence == last_sentence and not (headline and end <= len(title))
        if capital and clear and between != "-" and between.strip()[-1:] in _OPENS:
            clear = not between.strip()
        words.append(
            Word(
                word,
                ""
                if word[0].isdigit() or len(word) == 1 or _ABBREVIATED.match(whole, begin)
                else _term(word, language),
                begin,
                end,
                (NAME if capital and not is_noun else COMMON) if clear or not capital else UNCLEAR,
                capital,
                begin <= last_end or between in (" ", "\xa0") or (between == "-" and capital),
            )
        )
        last_sentence, last_end = sentence, end
    return words


def _is_title_case(whole: str, spans: list[tuple[str, int, int, int]], language: str) -> bool:
    capitals = [whole[begin].isupper() for word, begin, _, _ in spans[1:] if _term(word, language)]
    return sum(capitals) >= _TITLE_CASE * len(capitals)


def _beginning_at(words: list[Word], at: int, language: str) -> Iterable[Mention]:
    first = words[at]
    if not first.term or GRAMMAR.search(first.word):
        return
    how = first.written
    if how == NAME:
        how = PART if _is_part(words, at) else BEFORE if _tells_more(words, at) else NAME
    yield Mention(key_of(language, first.term), how, first.begin, first.end)
    terms, all_capital, written = [first.term], first.capital, {first.written}
    length, end = 1, at + 1
    while length < LONGEST and end < len(words) and words[end].joined and words[end].begin >= words[end - 1].end:
        word = words[end]
        terms.append(word.term or word.word)
        end += 1
        if not word.term:
            if all_capital and word.word in _NAME_PARTICLES:
                continue
            return
        length += 1
        all_capital &= word.capital
        written.add(word.written)
        # Neither the words of a longer phrase nor "former President": a phrase may begin with a name, not end in one.
        genitive = words[end - 2].word.endswith("'s")
        longest = 0 if language_of(language).capitalizes_nouns else 3 if first.capital else 2
        if genitive and not (all_capital and length == 2):  # but the Women's March
            return
        if not all_capital and (length > longest or word.capital):
            return
        clear = written - {UNCLEAR}
        is_part = _goes_on(words, end - 1) > 0 or _is_title(words, end - 1)
        how = UNCLEAR if not clear else PART if is_part else NAME if all_capital else COMMON
        yield Mention(key_of(language, " ".join(terms)), how, first.begin, word.end)
        if genitive:
            return


def _is_part(words: list[Word], at: int) -> bool:
    """Tell whether a word stands in a name of several words."""
    before = [back for back in (at - 1, at - 2) if back >= 0]
    numbered = at > 0 and words[at].joined and words[at - 1].word[0].isdigit()  # the 9th Circuit
    return numbered or _goes_on(words, at) > at or any(_goes_on(words, back) == at for back in before)


def _tells_more(words: list[Word], at: int) -> bool:
    """Tell whether a word stands before a common one that it tells more about, as that of a nation may."""
    after = words[at + 1] if at + 1 < len(words) else None
    return after is not None and after.joined and bool(after.term) and not words[at].word.endswith("'s")


def _is_title(words: list[Word], at: int) -> bool:
    """Tell whether a word in small letters stands right before a name, as the end of a title does."""
    after = words[at + 1] if at + 1 < len(words) else None
    return after is not None and after.joined and after.written == NAME and not words[at].word.endswith("'s")


def _goes_on(words: list[Word], at: int) -> int:
    """Return where the next word of the same name stands, past one small word; -1 where there is none."""
    if words[at].capital and words[at].term and not words[at].word.endswith("'s"):
        for after in range(at + 1, min(at + 3, len(words))):
            if not words[after].joined:
                break
            if words[after].capital:
                return after
            if words[after].word not in _NAME_PARTICLES:
                break
    return -1


_term = lru_cache(maxsize=100_000)(to_term)


@lru_cache(maxsize=200_000)
def key_of(language: str, terms: str) -> int:
    """Return the key of some terms, parted by spaces."""
    return _hash(f"{language} {terms}")


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
