"""What a sign-in would come to is told as it then comes, and to ask for it changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_okta.messages import (
    Certificate,
    ClientSeen,
    DisableDeviceTrust,
    Foreseen,
    OpenApp,
    RevokeUserCertificates,
    Rule,
    SetReadOnly,
    SetRules,
    SetUserStatus,
)
from tests.fake_okta.estate import DAY, MAC_CHROME, Estate

ADA = "ada@acme.test"
LEGACY = ClientSeen("Microsoft Office/15.30 (Macintosh)", "192.0.2.7")


def foreseen(
    estate: Estate, certificate: Certificate | None, app: str = "crm", client: ClientSeen = MAC_CHROME
) -> Foreseen | None:
    return estate.okta.foresee_sign_in(ADA, OpenApp(app, client), lambda: certificate)


def used(estate: Estate) -> Certificate:
    """A certificate that ada has used once."""
    certificate = estate.enroll(estate.mac())
    estate.open(certificate=certificate)
    return certificate


CHANGES: dict[str, Callable[[Estate], object]] = {
    "nothing": lambda estate: None,
    "revoked": lambda estate: estate.asks(RevokeUserCertificates(ADA)),
    "expired": lambda estate: setattr(estate, "at", estate.at + 366 * DAY),
    "setting off": lambda estate: estate.asks(DisableDeviceTrust()),
    "read only": lambda estate: estate.asks(SetReadOnly(read_only=True)),
    "other rules": lambda estate: estate.asks(SetRules("crm", (Rule("everybody", "deny"),))),
}


@pytest.mark.parametrize("presented", [True, False])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_foreseen_is_what_comes(
    estate: Estate, change: Callable[[Estate], object], *, presented: bool
) -> None:
    certificate = used(estate)
    change(estate)
    shown = certificate if presented else None
    told = foreseen(estate, shown)
    assert told is not None
    assert told.result == estate.open(certificate=shown)


def test_a_client_that_cannot_be_challenged_is_asked_for_no_certificate(estate: Estate) -> None:
    estate.asks(SetRules("crm", (Rule("everybody", "allow"),)))

    def presents() -> Certificate | None:
        raise AssertionError("it was asked")

    told = estate.okta.foresee_sign_in(ADA, OpenApp("crm", LEGACY), presents)
    assert told is not None
    assert (told.result, told.trust) == (estate.open(client=LEGACY), "any")


def test_the_device_condition_of_the_deciding_rule_is_told(estate: Estate) -> None:
    trusted, untrusted = foreseen(estate, used(estate)), foreseen(estate, None)
    assert trusted is not None
    assert untrusted is not None
    assert (trusted.trust, untrusted.trust) == ("trusted", "any")


def test_a_first_use_is_not_foreseen_since_it_binds(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    assert foreseen(estate, certificate) is None
    estate.open(certificate=certificate)
    assert foreseen(estate, certificate) is not None


def test_whoever_would_not_come_as_far_as_the_rules_has_nothing_foreseen(estate: Estate) -> None:
    certificate = used(estate)
    assert foreseen(estate, certificate, app="no such app") is None
    estate.asks(SetUserStatus(ADA, "suspend"))
    assert foreseen(estate, certificate) is None


def test_to_foresee_logs_nothing_and_begins_nothing(new_estate: Callable[..., Estate]) -> None:
    sessions = []
    for looks_ahead in (True, False):
        estate = new_estate().enabled()
        certificate = used(estate)
        estate.okta.drain_log()
        if looks_ahead:
            assert foreseen(estate, certificate) is not None
            assert foreseen(estate, None) is not None
        assert estate.okta.drain_log() == []
        sessions.append(estate.session().session_id)
    assert sessions[0] == sessions[1]
