"""What a change of an app's rules does: who is newly kept out, who is newly let in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from fake_okta.analysis import MOST_CLASSES, UNKNOWN, Classes
from fake_okta.analysis_axes import Axes, Known
from fake_okta.analysis_classes import Outcome, Side
from fake_okta.analysis_terms import Ordered, Term
from fake_okta.messages import Rule

_NAMED: Final = 20

Access = Literal["allow", "deny"]


@dataclass(frozen=True, slots=True)
class Flipped:
    """The requests that a change flips one way: their classes, and how many people of the estate they hit, if one is
    known, with the first of their logins.
    """

    classes: Classes
    people: int | None
    logins: tuple[str, ...]


class Flips:
    """Two lists of rules for the same app, compared over all requests that either can tell apart."""

    def __init__(
        self,
        before: Sequence[Rule],
        after: Sequence[Rule],
        known: Known = UNKNOWN,
        *,
        office365: bool = False,
        most: int = MOST_CLASSES,
    ) -> None:
        self._most = most
        self.axes = Axes([*before, *after], known, office365=office365)
        self.before = Ordered(self.axes, before)
        self.after = Ordered(self.axes, after)

    @property
    def newly_denied(self) -> Flipped:
        """Let in before, kept out after."""
        return self._flipped("allow", "deny")

    @property
    def newly_allowed(self) -> Flipped:
        """Kept out before, let in after."""
        return self._flipped("deny", "allow")

    def _flipped(self, before: Access, after: Access) -> Flipped:
        sides = (Side(self.before, _with(before)), Side(self.after, _with(after)))
        outcome = Outcome(self.axes, sides, self.axes.space.full)
        found, complete = outcome.classes(self._most)
        classes = Classes(tuple(found), complete)
        estate = self.axes.estate
        if estate is None:
            return Flipped(classes, None, ())
        hit = outcome.values(estate.variable)
        return Flipped(classes, estate.count(hit), tuple(estate.some(hit, _NAMED)))


def _with(access: Access) -> Callable[[Term], bool]:
    return lambda term: term.rule.access == access
