"""Small scenarios, one for each cause: what brings it about, and when the sign-in goes wrong."""

from __future__ import annotations

from typing import Any, NamedTuple

Act = tuple[str, dict[str, Any]]
"""A moment, and an act without it."""

ADA: dict[str, Any] = {"name": "ada", "habits": {"opens_apps": "never", "quits_chrome": "never"}}
EVE: dict[str, Any] = {"name": "eve", "enrolled_in_jamf": "never", "habits": {"opens_apps": "never"}}
FROM_THE_START = {"from": "day 0 08:00", "until": "day 12"}
ONGOING = {"policy": {"frequency": "Ongoing"}}
PREVIEWED: dict[str, Any] = {"fleet": [ADA], "preview": {"apps": [{"name": "pilot_app"}]}}
OPEN_OF_ADA = {"do": "open_app", "app": "salesforce", "mac": "ada"}
TRUSTED = {"name": "Trusted Macs", "access": "allow", "platforms": ["osx"], "trust": "trusted"}
DENY = {"name": "Deny everything else", "access": "deny"}


_NOTHING: Any = {}


class World(NamedTuple):
    """A scenario's parts, in which ``mac`` goes wrong at ``when``; after its cause's remedy it no longer does, at ``after``."""

    more: dict[str, Any] = _NOTHING
    before: tuple[Act, ...] = ()
    mac: str = "ada"
    when: str = "day 7 10:00"
    after: str = "day 9 10:00"
    opened: dict[str, Any] = _NOTHING
    heals: bool = False
    """Whether it is over by ``after`` whatever is done, so that only the remedy's words can be wrong."""


def in_okta(*acts: dict[str, Any], at: str = "day 3 09:00") -> tuple[Act, ...]:
    return tuple((at, act) for act in acts)


def with_rules(*rules: dict[str, Any], mac: str = "ada", network: str = "office") -> World:
    more = {
        "fleet": [{**ADA, "network": network}, EVE],
        "okta": {"apps": [{"name": "salesforce", "rules": [*rules]}]},
    }
    return World(more, mac=mac)


def with_fault(kind: str, **settings: Any) -> dict[str, Any]:
    return {"faults": [{"kind": kind, **FROM_THE_START, **settings}]}


def at_sign_in(kind: str, **settings: Any) -> World:
    span = {"from": "day 7 08:00", "until": "day 12"}
    return World({"faults": [{"kind": kind, **span, **settings}]})


def client(name: str, **more: Any) -> World:
    fleet = [{**ADA, "apps": [name, "chrome"], **more}]
    return World({"fleet": fleet}, opened={"client": name})


def act(do: str, **settings: Any) -> dict[str, Any]:
    return {"do": do, **settings}


def wrong_key(pasted: str) -> World:
    return World({"jamf": {"task": {"org_token": pasted}}})


def a_year_later(before: tuple[Act, ...] = (), **more: Any) -> World:
    """Certificates of the first day have expired."""
    return World(more, before, when="day 371 10:00", after="day 373 10:00")


def cut_at(step: str, **more: Any) -> World:
    """Power is cut at the task's one run, and the policy is disabled before it could be run again."""
    cut = {"kind": "power_cut", "step": step, "from": "day 0 08:01", "until": "day 1 08:00"}
    return World(
        {"faults": [cut], **more},
        before=in_okta(act("edit_policy", enabled=False), at="day 0 20:00"),
    )


AWAY = {"habits": {"opens_apps": "never", "away": [{"from": "day 320", "until": "day 371"}]}}
USED_ONCE = ("day 2 10:00", {**OPEN_OF_ADA})
SHARED = {"people": [{"name": "ann", "account": "desk"}, {"name": "ben", "account": "desk"}], **ADA}

