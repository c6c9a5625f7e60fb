"""What is there already when a run starts: the state of each Mac of a group, or of each line of a table of Macs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, InstanceOf, PlainSerializer, ValidationInfo, WithJsonSchema

from simulator.mac_table import CellMistake, MacTable, TableMistakes, read_macs
from simulator.scenario.services import TaskVersion
from simulator.scenario.values import Duration, Part

FOLDER = "folder"
"""Under this name a loader puts the folder of the scenario file into the context of the validation."""


class Spread(Part):
    """Somewhere between two lengths of time, drawn for each Mac."""

    uniform: tuple[Duration, Duration]


class AtStart(Part):
    """The state of a Mac at the start; what a table tells of a Mac is believed instead."""

    certificate: Literal["none", "there"] = "none"
    """Whether the task has run there already and its certificate is in the Okta keychain."""
    issued_ago: Duration | Spread = Spread(uniform=("0 days", "335 days"))
    """How long before the start the certificate was issued; it is valid for a year."""
    bound: bool = True
    """Whether its user has opened a secured app with it."""
    keychain_password: bool = True
    """Whether the password of the Okta keychain is in the login keychain."""
    task: TaskVersion | None = None
    """The version of the installed task; that in Jamf Pro where left out."""


def read_table(named: Any, info: ValidationInfo) -> MacTable:
    """The table that a scenario names, beside it. Raises ValueError with all that is wrong with the table."""
    if isinstance(named, MacTable):
        return named
    if not isinstance(named, str) or not named:
        raise ValueError("wanted the name of a table of Macs (CSV), beside this file")
    return table_beside((info.context or {}).get(FOLDER), named)


def table_beside(folder: Path | None, named: str) -> MacTable:
    """A table by its name, relative to a folder. Raises ValueError."""
    try:
        return read_macs((folder or Path()) / named, named)
    except TableMistakes as mistakes:
        raise ValueError(str(mistakes)) from mistakes
    except ValueError as error:  # a null character in the name
        raise ValueError(
            str(TableMistakes(named, [CellMistake(0, "", f"cannot be read ({error})")]))
        ) from error


MacsFile = Annotated[
    InstanceOf[MacTable],
    BeforeValidator(read_table),
    PlainSerializer(lambda table: table.path, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["acme.macs.csv"]}),
]
"""A table of known Macs, by the name of its file."""
