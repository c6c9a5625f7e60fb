"""The cast of a scenario: its Macs, the people on them, their routines, each from their own dice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from fake_jamf import messages as jamf
from fake_okta import messages as okta
from simulator.caller import Caller
from simulator.chance import Entity, dice, dice_key
from simulator.clock import Calendar, parse_duration_s, parse_signed_duration_s, parse_time_of_day_s
from simulator.forms import team_ids
from simulator.habits import Routine
from simulator.head_start import HeadStart, log_earlier_run, past_of
from simulator.known_macs import UNKNOWN, KnownMac
from simulator.life import Life
from simulator.mac.assumptions import MacAssumptions
from simulator.mac.keys import Practice
from simulator.mac.machine import Mac
from simulator.people import hardware_uuid, serial_number
from simulator.presence import CheckInRhythm, Presence
from simulator.rates import rate_of
from simulator.resident import Resident, Stream
from simulator.scenario.fleet import Habits, MacGroup, Person
from simulator.scenario.help_desk import Calling
from simulator.scenario.model import Scenario
from simulator.world import World

OFFICE_IP = "198.51.100.7"
HOME_IP = "203.0.113.7"


class Cast:
    """Makes Macs and people from a scenario's fleet, and finds them by name."""

    def __init__(
        self, world: World, scenario: Scenario, seed: int, calendar: Calendar, assumptions: MacAssumptions
    ) -> None:
        self._world = world
        self._scenario = scenario
        self._seed = seed
        self._calendar = calendar
        self._assumptions = assumptions
        self._zones: dict[str | None, Calendar] = {None: calendar}
        self._groups: dict[str, list[str]] = {group.name: mac_names(group) for group in scenario.fleet}
        self._people: set[str] = set()
        """Who is in Okta: each once, on however many Macs."""
        settings = world.stage.jamf.handle(jamf.GetCheckInSettings(), world.admin.jamf_console)
        self._check_in = settings
        self._now = world.stage.now
        self._clients: dict[str, tuple[str, ...]] = {
            group.name: tuple(group.apps) for group in scenario.fleet
        }
        version, whitelist = scenario.jamf.task.version, team_ids(scenario.jamf.task.whitelist_added)
        self._head_start = HeadStart(world.stage, version, whitelist)
        self._has_run: list[tuple[MacGroup, Life, str]] = []
        self._left: list[str] = []
        self.callers: dict[tuple[str, str], Caller] = {}
        """Who may call the help desk, by Mac and login; empty where there is none."""
        self._practice = Practice(scenario.okta.certificates == "on_demand", scenario.okta.keys)

    # --- finding ------------------------------------------------------------------------------------------

    def names(self) -> Iterator[str]:
        """All Macs, in the order of the fleet."""
        for names in self._groups.values():
            yield from names

    def select(self, name: str | None) -> tuple[str, ...]:
        """The Macs of a group's name, a Mac's own name, or all where None."""
        if name is None:
            return tuple(self.names())
        return tuple(self._groups.get(name, [name]))

    def entities(self) -> dict[str, Entity]:
        """Whose dice each Mac has: its group's name, and its place in the group."""
        return {
            name: (group, index) for group, names in self._groups.items() for index, name in enumerate(names)
        }

    # --- making -------------------------------------------------------------------------------------------

    def assemble(self) -> None:
        """Make every Mac and person, and let those enter that are there from the start."""
        number = 0
        for group in self._scenario.fleet:
            for index, name in enumerate(self._groups[group.name]):
                number += 1
                self._add(group, index, name, number)
            self._world.admin.in_jamf(jamf.SetStaticGroup(group.name, frozenset(self._groups[group.name])))

    def _add(self, group: MacGroup, index: int, name: str, number: int) -> None:
        entity: Entity = (group.name, index)
        known = None if group.macs is None else group.macs.macs[index]
        mac = self._machine(group, entity, name, known)
        people = _people(group, name, known)
        residents = [self._resident(group, person, entity, name, len(people)) for person in people]
        stage = self._world.stage
        stage.introduce(mac.udid, name)
        details: dict[str, Any] = {
            "udid": mac.udid,
            "serial": mac.serial_number,
            "group": group.name,
            "macos": mac.macos,
        }
        if mac.clock_skew_s:
            details["skew_s"] = mac.clock_skew_s
        if known is not None and known.python2 is not None:
            details["python2"] = known.python2
        if known is not None and known.python3:
            details["python3"] = known.python3
        if group.allows_hosts is not None:
            details["allows_hosts"] = [*group.allows_hosts]
        stage.note("mac.added", name, details=details)
        for resident in residents:
            self._introduce(group, resident, mac, known)
        life = Life(
            stage,
            mac,
            number,
            self._presence(group, entity, residents),
            until=self._world.end_at,
            zone_ip=OFFICE_IP if group.network == "office" else HOME_IP,
            allow_list=None if group.allows_hosts is None else tuple(group.allows_hosts),
            every=self._world.detail == "every",
        )
        self._world.add(life)
        self._enter(group, life)
        if group.enrolled_in_jamf == "before":
            self._give_past(group, life, entity, known)

    def _machine(self, group: MacGroup, entity: Entity, name: str, known: KnownMac | None) -> Mac:
        stage = self._world.stage
        known = known or UNKNOWN
        return Mac(
            name=name,
            udid=known.udid or hardware_uuid(self._seed, 0, entity),
            serial_number=known.serial_number or serial_number(self._seed, 0, entity),
            macos=known.macos or group.macos,
            python2=known.python2,
            python3=known.python3 or None,
            now=self._now,
            address=(self._seed, 0, entity),
            org_url=stage.okta.org_url,
            cert_auth_domain=stage.okta.cert_auth_domain,
            clients=self._clients[group.name],
            office_version=group.office_version,
            assumptions=self._assumptions,
            clock_skew_s=parse_signed_duration_s(group.clock_skew),
            practice=self._practice,
        )

    def _give_past(self, group: MacGroup, life: Life, entity: Entity, known: KnownMac | None) -> None:
        """What earlier days have left on a Mac that is enrolled in Jamf Pro."""
        address = (self._seed, 0, entity)
        status = _status(group, known)
        first_of = {resident.account: resident for resident in reversed(life.presence.residents)}
        for resident in [*reversed(first_of.values())][: 1 if known is not None else None]:
            past = past_of(group.at_start, status, known, resident, self._world.start_at, address)
            self._head_start.give(life, resident, past, address)
            if past.issued_at is not None and past.task:
                self._has_run.append((group, life, resident.account))
        if known is not None and known.managed is False:
            self._left.append(life.mac.udid)

    def end_past(self, policy_id: int | None) -> None:
        """The last of what came before the start: runs of the task's policy are in Jamf Pro's log, and some Macs left it.

        ``policy_id`` None leaves the log empty: the policy is new, as it is where it comes to more Macs day by day.
        """
        for group, life, account in self._has_run if policy_id is not None else ():
            if self._was_in_scope(group, account) and self._was_due(life, account):
                log_earlier_run(self._world.stage, cast("int", policy_id), life, account)
        for udid in self._left:
            self._world.admin.in_jamf(jamf.SetManaged(udid, managed=False))

    def _was_due(self, life: Life, account: str) -> bool:
        """Whether the policy's frequency let it run for this account too, after all those before it."""
        policy = self._scenario.jamf.policy
        due = self._world.stage.jamf.preview_due
        return any(policy.name in due(life.mac.udid, trigger, account) for trigger in policy.triggers)

    def _was_in_scope(self, group: MacGroup, account: str) -> bool:
        policy = self._scenario.jamf.policy
        if (policy.groups and group.name not in policy.groups) or group.name in policy.exclude_groups:
            return False
        return not policy.limit_to_users or account in policy.limit_to_users

    def _resident(self, group: MacGroup, person: Person, entity: Entity, mac: str, people: int) -> Resident:
        login = (
            mac
            if people == 1 and not group.people and group.macs is None
            else (person.name if group.count == 1 or group.macs is not None else f"{mac}-{person.name}")
        )
        who: Entity = (f"{entity[0]}/{person.name}", entity[1]) if group.people else entity
        routine = self._routine(person.habits or group.habits, who, group, person)
        if self._scenario.help_desk is not None:
            self.callers[mac, login] = _caller((person.habits or group.habits).calls_help_desk, routine)
        streams = [
            Stream(app.name, group.apps[0], routine.stream(app.name, group.apps[0]))
            for app in self._scenario.okta.apps
        ]
        return Resident(login, person.account or person.name, routine, streams)

    def _routine(self, habits: Habits, who: Entity, group: MacGroup, person: Person) -> Routine:
        address = (self._seed, 0, who)
        present = [moment for moment in (group.joins, person.logs_in_from) if moment is not None]
        return Routine(
            self._calendar_in(group.time_zone),
            address,
            works_from_s=parse_time_of_day_s(habits.works.from_),
            works_until_s=parse_time_of_day_s(habits.works.until),
            always_on=habits.sleeps == "never",
            opens=rate_of(habits.opens_apps, address, "opens apps"),
            quits=rate_of(habits.quits_chrome, address, "quits chrome"),
            restarts=rate_of(habits.restarts_mac, address, "restarts mac rate"),
            absent=rate_of(habits.absent, address, "absent rate"),
            away=tuple((self._day(span.from_), self._day(span.until)) for span in habits.away),
            present_from=max([self._world.start_at, *(self._calendar.parse_moment(m) for m in present)]),
        )

    def _calendar_in(self, zone: str | None) -> Calendar:
        if zone not in self._zones:
            self._zones[zone] = self._calendar.in_zone(zone)
        return self._zones[zone]

    def _day(self, moment: str) -> int:
        return self._calendar.day_of(self._calendar.parse_moment(moment))

    def _presence(self, group: MacGroup, entity: Entity, residents: list[Resident]) -> Presence:
        key = dice_key(self._seed, 0, entity, "check-in")
        phase = int(dice(self._seed, 0, entity, "check-in phase", 0) * self._check_in.interval_s)
        joins = self._joins_at(group)
        return Presence(
            residents=residents,
            always_on=any(resident.routine.always_on for resident in residents),
            rhythm=CheckInRhythm(
                self._check_in.interval_s,
                self._check_in.random_delay_s,
                joins,
                phase,
                key,
            ),
            off_until=joins,
            console_from=min(resident.routine.present_from for resident in residents),
        )

    def _joins_at(self, group: MacGroup) -> int:
        if group.enrolled_in_jamf != "during" or group.joins is None:
            return self._world.start_at
        return self._calendar.parse_moment(group.joins)

    def _introduce(self, group: MacGroup, resident: Resident, mac: Mac, known: KnownMac | None) -> None:
        status = _status(group, known)
        stage, admin = self._world.stage, self._world.admin
        if resident.account not in mac.accounts:
            mac.add_account(resident.account)
        details = {"mac": mac.name, "account": resident.account, "habits": resident.routine.details()}
        if status != "active" and resident.person not in self._people:
            details["status"] = status
        stage.note("person.added", resident.person, details=details)
        if status == "absent" or resident.person in self._people:
            return
        self._people.add(resident.person)
        groups = ("Everyone", *((known.groups if known is not None else None) or group.groups))
        preview = self._world.preview
        if preview is not None:
            user = preview.in_okta(okta.CreateUser(resident.person, groups))
            stage.introduce(user.id, resident.person)
        user = admin.in_okta(okta.CreateUser(resident.person, groups, activate=status != "staged"))
        stage.introduce(user.id, resident.person)
        if status == "suspended":
            admin.in_okta(okta.SetUserStatus(resident.person, "suspend"))
        elif status == "deactivated":
            admin.in_okta(okta.SetUserStatus(resident.person, "deactivate"))

    def _enter(self, group: MacGroup, life: Life) -> None:
        if group.enrolled_in_jamf == "never":
            return
        owner = life.presence.residents[0].account
        if group.enrolled_in_jamf == "before":
            life.enroll_in_jamf(owner)
        else:
            account = owner if group.joins_logged_in else ""
            self._world.at(self._joins_at(group), lambda: life.join(owner, account))


