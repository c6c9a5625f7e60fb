"""An estate from a seed: everything that a scenario file can say, drawn by one strategy, as the file would have it."""

from __future__ import annotations

from itertools import chain
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from simulator.swarm.crowding import crowded
from simulator.swarm.faults import faults
from simulator.swarm.fleet import SHORT_DAYS, Cast, Raw, fleets
from simulator.swarm.held import held
from simulator.swarm.moments import OFTEN, RARELY, Span, pick
from simulator.swarm.services import assumptions, jamf, okta
from simulator.swarm.timeline import acts

_STARTS = ("2025-10-20 08:00 Europe/Berlin", "2024-02-26 08:00 America/New_York", "2025-12-15 08:00 UTC")
_HOLIDAYS = (["2025-12-24", "2025-12-25", "2025-12-26"], ["2025-01-08", "2025-01-09"])
_DAYS = (20, 400, 30, 420, 60, 380, 150, 450, 40, 500)

SETTINGS = settings(
    max_examples=2,  # the first is always the simplest estate there is, whatever the seed: the second is the seed's own
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)


@st.composite
def estates(draw: st.DrawFn) -> Raw:
    """A whole estate. Simple ones come first in every choice, so that a failing one shrinks to what it needs."""
    span = Span(draw(pick(*_DAYS)))
    cast = Cast()
    raw: Raw = {"story": "An estate of the swarm", "length": f"{span.days} days"}
    if draw(RARELY):
        raw["start"] = draw(pick(*_STARTS))
    if draw(RARELY):
        raw["calendar"] = {"holidays": draw(pick(*_HOLIDAYS))}
    raw["fleet"] = draw(fleets(span, cast))
    raw["okta"] = draw(okta(cast))
    if draw(RARELY):
        raw["preview"] = {}
        cast.preview = True
    raw["jamf"] = draw(jamf(cast, span))
    raw["assumptions"] = draw(assumptions())
    raw["faults"] = draw(st.lists(faults(cast, span), max_size=4))
    raw["timeline"] = [*chain.from_iterable(draw(st.lists(acts(cast, span), max_size=8)))]
    if draw(RARELY):
        return draw(crowded(raw, cast, span))
    return draw(held(raw, cast, span)) if cast.in_force and span.days <= SHORT_DAYS and draw(OFTEN) else raw


def drawn(number: int) -> Raw:
    """The estate of a seed: the same in every process, with the same version of Hypothesis."""
    found: list[Any] = []

    @seed(number)
    @SETTINGS
    @given(estates())
    def collect(raw: Raw) -> None:
        found.append(raw)

    collect()
    return dict(found[-1])
