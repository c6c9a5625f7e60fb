"""What rules tell requests apart by, as variables of a space: people, zones, client, platform, device."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Generic, Literal, Protocol, TypeVar, get_args

from fake_okta.analysis_estate import Members, PeopleClass, people_classes
from fake_okta.analysis_space import Space
from fake_okta.messages import ClientType, Platform, Rule
from fake_okta.policy import ALL_ZONES, AccessRequest
from fake_okta.users import EVERYONE

DeviceState = Literal["untrusted", "ignored", "trusted"]

DEVICES: Final[tuple[DeviceState, ...]] = get_args(DeviceState)
CLIENTS: Final[tuple[ClientType, ...]] = get_args(ClientType)
PLATFORMS: Final[tuple[Platform, ...]] = ("osx", "windows", "ios", "android", "mobile_other", "desktop_other")
OLD_CLIENTS: Final[frozenset[str]] = frozenset({"active_sync", "legacy"})
ANOTHER_ZONE: Final = "(another zone)"

Word = TypeVar("Word", bound=str)


class People(Protocol):
    """The people of an analysis; what is returned are values of a variable, to be kept or left out."""

    def member(self, group: str) -> int:
        """Who is in a group."""

    def user(self, login: str) -> int:
        """Whose login this is."""

    def told(self, request: int) -> tuple[str, frozenset[str]]:
        """The login ("" where no rule names it) and the groups of a request's person."""


class AnyPeople:
    """Anybody, in any set of the groups that rules name: a variable a group, and one for the logins they name."""

    def __init__(self, space: Space, groups: Iterable[str], logins: Sequence[str]) -> None:
        self._groups = {group: _second(space.yes_or_no()) for group in groups if group != EVERYONE}
        self.variable = space.variable(len(logins) + 1)
        nobody_named = self.variable & -self.variable
        self._logins = {login: nobody_named << place for place, login in enumerate(logins, 1)}
        self._everyone = self.variable

    def member(self, group: str) -> int:
        """Those in a group."""
        return self._everyone if group == EVERYONE else self._groups[group]

    def user(self, login: str) -> int:
        """The person of a login."""
        return self._logins[login]

    def told(self, request: int) -> tuple[str, frozenset[str]]:
        """The login that rules name, or "", and the groups that rules name."""
        login = next((login for login, bit in self._logins.items() if bit & request), "")
        return login, frozenset({EVERYONE, *(group for group, bit in self._groups.items() if bit & request)})


