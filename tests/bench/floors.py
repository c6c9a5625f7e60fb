"""What nobody can go below: bare SimPy, bare cryptography, measured in the same run."""

import datetime as dt
import time

import simpy
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from simulator.mac.keys import csr, make_key
from tests.bench.figures import Measure

_DAY = dt.datetime(2025, 1, 6)
_YEAR = dt.datetime(2026, 1, 6)
PROCESSES = 1000
TIMEOUTS = 20_000
ENROLMENTS = 1000


def simpy_timeouts(_found):
    """Microseconds of a bare timeout, with as many processes as the small fleet has Macs."""
    env = simpy.Environment()

    def process():
        for _ in range(TIMEOUTS // PROCESSES):
            yield env.timeout(60)

    for _ in range(PROCESSES):
        env.process(process())
    begun = time.perf_counter()
    env.run()
    return (time.perf_counter() - begun) / TIMEOUTS * 1e6


def bare_enrolment(_found):
    """Microseconds for a key, a request, its check and a certificate, with nothing around them."""
    ca = make_key(bytes(31) + b"\x01").made()
    name = x509.Name([])
    begun = time.perf_counter()
    for number in range(ENROLMENTS):
        request = x509.load_der_x509_csr(csr(make_key(number.to_bytes(32, "big"))))
        assert request.is_signature_valid
        (
            x509.CertificateBuilder(
                issuer_name=name, subject_name=request.subject, public_key=request.public_key()
            )
            .serial_number(number + 1)
            .not_valid_before(_DAY)
            .not_valid_after(_YEAR)
            .sign(ca, hashes.SHA256(), ecdsa_deterministic=True)
        )
    return (time.perf_counter() - begun) / ENROLMENTS * 1e6


def sum_s(took, found):
    """Seconds that a fleet's steps and certificates would take bare."""
    bare_us = took["steps"] * found["bare timeout"] + took["certificates"] * found["bare enrolment"]
    return bare_us / 1e6


MEASURES = [
    Measure("bare timeout", "µs", simpy_timeouts),
    Measure("bare enrolment", "µs", bare_enrolment),
]
