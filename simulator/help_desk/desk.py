"""The help desk on the stage: hears of denials, lets people call, and serves them; what comes of it is told in the trace.

It hears only what the trace tells, and a trace tells the same whatever detail is played: so do its calls. All that it does
takes place where scripted acts do, before whatever Macs do of themselves in the same second.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

import simpy

from simulator.caller import Caller
from simulator.diagnosis import Who, diagnose
from simulator.direction import Director
from simulator.estate import Estate
from simulator.excerpt import Excerpts
from simulator.help_desk.line import Line
from simulator.help_desk.mending import Mending
from simulator.help_desk.remedies import Whom, steps_of, told_of
from simulator.help_desk.terms import Terms
from simulator.reading import Reading
from simulator.stage import RANK_SCRIPT
from simulator.trace import Record
from simulator.world import World

Playing = Generator[simpy.Event, Any, None]


@dataclass(slots=True)
class Case:
    """Somebody who is kept out: of which apps (each with the last denial), and the event of being let in again."""

    mac: str
    person: str
    let_in: simpy.Event
    denied: dict[str, Record] = field(default_factory=dict)

    def is_over(self) -> bool:
        """Whether the person has been let in everywhere."""
        return self.let_in.triggered

    @property
    def last(self) -> Record:
        """The latest denial that still stands."""
        return max(self.denied.values(), key=lambda record: record.seq)


class HelpDesk:
    """Opens with the run.

    ``heard`` listens to the trace from its beginning; ``callers`` are the people who may call, by Mac and login.
    """

    def __init__(
        self,
        world: World,
        director: Director,
        heard: Excerpts,
        terms: Terms,
        callers: Mapping[tuple[str, str], Caller],
    ) -> None:
        self._stage = world.stage
        self._world = world
        self._terms = terms
        self._hours = terms.hours
        self._callers = callers
        self._line = Line(world.stage.env, terms.people)
        self._cases: dict[tuple[str, str], Case] = {}
        self._heard = heard
        self._mending = Mending(world, director, terms.passes_on_s)
        world.stage.trace.listen(self._see)

    # --- hearing ------------------------------------------------------------------------------------------

    def _see(self, record: Record) -> None:
        if record.kind == "app.opened":
            self._opened(record)
        elif record.kind in {"task.ran", "agent.passed"}:
            self._mending.task_ran(record.subject, record.outcome)

    def _opened(self, record: Record) -> None:
        key = (record.subject, str(record.details["person"]))
        case, app = self._cases.get(key), str(record.details["app"])
        if record.outcome == "denied":
            if case is None:
                case = self._cases[key] = Case(*key, self._stage.env.event())
                case.denied[app] = record
                self._stage.env.process(self._live(case, self._callers[key]))
            case.denied[app] = record
        elif case is not None:
            case.denied.pop(app, None)
            if not case.denied:
                del self._cases[key]
                case.let_in.succeed()

    # --- a case -------------------------------------------------------------------------------------------

    def _live(self, case: Case, caller: Caller) -> Playing:
        """Call, again and again, until let in."""
        now = self._stage.now
        earliest = now() + caller.first_call_after(now())
        while True:
            at = caller.next_call(earliest, self._hours)
            if at is None or at >= self._world.end_at:
                return
            yield self._moment(at) | case.let_in
            if case.is_over():
                return
            came = yield from self._call(case, caller)
            if case.is_over():
                return
            advised = came == "advised"  # and knows that another call would not help today
            earliest = caller.next_day(now()) if advised else now() + caller.again_after(now())

    def _call(self, case: Case, caller: Caller) -> Generator[simpy.Event, Any, str]:
        """One call; what the desk made of it, "" where nobody answered."""
        details = {"person": case.person, "app": str(case.last.details["app"])}
        called = self._note("desk.called", case, "", case.last.reason, case.last.seq, details)
        called_at = self._stage.now()
        patient_until = called_at + caller.patience(called_at)
        hangs_up = self._moment(min(patient_until, self._hours.closes_at(called_at))) | case.let_in
        served = yield from self._line.call(hangs_up, self._answering(case, caller, called))
        told = {"person": case.person, "waited_s": served.waited_s}
        if not served.answered:
            why = "let_in" if case.is_over() else "waited_too_long"
            if why != "let_in" and self._stage.now() < patient_until:
                why = "closed"
            self._note("desk.given_up", case, "", why, called, told)
            return ""
        return (yield from self._serve(case, caller, called, {**told, "served_s": served.served_s}))

    def _serve(
        self, case: Case, caller: Caller, called: int, told: dict[str, Any]
    ) -> Generator[simpy.Event, Any, str]:
        """Name the cause, and do what its remedy says; "mended" without a cause: it was mended meanwhile."""
        word = self._cause(case) if case.denied else ""
        steps = steps_of(word) if word else []
        outcome = told_of(steps) if word else "mended"
        if outcome == "passed_on" and self._terms.passes_on_s is None:
            outcome = "advised"
        seq = self._note("desk.served", case, outcome, word or "none", called, told)
        if case.denied and outcome != "advised":
            details = case.last.details
            whom = Whom(case.mac, str(details["account"]), case.person, str(details["client"]))
            yield from self._mending.mend(steps, whom, caller.routine, [*case.denied], case.let_in, seq)
        return outcome

    def _answering(self, case: Case, caller: Caller, called: int) -> Callable[[int], simpy.Event]:
        def answered(waited_s: int) -> simpy.Event:
            details = {"person": case.person, "waited_s": waited_s}
            self._note("desk.answered", case, "", "", called, details)
            now = self._stage.now()
            return self._moment(now + self._terms.service_s(caller.routine.address, now))

        return answered

    def _cause(self, case: Case) -> str:
        """The root cause of what keeps somebody out, as the estate is now; "" where the next sign-in would succeed."""
        reading = Reading(self._heard.of(case.mac), self._hours.calendar)
        estate = Estate.read(reading)
        (story,) = estate.some_stories([case.mac])
        last = case.last.details if case.denied else {}
        who = Who(case.person, last.get("app"), last.get("client"))
        found = diagnose(estate, story, self._stage.now(), who)
        return found.word if found.problem == "denied" else ""

    # --- telling and waiting ------------------------------------------------------------------------------

    def _note(
        self, kind: str, case: Case, outcome: str, reason: str, cause: int, details: dict[str, Any]
    ) -> int:
        return self._stage.note(kind, case.mac, outcome, reason, cause, details)

    def _moment(self, at: int) -> simpy.Event:
        return self._stage.moment(at, RANK_SCRIPT, self._world.next_number())
