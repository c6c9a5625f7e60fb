"""Uninstalling: everything that the registration task has made is removed, but for Chrome's entry.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (all Device Trust artifacts; no org token
needed); that Chrome's AutoSelectCertificateForUrls stays was seen in the task.
"""

from __future__ import annotations

from fake_okta.errors import OktaError
from simulator.mac.configuration import ask_metadata, org_pattern, remove_material
from simulator.mac.keychain import PASSWORD_LABEL
from simulator.mac.machine import Account, Mac
from simulator.mac.task_log import TaskLog
from simulator.network import NetworkError
from simulator.steps import Do, Task


def uninstall(mac: Mac, account: Account, url: str, told: TaskLog, cause: int | None) -> Task[int | None]:
    """Remove keychain, password, identity preferences, scheduled task. Offline, one preference stays."""
    told.info("Uninstalling.")
    preferences = account.login_keychain.identity_preferences
    preferences.pop(org_pattern(url), None)
    left = dict(preferences)
    try:
        left.pop((yield from ask_metadata(url)), None)
    except (OktaError, NetworkError) as error:
        told.warn(f"Okta does not say which host has an identity preference ({error}); it stays.")
    yield Do("uninstall_keychain")
    told.info("Removing the Okta keychain.")
    there = account.okta_keychain is not None or PASSWORD_LABEL in account.login_keychain.passwords
    cause = yield from remove_material(mac, account, "uninstalled", cause, known=there)
    preferences.update(left)
    yield Do("uninstall_agent")
    told.info("Removing the scheduled task and its files.")
    account.agent = None
    account.agent_file = None
    return cause
