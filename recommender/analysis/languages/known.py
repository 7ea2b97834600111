"""The languages that something is known of, by their subtags."""

from __future__ import annotations

from collections.abc import Callable

from recommender.analysis.languages.ar import ARABIC
from recommender.analysis.languages.az import AZERBAIJANI
from recommender.analysis.languages.be import BELARUSIAN
from recommender.analysis.languages.ca import CATALAN
from recommender.analysis.languages.cs import CZECH
from recommender.analysis.languages.da import DANISH
from recommender.analysis.languages.de import GERMAN
from recommender.analysis.languages.el import GREEK
from recommender.analysis.languages.en import ENGLISH
from recommender.analysis.languages.es import SPANISH
from recommender.analysis.languages.et import ESTONIAN
from recommender.analysis.languages.eu import BASQUE
from recommender.analysis.languages.fa import PERSIAN
from recommender.analysis.languages.fi import FINNISH
from recommender.analysis.languages.fr import FRENCH
from recommender.analysis.languages.ga import IRISH
from recommender.analysis.languages.gl import GALICIAN
from recommender.analysis.languages.ha import HAUSA
from recommender.analysis.languages.he import HEBREW
from recommender.analysis.languages.hi import HINDI
from recommender.analysis.languages.hu import HUNGARIAN
from recommender.analysis.languages.hy import ARMENIAN
from recommender.analysis.languages.id import INDONESIAN
from recommender.analysis.languages.is_ import ICELANDIC
from recommender.analysis.languages.it import ITALIAN
from recommender.analysis.languages.ja import JAPANESE
from recommender.analysis.languages.ko import KOREAN
from recommender.analysis.languages.language import Apostrophe, Language
from recommender.analysis.languages.lb import LUXEMBOURGISH
from recommender.analysis.languages.lt import LITHUANIAN
from recommender.analysis.languages.lv import LATVIAN
from recommender.analysis.languages.ne import NEPALI
from recommender.analysis.languages.nl import DUTCH
from recommender.analysis.languages.no import NORWEGIAN
from recommender.analysis.languages.pl import POLISH
from recommender.analysis.languages.pt import PORTUGUESE
from recommender.analysis.languages.ro import ROMANIAN
from recommender.analysis.languages.ru import RUSSIAN
from recommender.analysis.languages.sk import SLOVAK
from recommender.analysis.languages.sl import SLOVENIAN
from recommender.analysis.languages.sq import ALBANIAN
from recommender.analysis.languages.sr import SERBIAN
from recommender.analysis.languages.sv import SWEDISH
from recommender.analysis.languages.sw import SWAHILI
from recommender.analysis.languages.ta import TAMIL
from recommender.analysis.languages.tr import TURKISH
from recommender.analysis.languages.uk import UKRAINIAN
from recommender.analysis.languages.uz import UZBEK
from recommender.analysis.languages.vi import VIETNAMESE
from recommender.analysis.languages.yi import YIDDISH
from recommender.analysis.languages.zh import CHINESE
from recommender.article import primary_subtag

LANGUAGES = (
    ARABIC, AZERBAIJANI, BELARUSIAN, CATALAN, CZECH, DANISH, GERMAN, GREEK, ENGLISH, SPANISH, ESTONIAN, BASQUE,
    PERSIAN, FINNISH, FRENCH, IRISH, GALICIAN, HAUSA, HEBREW, HINDI, HUNGARIAN, ARMENIAN, INDONESIAN, ICELANDIC,
    ITALIAN, JAPANESE, KOREAN, LUXEMBOURGISH, LITHUANIAN, LATVIAN, NEPALI, DUTCH, NORWEGIAN, POLISH, PORTUGUESE,
    ROMANIAN, RUSSIAN, SLOVAK, SLOVENIAN, ALBANIAN, SERBIAN, SWEDISH, SWAHILI, TAMIL, TURKISH, UKRAINIAN, UZBEK,
    VIETNAMESE, YIDDISH, CHINESE,
)  # fmt: skip
# In most languages that nothing is known of, an apostrophe is a letter.
UNDETERMINED = Language(subtag="und", apostrophe=Apostrophe.LETTER)
_BY_SUBTAG = {each.subtag: each for each in LANGUAGES}


def language_of(subtag: str) -> Language:
    """Return what is known of a language, by its primary subtag; of any other one nothing is known.

    >>> language_of("nb").stemmer, language_of("tlh").stemmer
    ('norwegian', None)
    """
    return _BY_SUBTAG.get(subtag) or _BY_SUBTAG.get(primary_subtag(subtag), UNDETERMINED)


def words_of_all(words: Callable[[Language], frozenset[str]]) -> frozenset[str]:
    """Return the words of one kind of all languages together.

    >>> sorted(words_of_all(lambda language: language.conjunctions))
    ['and']
    """
    return frozenset[str]().union(*map(words, LANGUAGES))
