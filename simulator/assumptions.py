"""What is not known: every named assumption with its owner, default, alternatives and meaning, in one table."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_type_hints

from fake_jamf.assumptions import JamfAssumptions
from fake_okta.assumptions import OktaAssumptions
from simulator.mac.assumptions import MacAssumptions

Owner = Literal["okta", "jamf", "mac"]
_OWNERS: tuple[tuple[Owner, type[Any]], ...] = (
    ("okta", OktaAssumptions),
    ("jamf", JamfAssumptions),
    ("mac", MacAssumptions),
)
_ATTRIBUTE = re.compile(r"^ {8}(\w+): (.*(?:\n {9,}.*)*)", re.MULTILINE)
_Made = TypeVar("_Made")


class Assumption(NamedTuple):
    """One gap in what is publicly known: ``default`` is what we take, ``alternatives`` what else may be so.

    ``unknown`` says why nobody outside knows.
    """

    name: str
    owner: Owner
    default: str
    alternatives: tuple[str, ...]
    meaning: str
    unknown: str = ""


@cache
def all_assumptions() -> tuple[Assumption, ...]:
    """Every assumption there is: Okta's first, then Jamf Pro's, then the Mac's."""
    return tuple(row for owner, kind in _OWNERS for row in _rows(owner, kind))


def build(values: Mapping[str, str]) -> tuple[OktaAssumptions, JamfAssumptions, MacAssumptions]:
    """The assumptions with ``values`` instead of their defaults. Raises ValueError for one that does not exist."""
    known = {row.name: row for row in all_assumptions()}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"there is no assumption '{name}'")
        if value not in (known[name].default, *known[name].alternatives):
            raise ValueError(f"the assumption '{name}' cannot be '{value}'")
    return _make(OktaAssumptions, values), _make(JamfAssumptions, values), _make(MacAssumptions, values)


def _make(kind: type[_Made], values: Mapping[str, str]) -> _Made:
    names = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in names})


def _rows(owner: Owner, kind: type[Any]) -> list[Assumption]:
    hints = get_type_hints(kind)
    told = {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(kind.__doc__ or "")}
    rows = []
    for field in dataclasses.fields(kind):
        default = str(field.default)
        alternatives = tuple(word for word in get_args(hints[field.name]) if word != default)
        meaning, _, unknown = told.get(field.name, "").partition(" Unknown: ")
        rows.append(
            Assumption(field.name, owner, default, alternatives, meaning.rstrip("."), unknown.rstrip("."))
        )
    return rows
