"""Computer groups: smart ones by criteria, static ones by name; each record says what it is in."""

from __future__ import annotations

from dataclasses import replace

from fake_jamf import criteria
from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.inventory import ComputerRecord, Inventory
from fake_jamf.messages import Criterion
from fake_jamf.speech.computers import Membership
from fake_jamf.speech.key import Key


class Groups:
    """The groups of a server.

    Membership of smart groups is worked out when a Mac submits inventory or enrolls, when an admin edits its
    record, and for all Macs when a smart group is saved; a check-in alone changes none. (The exact moment is
    not public.)
    """

    __slots__ = ("_combinations", "_ids", "_inventory", "_last_id", "_smart", "_static")

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._smart: dict[str, tuple[Criterion, ...]] = {}
        self._static: dict[str, frozenset[str]] = {}
        self._ids: dict[str, int] = {}
        self._last_id = 0
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
        self._number(name)
        self.recalculate_all()

    def set_static(self, name: str, computers: frozenset[str]) -> None:
        """Create or replace a static group, by computer names. Raises DUPLICATE (a smart one has the name).

        A computer may be named before it enrolls; one that enrolls again under its name is a member again.
        """
        if name in self._smart:
            raise duplicate("name")
        changed = computers ^ self._static.get(name, frozenset())
        self._static[name] = computers
        self._number(name)
        for computer in changed:
            record = self._inventory.find_by_name(computer)
            if record is not None:
                self.recalculate(record)

    def memberships(self) -> tuple[Membership, ...]:
        """Every group by id: its name, and whether it is smart."""
        return tuple(self.membership(name) for name in self._ids)

    def membership(self, name: str) -> Membership:
        """A group's id, name and kind."""
        return Membership(self._ids[name], name, name in self._smart)

    def by_key(self, key: Key) -> Membership:
        """The group with an id or a name. Raises NOT_FOUND."""
        for name, number in self._ids.items():
            if key.value == (str(number) if key.by == "id" else name):
                return self.membership(name)
        raise not_found(f"computer group with {key}")

    def criteria(self, name: str) -> tuple[Criterion, ...]:
        """The criteria of a smart group; none of a static one."""
        return self._smart.get(name, ())

    def computers(self, name: str) -> frozenset[str]:
        """The computers that a static group names; none of a smart one."""
        return self._static.get(name, frozenset())

    def rename(self, old: str, new: str) -> None:
        """Give a group another name; it keeps its id. Raises DUPLICATE or BAD_REQUEST (no name)."""
        if old == new:
            return
        if not new:
            raise bad_request("A group needs a name")
        if new in self:
            raise duplicate("name")
        self._ids = {new if name == old else name: number for name, number in self._ids.items()}
        for groups in (self._smart, self._static):
            if old in groups:
                groups[new] = groups.pop(old)  # type: ignore[assignment]
        self.recalculate_all()

    def remove(self, name: str) -> None:
        """Delete a group."""
        del self._ids[name]
        self._smart.pop(name, None)
        self._static.pop(name, None)
        self.recalculate_all()

    def rename_computer(self, old: str, new: str) -> None:
        """Keep a computer in its static groups when it is given another name."""
        for name, computers in self._static.items():
            if old in computers:
                self._static[name] = computers - {old} | {new}

    def rename_attribute(self, old: str, new: str) -> None:
        """Let criteria name an extension attribute by its new name."""
        for name, lines in self._smart.items():
            self._smart[name] = tuple(replace(one, name=new) if one.name == old else one for one in lines)

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

    def _number(self, name: str) -> None:
        if name not in self._ids:
            self._last_id += 1
            self._ids[name] = self._last_id
