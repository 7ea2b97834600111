"""What is known of Italian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language, phrases, words

ITALIAN = Language(
    subtag="it",
    own_letters="àèéìòù",
    stemmer="italian",
    function_words=words("""
a ad agli ai al alla alle allo altra altre altri altro anche ancora avere aveva avevano c che chi ci ciò col come con
contro cosa così cui d da dagli dai dal dalla dalle dallo degli dei del della delle dello dentro di dopo dove dovrebbe
due durante e è ed era erano essere fa fatto fino fra fu già gli ha hanno i il in infatti io l la le lei li lo loro
lui ma mai me meno mentre mi molto ne negli nei nel nella nelle nello noi non nostra nostro o ogni oltre ora per
perché però più poi prima può qual quale quali quando quanto quasi quella quelle quelli quello questa queste questi
questo qui quindi s sarà se sempre senza si sia sono sopra sotto sta stata stati stato su sua sue sugli sui sul sulla
sulle suo suoi tra tutta tutte tutti tutto un una uno va verso via voi
"""),
    time_words=words("oggi domani ieri mattina sera settimana mese anno"),
    title_labels=phrases("diretta, opinione"),
    honorifics=words("""
signor signora dr presidente premier ministro ministra cancelliere senatore sindaco giudice procuratore generale re
regina papa vescovo direttore allenatore portavoce capo ceo segretario avv prof dott vicepresidente
"""),
    name_particles=words("da del della di"),
    name_links=words("da del di"),
    name_articles=words("la"),
    titles_in_names=words("re regina papa generale"),
    measure_words=words("mila mld tre quattro cinque sei sette otto nove dieci"),
)
