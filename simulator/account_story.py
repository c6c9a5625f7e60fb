"""What a trace tells of each macOS account: its certificates, the runs of the task, sign-ins, and who was there when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from simulator.finding import about
from simulator.habits import Routine
from simulator.reading import Reading
from simulator.trace import Record

Span = tuple[int, int]
"""Epoch seconds: from, until."""
Stream = tuple[str, str, str]
"""Person, app, client."""


class Tried(NamedTuple):
    """A sign-in: the record that tells what came of it, and epoch second of the last time that it came out so."""

    record: Record
    at: int


_ALWAYS = 1 << 62
_NEW_KEYCHAIN = ("Okta keychain", "Erased", "Restored", "Home")
_BY_PEOPLE = {"by_hand", "icloud", "migrated", "erased", "restored", "uninstalled"}


@dataclass(slots=True)
class Kept:
    """A certificate that came into an account's Okta keychain. Times in epoch seconds; None: never, up to the end."""

    serial_number: str
    not_after: int
    imported_at: int
    removed_at: int | None = None
    revoked_at: int | None = None
    removed_why: str = ""
    issued_at: int | None = None
    """None for another org's, of which nothing more is told."""

    @property
    def not_before(self) -> int:
        """When it begins to be valid: as soon as it is issued, which may be long before it came here."""
        return self.imported_at if self.issued_at is None else self.issued_at

    def is_there(self, at: int) -> bool:
        """Whether the keychain holds it at a second, whatever it is worth."""
        return self.imported_at < at and (self.removed_at is None or self.removed_at >= at)

    def is_revoked(self, at: int) -> bool:
        """Whether Okta has revoked it before a second."""
        return self.revoked_at is not None and self.revoked_at < at

    def is_valid(self, at: int) -> bool:
        """Whether the keychain holds it at a second and Okta takes it as valid."""
        return self.is_there(at) and at <= self.not_after and not self.is_revoked(at)


@dataclass(slots=True)
class MacStory:
    """What is told of a whole Mac: a list of records a subject, oldest first."""

    name: str
    group: str
    skew_s: int = 0
    allows_hosts: tuple[str, ...] | None = None
    macos: str = ""
    python2: bool | None = None
    python3: str = ""
    accounts: dict[str, AccountStory] = field(default_factory=dict)
    power: list[Record] = field(default_factory=list)
    console: list[Record] = field(default_factory=list)
    clock: list[Record] = field(default_factory=list)
    management: list[Record] = field(default_factory=list)
    restarts: list[Record] = field(default_factory=list)
    upgrades: list[Record] = field(default_factory=list)
    pythons: list[Record] = field(default_factory=list)
    runs_for_nobody: list[Record] = field(default_factory=list)

    def managed_at(self, at: int) -> bool:
        """Whether Jamf Pro manages it at a second."""
        found = last_before(self.management, at)
        return found is not None and found.kind in {"computer.enrolled", "computer.managed"}

    def enrolled_at(self) -> int:
        """When it came into management first; beyond all time where it never did."""
        return self.management[0].at if self.management else _ALWAYS

    def skew_at(self, at: int) -> int:
        """By how many seconds its clock is ahead."""
        found = last_before(self.clock, at)
        return self.skew_s if found is None else int(found.details["skew_s"])

    def clock_set_at(self, at: int) -> int:
        """When its clock was last set before ``at``; long ago where it never was."""
        found = last_before(self.clock, at)
        return -_ALWAYS if found is None else found.at

    def off_spans(self) -> list[Span]:
        """When it was off or asleep other than by habit."""
        spans: list[Span] = []
        off_from: int | None = None
        for record in self.power:
            if record.kind == "mac.woke":
                if off_from is not None:
                    spans.append((off_from, record.at))
                off_from = None
            elif off_from is None:
                off_from = record.at
        return spans if off_from is None else [*spans, (off_from, _ALWAYS)]

    def console_spans(self, account: str) -> list[Span]:
        """When somebody else than ``account``, or nobody, was put at the console by a scripted login or logout."""
        spans: list[Span] = []
        for number, record in enumerate(self.console):
            mine = record.kind == "account.logged_in" and record.details["account"] == account
            until = self.console[number + 1].at if number + 1 < len(self.console) else _ALWAYS
            if not mine:
                spans.append((record.at, until))
        return spans

    def disturbances(self) -> Iterator[Record]:
        """What people and admins did to this Mac, after which healing begins anew."""
        changes = chain.from_iterable(account.changes for account in self.accounts.values())
        by_hand = (one for one in changes if one.reason in _BY_PEOPLE)
        told = (self.power, self.console, self.clock, self.management)
        return chain(*told, self.restarts, self.upgrades, self.pythons, by_hand)

    def starts(self) -> Iterator[Record]:
        """What ends the browsers of all accounts: scripted restarts, the return from being shut down."""
        yield from self.restarts
        shut_down = False
        for record in self.power:
            if record.kind == "mac.woke" and shut_down:
                yield record
            shut_down = record.kind != "mac.woke" and (shut_down or record.kind != "mac.slept")


