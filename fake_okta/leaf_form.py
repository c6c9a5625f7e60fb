"""A client certificate's to-be-signed bytes (RFC 5280) as a form with blanks.

Every certificate of a CA for a P-256 key differs from the next in serial number, validity and key only, and
these have fixed lengths. Filling them into the bytes of a sample takes a few microseconds where encoding all
anew takes some fifty, which is felt when a fleet of 100,000 Macs enrolls. The bytes are the same: a test
compares them.
"""

from __future__ import annotations

from hashlib import sha1
from time import gmtime, strftime
from typing import Final

SERIAL_BITS: Final = 127
POINT_LENGTH: Final = 65
# Until the end of 2049 X.509 writes times as UTCTime, afterwards in a longer form.
LAST_UTC_TIME: Final = 2_524_607_999

_ECDSA_WITH_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")


class LeafForm:
    """The form, cut from a sample whose values are known."""

    def __init__(self, sample: bytes, *, serial_number: int, at: int, until: int, point: bytes) -> None:
        self._sample = sample
        self._places = [_place(sample, blank) for blank in _filled(serial_number, at, until, point)]

    def fill(self, serial_number: int, at: int, until: int, point: bytes) -> bytes:
        """The to-be-signed bytes for these values: times in epoch seconds, ``point`` the public key."""
        filled = bytearray(self._sample)
        for place, value in zip(self._places, _filled(serial_number, at, until, point), strict=True):
            filled[place] = value
        return bytes(filled)


def fits(serial_number: int, until: int, point: bytes) -> bool:
    """Whether these values have the lengths that the form was cut for."""
    right_lengths = serial_number.bit_length() == SERIAL_BITS and len(point) == POINT_LENGTH
    return right_lengths and until <= LAST_UTC_TIME


def signed(to_be_signed: bytes, signature: bytes) -> bytes:
    """The certificate's DER: what was signed, the algorithm ecdsa-with-SHA256, the signature."""
    bits = b"\x03" + _length(len(signature) + 1) + b"\x00" + signature
    body = to_be_signed + _ECDSA_WITH_SHA256 + bits
    return b"\x30" + _length(len(body)) + body


def _filled(serial_number: int, at: int, until: int, point: bytes) -> tuple[bytes, ...]:
    # The subject key identifier is the SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1).
    key_id = sha1(point, usedforsecurity=False).digest()
    return serial_number.to_bytes(16, "big"), _utc_time(at), _utc_time(until), point, key_id


def _place(sample: bytes, blank: bytes) -> slice:
    if sample.count(blank) != 1:
        raise ValueError("a blank of the form cannot be told from the rest of the sample")
    start = sample.index(blank)
    return slice(start, start + len(blank))


def _utc_time(at: int) -> bytes:
    return strftime("%y%m%d%H%M%SZ", gmtime(at)).encode()


def _length(number: int) -> bytes:
    if number < 0x80:
        return bytes([number])
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets
