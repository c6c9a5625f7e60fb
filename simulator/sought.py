"""Which records are sought, said once for those in memory and those on disk."""

from __future__ import annotations

from typing import NamedTuple

from simulator.trace import Record


class Sought(NamedTuple):
    """Records must fit in every respect; an empty set, or no name, asks for nothing.

    Attributes:
        kinds: kinds of records.
        subjects: Macs, and whoever else records are about.
        whoever: kinds that are sought whoever they are about, where ``subjects`` are asked for.
        name: of the act that a scenario has named.
    """

    kinds: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    whoever: frozenset[str] = frozenset()
    name: str = ""

    def fits(self, record: Record) -> bool:
        """Whether a record is one of those sought."""
        return (
            (not self.kinds or record.kind in self.kinds)
            and (not self.subjects or record.subject in self.subjects or record.kind in self.whoever)
            and (not self.name or record.details.get("named") == self.name)
        )
