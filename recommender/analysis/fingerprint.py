"""What makes terms → its fingerprint: whether terms are those that a model was trained on.

In: nothing but this code, the Unicode database and the installed stemmers. Out: a digest of the terms of a few texts in
all languages that have a stemmer, and in scripts of every kind. A model knows words by their terms alone: where another
version of Snowball stems otherwise, it would know none of them, and say nothing.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

from recommender.analysis.stemming import to_terms
from recommender.analysis.tokenizer import split_text

# Words in forms that stemmers join or part, by language.
_PROBES = {
    "ar": "المدرسة المدارس والطلاب الحكومية يكتبون", "ca": "col·lecció col·leccions eleccions ciutats votaven",
    "da": "borgmesteren skolerne undersøgelser husene", "de": "Häuser Wähler gewählt Untersuchungen Städte Straßen",
    "el": "σχολεία κυβερνήσεις ψηφοφόρους πόλεις", "en": "universities universe generally news skis relational dying",
    "es": "elecciones ciudades votaron ñandúes informándose", "et": "valimistel koolides linnadest",
    "eu": "hauteskundeak ikastetxeetan herrietara", "fi": "kouluissa vaaleissa kaupungeista taloon",
    "fr": "élections œuvres villes votaient l'état générale", "ga": "scoileanna toghcháin bhailte",
    "hi": "लड़कियों विद्यालयों सरकारें चुनावों", "hu": "iskolákban választásokon városokból",
    "hy": "դպրոցներում ընտրությունների քաղաքից", "id": "pemilihan sekolahnya perkotaan membacakan",
    "it": "elezioni città votavano scuole l'università", "lt": "mokyklose rinkimuose miestais",
    "ne": "विद्यालयहरूमा चुनावको सहरबाट", "nl": "verkiezingen scholen huizen gemeentelijke gestemd lopende",
    "no": "skolene valgene undersøkelser byenes", "pt": "eleições cidades votaram informação",
    "ro": "știrilor şcolilor alegerile orașelor", "ru": "школах выборами городского читающих",
    "sr": "школама изборима gradovima", "sv": "skolorna valets undersökningarna husen",
    "ta": "மரங்கள் பள்ளிகளில் தேர்தலின்", "tr": "okullarında seçimlerin IŞIKLAR köprüler İstanbul'un",
    "yi": "שולן שטעט געקליבן", "und": "F.B.I. US ארה״ב ไทยแลนด์ ភ្នំពេញ မန္တလေး བོད་ཡིག། ދިވެހި ٢٠٢٦ ＡＢＣ ｶﾞ", "zh": "臺灣電視",
    "fa": "کتاب‌ها كيميا", "vi": "hòa bình", "ml": "അവൻ എന്റെ", "uk": "обʼєднання", "he": "צ׳כיה", "ja": "東京タワー",
    "ko": "서울시",
}  # fmt: skip


@cache
def terms_digest() -> str:
    """Return the fingerprint of what makes terms: equal ones make equal terms of the texts that it is made of."""
    terms = {language: to_terms(split_text(probe, language), language) for language, probe in sorted(_PROBES.items())}
    return blake2b(repr(terms).encode(), digest_size=16).hexdigest()
