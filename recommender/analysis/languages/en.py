"""What is known of English."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language, phrases, words

ENGLISH = Language(
    subtag="en",
    stemmer="english",
    apostrophe=Apostrophe.BEFORE_GENITIVE,
    own_letters="",
    function_words=words("""
a about above across after again against all almost along already also although always am among an and another any
anyone anything are aren't around as at away back be became because become been before behind being below between both
but by came can can't cannot come could couldn't did didn't do does doesn't doing don't done down during each either
else enough even ever every everyone everything few for from further get gets getting go goes going gone got had
hadn't has hasn't have haven't having he he'd he'll he's hence her here here's hers herself him himself his how
however i i'd i'll i'm i've if in indeed instead into is isn't it it'll it's its itself just least less let like
likely made make makes many may maybe me might mine more most much must my myself near neither never no nobody none
nor not nothing now of off often on once one only onto or other others our ours ourselves out over own per perhaps
quite rather really said same say saying says see seem seemed seems several shall she she'd she'll she's should
shouldn't since so some someone something soon still such take tell than that that's the their theirs them themselves
then there there's therefore these they they'd they'll they're they've thing things this those though through thus to
together told too toward towards under until unless up upon us use used very via want was wasn't we we'd we'll we're
we've well went were weren't what what's whatever when where whether which while who who's whom whose why will with
within without won't would wouldn't yet you you'd you'll you're you've your yours yourself d ll m re s t ve
"""),
    names_in_capitals=words("it us who"),
    date_widths=("wide", "abbreviated"),
    time_words=words("""
tues thur thurs sept today tomorrow yesterday tonight morning afternoon evening weekend week month year
"""),
    title_labels=phrases("""
live, liveblog, live blog, live update, live updates, as it happened, breaking, breaking news, opinion, editorial,
analysis, comment, commentary, video, watch, exclusive, update, updated, correction, corrected
"""),
    honorifics=words("""
mr mrs ms miss sir dame lord lady dr prof professor president vice-president minister chancellor secretary senator sen
congressman congresswoman rep gov governor mayor judge justice attorney prosecutor general gen colonel col captain
capt major sgt lieutenant lt sheriff officer king queen prince princess duke pope bishop archbishop cardinal rabbi
imam chairman chairwoman chair chief director ceo cfo manager coach adviser advisor aide counsel spokesman spokeswoman
spokesperson leader speaker ambassador commissioner inspector detective analyst editor author actor actress singer
presidents ministers deputy mp chancellors undersecretary superintendent constable corporal cpl lieutenant-governor
councillor reverend rev monsignor msgr headteacher
"""),
    name_particles=words("of"),
    name_links=words("of and"),
    name_articles=words("the"),
    determiners=words("a an the"),
    conjunctions=words("and"),
    abbreviations=words("Col Dr Ft Gen Gov Jos Lt Mr Mrs Ms Mt No Ph Prof Rep Sen Sgt St vs"),
    dotted_names=("U.S.", "U.K.", "U.N.", "E.U.", "D.C."),
    acronyms=words("BBC EU GOP MP NATO NHS PM TV UK UN US"),
    titles_in_names=words("""
sir dame lord lady king queen prince princess duke pope bishop cardinal rabbi imam general major captain chief judge
justice
"""),
    measure_words=words("""
mln bln pct cent cts vs hundred hundreds thousands millions billions dozen dozens two three four five six seven eight
nine ten old aged jr sr feet foot inch inches lbs meter meters km kg mph ton acre acres degrees
"""),
)
