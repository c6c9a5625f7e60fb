"""Applying a remedy: its steps one after the other, each by whoever does it, and at last the caller tries again."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, Final

import simpy

from simulator.clock import DAY_S, MINUTE_S
from simulator.console_acts import Behind
from simulator.direction import Director
from simulator.habits import Routine
from simulator.help_desk.remedies import NOW, Step, Whom
from simulator.scenario import timeline as script
from simulator.scenario.acts_on_macs import Act
from simulator.stage import RANK_SCRIPT
from simulator.world import World

Playing = Generator[simpy.Event, Any, None]
BETWEEN_S: Final = MINUTE_S
"""So long somebody takes from one step to the next."""
_GIVEN_TO_THE_TASK_S: Final = DAY_S
"""A Mac that has not run the task by then is gone on with."""
_TRIES: Final = 3


class Mending:
    """Does what remedies say. What an administrator does for one caller is done for all who wait for the same."""

    def __init__(self, world: World, director: Director, passes_on_s: int | None) -> None:
        self._world = world
        self._stage = world.stage
        self._director = director
        self._passes_on_s = passes_on_s
        self._runs: dict[str, simpy.Event] = {}
        self._passed_on: dict[str, simpy.Event] = {}

    def task_ran(self, mac: str, outcome: str) -> None:
        """The registration task, or its scheduled part, has run on a Mac: what came of it."""
        waiting = self._runs.pop(mac, None)
        if waiting is not None:
            waiting.succeed(outcome)

    def mend(
        self,
        steps: Sequence[Step],
        whom: Whom,
        routine: Routine,
        apps: Sequence[str],
        let_in: simpy.Event,
        cause: int,
    ) -> Playing:
        """Take the steps, then try the apps; stops where the person is ``let_in`` meanwhile. ``cause`` tells of the call."""
        behind = Behind(cause, "help_desk")
        for step in steps:
            yield from self._take(step, whom, routine, let_in, behind)
            if let_in.triggered:
                return
        yield from self._at_work(routine, let_in)
        for app in () if let_in.triggered else apps:
            opened = {"at": NOW, "do": "open_app", "mac": whom.mac, "account": whom.account, "app": app}
            opened |= {"person": whom.person, "client": whom.client}
            self._director.play_now(script.OpenApp.model_validate(opened), behind)
        yield self._in(BETWEEN_S) | let_in

    def _take(self, step: Step, whom: Whom, routine: Routine, let_in: simpy.Event, behind: Behind) -> Playing:
        if step.by == "administrator":
            yield self._by_administrator(step, whom, behind) | let_in
            return
        for _ in range(_TRIES if step.until_it_completes else 1):
            yield from self._their_turn(step, routine, let_in)
            if let_in.triggered:
                return
            self._play(step, whom, behind)
            if not step.runs_the_task:
                return
            ran = self._runs.setdefault(whom.mac, self._stage.env.event())
            yield ran | self._in(_GIVEN_TO_THE_TASK_S) | let_in
            if not (ran.triggered and ran.value == "failed"):
                return

    def _by_administrator(self, step: Step, whom: Whom, behind: Behind) -> simpy.Event:
        """When it is done; all who wait for the same wait for one administrator, who does it once."""
        acts = step.acts(whom)
        words = repr(acts)
        if words not in self._passed_on:
            self._passed_on[words] = self._stage.env.event()
            self._stage.env.process(self._done_later(acts, words, behind))
        return self._passed_on[words]

    def _done_later(self, acts: Sequence[Act], words: str, behind: Behind) -> Playing:
        assert self._passes_on_s is not None  # else nothing is passed on
        yield self._in(self._passes_on_s)
        for act in acts:
            self._director.play_now(act, behind)
        yield self._in(BETWEEN_S)
        self._passed_on.pop(words).succeed()

    def _play(self, step: Step, whom: Whom, behind: Behind) -> None:
        for act in step.acts(whom):
            self._director.play_now(act, behind)

    def _their_turn(self, step: Step, routine: Routine, let_in: simpy.Event) -> Playing:
        if step.by == "person":
            yield from self._at_work(routine, let_in)
        else:
            yield self._in(BETWEEN_S) | let_in

    def _at_work(self, routine: Routine, let_in: simpy.Event) -> Playing:
        """Wait a little, and until the person is at work."""
        at = routine.next_at_work(self._stage.now() + BETWEEN_S)
        yield (self._moment(self._world.end_at if at is None else at)) | let_in

    def _in(self, seconds: int) -> simpy.Event:
        return self._moment(self._stage.now() + seconds)

    def _moment(self, at: int) -> simpy.Event:
        return self._stage.moment(at, RANK_SCRIPT, self._world.next_number())