class KnownPeople:
    """The people of an estate, at least one: a variable with a value for each class of people whom no rule tells apart."""

    def __init__(
        self, space: Space, members: Iterable[Members], groups: Iterable[str], logins: Sequence[str]
    ) -> None:
        self._named = frozenset(logins)
        self.classes = people_classes(members, frozenset(groups), self._named)
        self.variable = space.variable(len(self.classes))
        self._shift = (self.variable & -self.variable).bit_length() - 1
        members_of: dict[str, list[int]] = {}
        for number, one in enumerate(self.classes):
            for group in one.groups:
                members_of.setdefault(group, []).append(number)
        self._groups = {group: self._bits(numbers) for group, numbers in members_of.items()}
        alone = ((number, one.login) for number, one in enumerate(self.classes) if one.login is not None)
        self._logins = {login: self._bits([number]) for number, login in alone}

    def member(self, group: str) -> int:
        """Those in a group, 0 where it has no members."""
        return self.variable if group == EVERYONE else self._groups.get(group, 0)

    def user(self, login: str) -> int:
        """The person of a login, 0 where there is none."""
        return self._logins.get(login, 0)

    def told(self, request: int) -> tuple[str, frozenset[str]]:
        """Somebody of the request's class: the login and the groups that rules name."""
        found = next(self._of(request & self.variable))
        (login,) = found.some(1, self._named)
        return login, found.groups | {EVERYONE}

    def count(self, request: int) -> int:
        """How many people make requests of this state."""
        return sum(one.count for one in self._of(request & self.variable))

    def some(self, request: int, most: int) -> list[str]:
        """Logins of people who make requests of this state."""
        found: list[str] = []
        for one in self._of(request & self.variable):
            if len(found) == most:
                break
            found += one.some(most - len(found), self._named)
        return found

    def _of(self, state: int) -> Iterator[PeopleClass]:
        text = format(state >> self._shift, "b")[::-1]
        place = text.find("1")
        while place >= 0 and place < len(self.classes):
            yield self.classes[place]
            place = text.find("1", place + 1)

    def _bits(self, numbers: Sequence[int]) -> int:
        octets = bytearray(numbers[-1] // 8 + 1)
        for number in numbers:
            octets[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(octets, "little") << self._shift


class Zones:
    """Where requests come from: any set of zones, or the sets that the zones' gateways leave possible."""

    def __init__(self, space: Space, names: Iterable[str], possible: Sequence[frozenset[str]] | None) -> None:
        named = {*names}
        wanted = sorted(named - {ALL_ZONES}) + [ANOTHER_ZONE] * (ALL_ZONES in named)
        self.names = tuple(wanted)
        if possible is None:
            self._inside = {name: _second(space.yes_or_no()) for name in wanted}
        else:
            sets = [*dict.fromkeys(_told_apart(zones, named) for zones in possible)]
            first = _first(space.variable(len(sets)))
            self._inside = {
                name: sum(first << place for place, zones in enumerate(sets) if name in zones)
                for name in wanted
            }
        self._anywhere = functools.reduce(operator.or_, self._inside.values(), 0)

    def inside(self, name: str) -> int:
        """The values with which a request comes from this zone; for ALL_ZONES, from any."""
        return self._anywhere if name == ALL_ZONES else self._inside[name]

    def told(self, request: int) -> frozenset[str]:
        """The zones of a request."""
        return frozenset(name for name, bits in self._inside.items() if bits & request)


class Choice(Generic[Word]):
    """One of a few fixed words: client, platform, what is known of the device."""

    def __init__(self, space: Space, words: tuple[Word, ...]) -> None:
        self.variable = space.variable(len(words))
        self._bits = {word: _first(self.variable) << place for place, word in enumerate(words)}

    def among(self, words: Iterable[str]) -> int:
        """The values of these words."""
        return sum(bit for word, bit in self._bits.items() if word in words)

    def told(self, state: int) -> tuple[Word, ...]:
        """The words of which a state holds the value."""
        return tuple(word for word, bit in self._bits.items() if bit & state)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an estate: its people, and the sets of zones that its gateways leave possible.

    None, or nobody: nothing is known, so anybody may be in any groups, and an address in any zones.
    """

    people: Sequence[Members] | None = None
    zones: Sequence[frozenset[str]] | None = None


class Axes:
    """The space of all requests that some rules tell apart, for an app of this kind."""

    def __init__(self, rules: Sequence[Rule], known: Known, *, office365: bool) -> None:
        self.space = Space()
        groups = sorted({name for rule in rules for name in rule.groups | rule.excluded_groups})
        logins = sorted({login for rule in rules for login in rule.users | rule.excluded_users})
        zones = {name for rule in rules if rule.location != "anywhere" for name in rule.zones}
        self.device: Choice[DeviceState] = Choice(self.space, DEVICES)
        self.client: Choice[ClientType] = Choice(self.space, CLIENTS)
        self.platform: Choice[Platform] = Choice(self.space, PLATFORMS)
        self.zones = Zones(self.space, zones, known.zones)
        people = [one for one in known.people or () if one.logins]
        self.estate = KnownPeople(self.space, people, groups, logins) if people else None
        self.people: People = self.estate or AnyPeople(self.space, groups, logins)
        self.real = self._real(office365=office365)
        """Clauses that hold of every request: whether its device is asked follows from the client."""

    def request(self, found: int) -> AccessRequest:
        """A request of the space in the words of the evaluator."""
        login, groups = self.people.told(found)
        return AccessRequest(
            login,
            groups,
            self.zones.told(found),
            self.client.told(found)[0],
            self.platform.told(found)[0],
            self.device.told(found)[0],
        )

    def _real(self, *, office365: bool) -> tuple[int, ...]:
        ignored, old = self.device.among(["ignored"]), self.client.among(OLD_CLIENTS)
        asked = self.device.variable & ~ignored
        if not office365:
            return (asked,)
        return (asked | old, ignored | self.client.variable & ~old)


def _told_apart(zones: frozenset[str], named: AbstractSet[str]) -> frozenset[str]:
    """The zones that rules name, and whether there is another: they ask for that where they name all of them."""
    another = [ANOTHER_ZONE] if ALL_ZONES in named and zones - named else []
    return zones & named | {*another}


def _first(variable: int) -> int:
    return variable & -variable


def _second(variable: int) -> int:
    return _first(variable) << 1
