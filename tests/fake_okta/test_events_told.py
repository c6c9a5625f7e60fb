"""Each operation leaves its events in the System Log: by whom, done to what, what came of it, and nothing beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fake_okta import messages as said
from fake_okta.devices import Devices, RegisteredDevice
from fake_okta.errors import OktaError
from fake_okta.messages import Anonymous, Certificate, ClientSeen, Rule
from fake_okta.policy import AccessRequest
from fake_okta.syslog import LogEvent, Target
from tests.fake_okta.estate import DAY, MAC_CHROME, TRUSTED_MACS_ONLY, Estate

NewEstate = Callable[..., Estate]
Told = dict[str, Any]
ADA = "ada@acme.test"
ADMIN = {"actor_id": "00ue2KnNL0kXBh50cpok", "actor_login": "admin@acme"}
"""As the estate's seed has it."""
NOT_COMPARED = {"number", "published", "transaction", "decision", "_name"}
ON_HER_MAC = {"macosUdid": "UDID-ada", "deviceDisplayName": "ada's Mac"}


def logged(estate: Estate) -> list[Told]:
    """The events since the last look, without what is empty."""
    slots = [slot for slot in LogEvent.__slots__ if slot not in NOT_COMPARED]
    return [
        {slot: getattr(event, slot) for slot in slots if getattr(event, slot)}
        for event in estate.okta.drain_log()
    ]


def event(event_type: str, outcome: str = "SUCCESS", **more: Any) -> Told:
    return {"event_type": event_type, "outcome": outcome, **more}


def by_admin(event_type: str, *targets: Target, **details: str) -> Told:
    return event(event_type, **ADMIN, targets=targets, details=details)


def user(estate: Estate, login: str = ADA) -> Target:
    return Target(estate.okta._org.directory.find(login).id, "User", login, login)


def app(estate: Estate, label: str = "crm") -> Target:
    return Target(estate.okta._org.apps.find(label).id, "AppInstance", label)


def certificate_target(certificate: Certificate, *, whole: bool = True) -> Target:
    serial = format(certificate.serial_number, "x")
    return Target(serial, "Certificate", "Okta MTLS", der=certificate.der if whole else None)


# --- administrators ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("active", "types"),
    [(True, ["user.lifecycle.create", "user.lifecycle.activate"]), (False, ["user.lifecycle.create"])],
)
def test_a_new_user_is_told_as_created_and_where_active_as_activated(
    estate: Estate, active: bool, types: list[str]
) -> None:
    estate.asks(said.CreateUser("ben@acme.test", activate=active))
    ben = user(estate, "ben@acme.test")
    assert logged(estate) == [by_admin(each, ben, user=ben.id) for each in types]


def test_a_change_of_status_is_told_under_its_own_type(estate: Estate) -> None:
    ada = user(estate)
    for operation in ("suspend", "unsuspend", "deactivate", "activate"):
        estate.asks(said.SetUserStatus(ADA, operation))  # type: ignore[arg-type]
        assert logged(estate) == [by_admin(f"user.lifecycle.{operation}", ada, user=ada.id)]


@pytest.mark.parametrize(("member", "word"), [(True, "add"), (False, "remove")])
def test_a_membership_is_told_of_the_person_and_the_group(estate: Estate, member: bool, word: str) -> None:
    estate.asks(said.SetMembership(ADA, "Sales", member=member))
    ada, sales = user(estate), Target("Sales", "UserGroup", "Sales")
    told = by_admin(f"group.user_membership.{word}", ada, sales, user=ada.id, group="Sales")
    assert logged(estate) == [told]


def test_apps_rules_and_zones_are_told_as_what_they_are(estate: Estate) -> None:
    estate.asks(said.CreateApp("wiki", "saml"))
    estate.asks(said.SetRules("wiki", ()))
    estate.asks(said.CreateZone("Office", ("10.0.0.0/8",)))
    wiki = app(estate, "wiki")
    assert logged(estate) == [
        by_admin("application.lifecycle.create", wiki, app="wiki"),
        by_admin("application.policy.sign_on.update", wiki, app="wiki"),
        by_admin("zone.create", Target("Office", "NetworkZone", "Office"), zone="Office"),
    ]


def revocation(certificate: Certificate, **details: str) -> Told:
    target = certificate_target(certificate, whole=False)
    told = by_admin("pki.cert.revoke", target, udid="UDID-ada", serial_number=target.id, **details)
    return {**told, "debug_data": ON_HER_MAC}


