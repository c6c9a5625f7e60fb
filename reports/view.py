"""A saved run as the sections see it: its records, its people's names, its local time, and how much to show."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from reports.markup import Html, tag
from simulator.access_played import (
    Cell,
    Disagreement,
    Played,
    disagreements,
    office_versions,
    played_access,
)
from simulator.exposures import WayIn, against_analysis, beside_rules, by_rules
from simulator.finding import picked
from simulator.lock_outs import LockOuts
from simulator.measures_report import Tally, numbers, read
from simulator.reading import Reading
from simulator.saved import Manifest, SavedRun
from simulator.trace import Record, sentence

FIGURES = (
    "sign_ins",
    "denied_sign_ins",
    "denied_person_days",
    "macs_locked_out",
    "exposures",
    "trusted_while_unmanaged",
    "most_trusted_days_after_leaving",
    "shared_accounts",
    "trusted_share_at_end",
)
"""The measures that sections show, counted once for all of them."""
FEW_RUNS = 10
"""So many runs are shown whole."""
_UNPLAIN = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST_NAME = 60
_PERSON_DETAILS = ("person", "user")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a run is shown, so that a report of many runs stays a page: the rest is said to be left out."""

    denials: int
    timelines: int
    spans: int = 300
    """Lines of one Mac's timeline."""
    macs: tuple[str, ...] = ()
    """Macs whose flight recorder is shown whatever else is."""
    others: bool = True
    """Whether Macs are shown on which nothing went wrong, as far as there is room."""


def limits_for(runs: int) -> Limits:
    """What fits when so many runs share a page."""
    return Limits(denials=max(60, 3000 // runs), timelines=max(4, 40 // runs), others=runs <= FEW_RUNS)


@dataclass(frozen=True)
class RunView:
    """One run of the report."""

    run: SavedRun
    number: int
    limits: Limits

    @property
    def manifest(self) -> Manifest:
        """What was run."""
        return self.run.manifest

    @cached_property
    def reading(self) -> Reading:
        """What the trace says, read once; and its routine sign-ins counted, as each section wants them."""
        found = read(self.run.records())
        found.count_ahead()
        return found

    @cached_property
    def sign_ins(self) -> Tally:
        """Every sign-in, added up once for all sections."""
        return Tally(self.reading)

    @cached_property
    def lock_outs(self) -> LockOuts:
        """Every lock-out, read once for all sections."""
        return LockOuts(self.reading)

    @cached_property
    def figures(self) -> dict[str, float]:
        """The measures of the whole run, by name."""
        return numbers(self.reading, FIGURES)

    @cached_property
    def played(self) -> dict[Cell, Played]:
        """The sign-ins on which rules decided, by the classes of the policy analysis."""
        policy = self.run.policy
        return played_access(self.reading, policy, office_versions(self.run.scenario)) if policy else {}

    @cached_property
    def disagreements(self) -> list[Disagreement]:
        """Where what was played is not what was analysed."""
        return disagreements(self.run.policy, self.played)

    @cached_property
    def ways_in(self) -> list[WayIn]:
        """Every way in for a device that should be kept out: by the rules, then beside them."""
        holes = by_rules(self.run.policy, self.played)
        causes = [cause for cause in self.run.root_causes if cause.lets_in]
        first = {min(cause.seqs) for cause in causes if cause.seqs}
        beside = beside_rules(causes, picked(self.reading.records, first), holes)
        return [*holes, *against_analysis(self.run.policy, self.disagreements), *beside]

    @cached_property
    def examples(self) -> set[int]:
        """The events that stand for others, by ``seq``: the first of each class and outcome, and of each finding."""
        found = {one.example for one in self.disagreements}
        found |= {way.example for way in self.ways_in if way.example is not None}
        for played in self.played.values():
            found |= {*played.first().values()}
        return found

    def id(self, part: str = "") -> str:
        """An anchor of this run, or of a part of it."""
        return f"run-{self.number}-{part}" if part else f"run-{self.number}"

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """The Macs whose flight recorder the page shows, those that were denied most first."""
        denied = [mac.mac for mac in self.sign_ins.denied_macs()]
        hit = [str(mac[0]) for cause in self.run.root_causes for mac in cause.hit]
        wanted = [mac for mac in self.limits.macs if mac in self.reading.groups]
        others = self.reading.groups if self.limits.others else ()
        found = dict.fromkeys([*wanted, *denied, *hit, *others])
        return tuple(found)[: self.limits.timelines]

    def mac_id(self, mac: str) -> str:
        """The anchor of a Mac's flight recorder: of the first run just its name, so that it can be typed."""
        plain = _UNPLAIN.sub("-", mac)
        if plain != mac or len(plain) > _LONGEST_NAME:
            plain = f"{plain[:_LONGEST_NAME]}-{hashlib.sha256(mac.encode(errors='replace')).hexdigest()[:8]}"
        return f"mac-{plain}" if self.number == 1 else self.id(f"mac-{plain}")

    def mac_link(self, mac: str) -> Html:
        """A Mac's name, which leads to its flight recorder where the page has it."""
        if mac not in self.recorded:
            return tag("bdi", mac)
        return tag("a", tag("bdi", mac), href=f"#{self.mac_id(mac)}")

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.manifest.zone)

    def when(self, at: int) -> str:
        """A moment in the run's time zone."""
        return dt.datetime.fromtimestamp(at, self._zone).strftime("%Y-%m-%d %H:%M")

    def date(self, at: int) -> str:
        """A day in the run's time zone."""
        return self.when(at)[:10]

    def name(self, person: str) -> str:
        """A person's name with the login, or the login alone where no name is known."""
        name = self.run.people.get(person)
        return f"{name} ({person})" if name else person

    def told(self, record: Record) -> str:
        """A record in words, with people's names."""
        named = {key: self.name(str(record.details[key])) for key in _PERSON_DETAILS if key in record.details}
        return sentence(record._replace(details={**record.details, **named}) if named else record)


def words(reason: str) -> str:
    """A machine-readable word as people read it."""
    return reason.replace("_", " ")


def badge(*, held: bool, yes: str = "held", no: str = "not held") -> Html:
    """Good or bad in a word as well as in a colour."""
    return tag("span", yes if held else no, class_="badge good" if held else "badge bad")


def time(text: str) -> Html:
    """A moment in a sentence."""
    return tag("time", text, datetime=text.replace(" ", "T"))
