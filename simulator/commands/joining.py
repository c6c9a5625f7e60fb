"""``trustlab import okta-log`` and ``okta``: sources that are joined into an estate, or make one of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from simulator.clock import parse_start, time_zone
from simulator.collecting import uncollected
from simulator.commands.answers import write_text, wrong
from simulator.commands.importing import Target, prepare, pseudonyms, write_estate
from simulator.inventory import rules_file
from simulator.inventory.app_use import FEWEST_DAYS, TooShort, app_use
from simulator.inventory.coverage import Coverage, known_lines
from simulator.inventory.estate_edit import NoTable, edited_text, joined_tables
from simulator.inventory.estate_file import head_lines, source_read
from simulator.inventory.joining import apps_told, joined_with, macs_of, under_aliases
from simulator.inventory.okta_log import LogRead, read_log
from simulator.inventory.pseudonyms import Pseudonyms
from simulator.inventory.rules_file import Told, read_rules
from simulator.inventory.sheets import NoSheet
from simulator.inventory.work_hours import FEWEST, work_hours
from simulator.known_macs import KnownMac
from simulator.scenario.load import Loaded, load
from simulator.scenario.mistakes import ScenarioMistakes

Join = Callable[[Sequence[KnownMac]], list[KnownMac]]


@uncollected()
def import_okta_log(
    file: str, into: str | None, target: Target, rules: str | None, *, habits: bool = False
) -> None:
    """Read a System Log; join it into an estate, or write one of the Macs that it tells of."""
    key, loaded = opened(into, target)
    told = rules_of(rules)
    coverage = Coverage(file)
    try:
        log = read_log(file, coverage)
    except NoSheet as error:
        wrong(str(error))
    okta = _told(told, log, loaded, coverage)
    if key is not None:
        log = under_aliases(log, key)
        if okta:
            okta["apps"] = rules_file.under_aliases(okta["apps"], key)
    if okta:
        okta |= rules_file.besides(okta["apps"])
    if loaded is None:
        if habits:
            wrong("--habits: joins an estate (--into), of whose people the log tells.")
        write_estate(macs_of(log, coverage), [coverage], target, None, okta)
        return
    used = _habits(log, loaded, okta, coverage) if habits else None
    write_joined(loaded, lambda macs: joined_with(macs, log, coverage), coverage, okta, used)


def _habits(log: LogRead, loaded: Loaded, okta: dict[str, Any], coverage: Coverage) -> dict[str, Any]:
    """The habits that the log tells; how well they fit is told too."""
    tables = [group.macs.macs for group in loaded.scenario.fleet if group.macs is not None]
    people = {mac.person for macs in tables for mac in macs}
    try:
        found = app_use(log, len(okta.get("apps") or loaded.scenario.okta.apps), people)
    except TooShort as short:
        wrong(
            f"--habits: the log covers {short.workdays} whole working days; {FEWEST_DAYS} are the fewest to go by."
        )
    for line in found.lines():
        coverage.note(line)
    _, zone = parse_start(loaded.scenario.start)
    hours = work_hours(log.quarters, time_zone(zone))
    if hours is None:
        coverage.note(
            f"Working hours stay as they are: the log has fewer than {FEWEST} sign-ins to tell them."
        )
        return found.habits()
    for line in hours.lines():
        coverage.note(line)
    return found.habits() | hours.habits()


def opened(into: str | None, target: Target) -> tuple[Pseudonyms | None, Loaded | None]:
    """The key of the aliases, and the estate to join into, where one is named."""
    if into is None:
        return prepare(target), None
    try:
        loaded = load(into)
    except ScenarioMistakes as mistakes:
        wrong(str(mistakes))
    return pseudonyms() if target.pseudonymise else None, loaded


def rules_of(path: str | None) -> Told | None:
    """Apps and rules of a file. Ends the command where it is wrong."""
    if path is None:
        return None
    try:
        return read_rules(path)
    except ScenarioMistakes as mistakes:
        wrong(str(mistakes))


def _told(told: Told | None, log: LogRead, loaded: Loaded | None, coverage: Coverage) -> dict[str, Any]:
    known = [str(app["name"]) for app in told.apps] if told is not None else []
    if told is None and loaded is not None:
        known = [app.name for app in loaded.scenario.okta.apps]
    apps_told(log.apps, known, coverage)
    return {} if told is None else {"apps": told.apps, "zones": told.zones}


def write_joined(
    loaded: Loaded,
    join: Join,
    coverage: Coverage,
    okta: dict[str, Any],
    habits: dict[str, Any] | None = None,
) -> None:
    """Write an estate and its tables with a further source joined in."""
    try:
        macs, files = joined_tables(loaded, join)
    except NoTable:
        wrong(
            f"{loaded.path}: no group of its fleet has a table of Macs ('macs:'), so nothing can be joined to it."
        )
    lines = [*head_lines([coverage], macs)]
    given = {key: value for key, value in okta.items() if value}
    read = {"source": source_read(coverage), "known": [*known_lines(macs)]}
    text = edited_text(Path(loaded.path).read_text(encoding="utf-8-sig"), lines, read, given, habits)
    for path, table in files.items():
        write_text(str(path), table)
    write_text(loaded.path, text)
    for line in lines:
        click.echo(line)
    click.echo(f"{loaded.path}: joined, with its {len(macs):,} Macs.")
