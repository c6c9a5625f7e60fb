"""The fake Okta asks the fake Jamf Pro over HTTP: the two know nothing of each other but Jamf Pro's interface."""

import pytest

from fake_jamf.app import create_app
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Basic,
    Bearer,
    Console,
    CreateToken,
    DeviceIdentity,
    EnrollComputer,
    GetComputer,
    ListAccounts,
    ListUsers,
    SetAccount,
    SetManaged,
)
from fake_okta import wire
from fake_okta.jamf_client import (
    NO_COMPUTER,
    GetToken,
    JamfClient,
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
from fake_okta.messages import JamfConnection

TENANT = "https://acme.jamfcloud.com"
ADMIN = Console("admin")
READ = frozenset({"Read Computers", "Read Accounts", "Read User"})
UDID = "UDID/ada ü"


class Line:
    """A Jamf Pro with a clock, and the line on which Okta reaches it."""

    def __init__(self):
        self.at = 1_500_000_000
        self.down = False
        self.asked = []
        self.jamf = Jamf(url=TENANT, seed=b"tests", now=lambda: self.at)
        app = create_app(self.jamf)
        app.testing = True
        self.http = app.test_client()
        self.send = jamf_over_http(self.exchange)
        self.client = JamfClient(self.send, lambda: self.at)
        self.connection = JamfConnection(TENANT, "okta", "pass:wörd")
        self.jamf.handle(SetAccount("okta", "pass:wörd", READ), ADMIN)
        self.jamf.handle(EnrollComputer(UDID, "C02", "ada's Mac", "10.13.4", "ada"), DeviceIdentity(UDID))

    def exchange(self, request):
        if self.down:
            raise ConnectionError("no route")
        self.asked.append(request.target)
        answered = self.http.open(
            request.target, method=request.method, headers={**request.headers, "Host": request.host}
        )
        return wire.Response(answered.status_code, answered.headers, answered.data)

    def refusal(self, request):
        with pytest.raises(JamfRefused) as refused:
            self.send(request)
        return refused.value.status, refused.value.summary

    def own_refusal(self, message, credentials):
        with pytest.raises(JamfError) as refused:
            self.jamf.handle(message, credentials)
        return refused.value.status, refused.value.summary


@pytest.fixture
def line():
    return Line()


def test_a_managed_computer_is_told_from_the_others(line):
    assert line.client.management(line.connection, UDID) == "managed"
    line.jamf.handle(SetManaged(UDID, managed=False), ADMIN)
    assert line.client.management(line.connection, UDID) == "not_managed"
    assert line.client.management(line.connection, "unknown") == "computer_unknown"


def test_the_accounts_troubles_are_told_apart(line):
    wrong = JamfConnection(TENANT, "okta", "wrong")
    assert line.client.management(wrong, UDID) == "jamf_unauthorized"
    for missing in READ:
        line.jamf.handle(SetAccount("okta", "pass:wörd", READ - {missing}), ADMIN)
        assert line.client.test(line.connection, privileges=True) == "jamf_forbidden"
    line.jamf.handle(SetAccount("okta", "pass:wörd", READ), ADMIN)
    assert line.client.test(line.connection, privileges=True) == "managed"
    line.down = True
    assert line.client.management(line.connection, UDID) == "jamf_unreachable"


def test_a_token_that_ended_is_replaced(line):
    assert line.client.management(line.connection, UDID) == "managed"
    line.at += 1801
    assert line.client.management(line.connection, UDID) == "managed"
    assert line.asked.count("/api/v1/auth/token") == 2


def test_replies_are_those_that_jamf_pro_gives_directly(line):
    token = line.send(GetToken(TENANT, "okta", "pass:wörd"))
    assert isinstance(token, JamfToken)
    assert token.expires_at == line.at + 1800
    bearer = Bearer(token.token)
    computer = line.jamf.handle(GetComputer(UDID), bearer)
    assert line.send(ReadComputer(TENANT, token.token, UDID)) == JamfComputer(computer.udid, computer.managed)
    accounts, users = line.jamf.handle(ListAccounts(), bearer), line.jamf.handle(ListUsers(), bearer)
    assert line.send(ReadAccounts(TENANT, token.token)) == JamfListing(len(accounts))
    assert line.send(ReadUsers(TENANT, token.token)) == JamfListing(len(users))


def test_refusals_are_those_that_jamf_pro_gives_directly(line):
    assert line.refusal(GetToken(TENANT, "okta", "wrong")) == line.own_refusal(
        CreateToken(), Basic("okta", "wrong")
    )
    token = line.send(GetToken(TENANT, "okta", "pass:wörd")).token
    assert line.refusal(ReadComputer(TENANT, token, NO_COMPUTER)) == line.own_refusal(
        GetComputer(NO_COMPUTER), Bearer(token)
    )
    assert line.refusal(ReadUsers(TENANT, "none")) == line.own_refusal(ListUsers(), Bearer("none"))
    line.jamf.handle(SetAccount("okta", "pass:wörd", frozenset()), ADMIN)
    token = line.send(GetToken(TENANT, "okta", "pass:wörd")).token
    assert line.refusal(ReadUsers(TENANT, token)) == line.own_refusal(ListUsers(), Bearer(token))


def test_without_a_line_there_is_no_answer(line):
    line.down = True
    with pytest.raises(JamfUnreachable, match="no route"):
        line.send(ReadUsers(TENANT, "tok"))
