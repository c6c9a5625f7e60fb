"""What an app's sign-on rules let in: over all requests that they can tell apart, not over samples.

Source: 'Device Trust for Jamf Pro-managed macOS' and 'About app sign-on policies', Okta help. What a rule matches is
:mod:`fake_okta.policy`'s to say; here the same is worked out for all requests at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from fake_okta.analysis_axes import Axes, Known
from fake_okta.analysis_classes import Outcome, RequestClass, Side
from fake_okta.analysis_terms import Ordered, Term
from fake_okta.messages import Rule
from fake_okta.policy import DEFAULT_RULE, AccessRequest

MOST_CLASSES: Final = 20
UNKNOWN: Final = Known()

Why = Literal["inactive", "impossible", "shadowed"]


@dataclass(frozen=True, slots=True)
class NeverMatches:
    """A rule that decides on no request at all.

    ``impossible``: its own conditions exclude each other; ``shadowed``: ``by`` are earlier rules, as few as will do,
    that take every request from it.
    """

    rule: Rule
    why: Why
    by: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of requests, and whether they are all: more than so many are not looked for."""

    found: tuple[RequestClass, ...]
    complete: bool = True


class Analysis:
    """One app's rules, for everybody or for the people and zones that are known."""

    def __init__(
        self,
        rules: Sequence[Rule],
        known: Known = UNKNOWN,
        *,
        office365: bool = False,
        most: int = MOST_CLASSES,
    ) -> None:
        self.office365 = office365
        self._most = most
        self.axes = Axes(rules, known, office365=office365)
        self.ordered = Ordered(self.axes, rules)
        self.rules = self.ordered.rules

    # --- which rules decide -------------------------------------------------------------------------------

    @cached_property
    def matching(self) -> dict[int, AccessRequest]:
        """For each rule that decides on anything, by its place, one such request; the default rule's place is last."""
        found = {term.place: self.ordered.find(term, self.axes.space.full) for term in self.ordered.terms}
        return {place: self.axes.request(one) for place, one in found.items() if one is not None}

    @property
    def default_reached(self) -> bool:
        """Whether some request gets down to the default rule."""
        return len(self.rules) in self.matching

    @cached_property
    def never(self) -> tuple[NeverMatches, ...]:
        """The rules that decide on nothing, each with why."""
        terms = {term.place: term for term in self.ordered.terms}
        return tuple(
            self._why(rule, terms.get(place))
            for place, rule in enumerate(self.rules)
            if place not in self.matching
        )

    def _why(self, rule: Rule, term: Term | None) -> NeverMatches:
        if not rule.active:
            return NeverMatches(rule, "inactive")
        if term is None or not self._left(term, ()):
            return NeverMatches(rule, "impossible")
        earlier = [one for one in self.ordered.terms if one.place < term.place and one.within(term.inside)]
        for one in earlier:
            if not self._left(term, [one]):
                return NeverMatches(rule, "shadowed", (one.rule,))
        for one in earlier[:]:
            rest = [other for other in earlier if other is not one]
            if not self._left(term, rest):
                earlier = rest
        return NeverMatches(rule, "shadowed", tuple(one.rule for one in earlier))

    def _left(self, term: Term, taken: Sequence[Term]) -> bool:
        """Whether anything is left to a rule after others have taken theirs."""
        misses = [clause for one in taken for clause in one.misses]
        return self.axes.space.find(term.inside, [*self.axes.real, *term.either, *misses]) is not None

    # --- who gets in --------------------------------------------------------------------------------------

    @cached_property
    def untrusted_let_in(self) -> Classes:
        """The classes of requests in which a device that showed no trust is let in."""
        return self.classes(allows, self.untrusted)

    @cached_property
    def reaching_default(self) -> Classes:
        """The classes of requests that get down to the default rule."""
        return self.classes(lambda term: term.rule is DEFAULT_RULE, self.axes.space.full)

    @property
    def trusted_macs_let_in(self) -> bool:
        """Whether any trusted Mac gets in."""
        device, platform = self.axes.device, self.axes.platform
        state = self.axes.space.full & (device.among(["trusted"]) | ~device.variable)
        state &= platform.among(["osx"]) | ~platform.variable
        return self.ordered.decided_in(state, allows)

    @property
    def untrusted(self) -> int:
        """All requests of devices that showed no trust."""
        device = self.axes.device
        return self.axes.space.full & (device.among(["untrusted", "ignored"]) | ~device.variable)

    @property
    def macs(self) -> int:
        """All requests of Macs."""
        platform = self.axes.platform
        return self.axes.space.full & (platform.among(["osx"]) | ~platform.variable)

    def classes(self, wanted: Callable[[Term], bool], target: int) -> Classes:
        """The classes of requests of ``target`` on which wanted rules decide: all, or so many that they can be read."""
        outcome = Outcome(self.axes, (Side(self.ordered, wanted),), target)
        found, complete = outcome.classes(self._most)
        return Classes(tuple(found), complete)

    def example(self, one: RequestClass) -> AccessRequest:
        """A request of a class."""
        return self.axes.request(one.example)


def allows(term: Term) -> bool:
    """Whether a rule lets in."""
    return term.rule.access == "allow"
