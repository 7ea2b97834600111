"""The titles and offices that stand before names, by language: they belong to somebody, and are no news themselves."""

from __future__ import annotations

ROLES: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
mr mrs ms miss sir dame lord lady dr prof professor president vice-president minister chancellor
secretary senator sen congressman congresswoman rep gov governor mayor judge justice attorney prosecutor
general gen colonel col captain capt major sgt lieutenant lt sheriff officer king queen prince princess duke
pope bishop archbishop cardinal rabbi imam chairman chairwoman chair chief director ceo cfo manager coach
captain adviser advisor aide counsel spokesman spokeswoman spokesperson leader speaker ambassador commissioner
inspector detective analyst editor author actor actress singer""",
        "de": """
herr frau dr prof professor präsident präsidentin bundespräsident kanzler kanzlerin bundeskanzler
bundeskanzlerin minister ministerin ministerpräsident außenminister finanzminister innenminister
staatssekretär bürgermeister landeshauptmann sprecher sprecherin chef chefin vorstand vorstandschef direktor
trainer richter richterin papst könig königin""",
        "fr": """
m mme dr président présidente premier ministre chancelier chancelière sénateur maire juge procureur général
colonel roi reine prince pape évêque directeur directrice pdg patron entraîneur porte-parole chef ambassadeur
commissaire""",
        "es": """
sr sra don doña dr presidente presidenta primer ministro ministra canciller senador alcalde alcaldesa
gobernador juez jueza fiscal general coronel rey reina príncipe papa obispo director directora entrenador
portavoz jefe líder embajador""",
        "it": """
signor signora dr presidente premier ministro ministra cancelliere senatore sindaco giudice procuratore
generale re regina papa vescovo direttore allenatore portavoce capo""",
        "nl": """
meneer mevrouw dr president premier minister kanselier senator burgemeester rechter koning koningin prins paus
directeur trainer woordvoerder voorzitter""",
        "pt": """
sr sra dr presidente primeiro ministro ministra chanceler senador governador prefeito juiz juíza procurador
general rei rainha papa bispo diretor treinador porta-voz chefe líder embaixador""",
    }.items()
}
