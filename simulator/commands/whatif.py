"""``trustlab whatif``: a question about an estate, answered from what is known today or by experiments."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.commands.answers import wrong


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for.

    Attributes:
        file: an estate with ``--now``, else an experiment.
        now: ask who would be denied if the deny rule were switched on today.
        at: the moment that counts as today; the estate's start where left out.
        as_json: whether a program reads the answer.
    """

    file: str
    now: bool = False
    at: str | None = None
    as_json: bool = False


def run(asked: Asked) -> int:
    """Answer; the exit code."""
    if not asked.now:
        wrong(f"{asked.file}: experiments cannot be played yet; --now asks who would be denied today.")
    from simulator.commands.today import run as answer_today

    return answer_today(asked.file, asked.at, as_json=asked.as_json)
