"""Why a fault is one that no unit test is to notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Reason(NamedTuple):
    """``planted`` is in the faulty line of ``function`` (``Class.method``); "" for every fault there."""

    part: str
    module: str
    function: str
    planted: str
    why: str

    def explains(self, survivor):
        """Whether the survivor is one of those meant."""
        place = (survivor.part, survivor.module, survivor.function)
        return place == (self.part, self.module, self.function) and self.planted in survivor.planted


def because(part: str, why: str, *places: tuple[str, str, str]) -> Iterator[Reason]:
    """The same reason for several (module, function, planted)."""
    return (Reason(part, *place, why) for place in places)
