"""What is known of Spanish."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, phrases, words

SPANISH = Language(
    subtag="es",
    own_letters="áéíóúüñ",
    stemmer="spanish",
    function_words=words("""
a al algo algunas algunos ante antes aquel aquella aquellos aunque así aún bajo bien cada casi como con contra cual
cuales cuando cuanto de debe del desde después donde dos durante e el él ella ellas ellos en entonces entre era eran
es esa esas ese eso esos esta estaba estaban estado estar estas este esto estos está están fue fueron ha haber había
habían hace hacer hacia han hasta hay he la las le les lo los luego más me mediante mi mientras mis misma mismo mucho
muchos muy nada ni no nos nosotros o otra otras otro otros para pero poco por porque pues que qué quien quienes se sea
según ser será si sí sido sin sino sobre son su sus también tampoco tan tanto te tener tiene tienen toda todas todo
todos tras tu tus tú u un una unas uno unos usted vez y ya yo
"""),
    time_words=words("hoy mañana ayer tarde noche semana mes año"),
    title_labels=phrases("opinión, en vivo, en directo, última hora"),
    honorifics=words("""
sr sra don doña dr presidente presidenta primer ministro ministra canciller senador alcalde alcaldesa gobernador juez
jueza fiscal general coronel rey reina príncipe papa obispo director directora entrenador portavoz jefe líder
embajador secretario secretaria vicepresidente vicepresidenta ceo diputado diputada exministro expresidente comandante
"""),
    name_particles=words("de del la el"),
    name_links=words("de del el y"),
    name_articles=words("la las los"),
    titles_in_names=words("rey reina príncipe papa don general"),
    measure_words=words("ciento mil mln tres cuatro cinco seis siete ocho nueve diez"),
    abbreviations=words("Dr Dra EE Sr Sra"),
)
