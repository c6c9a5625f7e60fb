"""The estate file: a scenario without expectations, to read and to edit, with what was read and what was not at its head."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulator.clock import DAY_S
from simulator.inventory.coverage import Coverage, known_lines
from simulator.inventory.names import clean
from simulator.known_macs import KnownMac
from simulator.mac_table import time_text

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ .@/-]*")
_WORDS: Final = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_HEAD_WIDTH: Final = 118
STAND_IN: Final = "any_secured_app"
"""The app that stands for all of them where no source tells apps and rules."""


@dataclass(frozen=True, slots=True)
class Estate:
    """What is written: the Macs, and of Okta what a source told.

    Attributes:
        macs: the table.
        table: the table's file name, beside the estate's.
        taken_at: the moment that counts as today, epoch seconds.
        coverage: what was read.
        apps, zones: of Okta, each as a scenario writes it; none told where empty.
        users, groups: of Okta, whom rules name.
    """

    macs: Sequence[KnownMac]
    table: str
    taken_at: int
    coverage: Sequence[Coverage]
    apps: Sequence[dict[str, Any]] = ()
    zones: Sequence[dict[str, Any]] = ()
    users: Sequence[str] = ()
    groups: Sequence[str] = ()


def estate_text(estate: Estate) -> str:
    """The estate file's text."""
    head = [*head_lines(estate.coverage, estate.macs), *_assumed(estate)]
    parts = [
        comment(head),
        f"story: {scalar('The estate as ' + _sources(estate) + ' had it')}",
        f"start: {time_text(estate.taken_at)[:16].replace('T', ' ')} UTC   # the newest date of the inventory",
        "length: 400 days",
        _okta(estate),
        _fleet(estate),
        f"imported:   # what was read; a report tells it\n{_imported(estate)}",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def head_lines(coverage: Iterable[Coverage], macs: Sequence[KnownMac]) -> list[str]:
    """What was read and what was not, as sentences for the file's head and the terminal."""
    told = [clean_line(line) for one in coverage for line in one.lines()]
    return [*told, *known_lines(macs)]


def source_read(coverage: Coverage) -> dict[str, Any]:
    """A source as an estate keeps it, for the reports of its runs."""
    return {
        "source": clean_line(coverage.source),
        "unit": coverage.unit,
        "entries": coverage.read,
        "used": coverage.used,
        "told": [clean_line(line) for line in coverage.told()],
    }


def _imported(estate: Estate) -> str:
    lines = [
        f"  as_of: {scalar(time_text(estate.taken_at)[:16].replace('T', ' ') + ' UTC')}",
        "  sources:",
        *(f"    - {flow(source_read(one))}" for one in estate.coverage),
        "  known:",
        *(f"    - {scalar(line)}" for line in known_lines(estate.macs)),
    ]
    return "\n".join(lines)


def clean_line(text: str) -> str:
    """A line without control characters, such as the name of a file may hold."""
    return "".join(char if char.isprintable() else "?" for char in text)


def comment(lines: Iterable[str]) -> str:
    """Lines as YAML comments, wrapped."""
    told = []
    for line in lines:
        words, row = line.split(), "#"
        for word in words:
            if len(row) + len(word) >= _HEAD_WIDTH and row.strip("# "):
                told.append(row)
                row = "#  "
            row += f" {word}"
        told.append(row)
    return "\n".join(told)


def scalar(text: str) -> str:
    """A text as a YAML scalar; quoted wherever it might be taken for something else."""
    if _PLAIN.fullmatch(text) and text.strip() == text and text.lower() not in _WORDS:
        return text
    return json.dumps(text)


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar(value) if isinstance(value, str) else json.dumps(value)


def taken_at(macs: Iterable[KnownMac], today: int) -> int:
    """The moment that counts as today: the minute of the newest date that is not in the future."""
    dates = (
        at
        for mac in macs
        for at in (mac.last_check_in, mac.last_inventory, mac.last_trusted)
        if at is not None
    )
    found = max((at for at in dates if at <= today + DAY_S), default=today)
    return found - found % 60


def _sources(estate: Estate) -> str:
    return ", ".join(clean(re.split(r"[/\\]", one.source)[-1]) for one in estate.coverage)[:120]


def _assumed(estate: Estate) -> list[str]:
    told = []
    if not estate.apps:
        told.append(
            "Apps and rules: no source told them. The app below stands for any with the documented rules."
        )
    if any(mac.certificate == "" for mac in estate.macs):
        told.append(
            "Where it is not known whether a certificate is there, a run plays the Mac without one (at_start, below)."
        )
    told.append("The habits called mixed are a guess about people, not a measurement.")
    return told


def _okta(estate: Estate) -> str:
    apps = estate.apps or ({"name": STAND_IN, "rules": "trusted_macs_only"},)
    lines = ["okta:", "  certificates: on_demand"]
    if estate.zones:
        lines += ["  zones:", *(f"    - {flow(zone)}" for zone in estate.zones)]
    for key, names in (("users", estate.users), ("groups", estate.groups)):
        if names:
            lines.append(f"  {key}: {flow(names)}")
    return "\n".join([*lines, "  apps:", *_apps(apps)])


def _apps(apps: Iterable[dict[str, Any]]) -> Iterable[str]:
    for app in apps:
        rules = app.get("rules")
        if not isinstance(rules, list):
            yield f"    - {flow(app)}"
            continue
        first, *others = [(key, value) for key, value in app.items() if key != "rules"]
        yield f"    - {first[0]}: {flow(first[1])}"
        yield from (f"      {key}: {flow(value)}" for key, value in others)
        yield "      rules:"
        yield from (f"        - {flow(rule)}" for rule in rules)


def _fleet(estate: Estate) -> str:
    return "\n".join(
        [
            "fleet:",
            "  - name: macs",
            f"    macs: {scalar(estate.table)}",
            "    at_start: {certificate: none}",
            "    habits: mixed",
        ]
    )
