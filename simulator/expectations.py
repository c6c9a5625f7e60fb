"""Expectations: named checks over a trace, each with a verdict in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.clock import Calendar, parse_duration_s
from simulator.diagnosis import of_event
from simulator.finding import of_kinds
from simulator.measures import Window, enforced_on, holds_certificate_at, trusted_at
from simulator.never_enrolled import never_enrolled
from simulator.reading import Reading
from simulator.rollout_measures.table import DAILY, TOTALS
from simulator.trace import Record

Expected = Mapping[str, Any]
_ALWAYS = 1 << 62


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something expected came: in words what was expected and what came, the Mac and event it is about."""

    held: bool
    expected: str
    came: str
    subject: str = ""
    seq: int | None = None


def judge(expectations: Iterable[Expected], records: Sequence[Record], calendar: Calendar) -> list[Verdict]:
    """One verdict for each expectation, in their order."""
    reading = Reading(records, calendar)
    return [_judge(expected, reading) for expected in expectations]


def _judge(expected: Expected, reading: Reading) -> Verdict:
    for key, check in _CHECKS.items():
        if key in expected:
            return check(expected, reading)
    raise ValueError(f"no check for {sorted(expected)}")


# --- what came of a named action --------------------------------------------------------------------------


def _event(expected: Expected, reading: Reading) -> Verdict:
    words = _event_words(expected)
    last, times = None, 0
    for last in reading.named(expected["event"]):
        times += 1
        if not all(_is_so(reading, last, key, value) for key, value in _asked(expected)):
            return Verdict(False, words, _came(reading, last, expected), last.subject, last.seq)
    if last is None:
        return Verdict(held=False, expected=words, came="it never happened")
    came = _came(reading, last, expected) if times == 1 else f"so it was, {times} times"
    return Verdict(True, words, came, last.subject, last.seq)


def _asked(expected: Expected) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in expected.items() if key != "event"]


def _is_so(reading: Reading, record: Record, key: str, value: Any) -> bool:
    found = _found(reading, record, key)
    if key == "says" and value:
        return value in found
    return bool(found == value)


def _field(record: Record, key: str) -> Any:
    if key in {"outcome", "reason"}:
        return getattr(record, key)
    if key == "says":
        return str(record.details.get("says", record.details.get("output", "")))
    value = record.details.get(key)
    return sorted(value) if isinstance(value, list) else value


def _event_words(expected: Expected) -> str:
    told = [f"{key} {_plain(value)}" for key, value in _asked(expected)]
    return f"{expected['event']}: {', '.join(told) or 'it happens'}"


def _came(reading: Reading, record: Record, expected: Expected) -> str:
    keys = dict.fromkeys(["outcome", "reason", *(key for key, _ in _asked(expected))])
    return ", ".join(f"{key} {_plain(_found(reading, record, key))}" for key in keys)


def _found(reading: Reading, record: Record, key: str) -> Any:
    """What came: what the record says, or what is found to lie behind it."""
    if key in {"cause", "check"}:
        found = of_event(reading, record)
        return getattr(found, key) if found is not None else "none"
    return _field(record, key)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value).replace("_", " ") if value not in {"", None} else "none"


# --- counts and measures ----------------------------------------------------------------------------------


def _window(expected: Expected, reading: Reading) -> Window:
    parse = reading.calendar.parse_moment
    after = parse(expected["after"]) if "after" in expected else -_ALWAYS
    before = parse(expected["before"]) if "before" in expected else _ALWAYS
    return Window(expected.get("group"), after, before)


def _count(expected: Expected, reading: Reading) -> Verdict:
    window = _window(expected, reading)
    macs = set(reading.macs(expected["mac"])) if "mac" in expected else None
    last, times = None, 0
    for record in of_kinds(reading.records, expected["count"]):
        if _counted(record, expected, window, macs):
            last, times = record, times + 1
    return _within(expected, times, _count_words(expected), last)


def _counted(record: Record, expected: Expected, window: Window, macs: set[str] | None) -> bool:
    return (
        window.holds(record.at)
        and (macs is None or record.subject in macs)
        and expected.get("outcome", record.outcome) == record.outcome
        and expected.get("reason", record.reason) == record.reason
        and expected.get("contains", "") in str(record.details.get("output", record.details))
    )


def _count_words(expected: Expected) -> str:
    told = [
        f"{key} {expected[key]}"
        for key in ("mac", "outcome", "reason", "contains", "after", "before")
        if key in expected
    ]
    return " ".join([f"{expected['count']} events", *([f"({', '.join(told)})"] if told else [])])


