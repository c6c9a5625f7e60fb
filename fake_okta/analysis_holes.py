"""The holes in an app's rules: where an untrusted device is let in although nobody can have meant it.

Rules say nothing of what they are for, so this is reckoned with:

- Device Trust of this kind is about Macs: an untrusted Mac that is let in is a hole, whichever rule does it.
- A platform on which any rule asks for trust is one as well; where all four that can be asked are asked, so are the two
  that cannot, since whatever calls itself one of these would go round the rules.
- What reaches the default rule is a hole on every platform as soon as a rule denies, or asks for trust, on another than
  macOS: then the rules are meant to cover them all. A deny for old clients alone says nothing of platforms.
- A rule for Exchange ActiveSync, with legacy clients or without, and for no client that can be asked lets them in on
  purpose, as rule 1 of the documented example does; one for legacy clients alone is no part of it. A rule for platforms
  on which nobody is asked lets these in on purpose too.
- An app of another sign-on method than SAML and WS-Fed cannot be secured: it is a hole as it stands.

Source: 'Device Trust for Jamf Pro-managed macOS' and 'About app sign-on policies', Okta help.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple

from fake_okta.analysis import Analysis, allows
from fake_okta.analysis_axes import OLD_CLIENTS, PLATFORMS
from fake_okta.analysis_causes import Cause, Causes
from fake_okta.analysis_classes import RequestClass
from fake_okta.analysis_facts import Fact
from fake_okta.analysis_terms import Term
from fake_okta.messages import Rule
from fake_okta.policy import DEFAULT_RULE

Devices = Literal["macs", "others"]

MACS: Final = frozenset({"osx"})
_CAN_BE_ASKED: Final = frozenset({"osx", "windows", "ios", "android"})


class LetIn(NamedTuple):
    """A class of requests of untrusted Macs, or of untrusted other devices, that is let in."""

    devices: Devices
    one: RequestClass


@dataclass(frozen=True, slots=True)
class Hole:
    """What lets untrusted devices in, and which requests it does let in."""

    cause: Cause
    classes: tuple[LetIn, ...]


class _Found(NamedTuple):
    classes: tuple[LetIn, ...]
    complete: bool


class Holes:
    """The holes of one app, and what its rules let in on purpose."""

    def __init__(self, analysis: Analysis, *, secured: bool = True) -> None:
        self.analysis = analysis
        self._secured = secured
        platform = analysis.axes.platform
        self._spoken_of = _platforms_spoken_of(analysis.rules) > MACS
        guarded = _platforms_asked(analysis.rules)
        others = analysis.untrusted & ~analysis.macs & platform.variable
        asked = platform.among(guarded - MACS)
        free = others & ~asked
        self._guarded: tuple[tuple[Devices, int], ...] = (
            ("macs", analysis.macs),
            ("others", self._on(asked)),
        )
        self._free = self._on(free)

    def _on(self, platforms: int) -> int:
        full, variable = self.analysis.axes.space.full, self.analysis.axes.platform.variable
        return full & (platforms | ~variable) if platforms else 0

    @cached_property
    def found(self) -> tuple[Hole, ...]:
        """The holes, each told once with all that it lets in; those that let Macs in first."""
        causes = Causes(self.analysis, secured=self._secured)
        gathered: dict[Cause, list[LetIn]] = {}
        for let_in in self._unmeant.classes:
            for place in let_in.one.deciders[0]:
                cause = causes.of(let_in.one, place)
                gathered.setdefault(cause, []).append(let_in)
        return tuple(Hole(cause, tuple(classes)) for cause, classes in gathered.items())

    @property
    def on_purpose(self) -> tuple[LetIn, ...]:
        """What is let in untrusted because a rule says so."""
        return self._meant.classes

    @property
    def complete(self) -> bool:
        """Whether these are all classes: of very many only the first are looked for."""
        return self._unmeant.complete and self._meant.complete

    @cached_property
    def _unmeant(self) -> _Found:
        targets: list[tuple[Devices, int, Callable[[Term], bool]]]
        targets = [(devices, state, _is_hole) for devices, state in self._guarded]
        if self._spoken_of:
            targets.append(("others", self._free, _is_default))
        return self._gathered(targets)

    @cached_property
    def _meant(self) -> _Found:
        targets: list[tuple[Devices, int, Callable[[Term], bool]]]
        targets = [(devices, state, _for_active_sync) for devices, state in self._guarded]
        targets.append(("others", self._free, _is_written if self._spoken_of else allows))
        return self._gathered(targets)

    def _gathered(self, targets: Sequence[tuple[Devices, int, Callable[[Term], bool]]]) -> _Found:
        found: list[LetIn] = []
        complete = True
        for devices, state, wanted in targets:
            if not state:
                continue
            classes = self.analysis.classes(wanted, self.analysis.untrusted & state)
            found += [LetIn(devices, self._with_platform(devices, state, one)) for one in classes.found]
            complete = complete and classes.complete
        return _Found(tuple(found), complete)

    def _with_platform(self, devices: Devices, state: int, one: RequestClass) -> RequestClass:
        """The same with its platforms told, where only some of the other devices' were looked at."""
        platform = self.analysis.axes.platform
        looked_at = platform.told(state)
        if devices == "macs" or len(looked_at) == len(PLATFORMS) - 1:
            return one
        if any(fact.about == "platform" for fact in one.facts):
            return one
        fact = Fact("platform", True, looked_at, state & platform.variable | ~platform.variable)
        return replace(one, facts=(fact, *one.facts))


def _platforms_spoken_of(rules: tuple[Rule, ...]) -> frozenset[str]:
    """Where a rule denies or asks for trust, in force or not; a deny for old clients alone is about these."""
    named = [rule.platforms for rule in rules if _denies_devices(rule) or rule.trust != "any"]
    return MACS.union(*named)


def _denies_devices(rule: Rule) -> bool:
    return rule.access == "deny" and not (rule.clients and rule.clients <= OLD_CLIENTS)


def _platforms_asked(rules: tuple[Rule, ...]) -> frozenset[str]:
    asked = MACS.union(*(rule.platforms for rule in rules if rule.trust != "any"))
    return frozenset(PLATFORMS) if asked >= _CAN_BE_ASKED else asked


def _for_active_sync(term: Term) -> bool:
    clients = term.rule.clients
    return allows(term) and clients is not None and "active_sync" in clients and clients <= OLD_CLIENTS


def _is_hole(term: Term) -> bool:
    return allows(term) and not _for_active_sync(term)


def _is_default(term: Term) -> bool:
    return term.rule is DEFAULT_RULE


def _is_written(term: Term) -> bool:
    return allows(term) and not _is_default(term)