@dataclass(slots=True)
class AccountStory:
    """What is told of one macOS account; ``people`` are its users' routines by name."""

    mac: MacStory
    name: str
    people: dict[str, Routine] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    runs: list[Record] = field(default_factory=list)
    passes: list[Record] = field(default_factory=list)
    changes: list[Record] = field(default_factory=list)
    quits: list[Record] = field(default_factory=list)
    opened: dict[Stream, list[Record]] = field(default_factory=dict)
    segments: dict[Stream, list[Record]] = field(default_factory=dict)
    began_without_password: bool = False
    """Whether at the start there was a keychain, of earlier days, and not its password."""

    def valid_at(self, at: int) -> list[Kept]:
        """The certificates that are worth something at a second."""
        return [one for one in self.kept if one.is_valid(at)]

    def there_at(self, at: int) -> list[Kept]:
        """The certificates in its keychain at a second."""
        return [one for one in self.kept if one.is_there(at)]

    def brought_at(self, at: int) -> str:
        """What brought its keychain at a second from another Mac: icloud, migrated, or "" where nothing did."""
        kept = [one for one in self.changes if one.details["change"].startswith(_NEW_KEYCHAIN)]
        found = last_before(kept, at)
        return found.reason if found is not None and found.reason in {"icloud", "migrated"} else ""

    def logged_out_at(self, at: int) -> bool:
        """Whether the account is logged out by a scripted logout, and its keychains are locked."""
        last = last_before(self._console(), at)
        if last is None or last.kind != "account.logged_out":
            return False
        return not any(last.seq < one.seq and one.at < at for one in self.mac.starts())

    def _console(self) -> list[Record]:
        """Its own scripted logins and logouts, each of which ends its browsers and nobody else's."""
        return [one for one in self.mac.console if one.details["account"] == self.name]

    def was_set_up(self, after: int, at: int) -> bool:
        """Whether the task or a renewal came to its good end in a span of time."""
        ended = [*self.runs, *self.passes]
        return any(
            after <= one.at < at and one.outcome in {"completed", "skipped", "renewed"} for one in ended
        )

    def password_lost_at(self, at: int) -> str:
        """Whether the keychain's password was last heard of as gone, as the word of the cause; "" where it was not."""
        gone = [one for one in self.changes if one.details["change"].startswith(("Login", "Password"))]
        lost, ran = last_before(gone, at), last_before([run for run in self.runs if _made(run)], at)
        if lost is None:
            return "keychain_password_missing" if self.began_without_password and ran is None else ""
        if ran is not None and ran.seq > lost.seq:
            return ""
        login = last_before([one for one in gone if one.details["change"].startswith("Login")], at)
        broken = login is not None and login.details["change"] == "Login keychain unavailable"
        return "login_keychain_unavailable" if broken else "keychain_password_missing"

    def ended_browser(self, client: str, after: int, before: int) -> bool:
        """Whether a browser of this account ended between two seconds: quit, with a login of its own, or with the Mac."""
        quits = [one for one in self.quits if one.details["client"] == client]
        if any(after < one.at < before for one in [*quits, *self._console(), *self.mac.starts()]):
            return True
        off = self.mac.off_spans()
        return any(_ended(routine, after, before, off) for routine in self.people.values())

    def tried_since(self, since: int, at: int) -> list[Tried]:
        """The last sign-in of each stream that was tried between two seconds, played or of the routine."""
        found = []
        for stream, records in self.opened.items():
            record = last_before(records, at)
            if record is None:
                continue
            tried_at = max(record.at, self._went_on(stream, max(since, record.at), at))
            if tried_at > since:
                found.append(Tried(record, tried_at))
        return found

    def _went_on(self, stream: Stream, since: int, at: int) -> int:
        """The last routine sign-in between two seconds that came out as the one played before it; 0 for none."""
        person, app, client = stream
        routine = self.people[person]
        opened = routine.stream(app, client)
        for segment in reversed(self.segments.get(stream, ())):
            begins = max(int(segment.details["from_at"]), since)
            ends = min(int(segment.details["until_at"]), at)
            for day in range(routine.calendar.day_of(ends), routine.calendar.day_of(begins) - 1, -1):
                opens = [one for one in routine.opens_on(day, opened) if begins < one < ends]
                if opens:
                    return opens[-1]
        return 0


