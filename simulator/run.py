"""One run: a scenario, a seed and a variant played, judged, and kept where that is wanted."""

from __future__ import annotations

import gc
import platform
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from simulator.assumptions import all_assumptions
from simulator.build import build
from simulator.clock import Calendar, parse_duration_s, parse_start
from simulator.collecting import uncollected
from simulator.control_test import as_rows, control_test
from simulator.expectations import Verdict, judge
from simulator.finding import of_kinds
from simulator.healing import judge_faults
from simulator.invariants import InvariantBroken, Invariants
from simulator.people import display_names
from simulator.policy_kept import policy_kept
from simulator.reading import Reading
from simulator.root_causes import RootCause, root_causes
from simulator.rule_sets import rule_set_of
from simulator.saved import Manifest, RunIncomplete, RunWriter, SavedRun, read_run
from simulator.scenario.load import Loaded
from simulator.scenario.model import Scenario
from simulator.scenario.variants import expectations_of, scenario_of
from simulator.staging import Detail, Progress, Wiring
from simulator.stories import BASE, Run, repeat_command
from simulator.trace import Trace

__all__ = ["InvariantBroken", "RunIncomplete", "RunResult", "SavedRun", "play", "play_story", "read_run"]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of one run.

    Attributes:
        variant: ``base``, ``counter_case`` or a variant's name.
        root_causes: of all denials and wrongful admissions, where they were asked for or the run is saved.
        digest: of the trace; equal digests mean equal runs, event for event.
        folder: where it was saved, or None.
    """

    story: str
    path: str
    seed: int
    variant: str
    digest: str
    verdicts: list[Verdict]
    trace: Trace
    shows: list[str]
    folder: Path | None = None
    detail: Detail = "changes"
    wiring: Wiring = "direct"
    root_causes: list[RootCause] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether everything that was expected came."""
        return all(verdict.held for verdict in self.verdicts)


def play(
    scenario: Scenario,
    seed: int,
    trace: Trace | None = None,
    progress: Progress | None = None,
    detail: Detail = "changes",
    wiring: Wiring = "direct",
) -> Trace:
    """Run a scenario with a seed and return its trace, with all invariants watching.

    ``detail`` decides what is played, never what comes of it: ``every`` check-in, pass, sign-in and quit, or only those
    that may change something. Nor does ``wiring``, which is how messages travel.

    Raises InvariantBroken where something happened that may never happen.
    """
    trace = Trace() if trace is None else trace
    trace.watch(Invariants().see)
    # What sockets, Flask and requests are made of leaves cycles behind at every exchange.
    with uncollected() if wiring == "direct" else nullcontext():
        _play(scenario, seed, trace, progress, detail, wiring)
    return trace


def _play(
    scenario: Scenario, seed: int, trace: Trace, progress: Progress | None, detail: Detail, wiring: Wiring
) -> None:
    """In a function of its own: the world is gone when the collector is at work again, which then need not walk it."""
    world = build(scenario, seed, trace, detail, wiring)
    try:
        world.run(progress)
    finally:
        world.close()


def calendar_of(scenario: Scenario) -> Calendar:
    """The local days of a scenario."""
    start_at, zone = parse_start(scenario.start)
    days = parse_duration_s(scenario.length) // 86400 + 2
    return Calendar(start_at, zone, days, frozenset(scenario.calendar.holidays), scenario.calendar.week())