KEPT_OUT: dict[str, World] = {
    "feature_missing": World(
        before=in_okta(act("disable_feature"))),
    "setting_disabled": World(
        before=in_okta(act("disable_device_trust"))),
    "unmanaged": World(
        before=in_okta(act("unmanage", mac="ada"), at="day 0 08:01"),
    ),
    "disabled": World(
        before=in_okta(act("edit_policy", enabled=False), at="day 0 08:01"),
    ),
    "out_of_scope": World({"jamf": {"policy": {"exclude_groups": ["ada"]}}}),
    "trigger_missing": World(
        {"jamf": {"policy": {"triggers": ["enrollmentComplete"]}}},
    ),
    "not_yet": World(when="day 0 08:05", heals=True),
    "used_up": World(with_fault("okta_down", until="day 5")),
    "used_up_read_only": World(with_fault("read_only_cell", until="day 5")),
    "step_failed": World(with_fault("failing_step", step="keychain")),
    "python_missing": World(
        {"fleet": [{**ADA, "macos": "12.4"}]}),
    "python_modules_missing": World(
        {"fleet": [{**ADA, "macos": "12.4"}], "jamf": {"task": {"version": "1.3.3"}}},
        before=(("day 0 08:00", act("set_python3", mac="ada", python3="without_modules")),),
    ),
    "placeholder": wrong_key("placeholder"),
    "syntax_error": wrong_key("without_quotes"),
    "org_token_invalid": World(
        before=in_okta(act("reset_secret_key"), at="day 0 08:01"),
    ),
    "enrollment_limit": World(
        {"jamf": ONGOING, **with_fault("failing_step", step="partition_list", until="day 5")},
    ),
    "jamf_unauthorized": World(
        before=in_okta(act("set_jamf_password"), at="day 0 08:01"),
    ),
    "jamf_forbidden": World(
        {"jamf": {"accounts": [{"name": "okta-api", "privileges": ["Read Computers"]}]}},
    ),
    "jamf_unreachable": World(with_fault("jamf_down")),
    "tenant_wrong": World(
        before=in_okta(act("edit_device_trust", tenant_url="https://other.jamfcloud.com"), at="day 0 08:01"),
    ),
    "read_only": World(with_fault("read_only_cell")),
    "read_only_first_use": World(
        {
            "faults": [{"kind": "read_only_cell", "from": "day 5", "until": "day 12"}],
            "assumptions": {"read_only_first_use": "untrusted"},
        },
    ),
    "uninstalled": World(
        before=(("day 3 10:00", act("uninstall_task", mac="ada")), ("day 3 10:05", act("quit", mac="ada"))),
    ),
    "keychain_deleted": World(
        before=in_okta(act("delete_keychain", mac="ada"), act("quit", mac="ada"), at="day 3 10:00"),
    ),
    "certificate_deleted": World(
        before=in_okta(act("delete_certificate", mac="ada"), act("quit", mac="ada"), at="day 3 10:00"),
    ),
    "key_missing": World(
        before=in_okta(act("delete_private_key", mac="ada"), act("quit", mac="ada"), at="day 3 10:00"),
    ),
    "agent_gone": World(
        before=in_okta(act("unload_scheduled_task", mac="ada"), act("restart", mac="ada"), at="day 3 10:00"),
    ),
    "migrated": World(
        {
            "length": "380 days",
            "fleet": [
                {**ADA, "name": "old", "people": [{"name": "ada"}]},
                {**ADA, "enrolled_in_jamf": "during", "joins": "day 301 10:00"},
            ],
            "jamf": {"policy": {"exclude_groups": ["ada"]}},
        },
        before=(
            ("day 2 10:00", act("open_app", app="salesforce", mac="old")),
            ("day 300 10:00", act("migrate_account", mac="old", to="ada")),
        ),
        when="day 367 10:00",
        after="day 369 10:00",
    ),
    "keychain_password_left": World(
        before=(("day 3 10:00", act("delete_keychain", mac="ada")), ("day 3 11:00", act("push_task")))),
    "keychain_password_missing": World(
        before=in_okta(act("reset_login_keychain", mac="ada"), act("quit", mac="ada"), at="day 3 10:00"),
    ),
    "login_keychain_unavailable": World(
        before=(("day 0 08:00", act("break_login_keychain", mac="ada")),),
    ),
    "revoked": World(
        before=(USED_ONCE, *in_okta(act("revoke_user_certificates", person="ada")))),
    "copied": World(
        {"fleet": [{**ADA, "name": "bob"}, {**ADA, "enrolled_in_jamf": "during", "joins": "day 4 10:00"}]},
        before=(
            ("day 2 10:00", act("open_app", app="salesforce", mac="bob")),
            ("day 3 10:00", act("copy_keychain", mac="bob", to="ada")),
        ),
    ),
    "other_org": World(
        PREVIEWED,
        before=(
            ("day 0 08:00", {"do": "edit_policy", "enabled": False}),
            ("day 1 08:00", act("push_task", mac="ada", org="preview")),
            ("day 3 08:00", {"do": "edit_policy", "enabled": True}),
        ),
    ),
    "certificate_unknown": a_year_later(
        before=(USED_ONCE, ("day 200 08:00", act("push_task", mac="ada", org="preview"))), **PREVIEWED
    ),
    "certificate_expired": a_year_later(
        before=(USED_ONCE,),
        fleet=[{**ADA, "habits": {"away": [{"from": "day 320", "until": "day 369"}]}}],
        assumptions={"renewal_of_expired": "refused"},
    ),
    "certificate_unbound": a_year_later(),
    "clock": World(
        before=in_okta(act("set_clock", mac="ada", by="-400 days")),
    ),
    "renewal_left_none": World(
        {
            "length": "350 days",
            "fleet": [{**ADA, "habits": {"opens_apps": "never"}}],
            "jamf": {"task": {"version": "1.2.0"}},
            "faults": [{"kind": "failing_step", "step": "import", "from": "day 330", "until": "day 345"}],
        },
        before=(("day 2 10:00", act("open_app", app="salesforce", mac="ada")),),
        when="day 345 10:00",
        after="day 347 10:00",
    ),
    "not_set_up": cut_at("partition_list"),
    "was_off": World(
        {"fleet": [{**ADA, **AWAY}]},
        before=(USED_ONCE,),
        when="day 368 10:00",
        after="day 373 10:00",
        heals=True,
    ),
    "network:blocked": at_sign_in("host_blocked", host="org"),
    "mtls_blocked": at_sign_in("host_blocked", host="mtls"),
    "mtls_inspected": at_sign_in("tls_inspection"),
    "okta_unreachable": at_sign_in("okta_down"),
    "too_slow": at_sign_in("slow_network", delay="10 minutes"),
    "keychain_locked": World(
        before=in_okta(act("log_out", mac="ada"))),
    "user_staged": World(
        {"fleet": [{**ADA, "user_status": "staged"}]}),
    "user_suspended": World(
        before=in_okta(act("suspend_user", person="ada"))),
    "user_deactivated": World(
        before=in_okta(act("deactivate_user", person="ada")),
    ),
    "user_absent": World(
        {"fleet": [{**ADA, "user_status": "absent"}]}),
    "browser_keeps_old": World(
        {"fleet": [{**ADA, "habits": {"opens_apps": "every_workday", "quits_chrome": "never"}}]},
        when="day 367 10:00",
        after="day 368 10:00",
    ),
    "browser_keeps_none": World(
        {"fleet": [ADA]},
        before=(("day 0 08:05", OPEN_OF_ADA),),
    ),
    "access_list": World(
        {"fleet": [{**ADA, "apps": ["ringcentral"]}]},
        opened={"client": "ringcentral"},
    ),
    "chooser": cut_at("chrome", assumptions={"chooser_answer": "cancels"}),
    "other_user": World(
        {"fleet": [SHARED]},
        before=(("day 2 10:00", {**OPEN_OF_ADA, "person": "ann"}),),
        opened={"person": "ben"},
    ),
    "unsupported": client("firefox"),
    "office": client("office", office_version="16.14"),
    "account_page": client("google_backup_and_sync"),
    "rules_order": with_rules(DENY, TRUSTED),
    "rules_restrict": with_rules({**DENY, "name": "Off network", "location": "not_in_zone", "zones": ["Office"]}, TRUSTED, DENY, network="home"),
    "rules_deny_trusted": with_rules({**DENY, "platforms": ["osx"], "trust": "trusted"}),
    "rules_exclude": with_rules({**TRUSTED, "users": ["eve"]}, DENY),
    "rules_inactive": with_rules({**TRUSTED, "active": False}, DENY),
    "rules_deny": with_rules(DENY),
}  # fmt: skip
"""Whoever is kept out, by the word of the cause."""

