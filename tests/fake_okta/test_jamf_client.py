"""Okta's own Jamf client: what it asks, what it keeps, what it makes of each answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fake_okta.jamf_client import (
    NO_COMPUTER,
    GetToken,
    JamfClient,
    JamfRefused,
    JamfReply,
    JamfRequest,
    JamfToken,
    JamfUnreachable,
    ReadAccounts,
    ReadComputer,
    ReadUsers,
)
from fake_okta.messages import JamfConnection
from tests.fake_okta.estate import JamfStandIn

CONNECTION = JamfConnection("https://acme.jamfcloud.com", "okta", "correct horse")
FIRST = ["GetToken", "ReadAccounts", "ReadUsers", "ReadComputer"]


class Clock:
    at = 1000

    def __call__(self) -> int:
        return self.at


def pair() -> tuple[JamfClient, JamfStandIn, Clock]:
    clock = Clock()
    jamf = JamfStandIn(clock, managed={"managed": True, "not managed": False})
    return JamfClient(jamf, clock), jamf, clock


@pytest.mark.parametrize(
    ("udid", "answer"),
    [("managed", "managed"), ("not managed", "not_managed"), ("nobody's", "computer_unknown")],
)
def test_a_computer_is_managed_or_not_or_unknown(udid: str, answer: str) -> None:
    client, _, _ = pair()
    assert client.management(CONNECTION, udid) == answer


def test_it_logs_in_and_reads_accounts_and_users_once_a_token() -> None:
    client, jamf, clock = pair()
    client.management(CONNECTION, "managed")
    assert jamf.asked == FIRST
    client.management(CONNECTION, "managed")
    assert jamf.asked == [*FIRST, "ReadComputer"]
    clock.at += 1800
    client.management(CONNECTION, "managed")
    assert jamf.asked == [*FIRST, "ReadComputer", *FIRST]


def test_a_token_that_jamf_ended_early_costs_one_new_login_and_no_failure() -> None:
    client, jamf, _ = pair()
    client.management(CONNECTION, "managed")
    jamf.tokens.clear()
    assert client.management(CONNECTION, "managed") == "managed"
    assert jamf.asked == [*FIRST, "ReadComputer", *FIRST]


def test_a_rotated_password_is_noticed_when_the_token_ends() -> None:
    client, jamf, clock = pair()
    client.management(CONNECTION, "managed")
    jamf.password = "rotated"
    assert client.management(CONNECTION, "managed") == "managed"
    clock.at += 1800
    assert client.management(CONNECTION, "managed") == "jamf_unauthorized"
    assert client.management(replace(CONNECTION, password="rotated"), "managed") == "managed"


def test_it_gives_up_after_one_new_login() -> None:
    def hostile(request: JamfRequest) -> JamfReply:
        if isinstance(request, GetToken):
            return JamfToken("worthless", 10_000)
        raise JamfRefused(401, "Unauthorized")

    client = JamfClient(hostile, lambda: 0)
    assert client.management(CONNECTION, "managed") == "jamf_unauthorized"
    assert client.management(CONNECTION, "managed") == "jamf_unauthorized"


@pytest.mark.parametrize("missing", ["ReadAccounts", "ReadUsers", "ReadComputer"])
def test_each_of_the_three_privileges_is_needed_and_used_again_once_granted(missing: str) -> None:
    client, jamf, _ = pair()
    jamf.missing.add(missing)
    assert client.management(CONNECTION, "managed") == "jamf_forbidden"
    jamf.missing.clear()
    assert client.management(CONNECTION, "managed") == "managed"


def test_no_answer_and_a_broken_server_are_unreachable() -> None:
    client, jamf, _ = pair()
    jamf.down = True
    assert client.management(CONNECTION, "managed") == "jamf_unreachable"

    def broken(request: JamfRequest) -> JamfReply:
        raise JamfRefused(503, "Service Unavailable")

    assert JamfClient(broken, lambda: 0).management(CONNECTION, "managed") == "jamf_unreachable"


def test_another_connection_means_another_login() -> None:
    client, jamf, _ = pair()
    client.management(CONNECTION, "managed")
    client.management(replace(CONNECTION, tenant_url="https://other.jamfcloud.com"), "managed")
    assert jamf.asked == [*FIRST, *FIRST]


@pytest.mark.parametrize("privileges", [True, False])
def test_the_test_logs_in_afresh_and_looks_at_privileges_only_where_so_assumed(privileges: bool) -> None:
    client, jamf, _ = pair()
    assert client.test(CONNECTION, privileges=privileges) == "managed"
    jamf.missing.add("ReadUsers")
    expected = "jamf_forbidden" if privileges else "managed"
    assert client.test(CONNECTION, privileges=privileges) == expected
    jamf.password = "rotated"
    assert client.test(CONNECTION, privileges=privileges) == "jamf_unauthorized"
    jamf.down = True
    assert client.test(CONNECTION, privileges=privileges) == "jamf_unreachable"


def test_a_wrong_kind_of_reply_is_a_bug() -> None:
    client = JamfClient(lambda request: JamfToken("t", 10), lambda: 0)
    with pytest.raises(TypeError, match="is a JamfToken, expected a JamfListing"):
        client.management(CONNECTION, "managed")


def test_each_request_goes_to_the_tenant_with_the_token_that_it_gave() -> None:
    client, jamf, _ = pair()
    requests: list[JamfRequest] = []

    def noted(request: JamfRequest) -> JamfReply:
        requests.append(request)
        return jamf(request)

    client = JamfClient(noted, jamf.now)
    assert client.management(CONNECTION, "managed") == "managed"
    url = CONNECTION.tenant_url
    assert requests == [
        GetToken(url, "okta", "correct horse"),
        ReadAccounts(url, "token 1"),
        ReadUsers(url, "token 1"),
        ReadComputer(url, "token 1", "managed"),
    ]
    assert client.test(CONNECTION, privileges=True) == "managed"
    assert requests[-1] == ReadComputer(url, "token 5", NO_COMPUTER)


def test_the_test_takes_a_computer_that_is_there_and_not_managed_for_an_answer_too() -> None:
    client, jamf, _ = pair()
    jamf.managed[NO_COMPUTER] = False
    assert client.test(CONNECTION, privileges=True) == "managed"


def test_its_errors_tell_what_came_and_can_be_rebuilt_from_their_arguments() -> None:
    refused, unreachable = JamfRefused(403, "Forbidden"), JamfUnreachable("no answer")
    assert (refused.status, refused.summary, refused.args) == (403, "Forbidden", (403, "Forbidden"))
    assert (unreachable.why, unreachable.args) == ("no answer", ("no answer",))


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, "jamf_unauthorized"),
        (403, "jamf_forbidden"),
        (404, "computer_unknown"),
        (500, "jamf_unreachable"),
    ],
)
def test_a_refused_login_means_what_its_status_says(status: int, answer: str) -> None:
    def refusing(request: JamfRequest) -> JamfReply:
        raise JamfRefused(status, "")

    assert JamfClient(refusing, lambda: 0).management(CONNECTION, "managed") == answer
    assert JamfClient(refusing, lambda: 0).test(CONNECTION, privileges=False) == answer