def _people(group: MacGroup, mac: str, known: KnownMac | None) -> list[Person]:
    """Who works on a Mac: as the group lists them, as the table knows, or one person of the Mac's name."""
    if known is None:
        return group.people or [Person(name=mac)]
    habits = group.habits.model_copy(update={"sleeps": known.sleeps}) if known.sleeps else None
    return [Person(name=known.person or mac, account=known.account or None, habits=habits)]


def _caller(habit: Calling, routine: Routine) -> Caller:
    return Caller(
        routine,
        who=rate_of(habit.who, routine.address, "calls help desk rate"),
        after_s=parse_duration_s(habit.after),
        gives_up_after_s=parse_duration_s(habit.gives_up_after),
        again_after_s=parse_duration_s(habit.again_after),
    )


def _status(group: MacGroup, known: KnownMac | None) -> str:
    """What the person of a Mac is in Okta."""
    return (known.status if known is not None else "") or group.user_status


def mac_names(group: MacGroup) -> list[str]:
    """The names of a group's Macs: as their table has them, its own name, or numbered where there is more than one."""
    if group.macs is not None:
        return [mac.name for mac in group.macs.macs]
    if group.count == 1:
        return [group.name]
    width = max(4, len(str(group.count)))
    return [f"{group.name}-{number:0{width}d}" for number in range(1, group.count + 1)]
