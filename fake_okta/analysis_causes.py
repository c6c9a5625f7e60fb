"""Why a class of requests is let in: the rule that is not in force, is too narrow, comes too late, or is not there.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help: the whitelist and its deny catch-all, the same people and
location in all rules, the client condition of Office 365 alone, and the checks for untrusted devices that get in.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple, get_args

from fake_okta.analysis import Analysis, allows
from fake_okta.analysis_classes import RequestClass
from fake_okta.analysis_terms import Ordered, Term, term
from fake_okta.messages import Platform, Rule
from fake_okta.policy import DEFAULT_RULE, ConditionName

Kind = Literal[
    "cannot_be_secured",
    "no_rules",
    "no_deny",
    "inactive",
    "too_narrow",
    "asks_nothing",
    "too_early",
    "no_client_condition",
    "not_asked",
    "nobody_asks",
    "lets_untrusted_in",
    "old_clients",
]
"""Each has its words where holes are told."""

_ALL_PLATFORMS: Final[frozenset[Platform]] = frozenset(get_args(Platform))
_NOBODY: Final[frozenset[str]] = frozenset()
_WIDENED: Final[dict[ConditionName, Callable[[Rule], Rule]]] = {
    "people": lambda rule: replace(
        rule, users=_NOBODY, groups=_NOBODY, excluded_users=_NOBODY, excluded_groups=_NOBODY
    ),
    "location": lambda rule: replace(rule, location="anywhere", zones=_NOBODY),
    "client": lambda rule: replace(rule, clients=None),
    "platform": lambda rule: replace(rule, platforms=_ALL_PLATFORMS),
    "device_trust": lambda rule: replace(rule, trust="any"),
}
"""A rule without one of its conditions."""


_ASKING: Final = {("allow", "trusted"), ("deny", "not_trusted")}


class Cause(NamedTuple):
    """Why something is let in.

    Attributes:
        kind: the sort of mistake.
        rule: the rule that lets in.
        blamed: the rules that ought to have kept it out, or ask others for trust: not in force, too narrow, too late.
        conditions: those without which the blamed rule would keep it out.
    """

    kind: Kind
    rule: Rule
    blamed: tuple[Rule, ...] = ()
    conditions: tuple[ConditionName, ...] = ()


@dataclass(frozen=True)
class Causes:
    """Finds the cause of each class that an app's rules let in."""

    analysis: Analysis
    secured: bool = True

    @cached_property
    def _asking(self) -> tuple[Term, ...]:
        """The rules in force that let a device in, or leave it alone, only if it is trusted: as if they did not ask."""
        found = (
            term(self.analysis.axes, place, replace(rule, trust="any"))
            for place, rule in enumerate(self.analysis.rules)
            if rule.active and (rule.access, rule.trust) in _ASKING
        )
        return tuple(one for one in found if one is not None)

    def of(self, one: RequestClass, place: int) -> Cause:
        """Why the rule of this place lets in a class, or its part of it."""
        ordered = self.analysis.ordered
        rule = ordered.rule(place)
        if not self.secured:
            return Cause("cannot_be_secured", rule)
        if place == len(ordered.rules):
            return self._by_default(one)
        return self._inactive(one, rule) or self._by_rule(one, place, rule)

    # --- the default rule lets in -------------------------------------------------------------------------

    def _by_default(self, one: RequestClass) -> Cause:
        rules = self.analysis.rules
        inactive = self._inactive(one, DEFAULT_RULE)
        if inactive:
            return inactive
        denying = [rule for rule in rules if rule.active and rule.access == "deny"]
        if not denying:
            return Cause("no_deny" if any(rule.active for rule in rules) else "no_rules", DEFAULT_RULE)
        return self._too_narrow(denying, one)

    def _too_narrow(self, denying: Sequence[Rule], one: RequestClass) -> Cause:
        """The deny rule that would keep the whole class out with the fewest of its conditions dropped.

        Among equals one that spares trusted devices where no rule lets these in by itself, else the last.
        """
        by_default = not any(rule.active and rule.access == "allow" for rule in self.analysis.rules)
        sparing = [rule for rule in reversed(denying) if by_default and rule.trust == "not_trusted"]
        likely = [*sparing, *(rule for rule in reversed(denying) if rule not in sparing)]
        for many in range(1, len(_WIDENED) + 1):
            for rule, dropped in itertools.product(likely, itertools.combinations(_WIDENED, many)):
                if self._would_take(rule, dropped, one):
                    return Cause("too_narrow", DEFAULT_RULE, (rule,), dropped)
        raise AssertionError(denying, one)  # without any condition a rule takes everything

    def _would_take(self, rule: Rule, dropped: tuple[ConditionName, ...], one: RequestClass) -> bool:
        axes = self.analysis.axes
        for name in dropped:
            rule = _WIDENED[name](rule)
        found = term(axes, 0, rule)
        return found is not None and axes.space.find(one.state, (*axes.real, *found.misses)) is None

    def _inactive(self, one: RequestClass, rule: Rule) -> Cause | None:
        """The rules out of force of which one alone would keep the whole class out."""
        rules = self.analysis.rules
        found = []
        for place, other in enumerate(rules):
            if other.active or other.access != "deny":
                continue
            changed = [*rules[:place], replace(other, active=True), *rules[place + 1 :]]
            if not Ordered(self.analysis.axes, changed).decided_in(one.state, allows):
                found.append(other)
        return Cause("inactive", rule, tuple(found)) if found else None

    # --- a written rule lets in ---------------------------------------------------------------------------

    def _by_rule(self, one: RequestClass, place: int, rule: Rule) -> Cause:
        if rule.trust == "not_trusted":
            return Cause("lets_untrusted_in", rule)
        axes = self.analysis.axes
        asked = one.state & (axes.device.among(["untrusted"]) | ~axes.device.variable)
        decider = next(found for found in self.analysis.ordered.terms if found.place == place)
        if self.analysis.ordered.find(decider, asked) is None:
            return Cause("old_clients", rule)
        asking = [other for other in self.analysis.rules if other.active and other.trust != "any"]
        if not asking:
            return Cause("nobody_asks", rule)
        return self._asked_elsewhere(decider, asked) or Cause("not_asked", rule, tuple(asking[:1]))

    def _asked_elsewhere(self, decider: Term, asked: int) -> Cause | None:
        """Where a rule before or after this one asks some of the same requests for trust.

        First a deny of the untrusted that comes too late for them: to move it up is all that is wanted.
        """
        late = [one for one in self._asking if one.place > decider.place and one.rule.access == "deny"]
        for other in (*late, *(one for one in self._asking if one not in late)):
            if not self._asks(other, decider, asked):
                continue
            blamed = self.analysis.rules[other.place]
            if other.place < decider.place:
                return Cause("asks_nothing", decider.rule, (blamed,))
            copied = not self.analysis.office365 and blamed.access == "allow"
            alone = copied and _has_no_condition_but(decider.rule, blamed)
            return Cause("no_client_condition" if alone else "too_early", decider.rule, (blamed,))
        return None

    def _asks(self, other: Term, decider: Term, asked: int) -> bool:
        """Whether a rule would ask some of the requests for trust on which another decides."""
        within = other.within(asked)
        return bool(within) and self.analysis.ordered.find(decider, within, other.either) is not None


def _has_no_condition_but(rule: Rule, other: Rule) -> bool:
    """Whether a rule asks for nothing but the people and location that another one asks for as well."""
    same = (
        rule.users == other.users
        and rule.groups == other.groups
        and rule.excluded_users == other.excluded_users
        and rule.excluded_groups == other.excluded_groups
        and (rule.location, rule.zones) == (other.location, other.zones)
    )
    return same and rule.trust == "any" and rule.platforms == _ALL_PLATFORMS
