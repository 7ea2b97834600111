"""What is known of German."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language, phrases, words

# The endings go with all of the stems: "eine", "keinem", "jeder".
_STEMS = ["ein", "kein", "mein", "sein", "ihr", "unser", "dies", "jed", "welch", "viel", "mehrer", "einig", "all"]
_ENDINGS = ("", "e", "en", "em", "er", "es")

GERMAN = Language(
    subtag="de",
    own_letters="äöü",
    stemmer="german",
    apostrophe=Apostrophe.BEFORE_ENDING,
    function_words=words("""
ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim
bereits bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darf darüber darum das
dass davon davor dazu dein deine dem den denen denn der deren derer des deshalb dessen dich die dies diese dieselbe
diesem diesen dieser dieses dir doch dort du durch dürfen eben ein eine einem einen einer eines einige einigen einiger
er erst es etwa etwas euch euer für gab gegen geht gewesen gibt hab habe haben hat hatte hatten hätte hätten hier hin
hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins ist ja jede jedem jeden jeder jedes
jedoch jene jetzt kann kein keine keinem keinen keiner können könnte könnten lassen machen man mehr mein meine mich
mir mit muss müssen musste nach nachdem neben nein nicht nichts noch nun nur ob obwohl oder ohne schon sehr sei seien
sein seine seinem seinen seiner seines seit sich sie sind so sogar solche soll sollen sollte sollten sondern sonst
sowie um und uns unser unsere unter viel viele vielen vom von vor wann war waren warum was weder weg wegen weil weiter
welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird wo wohl wollen worden wurde
wurden während wäre wären würde würden zu zum zur zwar zwischen über
"""),
    time_words=words("""
jänner sonnabend heute morgen gestern abend vormittag nachmittag nacht wochenende woche monat jahr uhr
"""),
    title_labels=phrases("meinung, kommentar, liveticker, live-ticker, eilmeldung"),
    honorifics=words("""
herr frau dr prof professor präsident präsidentin bundespräsident kanzler kanzlerin bundeskanzler bundeskanzlerin
minister ministerin ministerpräsident außenminister finanzminister innenminister staatssekretär bürgermeister
landeshauptmann sprecher sprecherin chef chefin vorstand vorstandschef direktor trainer richter richterin papst könig
königin herrn vizekanzler vizepräsident verteidigungsminister justizminister kulturminister landesrat landesrätin
abgeordneter abgeordnete generalsekretär generaldirektor geschäftsführer geschäftsführerin vorsitzender vorsitzende
obmann klubobmann kardinal bischof ceo mag dipl ing
"""),
    name_particles=words("von der"),
    name_links=words("von und"),
    name_articles=words("dem den der"),
    capitalizes_nouns=True,
    before_nouns=frozenset(f"{stem}{end}" for stem in _STEMS for end in _ENDINGS),
    address_letters={"ä": "ae", "ö": "oe", "ü": "ue"},
    titles_in_names=words("chef könig königin papst"),
    measure_words=words("""
prozentpunkte mio mrd jährige jährigen jähriger jähriges tausende millionen dutzend zwei drei vier fünf sechs sieben
acht neun zehn uhr
"""),
)
