"""An experiment's answer for programs: what ``--json`` prints, and what the report is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from simulator.commands.experiment_told import limit_told
from simulator.experiments.answer import Answer, LimitFound, PlanFound
from simulator.experiments.assumed import Otherwise
from simulator.experiments.bands import Band
from simulator.experiments.deciding import Deciding
from simulator.experiments.effects import Effects
from simulator.experiments.intervals import Interval
from simulator.experiments.why import Why


def all_data(
    found: Answer,
    decided: Mapping[int, Sequence[Deciding]],
    why: Sequence[Why],
    otherwise: Sequence[Otherwise] | None = None,
    effects: Effects | None = None,
) -> dict[str, Any]:
    """An answer with what decided and why people are denied, and what depends on assumptions and inputs where that was asked for."""
    told = answer_data(found)
    for plan, events in decided.items():
        told["plans"][plan]["decided"] = [asdict(one) for one in events]
    for one in why:
        causes = [cause._asdict() for cause in one.causes]
        told["plans"][one.plan]["why"] = {"replication": one.replication, "causes": causes}
    if effects is not None:
        told["inputs"] = _effects(effects)
    if otherwise is not None:
        told["assumptions"] = [_assumed(one, found) for one in otherwise]
    return told


def answer_data(found: Answer) -> dict[str, Any]:
    """An answer for programs; an end that is not known is null."""
    return {
        "question": found.question,
        "first_day": found.first_day,
        "plans": [
            _plan(plan) | {"days": {name: _band(band) for name, band in days.items()}}
            for plan, days in zip(found.plans, found.days, strict=True)
        ],
        "advised": None if found.advised is None else found.plans[found.advised].name,
        "confirmed": None if found.confirmed is None else _plan(found.confirmed),
        "precise": found.precise,
        "alike": [*found.alike],
    }


def _plan(plan: PlanFound) -> dict[str, Any]:
    return {
        "name": plan.name,
        "replications": plan.replications,
        "measures": {
            one.measure: {
                "mean": _interval(one.mean) | {"coverage_found": one.coverage},
                "year": _interval(one.year),
            }
            for one in plan.numbers
        },
        "differences": {one.measure: _interval(one.interval) for one in plan.differences},
        "limits": [_limit_data(one) for one in plan.limits],
        "moved": [
            {"mac": one.mac, "spared": one.spared, "struck": one.struck, "reason": one.reason}
            for one in plan.moved
        ],
        "hit": [asdict(one) for one in plan.hit],
    }


def _band(band: Band) -> dict[str, Any]:
    return {
        "level": band.level,
        "holds": "for all days at once",
        "mean": [*band.means],
        "low": [_finite(one) for one in band.low],
        "high": [_finite(one) for one in band.high],
    }


def _limit_data(one: LimitFound) -> dict[str, Any]:
    return {
        "limit": limit_told(one.limit),
        "bad_end": _finite(one.bad_end),
        "verdict": one.verdict,
        "kept": _interval(one.kept),
    }


def _interval(one: Interval) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "estimate": one.estimate,
        "low": _finite(one.low),
        "high": _finite(one.high),
        "level": one.level,
    }


def _finite(value: float) -> float | None:
    return None if math.isinf(value) else value


def _assumed(one: Otherwise, found: Answer) -> dict[str, Any]:
    """What came of something else that may be true."""
    return {
        "assumption": one.alternative.name,
        "value": one.alternative.value,
        "matters": one.matters(found),
        "advised": one.advised,
        "limits": [*one.broken],
        "shift": _interval(one.shift),
    }


def _effects(found: Effects) -> dict[str, Any]:
    return {
        "alone": [
            {
                "plan": one.plan,
                "input": one.address,
                "low": one.low,
                "high": one.high,
                "at_low": _interval(one.at_low),
                "at_high": _interval(one.at_high),
                "change": _interval(one.change),
                "advised_low": one.advised_low,
                "advised_high": one.advised_high,
            }
            for one in found.alone
        ],
        "pairs": [
            {"inputs": [one.first, one.second], "beyond": _interval(one.beyond), "interact": one.interact}
            for one in found.pairs
        ],
    }
