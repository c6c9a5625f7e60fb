"""Computer groups: smart ones by criteria, static ones by name; each record says what it is in."""

from __future__ import annotations

from fake_jamf import criteria
from fake_jamf.errors import duplicate
from fake_jamf.inventory import ComputerRecord, Inventory
from fake_jamf.messages import Criterion


class Groups:
    """The groups of a server.

    Membership of smart groups is worked out when a Mac submits inventory or enrolls, when an admin edits its
    record, and for all Macs when a smart group is saved; a check-in alone changes none. (The exact moment is
    not public.)
    """

    __slots__ = ("_combinations", "_inventory", "_smart", "_static")

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._smart: dict[str, tuple[Criterion, ...]] = {}
        self._static: dict[str, frozenset[str]] = {}
        # Ten thousand Macs share a handful of combinations of groups: one frozenset for each, not one a Mac.
        self._combinations: dict[frozenset[str], frozenset[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._smart or name in self._static

    def is_smart(self, name: str) -> bool:
        """Whether there is a smart group of that name."""
        return name in self._smart

    def is_static(self, name: str) -> bool:
        """Whether there is a static group of that name."""
        return name in self._static

    def set_smart(self, name: str, lines: tuple[Criterion, ...]) -> None:
        """Create or replace a smart group. Raises DUPLICATE (a static one has the name) or BAD_REQUEST."""
        if name in self._static:
            raise duplicate("name")
        criteria.check(lines, self._inventory.defines)
        self._smart[name] = lines
        self.recalculate_all()

    def set_static(self, name: str, computers: frozenset[str]) -> None:
        """Create or replace a static group, by computer names. Raises DUPLICATE (a smart one has the name).

        A computer may be named before it enrolls; one that enrolls again under its name is a member again.
        """
        if name in self._smart:
            raise duplicate("name")
        changed = computers ^ self._static.get(name, frozenset())
        self._static[name] = computers
        for computer in changed:
            record = self._inventory.find_by_name(computer)
            if record is not None:
                self.recalculate(record)

    def recalculate(self, record: ComputerRecord) -> None:
        """Work out anew which groups a computer is in."""
        smart = (name for name, lines in self._smart.items() if criteria.match(lines, record))
        static = (name for name, computers in self._static.items() if record.name in computers)
        groups = frozenset((*smart, *static))
        record.groups = self._combinations.setdefault(groups, groups)

    def recalculate_all(self) -> None:
        """Work out anew which groups every computer is in."""
        for record in self._inventory:
            self.recalculate(record)
