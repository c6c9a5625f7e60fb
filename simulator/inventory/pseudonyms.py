"""Stable aliases for names and numbers that lead to people and Macs, made with a key that is never written.

An alias is an HMAC (RFC 2104) with SHA-256 of the text in lower case, cut to what its form holds. The same key gives the
same aliases, so several sources can be joined; without the key nobody can go back, or try names out.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import replace
from hashlib import sha256
from typing import Final

from simulator.known_macs import KnownMac

SHORTEST_KEY: Final = 16
_LETTERS: Final = 12


class KeyTooShort(Exception):
    """A key that could be found by trying."""


class Pseudonyms:
    """Aliases by one key. Raises KeyTooShort for a key of fewer than sixteen characters."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        if len(key) < SHORTEST_KEY:
            raise KeyTooShort
        self._key = key.encode()

    def __repr__(self) -> str:
        return "Pseudonyms(...)"

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._key, f"{kind}|{text.strip().lower()}".encode(), sha256)

    def word(self, kind: str, text: str) -> str:
        """``mac-k3vq...`` for a name; nothing for nothing."""
        if not text:
            return ""
        return f"{kind}-{b32encode(self._digest(kind, text)).decode().lower()[:_LETTERS]}"

    def login(self, login: str) -> str:
        """An alias for an Okta login, in the form of one. ``nobody`` stays."""
        if login in ("", "nobody"):
            return login
        return f"{self.word('person', login)}@pseudonym.invalid"

    def serial_number(self, serial_number: str) -> str:
        """An alias for a serial number."""
        return b32encode(self._digest("serial", serial_number)).decode()[:_LETTERS] if serial_number else ""

    def udid(self, udid: str) -> str:
        """An alias for a Hardware UUID, in the form of one."""
        if not udid:
            return ""
        text = self._digest("udid", udid).hex().upper()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:32]}"

    def fingerprint(self, fingerprint: str) -> str:
        """An alias for a certificate's fingerprint, in the form of one."""
        return self._digest("fingerprint", fingerprint).hex().upper()[:40] if fingerprint else ""

    def mac(self, mac: KnownMac) -> KnownMac:
        """The same Mac under aliases; states, dates and groups stay."""
        return replace(
            mac,
            name=self.word("mac", mac.name),
            serial_number=self.serial_number(mac.serial_number),
            udid=self.udid(mac.udid),
            person=self.login(mac.person),
            account=self.word("account", mac.account),
            fingerprint=self.fingerprint(mac.fingerprint),
            bound_to=self.login(mac.bound_to),
        )
