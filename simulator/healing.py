"""Two acts of a story with faults: nothing wrong may ever happen, and after the last fault every managed Mac comes good.

Comes good: an account that somebody uses holds a valid certificate that Okta issued, and the sign-ins tried since were
trusted; or else it stands in a dead end that the facts document, and is told of with the way out. The time for it counts
from the last fault's end, and anew from whatever people and admins do after that. Only days count on which the account is
at the console of a Mac that is on for long enough to check in. Reads the trace, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from simulator.account_story import AccountStory, Kept
from simulator.clock import DAY_S, Calendar
from simulator.days_of_use import days_of_use
from simulator.dead_ends import DEAD_ENDS, DeadEnd, of_enrollment, of_renewal, of_sign_in
from simulator.estate import Estate
from simulator.expectations import Verdict
from simulator.finding import of_kinds
from simulator.invariants import InvariantBroken, Invariants
from simulator.reading import Reading
from simulator.trace import Record

State = Literal["good", "dead_end", "unhealed", "not_judged"]
_CHECK_IN_S = 1200


class Standing(NamedTuple):
    """How an account of a Mac stands when its time to heal is over (``at``, epoch second)."""

    mac: str
    account: str
    state: State
    at: int
    why: str = ""
    dead_end: DeadEnd | None = None
    seq: int | None = None


def judge_faults(
    records: Sequence[Record], calendar: Calendar, within_s: int, announced: Sequence[str] = ()
) -> list[Verdict]:
    """The verdicts on a story's faults: damage, then healing; none where no fault ever began.

    Args:
        records: the whole trace.
        calendar: the run's local days.
        within_s: how long a Mac may take, in seconds; parts of a day count as one.
        announced: ids of the facts whose dead ends the story is meant to end in.
    """
    faults = sum(1 for _ in of_kinds(records, "fault.began"))
    if not faults:
        return []
    days = _days(within_s)
    healed = _healing(standings(records, calendar, within_s), days, announced, calendar)
    return [_damage(records, faults), healed]


def _days(within_s: int) -> int:
    return max(1, -(-within_s // DAY_S))


def _damage(records: Sequence[Record], faults: int) -> Verdict:
    words = f"damage: whatever the {faults} faults do, nothing happens that may never happen"
    watch = Invariants()
    try:
        for record in records:
            watch.see(record)
    except InvariantBroken as broken:
        return Verdict(False, words, str(broken), records[broken.seq].subject, broken.seq)
    return Verdict(held=True, expected=words, came="nothing did")


def _healing(found: Sequence[Standing], days: int, announced: Sequence[str], calendar: Calendar) -> Verdict:
    words = f"healing: within {days} days of use after the last fault every managed Mac comes good"
    if announced:
        words += f", but for dead ends by {', '.join(announced)}"
    bad = [one for one in found if one.state == "unhealed"]
    stuck = [one for one in found if one.dead_end is not None]
    unannounced = [one for one in stuck if one.dead_end and one.dead_end.fact not in announced]
    missing = [fact for fact in announced if fact not in {one.dead_end.fact for one in stuck if one.dead_end}]
    came = _came(found, bad, stuck, calendar)
    if missing:
        came += f"; nobody stands in a dead end by {', '.join(missing)}"
    worst = [*bad, *unannounced, *stuck]
    held = not bad and not unannounced and not missing
    subject, seq = (worst[0].mac, worst[0].seq) if worst else ("", None)
    return Verdict(held, words, came, subject, seq)


def _came(
    found: Sequence[Standing], bad: Sequence[Standing], stuck: Sequence[Standing], calendar: Calendar
) -> str:
    good = sum(one.state == "good" for one in found)
    told = [f"{good} of {len(found)} accounts came good"]
    waiting = sum(one.state == "not_judged" for one in found)
    if waiting:
        told.append(f"{waiting} had not the time")
    told += [f"{one.mac} did not: at {calendar.text(one.at)} {one.why}" for one in bad[:1]]
    for dead_end in dict.fromkeys(one.dead_end for one in stuck):
        assert dead_end is not None
        those = [one.mac for one in stuck if one.dead_end == dead_end]
        macs = those[0] if len(those) == 1 else f"{those[0]} and {len(those) - 1} more"
        told.append(f"dead end {dead_end.fact}, {macs}: {dead_end.why} (way out: {dead_end.way_out})")
    return "; ".join(told)


# --- where each account stands ----------------------------------------------------------------------------


def standings(
    records: Sequence[Record], calendar: Calendar, within_s: int, *, without_faults: bool = False
) -> list[Standing]:
    """How every account of every managed Mac stands when its time after the last fault is over.

    ``without_faults``: judges a run without any as well, in which the time counts from its start.
    """
    reading = Reading(records, calendar)
    if reading.last_fault_ended_at is None and not without_faults:
        return []
    judge = _Judge(reading, _days(within_s))
    return [*judge.all()]


class _Judge:
    def __init__(self, reading: Reading, days: int) -> None:
        self._reading = reading
        self._days = days
        self._estate = Estate.read(reading)
        self._acts = [*of_kinds(reading.records, "admin.acted")]
        started = next(iter(of_kinds(reading.records, "run.started")))
        self._check_in_s = int(started.details.get("check_in_s", _CHECK_IN_S))
        self._safari_keeps = self._estate.safari_keeps

    def all(self) -> Iterator[Standing]:
        """Each account; Macs that are not managed when their time is over are nobody's to heal."""
        for mac in self._estate.stories():
            acts = sorted({record.at for record in [*self._acts, *mac.disturbances()]})
            for account in mac.accounts.values():
                since, at = self._time(account, acts)
                if at is None:
                    if mac.managed_at(self._reading.end_at):
                        yield Standing(mac.name, account.name, "not_judged", self._reading.end_at)
                elif mac.managed_at(at):
                    yield self._standing(account, since, at)

    def _time(self, account: AccountStory, acts: Sequence[int]) -> tuple[int, int | None]:
        """From when an account's time to heal counts, and when it is over: None where the run ends before."""
        ended_at = self._reading.last_fault_ended_at or self._reading.start_at
        since = max(ended_at, account.mac.enrolled_at())
        while True:
            at = self._after_days(account, since)
            if at is None:
                return since, None
            later = [act for act in acts if since < act < at]
            if not later:
                return since, at
            since = later[-1]

    def _after_days(self, account: AccountStory, since: int) -> int | None:
        left = self._days
        for ends in days_of_use(account, since, self._reading.end_at, self._check_in_s):
            left -= 1
            if left == 0:
                return ends
        return None

    def _standing(self, account: AccountStory, since: int, at: int) -> Standing:
        word, why, record = self._trouble(account, since, at)
        if word == "later":
            return Standing(account.mac.name, account.name, "not_judged", at)
        if word in DEAD_ENDS and self._estate.grounds.hold(word, account, at):
            seq = None if record is None else record.seq
            return Standing(account.mac.name, account.name, "dead_end", at, why, DEAD_ENDS[word], seq)
        if not why:
            return Standing(account.mac.name, account.name, "good", at)
        seq = None if record is None else record.seq
        return Standing(account.mac.name, account.name, "unhealed", at, why, seq=seq)

    def _trouble(self, account: AccountStory, since: int, at: int) -> tuple[str, str, Record | None]:
        """The word of a dead end, what is wrong ("" for nothing), and the event that tells it."""
        valid = account.valid_at(at)
        if valid:
            return self._of_sign_ins(account, valid, since, at)
        tried = account.tried_since(since, at)
        if any(one.record.details["device"] == "trusted" for one in tried):
            return "", "", None
        if account.there_at(at):
            record = _last(account.passes, at)
            return of_renewal(account, since, at), f"its certificate is worth nothing{_told(record)}", record
        brought = account.brought_at(at)
        if brought:
            word = "copied" if brought == "icloud" else brought
            return word, "it has another Mac's keychain", None
        record = _last(account.runs, at)
        return (
            of_enrollment(account, self._estate.policy, since, at),
            f"it has no certificate{_told(record)}",
            record,
        )

    def _of_sign_ins(
        self, account: AccountStory, valid: list[Kept], since: int, at: int
    ) -> tuple[str, str, Record | None]:
        imported_at = max(one.imported_at for one in valid)
        for tried in account.tried_since(max(since, imported_at), at):
            details = tried.record.details
            if details["device"] != "untrusted":
                continue
            client, reason = str(details["client"]), str(details["device_reason"])
            word = of_sign_in(account, tried, valid, safari_keeps=self._safari_keeps)
            if word.startswith("browser") and account.ended_browser(client, tried.at, at):
                continue  # it will be trusted at the next sign-in
            return word, f"it has a certificate, and {client} is untrusted: {reason}", tried.record
        return "", "", None


def _last(records: Sequence[Record], at: int) -> Record | None:
    return next((record for record in reversed(records) if record.at < at), None)


def _told(record: Record | None) -> str:
    return "" if record is None else f"; its last {record.kind} says {record.outcome}, {record.reason}"
