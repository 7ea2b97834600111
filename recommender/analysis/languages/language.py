"""What can be known of a language: the words and marks that reading, naming and quoting its texts depend on.

Each language has a file of its own beside this one. Whatever is not known of a language is left empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Apostrophe(Enum):
    """What an apostrophe within a word means."""

    AFTER_ELISION = auto()  # what is before it is an article and goes: l'état, dell'anno
    BEFORE_ENDING = auto()  # what is after it is an ending and goes: istanbul'un; a single letter before it is elided
    BEFORE_GENITIVE = auto()  # an 's at the end goes, all else stays: biden's, o'donnell
    LETTER = auto()  # it is a letter like others: ng'ombe


def words(text: str) -> frozenset[str]:
    """Return the words of a list, which spaces and line feeds separate."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of a list, which commas separate."""
    return frozenset(phrase.strip() for phrase in text.split(","))


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What is known of one language. All words are in lower case unless said otherwise.

    Attributes:
        subtag: Its primary subtag (BCP 47), such as "en".
        stemmer: The name of its Snowball stemmer; None if it has none.
        apostrophe: What an apostrophe within a word means.
        own_letters: Letters with marks that it keeps apart from those without, in lower case; all other ones are
            foreign, and one newsroom drops the marks that another keeps. None if it is not known.
        has_dotless_i: Whether the small letter of I is ı.
        respelled: Returns the one of several spellings of a word of its own that stands for all.
        function_words: Words that every text holds and that say nothing of its subject: articles, pronouns,
            prepositions, conjunctions, auxiliaries. Short lists on purpose: long ones drop words that stories are about
            ("state", "world", "interest"); what is merely frequent is left to idf.
        names_in_capitals: Those of them that are names in capitals: US, WHO.
        date_widths: The forms of the names of weekdays and months that are in use, as CLDR calls them.
        time_words: Words of time beside those names: "today", "week", and forms of the names that CLDR lacks.
        title_labels: What a title says of its article's form, before a colon or after a dash: "live", "opinion".
        honorifics: Titles and offices that stand before names, and are no news themselves.
        titles_in_names: Those of them that names have in the press: *Prince* Edward Island, *General* Motors.
        measure_words: Words of number and measure beside the names of units that CLDR has: "mln", "pct", "old".
        name_particles: Small words within names: Bank *of* England, Rio *de* Janeiro, Ursula *von der* Leyen.
        name_links: Words that link two words of a name where it is quoted: Bank *of* Caldria, Trinidad *and* Tobago.
        name_articles: Articles that may follow such a link: Bank of *the* West.
        determiners: Articles that the name of a publisher may begin with, which it is known without.
        conjunctions: Words that separate the parts of a section's name: Business *and* Tech.
        capitalizes_nouns: Whether common nouns begin with a capital, too.
        before_nouns: Words that stand before common nouns, and hardly ever before names.
        grammar_characters: Characters that hold grammar alone, as the inside of a regular expression's class.
        before_names: Characters of grammar that directly precede a name, each by itself.
        after_names: Characters of grammar that directly follow a name, likewise.
        address_letters: How its newsrooms spell letters in addresses, other than by leaving out their marks.
        abbreviations: Words that a full stop follows which ends no sentence, in their own capitals.
        dotted_names: Abbreviated names with a full stop after each letter.
        acronyms: Names in capitals that other words are run together with.
    """

    subtag: str
    stemmer: str | None = None
    apostrophe: Apostrophe = Apostrophe.AFTER_ELISION
    own_letters: str | None = None
    has_dotless_i: bool = False
    respelled: Callable[[str], str] = str
    function_words: frozenset[str] = frozenset()
    names_in_capitals: frozenset[str] = frozenset()
    date_widths: tuple[str, ...] = ("wide",)
    time_words: frozenset[str] = frozenset()
    title_labels: frozenset[str] = frozenset()
    honorifics: frozenset[str] = frozenset()
    titles_in_names: frozenset[str] = frozenset()
    measure_words: frozenset[str] = frozenset()
    name_particles: frozenset[str] = frozenset()
    name_links: frozenset[str] = frozenset()
    name_articles: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    capitalizes_nouns: bool = False
    before_nouns: frozenset[str] = frozenset()
    grammar_characters: str = ""
    before_names: str = ""
    after_names: str = ""
    address_letters: Mapping[str, str] = field(default_factory=dict)
    abbreviations: frozenset[str] = frozenset()
    dotted_names: tuple[str, ...] = ()
    acronyms: frozenset[str] = frozenset()

    @property
    def elides(self) -> bool:
        """Return whether articles lose their vowel before another one: l'état."""
        return self.apostrophe is Apostrophe.AFTER_ELISION and "l" in self.function_words
