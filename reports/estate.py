"""What a run reckoned with, for whoever asks whether it is complete: Macs, apps and rules, who is exempt, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from reports.view import RunView

Rule = Mapping[str, Any]


class Exempt(NamedTuple):
    """People or groups who get into an app from a Mac without trust, because a rule names them or leaves them out."""

    app: str
    rule: str
    how: str
    names: tuple[str, ...]


class Completeness(NamedTuple):
    """Of what a run was made.

    Attributes:
        from_tables: so many of the Macs are from a table of what is there; the others are made up.
        without_rules: apps that have no rule of their own, so that the default rule lets everybody in.
        incomplete: apps whose rules were too many to look at every class of requests.
        imported: what an import read of its sources and what it could not; None where it was no import.
        refused: what the Admin Console's form would say to the rules as they are written.
    """

    macs: int
    from_tables: int
    tables: tuple[str, ...]
    apps: tuple[str, ...]
    analysed: int
    rules: int
    without_rules: tuple[str, ...]
    cannot_be_secured: tuple[str, ...]
    incomplete: tuple[str, ...]
    refused: int
    exempt: tuple[Exempt, ...]
    imported: Mapping[str, Any] | None


def completeness_of(view: RunView) -> Completeness:
    """What a run reckoned with, as it was saved, while its trace is at hand."""
    scenario, policy = view.run.scenario, view.run.policy
    apps = scenario.get("okta", {}).get("apps", ())
    start = [one for one in policy if one["from_at"] == policy[0]["from_at"]]
    tables = {group["name"]: group["macs"] for group in scenario.get("fleet", ()) if group.get("macs")}
    of_groups = view.reading.groups.values()
    return Completeness(
        macs=len(view.reading.groups),
        from_tables=sum(group in tables for group in of_groups),
        tables=tuple(str(table) for table in tables.values()),
        apps=tuple(app["name"] for app in apps),
        analysed=len({one["app"] for one in policy}),
        rules=sum(one["rules"] for one in start),
        without_rules=tuple(one["app"] for one in start if not one["rules"]),
        cannot_be_secured=tuple(one["app"] for one in start if one["protocol"] not in {"saml", "ws_fed"}),
        incomplete=tuple(dict.fromkeys(one["app"] for one in policy if not one["complete"])),
        refused=sum(len(one["refused_by_the_form"]) for one in start),
        exempt=tuple(_exempt(apps)),
        imported=scenario.get("imported"),
    )


def _exempt(apps: Sequence[Mapping[str, Any]]) -> Iterator[Exempt]:
    for app in apps:
        rules = app.get("rules", ())
        for rule in rules if isinstance(rules, Sequence) and not isinstance(rules, str) else ():
            yield from _exempt_by(app["name"], rule)


def _exempt_by(app: str, rule: Rule) -> Iterator[Exempt]:
    """Whom a rule in force lets in without trust by name, or spares from a deny."""
    if not rule.get("active", True) or "osx" not in (rule.get("platforms") or ("osx",)):
        return
    lets_in = rule["access"] == "allow" and rule.get("trust", "any") != "trusted"
    spares = rule["access"] == "deny"
    for told, keys in (("group", ("groups", "excluded_groups")), ("user", ("users", "excluded_users"))):
        named, excluded = (tuple(rule.get(key) or ()) for key in keys)
        if lets_in and named:
            yield Exempt(app, rule["name"], f"lets in without trust, by {told}", named)
        if spares and excluded:
            yield Exempt(app, rule["name"], f"does not deny, by {told}", excluded)
