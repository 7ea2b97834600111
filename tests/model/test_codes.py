"""Weights of one byte against the formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.model.codes import ONE, VALUES, WHOLE, as_cosines, decode, encode
from tests.support.builders import law


@law
@given(st.lists(st.floats(2.0**-8, 1, width=32), max_size=20))
def test_a_weight_is_rounded_by_little_more_than_half_a_step(weights: list[float]) -> None:
    rounded = decode(encode(np.array(weights, np.float32)))
    assert rounded == pytest.approx(weights, rel=0.0161)


def test_what_a_code_stands_for_has_that_code() -> None:
    codes = np.arange(256, dtype=np.uint8)
    assert encode(decode(codes)).tolist() == codes.tolist()


def test_codes_rise_with_weights() -> None:
    codes = encode(np.linspace(0, 1, 100_000, dtype=np.float32))
    assert np.all(np.diff(codes.astype(int)) >= 0)
    assert set(codes.tolist()) == set(range(256))
    assert np.all(np.diff(VALUES) > 0)
    assert (VALUES[0], VALUES[255]) == (0, WHOLE)


def test_weights_outside_of_their_range_have_the_nearest_code() -> None:
    weights = np.array([-1, -0.0, 0, np.nan, 1e-30, 2.0**-15, 1.001, 7, np.inf], np.float32)
    assert encode(weights).tolist() == [0, 0, 0, 0, 1, 1, 255, 255, 255]


def test_weights_that_cannot_be_written_to_are_read() -> None:
    weights = np.array([0.5, 1], np.float32)
    weights.flags.writeable = False
    assert encode(weights).tolist() == encode(weights.copy()).tolist()


def test_a_score_of_one_is_a_cosine_of_one() -> None:
    assert as_cosines(np.array([0, int(ONE)])).tolist() == [0, 1]
