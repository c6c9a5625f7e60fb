"""Small estates in which much happens, drawn for tests: every kind of outside change, at times of all kinds."""

from itertools import chain

from hypothesis import assume
from hypothesis import strategies as st

from simulator.scenario.model import Scenario

DAYS = 20
LONG = 390
"""Renewals begin on day 335, and the first certificates end on day 365."""
MACS = ["ada", "bob", "terminal"]
RATES = st.sampled_from([0.03, 0.1, 0.4])
HABITS = st.fixed_dictionaries(
    {},
    optional={
        "opens_apps": st.sampled_from(
            ["never", "every_workday", "often", {"per_workday": 0.3}, {"per_workday": 3.5}]
        ),
        "quits_chrome": st.sampled_from(["never", "every_day"])
        | RATES.map(lambda rate: {"daily_probability": rate}),
        "restarts_mac": st.sampled_from(["never", "every_day", "weekly"])
        | RATES.map(lambda rate: {"daily_probability": rate}),
        "absent": RATES.map(lambda rate: {"daily_probability": rate}),
        "sleeps": st.sampled_from(["at_night", "never"]),
    },
)
RULES = st.sampled_from(["trusted_macs_only", "deny_before_trusted", "deny_untrusted_macs", "open"])
STEPS = st.sampled_from(
    [
        "keychain",
        "keychain_password",
        "enroll",
        "renew",
        "import",
        "delete_identity",
        "metadata",
        "safari",
        "chrome",
        "partition_list",
        "agent_file",
        "launch_agent",
    ]
)
HOSTS = st.sampled_from(["org", "mtls", "jamf"])
OFF_THE_LIST = "ringcentral"
WHITELISTS = st.sampled_from([["M932RC5J66"], []])
"""The team of the app that is off the list, added to it or not."""
SKEWS = st.sampled_from(["-400 days", "-40 days", "-2 hours", "20 minutes", "40 days", "340 days"])


@st.composite
def seconds(draw, days):
    """A second of the run: mostly in working hours, where Macs are awake, and where certificates begin and end."""
    near = st.integers(1, 6) | st.integers(max(1, days - 70), days - 2)
    day = draw(near)
    second = draw(st.integers(7 * 3600, 19 * 3600) | st.integers(0, 86_399))
    return day * 86_400 + second


def moments(days):
    """The same, as a scenario has it."""
    return seconds(days).map(text)


def text(second):
    """A second of the run as a scenario has it."""
    day, second = divmod(second, 86_400)
    return f"day {day} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


@st.composite
def faults(draw, days, of=()):
    """One fault of some kinds, or of any, on one Mac or all."""
    whom = draw(st.sampled_from([{}, {"on": {"mac": "ada"}}, {"on": {"mac": "terminal"}}]))
    settings = {
        "read_only_cell": st.just({}),
        "jamf_down": st.just({}),
        "okta_down": st.just({}),
        "host_blocked": HOSTS.map(lambda host: {"host": host} | whom),
        "tls_inspection": st.just(whom),
        "answer_lost": HOSTS.map(lambda host: {"host": host} | whom),
        "slow_network": st.sampled_from(["5 seconds", "2 minutes"]).map(
            lambda delay: {"delay": delay} | whom
        ),
        "failing_step": STEPS.map(lambda step: {"step": step} | whom),
        "power_cut": STEPS.map(lambda step: {"step": step} | whom),
        "mac_off": st.just(whom),
        "unmanaged": st.just(whom),
        "clock_skew": SKEWS.map(lambda by: {"by": by} | whom),
        "jamf_password_rotated": st.just({}),
    }
    kind = draw(st.sampled_from([kind for kind in settings if kind in (of or settings)]))
    first, second = draw(moments(days)), draw(moments(days))
    begins, ends = sorted((first, second), key=_sortable)
    return {"kind": kind} | draw(settings[kind]) | {"from": begins, "until": ends}


def _sortable(moment):
    _, day, clock = moment.split()
    return int(day), clock


