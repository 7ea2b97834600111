"""The words of a seed: which the model knows, where they are, and which of them go on with a name.

In: a model and an article. Out: `SeedWords`, a column of each known word, in the order of the text. Plain arrays, made
once for all cards of a page; `characters` says what loops need to know of each character.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import slug_words, words_of_all
from recommender.article import Article, primary_subtag
from recommender.model import FieldedTfidf
from recommender.ranking.character_kinds import characters
from recommender.ranking.joints import BY_WORDS, MAYBE, NOT, Neighbours, Spans, find_joints, find_neighbours
from recommender.ranking.word_kinds import word_kinds

# How much of a text is read; a term that occurs only later is named by its stem. At least 0, characters; chosen by
# hand, to read all of most articles and to bound the time for a long one.
READ_CHARACTERS = 6_000
_LINKS = "|".join(sorted(words_of_all(lambda language: language.name_links)))
_ARTICLES = "|".join(sorted(words_of_all(lambda language: language.name_articles)))
# What may stand between two words of one name, besides nothing, a space or a hyphen: words as in "Bank of the West".
_WITHIN_NAME = re.compile(rf" (?:{_LINKS}|&) (?:(?:{_ARTICLES}) )?")


Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]
Longs = NDArray[np.int64]


class SeedWords(NamedTuple):
    """The known words of a seed's title, text and address, in this order.

    Attributes:
        text: The title, what is read of the text, and what the address says beyond them.
        codes: int32 (n_characters,), its code points.
        body: The position at which the text begins, behind the title.
        address: The position at which the words of the address begin.
        columns: int32 (n_words,), the column of each word's term.
        begins: int32 (n_words,), the position of the first character of each.
        ends: int32 (n_words,), the position after its last character.
        kinds: uint8 (n_words,), what each word is, as `recommender.ranking.word_kinds` has it.
        language: The language of the text, a primary subtag.
    """

    text: str
    codes: Codes
    body: int
    address: int
    columns: Codes
    begins: Codes
    ends: Codes
    kinds: Bytes
    language: str

    @classmethod
    def of(cls, model: FieldedTfidf, article: Article) -> Self:
        """Read a seed."""
        read = f"{article.title}\n{article.text[:READ_CHARACTERS]}\n"
        text = read + (slug_words(article.url, article.title) if model.slugs else "")
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
        language = primary_subtag(article.language)
        known = model.known_words(text, language)
        kinds = word_kinds(model, language).of_words(known.term_ids, text, known.begins, known.ends)
        return cls(text, codes, len(article.title) + 1, len(read), *known, kinds, language)

    def joints(self, words: Codes, phrases: Codes, is_rare: Flags, neighbours: Neighbours) -> tuple[Codes, Flags]:
        """Return which words go on with a name that the word before is part of.

        ``Caldria`` does in ``Bank of Caldria``, and ``wall`` in ``sea wall``; ``Brannock`` in ``wall in Brannock`` not.

        Args:
            words: int32 (n_words,), which term each word is, negative for none.
            phrases: int32 (n_words,), what phrase each word forms with the word before, negative for none.
            is_rare: bool (n_words,), whether each word is of few articles.
            neighbours: Those of the terms.

        Returns:
            int32 (n_joints,), places of words, rising; bool (n_words,), which of them do so by their words alone.
        """
        joints = find_joints(self.spans, words, phrases, is_rare, neighbours)
        for at in (joints == MAYBE).nonzero()[0].tolist():
            if _WITHIN_NAME.fullmatch(self.text, int(self.ends[at - 1]), int(self.begins[at])) is None:
                joints[at] = NOT
        return joints.nonzero()[0].astype(np.int32), joints & BY_WORDS > 0

    def neighbours(self, words: Codes, n_terms: int) -> Neighbours:
        """Return what stands beside each of some terms wherever the text has it; see `find_neighbours`."""
        return find_neighbours(self.spans, words, n_terms)

    @property
    def spans(self) -> Spans:
        """Return the words as loops read them."""
        read = self.codes, self.begins, self.ends, self.body, self.address, self.columns, self.kinds
        return Spans(*read, characters(self.language))
