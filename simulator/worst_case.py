"""The worst case: what would come of a story if something else were true of what nobody outside knows.

Every alternative of every named assumption is played by itself with the same dice, then all those together that let more
devices in, and all those together that lock more people out. Other combinations are not played: there are millions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fake_jamf.errors import JamfError
from fake_okta.errors import OktaError
from simulator.assumptions import all_assumptions
from simulator.measures import Window, denied_sign_ins, exposures, macs_locked_out, trusted_while_unmanaged
from simulator.reading import Reading
from simulator.root_causes import root_causes
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.trace import Trace

LET_IN, LOCKED_OUT = "let_in", "denied_sign_ins"


def worst_case(scenario: Scenario, seed: int, step: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Play a story under every alternative; ``step`` is called after each.

    What comes back is data: the figures of the story as it is, of each alternative, and of those together that made
    matters worse. Raises InvariantBroken where a rule of ours is wrong.
    """
    usual = _figures(scenario, seed, {})
    each = []
    for name, value in alternatives(scenario):
        each.append({"name": name, "value": value, **_figures(scenario, seed, {name: value})})
        step()
    together = {
        what: _together(scenario, seed, usual, [one for one in each if one.get(what, 0) > usual[what]], what)
        for what in (LET_IN, LOCKED_OUT)
    }
    return {"as_assumed": usual, "each": each, "together": together}


def alternatives(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every other value of every assumption, beside what a story assumes."""
    for row in all_assumptions():
        here = scenario.assumptions.get(row.name, row.default)
        for value in (row.default, *row.alternatives):
            if value != here:
                yield row.name, value


def _together(
    scenario: Scenario, seed: int, usual: Mapping[str, Any], worse: Sequence[Mapping[str, Any]], what: str
) -> dict[str, Any]:
    """Of each assumption the alternative that was worst by itself, all at once."""
    chosen: dict[str, str] = {}
    for one in sorted(worse, key=lambda one: one[what]):
        chosen[one["name"]] = one["value"]
    return {"values": chosen, **(_figures(scenario, seed, chosen) if chosen else usual)}


def _figures(scenario: Scenario, seed: int, values: Mapping[str, str]) -> dict[str, Any]:
    """What comes under some assumptions; only why, where a console refuses what the story does then."""
    trace = Trace()
    try:
        play(scenario.model_copy(update={"assumptions": {**scenario.assumptions, **values}}), seed, trace)
    except (OktaError, JamfError) as error:
        return {"refused": str(error)}
    reading = Reading(trace.records, calendar_of(scenario))
    window = Window(None, reading.start_at, reading.end_at + 1)
    let_in = [cause for cause in root_causes(reading) if cause.lets_in]
    return {
        LET_IN: sum(cause.sign_ins for cause in let_in),
        "by": [cause.plain for cause in let_in],
        "exposures": exposures(reading, window),
        "trusted_while_unmanaged": trusted_while_unmanaged(reading, window),
        LOCKED_OUT: denied_sign_ins(reading, window),
        "macs_locked_out": macs_locked_out(reading, window),
        "digest": trace.digest(),
    }