def play_story(
    loaded: Loaded,
    seed: int,
    variant: str = BASE,
    *,
    detail: Detail = "changes",
    wiring: Wiring = "direct",
    save: Path | None = None,
    progress: Progress | None = None,
    causes: bool = False,
) -> RunResult:
    """Play a story (or one of its variants) with a seed, judge it, and save it below ``save``.

    ``causes`` asks for the root causes, which a saved run always has. ``detail`` decides what is played and ``wiring`` how messages travel, never what comes of it.

    Raises ScenarioMistakes where the variant does not fit, InvariantBroken where a rule of ours is wrong.
    """
    scenario = scenario_of(loaded, variant)
    writer = None if save is None else _writer(loaded, scenario, Run(variant, seed, detail, wiring), save)
    trace = Trace() if writer is None else Trace(writer.records, keep=writer.see)
    try:
        play(scenario, seed, trace, progress, detail, wiring)
    except BaseException as error:
        if writer is not None:
            writer.stop(type(error).__name__)
        raise
    if writer is not None:
        gc.collect()  # a world is a web of cycles, and judging need not hold it as well
    expected = [
        one.model_dump(mode="json", by_alias=True, exclude_none=True)
        for one in expectations_of(loaded, variant)
    ]
    verdicts = [*judge(expected, trace.records, calendar_of(scenario)), *_on_faults(scenario, trace)]
    digest = trace.digest()
    found = root_causes(Reading(trace.records, calendar_of(scenario))) if causes or writer else []
    if writer is not None:
        policy = policy_kept(scenario, trace.records, calendar_of(scenario))
        control = as_rows(control_test(rule_set_of(scenario))) if variant == BASE else ()
        writer.finish(digest, verdicts, _people(trace, seed), found, policy, control)
    folder = None if writer is None else writer.folder
    return RunResult(
        scenario.story,
        loaded.path,
        seed,
        variant,
        digest,
        verdicts,
        trace,
        list(scenario.shows),
        folder,
        detail,
        wiring,
        found,
    )


def _on_faults(scenario: Scenario, trace: Trace) -> list[Verdict]:
    """The verdicts that every story with faults gets: damage and healing."""
    within_s = parse_duration_s(scenario.heals_within)
    return judge_faults(trace.records, calendar_of(scenario), within_s, scenario.dead_ends)


def _people(trace: Trace, seed: int) -> dict[str, str]:
    people = []
    for record in of_kinds(trace.records, "person.added"):
        group, index = record.details["habits"]["entity"]
        people.append((record.subject, (str(group), int(index))))
    return display_names(seed, 0, people)


def _writer(loaded: Loaded, scenario: Scenario, run: Run, save: Path) -> RunWriter:
    start_at, zone = parse_start(scenario.start)
    name = f"{Path(loaded.path).name.removesuffix('.yaml').removesuffix('.scenario')}-{run.variant}-seed-{run.seed}"
    known = all_assumptions()
    defaults = {row.name: row.default for row in known}
    manifest = Manifest(
        story=scenario.story,
        path=loaded.path,
        seed=run.seed,
        start_at=start_at,
        end_at=start_at + parse_duration_s(scenario.length),
        zone=zone,
        variant=run.variant,
        shows=tuple(scenario.shows),
        versions=versions(),
        input_sha256=loaded.sha256,
        assumptions=defaults | scenario.assumptions,
        defaults=defaults,
        meanings={row.name: row.meaning for row in known},
        alternatives={row.name: row.alternatives for row in known},
        unknown={row.name: row.unknown for row in known},
        wiring=run.wiring,
        detail=run.detail,
        command=repeat_command(loaded.path, run),
    )
    return RunWriter(save / name, manifest, scenario.model_dump(mode="json", by_alias=True))


def versions() -> dict[str, str]:
    """The versions that a run rests on."""
    names = ("trustlab", "simpy", "cryptography", "Faker", "numpy", "scipy", "pydantic")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def as_dict(result: RunResult) -> dict[str, object]:
    """A result for programs, without its trace."""
    return {
        "story": result.story,
        "path": result.path,
        "seed": result.seed,
        "variant": result.variant,
        "digest": result.digest,
        "held": result.held,
        "verdicts": [asdict(verdict) for verdict in result.verdicts],
        "zone": str(result.trace.records[0].details["zone"]),
        "root_causes": [cause._asdict() for cause in result.root_causes],
    }
