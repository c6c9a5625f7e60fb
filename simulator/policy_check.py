"""What the rules of a file let in: its holes, what is let in on purpose, rules that never match, the default rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fake_okta.analysis import MOST_CLASSES, Analysis, NeverMatches
from fake_okta.analysis_axes import Known
from fake_okta.analysis_classes import RequestClass
from fake_okta.analysis_holes import Hole, Holes, LetIn
from fake_okta.analysis_matrix import Cell, matrix
from simulator.policy_words import Whom, class_words, fact_data, hole_words, never_words
from simulator.rule_sets import AppRules, RuleSet

_NAMED = 5


@dataclass(frozen=True, slots=True)
class CheckedApp:
    """One app, judged."""

    app: AppRules
    analysis: Analysis
    holes: tuple[Hole, ...]
    on_purpose: tuple[LetIn, ...]
    complete: bool

    @property
    def never(self) -> tuple[NeverMatches, ...]:
        """The rules that decide on nothing."""
        return self.analysis.never

    @property
    def reaching_default(self) -> tuple[RequestClass, ...]:
        """The classes of requests on which the default rule decides."""
        return self.analysis.reaching_default.found if self.analysis.default_reached else ()

    def words(self, one: RequestClass, whom: Whom) -> str:
        """A class in words, with the people of the estate that are in it."""
        told = class_words(one.facts, whom, office365=self.app.office365)
        estate = self.analysis.axes.estate
        if estate is None or not any(fact.about in ("user", "group") for fact in one.facts):
            return told
        count = estate.count(one.state)
        some = estate.some(one.state, _NAMED)
        more = ", ..." if count > len(some) else ""
        return f"{told} ({count:,} {'person' if count == 1 else 'people'}: {', '.join(some)}{more})"

    def deciders(self, one: RequestClass) -> list[str]:
        """The names of the rules that let a class in."""
        return [self.analysis.ordered.rule(place).name for place in one.deciders[0]]

    def matrix(self) -> tuple[Cell, ...]:
        """What comes of each client, platform and trust."""
        return matrix(self.analysis)

    @property
    def locked_out(self) -> bool:
        """Whether no trusted Mac gets in."""
        return not self.analysis.trusted_macs_let_in


def checked(rules: RuleSet, *, anybody: bool = False, most: int = MOST_CLASSES) -> tuple[CheckedApp, ...]:
    """The apps of a file, each judged for its people, or for anybody in any groups; at most so many classes of a sort."""
    known = rules.known
    if anybody:
        known = Known(None, known.zones)
    return tuple(checked_app(app, known, most) for app in rules.apps)


def checked_app(app: AppRules, known: Known, most: int = MOST_CLASSES) -> CheckedApp:
    """One app, judged."""
    analysis = app.analysed(known, most)
    holes = Holes(analysis, secured=app.secured)
    return CheckedApp(app, analysis, holes.found, holes.on_purpose, holes.complete)


def as_data(one: CheckedApp) -> dict[str, Any]:
    """A judged app for programs."""
    return {
        "app": one.app.name,
        "protocol": one.app.protocol,
        "office365": one.app.office365,
        "rules": len(one.app.rules),
        "holes": [_hole(one, hole) for hole in one.holes],
        "on_purpose": [let_in_data(one, let_in) for let_in in one.on_purpose],
        "never_match": [_never(never) for never in one.never],
        "default_rule": {
            "reached": one.analysis.default_reached,
            "by": [class_data(one, found, "any") for found in one.reaching_default],
        },
        "trusted_macs_let_in": not one.locked_out,
        "refused_by_the_form": [*one.app.refused],
        "complete": one.complete,
    }


def _hole(one: CheckedApp, hole: Hole) -> dict[str, Any]:
    told = hole_words(hole.cause, office365=one.app.office365)
    return {
        "kind": hole.cause.kind,
        "says": told.says,
        "remedy": told.remedy,
        "facts": [*told.facts],
        "rule": hole.cause.rule.name,
        "blamed": [rule.name for rule in hole.cause.blamed],
        "conditions": [*hole.cause.conditions],
        "let_in": [let_in_data(one, let_in) for let_in in hole.classes],
    }


def let_in_data(one: CheckedApp, let_in: LetIn) -> dict[str, Any]:
    """A class that is let in, for programs."""
    return {"devices": let_in.devices, **class_data(one, let_in.one, let_in.devices)}


def class_data(one: CheckedApp, found: RequestClass, whom: Whom) -> dict[str, Any]:
    """A class of requests for programs."""
    estate = one.analysis.axes.estate
    facts = [fact_data(fact) for fact in found.facts]
    data: dict[str, Any] = {"says": one.words(found, whom), "facts": facts, "rules": one.deciders(found)}
    if estate is not None:
        data["people"] = estate.count(found.state)
    return data


def _never(one: NeverMatches) -> dict[str, Any]:
    by: Sequence[str] = [rule.name for rule in one.by]
    return {"rule": one.rule.name, "why": one.why, "by": by, "says": never_words(one)}
