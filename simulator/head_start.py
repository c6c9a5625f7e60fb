"""What is there already when a run starts: certificates issued earlier, the installed task, what inventories know.

Nothing of it is played: Okta's register, the Okta keychain and the scheduled task are put into the state in which an
earlier run of the task has left them, and the trace tells so at the start (``earlier`` in its details).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fake_jamf import messages as jamf
from fake_okta.syslog import VOCABULARY
from simulator.chance import Entity, dice
from simulator.clock import DAY_S, parse_duration_s
from simulator.known_macs import UNKNOWN, KnownMac
from simulator.life import Life
from simulator.mac.configuration import set_chrome_policy, set_identity_preferences, set_partition_list
from simulator.mac.keychain import PASSWORD_LABEL, Identity, OktaKeychain
from simulator.mac.keys import csr
from simulator.mac.machine import AgentFile, LaunchAgent
from simulator.resident import Resident
from simulator.scenario.at_start import AtStart, Spread
from simulator.stage import Stage

_VALIDITY_S = 365 * DAY_S
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier days have left on a Mac. Times in epoch seconds.

    Attributes:
        issued_at: when the certificate in the keychain was issued; None where there is none.
        bound_to: the login that it is bound to, "" for nobody's.
        revoked: whether Okta has revoked it.
        keychain_password: whether the login keychain has the Okta keychain's password.
        task: the version of the installed task, "" where none is.
    """

    issued_at: int | None
    bound_to: str
    revoked: bool
    keychain_password: bool
    task: str


def past_of(
    state: AtStart,
    status: str,
    known: KnownMac | None,
    resident: Resident,
    start_at: int,
    address: tuple[int, int, Entity],
) -> Past:
    """The past of a Mac: what a table knows of it, and where it knows nothing what the scenario says.

    ``status`` is that of its user: a deactivated user's certificates are revoked.
    """
    known = known or UNKNOWN
    there = (known.certificate or state.certificate) == "there"
    bound_to = resident.person if state.bound else ""
    if known.bound_to:
        bound_to = "" if known.bound_to == NOBODY else known.bound_to
    task = known.task or ((state.task or "as in Jamf Pro") if there else "")
    return Past(
        issued_at=_issued_at(state, known, start_at, address) if there else None,
        bound_to=bound_to,
        revoked=bool(known.revoked) or (status == "deactivated" and bool(bound_to)),
        keychain_password=state.keychain_password
        if known.keychain_password is None
        else known.keychain_password,
        task="" if task == "none" else task,
    )


def _issued_at(state: AtStart, known: KnownMac, start_at: int, address: tuple[int, int, Entity]) -> int:
    if known.certificate_expires is not None:
        return min(known.certificate_expires - _VALIDITY_S, start_at)
    if known.certificate_issued is not None:
        return min(known.certificate_issued, start_at)
    ago = state.issued_ago
    if not isinstance(ago, Spread):
        return start_at - parse_duration_s(ago)
    low, high = (parse_duration_s(end) for end in ago.uniform)
    return start_at - low - int(dice(*address, "issued before the start", 0) * (high - low))


class HeadStart:
    """Puts Macs into their past. ``version`` and ``team_ids`` are those of the task as it is in Jamf Pro."""

    def __init__(self, stage: Stage, version: str, team_ids: str) -> None:
        self._stage = stage
        self._version = version
        self._team_ids = team_ids

    def give(self, life: Life, resident: Resident, past: Past, address: tuple[int, int, Entity]) -> None:
        """Let a Mac, enrolled in Jamf Pro a moment ago, have its past."""
        if past.issued_at is None and not past.task:
            return
        mac = life.mac
        account = mac.accounts[resident.account]
        version = self._version if past.task == "as in Jamf Pro" else past.task
        if past.issued_at is not None:
            self._give_certificate(life, resident, past, past.issued_at)
        if version:
            account.agent_file = AgentFile(version, mac.org_url, self._team_ids)
            tick_s = int(dice(*address, "scheduled task", 0) * DAY_S)
            account.agent = LaunchAgent(self._stage.now() - tick_s)
        if account.okta_keychain is not None:
            # At a login it is the scheduled task that opens it: one that cannot start has left it shut.
            account.okta_keychain.unlocked = (
                past.keychain_password and bool(version) and not mac.lacks(version)
            )
        if past.issued_at is not None and version:
            details = {"account": account.name, "mode": "enroll", "version": version, "earlier": True}
            self._stage.note("task.ran", mac.name, "completed", "ok", details=details)

    def _give_certificate(self, life: Life, resident: Resident, past: Past, issued_at: int) -> None:
        mac, stage = life.mac, self._stage
        account = mac.accounts[resident.account]
        key = mac.next_key()
        certificate = stage.okta.issued_earlier(
            mac.device, csr(key), account.name, issued_at, past.bound_to or None, revoked=past.revoked
        )
        identity = Identity(certificate, key)
        keychain = account.okta_keychain = OktaKeychain(mac.next_password())
        keychain.add(identity)
        if past.keychain_password:
            account.login_keychain.passwords[PASSWORD_LABEL] = keychain.password
        set_partition_list(account, self._team_ids)
        set_identity_preferences(account, mac.org_url, mac.mtls_host)
        set_chrome_policy(mac, account, mac.mtls_host)
        self._tell(life, identity, past, account.name, issued_at)

    def _tell(self, life: Life, identity: Identity, past: Past, account: str, issued_at: int) -> None:
        stage, serial = self._stage, identity.serial_text
        kind = "pki.cert.issue"
        issued = {"udid": life.mac.udid, "serial_number": serial, "earlier": True, "issued_at": issued_at}
        if past.bound_to:
            issued["bound_to"] = past.bound_to
        seq = stage.note(
            kind, life.name, "success", details=issued | {"display": VOCABULARY[kind]}, source="okta"
        )
        imported: dict[str, Any] = {"account": account, "serial_number": serial, "earlier": True}
        imported["not_after"] = identity.certificate.not_after
        if not past.keychain_password:
            imported["keychain_password"] = "missing"  # noqa: S105  # that there is none
        stage.note("certificate.imported", life.name, cause=seq, details=imported)
        if past.revoked:
            kind = "pki.cert.revoke"
            details = {
                "udid": life.mac.udid,
                "serial_number": serial,
                "display": VOCABULARY[kind],
                "earlier": True,
            }
            stage.note(kind, life.name, "success", cause=seq, details=details, source="okta")


def log_earlier_run(stage: Stage, policy_id: int, life: Life, account: str) -> None:
    """Jamf Pro has in its log that the task's policy ran on this Mac for this account."""
    message = jamf.SubmitPolicyLog(policy_id, account, "Completed", "")
    stage.say(message, jamf.DeviceIdentity(life.mac.udid))
