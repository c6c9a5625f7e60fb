"""``trustlab run``: play stories, tell what held and what failed."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.commands.answers import (
    FAILED,
    HELD,
    WRONG_INPUT,
    OurBug,
    Stopped,
    check_writable,
    write_bytes,
    wrong,
)
from simulator.commands.asked import NOTHING_ASKED, Asked
from simulator.commands.files import load_all
from simulator.commands.junit import junit_xml
from simulator.commands.playing import Job, Outcome, WorkerLost, play_all
from simulator.commands.progress import Bar
from simulator.commands.reading import runs_at
from simulator.commands.table import print_causes, print_table
from simulator.scenario.mistakes import did_you_mean
from simulator.staging import Detail, Wiring
from simulator.stories import BASE, repeat_command, runs_of

if TYPE_CHECKING:
    from simulator.sign_off import SignOff


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command."""

    paths: Sequence[str]
    seeds: Sequence[int] = ()
    variants: Sequence[str] = ()
    processes: int | None = None
    save: str | None = None
    report: str | None = None
    junit: str | None = None
    as_json: bool = False
    detail: Detail = "changes"
    wiring: Wiring = "direct"
    causes: bool | None = None
    """Whether root causes are shown; where it is left open, those of a single story."""
    worst_case: bool = False
    """Whether stories as told are played under every alternative of the named assumptions, too."""
    asked: Asked = NOTHING_ASKED
    """By what the report is judged."""


def run(wanted: Wanted) -> int:
    """Play what is wanted and answer; the exit code."""
    for file in (wanted.report, wanted.junit):
        if file is not None:
            check_writable(file)
    if wanted.worst_case and wanted.save is None and wanted.report is None:
        wrong("--worst-case is told in a report: give --report or --save as well.")
    if wanted.asked != NOTHING_ASKED and wanted.report is None:
        wrong("--gate, --accepted, --baseline and --as-of are told in a report: give --report as well.")
    if wanted.save is not None:
        _make_folder(wanted.save)
    if wanted.save is None and wanted.report is not None:
        with tempfile.TemporaryDirectory(prefix="trustlab-") as folder:
            return _run(wanted, Path(folder))
    return _run(wanted, Path(wanted.save) if wanted.save else None)


def _run(wanted: Wanted, save: Path | None) -> int:
    jobs = _jobs(wanted, save)
    sign_off = _sign_off(wanted.asked)
    outcomes = play_jobs(jobs, wanted.processes)
    outcomes.sort(key=lambda outcome: jobs.index(outcome.job))
    _tell(outcomes, wanted)
    if wanted.junit is not None:
        write_bytes(wanted.junit, junit_xml(outcomes))
    kept = True
    if wanted.report is not None:
        kept = _report(outcomes, wanted.report, sign_off)
    code = _exit_code(outcomes)
    return code if kept or code != HELD else FAILED


def _sign_off(asked: Asked) -> SignOff | None:
    """By what the report is judged, read before anything is played."""
    if asked == NOTHING_ASKED:
        return None
    from simulator.commands.signing import sign_off_of  # SciPy takes its time

    return sign_off_of(asked, runs_at)


def _make_folder(path: str) -> None:
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        wrong(f"{path}: no folder can be made there ({error.strerror}).")


def _jobs(wanted: Wanted, save: Path | None) -> list[Job]:
    stories = load_all(wanted.paths)
    known = {"base", *(name for loaded in stories for name in loaded.variants)}
    for name in wanted.variants:
        if name not in known:
            wrong(f"--variant {name}: there is no such variant. {did_you_mean(name, sorted(known))}".rstrip())
    causes = wanted.as_json or _shows_causes(wanted, len(stories))
    return [
        Job(
            loaded.path,
            each._replace(detail=wanted.detail, wiring=wanted.wiring),
            save,
            causes,
            wanted.worst_case and each.variant == BASE,
        )
        for loaded in stories
        for each in runs_of(loaded, wanted.seeds, wanted.variants)
    ]


def _shows_causes(wanted: Wanted, stories: int) -> bool:
    return stories == 1 if wanted.causes is None else wanted.causes


def play_jobs(jobs: Sequence[Job], processes: int | None) -> list[Outcome]:
    """Play them all, with a progress bar. Raises OurBug where one of them finds one, Stopped at Ctrl-C."""
    outcomes: list[Outcome] = []
    with Bar(len(jobs)) as bar:
        try:
            with closing(play_all(jobs, processes or _processes(jobs), bar.within)) as played:
                for outcome in played:
                    outcomes.append(outcome)
                    bar.step()
                    if outcome.ended == "bug":
                        raise OurBug(_bug_text(outcome))
        except KeyboardInterrupt:
            left = _left(jobs, outcomes)
            told = f"Stopped after {len(outcomes)} of {len(jobs)} runs. {_repeat(left)}"
            raise Stopped(told) from None
        except WorkerLost as lost:
            told = f"A process that played runs was killed (out of memory?). {_repeat(lost.jobs)}"
            raise OurBug(told) from None
    return outcomes


def _processes(jobs: Sequence[Job]) -> int:
    """A process of its own costs a second: worth it for many runs."""
    return 1 if len(jobs) < 4 else os.cpu_count() or 1


def _left(jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> list[Job]:
    done = {outcome.job for outcome in outcomes}
    return [job for job in jobs if job not in done]


def _repeat(jobs: Sequence[Job]) -> str:
    if not jobs:
        return ""
    job = jobs[0]
    return f"The run of {job.path}, seed {job.run.seed}, again: {repeat_command(job.path, job.run)}"


def _bug_text(outcome: Outcome) -> str:
    job = outcome.job
    return (
        f"{outcome.text}\nThis is a bug of trustlab, not of the scenario.\n"
        f"scenario: {job.path}\nseed: {job.run.seed}\nto repeat it: {repeat_command(job.path, job.run)}"
    )


def _tell(outcomes: Sequence[Outcome], wanted: Wanted) -> None:
    if wanted.as_json:
        runs = [outcome.data for outcome in outcomes if outcome.ended == "played"]
        held = all(outcome.held for outcome in outcomes)
        click.echo(json.dumps({"held": held, "runs": runs}, indent=2))
    for outcome in outcomes:
        if outcome.text:
            click.echo(f"{outcome.text}\n", err=wanted.as_json or outcome.ended == "refused")
    if wanted.as_json:
        return
    print_table(outcomes)
    if _shows_causes(wanted, len({outcome.job.path for outcome in outcomes})):
        print_causes(outcomes, all_runs=wanted.causes is True)


def _report(outcomes: Sequence[Outcome], out: str, sign_off: SignOff | None) -> bool:
    """Write the report; whether every limit was shown to hold."""
    from reports import write_report
    from simulator.commands.signing import tell
    from simulator.saved import read_run

    folders = [outcome.folder for outcome in outcomes if outcome.folder is not None]
    if not folders:
        wrong(f"{out}: not written, since no run came to its end.")
    found = write_report([read_run(folder) for folder in folders], Path(out), sign_off=sign_off)
    tell(found)
    return found.kept


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    if any(outcome.ended == "refused" for outcome in outcomes):
        return WRONG_INPUT
    return HELD if all(outcome.held for outcome in outcomes) else FAILED
