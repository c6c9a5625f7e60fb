"""Who got in: sign-ins that rules decided, by the classes of the policy analysis, and where the two do not agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import pairwise
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from simulator.finding import of_kinds
from simulator.reading import Reading
from simulator.trace import Record

_OLD_OFFICE = ("14", "15")
"""Versions of Office that have no modern authentication, and say so in their User-Agent."""
_OLD_CLIENTS = frozenset({"active_sync", "legacy"})

Policy = Sequence[Mapping[str, Any]]
"""What a saved run keeps of its apps' rules: an analysis of each app, and one more from each change of its rules on."""


class Cell(NamedTuple):
    """A class of requests: one of the cells of one analysis, both by their places."""

    analysis: int
    cell: int


class Way(NamedTuple):
    """How a sign-in came out, and by which rule; "" where no event tells it."""

    outcome: str
    rule: str


@dataclass(slots=True)
class Played:
    """The sign-ins of a class: how many, and the first that was played, by its ``seq``, of each way."""

    counts: Counter[Way] = field(default_factory=Counter)
    examples: dict[Way, int] = field(default_factory=dict)

    def add(self, way: Way, count: int, seq: int) -> None:
        """Further sign-ins; the event ``seq`` told of the first of them."""
        self.counts[way] += count
        self.examples.setdefault(way, seq)

    def first(self) -> dict[str, int]:
        """The first sign-in that was played of each outcome, by its ``seq``."""
        found: dict[str, int] = {}
        for way, seq in self.examples.items():
            found[way.outcome] = min(seq, found.get(way.outcome, seq))
        return found


class Disagreement(NamedTuple):
    """Sign-ins that came out otherwise than the analysis says, or by a rule that it does not name there."""

    cell: Cell
    about: Literal["outcome", "rule"]
    way: Way
    sign_ins: int
    example: int


def office_versions(scenario: Mapping[str, Any]) -> dict[str, str]:
    """The version of Office on the Macs of each group of a scenario as evaluated."""
    return {group["name"]: group.get("office_version", "") for group in scenario.get("fleet", ())}


def played_access(reading: Reading, policy: Policy, office: Mapping[str, str]) -> dict[Cell, Played]:
    """All sign-ins on which a rule decided, routine ones included, by the class that they belong to.

    ``office`` are the versions of Office of the groups. Left out are apps that nobody analysed, and sign-ins that never
    came to the rules: a wrong password, a host that does not answer.
    """
    found: defaultdict[Cell, Played] = defaultdict(Played)
    places = _Places(policy, office, reading.groups)
    streams: dict[tuple[str, ...], Record] = {}
    elsewhere = of_kinds(reading.records, "app.opened_elsewhere")
    for record in merge(reading.played_and_routine(), elsewhere, key=attrgetter("seq")):
        if record.kind == "app.routine":
            _add_routine(found, reading, places, record, streams.get(_stream(record)))
            continue
        if record.kind == "app.opened":
            streams[_stream(record)] = record
        rule = str(record.details["rule"])
        cell = places.cell(record, record.at) if rule else None
        if cell is not None:
            found[cell].add(Way(record.outcome, rule), 1, record.seq)
    return dict(found)


def _stream(record: Record) -> tuple[str, ...]:
    details = record.details
    return (record.subject, details["person"], details["app"], details["client"])


def _add_routine(
    found: dict[Cell, Played], reading: Reading, places: _Places, segment: Record, began: Record | None
) -> None:
    """Sign-ins that came out as the one before them; where the rules change among them, by which is not told."""
    if began is None or not began.details["rule"]:
        return
    if (began.outcome, began.reason) != (segment.outcome, segment.reason):
        return
    first = int(segment.details["from_at"])
    for after, before in places.spans(segment):
        count = reading.routine(segment, after, before).total
        cell = places.cell(segment, after + 1) if count else None
        if cell is not None:
            rule = str(began.details["rule"]) if after < first else ""
            found[cell].add(Way(segment.outcome, rule), count, began.seq)


class _Places:
    """Finds the class of a sign-in."""

    def __init__(self, policy: Policy, office: Mapping[str, str], groups: Mapping[str, str]) -> None:
        self._since: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._cells: dict[tuple[int, str, str, str], Cell] = {}
        self._office = office
        self._groups = groups
        for place, analysis in enumerate(policy):
            self._since[analysis["app"]].append((analysis["from_at"], place))
            for number, cell in enumerate(analysis["matrix"]):
                for client in cell["clients"]:
                    key = (place, client, cell["platform"], cell["trust"])
                    self._cells[key] = Cell(place, number)

    def spans(self, segment: Record) -> Iterator[tuple[int, int]]:
        """(after, before) of the parts of a segment in which the app's rules stay as they are."""
        first, last = int(segment.details["from_at"]), int(segment.details["until_at"])
        changes = [at for at, _ in self._since.get(segment.details["app"], ()) if first < at < last]
        for after, before in pairwise([first, *changes, last]):
            yield after - 1, before

    def cell(self, record: Record, at: int) -> Cell | None:
        """The class of a sign-in at a second; None where the app was not analysed."""
        details = record.details
        places = [place for since, place in self._since.get(details["app"], ()) if since <= at]
        if not places:
            return None
        trust = "trusted" if details["device"] == "trusted" else "untrusted"
        platform = str(details.get("platform", "osx"))
        return self._cells.get((places[-1], self._client(record), platform, trust))

    def _client(self, record: Record) -> str:
        """The client as rules tell clients apart: those of Macs are known by their names."""
        client = str(record.details["client"])
        if client == "office":
            version = self._office.get(self._groups.get(record.subject, ""), "")
            return "legacy" if version.split(".")[0] in _OLD_OFFICE else "modern_auth"
        return client if client in _OLD_CLIENTS else "web"


def disagreements(policy: Policy, played: Mapping[Cell, Played]) -> list[Disagreement]:
    """Where what was played is not what the analysis says, in its order."""
    return [*_disagreements(policy, sorted(played.items()))]


def _disagreements(policy: Policy, played: Iterable[tuple[Cell, Played]]) -> Iterator[Disagreement]:
    for cell, one in played:
        analysed = policy[cell.analysis]["matrix"][cell.cell]
        for way, count in sorted(one.counts.items()):
            if analysed["access"] not in (way.outcome, "depends"):
                yield Disagreement(cell, "outcome", way, count, one.examples[way])
            elif way.rule and way.rule not in analysed["rules"]:
                yield Disagreement(cell, "rule", way, count, one.examples[way])
