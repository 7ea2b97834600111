"""What is known of Polish."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, words

POLISH = Language(
    subtag="pl",
    own_letters="ąćęłńóśźż",
    function_words=words("""
a i oraz lub albo ale lecz jednak że żeby aby by bo ponieważ gdy kiedy jeśli jeżeli czy jak jako niż niech nie ani tak
też także również już jeszcze tylko bardzo w we z ze na do od po przed przy przez pod nad za o u dla bez między wśród
ku ten ta to te ci tego tej tych temu tym tymi tę tą on ona ono oni one jego jej ich go mu im nim nią nich ja ty my wy
mnie mi cię nas nam was się sobie siebie swój swoje swoją swoich mój moje twój nasz nasze co kto który która które
którzy którego której których którym jaki jest są był była było były być będzie będą został została zostało zostały ma
mają miał może mogą można tam tu tutaj teraz wtedy więc dlatego gdzie powiedział powiedziała
"""),
    honorifics=words("""
pan pani dr prof prezydent premier minister wiceminister senator poseł posłanka burmistrz wojewoda generał król
królowa książę papież biskup kardynał prezes dyrektor rzecznik rzeczniczka szef trener ceo
"""),
    time_words=words("dziś dzisiaj jutro wczoraj rano wieczór tydzień miesiąc rok roku"),
    titles_in_names=words("król królowa książę papież"),
    measure_words=words("procent proc tys mln mld zł dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć"),
)
