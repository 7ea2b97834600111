"""JSON from outside: what is too deep or too long for Python costs itself alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from recommender.corpus.json_values import DEEPEST, MOST_DIGITS, json_values


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("depth", [DEEPEST, DEEPEST - 1, 1])
def test_what_is_no_deeper_than_the_bound_is_as_it_is(depth: int) -> None:
    assert json_values(nested(depth)) == json.loads(nested(depth))


def test_what_is_deeper_is_emptied_and_the_rest_stays() -> None:
    value: Any = json_values(f'{{"a": {nested(500)}, "b": {{"c": [1]}}, "d": {{"e": {nested(500)}}}}}')
    assert value["b"] == {"c": [1]}
    assert json.dumps(value["a"]) == nested(DEEPEST)
    assert json.dumps(value["d"]["e"]) == nested(DEEPEST - 1)


def test_a_number_that_is_too_long_is_told_in_plain_words_or_is_infinite() -> None:
    digits = "9" * (MOST_DIGITS + 1)
    with pytest.raises(ValueError, match=r"^a number of more than 4,300 digits$"):
        json_values(digits)
    assert json_values(f"[-{digits}, {digits[1:]}]", long_numbers=True) == [-float("inf"), int(digits[1:])]


@pytest.mark.parametrize(("text", "reason"), [("{cut", "not JSON: "), ("[" * 200_000, "JSON nested too deeply")])
def test_what_is_no_json_is_told_without_its_text(text: str, reason: str) -> None:
    for long_numbers in (False, True):
        with pytest.raises(ValueError, match=rf"^{reason}"):
            json_values(text, long_numbers=long_numbers)
