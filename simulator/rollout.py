"""The rollout of the task's policy: Macs come into its scope step by step, and a stop rule or a change freeze holds them up."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple

import simpy

from fake_jamf import messages as jamf
from simulator.casting import Cast
from simulator.clock import HOUR_S, Calendar, parse_share
from simulator.forms import jamf_policy
from simulator.locked_out import LockedOut
from simulator.scenario.rollout import MacsADay, PauseWhile, Wave, Waves
from simulator.scenario.services import JamfModel
from simulator.stage import RANK_SCRIPT
from simulator.world import World

GROUP: Final = "Rollout"
"""The static group of the Macs that have come into scope."""
LOOKS_AT_S: Final = 8 * HOUR_S
"""When on a working day Macs are added, or it is looked whether they can be: seconds after local midnight."""


class Planned(NamedTuple):
    """A step: its epoch second, and which of the Macs that are not there yet come into scope."""

    at: int
    choose: Callable[[Sequence[str]], list[str]]


def set_up_rollout(model: JamfModel, world: World, cast: Cast, calendar: Calendar) -> int:
    """The task's policy, for everybody in scope at once or step by step; its id."""
    policy = model.policy
    scope = jamf.Scope(
        all_computers=not policy.groups,
        computer_groups=frozenset(policy.groups),
        exclude_computer_groups=frozenset(policy.exclude_groups),
        limit_to_users=frozenset(policy.limit_to_users),
    )
    if model.rollout == "all_at_once":
        return world.admin.set_policy(jamf_policy(policy, scope))
    scope = replace(scope, all_computers=False, computer_groups=frozenset({GROUP}))
    world.admin.in_jamf(jamf.SetStaticGroup(GROUP, frozenset()))
    policy_id = world.admin.set_policy(jamf_policy(policy, scope))
    Rollout(world, cast, calendar, model.rollout).schedule()
    return policy_id


class Rollout:
    """Adds Macs at their moments, unless a freeze or the stop rule holds them up; then as soon as it does no longer."""

    def __init__(self, world: World, cast: Cast, calendar: Calendar, model: MacsADay | Waves) -> None:
        self._world = world
        self._calendar = calendar
        self._steps = [
            *(
                _daily(model, world, cast, calendar)
                if isinstance(model, MacsADay)
                else _waves(model, cast, calendar)
            )
        ]
        self._frozen = [
            (calendar.parse_moment(one.from_), calendar.parse_moment(one.until)) for one in model.frozen
        ]
        self._rule = model.pause_while
        self._waiting: list[Planned] = []
        self._left = [*cast.names()]
        self._reached: list[str] = []
        self._locked_out = LockedOut(calendar)
        if self._rule is not None:
            world.stage.trace.listen(self._locked_out.see)

    def schedule(self) -> None:
        """Let each step come at its moment."""
        for step in self._steps:
            if step.at < self._world.end_at:
                self._world.at(step.at, partial(self._due, step))

    def _due(self, step: Planned) -> Generator[simpy.Event, Any, None] | None:
        self._waiting.append(step)
        if len(self._waiting) > 1:
            return None  # it follows those that are held up
        if self._holds_up():
            return self._held_up()
        self._widen(self._waiting.pop(0))
        return None

    def _held_up(self) -> Generator[simpy.Event, Any, None]:
        """Look each working day whether the next step can be taken: one a day, until nobody waits."""
        told = ""
        while self._waiting:
            why = self._holds_up()
            if why and why != told:
                details = {"action": "pause_rollout", "what": f"at {len(self._reached)} Macs", "why": why}
                self._world.stage.note("admin.acted", GROUP, details=details)
            told = why
            if not why:
                self._widen(self._waiting.pop(0))
            if not self._waiting:
                return
            at = self._next_look()
            if at is None or at >= self._world.end_at:
                return
            yield self._world.stage.moment(at, RANK_SCRIPT, self._world.next_number())

    def _next_look(self) -> int | None:
        today = self._calendar.day_of(self._world.stage.now())
        days = range(today + 1, self._calendar.days)
        return next(
            (self._calendar.at(day, LOOKS_AT_S) for day in days if self._calendar.is_workday(day)), None
        )

    def _holds_up(self) -> str:
        """What stands in the way now: frozen, locked_out or calls; "" for nothing."""
        now = self._world.stage.now()
        if any(begins <= now < ends for begins, ends in self._frozen):
            return "frozen"
        return "" if self._rule is None else self._stopped_by(self._rule, now)

    def _stopped_by(self, rule: PauseWhile, now: int) -> str:
        if rule.more_than is not None and self._locked_out.share(self._reached) > parse_share(rule.more_than):
            return "locked_out"
        before = range(self._calendar.day_of(now) - 1, -1, -1)
        last = next((day for day in before if self._calendar.is_workday(day)), None)
        if rule.more_calls_than is None or last is None:
            return ""
        return "calls" if self._locked_out.calls_on(last) > rule.more_calls_than else ""

    def _widen(self, step: Planned) -> None:
        """The Macs of a step come into scope."""
        macs = step.choose(self._left)
        if not macs:
            return
        chosen = {*macs}
        self._left = [mac for mac in self._left if mac not in chosen]
        self._reached += macs
        stage = self._world.stage
        details = {"action": "widen_rollout", "what": f"to {len(self._reached)} Macs", "macs": macs}
        seq = stage.note("admin.acted", GROUP, details=details)
        self._world.admin.in_jamf(jamf.SetStaticGroup(GROUP, frozenset(self._reached)), seq)
        for mac in macs:
            stage.causes.remember("policy", mac, seq)
            self._world.lives[mac].wake()


# --- which Macs, when -------------------------------------------------------------------------------------


def _daily(model: MacsADay, world: World, cast: Cast, calendar: Calendar) -> Iterator[Planned]:
    """So many Macs on each working day, until there are none left."""
    first = [mac for group in model.order for mac in cast.select(group)]
    begins = world.start_at if model.from_ is None else calendar.parse_moment(model.from_)
    left = len([*cast.names()])
    for day in range(calendar.day_of(begins), calendar.days):
        if left <= 0:
            return
        if calendar.is_workday(day):
            yield Planned(max(calendar.at(day, LOOKS_AT_S), begins), partial(_some, model.macs_a_day, first))
            left -= model.macs_a_day


def _some(count: int, first: Sequence[str], left: Sequence[str]) -> list[str]:
    there = {*left}
    ahead = [mac for mac in dict.fromkeys(first) if mac in there]
    return [*ahead, *(mac for mac in left if mac not in {*ahead})][:count]


def _waves(model: Waves, cast: Cast, calendar: Calendar) -> Iterator[Planned]:
    for wave in model.waves:
        macs = [mac for group in wave.groups for mac in cast.select(group)] or [*cast.names()]
        yield Planned(calendar.parse_moment(wave.at), partial(_of_wave, _count(wave, len(macs)), macs))


def _count(wave: Wave, macs: int) -> int:
    if wave.macs == "all":
        return macs
    return wave.macs if isinstance(wave.macs, int) else round(parse_share(wave.macs) * macs)


def _of_wave(count: int, macs: Sequence[str], left: Sequence[str]) -> list[str]:
    there = {*left}
    return [mac for mac in macs if mac in there][:count]