@st.composite
def acts(draw, days, of=()):
    """One act in the timeline, of some verbs, or of any."""
    mac = {"mac": draw(st.sampled_from(MACS))}
    person = {"person": draw(st.sampled_from(["ada", "bob", "terminal-early", "terminal-late"]))}
    account = draw(st.sampled_from([{}, {"account": "early"}, {"account": "late"}]))
    whose = {"mac": "terminal", **account} if account else mac
    of_computers = [
        mac | {"do": do} for do in ("unmanage", "manage", "delete_computer", "flush_policy_log", "restart")
    ]
    of_the_task = [
        *(mac | {"do": "push_task", "parameter": what} for what in ("", "uninstall")),
        *({"do": "edit_task", "org_token": how} for how in ("wrong", "pasted")),
        *({"do": do} for do in ("check_task_version", "download_task")),
        {
            "do": "edit_policy",
            "frequency": draw(st.sampled_from(["Once every day", "Ongoing", "Once per computer"])),
        },
        {"do": "edit_policy", "enabled": draw(st.booleans())},
    ]
    of_people = [
        *(
            person | {"do": do}
            for do in ("activate_user", "deactivate_user", "suspend_user", "unsuspend_user")
        ),
        person | {"do": "revoke_user_certificates"},
        mac | {"do": "revoke_device_certificates"},
        person | {"do": "open_app_elsewhere", "app": "salesforce", "platform": "ios"},
    ]
    of_the_setting = [
        *({"do": "reset_secret_key", "update_script": told} for told in (False, True)),
        *(
            {"do": do}
            for do in ("enable_device_trust", "disable_device_trust", "enable_feature", "disable_feature")
        ),
        *({"do": "set_jamf_password", "tell_okta": told} for told in (False, True)),
        *(
            {"do": "edit_device_trust", **entered}
            for entered in ({"password": "mistyped"}, {"tenant_url": "https://another.jamfcloud.com"}, {})
        ),
        *({"do": "set_privileges", "privileges": which} for which in (["Read Computers"], "administrator")),
        {"do": "test_api_credentials"},
    ]
    of_rules = [
        {"do": "set_rules", "app": draw(st.sampled_from(["salesforce", "workday"])), "rules": draw(RULES)}
    ]
    at_a_mac = [
        *(whose | {"do": do} for do in ("log_in", "log_out", "quit", "close_window", "uninstall_task")),
        *(
            whose | {"do": do}
            for do in ("delete_keychain", "reset_login_keychain", "delete_device_trust_password")
        ),
        whose | {"do": "open_app", "app": "salesforce", "from_home_page": draw(st.booleans())},
        whose | {"do": "open_home_page"},
        *(whose | {"do": do, "app": "salesforce"} for do in ("follow_learn_more", "go_on_in_app")),
        whose | {"do": "enter_command", "command": "version"},
        whose | {"do": "read_log", "where": "asl"},
        mac | {"do": "set_clock", "by": draw(SKEWS)},
        {"do": "copy_keychain", "mac": "ada", "to": "bob"},
    ]
    subjects = [of_computers, of_the_task, of_people, of_the_setting, of_rules, at_a_mac]
    doing = [act for subject in subjects for act in subject if act["do"] in (of or act["do"])]
    if not of:
        doing = draw(st.sampled_from(subjects))
    act, at = draw(st.sampled_from(doing)), draw(moments(days))
    if act["do"] in {"open_app", "open_home_page"}:
        act = act | {"as": f"asked {draw(st.integers(0, 10**9))}"}
    return act | {"at": at}


@st.composite
def whitelists(draw, days):
    """The task's whitelist is edited, and the task is pushed to a Mac or to all, at once or some hours later."""
    edited_at = draw(seconds(days))
    pushed_at = edited_at + draw(st.sampled_from([0, 60, 5 * 3600]))
    pushed = draw(st.sampled_from([{}, *({"mac": mac} for mac in MACS)]))
    return [
        {"do": "edit_task", "whitelist_added": draw(WHITELISTS), "at": text(edited_at)},
        {"do": "push_task", **pushed, "at": text(min(pushed_at, days * 86_400 - 1))},
    ]


