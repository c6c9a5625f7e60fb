"""Whether what the services gave and refused had its grounds: told by the consoles and faults of the trace, not by the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from simulator.account_story import AccountStory
from simulator.estate import Estate
from simulator.finding import of_kinds
from simulator.grounds import Grounds
from simulator.trace import Record

_TOKEN_LIVES_S = 1800
"""Okta goes on with a token of Jamf Pro's so long, whatever becomes of the password."""


def given_rightly(estate: Estate) -> Iterator[str]:
    """What stood against each certificate that was issued all the same."""
    for record in of_kinds(estate.reading.records, "pki.cert.issue", "pki.cert.renew"):
        if record.outcome == "success" and "earlier" not in record.details:
            for against in _against(estate, record):
                yield f"issued although {against}: {record.kind} for {record.subject}, event {record.seq}"


def _against(estate: Estate, record: Record) -> Iterator[str]:
    grounds, mac, at = estate.grounds, record.subject, record.at + 1
    if grounds.feature_off(at):
        yield "the feature is missing"
    if grounds.setting_off(at):
        yield "the setting is off"
    if grounds.tenant_wrong(at):
        yield "the tenant is wrong"
    if grounds.privilege_lacking(at):
        yield "a privilege is lacking"
    if all(grounds.password_wrong(mac, record.at - ago) for ago in (0, _TOKEN_LIVES_S // 2, _TOKEN_LIVES_S)):
        yield "the password is wrong"
    if grounds.fault(mac, record.at, "jamf_down"):
        yield "Jamf Pro is down"
    if record.kind == "pki.cert.issue" and grounds.wrong_key(at):
        yield "the secret key is wrong"
    if record.kind == "pki.cert.renew":
        yield from _against_renewal(estate, record)


def _against_renewal(estate: Estate, record: Record) -> Iterator[str]:
    old = estate.reading.certificates.get(str(record.details.get("renewed_from", "")))
    if old is None:
        return
    assumed = estate.grounds.assumed
    bound = old.bound_at is not None and old.bound_at <= record.at
    if assumed.get("renewal_of_unbound") != "accepted" and not bound:
        yield "the old one was never used"
    if assumed.get("renewed_certificate") == "unbound" and bound and not record.details.get("unbound"):
        yield "a renewed one begins unbound"


def uninstalled_rightly(estate: Estate) -> Iterator[str]:
    """Accounts that keep a certificate after the task has removed all that it made."""
    for mac in estate.stories():
        for account in mac.accounts.values():
            for ran in account.runs:
                removed = ran.details["mode"] == "uninstall" and ran.outcome == "completed"
                for one in account.there_at(ran.at + 1) if removed else ():
                    if one.imported_at < ran.at:
                        yield f"uninstalled, and a certificate stays: {one.serial_number} on {mac.name}, event {ran.seq}"


def refused_rightly(estate: Estate) -> Iterator[str]:
    """Refusals without grounds; where answers are late, or another org answers too, nothing is said."""
    grounds = estate.grounds
    if any(fault.kind == "slow_network" for fault in grounds.faults) or _has_preview(estate):
        return
    for mac in estate.stories():
        for account in mac.accounts.values():
            for ended in chain(account.runs, account.passes):
                if ended.outcome == "failed" and not _is_grounded(grounds, account, ended):
                    yield f"refused without grounds: {ended.reason} on {mac.name}, event {ended.seq}"


def _has_preview(estate: Estate) -> bool:
    return any(act.details.get("org") == "preview" for act in estate.grounds.acts)


def _is_grounded(grounds: Grounds, account: AccountStory, ended: Record) -> bool:
    reason = "step_failed" if ended.reason.startswith("step_failed") else ended.reason
    look = _LOOKS.get(reason)
    if look is not None:
        return look(grounds, account, ended.at)
    return grounds.hold(reason, account, ended.at + 1)


def _fault(*kinds: str) -> Callable[[Grounds, AccountStory, int], bool]:
    return lambda grounds, account, at: grounds.fault(account.mac.name, at, *kinds) is not None


def _unmanaged(_grounds: Grounds, account: AccountStory, at: int) -> bool:
    return not account.mac.managed_at(at + 1)


_LOOKS: dict[str, Callable[[Grounds, AccountStory, int], bool]] = {
    "read_only": _fault("read_only_cell"),
    "not_managed": _unmanaged,
    "computer_unknown": _unmanaged,
    "step_failed": _fault("failing_step"),
    "network:unreachable": _fault("okta_down"),
    "network:answer_lost": _fault("answer_lost"),
    "network:blocked": lambda grounds, account, at: (
        account.mac.allows_hosts is not None or _fault("host_blocked")(grounds, account, at)
    ),
    "jamf_unreachable": lambda grounds, account, at: (
        grounds.tenant_wrong(at + 1) or _fault("jamf_down")(grounds, account, at)
    ),
    "certificate_revoked": lambda _grounds, account, at: any(one.is_revoked(at + 1) for one in account.kept),
    "proof_invalid": lambda grounds, account, at: (
        grounds.clock_wrong(account, at + 1) or account.brought_at(at + 1) != ""
    ),
}
"""What has to be so at the second of a refusal; for reasons that stay, :class:`Grounds` knows."""
