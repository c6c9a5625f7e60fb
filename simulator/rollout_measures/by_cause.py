"""Denials by root cause: the same measures, narrowed down to the sign-ins and stretches that one cause explains.

A cause is found as ``trustlab diagnose`` finds it. It may change while the answer stays the same (not enrolled yet, then a
fifth unbound certificate), so stretches are cut where something changed. A window counts whole local days here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from simulator.diagnosis_reasons import SignIn, root_cause
from simulator.estate import Estate
from simulator.measures import PersonDays, Window
from simulator.reading import Reading
from simulator.rollout_measures.kept_out import MINUTE_S, AtWork, KeptOut, at_work, days_of, kept_out
from simulator.root_causes import Piece, changes_of, pieces_of, suspects


def denied_sign_ins(reading: Reading, window: Window, cause: str) -> float:
    """Sign-ins that were denied for a root cause."""
    return sum(piece.times for _, piece in _pieces(reading, window, cause))


def denied_person_days(reading: Reading, window: Window, cause: str) -> float:
    """Days on which a person was denied at least once for a root cause, counted for each person."""
    days = PersonDays()
    for _, piece in _pieces(reading, window, cause):
        days.add(piece.person, piece.day)
    return len(days)


def macs_locked_out_a_day(reading: Reading, window: Window, cause: str) -> list[float]:
    """Macs on which somebody was denied for a root cause, by local day."""
    return _by_day(reading, {(piece.day, mac) for mac, piece in _pieces(reading, window, cause)})


def people_denied_a_day(reading: Reading, window: Window, cause: str) -> list[float]:
    """People who were denied at least once for a root cause, by local day."""
    return _by_day(reading, {(piece.day, piece.person) for _, piece in _pieces(reading, window, cause)})


def denied_minutes(reading: Reading, window: Window, cause: str) -> float:
    """Minutes of people at work whom a root cause kept out of at least one app.

    Two apps that keep somebody out for two causes count for both, so that the causes' minutes may add up to more.
    """
    return sum(one.seconds for one in _at_work(reading, window, cause)) / MINUTE_S


def denied_minutes_a_day(reading: Reading, window: Window, cause: str) -> list[float]:
    """The same by local day."""
    counts = [0.0] * days_of(reading)
    for one in _at_work(reading, window, cause):
        counts[one.day] += one.seconds / MINUTE_S
    return counts


def _by_day(reading: Reading, seen: set[tuple[int, str]]) -> list[float]:
    counts = Counter(day for day, _ in seen)
    return [float(counts[day]) for day in range(days_of(reading))]


def _pieces(reading: Reading, window: Window, cause: str) -> Iterator[tuple[str, Piece]]:
    estate, wanted = Estate.read(reading), set(reading.macs(window.group))
    midnight, calendar = reading.calendar.midnight, reading.calendar
    for mac in estate.stories([name for name in suspects(estate) if name in wanted]):
        for piece in pieces_of(estate, mac):
            whole = calendar.days > piece.day and midnight(piece.day + 1) > window.after
            if piece.word == cause and whole and midnight(piece.day) < window.before:
                yield mac.name, piece


def _at_work(reading: Reading, window: Window, cause: str) -> Iterator[AtWork]:
    yield from at_work(reading, _of_cause(reading, window, cause))


def _of_cause(reading: Reading, window: Window, cause: str) -> Iterator[KeptOut]:
    """The parts of all stretches that a cause explains."""
    estate = Estate.read(reading)
    stretches: dict[str, list[KeptOut]] = {}
    for one in kept_out(reading, window):
        stretches.setdefault(one.mac, []).append(one)
    decisions = estate.decisions(one.record for those in stretches.values() for one in those)
    for mac in estate.stories([*stretches]):
        for one in stretches[mac.name]:
            account = mac.accounts[str(one.record.details["account"])]
            cuts = sorted({at for at in changes_of(estate, account) if one.from_at < at < one.until_at})
            for begins, ends in pairwise([one.from_at, *cuts, one.until_at]):
                decision = decisions.get(one.record.seq)
                why = root_cause(estate, SignIn(account, one.record, begins + 1, decision))
                if why is not None and why.word == cause:
                    yield one._replace(from_at=begins, until_at=ends)
