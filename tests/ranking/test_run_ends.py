"""The loop that reads where names can begin and end."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.model.estimators import TfidfModel
from recommender.ranking.run_ends import NO_FIRST, NO_LAST, PIECE, SAYS_NOTHING, find_ends
from recommender.ranking.seed_words import SeedWords
from tests.support.builders import article


def ends_of(
    text: str, language: str = "en", idf: list[float] | None = None, *, has_large_nouns: bool = False
) -> dict[str, int]:
    """Return what each word of a text is at the end of a name."""
    seed = article(title="", text=text, url=None, language=language)
    words = SeedWords.of(TfidfModel().fit([seed]), seed)
    weights = np.ones(len(words.columns)) if idf is None else np.array(idf)
    found = find_ends(words.spans, weights.astype(np.float32), has_large_nouns)
    spans = zip(words.begins.tolist(), words.ends.tolist(), found.tolist(), strict=True)
    return {words.text[begin:end]: bits for begin, end, bits in spans}


@pytest.mark.parametrize(
    ("text", "word", "bits"),
    [
        ("Port Averin", "Averin", 0),
        ("raised 3.5", "3.5", SAYS_NOTHING | NO_FIRST | NO_LAST),
        ("Article 50", "50", SAYS_NOTHING | NO_FIRST),
        ("ten kilometers", "kilometers", SAYS_NOTHING | NO_FIRST | NO_LAST),
        ("Century Park", "Century", SAYS_NOTHING),
        ("Averin President", "President", SAYS_NOTHING | NO_LAST),
        ("Office of the President", "President", SAYS_NOTHING),
        ("Ivo al-Maddern", "al", SAYS_NOTHING | NO_FIRST | NO_LAST),
        ("Super Tuesday", "Tuesday", SAYS_NOTHING),
        ("tuesday", "tuesday", SAYS_NOTHING | NO_FIRST | NO_LAST),
    ],
)
def test_no_name_begins_or_ends_with_a_number_a_time_a_measure_or_a_small_word(text: str, word: str, bits: int) -> None:
    assert ends_of(text)[word] == bits


def test_a_measure_with_a_capital_is_one_where_common_nouns_have_capitals() -> None:
    assert ends_of("vier Wochen", "de", has_large_nouns=True)["Wochen"] == SAYS_NOTHING | NO_FIRST | NO_LAST
    assert ends_of("vier Wochen", "de")["Wochen"] == SAYS_NOTHING


def test_a_pair_of_characters_that_is_far_rarer_than_the_one_beside_it_is_of_two_words() -> None:
    assert ends_of("海鳴市", "ja", [1.0, 3.0]) == {"海鳴": 0, "鳴市": PIECE | NO_FIRST}
    assert ends_of("海鳴市", "ja", [3.0, 1.0]) == {"海鳴": PIECE | NO_LAST, "鳴市": 0}
    assert ends_of("海鳴市", "ja", [1.0, 1.2]) == {"海鳴": 0, "鳴市": 0}
