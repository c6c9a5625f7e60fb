"""The access matrices of several files side by side: each client, platform and trust, what comes of it, by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fake_okta.analysis_matrix import ALL_CLIENTS, Cell
from simulator.policy_check import CheckedApp


class Outcome(NamedTuple):
    """What comes of a class under one file's rules, by which of them."""

    access: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A class, and what comes of it under each file's rules."""

    cell: Cell
    outcomes: tuple[Outcome, ...]

    @property
    def differs(self) -> bool:
        """Whether the files let in not the same."""
        return len({one.access for one in self.outcomes}) > 1

    @property
    def client(self) -> str:
        """The client in words."""
        return "any" if self.cell.clients == ALL_CLIENTS else " or ".join(self.cell.clients)


def rows(apps: Sequence[CheckedApp]) -> list[Row]:
    """The matrix of some apps of the same kind, one column each."""
    columns = [app.matrix() for app in apps]
    return [
        Row(cells[0], tuple(_outcome(app, cell) for app, cell in zip(apps, cells, strict=True)))
        for cells in zip(*columns, strict=True)
    ]


def _outcome(app: CheckedApp, cell: Cell) -> Outcome:
    return Outcome(cell.access, tuple(app.analysis.ordered.rule(place).name for place in cell.places))


def as_data(found: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows for programs."""
    return [
        {
            "clients": [*row.cell.clients],
            "platform": row.cell.platform,
            "trust": row.cell.trust,
            "differs": row.differs,
            "outcomes": [{"access": one.access, "rules": [*one.rules]} for one in row.outcomes],
        }
        for row in found
    ]
