"""``trustlab policy ask``: one sign-in, the rule that decides, and why no other does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click
from rich.markup import escape
from rich.table import Table

from fake_okta.messages import ClientType, Platform
from fake_okta.policy import ALL_ZONES, DEFAULT_RULE
from fake_okta.users import EVERYONE
from simulator.commands.answers import FAILED, HELD, wrong
from simulator.commands.policy.reading import app_of, read_all
from simulator.commands.table import unwrapped
from simulator.policy_ask import Answered, as_data, asked
from simulator.rule_sets import AppRules, RuleSet
from simulator.scenario.mistakes import did_you_mean


@dataclass(frozen=True, slots=True)
class SignIn:
    """The options of the command: who signs in, from where, with what."""

    app: str | None
    user: str | None
    groups: Sequence[str]
    zones: Sequence[str]
    client: ClientType
    platform: Platform
    trusted: bool


def ask(path: str, sign_in: SignIn, *, as_json: bool) -> int:
    """Ask the rules of a file and answer; the exit code says whether the sign-in is let in."""
    (rules,) = read_all([path])
    app = app_of(rules, sign_in.app)
    groups = _groups(rules, app, sign_in)
    _check_zones(rules, app, sign_in.zones)
    found = asked(
        app,
        sign_in.user or "",
        groups,
        frozenset(sign_in.zones),
        sign_in.client,
        sign_in.platform,
        trusted=sign_in.trusted,
    )
    if as_json:
        click.echo(json.dumps(as_data(found), indent=2))
    else:
        _print(found)
    return HELD if found.decision.allowed else FAILED


def _groups(rules: RuleSet, app: AppRules, sign_in: SignIn) -> frozenset[str]:
    """The person's groups: those that the file says, and those that are named."""
    named = {group for rule in app.rules for group in rule.groups | rule.excluded_groups}
    people = rules.people or ()
    there = named | {group for members in people for group in members.groups}
    for group in sign_in.groups:
        _check("--group", group, there | {EVERYONE}, "the file names no such group")
    found = next((members for members in people if sign_in.user in members.logins), None)
    if sign_in.user is not None and people and found is None:
        known = [members.logins[0] for members in people]
        wrong(f"--user {sign_in.user}: there is no such person. {did_you_mean(sign_in.user, known)}".rstrip())
    return frozenset(sign_in.groups) | (found.groups if found else frozenset())


def _check_zones(rules: RuleSet, app: AppRules, zones: Sequence[str]) -> None:
    named = {zone for rule in app.rules for zone in rule.zones} - {ALL_ZONES}
    there = named | {zone.name for zone in rules.zones or ()}
    for zone in zones:
        _check("--zone", zone, there, "the file names no such zone")


def _check(option: str, word: str, known: Iterable[str], what: str) -> None:
    if word not in known:
        wrong(f"{option} {word}: {what}. {did_you_mean(word, sorted(known))}".rstrip())


def _print(found: Answered) -> None:
    screen = unwrapped()
    decision, request = found.decision, found.decision.request
    outcome = "[green]allowed[/]" if decision.allowed else "[red]denied[/]"
    factor = ", with another factor," if decision.allowed and decision.rule.prompt_for_factor else ""
    device = "not asked for a certificate" if request.device == "ignored" else request.device
    who = escape(request.login or "somebody")
    screen.print(
        f"{who}, {request.client_type} on {request.platform}, {device}: {outcome}{factor} by {_rule(found)}."
    )
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    why = {one.priority: one.why for one in found.others} | {decision.priority: "[bold]decides[/]"}
    for priority, rule in enumerate((*found.app.rules, DEFAULT_RULE), start=1):
        told = why.get(priority, "would match, but comes later")
        table.add_row(
            str(priority), escape(rule.name), told if priority == decision.priority else escape(told)
        )
    screen.print(table)


def _rule(found: Answered) -> str:
    return escape(f"'{found.decision.rule.name}'")
