"""Enrollment and renewal: who is given a certificate, in which order Okta checks, what the log says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from fake_okta.ca import CertificateAuthority, read_request
from fake_okta.certificates import LIMIT_REACHED
from fake_okta.devices import RegisteredDevice
from fake_okta.errors import OktaError
from fake_okta.messages import (
    Anonymous,
    CertificateRecord,
    Device,
    DisableDeviceTrust,
    EnableDeviceTrust,
    Enroll,
    GetMetadata,
    ListDeviceCertificates,
    Renew,
    RenewalProof,
    ResetSecretKey,
    RevokeDeviceCertificate,
    RevokeUserCertificates,
    SetFeature,
    SetReadOnly,
    renewal_content,
)
from tests.fake_okta.estate import DAY, START, Estate

NewEstate = Callable[..., Estate]


def records(estate: Estate, name: str = "ada") -> tuple[CertificateRecord, ...]:
    return estate.asks(ListDeviceCertificates(estate.mac(name).device.udid))


def refusal(estate: Estate, event_type: str, attempt: Callable[[], object]) -> tuple[str, OktaError]:
    """The machine reason in the log, and the error, of an attempt that is refused and changes nothing else."""
    before = records(estate)
    estate.okta.drain_log()
    with pytest.raises(OktaError) as caught:
        attempt()
    (event,) = estate.okta.drain_log()
    assert (event.event_type, event.outcome, event.reason) == (event_type, "FAILURE", caught.value.reason)
    assert event.details["udid"] == estate.mac().device.udid == event.debug_data["macosUdid"]
    assert records(estate) == before
    return str(event.details["reason"]), caught.value


def enroll_refused(estate: Estate) -> tuple[str, OktaError]:
    mac = estate.mac()
    return refusal(estate, "user.credential.enroll", lambda: estate.enroll(mac))


def test_anybody_is_told_where_the_mutual_tls_host_is(estate: Estate) -> None:
    assert (
        estate.okta.handle(GetMetadata(), Anonymous()).cert_auth_domain == "https://ok3-devicetrust.okta.com"
    )


def test_a_managed_mac_is_given_an_unbound_certificate_for_a_year(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    (record,) = records(estate)
    assert (record.status, record.bound_to, record.local_user) == ("issued_unbound", None, "ada")
    assert record.serial_number == certificate.serial_number
    assert certificate.not_after - certificate.not_before == 365 * DAY
    enrolled, issued = estate.okta.drain_log()
    assert [enrolled.event_type, issued.event_type] == ["user.credential.enroll", "pki.cert.issue"]
    assert enrolled.display_message == "Device Trust certificate enrollment"
    assert issued.details == {"udid": "UDID-ada", "serial_number": f"{certificate.serial_number:x}"}


def test_one_more_certificate_for_one_mac_changes_no_serial_number_of_another(new_estate: NewEstate) -> None:
    alone, together = new_estate().enabled(), new_estate().enabled()
    for _ in range(3):
        together.enroll(together.mac("bob"))
    assert alone.enroll(alone.mac()) == together.enroll(together.mac())


@pytest.mark.parametrize(
    ("spoil", "reason", "code"),
    [
        (lambda e: e.asks(SetReadOnly(True)), "read_only", "E0000010"),
        (lambda e: e.asks(SetFeature(False)), "feature_missing", "E0000015"),
        (lambda e: e.asks(DisableDeviceTrust()), "setting_disabled", "E0000002"),
        (lambda e: setattr(e, "secret", "<<TOKEN>>"), "org_token_invalid", "E0000011"),
        (lambda e: e.asks(ResetSecretKey()), "org_token_invalid", "E0000011"),
        (lambda e: e.jamf.managed.update({"UDID-ada": False}), "not_managed", "E0000001"),
        (lambda e: e.jamf.managed.pop("UDID-ada"), "computer_unknown", "E0000001"),
        (lambda e: setattr(e.jamf, "password", "rotated"), "jamf_unauthorized", "E0000001"),
        (lambda e: e.jamf.missing.add("ReadComputer"), "jamf_forbidden", "E0000001"),
        (lambda e: e.jamf.missing.add("ReadAccounts"), "jamf_forbidden", "E0000001"),
        (lambda e: e.jamf.missing.add("ReadUsers"), "jamf_forbidden", "E0000001"),
        (lambda e: setattr(e.jamf, "down", True), "jamf_unreachable", "E0000001"),
    ],
)
def test_each_obstacle_is_refused_with_its_own_reason(
    estate: Estate, spoil: Callable[[Estate], object], reason: str, code: str
) -> None:
    mac = estate.mac()
    spoil(estate)
    with pytest.raises(OktaError) as caught:
        estate.enroll(mac)
    assert caught.value.code == code
    (event,) = [e for e in estate.okta.drain_log() if e.event_type == "user.credential.enroll"]
    assert (event.outcome, event.details["reason"]) == ("FAILURE", reason)


def test_the_checks_come_in_their_order(estate: Estate) -> None:
    estate.mac()
    for _ in range(5):
        estate.enroll(estate.mac())
    spoilt = replace(_enrollment(estate), org_token="wrong", csr=b"wrong")
    estate.jamf.managed["UDID-ada"] = False
    estate.asks(DisableDeviceTrust())
    estate.asks(SetFeature(False))
    estate.asks(SetReadOnly(True))
    reasons = [_reason_of(estate, spoilt)]
    estate.asks(SetReadOnly(False))
    reasons.append(_reason_of(estate, spoilt))
    estate.asks(SetFeature(True))
    reasons.append(_reason_of(estate, spoilt))
    estate.asks(EnableDeviceTrust(estate.connection))
    reasons.append(_reason_of(estate, spoilt))
    reasons.append(_reason_of(estate, replace(spoilt, org_token=estate.secret)))
    reasons.append(_reason_of(estate, _enrollment(estate)))
    estate.jamf.managed["UDID-ada"] = True
    reasons.append(_reason_of(estate, _enrollment(estate)))
    assert reasons == [
        "read_only",
        "feature_missing",
        "setting_disabled",
        "org_token_invalid",
        "csr_invalid",
        "not_managed",
        "enrollment_limit",
    ]


def _enrollment(estate: Estate) -> Enroll:
    mac = estate.mac()
    return Enroll(estate.secret, "1.2.1", mac.device, mac.request(), mac.name)


def _reason_of(estate: Estate, message: Enroll) -> str:
    return refusal(estate, "user.credential.enroll", lambda: estate.okta.handle(message, Anonymous()))[0]


def test_the_sixth_unused_certificate_is_refused_in_okta_s_own_words(estate: Estate) -> None:
    for _ in range(5):
        estate.enroll(estate.mac())
    reason, error = enroll_refused(estate)
    assert reason == "enrollment_limit"
    assert error.causes == ("Maximum enrollment limit of 5 certificates for a device is reached",)
    assert error.causes == (LIMIT_REACHED,)
    assert estate.enroll(estate.mac("bob"))


def test_a_used_certificate_makes_room_for_the_next(estate: Estate) -> None:
    certificates = [estate.enroll(estate.mac()) for _ in range(5)]
    assert estate.open(certificate=certificates[0]).bound_now
    assert estate.enroll(estate.mac())
    assert enroll_refused(estate)[0] == "enrollment_limit"


def test_one_revoked_certificate_of_a_device_makes_room_for_one(estate: Estate) -> None:
    for _ in range(5):
        estate.enroll(estate.mac())
    chosen = records(estate)[2]
    for _ in range(2):
        estate.asks(RevokeDeviceCertificate(chosen.udid, chosen.kid))
    assert len(estate.logged("pki.cert.revoke")) == 1
    assert [record.kid for record in records(estate) if record.status == "revoked"] == [chosen.kid]
    estate.enroll(estate.mac())
    assert enroll_refused(estate)[0] == "enrollment_limit"
    with pytest.raises(OktaError, match="E0000007"):
        estate.asks(RevokeDeviceCertificate(chosen.udid, "no such kid"))


def test_revoking_by_device_is_the_way_out_of_the_limit(estate: Estate) -> None:
    for _ in range(5):
        estate.enroll(estate.mac())
    for record in records(estate):
        estate.asks(RevokeDeviceCertificate(record.udid, record.kid))
    assert estate.enroll(estate.mac())


@pytest.mark.parametrize(("counts", "outcome"), [("yes", "enrollment_limit"), ("no", "issued")])
def test_whether_expired_unused_certificates_still_count(
    new_estate: NewEstate, counts: str, outcome: str
) -> None:
    estate = new_estate(expired_unbound_counts=counts).enabled()
    for _ in range(5):
        estate.enroll(estate.mac())
    estate.at += 366 * DAY
    if outcome == "issued":
        assert estate.enroll(estate.mac())
    else:
        assert enroll_refused(estate)[0] == outcome


def test_a_refused_enrollment_leaves_no_trace_in_the_next(estate: Estate, new_estate: NewEstate) -> None:
    mac = estate.mac()
    estate.jamf.down = True
    for _ in range(7):
        enroll_refused(estate)
    estate.jamf.down = False
    untroubled = new_estate().enabled()
    assert estate.enroll(mac) == untroubled.enroll(untroubled.mac())


def test_a_renewal_needs_no_org_token_and_survives_its_reset(estate: Estate) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    estate.asks(ResetSecretKey())
    estate.at += 340 * DAY
    estate.okta.drain_log()
    new = estate.renew(mac, old)
    (event,) = estate.okta.drain_log()
    assert (event.event_type, event.outcome) == ("pki.cert.renew", "SUCCESS")
    assert event.details["renewed_from"] == f"{old.serial_number:x}"
    first, second = records(estate)
    assert (second.serial_number, second.renewed_from) == (new.serial_number, old.serial_number)
    assert (first.status, second.status) == ("bound", "bound")
    assert first.bound_to == second.bound_to
    assert estate.open(certificate=new).outcome == "allowed"


@pytest.mark.parametrize(("assumed", "told"), [("bound", None), ("unbound", True)])
def test_the_log_tells_of_a_renewed_certificate_that_is_nobody_s_yet(
    new_estate: NewEstate, assumed: str, told: bool | None
) -> None:
    estate = new_estate(renewed_certificate=assumed).enabled()
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    estate.okta.drain_log()
    estate.renew(mac, old)
    (event,) = estate.okta.drain_log()
    assert event.details.get("unbound") is told


def renew_refused(estate: Estate, message: Renew) -> str:
    return refusal(estate, "pki.cert.renew", lambda: estate.okta.handle(message, Anonymous()))[0]


def renewal(estate: Estate, proof: RenewalProof) -> Renew:
    mac = estate.mac()
    return Renew("1.2.1", mac.device, mac.request(), mac.name, proof)


def test_a_mac_that_left_management_is_not_renewed(estate: Estate) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    estate.jamf.managed[mac.device.udid] = False
    assert renew_refused(estate, renewal(estate, mac.proof(old, estate.at))) == "not_managed"


def test_no_renewal_in_read_only_mode_and_the_next_try_succeeds(estate: Estate) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    estate.asks(SetReadOnly(True))
    assert renew_refused(estate, renewal(estate, mac.proof(old, estate.at))) == "read_only"
    estate.asks(SetReadOnly(False))
    assert estate.renew(mac, old)


def test_a_proof_is_worth_nothing_with_another_key_or_for_another_mac(estate: Estate) -> None:
    mac, other = estate.mac(), estate.mac("bob")
    old = estate.enroll(mac)
    estate.open(certificate=old)
    assert renew_refused(estate, renewal(estate, other.proof(old, estate.at))) == "proof_invalid"
    forged = replace(other.proof(old, estate.at), content=mac.proof(old, estate.at).content)
    assert renew_refused(estate, renewal(estate, forged)) == "proof_invalid"
    # bob's Mac, with everything of its own but the certificate and key of ada's (a copied keychain)
    copied = type(other)("bob", mac.key)
    with pytest.raises(OktaError):
        estate.renew(copied, old)


@pytest.mark.parametrize(
    ("skew", "good"), [(0, True), (300, True), (301, False), (-3599, True), (-3600, False)]
)
def test_the_macs_clock_may_be_five_minutes_fast_or_an_hour_slow(
    estate: Estate, skew: int, good: bool
) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    proof = mac.proof(old, estate.at + skew)
    if good:
        assert estate.renew(mac, old, estate.at + skew)
    else:
        assert renew_refused(estate, renewal(estate, proof)) == "proof_invalid"


OF_ANOTHER = renewal_content(Device("UDID-bob", "bob's Mac"), START)
EARLIER = renewal_content(Device("UDID-ada", "ada's Mac"), START - 1)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"device":{}}', b"\xff", OF_ANOTHER, EARLIER])
def test_a_proof_that_says_something_else_is_refused(estate: Estate, content: bytes) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    signature = mac.key.sign(content, ec.ECDSA(hashes.SHA256()))
    proof = RenewalProof(old, estate.at, estate.at + 3600, content, signature)
    assert renew_refused(estate, renewal(estate, proof)) == "proof_invalid"


def test_another_orgs_certificate_is_unknown_at_renewal(estate: Estate, new_estate: NewEstate) -> None:
    other = new_estate(seed=b"globex", org="globex").enabled()
    mac = estate.mac()
    foreign = other.enroll(other.mac())
    assert renew_refused(estate, renewal(estate, mac.proof(foreign, estate.at))) == "certificate_unknown"


def test_a_forged_certificate_with_a_good_serial_number_is_unknown_at_renewal(estate: Estate) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    forger = CertificateAuthority(b"forger")
    forged = forger.issue(read_request(mac.request()), old.serial_number, estate.at)
    assert renew_refused(estate, renewal(estate, mac.proof(forged, estate.at))) == "certificate_unknown"


def test_a_revoked_certificate_is_not_renewed(estate: Estate) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    estate.asks(RevokeUserCertificates("ada@acme.test"))
    assert renew_refused(estate, renewal(estate, mac.proof(old, estate.at))) == "certificate_revoked"


@pytest.mark.parametrize(("answer", "renewed"), [("accepted", True), ("refused", False)])
def test_whether_an_expired_certificate_is_renewed_is_an_assumption(
    new_estate: NewEstate, answer: str, renewed: bool
) -> None:
    estate = new_estate(renewal_of_expired=answer).enabled()
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    estate.at = old.not_after + 1
    if renewed:
        assert estate.open(certificate=estate.renew(mac, old)).outcome == "allowed"
        assert [record.status for record in records(estate)] == ["expired", "bound"]
    else:
        proof = mac.proof(old, estate.at)
        assert renew_refused(estate, renewal(estate, proof)) == "certificate_expired"


@pytest.mark.parametrize(("answer", "renewed"), [("accepted", True), ("refused", False)])
def test_whether_a_never_used_certificate_is_renewed_is_an_assumption(
    new_estate: NewEstate, answer: str, renewed: bool
) -> None:
    estate = new_estate(renewal_of_unbound=answer).enabled()
    mac = estate.mac()
    old = estate.enroll(mac)
    if renewed:
        estate.renew(mac, old)
        assert [record.status for record in records(estate)] == ["issued_unbound"] * 2
    else:
        assert renew_refused(estate, renewal(estate, mac.proof(old, estate.at))) == "certificate_unbound"


def test_renewals_that_stay_unbound_count_against_the_limit(new_estate: NewEstate) -> None:
    estate = new_estate(renewed_certificate="unbound").enabled()
    mac = estate.mac()
    old = estate.enroll(mac)
    estate.open(certificate=old)
    for _ in range(5):
        estate.renew(mac, old)
    assert renew_refused(estate, renewal(estate, mac.proof(old, estate.at))) == "enrollment_limit"
    assert [record.status for record in records(estate)] == ["bound", *["issued_unbound"] * 5]


def test_whether_the_old_certificate_is_revoked_at_renewal_is_an_assumption(new_estate: NewEstate) -> None:
    for answer, outcome in (("valid", "allowed"), ("revoked", "denied")):
        estate = new_estate(old_certificate_after_renewal=answer).enabled()
        mac = estate.mac()
        old = estate.enroll(mac)
        estate.open(certificate=old)
        new = estate.renew(mac, old)
        assert estate.open(certificate=old).outcome == outcome
        assert estate.open(certificate=new).outcome == "allowed"
        assert len(estate.logged("pki.cert.revoke")) == (answer == "revoked")


@pytest.mark.parametrize(
    "content",
    [
        b"no JSON",
        b"[]",
        b'{"device": {}}',
        b'{"device": {"uuid": "UDID-ada"}, "iat": 1500000000, "exp": 1500003600, "nbf": "now"}',
    ],
)
def test_what_a_device_signed_that_says_nothing_of_it_proves_nothing(estate: Estate, content: bytes) -> None:
    mac = estate.mac()
    old = estate.enroll(mac)
    proof = RenewalProof(old, estate.at, estate.at + 3600, content, mac.signs(content))
    message = Renew("1.2.1", mac.device, mac.request(), "ada", proof)
    reason, _ = refusal(estate, "pki.cert.renew", lambda: estate.okta.handle(message, Anonymous()))
    assert reason == "proof_invalid"


def test_a_device_is_registered_by_its_name_when_jamf_pro_said_that_it_is_managed(estate: Estate) -> None:
    estate.enroll(estate.mac())
    registered = estate.okta._org.devices.find("UDID-ada")
    assert registered == RegisteredDevice("UDID-ada", "ada's Mac", START, 1)


def test_whether_a_stale_signature_of_the_request_matters_is_an_assumption(new_estate: NewEstate) -> None:
    for answer in ("refused", "accepted"):
        estate = new_estate(csr_with_stale_signature=answer).enabled()
        message = _enrollment(estate)
        stale = replace(message, csr=message.csr[:-1] + bytes([message.csr[-1] ^ 1]))
        if answer == "refused":
            assert _reason_of(estate, stale) == "csr_invalid"
            with pytest.raises(OktaError, match="not valid: its signature was not made with its key"):
                estate.okta.handle(stale, Anonymous())
        else:
            assert estate.okta.handle(stale, Anonymous()).serial_number
