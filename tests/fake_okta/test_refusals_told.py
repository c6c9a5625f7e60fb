"""What Okta says when it refuses: code, status, summary and every cause, word for word as an admin reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fake_okta import messages as said
from fake_okta.errors import OktaError
from fake_okta.messages import Anonymous, JamfConnection, Message, PresentCertificate, Rule, SessionCookie
from fake_okta.refusals import Refused
from tests.fake_okta.estate import DAY, MAC_CHROME, Estate

NewEstate = Callable[..., Estate]
ADA = "ada@acme.test"
NOBODY = "nobody@acme.test"
GOOD = JamfConnection("https://acme.jamfcloud.com", "okta", "pw")
NOT_ENABLED = "The request was not valid: macOS Device Trust is not enabled for this org"


def refused(attempt: Callable[[], Any]) -> tuple[Any, ...]:
    """(code, status, summary, causes) of the error that must come."""
    with pytest.raises(OktaError) as caught:
        attempt()
    error = caught.value
    return error.code, error.status, error.summary, error.causes


def invalid(field: str, *causes: str) -> tuple[Any, ...]:
    return "E0000001", 400, f"Api validation failed: {field}", causes


def unknown(what: str, key: str) -> tuple[Any, ...]:
    return "E0000007", 404, f"Not found: Resource not found: {key} ({what})", ()


TAKEN = "login: An object with this field already exists"
WRONG_URL = "The Jamf Pro tenant URL must look like https://example.jamfcloud.com"
MORE = "The Learn more URL must begin with https:// or http:// and a host"

ADMINISTRATION: list[tuple[Message[Any], tuple[Any, ...]]] = [
    (said.CreateUser(ADA), invalid("login", TAKEN)),
    (said.CreateUser("  "), invalid("login", "login: The field cannot be left blank")),
    (said.SetUserStatus(NOBODY, "suspend"), unknown("User", NOBODY)),
    (
        said.SetUserStatus(ADA, "activate"),
        ("E0000016", 403, "Activation failed because the user is already active", ()),
    ),
    (
        said.SetUserStatus(ADA, "unsuspend"),
        ("E0000038", 403, "This operation is not allowed in the user's current status.", ()),
    ),
    (said.SetMembership(NOBODY, "Sales"), unknown("User", NOBODY)),
    (
        said.SetMembership(ADA, "Everyone", member=False),
        invalid("group", "Nobody can be taken out of Everyone"),
    ),
    (said.RevokeUserCertificates(NOBODY), unknown("User", NOBODY)),
    (said.RevokeDeviceCertificate("UDID-ada", "a kid"), unknown("DeviceCredential", "a kid")),
    (said.CreateApp("crm", "saml"), invalid("label", "There is an app crm already")),
    (said.SetRules("erp", ()), unknown("AppInstance", "erp")),
    (
        said.CreateZone(" ", ("office",)),
        invalid(
            "zone",
            "name: ' ' is empty, reserved or taken",
            "gateways: 'office' does not appear to be an IPv4 or IPv6 network",
        ),
    ),
    (
        said.CreateZone("ALL_ZONES", ()),
        invalid("zone", "name: 'ALL_ZONES' is empty, reserved or taken"),
    ),
    (
        said.UpdateDeviceTrust(replace(GOOD, tenant_url="http://acme.test"), "help.acme.test"),
        invalid("deviceTrust", WRONG_URL, MORE),
    ),
    (
        said.UpdateDeviceTrust(replace(GOOD, tenant_url="https://[/"), "https://[/"),
        invalid("deviceTrust", "The Jamf Pro tenant URL cannot be read", "The Learn more URL cannot be read"),
    ),
    (
        said.UpdateDeviceTrust(replace(GOOD, tenant_url="https://acme.jamfcloud.com/JSSResource/computers/")),
        invalid(
            "deviceTrust",
            "/JSSResource/computers belongs to the API URL; enter the tenant URL, without it",
        ),
    ),
    *(
        (
            said.UpdateDeviceTrust(replace(GOOD, tenant_url=f"https://acme.jamfcloud.com{more}")),
            invalid("deviceTrust", "The Jamf Pro tenant URL ends after the host"),
        )
        for more in ("/pro", "?a=b", "#top")
    ),
    (said.UpdateDeviceTrust(GOOD, "ftp://help.acme.test"), invalid("deviceTrust", MORE)),
    (said.UpdateDeviceTrust(GOOD, "https://"), invalid("deviceTrust", MORE)),
]


@pytest.mark.parametrize(
    ("message", "told"), ADMINISTRATION, ids=[type(message).__name__ for message, _ in ADMINISTRATION]
)
def test_an_administrator_is_told_what_is_wrong(
    estate: Estate, message: Message[Any], told: tuple[Any, ...]
) -> None:
    assert refused(lambda: estate.asks(message)) == told


def test_a_zone_s_name_is_taken_once(estate: Estate) -> None:
    estate.asks(said.CreateZone("Office", ("10.0.0.0/8",)))
    told = invalid("zone", "name: 'Office' is empty, reserved or taken")
    assert refused(lambda: estate.asks(said.CreateZone("Office", ()))) == told


@pytest.mark.parametrize("message", [said.UpdateDeviceTrust(GOOD), said.ResetSecretKey()])
def test_a_setting_that_is_off_is_neither_edited_nor_reset(
    new_estate: NewEstate, message: Message[Any]
) -> None:
    assert refused(lambda: new_estate().asks(message)) == ("E0000002", 400, NOT_ENABLED, ())


def test_the_feature_is_missing_in_so_many_words(estate: Estate) -> None:
    estate.asks(said.SetFeature(False))
    told = refused(lambda: estate.asks(said.EnableDeviceTrust(GOOD)))
    assert told[1:3] == (401, "You do not have permission to access the feature you are requesting")


# --- the rule form -------------------------------------------------------------------------------------------

WRONG_CLIENT = (
    '"Trusted" and "Not trusted" are only available for Web Browser or Modern Auth clients'
    " on IOS, Android, Windows and Mac."
)
MACS = frozenset({"osx"})
RULES: list[tuple[bool, Rule, list[str]]] = [
    (False, Rule(" ", "allow"), ["A rule needs a name"]),
    (
        False,
        Rule("Default sign on rule", "allow"),
        ["Default sign on rule: the default rule is always there and cannot be edited"],
    ),
    (
        False,
        Rule("one", "allow", platforms=frozenset()),
        ["one: An user's platform is required for policy rule"],
    ),
    (
        False,
        Rule("one", "allow", clients=frozenset({"web"})),
        ["one: Only Office 365 apps have a client condition"],
    ),
    (
        True,
        Rule("one", "allow", clients=frozenset()),
        ["one: An user's client is required for policy rule"],
    ),
    (
        True,
        Rule("one", "allow", prompt_for_factor=True),
        ["one: Prompt for factor is not offered with Exchange ActiveSync or Legacy Auth clients"],
    ),
    (
        False,
        Rule("one", "allow", location="in_zone"),
        ["one: A location in or outside zones needs at least one zone"],
    ),
    (
        False,
        Rule("one", "allow", location="not_in_zone", zones=frozenset({"ALL_ZONES", "Moon", "Mars"})),
        ["one: There is no network zone Mars", "one: There is no network zone Moon"],
    ),
    (
        False,
        Rule("one", "allow", trust="trusted"),
        ['one: "Trusted" and "Not trusted" are available only for IOS, Android, Windows and Mac.'],
    ),
    (True, Rule("one", "allow", trust="not_trusted", platforms=MACS), [f"one: {WRONG_CLIENT}"]),
    (
        True,
        Rule("one", "allow", trust="trusted", clients=frozenset({"web", "legacy"}), platforms=MACS),
        [f"one: {WRONG_CLIENT}"],
    ),
    (
        True,
        Rule("one", "deny", trust="trusted", clients=frozenset({"web"})),
        [f"one: {WRONG_CLIENT}"],
    ),
]


@pytest.mark.parametrize(("office365", "rule", "causes"), RULES)
def test_the_rule_form_says_what_cannot_be_saved(
    estate: Estate, office365: bool, rule: Rule, causes: list[str]
) -> None:
    message = said.CreateApp("wiki", "ws_fed", (rule,), office365)
    assert refused(lambda: estate.asks(message)) == invalid("signOnRules", *causes)


def test_all_mistakes_of_all_rules_are_told_at_once(estate: Estate) -> None:
    twice = Rule("twice", "allow", platforms=MACS, trust="trusted")
    estate.asks(said.DisableDeviceTrust())
    configured = '"Trusted" and "Not trusted" are available only after configuring Device Trust'
    each = ["twice: Only SAML and WS-Fed apps can be secured with Device Trust", f"twice: {configured}"]
    told = refused(lambda: estate.asks(said.CreateApp("wiki", "oidc", (twice, twice))))
    assert told == invalid("signOnRules", "twice: 2 rules have this name", *each, *each)


# --- people and Macs -----------------------------------------------------------------------------------------


def challenged(estate: Estate) -> tuple[str, SessionCookie]:
    cookie = SessionCookie(estate.session().session_id)
    answer = estate.okta.handle(said.OpenApp("crm", MAC_CHROME), cookie)
    assert isinstance(answer, said.Challenged)
    return answer.nonce, cookie


def not_valid(why: str) -> tuple[Any, ...]:
    return "E0000002", 400, f"The request was not valid: {why}", ()


def test_a_challenge_is_answered_once_and_in_time(estate: Estate) -> None:
    used, _ = challenged(estate)
    estate.okta.handle(PresentCertificate(used, None), Anonymous())
    late, _ = challenged(estate)
    estate.at += 300
    for nonce in (used, late, "never asked"):
        told = refused(lambda nonce=nonce: estate.okta.handle(PresentCertificate(nonce, None), Anonymous()))
        assert told == not_valid("this sign-in was answered before or has timed out")


def test_a_ticket_is_good_in_its_own_session_once_and_in_time(estate: Estate) -> None:
    nonce, cookie = challenged(estate)
    other = SessionCookie(estate.session().session_id)
    unanswered, _ = challenged(estate)
    ticket = estate.okta.handle(PresentCertificate(nonce, None), Anonymous()).ticket
    no_such = not_valid("there is no such sign-in in this session")
    assert refused(lambda: estate.okta.handle(said.FinishSignIn(nonce, ticket), other)) == no_such
    assert refused(lambda: estate.okta.handle(said.FinishSignIn(unanswered, ticket), cookie)) == no_such
    not_good = not_valid("this ticket is not good, or has timed out")
    assert refused(lambda: estate.okta.handle(said.FinishSignIn(nonce, "forged"), cookie)) == not_good
    estate.at += 299
    estate.okta.handle(said.FinishSignIn(nonce, ticket), cookie)
    assert refused(lambda: estate.okta.handle(said.FinishSignIn(nonce, ticket), cookie)) == no_such


def test_a_login_or_a_session_is_refused_without_saying_why(estate: Estate) -> None:
    for login in (ADA, NOBODY):
        attempt = said.StartSession(login, MAC_CHROME, password_ok=False)
        told = refused(lambda attempt=attempt: estate.okta.handle(attempt, Anonymous()))
        assert told == ("E0000004", 401, "Authentication failed", ())
    for credentials in (Anonymous(), SessionCookie("none")):
        told = refused(
            lambda credentials=credentials: estate.okta.handle(said.OpenHomePage(MAC_CHROME), credentials)
        )
        assert told == ("E0000005", 403, "Invalid session", ())


def test_a_mac_is_told_what_keeps_it_out(estate: Estate) -> None:
    mac = estate.mac()
    bound = estate.enroll(mac)
    estate.open(certificate=bound)
    unused = estate.enroll(mac)
    device = [
        (
            lambda: estate.jamf.managed.update({mac.device.udid: False}),
            "Jamf Pro does not manage this device",
        ),
        (estate.jamf.managed.clear, "Jamf Pro does not know this device"),
        (
            lambda: estate.jamf.missing.add("ReadComputer"),
            "The configured Jamf Pro account lacks a privilege",
        ),
        (lambda: setattr(estate.jamf, "down", True), "Jamf Pro could not be reached"),
    ]
    never_used = refused(lambda: estate.renew(mac, unused))
    assert never_used == invalid("deviceRenewalToken", "The certificate was never used")
    for begins, sentence in device:
        begins()
        assert refused(lambda: estate.enroll(mac)) == invalid("device", sentence)
        assert refused(lambda: estate.renew(mac, bound)) == invalid("device", sentence)


def test_a_mac_is_told_that_okta_s_own_account_is_refused(estate: Estate) -> None:
    mac = estate.mac()
    estate.jamf.password = "rotated"
    told = refused(lambda: estate.enroll(mac))
    assert told == invalid("device", "Jamf Pro refused the configured credentials")


def test_a_mac_is_told_what_is_wrong_with_its_certificate_or_token(estate: Estate) -> None:
    mac = estate.mac()
    certificate = estate.enroll(mac)
    estate.open(certificate=certificate)
    other = estate.mac("ben")
    token = ("E0000011", 401, "Invalid token provided", ())
    assert refused(lambda: estate.renew(other, certificate)) == token
    estate.secret = "wrong"
    assert refused(lambda: estate.enroll(mac)) == token
    estate.asks(said.RevokeUserCertificates(ADA))
    revoked = refused(lambda: estate.renew(mac, certificate))
    assert revoked == invalid("deviceRenewalToken", "The certificate is revoked")


def test_a_mac_is_told_that_its_certificate_is_over_where_okta_minds(new_estate: NewEstate) -> None:
    estate = new_estate(renewal_of_expired="refused").enabled()
    mac = estate.mac()
    certificate = estate.enroll(mac)
    estate.open(certificate=certificate)
    estate.at += 366 * DAY
    told = refused(lambda: estate.renew(mac, certificate))
    assert told == invalid("deviceRenewalToken", "The certificate has expired")


def test_a_mac_is_told_that_it_is_another_org_s(new_estate: NewEstate) -> None:
    estate, other = new_estate().enabled(), new_estate(seed=b"other").enabled()
    mac = estate.mac()
    certificate = other.enroll(other.mac())
    told = refused(lambda: estate.renew(mac, certificate))
    assert told == invalid("deviceRenewalToken", "This org did not issue the certificate")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (said.SetReadOnly(True), ("E0000010", 503, "Service is in read only mode", ())),
        (
            said.SetFeature(False),
            ("E0000015", 401, "You do not have permission to access the feature you are requesting", ()),
        ),
        (said.DisableDeviceTrust(), ("E0000002", 400, NOT_ENABLED, ())),
    ],
)
def test_a_mac_is_told_that_the_org_does_not_enroll(
    estate: Estate, message: Message[Any], told: tuple[Any, ...]
) -> None:
    mac = estate.mac()
    certificate = estate.enroll(mac)
    estate.asks(message)
    assert refused(lambda: estate.enroll(mac)) == told
    assert refused(lambda: estate.renew(mac, certificate)) == told


def test_a_refusal_on_its_way_can_be_rebuilt_from_its_arguments_and_carries_its_reason() -> None:
    refused_so = Refused("csr_invalid", "it is no PKCS#10 request")
    assert refused_so.args == ("csr_invalid", "it is no PKCS#10 request")
    error = refused_so.error()
    assert error.cause_code == "csr_invalid"
    assert error.causes == ("The certificate signing request is not valid: it is no PKCS#10 request",)
