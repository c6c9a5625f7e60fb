"""What a change of rules does to the apps of a file: which requests it newly keeps out or lets in, and whom it hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from fake_okta.analysis import MOST_CLASSES
from fake_okta.analysis_axes import Known
from fake_okta.analysis_classes import RequestClass
from fake_okta.analysis_flips import Flipped, Flips
from fake_okta.analysis_terms import Ordered
from simulator.policy_words import class_words, fact_data
from simulator.rule_sets import AppRules, RuleSet

Way = Literal["newly_denied", "newly_allowed"]
WAYS: Final[tuple[Way, ...]] = ("newly_denied", "newly_allowed")


@dataclass(frozen=True)
class ComparedApp:
    """One app's rules before and after."""

    before: AppRules
    after: AppRules
    known: Known
    most: int = MOST_CLASSES

    @cached_property
    def _flips(self) -> Flips:
        return Flips(
            self.before.rules, self.after.rules, self.known, office365=self.after.office365, most=self.most
        )

    @cached_property
    def ways(self) -> dict[Way, Flipped]:
        """What flips, each way."""
        return {"newly_denied": self._flips.newly_denied, "newly_allowed": self._flips.newly_allowed}

    @property
    def flips(self) -> bool:
        """Whether anything does."""
        return any(flipped.classes.found for flipped in self.ways.values())

    def rules(self, one: RequestClass) -> tuple[list[str], list[str]]:
        """The names of the rules that decide on a class, before and after."""
        sides = (self._flips.before, self._flips.after)
        before, after = (
            [_name(side, place) for place in places] for side, places in zip(sides, one.deciders, strict=True)
        )
        return before, after

    def people(self, one: RequestClass) -> int | None:
        """How many people of the estate are in a class; None where none is known."""
        estate = self._flips.axes.estate
        return None if estate is None else estate.count(one.state)


@dataclass(frozen=True)
class Comparison:
    """Two files compared: the apps of both, and those that only one of them has."""

    apps: tuple[ComparedApp, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def flips(self) -> bool:
        """Whether anything flips, or an app came or went."""
        return bool(self.gone or self.new) or any(app.flips for app in self.apps)


def compared(
    before: RuleSet, after: RuleSet, estate: RuleSet | None = None, most: int = MOST_CLASSES
) -> Comparison:
    """Compare apps by their names; of two files with one app each, these two.

    The people and zones are those of ``estate``, else those that ``after`` knows, else those of ``before``. Each way
    at most so many classes are looked for.
    """
    known = _known([estate] if estate else [after, before])
    if len(before.apps) == len(after.apps) == 1:
        return Comparison((ComparedApp(before.apps[0], after.apps[0], known, most),), (), ())
    first, second = ({app.name: app for app in one.apps} for one in (before, after))
    return Comparison(
        tuple(ComparedApp(first[name], app, known, most) for name, app in second.items() if name in first),
        tuple(name for name in first if name not in second),
        tuple(name for name in second if name not in first),
    )


def _known(sources: Sequence[RuleSet]) -> Known:
    people = next((one.known.people for one in sources if one.people), None)
    zones = next((one.known.zones for one in sources if one.zones is not None), None)
    return Known(people, zones)


def _name(side: Ordered, place: int) -> str:
    return side.rule(place).name


def as_data(found: Comparison) -> dict[str, Any]:
    """The comparison for programs."""
    return {
        "flips": found.flips,
        "gone": [*found.gone],
        "new": [*found.new],
        "apps": [
            {"app": app.after.name, **{way: _flipped(app, flipped) for way, flipped in app.ways.items()}}
            for app in found.apps
        ],
    }


def _flipped(app: ComparedApp, flipped: Flipped) -> dict[str, Any]:
    return {
        "people": flipped.people,
        "logins": [*flipped.logins],
        "complete": flipped.classes.complete,
        "classes": [_class(app, one) for one in flipped.classes.found],
    }


def _class(app: ComparedApp, one: RequestClass) -> dict[str, Any]:
    before, after = app.rules(one)
    return {
        "says": class_words(one.facts, "any", office365=app.after.office365),
        "facts": [fact_data(fact) for fact in one.facts],
        "rules_before": before,
        "rules_after": after,
        "people": app.people(one),
    }
