"""Keychains and what they hold: identities, passwords, preferences.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (the Okta keychain with certificate and key; the
``device_trust`` password and identity preferences in the login keychain); ``man security`` (partition list).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import intern
from typing import Final

from fake_okta import messages as okta
from simulator.chance import Entity, octets
from simulator.mac.keys import PrivateKey, sign

PASSWORD_LABEL: Final = "device_trust"  # noqa: S105  # the label of an item, not a password
PROOF_LIFE_S: Final = 3600

_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LETTER_OF_OCTET: Final = bytes(_LETTERS[octet % len(_LETTERS)] for octet in range(256))


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """A certificate with its private key, as a keychain shows it; compared as the one thing that it is."""

    certificate: okta.Certificate
    key: PrivateKey

    @property
    def serial_text(self) -> str:
        """The serial number as the trace and Okta's log write it: hexadecimal, and one text with theirs."""
        return intern(format(self.certificate.serial_number, "x"))

    def valid_at(self, at: int, *, also_before: bool = False) -> bool:
        """Whether it is valid at epoch second ``at`` (both ends count, RFC 5280), or perhaps only later."""
        certificate = self.certificate
        return at <= certificate.not_after and (also_before or at >= certificate.not_before)


@dataclass(slots=True, eq=False)
class OktaKeychain:
    """okta.keychain of one macOS account.

    Attributes:
        password: what opens it; a copy stands in the login keychain under ``device_trust``.
        identities: certificates with their keys, in the order of import.
        unlocked: set to stay open once unlocked, until the next login.
        partition_list: who may use the keys without a prompt (``apple:``, ``teamid:...``).
        loose_keys: keys whose certificates were deleted without them.
        keyless: certificates whose keys were deleted without them; no app can present one.
    """

    password: str = field(repr=False)
    unlocked: bool = True
    identities: list[Identity] = field(default_factory=list)
    partition_list: frozenset[str] = frozenset()
    loose_keys: list[PrivateKey] = field(default_factory=list)
    keyless: list[Identity] = field(default_factory=list)

    @property
    def certificates(self) -> list[okta.Certificate]:
        """All that ``security find-certificate`` finds: with their keys first, then those without."""
        return [identity.certificate for identity in (*self.identities, *self.keyless)]

    def lose_keys(self) -> None:
        """Delete the private keys; the certificates stay."""
        self.keyless += self.identities
        self.identities.clear()
        self.loose_keys.clear()

    def add(self, identity: Identity) -> None:
        """Import an identity. Its key is on nobody's list until the partition list is set again."""
        self.identities.append(identity)
        self.partition_list = frozenset()

    def remove(self, identity: Identity, *, with_key: bool) -> None:
        """Delete a certificate, with or without its key."""
        self.identities.remove(identity)
        if not with_key:
            self.loose_keys.append(identity.key)

    def holds_key_of(self, identity: Identity) -> bool:
        """Whether the key is still in the keychain, with its certificate or without."""
        return identity in self.identities or any(key is identity.key for key in self.loose_keys)


@dataclass(slots=True, eq=False)
class LoginKeychain:
    """The login (default) keychain of one macOS account.

    Attributes:
        available: whether there is one; macOS offers to reset one that it cannot open.
        unlocked: open while the user is logged in.
        passwords: generic passwords by label.
        identity_preferences: certificate serial numbers by host pattern (``*.okta.com``).
    """

    available: bool = True
    unlocked: bool = True
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    identity_preferences: dict[str, int] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether items can be read and added without asking anybody."""
        return self.available and self.unlocked

    def password(self) -> str | None:
        """The Okta keychain's password, or None where it is missing or cannot be read."""
        return self.passwords.get(PASSWORD_LABEL) if self.available and self.unlocked else None

    def reset(self) -> None:
        """Start anew, empty, as after a password change that the old one did not follow."""
        self.available = self.unlocked = True
        self.passwords.clear()
        self.identity_preferences.clear()


# --- key material -----------------------------------------------------------------------------------------


def make_password(seed: int, replication: int, entity: Entity, number: int) -> str:
    """Draw the keychain's random password: 40 letters and digits, from the Mac's own dice."""
    drawn = octets(seed, replication, entity, f"keychain password {number}", 40)
    return drawn.translate(_LETTER_OF_OCTET).decode()


def prove(identity: Identity, device: okta.Device, now: int) -> okta.RenewalProof:
    """Prove possession of an identity, by the Mac's own clock (``now``, epoch seconds); good for an hour."""
    content = okta.renewal_content(device, now)
    signature = sign(identity.key, identity.certificate.der, content)
    return okta.RenewalProof(identity.certificate, now, now + PROOF_LIFE_S, content, signature)
