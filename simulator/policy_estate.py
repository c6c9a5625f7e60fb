"""Whom a policy analysis reckons with: the people of a scenario or a rule set by their groups, and where they may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from fake_okta.analysis_estate import Members
from simulator.scenario.fleet import MacGroup


class Numbered(Sequence[str]):
    """The logins of many people, sales-0001 to sales-0400, without a list of them in memory."""

    def __init__(self, name: str, count: int, after: str = "") -> None:
        self._name = name
        self._count = count
        self._after = after
        self._width = max(4, len(str(count)))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        found = range(1, self._count + 1)[index]
        return self._login(found) if isinstance(found, int) else [*map(self._login, found)]

    def __iter__(self) -> Iterator[str]:
        return map(self._login, range(1, self._count + 1))

    def __contains__(self, login: object) -> bool:
        if not isinstance(login, str) or not login.startswith(f"{self._name}-"):
            return False
        number = login.removeprefix(f"{self._name}-").removesuffix(self._after)
        if not number.isascii() or not number.isdigit() or len(number) > len(str(self._count)) + 4:
            return False
        return 1 <= int(number) <= self._count and login == self._login(int(number))

    def _login(self, number: int) -> str:
        return f"{self._name}-{number:0{self._width}d}{self._after}"


def logins_of(name: str, count: int, after: str = "") -> Sequence[str]:
    """The logins of people of one name: the name itself, or numbered where there is more than one."""
    return Numbered(name, count, after) if count > 1 else (f"{name}{after}",)


def people_of_fleet(fleet: Iterable[MacGroup]) -> list[Members]:
    """The Okta users of a fleet. Who is named on several Macs is in the groups of the first."""
    found: list[Members] = []
    alone: set[str] = set()
    for group in fleet:
        if group.user_status == "absent":
            continue
        for logins in _logins(group):
            if len(logins) == 1:
                if logins[0] in alone or any(logins[0] in members.logins for members in found):
                    continue
                alone.add(logins[0])
            found.append(Members(logins, frozenset(group.groups)))
    return found


def _logins(group: MacGroup) -> Iterator[Sequence[str]]:
    if not group.people:
        yield logins_of(group.name, group.count)
        return
    for person in group.people:
        if group.count == 1:
            yield (person.name,)
        else:
            yield Numbered(group.name, group.count, f"-{person.name}")
