"""Okta's own Jamf client, over HTTP, against the fake Jamf Pro's application and against what is none."""

import pytest

from fake_jamf import messages as jamf
from fake_jamf.app import create_app
from fake_jamf.jamf import Jamf
from fake_okta import jamf_client as port
from fake_okta.jamf_http import jamf_over_http
from fake_okta.messages import JamfConnection
from fake_okta.wire import Response

URL = "https://acme.jamfcloud.com"
UDID = "6933FA4C-A494-B4BA-45A8-7D2342B0545C"
ALL = frozenset({"Read Computers", "Read Accounts", "Read User"})


@pytest.fixture
def server():
    found = Jamf(url=URL, seed=b"seed", now=lambda: 1_736_150_400)
    console = jamf.Console("admin")
    found.handle(jamf.SetAccount("okta-api", "päss:word", ALL), console)
    found.handle(jamf.EnrollComputer(UDID, "C02", "ada", "10.14.6"), jamf.DeviceIdentity(UDID))
    return found


def client(server, answers=None):
    http = create_app(server).test_client()

    def exchange(asked):
        if answers is not None:
            return answers(asked)
        answered = http.open(asked.target, method=asked.method, headers=dict(asked.headers), data=asked.body)
        return Response(answered.status_code, dict(answered.headers), answered.data)

    return port.JamfClient(jamf_over_http(exchange), lambda: 1_736_150_400)


def asked(server, password="päss:word", udid=UDID, answers=None):
    return client(server, answers).management(JamfConnection(URL, "okta-api", password), udid)


def test_a_managed_computer_is_found_managed(server):
    assert asked(server) == "managed"


def test_one_that_was_taken_out_of_management_is_not(server):
    server.handle(jamf.SetManaged(UDID, managed=False), jamf.Console("admin"))
    assert asked(server) == "not_managed"


def test_an_unknown_computer_a_wrong_password_and_a_missing_privilege_are_told_apart(server):
    assert asked(server, udid="no such Mac / at all") == "computer_unknown"
    assert asked(server, password="wrong") == "jamf_unauthorized"
    server.handle(jamf.SetAccount("okta-api", "päss:word", ALL - {"Read User"}), jamf.Console("admin"))
    assert asked(server) == "jamf_forbidden"


def unreachable(_asked):
    raise ConnectionError


@pytest.mark.parametrize(
    "answers",
    [
        unreachable,
        lambda _asked: Response(502, {}, b"<html>"),
        lambda _asked: Response(200, {}, b"<html>"),
        lambda _asked: Response(200, {}, b"{}"),
        lambda _asked: Response(200, {}, b"[" * 50_000),
        lambda _asked: Response(200, {}, b'{"token": "t", "expires": "soon"}'),
    ],
)
def test_whatever_else_answers_jamf_pro_was_not_reached(server, answers):
    assert asked(server, answers=answers) == "jamf_unreachable"
