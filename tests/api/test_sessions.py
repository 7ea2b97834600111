"""Sessions of the desk: signed, for twelve hours, each with a token of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recommender.api import sessions
from tests.support.builders import law
from tests.support.writing import KEY

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


@law
@given(names, st.integers(0, 13))
def test_a_session_lasts_twelve_hours_for_the_key_that_began_it(author: str, hours: int) -> None:
    cookie = sessions.begin(author, KEY, NOW)
    found = sessions.read(cookie, ["another", KEY], NOW + timedelta(hours=hours))
    assert (found.author if found else None) == (author if hours < 12 else None)
    assert sessions.read(cookie, ["another"], NOW) is None
    assert sessions.read(cookie, [], NOW) is None


BEGUN = sessions.begin("Ada", KEY, NOW)  # one for all examples: each has another nonce


@law
@given(st.data())
def test_a_cookie_that_was_changed_is_none(data: st.DataObject) -> None:
    cookie = BEGUN
    at = data.draw(st.integers(0, len(cookie) - 1))
    changed = cookie[:at] + data.draw(st.characters(exclude_characters=cookie[at])) + cookie[at + 1 :]
    for other in (changed, cookie[:at], cookie + "0", data.draw(st.text(max_size=99)), None):
        assert sessions.read(other, [KEY], NOW) is None


def test_two_sessions_have_two_tokens_and_no_key_can_be_had_from_them() -> None:
    one, other = (sessions.read(sessions.begin("Ada", KEY, NOW), [KEY], NOW) for _ in range(2))
    assert one
    assert other
    assert one.form_token != other.form_token
    assert not one.sent_by(other.form_token)
