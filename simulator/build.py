"""From a scenario to a world: services set up as documented, Macs and people made, faults and timeline scheduled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from fake_jamf import messages as jamf
from fake_okta import messages as okta
from simulator.administration import Administration, TaskSettings
from simulator.assumptions import build as build_assumptions
from simulator.casting import Cast
from simulator.clock import MONDAY_TO_FRIDAY, Calendar, parse_duration_s, parse_start
from simulator.direction import Director
from simulator.excerpt import Excerpts
from simulator.forms import (
    CHROME_POLICY,
    ICLOUD_KEYCHAIN,
    chrome_policy,
    jamf_frequency,
    okta_rules,
    rules_told,
    team_ids,
)
from simulator.help_desk.desk import HelpDesk
from simulator.help_desk.terms import Terms
from simulator.mac.assumptions import MacAssumptions
from simulator.mac.machine import host_of
from simulator.rollout import set_up_rollout
from simulator.scenario.model import Scenario
from simulator.scenario.services import AccountModel, AppModel, OktaModel, PreviewModel
from simulator.services import Rules, services
from simulator.stage import Stage, clock
from simulator.staging import NOBODY_OUTSIDE, Detail, Outside, Wiring
from simulator.strikes import plots_of
from simulator.trace import Trace
from simulator.weather import Weather
from simulator.world import World, environment


@dataclass(slots=True)
class Setting:
    """What every part of the building needs: the scenario, its times and its dice."""

    scenario: Scenario
    seed: int
    start_at: int
    end_at: int
    calendar: Calendar
    mac_assumptions: MacAssumptions


def build(
    scenario: Scenario, seed: int, trace: Trace, detail: Detail = "changes", how: Wiring = "direct"
) -> World:
    """A world ready to run. Raises OktaError or JamfError where a console refuses what the scenario sets up."""
    return staged(scenario, seed, trace, detail, how)[0]


def staged(
    scenario: Scenario,
    seed: int,
    trace: Trace,
    detail: Detail = "changes",
    how: Wiring = "direct",
    outside: Outside = NOBODY_OUTSIDE,
) -> tuple[World, Director]:
    """A world ready to run, and its director, who can be told of more acts. Raises as ``build`` does."""
    start_at, zone = parse_start(scenario.start)
    end_at = start_at + parse_duration_s(scenario.length)
    days = (end_at - start_at) // 86400 + 2
    calendar = Calendar(start_at, zone, days, frozenset(scenario.calendar.holidays), scenario.calendar.week())
    okta_assumptions, jamf_assumptions, mac_assumptions = build_assumptions(scenario.assumptions)
    setting = Setting(scenario, seed, start_at, end_at, calendar, mac_assumptions)
    env = environment(start_at)
    weather = Weather()

    now = clock(env)
    heard = None
    if scenario.help_desk is not None:  # it listens from the first record on
        heard = Excerpts()
        trace.listen(heard.see)
    built = services(scenario, Rules(seed, now, weather, okta_assumptions, jamf_assumptions, outside), how)
    stage = Stage(env, built.okta, built.jamf, built.send, trace, weather)
    admin = Administration(
        stage,
        fresh_password=lambda what: hashlib.blake2b(
            f"{seed}|{what}".encode(), key=outside.salt, digest_size=12
        ).hexdigest(),
        tenant_url=scenario.okta.device_trust.tenant_url,
        okta_account=scenario.okta.device_trust.account,
        learn_more_url=scenario.okta.device_trust.learn_more_url,
        latest_task=scenario.okta.latest_task,
    )
    if built.preview is not None:
        stage.add_preview(*built.preview)
    world = World(stage, admin, start_at=start_at, end_at=end_at, detail=detail, close=built.close)
    try:
        director, cast = _open(setting, world)
        if scenario.help_desk is not None and heard is not None:
            HelpDesk(world, director, heard, Terms.of(scenario.help_desk, calendar), cast.callers)
    except BaseException:
        world.close()
        raise
    return world, director


def _open(setting: Setting, world: World) -> tuple[Director, Cast]:
    scenario, stage = setting.scenario, world.stage
    stage.note(
        "run.started",
        "run",
        details={
            "seed": setting.seed,
            "replication": 0,
            "start_at": setting.start_at,
            "end_at": setting.end_at,
            "zone": setting.calendar.zone.key,
            "days": setting.calendar.days - 2,
            "holidays": scenario.calendar.holidays,
            **_week_told(scenario),
            "assumptions": scenario.assumptions,
            "policy": _policy_told(scenario),
            "setup": _setup_told(scenario) | {"hosts": _hosts(stage)},
            "check_in_s": sum(_check_in(scenario)),
            **_check_in_told(scenario),
        },
    )
    _set_up_accounts(scenario, world.admin)
    _set_up_okta(scenario.okta, world.admin)
    _set_up_jamf(scenario, world.admin)
    if scenario.preview is not None:
        world.preview = _preview(scenario.preview, world.admin)
    cast = Cast(world, scenario, setting.seed, setting.calendar, setting.mac_assumptions)
    cast.assemble()
    policy_id = set_up_rollout(scenario.jamf, world, cast, setting.calendar)
    cast.end_past(policy_id if scenario.jamf.rollout == "all_at_once" else None)
    director = Director(world, scenario, setting.calendar, cast)
    for fault in scenario.faults:
        for plot in plots_of(fault, setting.seed, setting.calendar, cast, setting.mac_assumptions):
            world.plot(plot)
    director.schedule(scenario.timeline)
    return director, cast


def _check_in(scenario: Scenario) -> tuple[int, int]:
    """How often Macs check in, and the random delay, in seconds."""
    model = scenario.jamf.check_in
    return parse_duration_s(model.interval), parse_duration_s(model.random_delay)


def _check_in_told(scenario: Scenario) -> dict[str, list[int]]:
    """The same, where it is not Jamf Pro's own."""
    told = _check_in(scenario)
    return {} if told == (900, 300) else {"check_in": [*told]}


