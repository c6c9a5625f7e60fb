"""What a measurement is, and the table and file in which they are told."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Measure:
    """One figure: ``measure`` is given all that was found before it; ``goal`` is (relation, bound) or None."""

    name: str
    unit: str
    measure: Callable[[dict], float]
    goal: tuple[str, float] | None = None

    def reached(self, value):
        """Whether the goal is reached; "" where there is none."""
        if self.goal is None:
            return ""
        relation, bound = self.goal
        return "yes" if (value <= bound if relation == "at most" else value >= bound) else "no"


def take(groups, file):
    """Take the measurements of all groups, one after the other; returns (group, measure, value) of each.

    The file holds what was measured so far, so that an hour that is broken off is not lost.
    """
    found, rows = {}, []
    for group, measures in groups.items():
        for one in measures:
            begun = time.perf_counter()
            value = found[one.name] = one.measure(found)
            rows.append((group, one, value))
            took_s = time.perf_counter() - begun
            print(f"{group}: {one.name} {value:,.2f} {one.unit} ({took_s:.1f} s)", file=sys.stderr)
            _save(rows, Path(file))
    return rows


def _save(rows, file):
    told = {
        one.name: {"group": group, "value": value, "unit": one.unit, "goal": one.goal}
        for group, one, value in rows
    }
    beside = file.with_suffix(".part")
    beside.write_text(json.dumps(told, indent=1))
    beside.replace(file)


def tell(rows):
    """Print the table."""
    table = Table("group", "figure", "value", "unit", "goal", "reached", title="trustlab bench")
    for group, one, value in rows:
        goal = "" if one.goal is None else f"{one.goal[0]} {one.goal[1]:,g}"
        table.add_row(group, one.name, f"{value:,.2f}", one.unit, goal, one.reached(value))
    Console().print(table)
