"""A world that lives on while clients from outside speak with its services: one lock, one owner of time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from simulator.build import staged
from simulator.finding import of_kinds
from simulator.invariants import Invariants
from simulator.scenario.model import Scenario
from simulator.scenario.timeline import Act
from simulator.staging import Outside
from simulator.trace import Trace
from simulator.world import World

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOG_KEPT_S: Final = 90 * 86_400


class LiveWorld:
    """A scenario's world, whose time goes ``speed`` times as fast as ``clock`` (seconds, of any beginning).

    Whoever acts in it does so inside ``now``: at the present second, alone. Time stands still at the end of the
    scenario. The services' secrets follow from ``salt`` (octets), and stay the same after a reset. ``administrator``
    names an account that may do everything in Jamf Pro, for clients from outside. ``new_trace`` makes what is told in.
    ``client_clock`` (epoch seconds) is that of clients from outside: by it age the tokens, sessions and sign-ins that they
    are given; None: by the estate's.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        speed: float,
        clock: Callable[[], float],
        salt: bytes,
        administrator: str | None = None,
        new_trace: Callable[[], Trace] = Trace,
        client_clock: Callable[[], float] | None = None,
    ) -> None:
        self._scenario = scenario
        self._client_clock = client_clock
        self._asked_from_outside = False
        self._outside = Outside(LOG_KEPT_S, salt, self._clock_of_who_asks)
        self._seed = seed
        self._administrator = administrator
        self._new_trace = new_trace
        self._clock = clock
        self._lock = threading.RLock()
        self._speed = speed
        self.reset()

    @property
    def world(self) -> World:
        """As it is at this moment; look at it inside ``now``."""
        return self._world

    @property
    def speed(self) -> float:
        """Simulated seconds a second."""
        return self._speed

    @property
    def clients_act(self) -> bool:
        """Whether a client from outside has changed something since the start; less is judged then, see ``Invariants``."""
        return self._invariants.clients_act

    @property
    def at(self) -> int:
        """Epoch second, as the services see it."""
        return self._world.stage.now()

    def logins(self) -> list[str]:
        """Of all people of the estate."""
        with self.now() as world:
            return sorted(one.subject for one in of_kinds(world.stage.trace.records, "person.added"))

    def reset(self) -> None:
        """Begin again: the same scenario and seed, at its start."""
        with self._lock:
            trace = self._new_trace()
            self._invariants = Invariants()
            trace.watch(self._invariants.see)
            self._world, self._director = staged(self._scenario, self._seed, trace, outside=self._outside)
            self._world.start()
            if self._administrator is not None:
                self._world.admin.set_account(self._administrator, None)
            self._base_at, self._base = self._world.start_at, self._clock()

    def _clock_of_who_asks(self) -> Callable[[], int] | None:
        return self._clients_now if self._asked_from_outside and self._client_clock else None

    def _clients_now(self) -> int:
        return self.at if self._client_clock is None else int(self._client_clock())

    def set_speed(self, speed: float) -> None:
        """From now on time goes so fast; 0 lets it stand still. Raises ValueError for less."""
        if not 0 <= speed < float("inf"):
            raise ValueError("a speed is 0 or more")
        with self.now():
            self._base_at, self._base, self._speed = self.at, self._clock(), speed

    def advance(self, seconds: int) -> None:
        """Let so much time go by at once. Raises ValueError for less than 0."""
        if seconds < 0:
            raise ValueError("time goes forward")
        with self.now():
            self._to(self.at + seconds)
            self._base_at, self._base = self.at, self._clock()

    def play(self, act: Act) -> None:
        """Let an act of a timeline begin now; what comes of it comes as time goes by."""
        with self.now():
            self._director.play_now(act)

    @contextmanager
    def now(self) -> Iterator[World]:
        """Alone with the world, which has caught up with the clock."""
        with self._lock:
            self._to(self._base_at + int((self._clock() - self._base) * self._speed))
            yield self._world

    def _to(self, at: int) -> None:
        at = min(at, self._world.end_at)
        if at > self.at:
            self._world.advance(at)

    def in_world(self, app: Callable[[], Wsgi]) -> Wsgi:
        """An application whose requests are answered one by one in the present second.

        What they did is told in the trace, and Macs that it may touch look anew at what is next for them.
        """

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            reads = environ["REQUEST_METHOD"] in _READS
            with self.now() as world, nullcontext() if reads else world.changing():
                self._invariants.clients_act = self._invariants.clients_act or not reads
                self._asked_from_outside = True
                try:
                    answered = list(app()(environ, start_response))
                finally:
                    self._asked_from_outside = False
                world.stage.drain()
            return answered

        return answer
