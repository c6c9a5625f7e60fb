"""Okta's Jamf Pro client asks at Jamf Pro's published addresses, and reads what is answered there."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_okta import wire
from fake_okta.jamf_client import (
    GetToken,
    JamfComputer,
    JamfListing,
    JamfRefused,
    JamfToken,
    JamfUnreachable,
    ReadAccounts,
    ReadComputer,
    ReadUsers,
)
from fake_okta.jamf_http import jamf_over_http

TENANT = "https://acme.jamfcloud.com"
REQUESTS = [
    GetToken(TENANT, "okta", "pa:ss"),
    ReadComputer(TENANT, "tok", "U"),
    ReadAccounts(TENANT, "tok"),
    ReadUsers(TENANT, "tok"),
]


class Exchange:
    """The other end of the line: it keeps what was asked, and answers what it was given."""

    def __init__(self, said=None, status=200, headers=(), body=None):
        self.asked = []
        self.response = wire.Response(
            status, dict(headers), json.dumps(said).encode() if body is None else body
        )

    def __call__(self, request):
        self.asked.append(request)
        return self.response


def told(request, said):
    exchange = Exchange(said)
    return jamf_over_http(exchange)(request), exchange.asked


def test_a_token_is_asked_for_with_name_and_password():
    said = {"token": "tok", "expires": "2025-01-06T08:30:00.000Z"}
    reply, (asked,) = told(GetToken(TENANT, "okta", "pä:ss"), said)
    assert reply == JamfToken("tok", 1_736_152_200)
    assert (asked.method, asked.host, asked.target) == ("POST", "acme.jamfcloud.com", "/api/v1/auth/token")
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode("okta:pä:ss".encode()).decode()


@pytest.mark.parametrize(
    ("expires", "at"),
    [("2025-01-06T08:30:00Z", 0), ("2025-01-06T08:30:00.999Z", 0), ("1969-12-31T23:59:59Z", -1)],
)
def test_a_token_s_end_is_read_in_whole_seconds(expires, at):
    reply, _ = told(REQUESTS[0], {"token": "tok", "expires": expires})
    assert reply.expires_at == (at or 1_736_152_200)


def test_a_computer_is_looked_up_by_its_udid():
    for managed in (True, False):
        said = {"computer": {"general": {"udid": "U/1 ü", "remote_management": {"managed": managed}}}}
        reply, (asked,) = told(ReadComputer(TENANT, "tok", "U/1 ü"), said)
        assert reply == JamfComputer("U/1 ü", managed)
        assert (asked.method, asked.target) == (
            "GET",
            "/JSSResource/computers/udid/U%2F1%20%C3%BC/subset/General",
        )
        assert (asked.headers["Authorization"], asked.headers["Accept"]) == ("Bearer tok", "application/json")


def test_lists_are_counted():
    two = [{"id": 1, "name": "ada"}, {"id": 2, "name": "eve"}]
    reply, (asked,) = told(ReadAccounts(TENANT, "tok"), {"accounts": {"users": two, "groups": []}})
    assert (reply, asked.target) == (JamfListing(2), "/JSSResource/accounts")
    reply, (asked,) = told(ReadUsers(TENANT, "tok"), {"users": []})
    assert (reply, asked.target) == (JamfListing(0), "/JSSResource/users")


def test_a_tenant_s_port_and_path_are_kept():
    _, (asked,) = told(ReadUsers("https://jss.acme.test:8443/jamf/", "tok"), {"users": []})
    assert (asked.host, asked.target) == ("jss.acme.test:8443", "/jamf/JSSResource/users")


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize(
    ("status", "headers", "summary"),
    [
        (
            403,
            {"Trustlab-Refusal": "FORBIDDEN The%20account%20lacks%20Read%20Users"},
            "The account lacks Read Users",
        ),
        (401, {"trustlab-refusal": "UNAUTHORIZED "}, ""),
        (401, {}, "Unauthorized"),
        (599, {}, "Error"),
    ],
)
def test_an_error_is_a_refusal_with_its_summary(request_, status, headers, summary):
    with pytest.raises(JamfRefused) as refused:
        jamf_over_http(Exchange(status=status, headers=headers, body=b"<html>"))(request_)
    assert (refused.value.status, refused.value.summary) == (status, summary)


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("trouble", [ConnectionRefusedError("refused"), TimeoutError()])
def test_without_an_answer_jamf_pro_is_unreachable(request_, trouble):
    def exchange(_):
        raise trouble

    with pytest.raises(JamfUnreachable) as unreachable:
        jamf_over_http(exchange)(request_)
    assert unreachable.value.why


def test_a_tenant_without_a_url_is_unreachable():
    with pytest.raises(JamfUnreachable, match="is no URL"):
        jamf_over_http(Exchange())(ReadUsers("https://[", "tok"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["computer", "general", "accounts", "users", "expires"]), inner)
    ),
)


@given(st.sampled_from(REQUESTS), st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_an_answer_is_jamf_pro_s_or_none_at_all(request, body):
    try:
        reply = jamf_over_http(Exchange(body=body))(request)
    except JamfUnreachable:
        return
    assert isinstance(reply, JamfListing)


@pytest.mark.parametrize("expires", ["2025-01-06T08:30:00", "soon", None, "\ud800"])
def test_a_token_without_an_end_is_no_answer(expires):
    with pytest.raises(JamfUnreachable):
        told(REQUESTS[0], {"token": "tok", "expires": expires})
