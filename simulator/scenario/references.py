"""Names that a scenario mentions: each must be the name of something in it."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

from simulator.assumptions import all_assumptions
from simulator.scenario.mistakes import did_you_mean, quote
from simulator.scenario.names import NameKind, Names
from simulator.scenario.services import OktaModel, PreviewModel
from simulator.scenario.translate import Finding
from simulator.scenario.tree import MappingNode, Node, Path, SequenceNode, at, entries_at, mark_of, text_at

_IN_RULES: dict[str, NameKind] = {
    "users": "person",
    "excluded_users": "person",
    "groups": "Okta group",
    "excluded_groups": "Okta group",
    "zones": "zone",
}
_IN_TIMELINE: dict[str, NameKind] = {
    "mac": "Mac",
    "to": "Mac",
    "app": "app",
    "tried": "app",
    "person": "person",
}
_IN_FAULTS: dict[str, NameKind] = {"mac": "Mac", "group": "Mac group"}
_IN_EXPECTATIONS: dict[str, NameKind] = {
    "event": "event",
    "order": "event",
    "mac": "Mac",
    "group": "Mac group",
    "rule": "rule",
    "locked": "app",
    "count": "kind of event",
    "cause": "cause",
    "check": "check",
}
_IN_POLICY: dict[str, NameKind] = {
    "groups": "computer group",
    "exclude_groups": "computer group",
    "limit_to_users": "account on a Mac",
}
_IN_JAMF = {
    "set_jamf_password",
    "set_privileges",
    "enable_device_trust",
    "edit_device_trust",
    "test_api_credentials",
}
"""Verbs whose account is one of Jamf Pro."""
_HINTED = 50
"""After so many wrong names the nearest right one is no longer looked for: it is dear among thousands of names."""
_UNIQUE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("fleet",), "name"),
    (("okta", "apps"), "name"),
    (("okta", "zones"), "name"),
    (("jamf", "accounts"), "name"),
    (("jamf", "smart_groups"), "name"),
    (("timeline",), "as"),
    (("faults",), "name"),
)


def check_references(tree: MappingNode, folder: pathlib.Path | None = None) -> Iterator[Finding]:
    """Names of nothing, and names given twice. Tables of Macs are looked for in ``folder``."""
    seeker = _Seeker(tree, folder)
    yield from seeker.each("fact", ("shows",))
    yield from seeker.each("fact", ("dead_ends",))
    yield from seeker.assumptions()
    for section, words in (("timeline", _IN_TIMELINE), ("expect", _IN_EXPECTATIONS)):
        for path, _ in entries_at(tree, section):
            yield from seeker.all_of(words, path)
    for path, _ in entries_at(tree, "expect"):
        for below, _ in entries_at(tree, *path, "never_enrolled"):
            yield from seeker.each("cause", below)
    for path, _ in entries_at(tree, "faults"):
        yield from seeker.all_of(_IN_FAULTS, (*path, "on"))
    yield from seeker.accounts()
    yield from seeker.rules()
    yield from seeker.all_of(_IN_POLICY, ("jamf", "policy"))
    yield from seeker.each("Mac group", ("jamf", "rollout", "order"))
    for path, _ in entries_at(tree, "jamf", "rollout", "waves"):
        yield from seeker.each("Mac group", (*path, "groups"))
    yield from seeker.clients()
    yield from seeker.previews()
    yield from seeker.help_desk()
    yield from _twice(tree)


class _Seeker:
    def __init__(self, tree: MappingNode, folder: pathlib.Path | None) -> None:
        self.tree = tree
        self.names = Names(tree, folder)
        self.told = 0

    def each(self, kind: NameKind, path: Path) -> Iterator[Finding]:
        """The text at a path, or each text of the list there."""
        if isinstance(at(self.tree, *path), SequenceNode):
            for below, _ in entries_at(self.tree, *path):
                yield from self.each(kind, below)
            return
        name = text_at(self.tree, *path)
        if name is not None and not self.names.has(kind, name):
            self.told += 1
            hint = did_you_mean(name, self.names.known(kind)) if self.told <= _HINTED else ""
            yield Finding(path, mark_of(self.tree, path), f"there is no {kind} {quote(name)}", hint)

    def all_of(self, words: dict[str, NameKind], path: Path) -> Iterator[Finding]:
        for key, kind in words.items():
            yield from self.each(kind, (*path, key))

    def accounts(self) -> Iterator[Finding]:
        """An account is one of Jamf Pro where an admin acts, and one of macOS where a Mac does."""
        for path, _ in entries_at(self.tree, "timeline"):
            of_jamf = text_at(self.tree, *path, "do") in _IN_JAMF
            yield from self.each("Jamf Pro account" if of_jamf else "account on a Mac", (*path, "account"))
        for path, _ in entries_at(self.tree, "faults"):
            yield from self.each("Jamf Pro account", (*path, "account"))
        yield from self.each("Jamf Pro account", ("okta", "device_trust", "account"))

    def rules(self) -> Iterator[Finding]:
        places = [path for org in ("okta", "preview") for path, _ in entries_at(self.tree, org, "apps")]
        places += [path for path, _ in entries_at(self.tree, "timeline")]
        for path, act in entries_at(self.tree, "timeline"):
            if text_at(act, "do") == "edit_policy":
                yield from self.all_of(_IN_POLICY, path)
        for place in places:
            if isinstance(at(self.tree, *place, "rules"), SequenceNode):
                for path, _ in entries_at(self.tree, *place, "rules"):
                    yield from self.all_of(_IN_RULES, path)

    def assumptions(self) -> Iterator[Finding]:
        rows = {row.name: row for row in all_assumptions()}
        for path, _ in entries_at(self.tree, "assumptions"):
            name, value = str(path[-1]), text_at(self.tree, *path)
            if name not in rows:
                hint = did_you_mean(name, rows)
                yield Finding(
                    path, mark_of(self.tree, path, key=True), f"there is no assumption {quote(name)}", hint
                )
            elif value is not None and value not in (words := (rows[name].default, *rows[name].alternatives)):
                hint = did_you_mean(value, words)
                yield Finding(
                    path, mark_of(self.tree, path), f"{quote(value)} is no value of this assumption", hint
                )

    def previews(self) -> Iterator[Finding]:
        """Acts in a preview org that is not there, and one that cannot be told from the production org."""
        if at(self.tree, "preview") is None:
            for path, act in entries_at(self.tree, "timeline"):
                if text_at(act, "org") == "preview":
                    mark = mark_of(self.tree, (*path, "org"))
                    yield Finding(
                        (*path, "org"), mark, "there is no preview org", "Set it up under 'preview'."
                    )
            return
        for key, model in (("org", PreviewModel), ("cell", PreviewModel)):
            mine = text_at(self.tree, "preview", key) or model.model_fields[key].default
            other = text_at(self.tree, "okta", key) or OktaModel.model_fields[key].default
            if mine == other:
                mark = mark_of(self.tree, ("preview",), key=True)
                yield Finding(
                    ("preview",), mark, f"the preview org has a {key} of its own; found {quote(mine)}"
                )

    def help_desk(self) -> Iterator[Finding]:
        """Measures of a help desk that is not there: they would be 0, whatever happens."""
        for path, one in entries_at(self.tree, "expect"):
            name = text_at(one, "measure") or ""
            if name.startswith("help_desk") and at(self.tree, "help_desk") is None:
                mark = mark_of(self.tree, (*path, "measure"))
                yield Finding(
                    (*path, "measure"), mark, "there is no help desk", "Set it up under 'help_desk'."
                )
        rule: Path = ("jamf", "rollout", "pause_while", "more_calls_than")
        if at(self.tree, *rule) is not None and at(self.tree, "help_desk") is None:
            what = "there is no help desk to call"
            yield Finding(rule, mark_of(self.tree, rule), what, "Set it up under 'help_desk'.")

    def clients(self) -> Iterator[Finding]:
        """A client that the Macs which are to use it do not have."""
        for path, act in entries_at(self.tree, "timeline"):
            mac, client = text_at(act, "mac"), text_at(act, "client")
            if mac is None or client is None or not self.names.has("Mac", mac):
                continue
            clients = self.names.clients_of(mac) or ["chrome"]
            if client not in clients:
                what = f"{quote(mac)} has no client {quote(client)}; its apps are {', '.join(clients)}"
                hint = did_you_mean(client, clients, list_up_to=0)
                yield Finding((*path, "client"), mark_of(self.tree, (*path, "client")), what, hint)


def _twice(tree: MappingNode) -> Iterator[Finding]:
    places: list[tuple[Path, str]] = [*_UNIQUE]
    places += [((*path, "people"), "name") for path, _ in entries_at(tree, "fleet")]
    places += [((*path, "rules"), "name") for path, _ in entries_at(tree, "okta", "apps")]
    for place, key in places:
        seen: dict[str, Node] = {}
        for path, entry in entries_at(tree, *place):
            name = text_at(entry, key)
            if name is None:
                continue
            if name in seen:
                what = f"the name {quote(name)} is already taken, in line {seen[name].mark.line}"
                yield Finding((*path, key), mark_of(tree, (*path, key)), what)
            else:
                found = at(entry, key)
                seen[name] = found if found is not None else entry
