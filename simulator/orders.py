"""Every order of some admin steps, played: which lock people out, which let devices in, for how long; the shortest safe one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from simulator.clock import parse_duration_s
from simulator.diagnosis_causes import CAUSES
from simulator.diagnosis_reasons import SignIn, root_cause
from simulator.estate import Estate
from simulator.finding import about, of_kinds
from simulator.measures import Window, sign_ins
from simulator.orders_file import Orders, Plan, Probe
from simulator.reading import Reading
from simulator.run import calendar_of, play
from simulator.trace import Record

Result = Literal["safe", "locks out", "lets in", "locks out and lets in", "refused"]


class Tries(NamedTuple):
    """What came of a probe's sign-ins: for how long it went wrong, when that changed last, and why it went wrong."""

    wrong_s: int
    changed_at: int
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one plan.

    Attributes:
        locked_out_s: for how long the managed Mac was kept out.
        let_in_s: for how long the unmanaged Mac was let in.
        denied: how many sign-ins of people on managed Macs were denied, the tries not counted.
        settled_s: how long after the first step nothing changed any more.
        causes: words of the causes, of either.
        refused: acts that a console refused.
    """

    plan: Plan
    result: Result
    locked_out_s: int
    let_in_s: int
    denied: int
    settled_s: int
    causes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether the order keeps within the limits, and every step of it can be done."""
        return self.result == "safe"

    def why(self) -> str:
        """The causes in plain words, with their facts."""
        told = [f"{CAUSES[word].plain} ({CAUSES[word].fact})" for word in self.causes]
        told += [f"{action} is refused" for action in self.refused]
        return "; ".join(told)


def played(orders: Orders, plan: Plan) -> Played:
    """Play one plan and tell what came of it. Raises ScenarioMistakes, OktaError or JamfError."""
    scenario = orders.scenario(plan)
    trace = play(scenario, orders.model.seed)
    reading = Reading(trace.records, calendar_of(scenario))
    estate = Estate.read(reading)
    managed = _tries(orders, plan, estate, orders.managed)
    unmanaged = _tries(orders, plan, estate, orders.unmanaged)
    refused = tuple(
        str(record.details["action"])
        for record in of_kinds(trace.records, "admin.refused")
        if record.at >= orders.start_at
    )
    last_step_at = orders.start_at + plan.apart_s * (len(plan.order) - 1)
    settled_at = max(last_step_at, managed.changed_at, unmanaged.changed_at)
    return Played(
        plan,
        _result(orders, managed.wrong_s, unmanaged.wrong_s, refused),
        managed.wrong_s,
        unmanaged.wrong_s,
        _denied(orders, plan, reading),
        settled_at - orders.start_at,
        tuple(dict.fromkeys((*managed.causes, *unmanaged.causes))),
        refused,
    )


def ranked(found: Sequence[Played]) -> list[Played]:
    """The safe ones first, the shortest of them at the top; then by the harm done."""
    return sorted(
        found,
        key=lambda one: (
            not one.safe,
            one.settled_s if one.safe else one.locked_out_s + one.let_in_s,
            one.locked_out_s + one.let_in_s,
            one.denied,
            one.plan.apart_s,
        ),
    )


def _result(orders: Orders, locked_out_s: int, let_in_s: int, refused: Sequence[str]) -> Result:
    limits = orders.model.limits
    out, into = _beyond(locked_out_s, limits.locked_out), _beyond(let_in_s, limits.let_in)
    if refused:
        return "refused"
    if out and into:
        return "locks out and lets in"
    return "locks out" if out else "lets in" if into else "safe"


def _beyond(found_s: int, limit: str) -> bool:
    return limit != "any" and found_s > parse_duration_s(limit)


def _tries(orders: Orders, plan: Plan, estate: Estate, probe: Probe) -> Tries:
    records = [
        record
        for record in about(estate.reading.records, [probe.mac], ["app.opened"])
        if str(record.details["named"]).startswith("probe ")
    ]
    after = [record for record in records if record.at >= orders.start_at]
    wrong = "denied" if probe.managed else "allowed"
    ends = [*(record.at for record in after[1:]), orders.end_at(plan)]
    lasted = [(record, until - record.at) for record, until in zip(after, ends, strict=False)]
    changes = [late.at for early, late in pairwise(records) if early.outcome != late.outcome]
    bad = [record for record in after if record.outcome == wrong]
    return Tries(
        sum(length_s for record, length_s in lasted if record.outcome == wrong),
        max(changes, default=orders.start_at),
        _causes(estate, probe.mac, bad),
    )


def _causes(estate: Estate, mac: str, bad: Sequence[Record]) -> tuple[str, ...]:
    """The words of what lies behind some sign-ins, in the order in which they came up."""
    decisions = estate.decisions(bad)
    words: dict[str, None] = {}
    for story in estate.some_stories([mac]):
        for record in bad:
            account = story.accounts[record.details["account"]]
            why = root_cause(estate, SignIn(account, record, record.at + 1, decisions.get(record.seq)))
            words[why.word if why else "open_app"] = None
    return tuple(words)


def _denied(orders: Orders, plan: Plan, reading: Reading) -> int:
    window = Window(None, orders.start_at, orders.end_at(plan))
    counted = sum(one.count for one in sign_ins(reading, window, "denied") if reading.managed[one.mac])
    tries = [
        record
        for record in about(reading.records, [orders.managed.mac], ["app.opened"])
        if str(record.details["named"]).startswith("probe ")
    ]
    return counted - sum(record.outcome == "denied" and window.holds(record.at) for record in tries)
