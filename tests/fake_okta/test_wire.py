"""The wire of Okta: what goes in comes out, and what nobody can read is refused in Okta's own shape."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_okta import messages as okta
from fake_okta import wire
from fake_okta.app import CERTIFICATE, create_app
from fake_okta.ca import CertificateAuthority, read_certificate, read_request
from fake_okta.errors import OktaError
from fake_okta.wire_rows import ROWS
from fake_okta.wire_values import Unreadable
from simulator.mac.keys import csr, make_key
from tests.fake_okta.estate import Estate

ORG, MTLS = "acme.okta.com", "ok3-devicetrust.okta.com"
CA = CertificateAuthority(b"seed")
LEAF = CA.issue(read_request(csr(make_key(bytes(31) + b"\x07"))), (1 << 126) + 5, 1_736_150_400)

words = st.text(max_size=30).filter(lambda text: text.isprintable() or not text)
octets = st.binary(max_size=60)
numbers = st.integers(-(2**62), 2**126)
clients = st.builds(okta.ClientSeen, words, words)
devices = st.builds(okta.Device, words, words)
proofs = st.builds(okta.RenewalProof, st.just(LEAF), numbers, numbers, octets, octets)
credentials = st.one_of(
    st.just(okta.Anonymous()), st.builds(okta.ApiToken, words), st.builds(okta.SessionCookie, words)
)
results = st.builds(
    okta.SignInResult,
    st.sampled_from(["allowed", "denied"]),
    words,
    words,
    st.sampled_from(["app", "security_requirements", "access_denied", "none"]),
    st.sampled_from(["trusted", "untrusted", "not_asked"]),
    words,
    st.booleans(),
    st.none() | words,
    st.booleans(),
    st.none() | numbers,
)
TALK = {
    okta.GetMetadata: (st.just(okta.GetMetadata()), st.builds(okta.Metadata, words)),
    okta.Enroll: (st.builds(okta.Enroll, words, words, devices, octets, words), st.just(LEAF)),
    okta.Renew: (st.builds(okta.Renew, words, devices, octets, words, proofs), st.just(LEAF)),
    okta.StartSession: (
        st.builds(okta.StartSession, words, clients, st.booleans()),
        st.builds(okta.Session, words, words, numbers),
    ),
    okta.OpenApp: (
        st.builds(okta.OpenApp, words, clients, st.booleans(), st.booleans()),
        results | st.builds(okta.Challenged, words, words),
    ),
    okta.PresentCertificate: (
        st.builds(okta.PresentCertificate, words, st.none() | st.just(LEAF)),
        st.builds(okta.Presented, words),
    ),
    okta.FinishSignIn: (st.builds(okta.FinishSignIn, words, words), results),
    okta.OpenHomePage: (
        st.builds(okta.OpenHomePage, clients, st.booleans()),
        st.builds(okta.HomePage, st.lists(words).map(tuple), st.frozensets(words)),
    ),
}
"""Each message that is said over HTTP, and its replies."""


def test_every_exchange_of_the_table_is_tried_here() -> None:
    assert {row.message for row in ROWS} == TALK.keys()


@pytest.mark.parametrize("kind", TALK)
@settings(max_examples=40, deadline=None)
@given(data=st.data(), who=credentials)
def test_a_message_comes_out_as_it_went_in(kind, data, who) -> None:  # type: ignore[no-untyped-def]
    message = data.draw(TALK[kind][0])
    asked = wire.encode(message, who, ORG, MTLS)
    assert wire.read(asked) == (message, who)
    assert asked.host == (MTLS if kind is okta.PresentCertificate else ORG)


@pytest.mark.parametrize("kind", TALK)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_reply_comes_out_as_it_went_in(kind, data) -> None:  # type: ignore[no-untyped-def]
    message, reply = (data.draw(one) for one in TALK[kind])
    assert wire.decode(message, wire.answer(message, reply)) == reply


@settings(max_examples=60, deadline=None)
@given(words, st.integers(400, 599), words, st.lists(words.filter(bool)).map(tuple), words)
def test_an_error_comes_out_with_all_that_it_says(code, status, summary, causes, cause_code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OktaError) as caught:
        wire.decode(okta.GetMetadata(), wire.refuse(OktaError(code, status, summary, causes, cause_code)))
    assert caught.value.args == (code, status, summary, causes, cause_code)


def test_an_error_has_the_body_that_okta_documents() -> None:
    body = json.loads(wire.refuse(OktaError("E0000011", 401, "Invalid token provided")).body)
    assert (body["errorCode"], body["errorSummary"], body["errorCauses"]) == (
        "E0000011",
        "Invalid token provided",
        [],
    )
    assert body["errorId"].startswith("oae")


def test_a_gateways_error_page_is_an_error_and_no_crash() -> None:
    with pytest.raises(OktaError, match="E0000009"):
        wire.decode(okta.GetMetadata(), wire.Response(502, {}, b"<html>Bad gateway</html>"))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"certAuthDomain": 5}', b"\xff"])
def test_a_success_that_is_no_reply_is_told_apart(body: bytes) -> None:
    with pytest.raises(Unreadable, match="does not answer GetMetadata"):
        wire.decode(okta.GetMetadata(), wire.Response(200, {}, body))


def test_a_certificate_is_read_back_from_its_bytes() -> None:
    assert read_certificate(LEAF.der) == LEAF


@given(octets)
def test_bytes_that_are_no_certificate_stay_what_they_are(der: bytes) -> None:
    assert read_certificate(der) == okta.Certificate(0, "", "", "", 0, 0, der)


ENROLL = wire.encode(
    okta.Enroll("t", "1.2.1", okta.Device("U", "a"), b"x", "ada"), okta.Anonymous(), ORG, MTLS
)


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"target": "/nowhere"}, "E0000007", 404),
        ({"method": "DELETE"}, "E0000022", 405),
        ({"body": b"{"}, "E0000003", 400),
        ({"body": b"[" * 100_000}, "E0000003", 400),
        ({"body": b"[]"}, "E0000001", 400),
        ({"body": ENROLL.body.replace(b'"user"', b'"usr"')}, "E0000001", 400),
        ({"body": ENROLL.body.replace(b'"eA=="', b'"no base64!"')}, "E0000001", 400),
        ({"body": b" " * (wire.MAX_BODY + 1)}, "E0000003", 413),
    ],
)
def test_what_cannot_be_read_is_refused(change, code, status) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OktaError) as caught:
        wire.read(replace(ENROLL, **change))
    assert (caught.value.code, caught.value.status) == (code, status)


# --- the application --------------------------------------------------------------------------------------


@pytest.fixture
def client(estate: Estate):  # type: ignore[no-untyped-def]
    app = create_app(estate.okta)
    app.testing = True
    return app.test_client()


targets = st.sampled_from([row.path for row in ROWS]) | st.text(max_size=20).map(lambda tail: f"/api/{tail}")
bodies = (
    octets
    | st.just(ENROLL.body)
    | st.recursive(
        st.none() | st.booleans() | numbers | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["device", "csr", "nonce", "client", "login", "orgToken", "is"]), inner
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"]),
    targets,
    bodies,
    st.sampled_from(["", "SSWS", "SSWS x", "Bearer y", "SSWS %ff"]),
    st.sampled_from(["", "sid", "sid=;;=", 'sid="', "sid=%ff; a=b"]),
    st.none() | octets,
)
def test_no_request_is_answered_with_a_server_error(  # a request has so many parts
    client,
    method,
    target,
    body,
    authorization,
    cookie,
    presented,  # type: ignore[no-untyped-def]
) -> None:
    answered = client.open(
        target,
        method=method,
        data=body,
        headers={"Authorization": authorization, "Cookie": cookie},
        environ_overrides={CERTIFICATE: presented},
    )
    assert answered.status_code < 500
    assert answered.headers["Cache-Control"] == "no-store"


def test_a_body_that_is_too_long_is_turned_away(client) -> None:  # type: ignore[no-untyped-def]
    answered = client.post("/trustlab/session", data=b" " * (wire.MAX_BODY + 100))
    assert (answered.status_code, answered.json["errorCode"]) == (413, "E0000003")


def test_a_mistake_in_the_server_is_answered_without_its_insides(estate: Estate) -> None:
    app = create_app(estate.okta)
    app.before_request_funcs[None].insert(0, lambda: 1 / 0)
    answered = app.test_client().get("/api/internal/v1/device-trust/metadata")
    assert (answered.status_code, answered.json["errorCode"]) == (500, "E0000009")
    assert b"division" not in answered.data
