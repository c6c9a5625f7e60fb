"""Whatever can be said to Okta, and answered: strategies that know the types and nothing of the rules."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import strategies as st

from fake_okta.assumptions import OktaAssumptions
from fake_okta.certificate_reading import read_certificate
from fake_okta.errors import OktaError
from fake_okta.messages import (
    Anonymous,
    ApiToken,
    Certificate,
    Challenged,
    ClientSeen,
    Device,
    Enroll,
    FinishSignIn,
    GetMetadata,
    HomePage,
    Metadata,
    OnDemand,
    OpenApp,
    OpenHomePage,
    PresentCertificate,
    Presented,
    Renew,
    RenewalProof,
    Session,
    SessionCookie,
    SignInResult,
    StartSession,
    renewal_content,
)
from tests.fake_okta.estate import Estate

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["", " ", ".", "..", "a/b", "%2F", "a?b#c", "\x00", "\r\n", "true", "a=b;c", "a, b", "名前", "\U0001f34e"]
)
numbers = st.integers(-(2**160) + 1, 2**160 - 1)
times = st.integers(-62_135_596_800, 253_402_300_799)
"""Seconds since the epoch that a calendar has, from year 1 to 9999."""


class Later(OnDemand):
    """Bytes that are there, read as if they were yet to be made."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def __bytes__(self) -> bytes:
        return self._octets


st.register_type_strategy(OnDemand, st.builds(Later, st.binary()))


def _issued() -> list[Certificate]:
    estate = Estate(OktaAssumptions(), b"strategies", "acme").enabled()
    return [estate.enroll(estate.mac(name)) for name in ("ada", "eve")]


issued = st.sampled_from(_issued())


def built(kind, **given):
    """Any value of a dataclass: each field by its type, where ``given`` does not say otherwise."""
    inferred = {field.name: ... for field in fields(kind)}
    return st.builds(kind, **(inferred | given))


made_up = built(
    Certificate,
    serial_number=numbers,
    subject=texts,
    issuer=texts,
    issuer_key_id=texts,
    not_before=numbers,
    not_after=numbers,
)
altered = st.builds(
    lambda one, number, name: replace(one, serial_number=number, subject=name), issued, numbers, texts
)
certificates = issued | altered | made_up
junk = st.binary().filter(lambda said: not said.strip().startswith(b"{"))
presented = issued | st.binary().map(read_certificate)
"""Certificates whose fields follow from their bytes: TLS carries no others."""

clients = st.builds(ClientSeen, texts, texts)
devices = st.builds(Device, texts, texts)
proofs = st.one_of(
    st.builds(
        lambda one, device, at, signature: RenewalProof(
            one, at, at + 3600, renewal_content(device, at), signature
        ),
        issued,
        devices,
        numbers,
        st.binary(),
    ),
    st.builds(
        lambda one, said, signature: RenewalProof(one, 0, 0, said, signature), issued, junk, st.binary()
    ),
)
"""Proofs whose parts follow from their token."""

results = built(
    SignInResult,
    reason=texts,
    rule=texts,
    device_reason=texts,
    learn_more_url=st.none() | texts,
    serial_number=st.none() | numbers,
)

MESSAGES = {
    GetMetadata: (st.just(GetMetadata()), st.builds(Metadata, texts)),
    Enroll: (st.builds(Enroll, texts, texts, devices, st.binary(), texts), certificates),
    Renew: (st.builds(Renew, texts, devices, st.binary(), texts, proofs), certificates),
    StartSession: (
        st.builds(StartSession, texts, clients, st.booleans()),
        st.builds(Session, texts, texts, times),
    ),
    OpenApp: (
        st.builds(OpenApp, texts, clients, st.booleans(), st.booleans()),
        results | st.builds(Challenged, texts, texts),
    ),
    PresentCertificate: (
        st.builds(PresentCertificate, texts, st.none() | presented),
        st.builds(Presented, texts),
    ),
    FinishSignIn: (st.builds(FinishSignIn, texts, texts), results),
    OpenHomePage: (
        st.builds(OpenHomePage, clients, st.booleans()),
        st.builds(HomePage, st.lists(texts).map(tuple), st.frozensets(texts)),
    ),
}
"""What goes over the wire: each message's values, and those of its replies."""

messages = st.one_of([message for message, _ in MESSAGES.values()])
exchanges = st.one_of([st.tuples(message, reply) for message, reply in MESSAGES.values()])
credentials = st.one_of(
    st.just(Anonymous()),
    st.builds(ApiToken, texts),
    st.builds(SessionCookie, texts),
)
errors = st.builds(
    OktaError, texts, st.integers(400, 599), texts, st.lists(texts, max_size=3).map(tuple), texts
)
