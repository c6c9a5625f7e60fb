"""What a Mac answers at the command line: the commands by which the help page lets admins look at it.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (trouble-shooting: show-keychain-info,
find-certificate, find-generic-password, dump-keychain; ``version``; ``codesign -dv`` for a TeamIdentifier);
``man security``.
"""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Callable, Mapping
from hashlib import sha1
from time import gmtime, strftime
from typing import Final

from simulator.mac.agent import version
from simulator.mac.apps import CLIENTS, codesign
from simulator.mac.keys import COMMON_NAME
from simulator.mac.machine import Account, Mac
from simulator.steps import Note, Task

NO_SUCH_KEYCHAIN: Final = (
    "security: SecKeychainCopySettings okta.keychain: The specified keychain could not be found."
)
NO_SUCH_ITEM: Final = (
    "security: SecKeychainSearchCopyNext: The specified item could not be found in the keychain."
)
COMMANDS: Final = (
    "security show-keychain-info okta.keychain",
    "security find-certificate -a -c 'Okta MTLS' -Z -p okta.keychain",
    "security find-generic-password -l device_trust -w",
    "security dump-keychain -a okta.keychain",
    "python ~/Library/Okta/okta_device_trust.py version",
)
"""The five documented commands; ``codesign -dv --verbose=4 /Applications/NAME.app`` comes on top."""
CHROME_POLICY: Final = "defaults read com.google.Chrome AutoSelectCertificateForUrls"
"""The user's own entries, which the task writes."""
CERTIFICATE_NAMES: Final = (
    "security find-certificate -c 'Okta MTLS' -p okta.keychain | openssl x509 -noout -subject -issuer -dates"
)
IDENTITIES: Final = "security find-identity okta.keychain"
"""Certificates that have their private keys."""
IDENTITY_PREFERENCES: Final = "security dump-keychain login.keychain | grep -A2 iprf"
"""What Keychain Access shows as identity preferences."""
SCHEDULED_TASK: Final = "launchctl list com.okta.devicetrust"
JAMF_SCRIPTS: Final = "sudo ls '/Library/Application Support/JAMF/tmp'"
"""Where Jamf Pro's agent keeps a script while it runs."""
NAMED_COMMANDS: Final[Mapping[str, str]] = {
    "show-keychain-info": COMMANDS[0],
    "find-certificate": COMMANDS[1],
    "find-generic-password": COMMANDS[2],
    "dump-keychain": COMMANDS[3],
    "version": COMMANDS[4],
    "chrome-policy": CHROME_POLICY,
    "jamf-scripts": JAMF_SCRIPTS,
    "certificate-names": CERTIFICATE_NAMES,
    "find-identity": IDENTITIES,
    "identity-preferences": IDENTITY_PREFERENCES,
    "scheduled-task": SCHEDULED_TASK,
}
"""The commands by the word that tells them apart."""


def security(account: Account, command: str) -> str:
    """Answer a command that looks at keychains or at launchd. Raises KeyError for any other."""
    return _ANSWERS[command](account)


def enter(
    mac: Mac, account: Account, command: str, cause: int | None = None, *, named: str = ""
) -> Task[str]:
    """Enter one of the commands in Terminal and tell of its answer, where passwords are blacked out.

    Raises KeyError for a command that is not one of them.
    """
    if command.startswith("codesign "):
        output = _codesign(command)
    elif command == COMMANDS[4]:
        output = yield from version(mac, account)
    elif command == JAMF_SCRIPTS:
        output = mac.script_there
    elif command == CHROME_POLICY:
        output = "\n".join(account.chrome_policy)
    else:
        output = security(account, command)
    secret = account.login_keychain.password()
    told = output.replace(secret, "*" * len(secret)) if secret else output
    details = {"command": command, "output": told, "account": account.name, "named": named}
    yield Note("command.answered", mac.name, cause=cause, details=details)
    return output


def codesign_of(client: str) -> str:
    """The command that shows an app's TeamIdentifier (Okta help)."""
    return "codesign -dv --verbose=4 /Applications/" + CLIENTS[client].bundle.replace(" ", "\\ ")


def _codesign(command: str) -> str:
    clients = {client.bundle: name for name, client in CLIENTS.items()}
    return codesign(clients[command.rpartition("/")[2].replace("\\", "")])


def _keychain_info(account: Account) -> str:
    return NO_SUCH_KEYCHAIN if account.okta_keychain is None else 'Keychain "okta.keychain" no-timeout'


def _certificates(account: Account) -> str:
    keychain = account.okta_keychain
    if keychain is None:
        return NO_SUCH_KEYCHAIN
    return "\n".join(_certificate(bytes(certificate.der)) for certificate in keychain.certificates)


def _certificate_names(account: Account) -> str:
    keychain = account.okta_keychain
    if keychain is None:
        return NO_SUCH_KEYCHAIN
    if not keychain.certificates:
        return "unable to load certificate"
    found = keychain.certificates[0]
    times = [strftime("%b %e %H:%M:%S %Y GMT", gmtime(at)) for at in (found.not_before, found.not_after)]
    return f"subject={found.subject}\nissuer={found.issuer}\nnotBefore={times[0]}\nnotAfter={times[1]}"


def _identities(account: Account) -> str:
    keychain = account.okta_keychain
    if keychain is None:
        return NO_SUCH_KEYCHAIN
    lines = [f'  {number}) "{COMMON_NAME}"' for number, _ in enumerate(keychain.identities, 1)]
    return "\n".join([*lines, f"     {len(lines)} identities found"])


def _identity_preferences(account: Account) -> str:
    preferences = account.login_keychain.identity_preferences
    return (
        "\n".join(f'"{COMMON_NAME}" is preferred for {host}' for host in sorted(preferences)) or NO_SUCH_ITEM
    )


def _scheduled_task(account: Account) -> str:
    if account.agent is None:
        return 'Could not find service "com.okta.devicetrust" in domain for port'
    return '{ "Label" = "com.okta.devicetrust"; "LimitLoadToSessionType" = "Aqua"; };'


def _certificate(der: bytes) -> str:
    digest = sha1(der, usedforsecurity=False).hexdigest().upper()
    body = encodebytes(der).decode().rstrip()
    return f"SHA-1 hash: {digest}\n-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----"


def _password(account: Account) -> str:
    return account.login_keychain.password() or NO_SUCH_ITEM


def _access(account: Account) -> str:
    keychain = account.okta_keychain
    if keychain is None:
        return NO_SUCH_KEYCHAIN
    if not keychain.certificates:
        return 'keychain: "okta.keychain"'
    listed = ",".join(sorted(keychain.partition_list))
    return f'keychain: "okta.keychain"\n"labl"<blob>="{COMMON_NAME}"\naccess: partition_id\n  {listed}'


_ANSWERS: Final[Mapping[str, Callable[[Account], str]]] = {
    COMMANDS[0]: _keychain_info,
    COMMANDS[1]: _certificates,
    COMMANDS[2]: _password,
    COMMANDS[3]: _access,
    CERTIFICATE_NAMES: _certificate_names,
    IDENTITIES: _identities,
    IDENTITY_PREFERENCES: _identity_preferences,
    SCHEDULED_TASK: _scheduled_task,
}
