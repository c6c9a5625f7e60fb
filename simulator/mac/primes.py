"""The two primes of an RSA-2048 key, derived from octets: the same ones for the same octets.

``cryptography`` makes RSA keys from the machine's own chance only, which would make no two runs alike. These keys guard
nothing; the numbers are tested as FIPS 186-5 asks (A.1.3: top bits set, distance, gcd with e; B.3.1: Miller-Rabin).
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import shake_256
from math import gcd, isqrt

_BITS = 1024
_EXPONENT = 65_537
_ROUNDS = 5
"""FIPS 186-5, table B.1: five rounds for 1,024-bit primes of RSA, for an error below 2^-112."""
_SMALL = [
    number
    for number in range(3, 2000, 2)
    if all(number % divisor for divisor in range(3, isqrt(number) + 1, 2))
]


def rsa_2048_primes(material: bytes) -> tuple[int, int]:
    """Two primes of 1,024 bits, the larger first, whose product has 2,048."""
    found = _primes(material)
    p = next(found)
    q = next(other for other in found if abs(p - other) >> (_BITS - 100))
    return max(p, q), min(p, q)


def is_probable_prime(number: int, material: bytes = b"") -> bool:
    """Miller-Rabin with bases derived from ``material``; never wrong about a prime.

    >>> [number for number in range(2000, 2030) if is_probable_prime(number)]
    [2003, 2011, 2017, 2027, 2029]
    """
    if number < 3 or number % 2 == 0:
        return number == 2
    if any(number % small == 0 for small in _SMALL):
        return number in _SMALL
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    odd = (number - 1) >> twos
    return not any(_witnesses(base, number, odd, twos) for base in _bases(number, material))


def _witnesses(base: int, number: int, odd: int, twos: int) -> bool:
    """Whether the base shows that the number is composite."""
    power = pow(base, odd, number)
    if power in {1, number - 1}:
        return False
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return False
    return True


def _bases(number: int, material: bytes) -> Iterator[int]:
    size = (number.bit_length() + 7) // 8 + 8
    drawn = shake_256(b"bases" + material).digest(size * _ROUNDS)
    for begins in range(0, len(drawn), size):
        yield int.from_bytes(drawn[begins : begins + size], "big") % (number - 3) + 2


def _primes(material: bytes) -> Iterator[int]:
    attempt = 0
    while True:
        drawn = shake_256(material + attempt.to_bytes(4, "big")).digest(_BITS // 8)
        # The two top bits are set, so that the product has all its bits; the last one, since primes are odd.
        candidate = int.from_bytes(drawn, "big") | 3 << (_BITS - 2) | 1
        if gcd(candidate - 1, _EXPONENT) == 1 and is_probable_prime(candidate, material):
            yield candidate
        attempt += 1
