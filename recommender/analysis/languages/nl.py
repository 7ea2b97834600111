"""What is known of Dutch."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language, phrases, words

DUTCH = Language(
    subtag="nl",
    own_letters="ëïéèöü",
    stemmer="dutch",
    apostrophe=Apostrophe.BEFORE_ENDING,
    function_words=words("""
aan achter al alle alleen als altijd andere ben bij binnen dan dat de deze die dit doen door dus een eens en er geen
geweest gewoon haar had hadden heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen
maar me meer men met mij mijn moet moeten na naar naast niet niets nog nu of om omdat onder ons onze ook op over per
reeds sinds te tegen toch toen tot tussen uit uw van vanaf veel volgens voor waar waren was wat we wel werd werden wie
wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou zouden zullen
"""),
    time_words=words("vandaag morgen gisteren avond ochtend week maand jaar"),
    title_labels=phrases("opinie"),
    honorifics=words("""
meneer mevrouw dr president premier minister kanselier senator burgemeester rechter koning koningin prins paus
directeur trainer woordvoerder voorzitter ceo staatssecretaris wethouder commissaris
"""),
    name_particles=words("van de den der"),
    name_links=words("van"),
    name_articles=words("den der"),
    titles_in_names=words("koning koningin prins paus"),
    measure_words=words("procent mln mld twee drie vier vijf zes zeven acht negen tien"),
)
