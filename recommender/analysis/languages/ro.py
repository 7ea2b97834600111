"""What is known of Romanian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

# Written with a cedilla where fonts lacked the comma.
_CEDILLAS = str.maketrans("şţ", "șț")

ROMANIAN = Language(
    subtag="ro",
    own_letters="ăâîșț",
    stemmer="romanian",
    respelled=lambda word: word.translate(_CEDILLAS),
    function_words=words("""
și si sau ori dar însă iar că să dacă când cum ca decât nu nici da de la în din pe cu prin pentru spre către până după
înainte fără între sub peste despre lângă un o unui unei niște cel cea cei cele al a ai ale lui ei lor acest această
acești aceste acestui acestei acestor acel acea acei acele el ea ele eu tu noi voi mine tine ne vă le îi îl se își său
sa săi sale meu nostru care ce cine unde este e sunt era erau fi fost fiind au am are aveau avea va vor ar fie mai
foarte doar numai deja încă tot toate toți aici acolo acum atunci spus declarat astfel deci
"""),
)
