"""Names for things, made from the seed: the same seed gives the same ids, serial numbers and secrets."""

from __future__ import annotations

from hashlib import blake2b

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Two letters at a time, the lower place first: half the divisions.
_PAIRS = [low + high for high in _ALPHABET for low in _ALPHABET]


class Ids:
    """Every id of one org.

    An id is addressed by what it names (``derive``) or counted within its kind (``count``), so that one more
    certificate for one Mac changes no other Mac's serial numbers.
    """

    def __init__(self, seed: bytes) -> None:
        # blake2b takes keys up to 64 bytes; a seed of any length is folded into one.
        self._key = blake2b(seed, digest_size=32, person=b"okta").digest()
        self._prefix = self.derive("running", "", 10).hex()
        self._counts: dict[str, int] = {}

    def derive(self, kind: str, name: str, size: int = 16) -> bytes:
        """``size`` bytes that belong to this kind and name, always the same ones."""
        return blake2b(f"{kind}\0{name}".encode(), digest_size=size, key=self._key).digest()

    def count(self, kind: str) -> int:
        """The next number of this kind, from 1."""
        number = self._counts.get(kind, 0) + 1
        self._counts[kind] = number
        return number

    def token(self, kind: str) -> str:
        """The next one-time value of this kind: 32 hexadecimal digits."""
        return self.derive(kind, str(self.count(kind))).hex()

    def running(self, number: int) -> str:
        """The name of a ``number`` that was counted, where it may be easy to guess: 32 hexadecimal digits."""
        return f"{self._prefix}{number:012x}"

    def object_id(self, prefix: str) -> str:
        """The next object id as Okta writes them: a prefix (00u a user, 0oa an app), 20 characters in all."""
        return prefix + self.text(prefix, str(self.count(prefix)), 20 - len(prefix))

    def text(self, kind: str, name: str, length: int) -> str:
        """``length`` letters and digits that belong to this kind and name."""
        number = int.from_bytes(self.derive(kind, name, min(64, length)), "big")
        pairs = []
        for _ in range(0, length, 2):
            number, index = divmod(number, len(_PAIRS))
            pairs.append(_PAIRS[index])
        return "".join(pairs)[:length]

    def serial_number(self, udid: str, ordinal: int) -> int:
        """The serial number of a device's n-th certificate: 127 bits, within RFC 5280's 20 octets."""
        return int.from_bytes(self.derive("serial", f"{udid}\0{ordinal}"), "big") >> 2 | 1 << 126
