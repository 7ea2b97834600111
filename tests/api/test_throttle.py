"""Failed attempts to sign in: no faster than their pace."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommender.api.throttle import OF_ALL, OF_ONE, FailedAttempts
from tests.support.builders import law

clients = st.sampled_from(["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "testclient"])


@law
@given(st.lists(st.tuples(clients, st.floats(0, 100)), max_size=60))
def test_no_client_guesses_faster_than_its_pace_and_all_not_faster_than_theirs(tries: list[tuple[str, float]]) -> None:
    now, failed = [0.0], []
    attempts = FailedAttempts(lambda: now[0])
    for client, pause in tries:
        now[0] += pause
        if not (wait := attempts.wait(client)):
            attempts.add(client)
            failed.append((client.partition("::")[0], now[0]))
        else:
            now[0] += wait
            assert attempts.wait(client) == 0
    for pace, of in [(OF_ALL, failed), *((OF_ONE, [each for each in failed if each[0] == one]) for one, _ in failed)]:
        times = [at for _, at in of]
        for first, begun in enumerate(times):
            for count, ended in enumerate(times[first:], start=1):
                assert count <= pace.burst + (ended - begun) / pace.seconds + 1e-6


def test_many_clients_together_are_held_up_too_and_are_not_kept_for_ever() -> None:
    now = [0.0]
    attempts = FailedAttempts(lambda: now[0])
    for number in range(OF_ALL.burst):
        assert attempts.wait(f"192.0.2.{number}") == 0
        attempts.add(f"192.0.2.{number}")
    assert attempts.wait("198.51.100.1") == OF_ALL.seconds
    now[0] = 10_000
    attempts.add("198.51.100.1")
    assert list(attempts._clients) == ["198.51.100.1"]
