"""From the login to the app: challenge, verdict on the device, binding, page, locks, and what the log tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fake_okta.ca import CertificateAuthority, read_request
from fake_okta.errors import OktaError
from fake_okta.messages import (
    Anonymous,
    Challenged,
    ClientSeen,
    ClientType,
    CreateApp,
    CreateUser,
    CreateZone,
    DisableDeviceTrust,
    FinishSignIn,
    ListDeviceCertificates,
    OpenApp,
    OpenHomePage,
    PresentCertificate,
    RevokeUserCertificates,
    Rule,
    SessionCookie,
    SetFeature,
    SetMembership,
    SetReadOnly,
    SetRules,
    SetUserStatus,
    SignInResult,
    StartSession,
    UpdateDeviceTrust,
)
from fake_okta.sign_on_policies import SignOnRule
from tests.fake_okta.estate import DAY, MAC_CHROME, TRUSTED_MACS_ONLY, Estate

NewEstate = Callable[..., Estate]

MAIL = ClientSeen("Apple-iPhone9C1/1402.100", "192.0.2.7")
WORD = ClientSeen("Microsoft Office/16.13 (Macintosh; Mac OS X 10.13) ADAL", "192.0.2.7")


def test_an_enrolled_mac_is_let_in_and_its_certificate_bound_by_the_first_use(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    first, second = estate.open(certificate=certificate), estate.open(certificate=certificate)
    assert (first.outcome, first.reason, first.rule, first.page) == ("allowed", "ok", "trusted Macs", "app")
    assert (first.device, first.bound_now, second.bound_now) == ("trusted", True, False)
    assert first.serial_number == second.serial_number == certificate.serial_number
    assert (first.app, estate.open(certificate=None).app) == ("crm", "crm")
    (record,) = estate.asks(ListDeviceCertificates("UDID-ada"))
    assert record.status == "bound"
    assert record.bound_to == estate.session().user_id


def test_without_a_certificate_the_user_sees_the_security_message_with_the_link(estate: Estate) -> None:
    result = estate.open(certificate=None)
    assert (result.outcome, result.reason, result.rule) == ("denied", "no_certificate", "all others")
    assert result.page == "security_requirements"
    assert result.learn_more_url == "https://help.acme.test/macs"
    estate.asks(UpdateDeviceTrust(estate.connection, None))
    assert estate.open(certificate=None).learn_more_url is None


def test_a_trusted_rule_alone_lets_everybody_in_by_the_default_rule(estate: Estate) -> None:
    estate.asks(SetRules("crm", TRUSTED_MACS_ONLY[:1]))
    result = estate.open(certificate=None)
    assert (result.outcome, result.device, result.device_reason) == ("allowed", "untrusted", "no_certificate")
    assert result.rule == "Default sign on rule"


def test_each_trouble_of_a_certificate_has_its_own_reason(estate: Estate, new_estate: NewEstate) -> None:
    mac = estate.mac()
    good = estate.enroll(mac)
    foreign = new_estate(seed=b"globex").enabled()
    twin = new_estate().enabled()
    twin.at += 5
    unknown = twin.enroll(twin.mac("bob"))
    assert estate.open(certificate=foreign.enroll(foreign.mac())).reason == "untrusted_issuer"
    assert estate.open(certificate=unknown).reason == "unknown_certificate"
    estate.at -= 10
    assert estate.open(certificate=good).reason == "certificate_not_yet_valid"
    estate.at += 10
    assert estate.open(certificate=good).outcome == "allowed"
    estate.asks(CreateUser("bob@acme.test"))
    assert estate.open(certificate=good, login="bob@acme.test").reason == "bound_to_another_user"
    estate.at = good.not_after
    assert estate.open(certificate=good).outcome == "allowed"
    estate.at += 1
    assert estate.open(certificate=good).reason == "certificate_expired"
    estate.asks(RevokeUserCertificates("ada@acme.test"))
    assert estate.open(certificate=good).reason == "certificate_revoked"


def test_a_forged_certificate_with_a_good_serial_number_is_worth_nothing(estate: Estate) -> None:
    mac = estate.mac()
    good = estate.enroll(mac)
    forger = CertificateAuthority(b"forger")
    forged = forger.issue(read_request(mac.request()), good.serial_number, estate.at)
    assert estate.open(certificate=forged).reason == "untrusted_issuer"
    assert estate.open(certificate=good).bound_now


def test_what_counts_is_the_certificates_bytes_and_not_what_is_said_beside_them(estate: Estate) -> None:
    old = estate.enroll(estate.mac())
    estate.at += 400 * DAY
    lying = replace(old, not_after=estate.at + DAY, serial_number=1)
    assert estate.open(certificate=lying).reason == "certificate_expired"


def test_a_foreign_bound_certificate_is_trusted_where_it_is_so_assumed(new_estate: NewEstate) -> None:
    estate = new_estate(certificate_bound_to_another_user="trusted").enabled()
    certificate = estate.enroll(estate.mac())
    estate.open(certificate=certificate)
    estate.asks(CreateUser("bob@acme.test"))
    result = estate.open(certificate=certificate, login="bob@acme.test")
    assert (result.outcome, result.bound_now) == ("allowed", False)
    (record,) = estate.asks(ListDeviceCertificates("UDID-ada"))
    assert record.bound_to == estate.session("ada@acme.test").user_id


def test_revoking_a_users_certificates_reaches_all_that_are_bound_and_no_unused_one(estate: Estate) -> None:
    on_two_macs = [estate.enroll(estate.mac("ada")), estate.enroll(estate.mac("ada's second"))]
    unused = estate.enroll(estate.mac("ada"))
    for certificate in on_two_macs:
        estate.open(certificate=certificate)
    estate.okta.drain_log()
    assert estate.asks(RevokeUserCertificates("ada@acme.test")) == 2
    events = estate.okta.drain_log()
    assert [event.event_type for event in events] == ["pki.cert.revoke"] * 2
    assert {event.details["serial_number"] for event in events} == {
        f"{one.serial_number:x}" for one in on_two_macs
    }
    assert [estate.open(certificate=one).reason for one in on_two_macs] == ["certificate_revoked"] * 2
    assert estate.open(certificate=unused).outcome == "allowed"
    assert estate.asks(RevokeUserCertificates("ada@acme.test")) == 1


def test_deactivation_revokes_and_ends_sessions_while_suspension_only_closes_the_door(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    estate.open(certificate=certificate)
    session = estate.session()
    estate.asks(SetUserStatus("ada@acme.test", "suspend"))
    with pytest.raises(OktaError, match="E0000005"):
        estate.open(certificate=certificate, session=session)
    estate.asks(SetUserStatus("ada@acme.test", "unsuspend"))
    session_before = estate.session()
    assert estate.open(certificate=certificate, session=session_before).outcome == "allowed"
    estate.asks(SetUserStatus("ada@acme.test", "deactivate"))
    assert len(estate.logged("pki.cert.revoke")) == 1
    with pytest.raises(OktaError, match="E0000004"):
        estate.session()
    estate.asks(SetUserStatus("ada@acme.test", "activate"))
    with pytest.raises(OktaError, match="E0000005"):
        estate.open(certificate=certificate, session=session_before)
    assert estate.open(certificate=certificate).reason == "certificate_revoked"


@pytest.mark.parametrize("why", ["absent", "staged", "suspended", "deactivated", "password"])
def test_whoever_may_not_sign_in_is_told_the_same(estate: Estate, why: str) -> None:
    login = f"{why}@acme.test"
    if why != "absent":
        estate.asks(CreateUser(login, activate=why != "staged"))
    if why in ("suspended", "deactivated"):
        estate.asks(SetUserStatus(login, "suspend" if why == "suspended" else "deactivate"))
    with pytest.raises(OktaError) as caught:
        estate.okta.handle(StartSession(login, MAC_CHROME, password_ok=why != "password"), Anonymous())
    assert (caught.value.code, caught.value.summary) == ("E0000004", "Authentication failed")
    (event,) = estate.logged("user.session.start")
    assert (event.outcome, event.actor_login) == ("FAILURE", None)


def test_a_session_ends_after_two_hours_without_use(estate: Estate) -> None:
    session = estate.session()
    estate.at += 7199
    assert estate.open(session=session).outcome == "denied"
    estate.at += 7199
    assert estate.open(session=session).outcome == "denied"
    estate.at += 7200
    with pytest.raises(OktaError, match="E0000005"):
        estate.open(session=session)
    with pytest.raises(OktaError, match="E0000005"):
        estate.okta.handle(OpenApp("crm", MAC_CHROME), Anonymous())


def test_an_app_without_device_rules_asks_for_no_certificate(estate: Estate) -> None:
    estate.asks(CreateApp("wiki", "oidc"))
    result = estate.open("wiki")
    assert (result.outcome, result.device, result.device_reason) == ("allowed", "not_asked", "not_asked")
    assert not estate.logged("user.authentication.authenticate")


def test_inactive_device_rules_ask_for_nothing(estate: Estate) -> None:
    asking, deny = TRUSTED_MACS_ONLY
    estate.asks(SetRules("crm", (replace(asking, active=False), replace(deny, active=False))))
    assert estate.open().device == "not_asked"


def test_an_app_that_the_user_does_not_have_is_denied_before_any_rule(estate: Estate) -> None:
    estate.asks(CreateApp("payroll", "saml", TRUSTED_MACS_ONLY, groups=frozenset({"hr"})))
    result = estate.open("payroll")
    assert (result.outcome, result.reason, result.page) == ("denied", "not_assigned", "access_denied")
    estate.asks(SetMembership("ada@acme.test", "hr"))
    assert estate.open("payroll").reason == "no_certificate"


def test_an_app_given_to_one_person_alone_is_on_their_home_page_and_opens_as_was_foreseen(
    estate: Estate,
) -> None:
    estate.asks(CreateApp("payroll", "saml", groups=frozenset({"hr"})))
    session, message = estate.session(), OpenApp("payroll", MAC_CHROME)
    assert estate.okta.foresee_sign_in("ada@acme.test", message, lambda: None) is None
    estate.okta._org.apps.find("payroll").users[session.user_id] = estate.at
    page = estate.okta.handle(OpenHomePage(MAC_CHROME), SessionCookie(session.session_id))
    assert page.apps == ("crm", "payroll")
    foreseen = estate.okta.foresee_sign_in("ada@acme.test", message, lambda: None)
    assert foreseen is not None
    assert foreseen.result == estate.open("payroll", session=session)


def test_a_session_that_is_denied_in_a_zone_is_had_and_foreseen_from_elsewhere_alone(estate: Estate) -> None:
    estate.asks(CreateZone("guests", ("192.0.2.0/24",)))
    (guests,) = estate.okta._org.zones.all()
    rules = estate.okta._org.sign_on_policies.policies[0].rules
    rules.insert(0, SignOnRule("0pr-guests", "no guests", 0, 0, "DENY", in_zones=True, included=(guests.id,)))
    elsewhere = replace(MAC_CHROME, ip_address="198.51.100.7")
    for client in (MAC_CHROME, elsewhere):
        foreseen = estate.okta.foresee_sign_in("ada@acme.test", OpenApp("crm", client), lambda: None)
        assert (foreseen is None) == (client is MAC_CHROME)
    with pytest.raises(OktaError, match="E0000004"):
        estate.session(client=MAC_CHROME)
    assert estate.session(client=elsewhere).user_id


def test_an_app_that_does_not_exist_is_not_found(estate: Estate) -> None:
    with pytest.raises(OktaError, match="E0000007"):
        estate.open("nothing")


def test_a_denial_that_a_trusted_device_would_not_change_is_the_rules_and_shows_no_message(
    estate: Estate,
) -> None:
    estate.asks(CreateZone("office", ("10.0.0.0/8",)))
    outside = Rule("outside", "deny", location="not_in_zone", zones=frozenset({"office"}))
    estate.asks(SetRules("crm", (outside, *TRUSTED_MACS_ONLY)))
    certificate = estate.enroll(estate.mac())
    for shown in (certificate, None):
        result = estate.open(certificate=shown)
        assert (result.reason, result.page, result.rule) == ("denied_by_rule", "access_denied", "outside")
    office = replace(MAC_CHROME, ip_address="10.1.2.3")
    assert estate.open(certificate=certificate, client=office).outcome == "allowed"
    assert estate.open(certificate=None, client=office).page == "security_requirements"


def test_not_trusted_denied_is_as_good_as_trusted_allowed(estate: Estate) -> None:
    platforms = TRUSTED_MACS_ONLY[0].platforms
    estate.asks(SetRules("crm", (Rule("untrusted", "deny", platforms=platforms, trust="not_trusted"),)))
    assert estate.open(certificate=None).reason == "no_certificate"
    assert estate.open(certificate=estate.enroll(estate.mac())).outcome == "allowed"


def test_a_factor_is_prompted_for_where_the_rule_says_so(estate: Estate) -> None:
    estate.asks(SetRules("crm", (replace(TRUSTED_MACS_ONLY[0], prompt_for_factor=True),)))
    assert estate.open(certificate=estate.enroll(estate.mac())).factor_prompted
    (decision,) = estate.logged("policy.evaluate_sign_on")
    assert decision.outcome == "CHALLENGE"
    assert len(estate.logged("user.authentication.auth_via_mfa")) == 1


def office(estate: Estate) -> None:
    clients: frozenset[ClientType] = frozenset({"web", "modern_auth"})
    trusted = replace(TRUSTED_MACS_ONLY[0], clients=clients)
    deny = Rule("browsers", "deny", clients=clients)
    estate.asks(CreateApp("office", "ws_fed", (trusted, deny), office365=True))


def test_office_native_apps_are_denied_without_the_message(estate: Estate) -> None:
    office(estate)
    native = estate.open("office", client=WORD, webview=True)
    assert (native.outcome, native.reason, native.page) == ("denied", "no_certificate", "none")
    assert native.learn_more_url is None
    assert estate.open("office").page == "security_requirements"
    assert estate.open("crm", webview=True).page == "security_requirements"
    assert estate.open("office", estate.enroll(estate.mac()), client=WORD, webview=True).outcome == "allowed"


def test_old_clients_are_outside_device_trust_and_judged_by_client_rules_only(estate: Estate) -> None:
    office(estate)
    forgotten = estate.open("office", client=MAIL)
    assert (forgotten.outcome, forgotten.rule) == ("allowed", "Default sign on rule")
    assert forgotten.device == "not_asked"
    assert not estate.logged("user.authentication.authenticate")
    assert estate.open("crm", client=MAIL).device == "untrusted"


@pytest.mark.parametrize(
    ("assumed", "outcome", "device_reason"),
    [
        ("trusted_unbound", "allowed", "ok"),
        ("untrusted", "denied", "read_only"),
    ],
)
def test_a_first_use_in_read_only_mode_binds_nothing(
    new_estate: NewEstate, assumed: str, outcome: str, device_reason: str
) -> None:
    estate = new_estate(read_only_first_use=assumed).enabled()
    certificate = estate.enroll(estate.mac())
    estate.asks(SetReadOnly(True))
    result = estate.open(certificate=certificate)
    assert (result.outcome, result.device_reason, result.bound_now) == (outcome, device_reason, False)
    (record,) = estate.asks(ListDeviceCertificates("UDID-ada"))
    assert record.status == "issued_unbound"
    estate.asks(SetReadOnly(False))
    assert estate.open(certificate=certificate).bound_now


def test_a_bound_certificate_works_in_read_only_mode(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    estate.open(certificate=certificate)
    estate.asks(SetReadOnly(True))
    assert estate.open(certificate=certificate).outcome == "allowed"


@pytest.mark.parametrize("off", [DisableDeviceTrust(), SetFeature(False)])
@pytest.mark.parametrize("assumed", ["untrusted", "not_asked"])
def test_rules_that_ask_while_the_setting_is_off(
    new_estate: NewEstate, off: DisableDeviceTrust | SetFeature, assumed: str
) -> None:
    estate = new_estate(setting_off_trust=assumed).enabled()
    certificate = estate.enroll(estate.mac())
    estate.asks(off)
    result = estate.open(certificate=certificate)
    assert not estate.logged("user.authentication.authenticate")
    if assumed == "untrusted":
        assert (result.outcome, result.reason, result.page) == ("denied", "setting_disabled", "access_denied")
        assert result.learn_more_url is None
    else:
        assert (result.outcome, result.device) == ("allowed", "not_asked")


def test_rules_take_effect_at_once_when_the_feature_comes_back(estate: Estate) -> None:
    estate.asks(SetFeature(False))
    estate.asks(SetFeature(True))
    assert estate.open(certificate=None).page == "security_requirements"


def challenge(estate: Estate) -> tuple[str, SessionCookie]:
    cookie = SessionCookie(estate.session().session_id)
    answer = estate.okta.handle(OpenApp("crm", MAC_CHROME), cookie)
    assert isinstance(answer, Challenged)
    assert answer.cert_auth_domain == "https://ok3-devicetrust.okta.com"
    return answer.nonce, cookie


def test_a_nonce_and_a_ticket_work_once(estate: Estate) -> None:
    nonce, cookie = challenge(estate)
    ticket = estate.okta.handle(PresentCertificate(nonce, None), Anonymous()).ticket
    with pytest.raises(OktaError, match="E0000002"):
        estate.okta.handle(PresentCertificate(nonce, None), Anonymous())
    assert isinstance(estate.okta.handle(FinishSignIn(nonce, ticket), cookie), SignInResult)
    with pytest.raises(OktaError, match="E0000002"):
        estate.okta.handle(FinishSignIn(nonce, ticket), cookie)


def test_a_sign_in_times_out_after_five_minutes(estate: Estate) -> None:
    nonce, cookie = challenge(estate)
    estate.at += 299
    ticket = estate.okta.handle(PresentCertificate(nonce, None), Anonymous()).ticket
    estate.at += 1
    with pytest.raises(OktaError, match="timed out"):
        estate.okta.handle(FinishSignIn(nonce, ticket), cookie)
    nonce, cookie = challenge(estate)
    estate.at += 300
    with pytest.raises(OktaError, match="timed out"):
        estate.okta.handle(PresentCertificate(nonce, None), Anonymous())


def test_a_ticket_is_good_only_for_its_own_sign_in_in_its_own_session(estate: Estate) -> None:
    good = estate.enroll(estate.mac())
    nonce, cookie = challenge(estate)
    other_nonce, other_cookie = challenge(estate)
    ticket = estate.okta.handle(PresentCertificate(nonce, good), Anonymous()).ticket
    for wrong in (FinishSignIn(other_nonce, ticket), FinishSignIn(nonce, ticket), FinishSignIn("x", ticket)):
        with pytest.raises(OktaError, match="E0000002"):
            estate.okta.handle(wrong, other_cookie)
    estate.okta.handle(PresentCertificate(other_nonce, None), Anonymous())
    with pytest.raises(OktaError, match="E0000002"):
        estate.okta.handle(FinishSignIn(other_nonce, ticket), other_cookie)
    assert estate.okta.handle(FinishSignIn(nonce, ticket), cookie).outcome == "allowed"


def test_abandoned_sign_ins_and_sessions_are_forgotten(estate: Estate) -> None:
    for _ in range(10_050):
        challenge(estate)
    assert len(estate.okta._org.challenges) <= 10_000
    estate.at += 7200
    challenge(estate)
    assert len(estate.okta._org.challenges) == 1
    assert len(estate.okta._org.sessions) == 1


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("tried", [True, False])
def test_locks_need_all_three_the_setting_an_untrusted_device_and_a_try_from_the_home_page(
    estate: Estate, enabled: bool, trusted: bool, tried: bool
) -> None:
    estate.asks(CreateApp("wiki", "saml"))
    certificate = estate.enroll(estate.mac()) if trusted else None
    session = estate.session()
    estate.open(certificate=certificate, session=session, from_home_page=tried)
    if not enabled:
        estate.asks(DisableDeviceTrust())
    page = estate.okta.handle(OpenHomePage(MAC_CHROME), SessionCookie(session.session_id))
    locked = enabled and not trusted and tried
    assert page.apps == ("crm", "wiki")
    assert page.locked == (frozenset({"crm"}) if locked else frozenset())


def test_locks_stay_for_the_session_and_are_never_seen_in_okta_mobile(estate: Estate) -> None:
    session = estate.session()
    cookie = SessionCookie(session.session_id)
    estate.open(session=session, from_home_page=True)
    certificate = estate.enroll(estate.mac())
    assert estate.open(certificate=certificate, session=session, from_home_page=True).outcome == "allowed"
    estate.open(session=session, from_home_page=True)
    assert estate.okta.handle(OpenHomePage(MAC_CHROME), cookie).locked == {"crm"}
    assert not estate.okta.handle(OpenHomePage(MAC_CHROME, okta_mobile=True), cookie).locked
    fresh = SessionCookie(estate.session().session_id)
    assert not estate.okta.handle(OpenHomePage(MAC_CHROME), fresh).locked


def test_a_sign_in_is_told_once_and_in_order(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    estate.okta.drain_log()
    estate.open(certificate=certificate)
    started, device, decision, sso = estate.okta.drain_log()
    assert started.event_type == "user.session.start"
    assert device.event_type == "user.authentication.authenticate"
    assert device.display_message == "Authentication of device via certificate"
    assert (decision.event_type, decision.outcome) == ("policy.evaluate_sign_on", "ALLOW")
    assert sso.event_type == "user.authentication.sso"
    assert device.details["udid"] == "UDID-ada" == device.debug_data["macosUdid"]
    assert device.details["bound_now"] is True
    assert device.transaction_id == decision.transaction_id != started.transaction_id
    assert {event.session_id for event in (started, device, decision, sso)} == {started.session_id}


def test_a_failed_certificate_is_told_once_with_the_documented_reason(estate: Estate) -> None:
    estate.okta.drain_log()
    estate.open(certificate=None)
    _, device, decision, denied = estate.okta.drain_log()
    assert (device.outcome, device.reason, device.severity) == ("FAILURE", "NO_CERTIFICATE", "WARN")
    assert "udid" not in device.details
    assert decision.outcome == "DENY"
    assert decision.decision is not None
    assert decision.decision.not_matched() == (("trusted Macs", ("device_trust",)),)
    assert denied.event_type == "application.policy.sign_on.deny_access"
    assert denied.details["reason"] == "no_certificate"


@pytest.mark.parametrize("looked_at_meanwhile", [True, False])
def test_a_certificate_that_expires_between_handshake_and_answer_is_bound_all_the_same(
    estate: Estate, looked_at_meanwhile: bool
) -> None:
    certificate = estate.enroll(estate.mac())
    estate.at = certificate.not_after - 10
    cookie = SessionCookie(estate.session().session_id)
    challenge = estate.okta.handle(OpenApp("crm", MAC_CHROME), cookie)
    assert isinstance(challenge, Challenged)
    ticket = estate.okta.handle(PresentCertificate(challenge.nonce, certificate), Anonymous()).ticket
    estate.at = certificate.not_after + 10
    if looked_at_meanwhile:
        (record,) = estate.asks(ListDeviceCertificates("UDID-ada"))
        assert record.status == "expired"
    result = estate.okta.handle(FinishSignIn(challenge.nonce, ticket), cookie)
    assert (result.outcome, result.bound_now) == ("allowed", True)
    (record,) = estate.asks(ListDeviceCertificates("UDID-ada"))
    assert record.status == "expired"
    assert record.bound_to
