"""A Mac's flight recorder: what happened to it, in plain words, and the chain of causes of a denial."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from simulator.finding import about
from simulator.trace import Record, causes, sentence

QUIET = {"run.started", "run.ended", "access", "change", "user.session.start", "policy.evaluate_sign_on"}
"""Kinds that are left out where people read: they tell nothing that the records beside them do not."""


def explain(records: Sequence[Record], mac: str, at: int | None = None, zone: str = "UTC") -> str:
    """Everything told of a Mac up to ``at`` (or the end), then why it was denied last. Raises KeyError for no such Mac."""
    of_mac = [*about(records, [mac])]
    if not any(record.kind == "mac.added" for record in of_mac):
        raise KeyError(mac)
    told = [record for record in of_mac if record.kind not in QUIET and (at is None or record.at <= at)]
    lines = [f"{_time(record, zone)}  {sentence(record)}" for record in told]
    denials = [record for record in told if record.kind == "app.opened" and record.outcome == "denied"]
    if denials:
        lines += ["", f"Why it was denied at {_time(denials[-1], zone)}:"]
        lines += [f"  {line}" for line in chain_of_causes(records, denials[-1].seq, zone)]
    return "\n".join(lines)


def chain_of_causes(records: Sequence[Record], seq: int, zone: str = "UTC") -> list[str]:
    """A record and its causes in words, the last first."""
    chain = [records[seq], *causes(records, seq)]
    return [f"{_time(record, zone)}  {sentence(record)}" for record in chain]


def _time(record: Record, zone: str) -> str:
    return dt.datetime.fromtimestamp(record.at, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
