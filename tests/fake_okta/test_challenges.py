"""Open sign-ins by themselves: each is answered and redeemed once, in time and in its own session."""

from __future__ import annotations

import pytest

from fake_okta.challenges import LIFETIME, MOST_AT_ONCE, Challenges
from fake_okta.errors import OktaError
from fake_okta.ids import Ids
from fake_okta.messages import OpenApp
from tests.fake_okta.estate import MAC_CHROME

REQUEST = OpenApp("crm", MAC_CHROME)


class Clock:
    at = 0

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def challenges() -> Challenges:
    return Challenges(Ids(b"seed"))


def test_what_was_presented_and_when_is_there_when_the_ticket_comes_back(
    challenges: Challenges, clock: Clock
) -> None:
    nonce = challenges.begin("102ada", REQUEST, clock)
    clock.at = 7
    ticket = challenges.answer(nonce, None, 1007)
    challenge = challenges.redeem(nonce, ticket, "102ada")
    assert (challenge.session_id, challenge.request, challenge.ends_at) == ("102ada", REQUEST, LIFETIME)
    assert (challenge.presented, challenge.presented_at, challenge.ticket) == (None, 1007, ticket)
    assert len(challenges) == 0
    with pytest.raises(OktaError, match="E0000002"):
        challenges.redeem(nonce, ticket, "102ada")


def test_a_ticket_is_good_in_its_session_alone_and_stays_so_for_it(
    challenges: Challenges, clock: Clock
) -> None:
    nonce = challenges.begin("102ada", REQUEST, clock)
    with pytest.raises(OktaError, match="no such sign-in"):
        challenges.redeem(nonce, "", "102ada")  # not answered yet
    ticket = challenges.answer(nonce, None, 0)
    with pytest.raises(OktaError, match="no such sign-in"):
        challenges.redeem(nonce, ticket, "102bob")
    with pytest.raises(OktaError, match="not good"):
        challenges.redeem(nonce, f"{ticket}x", "102ada")
    assert challenges.redeem(nonce, ticket, "102ada").ticket == ticket


def test_sign_ins_that_timed_out_are_forgotten_with_the_next(challenges: Challenges, clock: Clock) -> None:
    old = challenges.begin("102ada", REQUEST, clock)
    clock.at = LIFETIME - 1
    challenges.begin("102ada", REQUEST, clock)
    assert len(challenges) == 2
    clock.at = LIFETIME
    with pytest.raises(OktaError, match="timed out"):
        challenges.answer(old, None, 0)
    challenges.begin("102ada", REQUEST, clock)
    assert len(challenges) == 2


def test_of_very_many_open_sign_ins_the_oldest_makes_room(challenges: Challenges, clock: Clock) -> None:
    nonces = [challenges.begin("102ada", REQUEST, clock) for _ in range(MOST_AT_ONCE)]
    assert len(challenges) == MOST_AT_ONCE
    challenges.begin("102ada", REQUEST, clock)
    assert len(challenges) == MOST_AT_ONCE
    with pytest.raises(OktaError, match="E0000002"):
        challenges.answer(nonces[0], None, 0)
    assert challenges.answer(nonces[1], None, 0)
