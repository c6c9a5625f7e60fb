"""People and Macs made up in bulk: Faker's names, each person's and Mac's from its own dice.

Names are joined in when shown and never stand in the trace, so that another version of Faker changes no digest.
"""

from __future__ import annotations

import itertools
from bisect import bisect
from collections.abc import Iterable, Mapping

from simulator.chance import Entity, dice, octets

_SERIAL_LETTERS = "0123456789CDFGHJKLMNPQRTVWXY"


def serial_number(seed: int, replication: int, entity: Entity) -> str:
    """A serial number of twelve characters in Apple's older form."""
    drawn = octets(seed, replication, entity, "serial number", 11)
    return "C" + "".join(_SERIAL_LETTERS[byte % len(_SERIAL_LETTERS)] for byte in drawn)


def hardware_uuid(seed: int, replication: int, entity: Entity) -> str:
    """A Hardware UUID, upper case, as macOS prints it."""
    text = octets(seed, replication, entity, "hardware uuid", 16).hex().upper()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _cumulative(names: Mapping[str, float]) -> tuple[list[str], list[float]]:
    return list(names), list(itertools.accumulate(names.values()))


def display_names(seed: int, replication: int, people: Iterable[tuple[str, Entity]]) -> dict[str, str]:
    """A first and last name for each (login, entity), from Faker's weighted lists: 100,000 in a second."""
    from faker.providers.person.en_US import Provider  # 70 ms that only a saved run needs

    first, first_weights = _cumulative(Provider.first_names)
    last, last_weights = _cumulative(Provider.last_names)
    found = {}
    for login, entity in people:
        one = bisect(first_weights, dice(seed, replication, entity, "first name", 0) * first_weights[-1])
        other = bisect(last_weights, dice(seed, replication, entity, "last name", 0) * last_weights[-1])
        found[login] = f"{first[min(one, len(first) - 1)]} {last[min(other, len(last) - 1)]}"
    return found
