"""How records are addressed, and how they are referred to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

KeyKind = Literal["id", "name", "udid", "serialnumber", "macaddress", "managementId", "email"]


@dataclass(frozen=True, slots=True)
class Key:
    """A record by its id, its name, or what else it is known by."""

    by: KeyKind
    value: str

    def __str__(self) -> str:
        return f"{self.by} {self.value}"


@dataclass(frozen=True, slots=True)
class Reference:
    """Another record, by id and name; ``udid`` and ``serial_number`` where it is a computer."""

    id: int
    name: str
    udid: str = ""
    serial_number: str = ""
