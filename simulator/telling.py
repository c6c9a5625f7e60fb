"""What failed, in words: expected, came, the last events of that Mac with their causes, the command to repeat it."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fake_jamf.errors import JamfError
from fake_okta.errors import OktaError
from simulator.explain import QUIET
from simulator.finding import about
from simulator.stories import Run, repeat_command
from simulator.trace import Record, causes, sentence

if TYPE_CHECKING:
    from simulator.expectations import Verdict
    from simulator.run import RunResult

_LAST = 8
"""How many events of a Mac lead up to what failed."""


def failure_text(result: RunResult) -> str:
    """All that failed in a run, for people; "" where everything held."""
    failed = [verdict for verdict in result.verdicts if not verdict.held]
    if not failed:
        return ""
    run = Run(result.variant, result.seed, result.detail, result.wiring)
    lines = [f"{result.path}: {result.story}", f"  seed {run.seed}, {run.variant.replace('_', '-')}"]
    for verdict in failed:
        lines += [f"  expected: {verdict.expected}", f"  came:     {verdict.came}"]
        lines += [f"    {line}" for line in _lead_up(result.trace.records, verdict)]
    lines.append(f"  to repeat it: {repeat_command(result.path, run)}")
    return "\n".join(lines)


def _lead_up(records: Sequence[Record], verdict: Verdict) -> Iterator[str]:
    """The last events of the Mac up to the one that failed, each with the cause that is not itself shown."""
    if not verdict.subject and verdict.seq is None:
        return
    until = len(records) - 1 if verdict.seq is None else verdict.seq
    subject = verdict.subject or records[until].subject
    seen = takewhile(lambda record: record.seq <= until, about(records, [subject]))
    events = deque((record for record in seen if record.kind not in QUIET), maxlen=_LAST)
    if events:
        yield f"the last events of {subject}:"
    yield from _told(events, records, _zone(records))


def _told(events: Iterable[Record], records: Sequence[Record], zone: ZoneInfo) -> Iterator[str]:
    told: set[int] = set()
    for event in events:
        untold = [*takewhile(lambda cause: cause.seq not in told, causes(records, event.seq))]
        told.update([event.seq, *(cause.seq for cause in untold)])
        yield f"  {_time(event, zone)}  {sentence(event)}"
        yield from (f"      because, {_time(cause, zone)}: {sentence(cause)}" for cause in untold)


def _zone(records: Sequence[Record]) -> ZoneInfo:
    name = records[0].details.get("zone", "UTC") if records else "UTC"
    return ZoneInfo(str(name))


def _time(record: Record, zone: ZoneInfo) -> str:
    return dt.datetime.fromtimestamp(record.at, zone).strftime("%Y-%m-%d %H:%M")


def refusal_text(path: str, error: BaseException) -> str:
    """Where a console refuses what a scenario sets up or does: the author's mistake, in words; "" for other errors."""
    if isinstance(error, OktaError | JamfError):
        console = "Okta" if isinstance(error, OktaError) else "Jamf Pro"
        return f"{path}: {console}'s console refuses what the scenario does there: {error}"
    return ""
