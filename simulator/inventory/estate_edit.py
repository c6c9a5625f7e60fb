"""Joining a further source into an estate file that is there: its tables, its apps and zones, and a note at its head.

What somebody wrote into the file by hand stays where it is, comments too.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from simulator.inventory.estate_file import comment
from simulator.known_macs import KnownMac
from simulator.mac_table import table_text
from simulator.scenario.fleet import expand_habits
from simulator.scenario.load import Loaded

_WIDE = 4096
_SHARES = "# Known of "


class NoTable(Exception):
    """An estate of which no group has a table of Macs: there is nothing to join to."""


def joined_tables(
    loaded: Loaded, join: Callable[[Sequence[KnownMac]], Sequence[KnownMac]]
) -> tuple[list[KnownMac], dict[Path, str]]:
    """The Macs of an estate with a source joined in, and the text of each table's file. Raises NoTable."""
    groups = [group for group in loaded.scenario.fleet if group.macs is not None]
    if not groups:
        raise NoTable(loaded.path)
    before = [mac for group in groups if group.macs is not None for mac in group.macs.macs]
    after = {old.name: new for old, new in zip(before, join(before), strict=True)}
    files = {}
    for group in groups:
        assert group.macs is not None  # so were they chosen
        path = Path(loaded.path).parent / group.macs.path
        files[path] = table_text(after[mac.name] for mac in group.macs.macs)
    return [*after.values()], files


def edited_text(
    text: str,
    told: Sequence[str],
    read: Mapping[str, Any],
    okta: dict[str, Any],
    habits: dict[str, Any] | None = None,
) -> str:
    """An estate's text with further lines at its head and, where any are given, other parts of ``okta``.

    ``read`` are the source that was read and what is known of the Macs now: what it says under ``imported``, where the
    estate came from an import. ``habits`` become those of every group that has a table; what they leave out of the named set ``mixed`` stays.
    """
    return with_head(_edited(text, read, okta, habits), told)


def with_head(text: str, told: Sequence[str]) -> str:
    """The text with further comment lines after those at its head; shares that no longer hold are taken out of it."""
    lines = text.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = [line for line in lines[:end] if not line.startswith(_SHARES)]
    return "".join([*head, comment(told) + "\n", *lines[end:]])


def _edited(text: str, read: Mapping[str, Any], okta: dict[str, Any], habits: dict[str, Any] | None) -> str:
    yaml = YAML(typ="rt")
    yaml.width = _WIDE
    yaml.preserve_quotes = True
    data = yaml.load(text)
    before = data.get("imported")
    if not (before or okta or habits):
        return text
    if before:
        before.setdefault("sources", []).append(read["source"])
        before["known"] = read["known"]
    if okta:
        data.setdefault("okta", {}).update(okta)
    for group in data["fleet"] if habits else ():
        if "macs" in group:
            group["habits"] = {**expand_habits(group.get("habits", {})), **(habits or {})}
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()
