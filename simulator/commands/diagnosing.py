"""``trustlab diagnose``: the first check that fails for a Mac at a moment of a saved run, where to see it, what to do."""

from __future__ import annotations

import json
import re

import click

from simulator.clock import MINUTE_S
from simulator.commands.answers import wrong
from simulator.commands.reading import known_mac, moment_of, open_run
from simulator.diagnosis import Who, diagnose
from simulator.diagnosis_text import as_data, as_text
from simulator.estate import Estate
from simulator.explain import chain_of_causes
from simulator.measures import Window
from simulator.measures_report import read
from simulator.never_enrolled import NeverEnrolled, never_enrolled
from simulator.rollout_measures.certificates import LIMIT, slots_used
from simulator.saved import SavedRun
from simulator.scenario.mistakes import did_you_mean
from simulator.stuck import stuck


def diagnose_mac(place: str, mac: str, at: str, who: Who, *, as_json: bool) -> None:
    """Print the diagnosis of a Mac. Ends the command where run, Mac, moment or person is none."""
    saved = open_run(place)
    records = saved.records()
    known_mac(records, mac)
    begins = moment_of(saved, at)
    moment = _end_of_what_is_said(saved, at)
    reading = read(records)
    estate = Estate.read(reading)
    (story,) = estate.some_stories([mac])
    people = [person for account in story.accounts.values() for person in account.people]
    _check(who.person, "--person", people)
    _check(who.app, "--app", estate.grounds.apps())
    found = diagnose(estate, story, moment, who, begins)
    if as_json:
        click.echo(json.dumps(as_data(found, reading.calendar), indent=2))
        return
    led_to_it = (
        [] if found.last is None else chain_of_causes(records, found.last.record.seq, saved.manifest.zone)
    )
    click.echo(as_text(found, reading.calendar, led_to_it))


def list_never_enrolled(place: str, at: str, *, as_json: bool) -> None:
    """Print the managed Macs on which the task never ran well up to then, each with what stands in its way."""
    saved = open_run(place)
    found = never_enrolled(read(saved.records()), _end_of_what_is_said(saved, at) + 1)
    if as_json:
        click.echo(json.dumps([_as_data(one) for one in found], indent=2))
        return
    for one in found:
        click.echo(f"{one.mac}: {one.cause.plain} ({one.cause.fact}). Remedy: {one.cause.remedy}.")
    if not found:
        click.echo(f"Up to {at} the task ran well on every Mac that Jamf Pro knew.")


def list_stuck(place: str, at: str, *, as_json: bool) -> None:
    """Print the managed Macs that are in a dead end then, each with the shortest way out."""
    saved = open_run(place)
    found = stuck(read(saved.records()), _end_of_what_is_said(saved, at) + 1)
    if as_json:
        told = [
            {"mac": one.mac, "account": one.account, "dead_end": one.word, "fact": one.dead_end.fact}
            | {"plain": one.dead_end.why, "way_out": [*one.way_out]}
            for one in found
        ]
        click.echo(json.dumps(told, indent=2))
        return
    for one in found:
        way = ", then ".join(one.way_out)
        click.echo(f"{one.mac}: {one.dead_end.why} ({one.dead_end.fact}). The shortest way out: {way}.")
    if not found:
        click.echo(f"At {at} no Mac in management is in a dead end.")


def list_slots(place: str, at: str, *, as_json: bool) -> None:
    """Print how near each Mac is to the limit of five unused certificates then; those that use no slot are left out."""
    saved = open_run(place)
    reading = read(saved.records())
    moment = _end_of_what_is_said(saved, at)
    now = slots_used(reading, Window(None, moment, moment + 1))
    most = slots_used(reading, Window(None, -moment, moment + 1))
    near = sorted((mac for mac in most if most[mac]), key=lambda mac: (-now[mac], -most[mac], mac))
    if as_json:
        told = [{"mac": mac, "in_use": now[mac], "at_most": most[mac], "limit": LIMIT} for mac in near]
        click.echo(json.dumps(told, indent=2))
        return
    for mac in near:
        full = "; the next enrollment is refused" if now[mac] >= LIMIT else ""
        click.echo(f"{mac}: {now[mac]} of {LIMIT} slots in use, {most[mac]} at most up to then{full}.")
    if not near:
        click.echo(f"Up to {at} no certificate waited for its first use.")


def _as_data(one: NeverEnrolled) -> dict[str, str]:
    cause = one.cause
    told = {"cause": one.word, "check": cause.check, "fact": cause.fact, "plain": cause.plain}
    return {"mac": one.mac, "account": one.account, **told, "remedy": cause.remedy}


def _check(name: str | None, option: str, known: list[str]) -> None:
    if name is not None and name not in known:
        wrong(f"{option} {name}: there is none in this run. {did_you_mean(name, known)}".rstrip())


def _end_of_what_is_said(saved: SavedRun, text: str) -> int:
    """The last second of what was said: '09:00' is the whole minute, since times are shown in minutes."""
    moment = moment_of(saved, text)
    exact = re.search(r"\d:\d\d:\d\d", text) is not None
    return moment if exact else min(moment + MINUTE_S - 1, saved.manifest.end_at)
