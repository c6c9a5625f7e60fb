"""Users of the inventory: those to whom computers are assigned, and those whom somebody entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fake_jamf.errors import bad_request, duplicate, not_found


@dataclass(frozen=True, slots=True)
class UserDetails:
    """What somebody entered about a user."""

    full_name: str = ""
    email: str = ""
    phone: str = ""
    position: str = ""


class Users:
    """The users of a server by name, each with an id from the first time that it is asked for."""

    __slots__ = ("_entered", "_ids", "_last_id")

    def __init__(self) -> None:
        self._entered: dict[str, UserDetails] = {}
        self._ids: dict[str, int] = {}
        self._last_id = 0

    def numbered(self, owners: Iterable[str]) -> list[tuple[int, str]]:
        """Id and name of each user, by id: the owners of computers, and those entered."""
        present = {*owners, *self._entered}
        for name in sorted(present):
            if name not in self._ids:
                self._last_id += 1
                self._ids[name] = self._last_id
        return sorted((number, name) for name, number in self._ids.items() if name in present)

    def entered(self) -> Iterable[str]:
        """The names of those whom somebody entered."""
        return self._entered.keys()

    def details(self, name: str) -> UserDetails | None:
        """What was entered about a user, or None."""
        return self._entered.get(name)

    def create(self, name: str, owners: Iterable[str]) -> None:
        """Enter a user. Raises DUPLICATE or BAD_REQUEST (no name)."""
        if not name:
            raise bad_request("A user needs a name")
        if name in self._entered or name in owners:
            raise duplicate("name")
        self._entered[name] = UserDetails()

    def enter(self, name: str, details: UserDetails) -> None:
        """Write down what is known of a user."""
        self._entered[name] = details

    def rename(self, old: str, new: str, owners: Iterable[str]) -> None:
        """Give a user another name; the id stays. Raises DUPLICATE or BAD_REQUEST (no name)."""
        if old == new:
            return
        if not new:
            raise bad_request("A user needs a name")
        if new in self._entered or new in owners:
            raise duplicate("name")
        self._entered[new] = self._entered.pop(old, UserDetails())
        if old in self._ids:
            self._ids[new] = self._ids.pop(old)

    def remove(self, name: str) -> None:
        """Forget a user. Raises NOT_FOUND."""
        if name not in self._entered and name not in self._ids:
            raise not_found(f"user {name}")
        self._entered.pop(name, None)
        self._ids.pop(name, None)
