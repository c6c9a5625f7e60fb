"""Smart group criteria: inventory fields, extension attributes, operators, and how 'and' and 'or' combine."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from fake_jamf.errors import bad_request
from fake_jamf.inventory import ComputerRecord
from fake_jamf.messages import Criterion

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _date(at: int | None) -> tuple[str, ...]:
    return () if at is None else (datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S"),)


FIELDS: dict[str, Callable[[ComputerRecord], tuple[str, ...]]] = {
    "Certificate Name": lambda record: tuple(name for name, _ in record.certificates),
    "Computer Name": lambda record: (record.name,),
    "Last Check-in": lambda record: _date(record.last_check_in_at),
    "Last Enrollment": lambda record: _date(record.enrolled_at),
    "Last Inventory Update": lambda record: _date(record.last_inventory_at),
    "Managed": lambda record: ("Managed" if record.managed else "Unmanaged",),
    "Operating System Version": lambda record: (record.macos_version,),
    "Profile Name": lambda record: record.profiles,
    "Serial Number": lambda record: (record.serial_number,),
    "UDID": lambda record: (record.udid,),
    "Username": lambda record: (record.owner,),
}
"""The inventory fields that a criterion may name, by Jamf Pro's own labels; each gives its values as text."""


def check(criteria: Sequence[Criterion], defines: Callable[[str], bool]) -> None:
    """Raise BAD_REQUEST where a criterion names no field or extension attribute, or compares with no date."""
    for criterion in criteria:
        if criterion.name not in FIELDS and not defines(criterion.name):
            raise bad_request(f"No inventory field or extension attribute is named {criterion.name!r}")
        if criterion.search_type.endswith("(yyyy-mm-dd)") and not _DATE.fullmatch(criterion.value):
            raise bad_request(f"{criterion.name}: {criterion.value!r} is not a date (yyyy-mm-dd)")


def match(criteria: Sequence[Criterion], record: ComputerRecord) -> bool:
    """Whether a record satisfies the criteria.

    'and' binds before 'or' (assumed: as in SQL); there are no parentheses here. The first criterion's own
    'and' or 'or' says nothing. No criteria: every computer.
    """
    alternatives: list[bool] = []
    for index, criterion in enumerate(criteria):
        holds = _holds(criterion, _values(criterion.name, record))
        if index and criterion.and_or == "and":
            alternatives[-1] = alternatives[-1] and holds
        else:
            alternatives.append(holds)
    return any(alternatives) or not criteria


def _values(name: str, record: ComputerRecord) -> tuple[str, ...]:
    field = FIELDS.get(name)
    if field is not None:
        return field(record)
    return tuple(value for attribute, value in record.extension_attributes if attribute == name)


def _holds(criterion: Criterion, values: tuple[str, ...]) -> bool:
    """One criterion against a field's values; text is compared without regard to case, no value is blank."""
    wanted = criterion.value.casefold()
    found = [value.casefold() for value in values] or [""]
    match criterion.search_type:
        case "is":
            return wanted in found
        case "is not":
            return wanted not in found
        case "like":
            return any(wanted in value for value in found)
        case "not like":
            return not any(wanted in value for value in found)
        case "before (yyyy-mm-dd)":
            return any(value[:10] < wanted for value in found if _DATE.match(value))
        case "after (yyyy-mm-dd)":
            return any(value[:10] > wanted for value in found if _DATE.match(value))
