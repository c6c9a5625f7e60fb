"""``findings.json``: verdicts, numbers, ways in, causes and who gets in, of some runs, with a published schema.

``findings.schema.json`` beside this file is that schema; ``trustlab schema --findings`` prints it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from reports.exports.shape import (
    Access,
    AccessCell,
    CameOut,
    Cause,
    Finding,
    Findings,
    Played,
    RunFindings,
    Verdict,
    WayIn,
)
from reports.view import Limits, RunView
from simulator import findings
from simulator.access_played import Cell
from simulator.measures import MEASURES
from simulator.measures_report import numbers
from simulator.saved import SavedCause, SavedRun

_NOTHING_SHOWN = Limits(denials=0, timelines=0)


def schema_text() -> str:
    """The JSON Schema of ``findings.json``, as a file holds it."""
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Findings.model_json_schema(mode="serialization"),
        "title": "What saved runs of trustlab found",
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def write_findings(runs: Sequence[SavedRun], out: Path) -> None:
    """Write what some runs found as JSON, in ASCII, whole or not at all."""
    found = Findings(runs=[findings_of(run) for run in runs])
    beside = out.with_name(f"{out.name}.part")
    beside.write_text(json.dumps(found.model_dump(), indent=1) + "\n", encoding="ascii")
    beside.replace(out)


def findings_of(run: SavedRun) -> RunFindings:
    """What one run found."""
    view, manifest = RunView(run, 1, _NOTHING_SHOWN), run.manifest
    return RunFindings(
        story=manifest.story,
        path=manifest.path,
        variant=manifest.variant,
        seed=manifest.seed,
        held=run.held,
        played=_played(run),
        findings=_findings(view),
        verdicts=[
            Verdict(
                held=one.held,
                expected=one.expected,
                came=one.came,
                mac=one.subject,
                event=one.seq,
                finding=None if one.held else findings.expectation_id(one.expected),
            )
            for one in run.verdicts
        ],
        numbers=numbers(view.reading, MEASURES),
        ways_in=_ways_in(view),
        causes=_causes(view),
        access=_access(view),
    )


def _when(run: SavedRun, at: int) -> str:
    return dt.datetime.fromtimestamp(at, ZoneInfo(run.manifest.zone)).isoformat()


def _played(run: SavedRun) -> Played:
    manifest = run.manifest
    return Played(
        command=manifest.command,
        digest=manifest.digest,
        input_sha256=manifest.input_sha256,
        starts=_when(run, manifest.start_at),
        ends=_when(run, manifest.end_at),
        zone=manifest.zone,
        wiring=manifest.wiring,
        detail=manifest.detail,
        events=sum(part.records for part in manifest.parts),
        versions={**manifest.versions},
        assumptions={**manifest.assumptions},
    )


def _findings(view: RunView) -> list[Finding]:
    return [
        Finding(
            id=one.id,
            kind=one.kind,
            says=one.says,
            app=one.about,
            remedy=one.remedy,
            sign_ins=one.sign_ins,
            macs=one.macs,
        )
        for one in findings.findings_of(view.run, view.ways_in, view.disagreements)
    ]


def _ways_in(view: RunView) -> list[WayIn]:
    return [
        WayIn(
            app=way.app,
            since=_when(view.run, way.from_at),
            suffices=[*way.suffices],
            rule=way.through,
            why=way.why,
            remedy=way.remedy,
            facts=[*way.facts],
            sign_ins=way.played,
            macs=way.macs,
            event=way.example,
            shown_by="analysis" if way.foreseen else "play",
            finding=findings.way_in_id(way),
        )
        for way in view.ways_in
    ]


def _causes(view: RunView) -> list[Cause]:
    run, ways_in = view.run, {findings.way_in_id(way) for way in view.ways_in}
    return [
        Cause(
            word=cause.word,
            lets_in=cause.lets_in,
            plain=cause.plain,
            fact=cause.fact,
            remedy=cause.remedy,
            sign_ins=cause.sign_ins,
            macs=cause.macs,
            people=cause.people,
            first_day=_when(run, cause.first_at)[:10],
            last_day=_when(run, cause.last_at)[:10],
            events=[*cause.seqs],
            finding=_if_found(cause, ways_in),
        )
        for cause in run.root_causes
    ]


def _if_found(cause: SavedCause, ways_in: set[str]) -> str | None:
    id_ = findings.cause_id(cause)
    return id_ if not cause.lets_in or id_ in ways_in else None


def _access(view: RunView) -> list[Access]:
    disagree = {one.cell for one in view.disagreements}
    return [
        Access(
            app=analysis["app"],
            since=_when(view.run, analysis["from_at"]),
            cells=[
                AccessCell(
                    clients=[*cell["clients"]],
                    platform=cell["platform"],
                    trust=cell["trust"],
                    access=cell["access"],
                    rules=[*cell["rules"]],
                    played=_came_out(view, Cell(place, number)),
                    disagrees=Cell(place, number) in disagree,
                )
                for number, cell in enumerate(analysis["matrix"])
            ],
        )
        for place, analysis in enumerate(view.run.policy)
    ]


def _came_out(view: RunView, cell: Cell) -> list[CameOut]:
    played = view.played.get(cell)
    if played is None:
        return []
    return [
        CameOut(outcome=way.outcome, rule=way.rule, sign_ins=count, event=played.examples[way])
        for way, count in sorted(played.counts.items())
    ]
