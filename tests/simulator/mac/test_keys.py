"""Keys and certificates: made at once or on demand, P-256 or RSA-2048; the same bytes and the same outcome."""

from __future__ import annotations

import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from fake_okta import messages as okta
from fake_okta.ca import CertificateAuthority, read_request, signed_with
from simulator.mac.keychain import Identity, prove
from simulator.mac.keys import POOL, Practice, csr, make_key
from simulator.mac.primes import is_probable_prime, rsa_2048_primes
from simulator.run import play
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from simulator.scenario.variants import scenario_of
from simulator.trace import first_difference

CA = CertificateAuthority(b"seed")
DEVICE = okta.Device("U-1", "ada")
LATER = Practice(on_demand=True)
STORIES = [
    "read_only_cell/across_the_expiry_date",
    "read_only_cell/at_enrollment",
    "renewal/clock_two_months_behind",
    "enrollment_limit/a_step_that_fails_after_issue",
    "chrome/closing_the_window_is_not_enough",
    "shared_terminals/two_users_in_one_account",
]


def issued(practice: Practice, number: int = 1, at: int = 1_736_150_400) -> tuple[Identity, okta.Certificate]:
    key = make_key(bytes([number]) * 32, practice)
    certificate = CA.issue(read_request(csr(key)), (1 << 126) + number, at)
    return Identity(certificate, key), certificate


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_made_on_demand_they_are_the_bytes_that_would_have_been_made_at_once(kind) -> None:  # type: ignore[no-untyped-def]
    (one, now), (other, later) = issued(Practice(False, kind)), issued(Practice(True, kind))
    assert isinstance(now.der, bytes)
    assert isinstance(later.der, okta.OnDemand)
    assert bytes(later.der) == bytes(later.der) == now.der
    assert (now, hash(now)) == (later, hash(later))
    proofs = [prove(identity, DEVICE, 1000) for identity in (one, other)]
    assert isinstance(proofs[0].signature, bytes)
    assert bytes(proofs[1].signature) == proofs[0].signature


def test_a_key_s_text_tells_nothing_of_the_key() -> None:
    assert repr(make_key(b"1" * 32)) == repr(make_key(b"2" * 32, LATER)) == "PrivateKey(...)"


def test_bytes_are_made_only_when_somebody_reads_them() -> None:
    identity, certificate = issued(LATER)
    called = _calls(lambda: _what_okta_does(identity, certificate))
    assert not called


def _what_okta_does(identity: Identity, certificate: okta.Certificate) -> None:
    proof = prove(identity, DEVICE, 1000)
    assert signed_with(certificate.der, proof.content, proof.signature)
    assert CA.inspect(certificate.der).trouble_at(certificate.not_before) is None
    assert certificate == certificate  # noqa: PLR0124  # the same object is equal without being read
    assert "OnDemand" not in repr(identity.key)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("variant", ["base", "counter_case"])
def test_a_story_has_the_same_trace_and_makes_nothing_that_nobody_reads(story: str, variant: str) -> None:
    scenario = scenario_of(load(f"scenarios/{story}.yaml"), variant)
    changed = scenario.okta.model_copy(update={"certificates": "on_demand"})
    on_demand = scenario.model_copy(update={"okta": changed})
    traces = []
    called = _calls(lambda: traces.append(play(on_demand, 1)))
    assert not first_difference(play(scenario, 1), traces[0])
    assert {name for name in called if "cut_form" not in name} <= {"ca's own"}


def _calls(do) -> set[str]:  # type: ignore[no-untyped-def]
    """The signing, verifying and deriving that ``do`` leads to, but for a CA's making of itself."""
    found: set[str] = set()

    def watch(frame, event, argument) -> None:  # type: ignore[no-untyped-def]
        if event != "c_call" or getattr(argument, "__name__", "") not in {
            "sign",
            "verify",
            "derive_private_key",
        }:
            return
        callers = set()
        while frame is not None:
            callers.add(frame.f_code.co_qualname)
            frame = frame.f_back
        found.add("ca's own" if "CertificateAuthority.__init__" in callers else argument.__name__)

    sys.setprofile(watch)
    try:
        do()
    finally:
        sys.setprofile(None)
    return found


# --- what is wrong is wrong in both -----------------------------------------------------------------------


@pytest.mark.parametrize("practice", [Practice(), LATER])
def test_a_proof_for_other_words_or_by_another_key_is_no_proof(practice: Practice) -> None:
    (one, mine), (other, foreign) = issued(practice, 1), issued(practice, 2)
    proof = prove(one, DEVICE, 1000)
    assert signed_with(mine.der, proof.content, proof.signature)
    assert not signed_with(mine.der, proof.content + b" ", proof.signature)
    assert not signed_with(foreign.der, proof.content, proof.signature)
    assert not signed_with(mine.der, proof.content, prove(other, DEVICE, 1000).signature)


@pytest.mark.parametrize("practice", [Practice(), LATER])
def test_another_orgs_certificate_and_a_tampered_one_are_not_trusted(practice: Practice) -> None:
    _, certificate = issued(practice)
    assert CertificateAuthority(b"another").inspect(certificate.der).trouble == "untrusted_issuer"
    der = bytearray(bytes(certificate.der))
    der[-1] ^= 1
    assert CA.inspect(bytes(der)).trouble == "untrusted_issuer"
    assert CA.inspect(bytes(certificate.der)).trouble is None


# --- RSA --------------------------------------------------------------------------------------------------


def test_an_rsa_key_is_one_of_a_few_and_a_real_one() -> None:
    practice = Practice(kind="rsa2048")
    keys = [make_key(bytes(31) + bytes([number]), practice).made() for number in (0, POOL)]
    assert keys[0] is keys[1]
    assert isinstance(keys[0], rsa.RSAPrivateKey)
    assert keys[0].key_size == 2048
    request = x509.load_der_x509_csr(bytes(csr(make_key(bytes(32), practice))))
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "C=US,ST=CA,O=Okta,CN=Okta MTLS"


def test_its_primes_are_the_same_each_time_and_far_apart() -> None:
    p, q = rsa_2048_primes(b"a")
    assert (p, q) == rsa_2048_primes(b"a") != rsa_2048_primes(b"b")
    assert p > q
    assert (p - q) >> 924
    assert (p * q).bit_length() == 2048
    assert is_probable_prime(p, b"other bases")


@pytest.mark.parametrize("composite", [0, 1, 4, 561, 2047, 3215031751, 2**61 + 1, (2**61 - 1) * (2**89 - 1)])
def test_composites_are_told_from_primes_liars_among_them(composite: int) -> None:
    assert not is_probable_prime(composite)


@pytest.mark.parametrize("prime", [2, 3, 1999, 2003, 2**61 - 1, 2**521 - 1])
def test_primes_are_always_told(prime: int) -> None:
    assert is_probable_prime(prime)


@pytest.mark.parametrize("certificates", ["real", "on_demand"])
def test_a_fleet_with_rsa_keys_enrolls_and_renews(certificates: str) -> None:
    raw = {
        "story": "rsa",
        "length": "350 days",
        "okta": {"keys": "rsa2048", "certificates": certificates},
        "fleet": [{"name": "staff", "count": 2}],
    }
    kinds = [record.kind for record in play(Scenario.model_validate(raw), 1) if record.outcome == "success"]
    assert (kinds.count("pki.cert.issue"), kinds.count("pki.cert.renew")) == (2, 2)