def _measure(expected: Expected, reading: Reading) -> Verdict:
    name, window = expected["measure"], _window(expected, reading)
    told = [f"{key} {expected[key]}" for key in ("group", "after", "before") if key in expected]
    if name in DAILY:
        value = max(DAILY[name](reading, window), default=0.0)
        told.append("on the worst day")
    else:
        value = TOTALS[name](reading, window)
    words = " ".join([name.replace("_", " "), *([f"({', '.join(told)})"] if told else [])])
    return _within(expected, value, words, None)


def _within(expected: Expected, value: float, words: str, last: Record | None) -> Verdict:
    limits = {key: expected[key] for key in ("equals", "at_least", "at_most") if key in expected}
    held = (
        value == limits.get("equals", value)
        and value >= limits.get("at_least", value)
        and value <= limits.get("at_most", value)
    )
    asked = " and ".join(f"{key.replace('_', ' ')} {limit:g}" for key, limit in limits.items())
    subject, seq = (last.subject, last.seq) if last is not None else ("", None)
    return Verdict(held, f"{words}: {asked}", f"{value:g}", subject, seq)


# --- states and order -------------------------------------------------------------------------------------


def _state(expected: Expected, reading: Reading) -> Verdict:
    at = _moment(expected, reading)
    wanted = expected["is"]
    macs = [
        mac
        for mac in reading.macs(expected.get("group"))
        if expected["every"] == "mac" or reading.managed.get(mac, False)
    ]
    words = f"every {expected['every'].replace('_', ' ')} is {wanted.replace('_', ' ')} at {reading.calendar.text(at)}"
    wrong = [mac for mac in macs if not _STATES[wanted](reading, mac, at)]
    if not macs:
        return Verdict(held=False, expected=words, came="there is no such Mac")
    if wrong:
        return Verdict(False, words, f"{len(wrong)} of {len(macs)} are not, {wrong[0]} for one", wrong[0])
    return Verdict(held=True, expected=words, came=f"all {len(macs)} are")


def _moment(expected: Expected, reading: Reading) -> int:
    if "at" in expected:
        return reading.calendar.parse_moment(expected["at"])
    if "within" in expected:
        begin = reading.start_at
        if expected.get("after", "last_fault") == "last_fault":
            begin = reading.last_fault_ended_at or begin
        return begin + parse_duration_s(expected["within"])
    return reading.end_at


_STATES: dict[str, Callable[[Reading, str, int], bool]] = {
    "trusted": trusted_at,
    "untrusted": lambda reading, mac, at: not trusted_at(reading, mac, at),
    "enrolled": holds_certificate_at,
    "enforced": lambda reading, mac, at: mac in enforced_on(reading, Window(mac, -_ALWAYS, at)),
    "not_enrolled": lambda reading, mac, at: not holds_certificate_at(reading, mac, at),
}


def _order(expected: Expected, reading: Reading) -> Verdict:
    names = expected["order"]
    words = "in this order: " + ", ".join(names)
    places = []
    for name in names:
        first = next(iter(reading.named(name)), None)
        if first is None:
            return Verdict(held=False, expected=words, came=f"{name} never happened")
        places.append((first.seq, name))
    came = ", ".join(name for _, name in sorted(places))
    return Verdict(held=places == sorted(places), expected=words, came=came, seq=places[-1][0])


def _never_enrolled(expected: Expected, reading: Reading) -> Verdict:
    at = reading.calendar.parse_moment(expected["at"]) if "at" in expected else reading.end_at
    found = {one.mac: one.word for one in never_enrolled(reading, at, expected.get("group"))}
    wanted = dict(expected["never_enrolled"])
    words = f"the task never succeeded at {reading.calendar.text(at)} on: {_listed(wanted)}"
    wrong = next((mac for mac in {**wanted, **found} if wanted.get(mac) != found.get(mac)), "")
    return Verdict(found == wanted, words, _listed(found), wrong)


def _listed(macs: Mapping[str, str]) -> str:
    return ", ".join(f"{mac} ({_plain(word)})" for mac, word in macs.items()) or "none"


_CHECKS: dict[str, Callable[[Expected, Reading], Verdict]] = {
    "event": _event,
    "count": _count,
    "measure": _measure,
    "every": _state,
    "order": _order,
    "never_enrolled": _never_enrolled,
}
