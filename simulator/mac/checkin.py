"""Jamf Pro's agent on a Mac: ``jamf policy`` and ``jamf recon``.

Sources: Jamf Pro documentation (scripts run as root with target drive, computer name and user name before the
parameters; a status other than 0 is Failed; an extension attribute's script runs as root).
"""

from __future__ import annotations

from dataclasses import dataclass
from time import gmtime, strftime
from typing import Final

from fake_jamf import messages as jamf
from fake_jamf.errors import JamfError
from simulator.mac.machine import Account, Mac
from simulator.mac.registration import run_task
from simulator.network import NetworkError
from simulator.steps import Note, Task, ask

ATTRIBUTE: Final = "Okta Device Trust"
NO_CERTIFICATE: Final = "none"


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What came of a check-in: the policies that ran, and what kept it from ending ("" where it ended)."""

    policies: tuple[str, ...] = ()
    trouble: str = ""


def check_in(mac: Mac, trigger: jamf.Trigger, cause: int | None = None) -> Task[CheckedIn]:
    """Ask Jamf Pro which policies are due and run them for whoever is at the console ("" for nobody).

    A Mac whose record is gone, and one that Jamf Pro does not manage, get nothing to run.
    """
    identity = jamf.DeviceIdentity(mac.udid)
    ran: list[str] = []
    try:
        due = yield from ask(jamf.CheckIn(trigger, mac.console_user), identity)
        for policy in due:
            yield from _run(mac, policy, identity, cause)
            ran.append(policy.name)
    except JamfError as error:
        return CheckedIn(tuple(ran), error.code)
    except NetworkError as error:
        return CheckedIn(tuple(ran), f"network:{error.trouble}")
    return CheckedIn(tuple(ran))


def _run(mac: Mac, policy: jamf.DuePolicy, identity: jamf.DeviceIdentity, cause: int | None) -> Task[None]:
    username = mac.console_user
    lines = [f"Executing Policy {policy.name}"]
    failed = False
    for script in policy.scripts:
        argv = ("/", mac.name, username, *script.parameters)
        mac.script_there = script.name
        outcome = yield from run_task(mac, mac.at_console(), script.contents, argv, cause)
        mac.script_there = ""  # Jamf Pro removes a script after it ran (Okta help); a power cut leaves it
        lines += [
            f"Running script {script.name}...",
            f"Script exit code: {outcome.exit_status}",
            f"Script result: {outcome.output}",
        ]
        if outcome.exit_status:
            failed = True
            lines.append(f"Error running script: return code was {outcome.exit_status}.")
    if policy.update_inventory:
        lines.append("Running Recon...")
        yield from recon(mac)
    status: jamf.PolicyStatus = "Failed" if failed else "Completed"
    message = jamf.SubmitPolicyLog(policy.policy_id, username, status, "\n".join(lines))
    yield from ask(message, identity)


def recon(mac: Mac) -> Task[None]:
    """``jamf recon``: submit the inventory. Raises JamfError, NetworkError."""
    account = mac.at_console()
    report = jamf.InventoryReport(
        macos_version=mac.macos,
        username=mac.console_user,
        local_users=tuple(mac.accounts),
        extension_attributes=((ATTRIBUTE, attribute(account)),),
        certificates=_certificates(account),
        profiles=mac.profiles,
    )
    yield from ask(jamf.SubmitInventory(report), jamf.DeviceIdentity(mac.udid))


def attribute(account: Account | None) -> str:
    """The extension attribute: expiry (``YYYY-MM-DD hh:mm:ss``, UTC), ``none``, or blank for nobody.

    Its script runs as root and can look only into the keychain of the console's user.
    """
    if account is None:
        return ""
    keychain = account.okta_keychain
    if keychain is None or not keychain.certificates:
        return NO_CERTIFICATE
    return strftime("%Y-%m-%d %H:%M:%S", gmtime(keychain.certificates[0].not_after))


def _certificates(account: Account | None) -> tuple[tuple[str, int], ...]:
    if account is None or account.okta_keychain is None:
        return ()
    return tuple(("Okta MTLS", one.not_after) for one in account.okta_keychain.certificates)


def refresh_profiles(mac: Mac, cause: int | None = None) -> Task[None]:
    """Install the configuration profiles that are in scope now. Raises JamfError, NetworkError."""
    found = yield from ask(jamf.GetProfiles(mac.udid), jamf.DeviceIdentity(mac.udid))
    before = mac.profiles
    mac.profiles = tuple(profile.name for profile in found)
    mac.managed_chrome_policy = ()
    mac.icloud_keychain_allowed = True
    for profile in found:
        for domain, key, value in profile.settings:
            _apply(mac, domain, key, value)
        if profile.name not in before:
            yield Note("profile.installed", mac.name, cause=cause, details={"profile": profile.name})


def _apply(mac: Mac, domain: str, key: str, value: object) -> None:
    if (domain, key) == ("com.google.Chrome", "AutoSelectCertificateForUrls"):
        entries = value if isinstance(value, list | tuple) else (value,)
        mac.managed_chrome_policy += tuple(str(entry) for entry in entries)
    elif (domain, key) == ("com.apple.applicationaccess", "allowCloudKeychainSync"):
        mac.icloud_keychain_allowed = bool(value)
