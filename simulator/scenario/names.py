"""The names that a scenario makes up for its Macs, people, apps and so on, gathered from its tree.

From the tree and not from the model, so that references are checked even where another mistake spoils the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

from fake_okta.syslog import VOCABULARY as OKTA_EVENTS
from simulator.assumptions import all_assumptions
from simulator.diagnosis_causes import CAUSES
from simulator.diagnosis_checks import PLACES
from simulator.facts import FACT_IDS
from simulator.scenario.at_start import table_beside
from simulator.scenario.services import RULE_SETS, OktaModel
from simulator.scenario.tree import MappingNode, Node, at, entries_at, text_at
from simulator.vocabulary import KINDS, OKTA_KINDS, PREVIEW

NameKind = Literal[
    "Mac", "Mac group", "app", "person", "account on a Mac", "Jamf Pro account", "zone", "event", "rule",
    "Okta group", "computer group", "kind of event", "fact", "assumption",
    "cause", "check",
]  # fmt: skip
_DEFAULT_RULE = "Default sign on rule"
_NUMBERED = re.compile(r"(.+)-(\d{4,})")
_DEFAULT = OktaModel()


class Names:
    """What each kind of name may be in one scenario."""

    def __init__(self, tree: MappingNode, folder: Path | None = None) -> None:
        self._tree = tree
        self._groups: dict[str, int] = {}
        self._okta_groups: dict[str, None] = {}
        self._tabled: dict[str, dict[str, None]] = {"Mac": {}, "person": {}, "account on a Mac": {}}
        for name, group in _named(tree, "fleet"):
            table = text_at(group, "macs")
            count = _count(group) if table is None else self._add_table(folder, table)
            self._groups.setdefault(name, count)
        self._people, self._listed, self._accounts = self._gather_people()
        self._found: dict[NameKind, dict[str, None]] = {}
        self._known: dict[NameKind, Callable[[], Iterable[str]]] = {
            "Mac": lambda: self._groups,
            "Mac group": lambda: self._groups,
            "app": self._apps,
            "person": lambda: [*self._people, *self._listed, *self._groups, *self._besides("users")],
            "account on a Mac": lambda: self._accounts,
            "Jamf Pro account": lambda: self._given_or(["okta-api"], "jamf", "accounts"),
            "zone": lambda: self._given_or([zone.name for zone in _DEFAULT.zones], "okta", "zones"),
            "event": self._events,
            "rule": lambda: [*self._rules(), _DEFAULT_RULE],
            "Okta group": lambda: [
                "Everyone",
                *self._texts("fleet", "groups"),
                *self._okta_groups,
                *self._besides("groups"),
            ],
            "computer group": lambda: [
                *self._groups,
                *(name for name, _ in _named(tree, "jamf", "smart_groups")),
            ],
            "kind of event": lambda: [
                *KINDS,
                *OKTA_KINDS,
                *OKTA_EVENTS,
                *(f"{PREVIEW}{kind}" for kind in OKTA_EVENTS),
            ],
            "fact": lambda: FACT_IDS,
            "cause": lambda: ["none", *CAUSES],
            "check": lambda: ["none", *PLACES],
            "assumption": lambda: [row.name for row in all_assumptions()],
        }

    def known(self, kind: NameKind) -> list[str]:
        """The names of a kind (of Macs and people: without the numbered ones)."""
        return [*self._all(kind)]

    def _all(self, kind: NameKind) -> dict[str, None]:
        if kind not in self._found:
            self._found[kind] = dict.fromkeys(self._known[kind]())
        return self._found[kind]

    def has(self, kind: NameKind, name: str) -> bool:
        """Whether there is something of this kind with this name."""
        if name in self._tabled.get(kind, ()):
            return True
        if kind == "Mac":
            return name in self._groups or self._is_numbered(name)
        if kind == "person":
            return (
                name in self._people
                or name in self._listed
                or self._is_login(name)
                or name in self._besides("users")
            )
        if kind == "account on a Mac":
            return name in self._accounts or self._is_numbered(name)
        return name in self._all(kind)

    def _add_table(self, folder: Path | None, named: str) -> int:
        """Take in the Macs of a table; a wrong one has none, and the model says what is wrong."""
        try:
            macs = table_beside(folder, named).macs
        except ValueError:
            return 0
        for mac in macs:
            person = mac.person or mac.name
            self._tabled["Mac"][mac.name] = None
            self._okta_groups |= dict.fromkeys(mac.groups or ())
            self._tabled["person"][person] = None
            self._tabled["account on a Mac"][mac.account or person] = None
        return len(macs)

    def _besides(self, key: str) -> list[str]:
        """Users or groups of the org besides those of the fleet."""
        return [
            text for path, _ in entries_at(self._tree, "okta", key) if (text := text_at(self._tree, *path))
        ]

    def clients_of(self, mac: str) -> list[str] | None:
        """The clients that a Mac's or group's file entry lists; None where it leaves them to the default."""
        numbered = _NUMBERED.fullmatch(mac)
        for name, group in _named(self._tree, "fleet"):
            if name == mac or (numbered is not None and name == numbered[1]):
                return [
                    text for path, _ in entries_at(group, "apps") if (text := text_at(group, *path))
                ] or None
        return None

    def _is_numbered(self, name: str) -> bool:
        match = _NUMBERED.fullmatch(name)
        if match is None or match[1] not in self._groups:
            return False
        count = self._groups[match[1]]
        return count > 1 and 1 <= int(match[2]) <= count and len(match[2]) == max(4, len(str(count)))

    def _is_login(self, name: str) -> bool:
        """A person of a numbered Mac: the Mac's name, or the Mac's name and the person's."""
        if self._is_numbered(name):
            return True
        return any(
            name.endswith(f"-{person}") and self._is_numbered(name.removesuffix(f"-{person}"))
            for person in self._listed
        )

    def _gather_people(self) -> tuple[list[str], list[str], list[str]]:
        """People of single Macs, people as the file lists them, and accounts."""
        alone: list[str] = []
        listed: list[str] = []
        accounts: list[str] = []
        for name, group in _named(self._tree, "fleet"):
            people = [*_named(group, "people")]
            if text_at(group, "macs") is not None:
                continue
            if not people:
                alone += [name] if self._groups[name] == 1 else []
                accounts.append(name)
            for person, node in people:
                listed.append(person)
                accounts.append(text_at(node, "account") or person)
        return alone, listed, accounts

    def _apps(self) -> list[str]:
        default = [app.name for app in _DEFAULT.apps]
        return [
            *self._given_or(default, "okta", "apps"),
            *(name for name, _ in _named(self._tree, "preview", "apps")),
        ]

    def _given_or(self, default: list[str], *path: str) -> list[str]:
        return default if at(self._tree, *path) is None else [name for name, _ in _named(self._tree, *path)]

    def _events(self) -> Iterator[str]:
        for path, _ in entries_at(self._tree, "timeline"):
            if (name := text_at(self._tree, *path, "as")) is not None:
                yield name

    def _rules(self) -> Iterator[str]:
        apps = [node for org in ("okta", "preview") for _, node in entries_at(self._tree, org, "apps")]
        places = [*apps, *(node for _, node in entries_at(self._tree, "timeline"))]
        for place in places:
            yield from (name for name, _ in _named(place, "rules"))
        for rules in RULE_SETS.values():
            yield from (str(rule["name"]) for rule in rules)

    def _texts(self, section: str, key: str) -> Iterator[str]:
        for path, _ in entries_at(self._tree, section):
            for below, _ in entries_at(self._tree, *path, key):
                if (text := text_at(self._tree, *below)) is not None:
                    yield text


def _named(node: Node | None, *path: str) -> Iterator[tuple[str, Node]]:
    for _, entry in entries_at(node, *path):
        if (name := text_at(entry, "name")) is not None:
            yield name, entry


def _count(group: Node) -> int:
    text = text_at(group, "count")
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 1