NOT_ASKED_WHILE_OFF = {"fleet": [ADA, EVE], "assumptions": {"setting_off_trust": "not_asked"}}

LET_IN: dict[str, World] = {
    "no_deny": with_rules(TRUSTED, mac="eve"),
    "deny_inactive": with_rules(TRUSTED, {**DENY, "active": False}, mac="eve"),
    "deny_narrow": with_rules(TRUSTED, {**DENY, "users": ["ada"]}, mac="eve"),
    "let_in_by_rule": with_rules({"name": "Macs", "access": "allow", "platforms": ["osx"]}, TRUSTED, DENY, mac="eve"),
    "trust_inactive": with_rules({**TRUSTED, "trust": "not_trusted", "access": "deny", "active": False}, mac="eve"),
    "not_asked": World(
        {"fleet": [ADA, EVE]},
        before=in_okta(act("set_rules", app="salesforce", rules="open")),
        mac="eve",
    ),
    "conditions_lapse": World(
        NOT_ASKED_WHILE_OFF,
        before=in_okta(act("disable_device_trust")),
        mac="eve",
    ),
    "feature_lapses": World(
        NOT_ASKED_WHILE_OFF,
        before=in_okta(act("disable_feature")),
        mac="eve",
    ),
    "left_management": World(
        before=(USED_ONCE, *in_okta(act("unmanage", mac="ada"))),
    ),
    "copied_in": World(
        {"fleet": [ADA, EVE]},
        before=in_okta(act("copy_keychain", mac="ada", to="eve")),
        mac="eve",
    ),
}  # fmt: skip
"""Whoever is wrongly let in, by the word of the cause."""

NO_SCENARIO = {"open_app", "elsewhere", "unexplained"}
"""Causes that no sign-in on a Mac has: an app that was never secured lets nobody in wrongly, but for those who play orders;
whoever is on a phone or a PC; and the last resort."""
