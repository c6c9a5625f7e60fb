"""Names in a file of rules: none given twice, and, where the file says who and what there is, none of nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fake_okta.analysis_estate import zone_sets
from fake_okta.policy import ALL_ZONES
from fake_okta.users import EVERYONE
from simulator.policy_estate import logins_of
from simulator.scenario.mistakes import did_you_mean, quote
from simulator.scenario.translate import Finding
from simulator.scenario.tree import MappingNode, Node, Path, at, entries_at, mark_of, text_at


def wrong_names(tree: MappingNode) -> Iterator[Finding]:
    """What is wrong with the names of a file of rules, and with its zones' gateways."""
    apps = [path for path, _ in entries_at(tree, "apps")]
    places: list[Path] = [
        ("apps",),
        ("people",),
        ("zones",),
        ("rules",),
        *((*path, "rules") for path in apps),
    ]
    for place in places:
        yield from _twice(tree, place)
    yield from wrong_gateways(tree, ("zones",))
    rules = [path for place in places if place[-1] == "rules" for path, _ in entries_at(tree, *place)]
    if at(tree, "zones") is not None:
        zones = [ALL_ZONES, *_texts(tree, ("zones",), "name")]
        for path in rules:
            yield from _unknown(tree, (*path, "zones"), "zone", zones)
    if at(tree, "people") is not None:
        yield from _unknown_people(tree, rules)


def wrong_gateways(tree: MappingNode, place: Path) -> Iterator[Finding]:
    """The gateways of the zones there that are no networks."""
    for zone, _ in entries_at(tree, *place):
        for path, _ in entries_at(tree, *zone, "gateways"):
            try:
                zone_sets({"zone": [text_at(tree, *path) or ""]})
            except ValueError as error:
                yield Finding(path, mark_of(tree, path), f"is no network ({error})")


def _unknown_people(tree: MappingNode, rules: Sequence[Path]) -> Iterator[Finding]:
    people = [path for path, _ in entries_at(tree, "people")]
    places: list[Path] = [("groups",), *((*path, "groups") for path in people)]
    groups = [EVERYONE, *(name for place in places for _, name in _list(tree, place))]
    users = [name for _, name in _list(tree, ("users",))]
    logins = [_logins(tree, path) for path in people]
    known = [*users, *_texts(tree, ("people",), "name")]
    for path in rules:
        for key in ("groups", "excluded_groups"):
            yield from _unknown(tree, (*path, key), "Okta group", groups)
        for key in ("users", "excluded_users"):
            yield from _unknown(
                tree,
                (*path, key),
                "person",
                known,
                lambda login: any(login in some for some in (users, *logins)),
            )


def _logins(tree: MappingNode, path: Path) -> Sequence[str]:
    count = text_at(tree, *path, "count") or "1"
    many = int(count) if count.isascii() and count.isdigit() and len(count) < 10 else 1
    return logins_of(text_at(tree, *path, "name") or "", many)


def _texts(tree: MappingNode, place: Path, key: str) -> Iterator[str]:
    for _, entry in entries_at(tree, *place):
        if (name := text_at(entry, key)) is not None:
            yield name


def _list(tree: MappingNode, place: Path) -> Iterator[tuple[Path, str]]:
    for path, _ in entries_at(tree, *place):
        if (text := text_at(tree, *path)) is not None:
            yield path, text


def _unknown(
    tree: MappingNode,
    place: Path,
    kind: str,
    known: Sequence[str],
    is_there: Callable[[str], bool] | None = None,
) -> Iterator[Finding]:
    for path, name in _list(tree, place):
        if not (name in known if is_there is None else is_there(name)):
            what = f"there is no {kind} {quote(name)}"
            yield Finding(path, mark_of(tree, path), what, did_you_mean(name, known))


def _twice(tree: MappingNode, place: Path) -> Iterator[Finding]:
    seen: dict[str, Node] = {}
    for path, entry in entries_at(tree, *place):
        name = text_at(entry, "name")
        if name is not None and name in seen:
            what = f"the name {quote(name)} is already taken, in line {seen[name].mark.line}"
            yield Finding((*path, "name"), mark_of(tree, (*path, "name")), what)
        elif name is not None:
            seen[name] = at(entry, "name") or entry
