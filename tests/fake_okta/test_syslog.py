"""The System Log: documented events, ninety days, and the documented shape."""

from __future__ import annotations

import json
from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.ids import Ids
from fake_okta.log_json import as_json
from fake_okta.messages import RevokeUserCertificates
from fake_okta.syslog import KEPT, VOCABULARY, SystemLog
from tests.fake_okta.estate import Estate

TOP_LEVEL = {
    "uuid", "published", "eventType", "version", "severity", "legacyEventType", "displayMessage", "actor", "client",
    "device", "authenticationContext", "outcome", "target", "transaction", "debugContext", "securityContext",
    "request",
}  # fmt: skip

DOCUMENTED = {
    "user.authentication.authenticate": "Authentication of device via certificate",
    "user.credential.enroll": "Device Trust certificate enrollment",
    "pki.cert.issue": "Device Trust certificate issuance",
    "pki.cert.revoke": "Device Trust certificate revocation",
    "pki.cert.renew": "Device Trust certificate renewal",
}


class Clock:
    at = 0

    def __call__(self) -> int:
        return self.at


def test_the_device_trust_events_have_the_documented_messages() -> None:
    assert DOCUMENTED.items() <= VOCABULARY.items()


def test_an_undocumented_event_is_refused() -> None:
    with pytest.raises(KeyError):
        SystemLog(Ids(b""), Clock()).append("user.invented")


