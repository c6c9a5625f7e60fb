"""``trustlab import``: an estate from the real inventory, to read and to edit. Nothing is changed anywhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from simulator.clock import time_zone
from simulator.collecting import uncollected
from simulator.commands.answers import check_writable, write_text, wrong
from simulator.inventory.coverage import Coverage
from simulator.inventory.estate_file import Estate, estate_text, head_lines, taken_at
from simulator.inventory.jamf_export import Reading, read_export
from simulator.inventory.pseudonyms import SHORTEST_KEY, KeyTooShort, Pseudonyms
from simulator.inventory.sheets import DELIMITERS, NoSheet
from simulator.inventory.sleep import with_sleep
from simulator.known_macs import KnownMac
from simulator.mac_table import table_text

KEY_VARIABLE: Final = "TRUSTLAB_PSEUDONYM_KEY"


@dataclass(frozen=True, slots=True)
class Target:
    """Where an import goes.

    Attributes:
        out: the estate file; the table of Macs is written beside it.
        force: whether a file that is there is replaced.
        pseudonymise: whether names and numbers are replaced by aliases.
    """

    out: str
    force: bool = False
    pseudonymise: bool = False

    @property
    def table(self) -> Path:
        """The table of Macs, beside the estate."""
        return Path(self.out).with_suffix(".macs.csv")


@uncollected()
def import_jamf_csv(file: str, target: Target, options: dict[str, Any]) -> None:
    """Read an inventory export and write an estate."""
    at_night, nights = options.get("at_night"), options.get("nights") or ()
    if nights and not at_night:
        wrong(f"--night tells of more nights than that of {file}: say --at-night too.")
    key = prepare(target)
    coverage = Coverage(file)
    try:
        reading = _reading(options)
        macs = read_export(file, coverage, reading)
        others = {other: read_export(other, Coverage(other), reading) for other in nights}
    except NoSheet as error:
        wrong(str(error))
    if at_night:
        macs = with_sleep(macs, reading.zone, coverage, others)
    write_estate(macs, [coverage], target, key)


def prepare(target: Target) -> Pseudonyms | None:
    """Before anything is read: whether the files can be written, and the key of the aliases."""
    if Path(target.out).suffix not in {".yaml", ".yml"}:
        wrong(f"{target.out}: an estate is a scenario file; give it a name that ends in .yaml.")
    for path in (target.out, str(target.table)):
        check_writable(path)
        if Path(path).exists() and not target.force:
            wrong(f"{path}: is there already, perhaps edited by hand. --force writes it anew.")
    return pseudonyms() if target.pseudonymise else None


def pseudonyms() -> Pseudonyms:
    """The aliases by the key in the environment, or one that is asked for; it is never written."""
    key = os.environ.get(KEY_VARIABLE) or click.prompt(
        f"Key of the aliases ({KEY_VARIABLE})", hide_input=True, err=True
    )
    try:
        return Pseudonyms(key)
    except KeyTooShort:
        wrong(
            f"{KEY_VARIABLE}: a key has at least {SHORTEST_KEY} characters, or aliases could be traced back by trying."
        )


def write_estate(
    macs: Sequence[KnownMac],
    coverage: list[Coverage],
    target: Target,
    key: Pseudonyms | None,
    okta: dict[str, Any] | None = None,
) -> None:
    """Write estate and table, and tell what was read."""
    if not macs:
        told = "\n".join(head_lines(coverage, macs))
        wrong(f"{coverage[0].source}: no Mac could be read, so there is no estate to write.\n{told}")
    if key is not None:
        macs = [key.mac(mac) for mac in macs]
        coverage[0].note("Names and numbers are aliases; the same key gives the same ones.")
    today = int(datetime.now(UTC).timestamp())
    estate = Estate(macs, target.table.name, taken_at(macs, today), coverage, **(okta or {}))
    write_text(str(target.table), table_text(macs))
    write_text(target.out, estate_text(estate))
    for line in head_lines(coverage, macs):
        click.echo(line)
    click.echo(f"{target.out}: the estate, to read and edit; {target.table}: its {len(macs):,} Macs.")


def _reading(options: dict[str, Any]) -> Reading:
    delimiter = options.get("delimiter")
    try:
        zone = time_zone(options.get("zone") or "UTC")
    except ValueError as error:
        wrong(f"--zone: {error}.")
    return Reading(
        encoding=options.get("encoding"),
        delimiter=DELIMITERS[delimiter] if delimiter else None,
        dates=options.get("dates"),
        zone=UTC if zone == ZoneInfo("UTC") else zone,
        attributes=tuple(options.get("attributes") or ()),
    )
