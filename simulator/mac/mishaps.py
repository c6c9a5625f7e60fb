"""What happens to keychains, and what else the task has made, by people's hands and by iCloud.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (a missing Okta keychain, certificate, private key or
``device_trust`` password and their symptoms; iCloud may carry the Okta keychain to other devices unless a
profile forbids it, and with it all other items).
"""

from __future__ import annotations

from simulator.mac.configuration import changed, removed, tell
from simulator.mac.keychain import PASSWORD_LABEL, OktaKeychain
from simulator.mac.machine import Account, Mac
from simulator.steps import Task


def delete_okta_keychain(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Delete okta.keychain alone: its password and the identity preferences stay in the login keychain."""
    keychain = account.okta_keychain
    if keychain is None:
        return
    account.okta_keychain = None
    for identity in (*keychain.identities, *keychain.keyless):
        cause = yield from tell(removed(mac, account, identity, "keychain_deleted", cause))
    yield changed(mac, account, "Okta keychain deleted", "by_hand", cause)


def delete_certificate(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Delete the certificate out of the Okta keychain; its key stays."""
    keychain = account.okta_keychain
    for identity in [*keychain.identities] if keychain is not None else ():
        assert keychain is not None
        keychain.remove(identity, with_key=False)
        cause = yield from tell(removed(mac, account, identity, "by_hand", cause))


def delete_private_key(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Delete the private key out of the Okta keychain; the certificate stays, and nobody can present it."""
    if account.okta_keychain is not None:
        account.okta_keychain.lose_keys()
        yield changed(mac, account, "Private key deleted", "by_hand", cause)


def delete_identity_preferences(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Delete the identity preferences out of the login keychain: Safari and webviews ask which certificate."""
    account.login_keychain.identity_preferences.clear()
    yield changed(mac, account, "Identity preferences deleted", "by_hand", cause)


def delete_chrome_entry(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Delete AutoSelectCertificateForUrls out of the user's own Chrome preferences: Chrome asks as well."""
    account.chrome_policy = ()
    yield changed(mac, account, "Chrome entry deleted", "by_hand", cause)


def unload_scheduled_task(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Unload com.okta.devicetrust and delete it: nothing opens the Okta keychain at the next login, or renews."""
    account.agent = None
    yield changed(mac, account, "Scheduled task removed", "by_hand", cause)


def reset_login_keychain(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Make a new login keychain: the ``device_trust`` password and the identity preferences are gone."""
    account.login_keychain.reset()
    yield changed(mac, account, "Login keychain reset", "by_hand", cause)


def break_login_keychain(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Damage the login keychain: nothing can be read or added, and macOS offers to reset it, until somebody does.

    Source: the release notes of task 1.2.1, which stops where 'the default keychain is unavailable'.
    """
    account.login_keychain.available = False
    yield changed(mac, account, "Login keychain unavailable", "by_hand", cause)


def delete_device_trust_password(mac: Mac, account: Account, cause: int | None = None) -> Task[None]:
    """Delete the ``device_trust`` password: apps can no longer open the Okta keychain (Okta help)."""
    account.login_keychain.passwords.pop(PASSWORD_LABEL, None)
    yield changed(mac, account, "Password device_trust deleted", "by_hand", cause)


def copy_keychain(mac: Mac, account: Account, other: Mac, cause: int | None = None) -> Task[bool]:
    """Let iCloud Keychain carry the Okta keychain to another Mac's first account; whether it did.

    A profile with allowCloudKeychainSync off, on either Mac, stops it (Okta help); a Mac with an Okta
    keychain of its own keeps that.
    """
    keychain = account.okta_keychain
    receiver = next(iter(other.accounts.values()))
    if keychain is None or receiver.okta_keychain is not None:
        return False
    if not (mac.icloud_keychain_allowed and other.icloud_keychain_allowed):
        return False
    copy = receiver.okta_keychain = OktaKeychain(keychain.password)
    copy.identities = list(keychain.identities)
    if other.assumptions.icloud_copy_usable == "yes":
        copy.partition_list = keychain.partition_list
        receiver.login_keychain.passwords[PASSWORD_LABEL] = keychain.password
        receiver.login_keychain.identity_preferences.update(account.login_keychain.identity_preferences)
    yield changed(other, receiver, f"Okta keychain of {mac.name} copied", "icloud", cause)
    return True


def sync_other_items(mac: Mac, other: Mac, cause: int | None = None) -> Task[bool]:
    """Let iCloud Keychain carry what else it syncs, such as passwords saved in Safari; whether it did.

    The profile that keeps the Okta keychain at home stops it as well (Okta help: all keychain transfers).
    """
    if not (mac.icloud_keychain_allowed and other.icloud_keychain_allowed):
        return False
    receiver = next(iter(other.accounts.values()))
    yield changed(other, receiver, f"Other items of {mac.name} synced", "icloud_items", cause)
    return True