@given(st.lists(st.integers(0, KEPT // 3), max_size=20), st.integers(0, KEPT), st.integers(0, KEPT))
def test_a_query_finds_what_is_within_its_bounds_and_ninety_days(
    pauses: list[int], since_ago: int, until_ago: int
) -> None:
    clock = Clock()
    log, written = SystemLog(Ids(b""), clock), []
    for number, pause in enumerate(pauses):
        clock.at += pause
        event_type = ("pki.cert.issue", "pki.cert.renew")[number % 2]
        log.append(event_type, details={"number": number})
        written.append((clock.at, event_type, number))
    since, until = clock.at - since_ago, clock.at - until_ago
    found = [event.details["number"] for event in log.query(since=since, until=until)]
    assert found == [n for at, _, n in written if since <= at < until]
    recent = [n for at, kind, n in written if at >= clock.at - KEPT and kind == "pki.cert.issue"]
    assert [event.details["number"] for event in log.query(event_type="pki.cert.issue")] == recent


def test_old_events_are_forgotten_while_nothing_new_happens() -> None:
    clock = Clock()
    log = SystemLog(Ids(b""), clock)
    log.append("pki.cert.issue")
    assert len(log.drain()) == 1
    clock.at = KEPT
    log.drain()
    assert len(log._events) == 1
    clock.at += 1
    log.drain()
    assert not log._events


def test_draining_gives_each_event_once_and_leaves_them_to_be_found() -> None:
    log = SystemLog(Ids(b""), Clock())
    for event_type in ("pki.cert.issue", "pki.cert.renew"):
        log.append(event_type)
    assert [event.event_type for event in log.drain()] == ["pki.cert.issue", "pki.cert.renew"]
    assert log.drain() == []
    log.append("pki.cert.revoke")
    assert [event.event_type for event in log.drain()] == ["pki.cert.revoke"]
    assert len(list(log.query())) == 3


def test_what_was_forgotten_before_anybody_drained_is_gone() -> None:
    clock = Clock()
    log = SystemLog(Ids(b""), clock)
    log.append("pki.cert.issue")
    clock.at = KEPT + 1
    log.append("pki.cert.renew")
    assert [event.event_type for event in log.drain()] == ["pki.cert.renew"]


def test_one_request_is_one_transaction_and_every_event_has_its_own_id() -> None:
    log = SystemLog(Ids(b""), Clock())
    log.append("pki.cert.issue")
    log.append("pki.cert.renew")
    log.begin_request()
    log.append("pki.cert.revoke")
    first, second, third = log.drain()
    assert first.transaction_id == second.transaction_id != third.transaction_id
    assert len({first.uuid, second.uuid, third.uuid}) == 3


def test_every_event_has_all_top_level_keys_and_is_json(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    estate.open(certificate=certificate)
    estate.open(certificate=None)
    estate.asks(RevokeUserCertificates("ada@acme.test"))
    for event in estate.okta.log.query():
        shown = as_json(event)
        assert set(shown) == TOP_LEVEL
        assert json.loads(json.dumps(shown)) == shown
        assert len(str(shown["uuid"])) == 36


def test_a_failed_device_authentication_looks_as_documented(estate: Estate) -> None:
    certificate = estate.enroll(estate.mac())
    estate.at = certificate.not_after + 1
    estate.open(certificate=certificate)
    (event,) = estate.logged("user.authentication.authenticate")
    shown = as_json(event)
    assert shown["outcome"] == {"result": "FAILURE", "reason": "CERTIFICATE_EXPIRED"}
    assert shown["debugContext"] == {"debugData": {"macosUdid": "UDID-ada", "deviceDisplayName": "ada's Mac"}}
    assert shown["published"] == "2018-07-14T02:40:01.000Z"
    assert shown["severity"] == "WARN"
    target = shown["target"]
    assert isinstance(target, list)
    assert target[0] == {
        "id": f"{certificate.serial_number:x}",
        "type": "Certificate",
        "alternateId": None,
        "displayName": "Okta MTLS",
        "detailEntry": {
            "fingerprint": sha1(certificate.der).hexdigest(),
            "fingerprintAlgorithm": "SHA1",
        },
    }
    context, client, actor = shown["authenticationContext"], shown["client"], shown["actor"]
    assert isinstance(context, dict)
    assert isinstance(client, dict)
    assert isinstance(actor, dict)
    assert context["credentialType"] == "CERTIFICATE"
    assert (client["device"], client["ipAddress"]) == ("Computer", "192.0.2.7")
    assert (actor["type"], actor["alternateId"]) == ("User", "ada@acme.test")


def test_nobody_signed_in_stands_behind_an_enrollment(estate: Estate) -> None:
    estate.enroll(estate.mac())
    (event,) = estate.logged("user.credential.enroll")
    shown = as_json(event)
    assert shown["actor"] == {
        "id": "unknown",
        "type": "SystemPrincipal",
        "alternateId": "unknown",
        "displayName": "Okta System",
        "detailEntry": None,
    }
    assert shown["request"] == {"ipChain": []}


def test_a_log_that_forgets_at_once_still_hands_out_what_was_not_drained() -> None:
    clock = Clock()
    log = SystemLog(Ids(b"seed"), clock, kept_s=0)
    log.append("pki.cert.issue")
    log.append("pki.cert.renew")
    clock.at += 1
    assert [event.event_type for event in log.drain()] == ["pki.cert.issue", "pki.cert.renew"]
    log.append("pki.cert.revoke")
    assert [event.event_type for event in log.query()] == ["pki.cert.revoke"]


def test_events_and_transactions_are_counted_from_one() -> None:
    log = SystemLog(Ids(b""), Clock())
    assert (log.transaction_id, log.drain()) == (None, [])
    for _ in range(3):
        log.begin_request()
        assert log.transaction_id is None
        log.append("pki.cert.issue")
    told = [(event.number, event.transaction) for event in log.drain()]
    assert told == [(1, 1), (2, 2), (3, 3)]


def test_an_event_outside_any_request_has_no_token_and_no_client() -> None:
    log = SystemLog(Ids(b""), Clock())
    log.append("pki.cert.issue")
    (event,) = log.query()
    assert (event.token_id, event.client, log.client) == (None, None, None)


def test_from_a_number_that_is_not_written_yet_nothing_is_told() -> None:
    log = SystemLog(Ids(b""), Clock())
    for _ in range(3):
        log.append("pki.cert.issue")
    assert [[event.number for event in log.forward(first)] for first in (1, 3, 4, 9)] == [
        [1, 2, 3],
        [3],
        [],
        [],
    ]


def test_a_query_goes_on_behind_an_event_that_is_out_of_its_bounds() -> None:
    clock = Clock()
    log = SystemLog(Ids(b""), clock)
    for clock.at in (10, 20):
        log.append("pki.cert.issue")
    assert [event.published for event in log.query(since=15)] == [20]
