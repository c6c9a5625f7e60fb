"""What an import read of an estate and what it could not: kept with the estate, so that a report can say how complete it is."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.values import Line, Part


class SourceModel(Part):
    """One source, as `trustlab import` read it."""

    source: Line
    """The file or address."""
    unit: Line = "records"
    """What its entries are."""
    entries: Annotated[int, Field(ge=0)]
    """How many of them there were."""
    used: Annotated[int, Field(ge=0)]
    """How many of them were used."""
    told: list[Line] = []
    """What was left out or could not be read, with the first lines of it, and what there is to know besides."""


class ImportedModel(Part):
    """What `trustlab import` read; nothing that is played depends on it."""

    as_of: Line
    """The newest date in the inventory, or the day of the import where it has none."""
    sources: list[SourceModel] = []
    known: list[Line] = []
    """Of what share of the Macs each thing is known."""