CHANGES = {
    "a fault": ({"host_blocked", "tls_inspection", "okta_down", "jamf_down", "answer_lost"}, set()),
    "late answers": ({"slow_network"}, set()),
    "a step that fails, or a power cut": ({"failing_step", "power_cut", "mac_off"}, set()),
    "a policy edit": (set(), {"edit_policy"}),
    "rules that are edited": (set(), {"set_rules"}),
    "a revocation": (
        set(),
        {"revoke_user_certificates", "revoke_device_certificates", "deactivate_user", "suspend_user"},
    ),
    "a read-only window": ({"read_only_cell"}, set()),
    "management that is lost": ({"unmanaged"}, {"unmanage", "delete_computer"}),
    "a password that is rotated": ({"jamf_password_rotated"}, {"set_jamf_password"}),
    "the setting off and on": (
        set(),
        {"disable_device_trust", "enable_device_trust", "disable_feature", "enable_feature"},
    ),
    "a whitelist that is pushed": (set(), {"whitelist"}),
    "a task that is pushed": (set(), {"push_task"}),
    "a clock that is skewed": ({"clock_skew"}, {"set_clock"}),
}
"""Every kind of change from outside, with the faults and the acts that bring it about."""


@st.composite
def estates(draw, change=""):
    """A scenario of a month, or of a little more than a year: two own Macs and a shared one, with much going on.

    ``change``, a kind of change from outside, is in it in any case.
    """
    days = draw(st.sampled_from([DAYS, LONG]))
    app = {"name": "salesforce", "rules": draw(RULES)}
    people = [{"name": "early"}, {"name": "late", "habits": {"works": {"from": "13:00", "until": "21:00"}}}]
    fleet = [
        {
            "name": "ada",
            "habits": draw(HABITS),
            "apps": draw(
                st.sampled_from([["chrome"], ["safari"], ["chrome", "safari"], ["chrome", OFF_THE_LIST]])
            ),
        },
        {
            "name": "bob",
            "habits": draw(HABITS),
            "apps": draw(st.sampled_from([["chrome"], [OFF_THE_LIST, "chrome"]])),
        },
        {"name": "terminal", "habits": draw(HABITS), "people": people},
    ]
    occasions = acts(days).map(lambda act: [act]) | whitelists(days)
    kinds, verbs = CHANGES.get(change, (set(), set()))
    wanted = [[], []]
    if kinds and (not verbs or draw(st.booleans())):
        wanted[0] = [draw(faults(days, kinds))]
    elif verbs:
        wanted[1] = draw(whitelists(days)) if "whitelist" in verbs else [draw(acts(days, verbs))]
    raw = {
        "story": "much goes on",
        "length": f"{days} days",
        "okta": {"apps": [app, {"name": "workday", "protocol": "ws_fed", "rules": draw(RULES)}]},
        "jamf": {
            "check_in": {"interval": "15 minutes" if days == DAYS else "1 hour"},
            "task": {"whitelist_added": draw(WHITELISTS)},
        },
        "fleet": fleet if days == DAYS else [draw(st.sampled_from(fleet))],
        "faults": wanted[0] + draw(st.lists(faults(days), max_size=3)),
        "timeline": wanted[1] + [*chain.from_iterable(draw(st.lists(occasions, max_size=5)))],
    }
    raw = only_those_there(raw)
    assume(not change or has(raw, change))
    return raw


def has(raw, change):
    """Whether an estate has a change of that kind."""
    kinds, verbs = CHANGES[change]
    edited = any(one.get("whitelist_added") is not None for one in raw["timeline"])
    done = {one["do"] for one in raw["timeline"]} | ({"whitelist"} if edited else set())
    return not kinds.isdisjoint(one["kind"] for one in raw["faults"]) or not verbs.isdisjoint(done)


def only_those_there(raw):
    """Without what names a Mac that this estate has not."""
    there = {group["name"] for group in raw["fleet"]}
    people = {
        name if name != "terminal" else f"terminal-{who}" for name in there for who in ("early", "late")
    }
    raw["faults"] = [one for one in raw["faults"] if one.get("on", {}).get("mac", next(iter(there))) in there]
    raw["timeline"] = [
        one
        for one in raw["timeline"]
        if one.get("mac", next(iter(there))) in there
        and one.get("to", next(iter(there))) in there
        and one.get("person", next(iter(people))) in people
    ]
    return raw


def of_tree(raw):
    """The scenario of a drawn tree."""
    return Scenario.model_validate(raw)
