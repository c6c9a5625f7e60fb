"""What nobody has measured: inputs of an estate that are drawn anew for each replication, the same in all plans.

A rate that is guessed once gives an interval that is narrow and wrong. Where it is a stated range, its uncertainty is in the
answer beside that of the dice, and it can be asked what each input does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field

from simulator.chance import dice
from simulator.rates import draw
from simulator.scenario.values import Distribution

Law = Distribution | Annotated[list[Any], Field(min_length=2)]
"""A distribution of numbers, or values that are alike likely, the least first."""

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
"""Where an input is held to see what it does: of a distribution these quantiles; the first, middle or last of some values."""
_WRAPPED: Final = ("daily_probability", "per_workday")


@dataclass(frozen=True, slots=True)
class Input:
    """An address in the estate, and what its value may be."""

    address: str
    law: Law

    def drawn(self, seed: int) -> Any:
        """Its value in the run with a seed; in all plans the same."""
        return self.value(dice(seed, 0, ("uncertain", 0), self.address, 0))

    def value(self, u: float) -> Any:
        """Its value at so much of the probability."""
        if isinstance(self.law, list):
            return self.law[min(int(u * len(self.law)), len(self.law) - 1)]
        return float(f"{draw(self.law, u):.12g}")  # told and read again it is the same

    def held(self, u: float) -> Any:
        """Its value where it is held at LOW, MIDDLE or HIGH."""
        if not isinstance(self.law, list):
            return self.value(u)
        return self.law[{LOW: 0, MIDDLE: (len(self.law) - 1) // 2, HIGH: -1}[u]]

    def extremes(self) -> list[Any]:
        """Values of which each must fit the estate: all of some, the outermost of a distribution."""
        return [*self.law] if isinstance(self.law, list) else [self.value(0.0), self.value(1 - 2**-53)]


def change_of(address: str, value: Any) -> tuple[str, Any]:
    """What to change in an estate: a rate stands in the habit that has it, whatever that habit was before.

    >>> change_of("fleet.sales.habits.quits_chrome.daily_probability", 0.1)
    ('fleet.sales.habits.quits_chrome', {'daily_probability': 0.1})
    """
    whole, _, last = address.rpartition(".")
    return (whole, {last: value}) if last in _WRAPPED else (address, value)


def inputs_of(laws: Mapping[str, Law]) -> tuple[Input, ...]:
    """The inputs of a file, in its order."""
    return tuple(Input(address, law) for address, law in laws.items())


def shown(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, dict):
        return " ".join(f"{key} {shown(one)}" for key, one in value.items())
    return f"{value:.3g}" if isinstance(value, float) else str(value).replace("'", "")
