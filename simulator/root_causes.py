"""The root causes of a run: every denial, and every device wrongly let in, by the cause that explains it, counted.

Routine sign-ins that came out alike may have several causes one after the other (not enrolled yet, then a fifth unbound
certificate): they are counted piece by piece between the moments at which something changed. Macs are gone through some
at a time, so the memory for it does not grow with the run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from simulator.account_story import AccountStory, MacStory, Stream, last_before
from simulator.diagnosis_causes import CAUSES, LETS_IN
from simulator.diagnosis_checks import CHECKS, PLACES
from simulator.diagnosis_elsewhere import cause_elsewhere
from simulator.diagnosis_reasons import SignIn, root_cause
from simulator.estate import Estate
from simulator.finding import of_kinds
from simulator.grounds import Grounds
from simulator.reading import Reading
from simulator.saved import SavedCause as RootCause
from simulator.trace import Record

__all__ = ["RootCause", "root_causes"]

_FOR_ALL = {"org", "Rollout"}
_PLAYED_AT_MOST = 10_000
"""So many sign-ins of a cause are kept one by one; all are counted."""
_HIT_AT_MOST = 1_000
"""So many Macs of a cause are named; all are counted."""


@dataclass(slots=True)
class _Count:
    sign_ins: int = 0
    people: int = 0
    seqs: list[int] = field(default_factory=list)
    days: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """Sign-ins and Macs of each day."""
    macs: int = 0
    hit: list[tuple[str, int, int, int]] = field(default_factory=list)

    def add(self, mac: str, pieces: Sequence[Piece]) -> None:
        """The pieces of one Mac with this cause; no name for what is no Mac of the fleet."""
        by_day: Counter[int] = Counter()
        for piece in pieces:
            by_day[piece.day] += piece.times
        self.macs += bool(mac)
        self.people += len({piece.person for piece in pieces})
        self.sign_ins += by_day.total()
        self.seqs += (piece.seq for piece in pieces if piece.seq is not None)
        for day, times in by_day.items():
            self.days[day][0] += times
            self.days[day][1] += bool(mac)
        if mac and len(self.hit) < _HIT_AT_MOST:
            self.hit.append((mac, by_day.total(), min(by_day), max(by_day)))


class Piece(NamedTuple):
    """Sign-ins of one person on one Mac on one local day with one cause."""

    word: str
    person: str
    day: int
    times: int
    seq: int | None = None
    """Of the one sign-in, where it was played."""


def root_causes(reading: Reading) -> list[RootCause]:
    """Every cause of a denial or a wrongful admission in a run: those that keep out first, the most frequent first."""
    estate = Estate.read(reading)
    counts: defaultdict[str, _Count] = defaultdict(_Count)
    for mac in estate.stories(suspects(estate)):
        of_mac: defaultdict[str, list[Piece]] = defaultdict(list)
        for piece in pieces_of(estate, mac):
            of_mac[piece.word].append(piece)
        for word, pieces in of_mac.items():
            counts[word].add(mac.name, pieces)
    for piece in _elsewhere(estate):
        counts[piece.word].add("", [piece])
    found = [_root_cause(word, one, reading.calendar.midnight) for word, one in counts.items()]
    return sorted(found, key=lambda one: (one.lets_in, -one.sign_ins, one.word))


def _elsewhere(estate: Estate) -> Iterator[Piece]:
    """What went wrong on phones, PCs and Macs that are none of the fleet."""
    opened = [*of_kinds(estate.reading.records, "app.opened_elsewhere")]
    decisions = estate.decisions(opened)
    for record in opened:
        word = cause_elsewhere(estate, record, decisions.get(record.seq))
        if word:
            yield Piece(word, record.subject, estate.reading.calendar.day_of(record.at), 1, record.seq)


def _root_cause(word: str, one: _Count, midnight: Callable[[int], int]) -> RootCause:
    cause, check = CAUSES[word], CHECKS[PLACES[CAUSES[word].check]]
    return RootCause(
        word,
        word in LETS_IN,
        cause.plain,
        cause.fact,
        cause.remedy,
        one.sign_ins,
        one.macs,
        one.people,
        midnight(min(one.days)),
        midnight(max(one.days)),
        sorted(one.seqs)[:_PLAYED_AT_MOST],
        cause.check,
        PLACES[cause.check],
        check.holds,
        check.place,
        check.where,
        [[midnight(day), *counts] for day, counts in sorted(one.days.items())],
        [[mac, times, midnight(first), midnight(last)] for mac, times, first, last in one.hit],
    )


def suspects(estate: Estate) -> list[str]:
    """The Macs on which something may have gone wrong, in the order of the fleet."""
    reading, grounds = estate.reading, estate.grounds
    odd = {record.subject for record in of_kinds(reading.records, "computer.unmanaged", "computer.deleted")}
    odd |= {
        record.subject
        for record in of_kinds(reading.records, "keychain.changed")
        if record.reason in {"icloud", "migrated"}
    }
    found = {
        record.subject
        for record in chain(reading.opened, reading.segments)
        if _is_suspect(record, grounds, odd)
    }
    return [mac for mac in reading.groups if mac in found]


def _is_suspect(record: Record, grounds: Grounds, odd: set[str]) -> bool:
    device = record.details["device"]
    if record.outcome == "denied" or device == "untrusted":
        return True
    if device == "not_asked":
        return grounds.secured_since(record.details["app"]) < record.at
    return record.subject in odd


def pieces_of(estate: Estate, mac: MacStory) -> Iterator[Piece]:
    """What went wrong on one Mac, sign-in by sign-in where played, else by spans of days with one cause."""
    decisions = estate.decisions(
        record
        for account in mac.accounts.values()
        for record in chain.from_iterable(account.opened.values())
        if _needs_decision(record)
    )
    for account in mac.accounts.values():
        changes = sorted(set(changes_of(estate, account)))
        for stream, opened in account.opened.items():
            yield from _of_stream(_Stream(estate, account, stream, opened, decisions, changes))


def _needs_decision(record: Record) -> bool:
    return record.reason == "denied_by_rule" or (
        record.outcome == "allowed" and record.details["device"] == "untrusted"
    )


@dataclass(slots=True)
class _Stream:
    estate: Estate
    account: AccountStory
    stream: Stream
    opened: list[Record]
    decisions: dict[int, Record]
    changes: list[int] = field(default_factory=list)

    def cause(self, record: Record, at: int) -> str:
        """The word of the cause, "" where all is as it should be; ``record`` came out so up to ``at``."""
        decision = self.decisions.get(record.seq)
        why = root_cause(self.estate, SignIn(self.account, record, at, decision))
        return "" if why is None else why.word


def _of_stream(stream: _Stream) -> Iterator[Piece]:
    person = stream.stream[0]
    calendar = stream.account.people[person].calendar
    for record in stream.opened:
        word = stream.cause(record, record.at + 1)
        if word:
            yield Piece(word, person, calendar.day_of(record.at), 1, record.seq)
    for segment in stream.account.segments.get(stream.stream, ()):
        began = last_before(stream.opened, segment.at)
        if began is None or (began.outcome, began.reason) != (segment.outcome, segment.reason):
            continue
        for word, after, before in _spans(stream, began, segment):
            for day, count in stream.estate.reading.routine_opens(segment, after, before):
                yield Piece(word, person, day, count)


def _spans(stream: _Stream, began: Record, segment: Record) -> Iterator[tuple[str, int, int]]:
    """(cause, after, before) of the parts of a segment, strictly between the two; those without a cause are left out."""
    begins, ends = int(segment.details["from_at"]), int(segment.details["until_at"])
    cuts = [begins, *(at for at in stream.changes if begins < at < ends), ends]
    parts = [(stream.cause(began, first + 1), first, last) for first, last in pairwise(cuts)]
    for word, same in groupby(parts, key=lambda part: part[0]):
        if word:
            those = [*same]
            yield word, those[0][1], those[-1][2] + 1


def changes_of(estate: Estate, account: AccountStory) -> Iterator[int]:
    """When anything changed from which the cause of an account's sign-ins may follow."""
    mac = account.mac
    for kept in account.kept:
        ends = (kept.removed_at, kept.revoked_at, kept.not_after + 1)
        yield from (at for at in (kept.imported_at, *ends) if at is not None)
    of_mac = (mac.management, mac.clock, mac.upgrades, mac.pythons)
    yield from _times(account.runs, account.passes, account.changes, *of_mac)
    for fault in estate.grounds.faults:
        if fault.macs is None or mac.name in fault.macs:
            yield from (fault.begins, fault.ends)
    names = {mac.name, mac.group, *account.people, *estate.grounds.apps(), *_FOR_ALL}
    yield from (
        act.at
        for act in estate.grounds.acts
        if act.details["what"] in names or mac.name in act.details.get("macs", ())
    )


def _times(*told: Sequence[Record]) -> Iterable[int]:
    return (record.at for records in told for record in records)
