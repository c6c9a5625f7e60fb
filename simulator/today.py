"""If the deny rule were switched on today: who is denied, in which app, why, and what to do. No dice.

Three answers: denied, allowed, and not known. What an inventory leaves open (is a certificate there, which groups is the
person in, where is the Mac) is tried in every way: only where each way comes out alike is the answer known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, Literal, NamedTuple

from fake_okta.messages import Rule
from fake_okta.policy import AccessRequest, decide
from simulator.known_macs import KnownMac
from simulator.today_device import Device, device_of

Verdict = Literal["denied", "allowed", "unknown"]
Fact = Literal["device", "person", "groups", "location"]

SECURED: Final = ("saml", "ws_fed")
DENY_ALL: Final = Rule("Deny everything else", "deny")
_MOST_GROUPS: Final = 6
_NOBODY: Final = "(nobody whom a rule names)"


@dataclass(frozen=True, slots=True)
class App:
    """An app with its rules as they are, most important first. ``protocol`` as a scenario names it."""

    name: str
    rules: tuple[Rule, ...]
    protocol: str = "saml"


@dataclass(frozen=True, slots=True)
class Switched:
    """An app with the deny rule in force, and ``how`` it came into force."""

    app: App
    rules: tuple[Rule, ...]
    how: str


class Part(NamedTuple):
    """What becomes of one app on one Mac. ``already``: it is so with today's rules."""

    app: str
    verdict: Verdict
    reason: str
    already: bool


