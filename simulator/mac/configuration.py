"""The changes to a Mac that the registration task and its scheduled part have in common, one function each.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help: the Okta keychain, the ``device_trust`` password
and identity preferences in the login keychain, Chrome's AutoSelectCertificateForUrls, the whitelist.
"""

from __future__ import annotations

from functools import lru_cache

from fake_okta import messages as okta
from simulator.mac.chrome_policy import entry_for
from simulator.mac.keychain import PASSWORD_LABEL, Identity
from simulator.mac.machine import Account, Mac, host_of, version_number
from simulator.mac.task_script import partitions
from simulator.steps import Note, Task, ask

ANONYMOUS = okta.Anonymous()
_METADATA = okta.GetMetadata()


def tell(note: Note) -> Task[int | None]:
    """Tell of something; its ``seq`` as the cause of what follows, or else the note's own cause."""
    seq: int | None = yield note
    return note.cause if seq is None else seq


def import_identity(mac: Mac, account: Account, identity: Identity, cause: int | None) -> Task[int | None]:
    """Put an identity into the Okta keychain and tell of it; the note's ``seq``."""
    assert account.okta_keychain is not None
    account.okta_keychain.add(identity)
    details = {
        "account": account.name,
        "serial_number": identity.serial_text,
        "not_after": identity.certificate.not_after,
    }
    return (yield from tell(Note("certificate.imported", mac.name, cause=cause, details=details)))


def remove_identity(
    mac: Mac, account: Account, identity: Identity, reason: str, cause: int | None
) -> Task[int | None]:
    """Delete a certificate, from macOS 10.12.4 on with its key, and tell of it."""
    assert account.okta_keychain is not None
    account.okta_keychain.remove(identity, with_key=version_number(mac.macos) >= (10, 12, 4))
    return (yield from tell(removed(mac, account, identity, reason, cause)))


def ask_metadata(org: str) -> Task[str]:
    """The name of an org's mutual TLS host. Raises OktaError or NetworkError."""
    metadata = yield from ask(_METADATA, ANONYMOUS, org)
    return host_of(metadata.cert_auth_domain)


def set_identity_preferences(account: Account, url: str, mtls_host: str) -> None:
    """Let Safari, and all that is built on WebKit, prefer the identity for Okta's hosts."""
    keychain = account.okta_keychain
    if keychain is None or not keychain.identities:
        return
    serial_number = keychain.identities[0].certificate.serial_number
    preferences = account.login_keychain.identity_preferences
    preferences[mtls_host] = preferences[org_pattern(url)] = serial_number


def set_chrome_policy(mac: Mac, account: Account, mtls_host: str) -> None:
    """Write Chrome's AutoSelectCertificateForUrls, unless an entry of Okta's is there already."""
    for entry in (*mac.managed_chrome_policy, *account.chrome_policy):
        # The task looks for okta.com, whatever the org's own domain is.
        if "okta.com" in entry:
            return
    account.chrome_policy += (entry_for(mtls_host),)


def set_partition_list(account: Account, team_ids: str) -> None:
    """Let the whitelisted apps use the keys in the Okta keychain without a prompt."""
    if account.okta_keychain is not None:
        account.okta_keychain.partition_list = partitions(team_ids)


def remove_material(
    mac: Mac, account: Account, reason: str, cause: int | None, *, known: bool
) -> Task[int | None]:
    """Delete the Okta keychain with all in it, its password, and the identity preferences.

    ``known`` False leaves out that a keychain is gone which nobody knew; certificates are always told of.
    """
    keychain = account.okta_keychain
    login = account.login_keychain
    account.okta_keychain = None
    login.passwords.pop(PASSWORD_LABEL, None)
    login.identity_preferences.clear()
    for identity in (*keychain.identities, *keychain.keyless) if keychain is not None else ():
        known = True
        cause = yield from tell(removed(mac, account, identity, reason, cause))
    if known:
        cause = yield from tell(changed(mac, account, "Okta keychain deleted", reason, cause))
    return cause


def removed(mac: Mac, account: Account, identity: Identity, reason: str, cause: int | None) -> Note:
    """Make the note that a certificate is out of the Okta keychain."""
    details = {"account": account.name, "serial_number": identity.serial_text}
    return Note("certificate.removed", mac.name, "", reason, cause, details)


def changed(mac: Mac, account: Account, change: str, reason: str, cause: int | None) -> Note:
    """Make the note that something else changed in an account's keychains."""
    details = {"account": account.name, "change": change}
    return Note("keychain.changed", mac.name, "", reason, cause, details)


@lru_cache(maxsize=64)
def org_pattern(url: str) -> str:
    """The host pattern of the org's domain.

    >>> org_pattern("https://acme.okta.com")
    '*.okta.com'
    """
    return f"*.{host_of(url).partition('.')[2]}"
