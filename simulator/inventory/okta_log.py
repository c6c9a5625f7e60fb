"""Okta's System Log, as its API answers: who signed in to what, and what it tells of each device's certificate.

Source: 'System Log API', Okta developer documentation; 'Device Trust for Jamf Pro-managed macOS', Okta help (the five
event types of Device Trust; the device's own id in ``debugContext.debugData``, of which Okta says that it is no contract:
its key is found whatever its letters). The log keeps ninety days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from simulator.inventory.coverage import Coverage, joined
from simulator.inventory.json_stream import values
from simulator.inventory.names import clean
from simulator.inventory.sheets import NoSheet
from simulator.inventory.work_hours import QUARTER_S

VALIDITY_S: Final = 365 * 86_400
AUTHENTICATED: Final = "user.authentication.authenticate"
ENROLLED: Final = "user.credential.enroll"
SIGNED_IN: Final = "user.authentication.sso"
DENIED: Final = "application.policy.sign_on.deny_access"
_ISSUED: Final = ("pki.cert.issue", "pki.cert.renew")
_REVOKED: Final = "pki.cert.revoke"
_READ: Final = frozenset({AUTHENTICATED, ENROLLED, SIGNED_IN, DENIED, *_ISSUED, _REVOKED})
_DEVICE_KEYS: Final = frozenset({"macosudid", "deviceudid"})
_HEXADECIMAL: Final = frozenset("0123456789ABCDEF")
_OK: Final = frozenset({"SUCCESS", "ALLOW"})


SignIns = dict[str, Counter[tuple[str, int]]]


@dataclass(slots=True)
class SeenDevice:
    """What the log tells of one Mac, by its Hardware UUID. Times in epoch seconds.

    Attributes:
        name: the computer name.
        person: the login of whoever used its certificate last.
        last_trusted: when Okta last took its certificate.
        issued_at: when its last certificate was issued or renewed.
        fingerprint: of the last certificate seen.
        bound_to: the login whose sign-in with that certificate was taken.
        revoked: whether that certificate was revoked.
        enrollment_failed: why its last enrollment was refused, "" where it was not.
    """

    name: str = ""
    person: str = ""
    last_trusted: int | None = None
    issued_at: int | None = None
    fingerprint: str = ""
    bound_to: str = ""
    revoked: bool = False
    enrollment_failed: str = ""


@dataclass(slots=True)
class LogRead:
    """What a log tells.

    Attributes:
        devices: by Hardware UUID, upper case.
        bound: fingerprint to the login that it was taken from.
        revoked: fingerprints that were revoked.
        first_at, last_at: the span that it covers; None where it has no event.
        sign_ins: by app, person and day (days since the epoch, UTC), how often.
        denied: the same of denials.
        quarters: both, by quarter hours since the epoch.
    """

    devices: dict[str, SeenDevice] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    first_at: int | None = None
    last_at: int | None = None
    sign_ins: SignIns = field(default_factory=lambda: defaultdict(Counter))
    denied: SignIns = field(default_factory=lambda: defaultdict(Counter))
    quarters: Counter[int] = field(default_factory=Counter)

    @property
    def apps(self) -> list[str]:
        """The apps that anybody opened or was denied, by name."""
        return sorted({*self.sign_ins, *self.denied})


def read_log(path: str, coverage: Coverage) -> LogRead:
    """Read a System Log: a JSON array, or one event a line. Raises NoSheet."""
    file = Path(path)
    coverage.unit = "events"
    found = LogRead()
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as stream:
            _check_form(stream.read(1), path)
            stream.seek(0)
            reader = _Reader(found, coverage)
            for number, value in values(stream, coverage):
                coverage.read += 1
                reader.see(number, value)
    except IsADirectoryError:
        raise NoSheet(f"{path}: is a folder, and a file of System Log events is wanted.") from None
    except (OSError, ValueError) as error:
        raise NoSheet(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    reader.tell()
    return found


def _check_form(first: str, path: str) -> None:
    if first not in {"[", "{", " ", "\n", "\r", "\t"}:
        raise NoSheet(
            f"{path}: is no JSON. Wanted is what the System Log API answers: an array of events, or one event a line. "
            "(The Admin Console's CSV lacks the device's id.)"
        )


class _Reader:
    """Takes in events, whatever their order: what is later counts."""

    def __init__(self, found: LogRead, coverage: Coverage) -> None:
        self._found = found
        self._coverage = coverage
        self._latest: dict[tuple[str, str], int] = {}
        self._without_device: Counter[str] = Counter()
        self._fingerprints: dict[str, str] = {}
        self._revoked: set[str] = set()

    def see(self, number: int, value: Any) -> None:
        """One event."""
        if not isinstance(value, dict) or not isinstance(value.get("eventType"), str):
            self._coverage.leave_out(number, "no System Log event")
            return
        at = _published(value.get("published"))
        if at is None:
            self._coverage.leave_out(number, "an event without its time")
            return
        found = self._found
        found.first_at = at if found.first_at is None else min(at, found.first_at)
        found.last_at = at if found.last_at is None else max(at, found.last_at)
        kind = value["eventType"]
        if kind in _READ:
            self._take(kind, at, value)

    def _take(self, kind: str, at: int, event: dict[str, Any]) -> None:
        went_well = _text(event, "outcome", "result") in _OK
        person = clean(_text(event, "actor", "alternateId"))
        if kind in (SIGNED_IN, DENIED):
            self._count(kind, at, event, person)
            return
        number, fingerprint = _certificate(event)
        if number and fingerprint:
            self._fingerprints[number] = fingerprint
        if kind == _REVOKED:
            if went_well:
                self._revoked |= {number, fingerprint} - {""}
            return
        udid, name = _device(event)
        if kind == AUTHENTICATED and went_well and fingerprint and person:
            self._found.bound[fingerprint] = person
        if not udid:
            self._without_device[kind] += 1
            return
        device = self._found.devices.setdefault(udid, SeenDevice())
        if name and self._is_latest(udid, "name", at):
            device.name = name
        self._take_device(device, udid, kind, at, event, went_well=went_well)
        if fingerprint and went_well and self._is_latest(udid, "fingerprint", at):
            device.fingerprint = fingerprint

    def _take_device(
        self, device: SeenDevice, udid: str, kind: str, at: int, event: dict[str, Any], *, went_well: bool
    ) -> None:
        if kind == AUTHENTICATED and went_well and self._is_latest(udid, kind, at):
            device.last_trusted = at
            device.person = clean(_text(event, "actor", "alternateId"))
        elif kind in _ISSUED and went_well and self._is_latest(udid, "issued", at):
            device.issued_at = at
        elif kind == ENROLLED and self._is_latest(udid, kind, at):
            device.enrollment_failed = (
                "" if went_well else clean(_text(event, "outcome", "reason")) or "refused"
            )

    def _count(self, kind: str, at: int, event: dict[str, Any], person: str) -> None:
        app = _app(event)
        if app and person:
            counted = self._found.sign_ins if kind == SIGNED_IN else self._found.denied
            counted[app][person, at // 86_400] += 1
            self._found.quarters[at // QUARTER_S] += 1

    def _is_latest(self, udid: str, what: str, at: int) -> bool:
        if at < self._latest.get((udid, what), at):
            return False
        self._latest[udid, what] = at
        return True

    def tell(self) -> None:
        """Join what came in any order, and say what is to be known of the log as a whole."""
        found, coverage = self._found, self._coverage
        found.revoked = {self._fingerprints.get(one, one) for one in self._revoked}
        for device in found.devices.values():
            device.bound_to = found.bound.get(device.fingerprint, "")
            device.revoked = device.fingerprint in found.revoked
        if found.first_at is not None and found.last_at is not None:
            days = (found.last_at - found.first_at) / 86_400
            coverage.note(f"The log covers {days:.1f} days; {len(found.devices):,} devices are in it.")
        for kind, count in sorted(self._without_device.items()):
            coverage.note(f"{count:,} events of type {kind} name no device.")
        if found.apps:
            coverage.note(f"Apps that were opened: {joined(found.apps)}.")


# --- fields of an event -----------------------------------------------------------------------------------


def _published(value: Any) -> int | None:
    try:
        return int(datetime.fromisoformat(value).timestamp()) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _text(event: dict[str, Any], *path: str) -> str:
    found: Any = event
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _targets(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = event.get("target")
    yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def _app(event: dict[str, Any]) -> str:
    for target in _targets(event):
        if _text(target, "type") == "AppInstance":
            return clean(_text(target, "displayName") or _text(target, "alternateId"))
    return ""


def _certificate(event: dict[str, Any]) -> tuple[str, str]:
    """A certificate by its id and its fingerprint, as far as the event names them: a revocation may know the id alone."""
    for target in _targets(event):
        fingerprint = _text(target, "detailEntry", "fingerprint").replace(":", "").upper()
        is_one = len(fingerprint) == 40 and not set(fingerprint) - _HEXADECIMAL
        if is_one or _text(target, "type") == "Certificate":
            return clean(_text(target, "id")), fingerprint if is_one else ""
    return "", ""


def _device(event: dict[str, Any]) -> tuple[str, str]:
    """Hardware UUID and computer name out of the debug data, whose keys Okta does not promise."""
    context = event.get("debugContext")
    data = context.get("debugData") if isinstance(context, dict) else None
    if not isinstance(data, dict):
        return "", ""
    by_key = {str(key).replace("_", "").lower(): value for key, value in data.items()}
    udid = next(
        (by_key[key] for key in sorted(_DEVICE_KEYS, reverse=True) if isinstance(by_key.get(key), str)), ""
    )
    name = by_key.get("devicedisplayname")
    return clean(udid).upper(), clean(name) if isinstance(name, str) else ""