def _week_told(scenario: Scenario) -> dict[str, list[int]]:
    """The days of the week on which people work, where they are not Monday to Friday."""
    week = scenario.calendar.week()
    return {} if week == MONDAY_TO_FRIDAY else {"work_days": sorted(week)}


def _policy_told(scenario: Scenario) -> dict[str, Any]:
    """What judges have to know of the task's policy, to say whether a Mac is to be given the task again."""
    policy = scenario.jamf.policy
    smart = {group.name for group in scenario.jamf.smart_groups}
    return {
        "name": policy.name,
        "triggers": [*policy.triggers],
        "frequency": jamf_frequency(policy.frequency),
        "groups": [*policy.groups],
        "exclude_groups": [*policy.exclude_groups],
        "limit_to_users": [*policy.limit_to_users],
        "retry_attempts": policy.retry_attempts,
        "rollout": scenario.jamf.rollout != "all_at_once",
        "smart_groups": bool(smart & {*policy.groups, *policy.exclude_groups}),
    }


def _setup_told(scenario: Scenario) -> dict[str, Any]:
    """What judges have to know of the set-up: whatever in it keeps every Mac from a certificate."""
    wanted = {account.name: account.privileges for account in scenario.jamf.accounts}
    privileges = wanted.get(scenario.okta.device_trust.account, ())
    return {
        "feature": scenario.okta.feature,
        "setting": scenario.okta.device_trust.enabled,
        "org_token": scenario.jamf.task.org_token,
        "org_url": scenario.jamf.task.org_url,
        "privileges": privileges == "administrator"
        or {*AccountModel(name="any").privileges} <= {*privileges},
        "jamf_account": scenario.okta.device_trust.account,
        "version": scenario.jamf.task.version,
        "latest_task": scenario.okta.latest_task,
        "rules": {app.name: rules_told(app.rules) for app in scenario.okta.apps},
    }


def _hosts(stage: Stage) -> dict[str, str]:
    """The names of the three hosts that a Mac must reach."""
    return {
        "org": host_of(stage.okta.org_url),
        "mtls": host_of(stage.okta.cert_auth_domain),
        "jamf": host_of(stage.jamf.url),
    }


def _preview(model: PreviewModel, admin: Administration) -> Administration:
    """Set up a preview org, with a task of its own in the same Jamf Pro."""
    preview = replace(
        admin,
        org=f"https://{model.org}.{model.domain}",
        script_name=f"{admin.script_name} ({model.org})",
        learn_more_url=model.device_trust.learn_more_url,
        latest_task=model.latest_task,
        okta_account=model.device_trust.account,
    )
    _set_up_okta(model, preview)
    preview.upload_task()
    return preview


def _set_up_accounts(scenario: Scenario, admin: Administration) -> None:
    for account in scenario.jamf.accounts:
        privileges = None if account.privileges == "administrator" else frozenset(account.privileges)
        admin.set_account(account.name, privileges)


def _set_up_okta(model: OktaModel, admin: Administration) -> None:
    if not model.feature:
        admin.in_okta(okta.SetFeature(enabled=False))
    elif model.device_trust.enabled:
        admin.enable_device_trust()
    for zone in model.zones:
        admin.in_okta(okta.CreateZone(zone.name, tuple(zone.gateways)))
    for app in model.apps:
        _create_app(app, admin)


def _create_app(app: AppModel, admin: Administration) -> None:
    admin.in_okta(
        okta.CreateApp(
            label=app.name,
            sign_on_mode=app.protocol,
            rules=okta_rules(app.rules),
            office365=app.office365,
        )
    )


def _set_up_jamf(scenario: Scenario, admin: Administration) -> None:
    model = scenario.jamf
    admin.in_jamf(
        jamf.SetCheckInSettings(
            jamf.CheckInSettings(
                parse_duration_s(model.check_in.interval), parse_duration_s(model.check_in.random_delay)
            )
        )
    )
    if model.icloud_keychain == "disabled":
        admin.set_profile(*ICLOUD_KEYCHAIN, value=False)
    chrome = chrome_policy(model.managed_chrome_policy, host_of(admin.stage.okta.cert_auth_domain))
    if chrome is not None:
        admin.set_profile(*CHROME_POLICY, chrome)
    if model.extension_attribute:
        admin.in_jamf(jamf.SetExtensionAttribute("Okta Device Trust"))
        frequency: jamf.Frequency = "Once every day" if model.inventory == "daily" else "Once every week"
        admin.in_jamf(
            jamf.SetPolicy(
                jamf.Policy(
                    name="Update Inventory",
                    triggers=frozenset({"recurring check-in"}),
                    frequency=frequency,
                    update_inventory=True,
                )
            )
        )
    # A smart group may look at the extension attribute, which must be there before it.
    for group in model.smart_groups:
        criteria = tuple(jamf.Criterion(c.name, c.search_type, c.value, c.and_or) for c in group.criteria)
        admin.in_jamf(jamf.SetSmartGroup(group.name, criteria))
    whitelist = team_ids(model.task.whitelist_added)
    admin.task = TaskSettings(model.task.version, model.task.org_token, whitelist, model.task.org_url)
    admin.upload_task()
