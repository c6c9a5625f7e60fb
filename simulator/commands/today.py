"""``trustlab whatif --now``: who of an estate would be denied if the deny rule were switched on today."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from simulator.casting import mac_names
from simulator.clock import Calendar, parse_start, utc_text
from simulator.collecting import uncollected
from simulator.commands.answers import FAILED, HELD, wrong
from simulator.commands.table import console
from simulator.forms import okta_rules
from simulator.inventory.coverage import share
from simulator.inventory.estate_file import STAND_IN
from simulator.known_macs import KnownMac
from simulator.scenario.fleet import MacGroup
from simulator.scenario.load import load
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.today import Answer, App, MacAnswer, Verdict, answer
from simulator.today_device import REASONS

_SHOWN = 40
_APPS_SHOWN = 3
_STANDS_IN = "no source told the apps, and this one stands for any with the documented rules"
_COLOURS: dict[Verdict, str] = {"denied": "red", "unknown": "yellow", "allowed": "green"}


@uncollected()
def run(path: str, at: str | None, *, as_json: bool) -> int:
    """Answer for an estate file; the exit code."""
    try:
        scenario = load(path).scenario
    except ScenarioMistakes as mistakes:
        wrong(str(mistakes))
    found = answer(_macs(scenario), _apps(scenario), _moment(scenario, at))
    if as_json:
        click.echo(json.dumps(as_data(path, found), indent=2))
    else:
        _print(path, found)
    return HELD if found.count("allowed") == len(found.macs) else FAILED


def _moment(scenario: Scenario, at: str | None) -> int:
    start_at, zone = parse_start(scenario.start)
    if at is None:
        return start_at
    try:
        return Calendar(start_at, zone, 1).parse_moment(at)
    except (ValueError, OverflowError) as error:
        wrong(f"--at: {error}.")


def _apps(scenario: Scenario) -> list[App]:
    return [App(app.name, okta_rules(app.rules), app.protocol) for app in scenario.okta.apps]


def _macs(scenario: Scenario) -> Iterator[KnownMac]:
    for group in scenario.fleet:
        yield from group.macs.macs if group.macs is not None else _as_said(group)


def _as_said(group: MacGroup) -> Iterator[KnownMac]:
    """Macs that a scenario makes up, as far as it says what they are at the start."""
    state = group.at_start
    for name in mac_names(group):
        yield KnownMac(
            name,
            person=group.people[0].name if group.people and group.count == 1 else name,
            status=group.user_status,
            groups=tuple(group.groups),
            macos=group.macos,
            managed=group.enrolled_in_jamf == "before",
            certificate=state.certificate,
            keychain_password=state.keychain_password,
            task=(state.task or "") if state.certificate == "there" else "none",
        )


# --- telling ----------------------------------------------------------------------------------------------


def _print(path: str, found: Answer) -> None:
    screen = console()
    screen.print(
        f"{escape(path)}: the deny rule switched on at {utc_text(found.at)}, asked of browsers on Macs"
    )
    for one in found.apps:
        how = one.how if one.app.name != STAND_IN else _STANDS_IN
        screen.print(f"  {escape(one.app.name)}: {escape(how)}")
    whole = len(found.macs)
    for verdict, colour in _COLOURS.items():
        count = found.count(verdict)
        screen.print(f"[{colour}]{verdict}[/]: {count:,} of {whole:,} Macs ({share(count, whole)})")
    screen.print(_reasons(found))
    for verdict in ("denied", "unknown"):
        _print_macs([one for one in found.macs if one.verdict == verdict], verdict)


def _reasons(found: Answer) -> Table:
    """By verdict and reason. What is so already is told where a source told the rules of today."""
    rules_told = any(one.app.name != STAND_IN for one in found.apps)
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in ("", "Macs", *(["already"] if rules_told else []), "apps", "why", "what to do"):
        table.add_column(
            heading, overflow="fold", justify="right" if heading in ("Macs", "already") else "left"
        )
    for verdict, reason, counted in _by_reason(found):
        told = REASONS[reason]
        colour = _COLOURS[verdict]
        numbers = [f"{counted[name]:,}" for name in (("macs", "already") if rules_told else ("macs",))]
        table.add_row(
            f"[{colour}]{verdict}[/]", *numbers, _apps_told(counted["apps"]), told.plain, told.remedy
        )
    return table


def _by_reason(found: Answer) -> Iterator[tuple[Verdict, str, dict[str, Any]]]:
    """Per verdict and reason: Macs, those of them for which it is so already today, and the apps."""
    macs: Counter[tuple[Verdict, str]] = Counter()
    already: Counter[tuple[Verdict, str]] = Counter()
    apps: dict[tuple[Verdict, str], Counter[str]] = defaultdict(Counter)
    for one in found.macs:
        new: dict[tuple[Verdict, str], bool] = {}
        for part in one.parts:
            key = part.verdict, part.reason
            apps[key][part.app] += 1
            new[key] = new.get(key, False) or not part.already
        for key, is_new in new.items():
            macs[key] += 1
            already[key] += not is_new
    order = [*_COLOURS]
    for key in sorted(macs, key=lambda key: (order.index(key[0]), -macs[key], key[1])):
        yield *key, {"macs": macs[key], "already": already[key], "apps": dict(apps[key])}


def _apps_told(apps: dict[str, int]) -> str:
    names = [escape(name) for name in apps]
    more = len(names) - _APPS_SHOWN
    return ", ".join(names[:_APPS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _print_macs(macs: Sequence[MacAnswer], verdict: Verdict) -> None:
    if not macs:
        return
    screen = console()
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in (f"{verdict}: Mac", "person", "apps", "why", "what to do"):
        table.add_column(heading, overflow="fold")
    for one in macs[:_SHOWN]:
        for reason, apps in _parts(one, verdict).items():
            told = REASONS[reason]
            names = _apps_told(dict.fromkeys(apps, 1))
            table.add_row(escape(one.mac.name), escape(one.mac.person), names, told.plain, told.remedy)
    screen.print()
    screen.print(table)
    if len(macs) > _SHOWN:
        screen.print(f"... and {len(macs) - _SHOWN:,} more Macs; --json lists all of them.")


def _parts(one: MacAnswer, verdict: Verdict) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in one.parts:
        if part.verdict == verdict:
            found.setdefault(part.reason, []).append(part.app)
    return found


def as_data(path: str, found: Answer) -> dict[str, Any]:
    """The answer for programs."""
    return {
        "path": path,
        "at": utc_text(found.at),
        "apps": [{"app": one.app.name, "deny_rule": one.how} for one in found.apps],
        "macs": {verdict: found.count(verdict) for verdict in _COLOURS},
        "reasons": [
            {"verdict": verdict, "reason": reason, **REASONS[reason]._asdict(), **counted}
            for verdict, reason, counted in _by_reason(found)
        ],
        "each": [
            {
                "mac": one.mac.name,
                "person": one.mac.person,
                "verdict": one.verdict,
                "device": one.device.reason,
                "apps": [part._asdict() for part in one.parts],
            }
            for one in found.macs
        ],
    }
