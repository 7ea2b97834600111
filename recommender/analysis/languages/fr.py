"""What is known of French."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, phrases, words

FRENCH = Language(
    subtag="fr",
    own_letters="àâçèéêëîïôùûüÿ",
    stemmer="french",
    function_words=words("""
a afin ai ainsi alors après as au aucun aucune aujourd aussi autre autres aux avaient avait avant avec avez avoir
avons ayant beaucoup bien c car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme
comment contre d dans de depuis des deux devant dit dont donc du durant elle elles en encore entre es est et étaient
était étant été être eu eux fait faire fois font furent fut hors ici il ils j je jusqu jusque l la le les leur leurs
lors lorsque lui là m ma mais malgré me mes moi moins mon même mêmes n ne ni non nos notre nous on ont ou où par parce
parfois pas pendant peu peut peuvent plus plusieurs pour pourquoi pourrait près puis puisque qu quand que quel quelle
quelles quelque quelques quels qui quoi s sa sans se selon sera serait seront ses si soit son sont sous sur t ta
tandis te tel telle tes toi ton toujours tous tout toute toutes très trop tu un une vers via voici voilà vos votre
vous y à ça
"""),
    time_words=words("demain hier matin soir semaine mois an année"),
    title_labels=phrases("en direct, direct, tribune"),
    honorifics=words("""
m mme dr président présidente premier ministre chancelier chancelière sénateur maire juge procureur général colonel
roi reine prince pape évêque directeur directrice pdg patron entraîneur porte-parole chef ambassadeur commissaire
ministres députée député sénatrice secrétaire ceo mlle
"""),
    name_particles=words("de du la"),
    name_links=words("de des du et"),
    name_articles=words("la les"),
    titles_in_names=words("roi reine prince pape général premier chef"),
    measure_words=words("cent ans euros mln mds trois quatre cinq six sept huit neuf dix"),
)
