"""Articles → their languages.

In: articles, some of which do not say their language. Out: the same with a language each. What a source says counts
first; else the text tells, by langid.py (Lui and Baldwin 2012; py3langid), with a prior for the languages that
newspapers are written in; and where a text leaves it in doubt, as many headlines do, it is one that its publisher
writes in, or else the corpus: in a language of its own it would have no neighbours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log

from recommender.analysis.language_model import detector
from recommender.article import UNKNOWN_LANGUAGE, Article, primary_subtag

# Languages with a daily press. A headline has few letters to tell a language by: without a prior one in fourteen
# English ones is taken for a small language that no newsroom of ours writes in, and finds no neighbours there.
PRESS_LANGUAGES = frozenset({
    "af", "am", "ar", "az", "be", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi",
    "fr", "ga", "gl", "gu", "ha", "he", "hi", "hu", "hy", "id", "ig", "is", "it", "ja", "ka", "kk", "km", "kn", "ko",
    "ku", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "no", "om", "or", "pa", "pl",
    "ps", "pt", "ro", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tl", "tr",
    "tt", "ug", "uk", "ur", "uz", "vi", "xh", "yo", "zh", "zu",
})  # fmt: skip
# How much more likely such a language is taken to be beforehand. At least 0, a natural logarithm; chosen by hand: it
# decides for a headline, and a paragraph outweighs it.
PRESS_PRIOR = 20.0
# How much of a text is read at most. At least 1, characters; a bound on the time for a long one.
DETECTED_CHARACTERS = 2_000


# How much less likely than the likeliest language of its text an article's own may be, if its publisher or its corpus
# writes in it. At least 0, a natural logarithm; by hand: a headline in another language of the same family is as far
# away.
DOUBT = 40.0
# Articles in doubt that wait until all others are read. At least 0, articles; a bound on memory.
MOST_WAITING = 100_000


def detect_language(text: str) -> str:
    """Return the language of a text, a primary subtag; `UNKNOWN_LANGUAGE` when it has no letters.

    >>> detect_language("ICANN Unveils Plan To Hand Over Web Keys"), detect_language("Pêcheurs sauvés en mer")
    ('en', 'fr')
    """
    return next(iter(_likely_languages(text)))


class WrittenLanguages:
    """In which languages a corpus and each of its publishers write."""

    def __init__(self, counts: Iterable[tuple[str, str, int]] = ()) -> None:
        """Begin with what is known.

        Args:
            counts: Publishers, languages by their primary subtags, and how many articles there are of each pair.
        """
        self._of_publisher: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._of_all = Counter[str]()
        for publisher, language, count in counts:
            self._count(publisher, language, count)

    def fill(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield all articles, each in its language, those last that are in doubt; what is certain is counted before."""
        waiting: list[tuple[Article, dict[str, float]]] = []
        for article in articles:
            likely = _languages_of(article)
            if len(likely) == 1 or len(waiting) >= MOST_WAITING:
                filled = self._filled(article, likely)
                self._count(article.publisher or "", primary_subtag(filled.language), 1)
                yield filled
            else:
                waiting.append((article, likely))
        if waiting and not self._of_all:
            self._count("", _most_likely([likely for _, likely in waiting]), 1)
        yield from (self._filled(article, likely) for article, likely in waiting)

    def fill_one(self, article: Article) -> Article:
        """Return an article in its language; nothing is counted."""
        return self._filled(article, _languages_of(article))

    def _filled(self, article: Article, likely: dict[str, float]) -> Article:
        return article if article.language else article.with_language(self._decide(article.publisher or "", likely))

    def _count(self, publisher: str, language: str, count: int) -> None:
        self._of_all[language] += count
        if publisher:
            self._of_publisher[publisher][language] += count

    def _decide(self, publisher: str, likely: dict[str, float]) -> str:
        """Return the likeliest of the languages that the publisher writes in, or else the corpus, or else of all."""
        for counts in (self._of_publisher.get(publisher, Counter[str]()), self._of_all):
            known = {each: score + log(counts[each]) for each, score in likely.items() if counts[each]}
            if known:
                return max(known, key=lambda language: (known[language], language))
        return next(iter(likely))


def _most_likely(texts: Sequence[dict[str, float]]) -> str:
    """Return the language that some texts are likeliest in, all of them together."""
    scores = Counter[str]()
    for likely in texts:
        scores.update({language: DOUBT + score for language, score in likely.items()})
    return max(scores, key=lambda language: (scores[language], language))


def _languages_of(article: Article) -> dict[str, float]:
    """Return the language that an article says, or those that its text may be in, as `_likely_languages` does."""
    if article.language:
        return {primary_subtag(article.language): 0.0}
    return _likely_languages(f"{article.title}\n{article.text}")


def _likely_languages(text: str) -> dict[str, float]:
    """Return the languages that a text may be in and how likely each is, the likeliest first; no other if it has none.

    Likelihoods are natural logarithms, relative to the likeliest, at least ``-DOUBT``.
    """
    sample = text[:DETECTED_CHARACTERS]
    if not any(character.isalpha() for character in sample):
        return {UNKNOWN_LANGUAGE: 0.0}
    scores: dict[str, float] = {}
    for label, score in detector().rank(sample.lower() if _is_title_case(sample) else sample):
        language = primary_subtag(label)
        if language != UNKNOWN_LANGUAGE:  # a label for texts in no language
            weighed = float(score) + PRESS_PRIOR * (language in PRESS_LANGUAGES)
            scores[language] = max(weighed, scores.get(language, weighed))
    most = max(scores.values())
    likely = {language: score - most for language, score in scores.items() if score >= most - DOUBT}
    return dict(sorted(likely.items(), key=lambda each: (-each[1], each[0])))


def _is_title_case(text: str) -> bool:
    """Return whether most words have a capital, which then distinguishes no noun or name."""
    words = text.split()
    return 2 * sum(word[0].isupper() for word in words) > len(words)
