"""Certificates of the days before a world began: in the register as they were, unchecked and unlogged."""

from __future__ import annotations

import pytest

from fake_okta.ca import VALIDITY
from fake_okta.messages import ListDeviceCertificates
from tests.fake_okta.estate import DAY, START, Estate


def earlier(estate: Estate, bound_to: str | None, *, revoked: bool = False):
    mac = estate.mac()
    made = estate.okta.issued_earlier(
        mac.device, mac.request(), "ada", START - 100 * DAY, bound_to, revoked=revoked
    )
    (record,) = estate.asks(ListDeviceCertificates(mac.device.udid))
    assert (record.serial_number, record.udid, record.local_user) == (made.serial_number, "UDID-ada", "ada")
    assert record.not_after == made.not_after
    return made, record


def test_it_is_as_old_as_it_is_said_to_be_and_nothing_is_checked_or_logged(estate: Estate) -> None:
    estate.jamf.managed["UDID-ada"] = False
    made, record = earlier(estate, None)
    assert made.not_after - made.not_before == VALIDITY
    assert made.not_before <= START - 100 * DAY < made.not_after
    assert (record.status, record.bound_to) == ("issued_unbound", None)
    assert estate.jamf.asked == []
    assert estate.okta.drain_log() == []


def test_it_is_bound_to_the_person_of_a_login_and_lets_them_in(estate: Estate) -> None:
    made, record = earlier(estate, "ada@acme.test")
    assert (record.status, record.bound_to) == ("bound", estate.session().user_id)
    opened = estate.open(certificate=made)
    assert (opened.outcome, opened.bound_now) == ("allowed", False)


def test_it_stands_good_unless_it_is_said_to_be_revoked(estate: Estate) -> None:
    mac = estate.mac()
    made = estate.okta.issued_earlier(mac.device, mac.request(), "ada", START, "ada@acme.test")
    assert estate.open(certificate=made).outcome == "allowed"


def test_it_can_be_bound_to_somebody_who_is_no_longer_there(estate: Estate) -> None:
    made, record = earlier(estate, "gone@acme.test")
    assert (record.status, record.bound_to) == ("bound", "gone@acme.test")
    assert estate.open(certificate=made).reason == "bound_to_another_user"


@pytest.mark.parametrize("bound_to", [None, "ada@acme.test"])
def test_it_can_be_revoked(estate: Estate, bound_to: str | None) -> None:
    made, record = earlier(estate, bound_to, revoked=True)
    assert record.status == "revoked"
    assert estate.open(certificate=made).reason == "certificate_revoked"


def test_a_password_is_that_of_somebody_who_may_sign_in_as_the_org_or_others_say(estate: Estate) -> None:
    okta = estate.okta
    made = okta.password_of("ada@acme.test")
    assert okta.password_ok("ada@acme.test", made)
    assert not okta.password_ok("ada@acme.test", made + "x")
    assert not okta.password_ok("nobody@acme.test", okta.password_of("nobody@acme.test"))
    okta.passwords_are(lambda login, password: (login, password) == ("ada@acme.test", "open sesame"))
    assert okta.password_ok("ada@acme.test", "open sesame")
    assert not okta.password_ok("ada@acme.test", made)


def test_octets_are_sixty_four_for_each_purpose_and_org(new_estate) -> None:
    okta, other = new_estate().okta, new_estate(seed=b"other").okta
    assert len(okta.octets("pages")) == 64
    assert okta.octets("pages") == okta.octets("pages")
    assert len({okta.octets("pages"), okta.octets("saml"), other.octets("pages")}) == 3
