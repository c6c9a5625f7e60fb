"""What a System Log tells of Macs that an inventory knows, joined by Hardware UUID and by the certificate's fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from simulator.inventory.coverage import Coverage, share
from simulator.inventory.names import Taken
from simulator.inventory.okta_log import VALIDITY_S, LogRead, SeenDevice, SignIns
from simulator.inventory.pseudonyms import Pseudonyms
from simulator.known_macs import KnownMac


def under_aliases(log: LogRead, names: Pseudonyms) -> LogRead:
    """The same log with aliases for devices, people and certificates, as a pseudonymised inventory has them."""
    devices = {
        names.udid(udid): replace(
            device,
            name=names.word("mac", device.name),
            person=names.login(device.person),
            bound_to=names.login(device.bound_to),
            fingerprint=names.fingerprint(device.fingerprint),
        )
        for udid, device in log.devices.items()
    }
    bound = {names.fingerprint(print_): names.login(login) for print_, login in log.bound.items()}
    return replace(
        log,
        devices=devices,
        bound=bound,
        revoked={names.fingerprint(one) for one in log.revoked},
        sign_ins=_counted(log.sign_ins, names),
        denied=_counted(log.denied, names),
    )


def _counted(counted: SignIns, names: Pseudonyms) -> SignIns:
    return {
        app: Counter({(names.login(person), day): count for (person, day), count in by_person.items()})
        for app, by_person in counted.items()
    }


def joined_with(macs: Sequence[KnownMac], log: LogRead, coverage: Coverage) -> list[KnownMac]:
    """The Macs of an inventory with what the log adds; how many of either side have no other is told."""
    found = [_joined(mac, log) for mac in macs]
    known = {mac.udid.upper() for mac in macs if mac.udid}
    met = len(known & log.devices.keys())
    coverage.note(
        f"Of {len(macs):,} Macs {met:,} are in the log ({share(met, len(macs))}); "
        f"{len(log.devices) - met:,} of its devices are not in the inventory."
    )
    return found


def macs_of(log: LogRead, coverage: Coverage) -> list[KnownMac]:
    """Macs of which only a log tells."""
    taken = Taken()
    return [
        _joined(
            KnownMac(taken.unique(device.name or udid, 0, coverage), udid=udid, person=device.person), log
        )
        for udid, device in sorted(log.devices.items())
    ]


def _joined(mac: KnownMac, log: LogRead) -> KnownMac:
    device = log.devices.get(mac.udid.upper()) if mac.udid else None
    changed: dict[str, Any] = {} if device is None else _of_device(mac, device)
    fingerprint = changed.get("fingerprint", mac.fingerprint)
    if fingerprint in log.bound:
        changed["bound_to"] = log.bound[fingerprint]
    if fingerprint in log.revoked:
        changed["revoked"] = True
    return replace(mac, **changed) if changed else mac


def _of_device(mac: KnownMac, device: SeenDevice) -> dict[str, Any]:
    changed: dict[str, Any] = {
        "last_trusted": device.last_trusted,
        "enrollment_failed": device.enrollment_failed,
    }
    if not mac.person and device.person:
        changed["person"] = device.person
    seen_at = mac.last_inventory or 0
    newer = device.issued_at is not None and device.issued_at > max(seen_at, mac.certificate_issued or 0)
    if device.issued_at is not None and (newer or mac.certificate == ""):
        changed["certificate"] = "there"
        changed["certificate_issued"] = device.issued_at
        changed["certificate_expires"] = device.issued_at + VALIDITY_S
        changed["fingerprint"] = device.fingerprint
    elif device.fingerprint and not mac.fingerprint and mac.certificate != "none":
        changed["fingerprint"] = device.fingerprint
    return changed


def apps_told(apps: Iterable[str], ruled: Iterable[str], coverage: Coverage) -> None:
    """Say of how many of the apps that were opened the rules are known."""
    opened, known = {*apps}, {*ruled}
    have = len(opened & known)
    if opened:
        coverage.note(
            f"The rules of {have:,} of {len(opened):,} opened apps are known ({share(have, len(opened))})."
        )
