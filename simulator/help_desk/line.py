"""The line before a help desk: callers in the order in which they call, before so many people who answer.

Nothing here knows trust or Macs. With calls at random and service times that are exponential, waits are those of Erlang's
C formula (Erlang 1917), which a test holds it to.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

import simpy


class Call(NamedTuple):
    """A call that is over: whether it was answered, and the seconds of waiting and of service."""

    answered: bool
    waited_s: int
    served_s: int


class Line:
    """So many ``people`` answer; whoever finds all of them busy waits."""

    def __init__(self, env: simpy.Environment, people: int) -> None:
        self._env = env
        self._answering = simpy.Resource(env, capacity=people)

    def call(
        self, hangs_up: simpy.Event, answered: Callable[[int], simpy.Event]
    ) -> Generator[simpy.Event, Any, Call]:
        """Call and wait until somebody answers, or ``hangs_up`` comes first.

        ``answered`` is told the seconds waited, and gives the event at which the call is over.
        """
        called_at = self._env.now
        with self._answering.request() as turn:
            yield turn | hangs_up
            waited_s = int(self._env.now - called_at)
            if not turn.triggered:
                return Call(answered=False, waited_s=waited_s, served_s=0)
            answered_at = self._env.now
            yield answered(waited_s)
        return Call(answered=True, waited_s=waited_s, served_s=int(self._env.now - answered_at))
