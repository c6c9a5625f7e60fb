"""What nobody can go below: bare SimPy, bare cryptography, measured in the same run, in CPU time as the fleets are."""

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
EVENTS = 20_000
ENROLMENTS = 1000


def bare_simpy_s(processes, events):
    """CPU seconds that SimPy takes for so many processes and, all in all, so many events."""
    env = simpy.Environment()
    timeouts = max(
        0, events - 2 * processes
    )  # each process has an event when it begins, and one when it ends

    def process(number):
        mine = timeouts // processes + (number < timeouts % processes)
        for count in range(mine):
            yield env.timeout(60 + (number * 7919 + count * 104_729) % 86_400)  # no two at once, as with Macs

    begun = time.process_time()
    for number in range(processes):
        env.process(process(number))
    env.run()
    return time.process_time() - begun


def simpy_timeouts(_found):
    """Microseconds of a bare event, with as many processes as the small fleet has Macs."""
    return bare_simpy_s(PROCESSES, EVENTS) / EVENTS * 1e6


def bare_enrolment(_found):
    """Microseconds for a key, a request, its check and a certificate, with nothing around them."""
    ca = make_key(bytes(31) + b"\x01").made()
    name = x509.Name([])
    begun = time.process_time()
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
    return (time.process_time() - begun) / ENROLMENTS * 1e6


def sum_s(took, found):
    """CPU seconds that a fleet's Macs, steps and certificates would take bare: as many processes, events, enrolments.

    The processes and events are played, since with 100,000 processes each event costs more than with a thousand.
    """
    return bare_simpy_s(took["macs"], took["steps"]) + took["certificates"] * found["bare enrolment"] / 1e6


MEASURES = [
    Measure("bare event", "µs", simpy_timeouts),
    Measure("bare enrolment", "µs", bare_enrolment),
]
