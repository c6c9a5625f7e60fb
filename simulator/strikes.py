"""From a fault of a scenario to what the world lets happen: on which Macs, from when until when.

A fault with a daily probability strikes by dice that are addressed by Mac and day, never by attempt: the same plan with
one try more, or one Mac more, meets the same days.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from simulator.casting import Cast
from simulator.chance import Entity, dice_key, falls_below
from simulator.clock import Calendar, parse_duration_s, parse_signed_duration_s
from simulator.faults import Plot
from simulator.mac.assumptions import MacAssumptions
from simulator.scenario.faults import Fault

OF_A_SERVICE: Final = frozenset({"read_only_cell", "jamf_down", "okta_down", "jamf_password_rotated"})
"""Faults that strike everybody at once, or nobody."""


def plots_of(
    fault: Fault, seed: int, calendar: Calendar, cast: Cast, assumptions: MacAssumptions
) -> Iterator[Plot]:
    """What a fault comes to: itself, or with a daily probability a plot for each span of days on which it strikes."""
    macs = cast.select(fault.on.mac or fault.on.group)
    everybody = fault.on.mac is None and fault.on.group is None
    name = fault.name or fault.kind
    settings = _settings(fault, assumptions)
    begins_at, ends_at = calendar.parse_moment(fault.from_), calendar.parse_moment(fault.until)
    if fault.daily_probability is None:
        yield Plot(fault.kind, name, begins_at, ends_at, macs, everybody, settings)
        return
    purpose = f"fault {name} {fault.from_}"
    for whom, entity in _struck(fault, macs, cast):
        days = falls_below(dice_key(seed, 0, entity, purpose), fault.daily_probability, calendar.days)
        for first, after in _spans(days):
            begins, ends = max(calendar.midnight(first), begins_at), min(calendar.midnight(after), ends_at)
            if begins < ends:
                alone = everybody and fault.kind in OF_A_SERVICE
                yield Plot(fault.kind, name, begins, ends, whom, alone, settings)


def _struck(fault: Fault, macs: tuple[str, ...], cast: Cast) -> list[tuple[tuple[str, ...], Entity]]:
    """Who is struck together, and by whose dice."""
    if fault.kind in OF_A_SERVICE:
        return [(macs, (fault.kind, 0))]
    entities = cast.entities()
    return [((mac,), entities[mac]) for mac in macs]


def _spans(days: list[int]) -> Iterator[tuple[int, int]]:
    """Days that follow each other, as the first and the day after the last."""
    for _, run in groupby(enumerate(days), lambda place: place[1] - place[0]):
        together = [day for _, day in run]
        yield together[0], together[-1] + 1


def _settings(fault: Fault, assumptions: MacAssumptions) -> dict[str, Any]:
    raw = fault.model_dump()
    settings: dict[str, Any] = {key: raw[key] for key in ("host", "step", "account") if key in raw}
    if fault.kind == "tls_inspection":
        settings["breaks_handshake"] = assumptions.tls_inspection == "breaks_handshake"
    if "delay" in raw:
        settings["delay_s"] = parse_duration_s(raw["delay"])
    if "by" in raw:
        settings["by_s"] = parse_signed_duration_s(raw["by"])
    return settings
