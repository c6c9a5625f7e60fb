"""The registration task's lines on the Mac itself, and how they are found there.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (Console while the script runs, by 'All Messages' up to
10.11 and by the device from 10.12 on; /var/log/asl for the past; ``log stream``, which came with 10.12).
"""

from __future__ import annotations

from typing import Literal

from simulator.mac.machine import Mac, version_number
from simulator.steps import Note, Task

_UNIFIED_LOG = (10, 12)


def read(
    mac: Mac,
    where: Literal["console", "log_stream", "asl"],
    since: int,
    cause: int | None = None,
    *,
    named: str = "",
) -> Task[str]:
    """The lines that are seen now, by somebody who has looked ``since`` that second, where it matters."""
    unified = version_number(mac.macos) >= _UNIFIED_LOG
    reason = "ok"
    if where == "console":
        reason = "by_device" if unified else "all_messages"
    lines = [line for at, line in mac.log or () if where == "asl" or at >= since]
    if where == "log_stream" and not unified:
        reason, lines = "no_such_command", []
    says = "\n".join(lines)
    details = {"where": where, "says": says, "named": named}
    yield Note("log.read", mac.name, "done", reason, cause, details)
    return says