@dataclass(frozen=True, slots=True)
class MacAnswer:
    """What becomes of one Mac; its verdict is the worst of its apps."""

    mac: KnownMac
    device: Device
    parts: tuple[Part, ...]

    @property
    def verdict(self) -> Verdict:
        """Denied where one app is, else unknown where one is, else allowed."""
        found = {part.verdict for part in self.parts}
        return "denied" if "denied" in found else "unknown" if "unknown" in found else "allowed"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for an estate at epoch second ``at``."""

    at: int
    apps: tuple[Switched, ...]
    macs: tuple[MacAnswer, ...]

    def count(self, verdict: Verdict) -> int:
        """How many Macs come out so."""
        return sum(one.verdict == verdict for one in self.macs)


def answer(macs: Iterable[KnownMac], apps: Iterable[App], at: int) -> Answer:
    """What becomes of each Mac in each app if the deny rule is switched on at epoch second ``at``."""
    switched = tuple(switch_on(app) for app in apps)
    court = [_Court(one) for one in switched]
    return Answer(at, switched, tuple(_of_mac(mac, court, at) for mac in macs))


def _of_mac(mac: KnownMac, courts: Sequence[_Court], at: int) -> MacAnswer:
    device = device_of(mac, at)
    return MacAnswer(mac, device, tuple(court.judge(mac, device) for court in courts))


# --- the deny rule ----------------------------------------------------------------------------------------


def switch_on(app: App) -> Switched:
    """The app's rules with a rule in force that keeps untrusted Macs out.

    As they stand where an untrusted Mac is denied already, whoever uses it; else with their inactive denials switched
    on; else with the documented last rule, which denies everybody whom no rule before it lets in.
    """
    if app.protocol not in SECURED:
        return Switched(app, app.rules, "Device Trust cannot secure this kind of app")
    if _keeps_out(app.rules):
        return Switched(app, app.rules, "as its rules stand")
    sleeping = [rule.name for rule in app.rules if rule.access == "deny" and not rule.active]
    woken = tuple(replace(rule, active=True) if rule.name in sleeping else rule for rule in app.rules)
    if sleeping and _keeps_out(woken):
        return Switched(app, woken, f"with its inactive rule {', '.join(sleeping)}")
    rules = app.rules if any(_lets_in_trusted(rule) for rule in app.rules) else (_TRUSTED_MACS, *app.rules)
    added = "" if rules is app.rules else f"{_TRUSTED_MACS.name} and "
    return Switched(app, (*rules, DENY_ALL), f"with the rules {added}{DENY_ALL.name} added")


_TRUSTED_MACS: Final = Rule("Trusted Macs", "allow", platforms=frozenset({"osx"}), trust="trusted")


def _lets_in_trusted(rule: Rule) -> bool:
    return rule.active and rule.access == "allow" and rule.trust == "trusted" and "osx" in rule.platforms


def _keeps_out(rules: tuple[Rule, ...]) -> bool:
    """Whether there are people and places for which the rules let a trusted Mac in and keep an untrusted one out."""
    space = _Space.of(rules)
    return any(
        _allowed(rules, _Way("trusted", *way)) and not _allowed(rules, _Way("untrusted", *way))
        for way in product(space.people(), space.memberships(), space.places)
    )


# --- one app ----------------------------------------------------------------------------------------------


class _Way(NamedTuple):
    """One way in which what is not known may be."""

    device: str
    person: str
    groups: frozenset[str]
    location: frozenset[str]


class _Found(NamedTuple):
    """What the rules make of a Mac: ``matters`` are the unknown facts on which it depends."""

    verdict: Verdict
    for_the_device: bool
    matters: tuple[Fact, ...]


class _Space(NamedTuple):
    """What rules can tell apart: users, groups, and places by their zones.

    Users (or groups) that the same rules name in the same way cannot be told apart: one of them stands for all.
    """

    users: dict[str, str]
    groups: dict[str, str]
    places: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> _Space:
        listed = [*rules]
        zones = {name for rule in listed if rule.location != "anywhere" for name in rule.zones}
        places = [frozenset[str](), *(frozenset({zone}) for zone in sorted(zones)), frozenset(zones)]
        users = _alike((rule.users, rule.excluded_users) for rule in listed)
        groups = _alike((rule.groups - _ALL, rule.excluded_groups - _ALL) for rule in listed)
        return cls(users, groups, tuple(dict.fromkeys(places)))

    def people(self) -> list[str]:
        """Nobody in particular, and whoever can be told apart."""
        return [_NOBODY, *sorted({*self.users.values()})]

    def memberships(self) -> list[frozenset[str]]:
        """Every membership that can be told apart; of many groups only none, each one, and all."""
        names = sorted({*self.groups.values()})
        if len(names) > _MOST_GROUPS:
            return [frozenset(), *(frozenset({name}) for name in names), frozenset(names)]
        return [
            frozenset(name for at, name in enumerate(names) if number >> at & 1)
            for number in range(1 << len(names))
        ]


_ALL: Final = frozenset({"Everyone"})


def _alike(mentions: Iterable[tuple[frozenset[str], frozenset[str]]]) -> dict[str, str]:
    """Each name that rules mention, with the first of those that are mentioned exactly alike."""
    where: dict[str, list[tuple[int, int]]] = {}
    for at, sides in enumerate(mentions):
        for side, names in enumerate(sides):
            for name in names:
                where.setdefault(name, []).append((at, side))
    first: dict[tuple[tuple[int, int], ...], str] = {}
    return {name: first.setdefault(tuple(places), name) for name, places in sorted(where.items())}


class _Court:
    """Judges Macs by one app's rules; Macs about which the rules cannot tell a difference are judged once."""

    def __init__(self, switched: Switched) -> None:
        self._switched = switched
        self._space = _Space.of((*switched.rules, *switched.app.rules))
        self._seen: dict[tuple[object, ...], tuple[_Found, _Found]] = {}

    def judge(self, mac: KnownMac, device: Device) -> Part:
        """What becomes of this app on this Mac."""
        app = self._switched.app
        if app.protocol not in SECURED:
            return Part(app.name, "allowed", "not_secured", already=True)
        if mac.status not in ("", "active"):
            return Part(app.name, "denied", f"user_{mac.status}", already=True)
        then, now = self._found(mac, device)
        reason = device.reason
        if then.verdict == "denied" and not then.for_the_device:
            reason = "rules_deny"
        elif then.verdict == "unknown":
            others = [fact for fact in then.matters if fact != "device"]
            reason = device.reason if "device" in then.matters or not others else f"{others[0]}_unknown"
        elif then.verdict == "allowed" and device.trusted is not True:
            reason = "rules_allow"
        return Part(app.name, then.verdict, reason, already=then.verdict == now.verdict)

    def _found(self, mac: KnownMac, device: Device) -> tuple[_Found, _Found]:
        users, names = self._space.users, self._space.groups
        login = users.get(mac.person, _NOBODY) if mac.person else ""
        groups = None
        if mac.groups is not None:
            groups = frozenset(names[group] for group in mac.groups if group in names)
        key = (device.trusted, login if users else "", groups)
        found = self._seen.get(key)
        if found is None:
            ways = [*self._ways(device, login, groups)]
            then, now = (
                self._tried(rules, ways) for rules in (self._switched.rules, self._switched.app.rules)
            )
            found = self._seen[key] = then, now
        return found

    def _ways(self, device: Device, login: str, groups: frozenset[str] | None) -> Iterator[_Way]:
        devices = {True: ["trusted"], False: ["untrusted"], None: ["trusted", "untrusted"]}[device.trusted]
        people = [login] if login else self._space.people()
        memberships = [groups] if groups is not None else self._space.memberships()
        for way in product(devices, people, memberships, self._space.places):
            yield _Way(*way)

    def _tried(self, rules: tuple[Rule, ...], ways: Sequence[_Way]) -> _Found:
        outcomes = {way: _allowed(rules, way) for way in ways}
        if len({*outcomes.values()}) == 1:
            denied = not outcomes[ways[0]]
            blames = denied and all(
                way.device == "untrusted" and _allowed(rules, way._replace(device="trusted")) for way in ways
            )
            return _Found("denied" if denied else "allowed", blames, ())
        return _Found("unknown", for_the_device=False, matters=tuple(_mattering(outcomes)))


def _allowed(rules: tuple[Rule, ...], way: _Way) -> bool:
    device: Literal["trusted", "untrusted"] = "trusted" if way.device == "trusted" else "untrusted"
    login = way.person or _NOBODY
    request = AccessRequest(login, way.groups | _ALL, way.location, "web", "osx", device)
    return decide(rules, request).allowed


def _mattering(outcomes: dict[_Way, bool]) -> Iterator[Fact]:
    """The facts of which one alone can change the outcome."""
    facts: tuple[Fact, ...] = ("device", "person", "groups", "location")
    for at, fact in enumerate(facts):
        by_rest: dict[tuple[object, ...], set[bool]] = {}
        for way, allowed in outcomes.items():
            by_rest.setdefault((*way[:at], *way[at + 1 :]), set()).add(allowed)
        if any(len(found) > 1 for found in by_rest.values()):
            yield fact
