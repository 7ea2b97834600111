"""What is known of Swedish."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language, words

SWEDISH = Language(
    subtag="sv",
    own_letters="åäö",
    stemmer="swedish",
    apostrophe=Apostrophe.BEFORE_ENDING,
    function_words=words("""
alla allt att av blev bli blir de del dem den denna deras dess dessa det detta dig din dock du där efter ej ett eller
en enligt er för från får fick ha hade han hans har hela henne hennes hon honom hur här i icke in inom inte jag ju kan
kom kommer kunde man med mellan men mer mig min mot mycket ni nu när någon något några och också om oss på redan sedan
sig sin sina sitt ska skulle som så under upp ut utan vad var vara varit vi vid vilka vilken vill än är även åt över
"""),
    time_words=words("idag imorgon igår kväll morgon vecka månad år"),
    honorifics=words("""
herr fru dr president statsminister minister utrikesminister finansminister kung drottning prins påve vd ordförande
talesperson generalsekreterare riksdagsledamot ceo
"""),
    titles_in_names=words("kung drottning prins påve"),
    measure_words=words("procent mkr tkr två tre fyra fem sex sju åtta nio tio"),
)
