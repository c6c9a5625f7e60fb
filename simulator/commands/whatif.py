"""``trustlab whatif``: a question about an estate, answered from what is known today or by experiments."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.commands.answers import check_writable, wrong


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for.

    Attributes:
        file: an estate with ``--now``, else an experiment.
        now: ask who would be denied if the deny rule were switched on today.
        at: the moment that counts as today; the estate's start where left out.
        as_json: whether a program reads the answer.
        assumptions: play every alternative of every named assumption as well.
        inputs: hold each uncertain input low and high, alone and in pairs.
        processes: how many; one a core where None.
        cluster: the address of a Dask scheduler whose workers play instead.
        folder: where replications are kept, so that an interrupted experiment can go on.
        report: where the HTML report of an experiment goes.
    """

    file: str
    now: bool = False
    at: str | None = None
    as_json: bool = False
    assumptions: bool = False
    inputs: bool = False
    processes: int | None = None
    cluster: str | None = None
    folder: str | None = None
    report: str | None = None


def run(asked: Asked) -> int:
    """Answer; the exit code."""
    if asked.now:
        if asked.report is not None:
            wrong("--report goes with an experiment, not with --now.")
        from simulator.commands.today import run as answer_today

        return answer_today(asked.file, asked.at, as_json=asked.as_json)
    if asked.at is not None:
        wrong("--at goes with --now: an experiment has its own times.")
    if asked.report is not None:
        check_writable(asked.report)
    from simulator.commands.experiment import How
    from simulator.commands.experiment import run as play

    how = How(asked.processes, asked.cluster, asked.folder, asked.assumptions, asked.inputs, asked.report)
    return play(asked.file, how, as_json=asked.as_json)
