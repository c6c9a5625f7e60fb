"""Which records are sought, said once for those in memory and those on disk."""

from __future__ import annotations

from typing import NamedTuple

from simulator.trace import Record

SUCCESS = "success"


class Sought(NamedTuple):
    """Records must fit in every respect; an empty set, or no name, asks for nothing.

    Attributes:
        kinds: kinds of records.
        subjects: Macs, and whoever else records are about.
        whoever: kinds that are sought whoever they are about, where ``subjects`` are asked for.
        name: of the act that a scenario has named.
        succeeded: kinds of which only those are sought whose outcome is success.
    """

    kinds: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    whoever: frozenset[str] = frozenset()
    name: str = ""
    succeeded: frozenset[str] = frozenset()

    def fits(self, record: Record) -> bool:
        """Whether a record is one of those sought."""
        return (
            (not self.kinds or record.kind in self.kinds)
            and (not self.subjects or record.subject in self.subjects or record.kind in self.whoever)
            and (record.outcome == SUCCESS or record.kind not in self.succeeded)
            and (not self.name or record.details.get("named") == self.name)
        )