def test_a_users_revoked_certificates_are_told_one_by_one_with_the_user(estate: Estate) -> None:
    mac, certificates = estate.mac(), []
    for _ in range(2):
        certificates.append(estate.enroll(mac))
        estate.open(certificate=certificates[-1])
    logged(estate)
    assert estate.asks(said.RevokeUserCertificates(ADA)) == 2
    assert logged(estate) == [revocation(one, user=user(estate).id) for one in certificates]


def test_a_devices_revoked_certificate_is_told_without_a_user_where_it_has_none(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    (record,) = estate.asks(said.ListDeviceCertificates("UDID-ada"))
    logged(estate)
    estate.asks(said.RevokeDeviceCertificate("UDID-ada", record.kid))
    assert logged(estate) == [revocation(certificate)]


# --- the registration task -----------------------------------------------------------------------------------


def issued(event_type: str, certificate: Certificate, **more: Any) -> Told:
    target = certificate_target(certificate)
    details = {"udid": "UDID-ada", "serial_number": target.id, **more}
    return event(event_type, targets=(target,), debug_data=ON_HER_MAC, details=details)


def test_an_enrollment_is_told_and_so_is_the_issue_of_its_certificate(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    assert logged(estate) == [
        issued("user.credential.enroll", certificate),
        issued("pki.cert.issue", certificate),
    ]


def test_a_renewal_is_told_with_the_certificate_that_it_follows(estate: Estate) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    logged(estate)
    new = estate.renew(mac, old)
    assert logged(estate) == [issued("pki.cert.renew", new, renewed_from=format(old.serial_number, "x"))]


def test_a_renewal_that_is_left_unbound_and_the_end_of_the_old_one_are_told_too(
    new_estate: NewEstate,
) -> None:
    estate = new_estate(renewed_certificate="unbound", old_certificate_after_renewal="revoked").enabled()
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    logged(estate)
    new = estate.renew(mac, old)
    assert logged(estate) == [
        issued("pki.cert.renew", new, renewed_from=format(old.serial_number, "x"), unbound=True),
        issued("pki.cert.revoke", old),
    ]


def test_a_refused_enrollment_or_renewal_is_told_with_okta_s_sentence_and_the_reason(estate: Estate) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    estate.jamf.managed[mac.device.udid] = False
    logged(estate)
    for attempt in (lambda: estate.enroll(mac), lambda: estate.renew(mac, old)):
        with pytest.raises(OktaError):
            attempt()
    sentence = "Jamf Pro does not manage this device"
    details = {"udid": "UDID-ada", "reason": "not_managed"}
    assert logged(estate) == [
        event(each, "FAILURE", reason=sentence, debug_data=ON_HER_MAC, details=details)
        for each in ("user.credential.enroll", "pki.cert.renew")
    ]


# --- sign-ins ------------------------------------------------------------------------------------------------


def by_user(
    estate: Estate, session: said.Session, event_type: str, outcome: str = "SUCCESS", **more: Any
) -> Told:
    ada = user(estate)
    known = {"actor_id": ada.id, "actor_login": ADA, "session_id": session.session_id, "client": MAC_CHROME}
    return event(event_type, outcome, **known, **{**more, "details": {"user": ada.id, **more["details"]}})


def opened(estate: Estate, certificate: Certificate | None = None, label: str = "crm") -> said.Session:
    session = estate.session()
    logged(estate)
    estate.open(label, certificate, session)
    return session


def test_a_session_is_told_with_whom_and_from_where(estate: Estate) -> None:
    session = estate.session()
    assert logged(estate) == [by_user(estate, session, "user.session.start", details={})]


def test_a_failed_login_is_told_of_nobody(estate: Estate) -> None:
    client = ClientSeen("curl", "203.0.113.9")
    with pytest.raises(OktaError):
        estate.okta.handle(said.StartSession(ADA, client, password_ok=False), Anonymous())
    assert logged(estate) == [
        event("user.session.start", "FAILURE", reason="INVALID_CREDENTIALS", client=client)
    ]


def test_a_first_sign_in_is_told_as_authenticated_evaluated_and_signed_in(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    session = opened(estate, certificate)
    crm, of_certificate = app(estate), certificate_target(certificate)
    seen = {"udid": "UDID-ada", "serial_number": of_certificate.id, "bound_now": True}
    assert logged(estate) == [
        by_user(
            estate,
            session,
            "user.authentication.authenticate",
            targets=(of_certificate, crm),
            debug_data=ON_HER_MAC,
            details={"app": "crm", "reason": "ok", **seen},
        ),
        by_user(
            estate,
            session,
            "policy.evaluate_sign_on",
            "ALLOW",
            reason="Sign-on policy evaluation resulted in ALLOW",
            targets=(crm,),
            debug_data={"policyName": "crm", "policyRulePriority": "1"},
            details={"app": "crm", "rule": "trusted Macs", "trust": "trusted", "device": "trusted"},
        ),
        by_user(
            estate,
            session,
            "user.authentication.sso",
            targets=(crm,),
            details={"app": "crm", "rule": "trusted Macs", "reason": "ok", "device_reason": "ok"},
        ),
    ]


def test_a_denial_for_the_device_is_told_with_its_reason_and_page(estate: Estate) -> None:
    session = opened(estate)
    crm = app(estate)
    denied = {"reason": "no_certificate", "device_reason": "no_certificate", "page": "security_requirements"}
    assert logged(estate) == [
        by_user(
            estate,
            session,
            "user.authentication.authenticate",
            "FAILURE",
            reason="NO_CERTIFICATE",
            targets=(crm,),
            details={"app": "crm", "reason": "no_certificate"},
        ),
        by_user(
            estate,
            session,
            "policy.evaluate_sign_on",
            "DENY",
            reason="Sign-on policy evaluation resulted in DENY",
            targets=(crm,),
            debug_data={"policyName": "crm", "policyRulePriority": "2"},
            details={"app": "crm", "rule": "all others", "trust": "any", "device": "untrusted"},
        ),
        by_user(
            estate,
            session,
            "application.policy.sign_on.deny_access",
            "FAILURE",
            reason="NO_CERTIFICATE",
            targets=(crm,),
            details={"app": "crm", "rule": "all others", **denied},
        ),
    ]


def test_another_users_certificate_is_logged_as_a_mismatch_of_users(estate: Estate) -> None:
    estate.asks(said.CreateUser("ben@acme.test"))
    certificate = estate.enroll(estate.mac())
    estate.open(certificate=certificate, login="ben@acme.test")
    session = opened(estate, certificate)
    authenticated, _, denied = logged(estate)
    assert authenticated["reason"] == "USER_MISMATCH"
    assert authenticated["details"]["reason"] == "bound_to_another_user"
    assert authenticated["debug_data"] == ON_HER_MAC
    assert authenticated["session_id"] == session.session_id
    assert denied["reason"] == "BOUND_TO_ANOTHER_USER"


def test_a_prompt_for_a_factor_is_told_as_a_challenge_that_was_met(estate: Estate) -> None:
    rule = Rule("with a factor", "allow", prompt_for_factor=True)
    estate.asks(said.CreateApp("wiki", "saml", (rule,)))
    session = opened(estate, label="wiki")
    wiki = app(estate, "wiki")
    assert logged(estate) == [
        by_user(
            estate,
            session,
            "policy.evaluate_sign_on",
            "CHALLENGE",
            reason="Sign-on policy evaluation resulted in CHALLENGE",
            targets=(wiki,),
            debug_data={"policyName": "wiki", "policyRulePriority": "1"},
            details={"app": "wiki", "rule": "with a factor", "trust": "any", "device": "not_asked"},
        ),
        by_user(estate, session, "user.authentication.auth_via_mfa", targets=(wiki,), details={}),
        by_user(
            estate,
            session,
            "user.authentication.sso",
            targets=(wiki,),
            details={"app": "wiki", "rule": "with a factor", "reason": "ok", "device_reason": "not_asked"},
        ),
    ]


def test_an_app_that_a_person_does_not_have_is_denied_and_told_without_a_rule(estate: Estate) -> None:
    estate.asks(said.CreateApp("wiki", "saml", TRUSTED_MACS_ONLY, groups=frozenset({"Sales"})))
    session = estate.session()
    logged(estate)
    result = estate.open("wiki", session=session)
    assert result == said.SignInResult(
        "denied", "not_assigned", "", "access_denied", "not_asked", "not_asked", app="wiki"
    )
    details = {"app": "wiki", "rule": "", "reason": "not_assigned", "device_reason": "not_asked"}
    assert logged(estate) == [
        by_user(
            estate,
            session,
            "application.policy.sign_on.deny_access",
            "FAILURE",
            reason="NOT_ASSIGNED",
            targets=(app(estate, "wiki"),),
            details={**details, "page": "access_denied"},
        )
    ]


def test_only_a_no_is_a_warning(estate: Estate) -> None:
    estate.open(certificate=estate.enroll(estate.mac()))
    estate.open()
    severities = {(one.outcome, one.severity) for one in estate.okta.drain_log()}
    assert severities == {("SUCCESS", "INFO"), ("ALLOW", "INFO"), ("FAILURE", "WARN"), ("DENY", "WARN")}


def test_an_event_of_another_day_tells_of_its_own_moment_and_request(estate: Estate) -> None:
    estate.session()
    estate.at += DAY
    estate.session()
    first, second = estate.okta.drain_log()
    assert (first.published, second.published) == (estate.at - DAY, estate.at)
    assert first.uuid != second.uuid
    assert first.transaction_id != second.transaction_id


def test_the_events_of_one_request_share_its_id_and_have_each_their_own(estate: Estate) -> None:
    estate.enroll(estate.mac())
    enrolled, issued_ = estate.okta.drain_log()
    assert enrolled.transaction_id == issued_.transaction_id
    assert enrolled.uuid != issued_.uuid
    assert {len(one.uuid) for one in (enrolled, issued_)} == {32}


@pytest.mark.parametrize("trouble", ["revoked", "expired", "read_only"])
def test_whatever_is_wrong_with_a_known_certificate_its_mac_is_told(
    new_estate: NewEstate, trouble: str
) -> None:
    estate = new_estate(read_only_first_use="untrusted").enabled()
    certificate = estate.enroll(estate.mac())
    if trouble == "read_only":
        estate.asks(said.SetReadOnly(True))
    else:
        estate.open(certificate=certificate)
    if trouble == "revoked":
        estate.asks(said.RevokeUserCertificates(ADA))
    if trouble == "expired":
        estate.at += 366 * DAY
    opened(estate, certificate)
    authenticated = logged(estate)[0]
    assert authenticated["details"]["reason"].removeprefix("certificate_") == trouble
    assert authenticated["debug_data"] == ON_HER_MAC


def test_a_session_that_was_left_by_sign_ins_not_played_is_as_old_as_the_last_of_them(
    estate: Estate,
) -> None:
    left = estate.okta.resume_session(ADA, estate.at - 3600)
    assert left is not None
    assert (left.user_id, left.expires_at) == (user(estate).id, estate.at + 3600)
    assert estate.okta.resume_session("nobody@acme.test", estate.at) is None
    assert logged(estate) == []
    assert estate.open(session=left).reason == "no_certificate"


def test_a_session_that_the_okta_sign_on_policies_deny_is_told_as_their_evaluation(estate: Estate) -> None:
    default = estate.okta._org.sign_on_policies.policies[0]
    default.rules[0].access = "DENY"
    with pytest.raises(OktaError, match="E0000004"):
        estate.session()
    ada = user(estate)
    assert logged(estate) == [
        event(
            "policy.evaluate_sign_on",
            "DENY",
            reason="Sign-on policy evaluation resulted in DENY",
            actor_id=ada.id,
            actor_login=ADA,
            debug_data={"policyType": "OktaSignOn"},
            details={"user": ada.id},
        )
    ]


def test_what_is_not_drained_is_still_there_and_what_was_is_not_told_again(estate: Estate) -> None:
    estate.session()
    estate.session()
    assert len(estate.okta.drain_log()) == 2
    assert estate.okta.drain_log() == []


def test_the_log_keeps_what_a_decision_was_made_of(estate: Estate) -> None:
    estate.asks(said.CreateZone("Office", ("192.0.2.0/24",)))
    estate.asks(said.SetMembership(ADA, "Sales"))
    estate.asks(said.CreateApp("wiki", "saml", (Rule("closed", "allow", active=False),)))
    estate.open(certificate=estate.enroll(estate.mac()))
    estate.open()
    estate.open("wiki")
    decisions = [one.decision for one in estate.logged("policy.evaluate_sign_on")]
    known = (ADA, frozenset({"Everyone", "Sales"}), frozenset({"Office"}), "web", "osx")
    asked = [decision.request for decision in decisions if decision]
    assert asked == [AccessRequest(*known, device) for device in ("trusted", "untrusted", "ignored")]
    ruled = [(decision.rule.name, decision.priority) for decision in decisions if decision]
    assert ruled == [("trusted Macs", 1), ("all others", 2), ("Default sign on rule", 2)]


def test_a_device_is_registered_by_its_uuid_with_its_last_name_and_the_count_of_its_certificates() -> None:
    devices = Devices()
    for at, name in ((10, "ada's Mac"), (20, "ben's Mac")):
        devices.register("U", name, at)
    devices.register("V", "another", 30)
    assert devices.find("U") == RegisteredDevice("U", "ben's Mac", 20, 2)
    assert devices.find("V") == RegisteredDevice("V", "another", 30, 1)
    assert devices.find("W") is None
    assert len(devices) == 2
