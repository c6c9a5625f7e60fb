"""The mutation score: of the faults planted, the share that the unit tests noticed, by module and in all."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

GOAL_PERCENT = 85.0
NOTICED = frozenset({1, 3, -24, 24, 36, 152, 255})
"""What pytest ended with: a test failed, or the fault made a test go on for ever."""


@dataclass(frozen=True)
class Score:
    """Of one module, or of several together."""

    planted: int
    noticed: int
    untried: int = 0

    @classmethod
    def of(cls, codes):
        """Of the faults of a module: pytest's exit code for each, None where it was not tried."""
        codes = list(codes)
        return cls(len(codes), sum(code in NOTICED for code in codes), codes.count(None))

    def __add__(self, other):
        return Score(self.planted + other.planted, self.noticed + other.noticed, self.untried + other.untried)

    @property
    def percent(self):
        """Of those that were tried; 100 where there is nothing to mutate."""
        tried = self.planted - self.untried
        return 100.0 * self.noticed / tried if tried else 100.0

    def reached(self, *, in_a_sample=False):
        """Whether the goal is reached, and all was tried where no sample was asked for."""
        return self.percent >= GOAL_PERCENT and (in_a_sample or not self.untried)

    def told(self, *, in_a_sample=False):
        """In one line."""
        words = "reached" if self.reached(in_a_sample=in_a_sample) else "not reached"
        untried = f" ({self.untried:,} more were not tried)" if self.untried else ""
        tried = self.planted - self.untried
        return f"{self.percent:.1f} % of {tried:,} faults were noticed{untried}; goal {GOAL_PERCENT:g} %: {words}"


def tell(scores):
    """Print the scores, ``{part: {module: Score}}``, and return the score of all together."""
    table = Table("part", "module", "planted", "noticed", "not noticed", "score", title="mutation score")
    for column in table.columns[2:]:
        column.justify = "right"
    total = Score(0, 0)
    for part, modules in scores.items():
        for module, score in modules.items():
            if score.planted:
                _row(table, part, module, score)
        _row(table, part, "together", sum(modules.values(), Score(0, 0)), style="bold", end_section=True)
        total += sum(modules.values(), Score(0, 0))
    _row(table, "all", "", total, style="bold")
    Console().print(table)
    return total


def _row(table, part, module, score, **how):
    missed = score.planted - score.noticed - score.untried
    counts = (score.planted, score.noticed, missed)
    told = f"{score.percent:.1f} %" if score.planted > score.untried else "-"
    table.add_row(part, module, *(f"{count:,}" for count in counts), told, **how)
