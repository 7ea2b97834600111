"""What is known of Norwegian."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language, words

NORWEGIAN = Language(
    subtag="no",
    own_letters="æøå",
    stemmer="norwegian",
    apostrophe=Apostrophe.BEFORE_ENDING,
    function_words=words("""
alle alt at av ble bli blir da de dem den denne der deres det dette du eller en enn er et etter for fra få får ha
hadde han hans har henne hennes her hos hun hva hvis hvor i ikke inn jeg jo kan kom kommer kunne man mange med meg
mellom men mer min mot må når noe noen nå og også om opp oss over på seg selv sin skal skulle som så til under ut var
ved vi vil ville være vært å
"""),
    time_words=words("dag kveld morgen uke måned år"),
    address_letters={"å": "aa", "ø": "oe"},
)
