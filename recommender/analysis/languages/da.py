"""What is known of Danish."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language, words

DANISH = Language(
    subtag="da",
    own_letters="æøå",
    stemmer="danish",
    apostrophe=Apostrophe.BEFORE_ENDING,
    function_words=words("""
ad af alle alt andet at blev blive bliver da de dem den denne der deres det dette dig din dog du efter eller en end er
et for fra få får ham han hans har havde have hende hendes her hos hun hvad hvis hvor i ikke ind jeg jo kan kom kommer
kunne man mange med meget mellem men mere mig min mod når nej nogle noget nu og også om op os over på sammen se selv
sig sin skal skulle som så til ud under var ved vi vil ville være været
"""),
    time_words=words("dag aften morgen uge måned år"),
    address_letters={"å": "aa", "ø": "oe"},
)
