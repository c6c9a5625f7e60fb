"""Sessions by themselves: each ages by its own clock, is found without being used, and is forgotten when it is over."""

from __future__ import annotations

import pytest

from fake_okta.errors import OktaError
from fake_okta.ids import Ids
from fake_okta.messages import Anonymous, Session, SessionCookie
from fake_okta.sessions import IDLE_LIMIT, Sessions


class Clock:
    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at


def test_a_session_begins_now_and_lasts_two_hours_without_use() -> None:
    clock, sessions = Clock(1000), Sessions(Ids(b"seed"))
    session = sessions.start("00uada", clock)
    assert (session.user_id, session.created, session.last_used, session.locked) == (
        "00uada",
        1000,
        1000,
        False,
    )
    assert session.session_id.startswith("102")
    assert session.seen() == Session(session.session_id, "00uada", 1000 + IDLE_LIMIT)
    clock.at += IDLE_LIMIT - 1
    assert sessions.find(session.session_id) is session
    clock.at += 1
    assert sessions.find(session.session_id) is None
    assert not sessions.alive(session.session_id)


def test_a_session_that_was_left_earlier_is_as_old_as_that() -> None:
    sessions = Sessions(Ids(b"seed"))
    session = sessions.start("00uada", Clock(1000), 400)
    assert (session.created, session.last_used) == (400, 400)
    assert sessions.start("00uada", Clock(1000), 0).last_used == 0


def test_whoever_uses_a_session_makes_it_last_and_whoever_finds_it_does_not() -> None:
    clock, sessions = Clock(1000), Sessions(Ids(b"seed"))
    cookie = SessionCookie(sessions.start("00uada", clock).session_id)
    clock.at += 60
    assert sessions.alive(cookie.session_id)
    found = sessions.find(cookie.session_id)
    assert found is not None
    assert found.last_used == 1000
    assert sessions.use(cookie) is found
    assert (found.last_used, found.created) == (1060, 1000)
    clock.at = 1060 + IDLE_LIMIT
    with pytest.raises(OktaError, match="E0000005"):
        sessions.use(cookie)
    assert not sessions.alive(cookie.session_id)


@pytest.mark.parametrize("credentials", [Anonymous(), SessionCookie("102unknown")])
def test_without_a_session_nothing_is_used(credentials: Anonymous | SessionCookie) -> None:
    with pytest.raises(OktaError, match="E0000005"):
        Sessions(Ids(b"seed")).use(credentials)


def test_sessions_that_are_over_are_forgotten_and_one_that_was_used_is_not() -> None:
    clock, sessions = Clock(0), Sessions(Ids(b"seed"))
    first, second, third = (sessions.start("00uada", clock) for _ in range(3))
    clock.at = 60
    sessions.use(SessionCookie(first.session_id))
    clock.at = IDLE_LIMIT
    fourth = sessions.start("00ubob", clock)
    assert len(sessions) == 2
    alive = [sessions.alive(one.session_id) for one in (first, second, third, fourth)]
    assert alive == [True, False, False, True]


def test_a_session_that_ages_by_another_clock_outlives_what_the_org_s_says() -> None:
    org, own, sessions = Clock(0), Clock(0), Sessions(Ids(b"seed"))
    session = sessions.start("00uada", own)
    org.at = 10 * IDLE_LIMIT
    sessions.start("00ubob", org)
    assert sessions.alive(session.session_id)


def test_one_session_is_ended_or_all_of_a_user_s() -> None:
    clock, sessions = Clock(0), Sessions(Ids(b"seed"))
    first, second, third = (sessions.start(user, clock) for user in ("00uada", "00uada", "00ubob"))
    sessions.end(first.session_id)
    sessions.end(first.session_id)
    assert [sessions.alive(one.session_id) for one in (first, second, third)] == [False, True, True]
    sessions.end_all_of("00uada")
    assert [sessions.alive(one.session_id) for one in (second, third)] == [False, True]
