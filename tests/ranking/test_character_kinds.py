"""What loops know of a character, against Python."""

from __future__ import annotations

from recommender.analysis import language_of
from recommender.ranking.character_kinds import (
    AFTER_NAME,
    BEFORE_NAME,
    CAPITAL,
    OTHER_CASE,
    SPACE,
    characters,
    kind_of,
)


def test_what_is_known_of_a_character_is_what_python_says_of_it() -> None:
    table = characters()
    for code in (*range(0x3000), *range(0xA640, 0xD800), *range(0xE000, 0x1E960), 0x10FFFF):
        character, kind = chr(code), kind_of(code, table)
        assert bool(kind & CAPITAL) == character.isupper(), hex(code)
        assert bool(kind & OTHER_CASE) == (character.islower() or (character.istitle() and not character.isupper()))
        assert bool(kind & SPACE) == character.isspace(), hex(code)


def test_what_stands_beside_names_is_that_of_the_language() -> None:
    for language in ("ja", "zh"):
        table, known = characters(language), language_of(language)
        assert all(kind_of(ord(each), table) & BEFORE_NAME for each in known.before_names)
        assert all(kind_of(ord(each), table) & AFTER_NAME for each in known.after_names)
    assert not kind_of(ord("的"), characters("ja")) & (BEFORE_NAME | AFTER_NAME)
    assert characters("sw") is characters() is characters("ja")
