"""The director: puts each act of a scenario's timeline at its moment, on every Mac that it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from simulator.casting import Cast
from simulator.clock import Calendar, parse_duration_s
from simulator.console_acts import OF_THE_TIMELINE, Behind, ConsoleActs
from simulator.elsewhere import open_app_elsewhere, open_home_page_elsewhere
from simulator.mac_acts import MacActs
from simulator.scenario.model import Scenario
from simulator.scenario.timeline import (
    Act,
    JamfComputerAct,
    MacAct,
    OpenAppElsewhere,
    OpenHomePageElsewhere,
    ReadLog,
)
from simulator.world import World


class Director:
    """Schedules a timeline in a world."""

    def __init__(self, world: World, scenario: Scenario, calendar: Calendar, cast: Cast) -> None:
        self._world = world
        self._calendar = calendar
        self._cast = cast
        self._mac_acts = MacActs(
            world, calendar, cast, {app.name: parse_duration_s(app.session) for app in scenario.okta.apps}
        )
        self._console_acts = ConsoleActs(world, scenario.jamf.policy.name)

    def schedule(self, actions: Sequence[Act]) -> None:
        """Put every act at its moment; acts of the same second go in the order of the file."""
        for action in actions:
            moment = self._calendar.parse_moment(action.at)
            apart_s = _apart_s(action)
            for number, script in enumerate(self._scripts(action)):
                self._world.at(moment + number * apart_s, script)

    def play_now(self, action: Act, behind: Behind = OF_THE_TIMELINE) -> None:
        """Let an act begin at this second, whatever its own moment is; ``behind`` says what led to it."""
        for script in self._scripts(action, behind):
            self._world.at(self._world.stage.now(), script)

    def _scripts(self, action: Act, behind: Behind = OF_THE_TIMELINE) -> list[Callable[[], Any]]:
        if isinstance(action, MacAct):
            lives = self._world.chosen(self._cast.select(action.mac))
            if isinstance(action, ReadLog):
                for life in lives:
                    life.mac.log = []  # kept from the start where somebody will read it, and nowhere else
            return [partial(self._mac_acts.play, action, life) for life in lives]
        if isinstance(action, OpenAppElsewhere):
            return [partial(open_app_elsewhere, self._world.stage, action)]
        if isinstance(action, OpenHomePageElsewhere):
            return [partial(open_home_page_elsewhere, self._world.stage, action)]
        macs = self._cast.select(getattr(action, "mac", None))
        if _apart_s(action):
            return [partial(self._console_acts.play, action, (mac,), behind) for mac in macs]
        return [partial(self._console_acts.play, action, macs, behind)]


def _apart_s(action: Act) -> int:
    """How many seconds lie between one Mac and the next; 0 for all at once."""
    every = action.one_every if isinstance(action, JamfComputerAct) else None
    return 0 if every is None else parse_duration_s(every)
