"""Numbers and intervals of an answer as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.digits import four_digits

Interval = Mapping[str, Any]


def number(value: float | None) -> str:
    """Four digits that count, or that nothing is known."""
    return "unknown" if value is None else four_digits(value)


def ends(interval: Interval) -> str:
    """From where to where; an end that is not known takes more replications."""
    if interval["low"] is None or interval["high"] is None:
        return "too few replications"
    return f"{number(interval['low'])} to {number(interval['high'])}"


def change(interval: Interval) -> str:
    """A difference with its sign and its interval."""
    told = f"{four_digits(interval['estimate'], '+')} ({ends(interval)})"
    return f"{told}, may be chance" if may_be_chance(interval) else told


def may_be_chance(interval: Interval) -> bool:
    """Whether the interval holds 0, or is not known."""
    low, high = interval["low"], interval["high"]
    return low is None or high is None or low <= 0 <= high


def kind(interval: Interval) -> str:
    """The interval's name, with the coverage found where the runs are skewed."""
    names = {"mean": "Student's t", "count": "t and Garwood", "difference": "paired t"}
    told = names[interval["kind"]]
    found = interval.get("coverage_found")
    return told if found is None else f"{told}, {100 * found:.3g} % coverage found"


def words(name: str) -> str:
    """A measure's name as people read it."""
    return name.replace("_", " ").replace("macs", "Macs")


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.3g} %"
