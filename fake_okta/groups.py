"""The org's groups: each has an id and a description; who is in it stands with the people, by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fake_okta.errors import not_found
from fake_okta.ids import Ids
from fake_okta.users import EVERYONE


@dataclass(slots=True)
class Group:
    """A group. ``number`` counts them as they come; times are epoch seconds."""

    id: str
    name: str
    description: str | None
    number: int
    created: int
    updated: int
    membership_updated: int

    @property
    def built_in(self) -> bool:
        """Whether it is Okta's own, which nobody edits, deletes or leaves."""
        return self.name == EVERYONE


class Groups:
    """All groups, by id and by name."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._by_name: dict[str, Group] = {}
        self._by_id: dict[str, Group] = {}
        self._ever = 0

    def ensure(self, names: Iterable[str], at: int) -> None:
        """Groups of these names, new ones where there are none."""
        for name in names:
            if name not in self._by_name:
                self.add(name, None, at)

    def add(self, name: str, description: str | None, at: int) -> Group:
        """A new group; its name must be free."""
        self._ever += 1
        # Not counted with other ids, so that an unnamed group's coming moves no other id.
        group_id = "00g" + self._ids.text("group", f"{self._ever}", 17)
        group = Group(group_id, name, description, self._ever, at, at, at)
        self._by_name[name] = self._by_id[group_id] = group
        return group

    def all(self) -> Iterable[Group]:
        """In the order of their coming."""
        return self._by_id.values()

    def named(self, name: str) -> Group | None:
        """The group of this name."""
        return self._by_name.get(name)

    def find(self, group_id: str) -> Group:
        """The group of this id; raises E0000007."""
        group = self._by_id.get(group_id)
        if group is None:
            raise not_found("UserGroup", group_id)
        return group

    def rename(self, group: Group, name: str) -> None:
        """Another name, which must be free."""
        del self._by_name[group.name]
        group.name = name
        self._by_name[name] = group

    def remove(self, group: Group) -> None:
        """As if it had never been."""
        del self._by_name[group.name], self._by_id[group.id]
