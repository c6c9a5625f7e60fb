"""The Macs' own logs: what the registration task says there, and what the ``jamf`` binary does, by the Mac's own clock.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (where the task's lines are found: by All Messages up to
10.11, in the unified log from 10.12 on); ``log show --style ndjson`` and asl.h (Apple) for the keys; Microsoft's
'Troubleshoot Defender on macOS' for the form of jamf.log, of which a named assumption is that it has no process number. What
the task's scheduled part prints is told nowhere, so its passes leave no line. Keys of the unified log that follow from a machine's memory
(addresses, threads, activities) are left out. Each line also names the Mac that a collector took it from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from simulator.mac.machine import Mac, version_number
from simulator.trace import Record

_UNIFIED_LOG = (10, 12)
_IDENT = "okta_device_registration"
_ERRORS = ("ERROR: ", "Traceback")
_FIRST_PROCESS, _PROCESSES = 100, 99_900
_ASL_LEVELS = {True: "3", False: "6"}
"""ASL_LEVEL_ERR and ASL_LEVEL_INFO of asl.h."""


class MacLogs:
    """Hears a run's records and looks into the Macs' own logs; the lines by true time, each with its second."""

    def __init__(self, macs: Mapping[str, Mac], zone: str) -> None:
        self._macs = macs
        self._zone = ZoneInfo(zone)
        self._skews_s = {name: mac.clock_skew_s for name, mac in macs.items()}
        self._read = dict.fromkeys(macs, 0)
        self._lines: list[tuple[int, dict[str, Any]]] = []
        for mac in macs.values():
            if mac.log is None:
                mac.log = []

    def see(self, record: Record) -> None:
        """Take a record in."""
        if record.kind == "mac.clock_set":
            self._look_into(record.subject)
            self._skews_s[record.subject] = record.details["skew_s"]
        elif record.kind == "policy.logged" and record.subject in self._macs:
            self._lines.append((record.at, self._of_jamf(record)))

    def take(self) -> list[dict[str, Any]]:
        """The lines since the last time, oldest first."""
        for name in self._macs:
            self._look_into(name)
        taken = [line for _, line in sorted(self._lines, key=lambda one: one[0])]
        self._lines.clear()
        return taken

    def _look_into(self, name: str) -> None:
        mac = self._macs[name]
        log = mac.log or []
        unified = version_number(mac.macos) >= _UNIFIED_LOG
        for at, text in log[self._read[name] :]:
            told = text.removeprefix(f"{_IDENT}: ")
            self._lines.append((at, self._of_the_task(mac, self._clock(name, at), told, unified=unified)))
        self._read[name] = len(log)

    def _clock(self, name: str, at: int) -> dt.datetime:
        return dt.datetime.fromtimestamp(at + self._skews_s[name], self._zone)

    def _of_the_task(self, mac: Mac, clock: dt.datetime, text: str, *, unified: bool) -> dict[str, Any]:
        error = any(sign in text for sign in _ERRORS)
        if not unified:
            told = {
                "Time": clock.astimezone(dt.UTC).strftime("%Y.%m.%d %H:%M:%S UTC"),
                "Host": mac.name,
                "Sender": _IDENT,
                "Facility": "user",
                "Level": _ASL_LEVELS[error],
                "Message": text,
            }
            return {**_collected(mac, "asl"), **told}
        told = {
            "timestamp": clock.strftime("%Y-%m-%d %H:%M:%S.%f%z"),
            "eventType": "logEvent",
            "messageType": "Error" if error else "Default",
            "subsystem": "",
            "category": "",
            "formatString": "%s",
            "eventMessage": f"{_IDENT}: {text}",
        }
        return {**_collected(mac, "unified"), **told}

    def _of_jamf(self, record: Record) -> dict[str, Any]:
        mac, clock = self._macs[record.subject], self._clock(record.subject, record.at)
        program = "jamf"
        if mac.assumptions.jamf_log_names == "program_and_process":
            program = f"jamf[{_FIRST_PROCESS + record.seq % _PROCESSES}]"  # any, but the same in every export
        line = f"{clock.strftime('%a %b %d %H:%M:%S')} {mac.name} {program}: Executing Policy {record.details['policy']}"
        return {**_collected(mac, "jamf.log"), "timestamp": clock.isoformat(), "line": line}


def _collected(mac: Mac, log: str) -> dict[str, str]:
    return {"host": mac.name, "udid": mac.udid, "serial_number": mac.serial_number, "log": log}
