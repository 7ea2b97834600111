"""Text → its language.

In: plain text of an article that does not say its language. Out: a two-letter code. The detection is langid.py's (Lui
and Baldwin 2012), by py3langid, with a prior for the languages that newspapers are written in.
"""

from __future__ import annotations

from recommender.analysis.language_model import detector
from recommender.article import UNKNOWN_LANGUAGE, Article

# Languages with a daily press. A headline has few letters to tell a language by: without a prior one in fourteen
# English ones is taken for a small language that no newsroom of ours writes in, and finds no neighbours there.
PRESS_LANGUAGES = frozenset({
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu",
    "fa", "fi", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "is", "it", "ja", "ka",
    "kk", "km", "kn", "ko", "ku", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl",
    "nn", "no", "om", "or", "pa", "pl", "ps", "pt", "ro", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr", "sv",
    "sw", "ta", "te", "tg", "th", "tl", "tr", "tt", "ug", "uk", "ur", "uz", "vi", "xh", "yo", "zh", "zu",
})  # fmt: skip
# How much more likely such a language is taken to be beforehand. At least 0, a natural logarithm; chosen by hand: it
# decides for a headline, and a paragraph outweighs it.
PRESS_PRIOR = 20.0
# How much of a text is read at most. At least 1, characters; a bound on the time for a long one.
DETECTED_CHARACTERS = 2_000


def detect_language(text: str) -> str:
    """Return the language of a text, a two-letter code; `UNKNOWN_LANGUAGE` when it has no letters.

    >>> detect_language("ICANN Unveils Plan To Hand Over Web Keys"), detect_language("Pêcheurs sauvés en mer")
    ('en', 'fr')
    """
    sample = text[:DETECTED_CHARACTERS]
    if not any(character.isalpha() for character in sample):
        return UNKNOWN_LANGUAGE
    scores = detector().rank(sample.lower() if _is_title_case(sample) else sample)
    return str(max(scores, key=lambda score: score[1] + PRESS_PRIOR * (score[0] in PRESS_LANGUAGES))[0])


def _is_title_case(text: str) -> bool:
    """Return whether most words have a capital, which then distinguishes no noun or name."""
    words = text.split()
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def with_language(article: Article) -> Article:
    """Return the article in its own language, detected when it does not say."""
    if article.language:
        return article
    return article.with_language(detect_language(f"{article.title}\n{article.text}"))
