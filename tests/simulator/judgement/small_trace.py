"""A trace of a few lines, for judges: one Mac, one person, and what a test adds."""

from simulator.clock import Calendar, parse_start
from simulator.habits import Routine
from simulator.trace import Trace

START_AT, ZONE = parse_start("2025-01-06 08:00 Europe/Berlin")
DAYS = 400
CALENDAR = Calendar(START_AT, ZONE, DAYS)


def at(moment):
    return CALENDAR.parse_moment(moment)


class SmallTrace(Trace):
    """A trace that knows how sign-ins and certificates are told."""

    def __init__(self, *macs, opens=1.0, assumptions=None):
        super().__init__()
        details = {"seed": 1, "replication": 0, "start_at": START_AT, "end_at": at("day 399"), "zone": ZONE}
        details |= {"days": DAYS, "holidays": [], "assumptions": assumptions or {}}
        self.add(START_AT, "run.started", "run", details=details)
        for index, mac in enumerate(macs or ["ada"]):
            self.routine = Routine(CALENDAR, (1, 0, (mac, index)), opens=opens)
            self.add(
                START_AT,
                "mac.added",
                mac,
                details={"udid": mac, "serial": mac, "group": mac[:3], "macos": "10.14"},
            )
            habits = self.routine.details()
            self.add(START_AT, "person.added", mac, details={"mac": mac, "account": mac, "habits": habits})
            self.add(START_AT, "computer.enrolled", mac)

    def opened(self, moment, outcome="allowed", reason="ok", *, mac="ada", serial="s1", device=None, **more):
        device = device or ("trusted" if outcome == "allowed" else "untrusted")
        details = {
            "person": mac,
            "account": mac,
            "app": "crm",
            "client": "chrome",
            "page": "app",
            "rule": "r",
        }
        details |= {
            "device": device,
            "device_reason": reason,
            "serial_number": serial,
            "prompt": "none",
            "prompted": "none",
            "named": "",
        }
        return self.add(at(moment), "app.opened", mac, outcome, reason, details={**details, **more})

    def routine_until(self, begin, end, outcome="allowed", reason="ok", *, mac="ada", device="trusted"):
        details = {"person": mac, "account": mac, "app": "crm", "client": "chrome", "device": device}
        details |= {"from_at": at(begin), "until_at": at(end)}
        return self.add(at(end), "app.routine", mac, outcome, reason, details=details)

    def issued(self, moment, serial, *, mac="ada", kind="pki.cert.issue", imported=True, **more):
        details = {"udid": mac, "serial_number": serial, **more}
        self.add(at(moment), kind, mac, "success", details=details, source="okta")
        if imported:
            kept = {"account": mac, "serial_number": serial, "not_after": at(moment) + 365 * 86400}
            self.add(at(moment), "certificate.imported", mac, details=kept)

    def bound(self, moment, serial, *, mac="ada", user=None):
        details = {"udid": mac, "serial_number": serial, "user": user or mac, "bound_now": True}
        self.add(
            at(moment),
            "user.authentication.authenticate",
            mac,
            "success",
            "ok",
            details=details,
            source="okta",
        )

    def okta(self, moment, kind, outcome, reason="", *, mac="ada", **details):
        self.add(at(moment), kind, mac, outcome, reason, details={"udid": mac, **details}, source="okta")