def _made(run: Record) -> bool:
    return run.outcome == "completed" and run.details["mode"] == "enroll" and "earlier" not in run.details


def _ended(routine: Routine, after: int, before: int, off: Iterable[Span]) -> bool:
    """Whether a routine ended the browsers between two seconds while the Mac was on."""
    spans, found = [*off], routine.last_browser_end(after, before)
    while found is not None and any(begin <= found < end for begin, end in spans):
        found = routine.last_browser_end(after, found)
    return found is not None


def last_before(records: Iterable[Record], at: int) -> Record | None:
    """The last of some records, oldest first, that is earlier than a second."""
    found = None
    for record in records:
        if record.at >= at:
            break
        found = record
    return found


# --- reading ----------------------------------------------------------------------------------------------


def read_stories(reading: Reading, macs: Collection[str]) -> dict[str, MacStory]:
    """The stories of some Macs, by name, with those of their accounts."""
    found: dict[str, MacStory] = {}
    kept: dict[str, list[Kept]] = {}
    for record in about(reading.records, macs, _KINDS, whoever=("person.added", "pki.cert.revoke")):
        if record.kind == "mac.added":
            skew_s, hosts = int(record.details.get("skew_s", 0)), record.details.get("allows_hosts")
            allows_hosts = None if hosts is None else tuple(hosts)
            group = str(record.details["group"])
            found[record.subject] = MacStory(
                record.subject,
                group,
                skew_s,
                allows_hosts,
                macos=str(record.details["macos"]),
                python2=record.details.get("python2"),
                python3=str(record.details.get("python3", "")),
            )
        elif record.kind == "person.added":
            if record.details["mac"] in found:
                _add_person(found[record.details["mac"]], record, reading)
        elif record.subject in found:
            _tell(found[record.subject], record, kept)
        if record.kind == "certificate.imported":
            issued = reading.certificates.get(str(record.details["serial_number"]))
            for one in kept.get(str(record.details["serial_number"]), ()):
                one.issued_at = None if issued is None else issued.at
        elif record.kind == "pki.cert.revoke":
            for one in kept.get(str(record.details.get("serial_number", "")), ()):
                one.revoked_at = record.at
    return found


def _add_person(mac: MacStory, record: Record, reading: Reading) -> None:
    name = str(record.details["account"])
    account = mac.accounts.setdefault(name, AccountStory(mac, name))
    account.people[record.subject] = reading.routines[mac.name, record.subject]


_OF_MAC = {
    "mac.slept": "power",
    "mac.shut_down": "power",
    "mac.powered_off": "power",
    "mac.woke": "power",
    "mac.restarted": "restarts",
    "mac.upgraded": "upgrades",
    "mac.python3_set": "pythons",
    "mac.clock_set": "clock",
    "account.logged_in": "console",
    "account.logged_out": "console",
    "computer.enrolled": "management",
    "computer.managed": "management",
    "computer.unmanaged": "management",
    "computer.deleted": "management",
}
_OF_ACCOUNT = {
    "task.ran": "runs",
    "agent.passed": "passes",
    "keychain.changed": "changes",
    "browser.quit": "quits",
}
_KINDS = {
    *_OF_MAC,
    *_OF_ACCOUNT,
    *("mac.added", "person.added", "pki.cert.revoke"),
    *("certificate.imported", "certificate.removed", "app.opened", "app.routine"),
}


def _tell(mac: MacStory, record: Record, kept: dict[str, list[Kept]]) -> None:
    if record.kind in _OF_MAC:
        getattr(mac, _OF_MAC[record.kind]).append(record)
        return
    account = mac.accounts.get(str(record.details.get("account", "")))
    if account is None:
        if record.kind == "task.ran":
            mac.runs_for_nobody.append(record)
        return
    if record.kind in _OF_ACCOUNT:
        getattr(account, _OF_ACCOUNT[record.kind]).append(record)
    elif record.kind == "certificate.imported":
        one = Kept(str(record.details["serial_number"]), int(record.details["not_after"]), record.at)
        before = kept.setdefault(one.serial_number, [])
        account.began_without_password |= record.details.get("keychain_password") == "missing"
        one.revoked_at = before[-1].revoked_at if before else None  # out of a backup it may be long revoked
        account.kept.append(one)
        before.append(one)
    elif record.kind == "certificate.removed":
        for one in account.kept:
            if one.serial_number == record.details["serial_number"] and one.removed_at is None:
                one.removed_at, one.removed_why = record.at, record.reason
    elif record.kind in {"app.opened", "app.routine"}:
        details = record.details
        told = account.opened if record.kind == "app.opened" else account.segments
        told.setdefault((details["person"], details["app"], details["client"]), []).append(record)
